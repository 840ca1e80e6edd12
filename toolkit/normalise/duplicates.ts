import { PIECES } from "../../workers/kernels/first-equal.ts";
import { sharedInt32 } from "../../workers/shared.ts";
import type { Column } from "../core/columns.ts";
import { borders, type ComputeOptions, compute, workersFor } from "../core/compute.ts";
import { toWords } from "./row-words.ts";

/** For whom rows are compared, and how the work runs. */
export interface Comparing {
  readonly verb: string;
  readonly options: ComputeOptions;
}

/** What narrows a comparison down. */
export interface CompareOptions {
  /** Rows with 0 are left out. */
  alive?: Uint8Array;
  /** Hashes of the rows over any of the columns. Default: over all. */
  hashes?: Int32Array;
}

/** Marks with 1 every row that equals an earlier one in all columns. */
export async function repeatedRows(
  by: Comparing,
  columns: readonly Column[],
  rows: number,
  options?: CompareOptions,
): Promise<Uint8Array> {
  const first = await firstEqual(by, columns, rows, options);
  const repeated = new Uint8Array(rows);
  for (let i = 0; i < rows; i++) if (first[i]! >= 0 && first[i] !== i) repeated[i] = 1;
  return repeated;
}

/** Mixes the values of more columns into the hashes of rows; each thread takes a run of rows. */
export async function hashRows(
  { verb, options }: Comparing,
  columns: readonly Column[],
  hashes: Int32Array<SharedArrayBuffer>,
): Promise<Int32Array<SharedArrayBuffer>> {
  const words = columns.flatMap(toWords);
  const workers = workersFor(verb, hashes.length, options);
  const edges = borders(hashes.length, Math.max(1, workers));
  const tasks = edges.slice(1).map((to, i) => ({ words, hashes, from: edges[i]!, to }));
  await compute(verb, "hashRows", tasks, { ...options, workers });
  return hashes;
}

/**
 * For each row the first one that equals it in all columns, itself if there is none before; -1 where `alive` is 0. Rows
 * are compared value by value; each thread takes some of the hashes.
 */
export async function firstEqual(
  by: Comparing,
  columns: readonly Column[],
  rows: number,
  { alive, hashes: given }: CompareOptions = {},
): Promise<Int32Array> {
  const hashes = given ?? (await hashRows(by, columns, sharedInt32(rows)));
  const words = columns.flatMap(toWords);
  const first = sharedInt32(rows).fill(-1);
  const workers = workersFor(by.verb, rows, by.options);
  const edges = borders(PIECES, Math.max(1, Math.min(workers, PIECES)));
  const tasks = edges.slice(1).map((to, i) => ({ words, hashes, alive, first, from: edges[i]!, to }));
  await compute(by.verb, "firstEqual", tasks, { ...by.options, workers });
  return first;
}

/** Rows that are equal in all columns, as groups 0, 1, ...; -1 where `alive` is 0 and for rows that no other equals. */
export async function equalGroups(by: Comparing, columns: readonly Column[], rows: number, options?: CompareOptions) {
  const codes = sharedInt32(rows).fill(-1);
  const first = await firstEqual(by, columns, rows, options);
  let count = 0;
  for (let i = 0; i < rows; i++) {
    const leader = first[i]!;
    if (leader < 0 || leader === i) continue;
    if (codes[leader]! < 0) codes[leader] = count++;
    codes[i] = codes[leader]!;
  }
  return { codes, count };
}
