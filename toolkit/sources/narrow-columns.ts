import { sharedFloat64, sharedInt32 } from "../../workers/shared.ts";
import type { Column } from "../core/columns.ts";
import { compute, INLINE_ROWS, workersFor } from "../core/compute.ts";

/**
 * Columns of whole numbers, none of them missing, as narrow as their range allows: a quarter of the memory for durations, an
 * eighth for hours. Times stay floats, whatever they hold.
 */
export async function narrowColumns(
  verb: string,
  columns: Readonly<Record<string, Column>>,
  times: Readonly<Record<string, unknown>>,
  signal?: AbortSignal,
): Promise<Record<string, Column>> {
  const wide = Object.entries(columns).flatMap(([name, column]) =>
    column instanceof Float64Array && !(name in times)
      ? [{ name, from: column as Float64Array<SharedArrayBuffer> }]
      : [],
  );
  const rows = wide[0]?.from.length ?? 0;
  const workers = rows < INLINE_ROWS ? 0 : workersFor(verb, Infinity, {});
  const tasks = wide.map(({ from }) => ({ from }));
  const found = await compute(verb, "narrow", tasks, { workers, signal, progress: () => undefined });
  const narrow = Object.fromEntries(wide.map(({ name, from }, i) => [name, found[i] ?? from]));
  return { ...columns, ...narrow };
}

/** A column for numbers from 0 or 1 up to `most`. */
export const sharedCounts = (rows: number, most: number) => (most < 2 ** 31 ? sharedInt32(rows) : sharedFloat64(rows));
