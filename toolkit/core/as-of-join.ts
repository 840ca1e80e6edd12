import type { ColumnTable } from "arquero";
import { sharedInt32 } from "../../workers/shared.ts";
import type { Column } from "./columns.ts";
import { COMPUTE_OPTIONS, type ComputeOptions, compute, workersFor } from "./compute.ts";
import { type Duration, toMilliseconds } from "./duration.ts";
import { PhonographError } from "./errors.ts";
import { gatherColumn } from "./gather.ts";
import { codesOf, type Runner } from "./join-coders.ts";
import { codersOf } from "./join-match.ts";
import { toJoinKeys } from "./join-on.ts";
import { knownOptions } from "./options.ts";
import { columnOf, numbersOf, toTable } from "./table.ts";

/** How rows find what was last known. */
export interface AsOfJoinOptions extends ComputeOptions {
  /**
   * The key that both rows must have, read as `join` reads its `on`: `"phone"`, or `["phone", "msisdn"]` where the right
   * table calls it otherwise. Default: none, every row may find every other.
   */
  by?:
    | string
    | readonly [string | readonly string[]]
    | readonly [string | readonly string[], string | readonly string[]];
  /** The columns of time: one name, or that of the left and of the right. Default `"at"`. */
  at?: string | readonly [string, string];
  /** How long ago the right row may be, for times in milliseconds. Default: however long. */
  within?: Duration;
  /** What is added to a name of the right table that the left one has too. Default `"_2"`. */
  suffix?: string;
}

const VERB = "asOfJoin";

/**
 * Gives each row what was last known before it: the right row with the same key that is the latest at the time of the
 * left one, or at the same time. Events find the tariff, the owner or the cell of their moment, logins the code that was
 * sent last.
 *
 * All left rows stay, in their order, with their columns; those of the right are added, without keys of the same name,
 * and are missing where there is no such row. Of several right rows with one key and time the last in the table is
 * taken. A row without a time, or without a key where one is asked for, finds nothing and is not found.
 *
 * Method: both tables are walked once in the order of time, with the last row of each key at hand. Tables that are not in
 * that order are sorted by a radix first. Cost: linear; about 10 ns a row beside the columns of the answer. Memory: 4
 * bytes a row and a distinct key, and those columns.
 *
 * @param options {@link AsOfJoinOptions}
 * @returns the left table, widened; columns of the left are shared, not copied, when it is neither filtered nor ordered
 * @throws PhonographError `data/column-missing`, `data/unparseable` for times that are text, `option/invalid`
 * @example
 * ```ts
 * import { table } from "arquero";
 * import { asOfJoin } from "phonograph";
 * const calls = table({ at: [10, 20, 30], phone: ["+351210000001", "+351210000001", "+351210000002"] });
 * const tariffs = table({ at: [5, 15], phone: ["+351210000001", "+351210000001"], tariff: ["basic", "plus"] });
 * const rated = await asOfJoin(calls, tariffs, { by: "phone" });
 * console.assert(rated.array("tariff").join() === "basic,plus," && rated.get("at_2", 1) === 15);
 * ```
 */
export async function asOfJoin(
  left: ColumnTable,
  right: ColumnTable,
  options: AsOfJoinOptions = {},
): Promise<ColumnTable> {
  knownOptions(VERB, options, ["by", "at", "within", "suffix", ...COMPUTE_OPTIONS]);
  const [mine, theirs] = timeNames(options.at ?? "at");
  const suffix = options.suffix ?? "_2";
  if (typeof suffix !== "string") throw invalid("suffix must be a text", typeof suffix);
  const at = numbersOf(VERB, left, mine);
  const pastAt = numbersOf(VERB, right, theirs);
  const run = { ...options, workers: workersFor(VERB, Math.max(at.length, pastAt.length), options) };
  const keys = options.by === undefined ? undefined : toJoinKeys(left, right, options.by, VERB);
  const coded = keys ? await toCodes(left, right, keys, run) : { keys: 1 };
  const within = options.within === undefined ? Infinity : toMilliseconds(VERB, "within", options.within);
  const [order, pastOrder] = [await timeOrder(at, run), await timeOrder(pastAt, run)];
  const [found] = await compute(VERB, "asOf", [{ at, pastAt, order, pastOrder, within, ...coded }], run);
  const columns: Record<string, Column> = {};
  for (const name of left.columnNames() as string[]) columns[name] = columnOf(VERB, left, name);
  for (const name of right.columnNames() as string[]) {
    if (keys?.left.some((key, i) => key === name && keys.right[i] === name)) continue;
    columns[name in columns ? name + suffix : name] = gatherColumn(columnOf(VERB, right, name), found);
  }
  return toTable(columns) as unknown as ColumnTable;
}

async function toCodes(
  left: ColumnTable,
  right: ColumnTable,
  keys: { left: readonly string[]; right: readonly string[] },
  run: ComputeOptions & { workers: number },
) {
  const side = (table: ColumnTable, names: readonly string[]) => {
    const columns = names.map((name, i) => [`key${i}`, columnOf(VERB, table, name)]);
    return {
      table: toTable(Object.fromEntries(columns)) as unknown as ColumnTable,
      keys: names.map((_, i) => `key${i}`),
      count: table.numRows(),
    };
  };
  const runner: Runner = { workers: run.workers, run: (kernel, tasks) => compute(VERB, kernel, tasks, run) };
  const coders = await codersOf(side(left, keys.left), side(right, keys.right), runner);
  const [key, pastKey] = [
    await codesOf(coders.scanned, left.numRows(), runner),
    await codesOf(coders.other, right.numRows(), runner),
  ];
  return { key, pastKey, keys: coders.codes };
}

/** The rows in the order of time; undefined where they stand in it already. */
async function timeOrder(
  at: Float64Array<SharedArrayBuffer>,
  run: ComputeOptions & { workers: number },
): Promise<Uint32Array | undefined> {
  let sorted = 0;
  while (sorted < at.length && at[sorted] >= (sorted === 0 ? -Infinity : at[sorted - 1])) sorted++;
  if (sorted === at.length) return undefined;
  const [order] = await compute(VERB, "personOrder", [{ person: sharedInt32(at.length), at, from: 0, to: 1 }], run);
  return order.rows;
}

function timeNames(at: unknown): readonly [string, string] {
  if (typeof at === "string") return [at, at];
  if (Array.isArray(at) && at.length === 2 && at.every((name) => typeof name === "string")) return [at[0], at[1]];
  throw invalid("at must be a column name, or that of the left table and that of the right", typeof at);
}

const invalid = (rule: string, found: string) =>
  new PhonographError({ code: "option/invalid", verb: VERB, rule, found });
