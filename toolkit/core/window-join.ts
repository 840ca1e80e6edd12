import type { ColumnTable } from "arquero";
import type { Coder } from "../../workers/kernels/join-code.ts";
import { type SharedArray, sharedFloat64, sharedInt32 } from "../../workers/shared.ts";
import { COMPUTE_OPTIONS, type ComputeOptions, compute, workersFor } from "./compute.ts";
import { type Duration, toMilliseconds } from "./duration.ts";
import { PhonographError } from "./errors.ts";
import { requireColumns } from "./events.ts";
import { codesOf, type Runner } from "./join-coders.ts";
import { codersOf, type Side, toSide } from "./join-match.ts";
import { toJoinKeys } from "./join-on.ts";
import { outputColumns, planColumns } from "./join-output.ts";
import { keyword, knownOptions } from "./options.ts";
import { orderRows } from "./person-rows.ts";
import { type Table, toTable } from "./table.ts";
import { timesOf } from "./times.ts";

/** What {@link windowJoin} is told. */
export interface WindowJoinOptions extends ComputeOptions {
  /** How long after a left row, at most, a right one may come; both ends count. */
  within: Duration;
  /** How long before it a right row may come. Default: not at all. */
  before?: Duration;
  /** The key that both sides must share, read as `join` reads its `on`. Default `"person"`. */
  by?:
    | string
    | readonly [string | readonly string[]]
    | readonly [string | readonly string[], string | readonly string[]];
  /** `"inner"` (default): each pair; `"left"`: then the left rows without a partner, their right columns missing. */
  type?: "inner" | "left";
  /** What is added to a name that both tables have and that is no shared key. Default `["_1", "_2"]`. */
  suffix?: readonly [string, string];
}

const VERB = "windowJoin";

/**
 * Joins rows of the same key whose times lie within a window: the logins within ten minutes of a code, the calls in the
 * hour after a message. Every such pair is given, not only the nearest.
 *
 * Shape: the columns of the left, then those of the right without the shared key, named as `join` names them (so `at`
 * becomes `at_1` and `at_2`), then `delay`: right time minus left time, ms. Pairs come in the order of the left rows, within
 * one by the time of the right, then by its row. A missing key or time matches nothing. Filters hold, an `orderby` does not.
 *
 * Method: the right side is ordered by key and time (see `orderEvents`); left rows are dealt to pieces of it that fit the
 * cache, looked up, counted, and written where they belong. Cost: about 60 ns a right row, 50 ns a left one and 30 ns a value
 * of the answer on one thread. Memory: the answer, 20 bytes a row of the right side, 8 of the left, and 16 MB a thread.
 *
 * @param left a table with `at` and the key
 * @param right the same
 * @throws PhonographError `data/column-missing`; `option/invalid`, also when a column is already called `delay`
 * @example
 * ```ts
 * import { table } from "arquero";
 * import { windowJoin } from "phonograph";
 * const minute = 60_000;
 * const codes = table({ person: [0, 1], at: [0, 0] });
 * const logins = table({ person: [0, 0, 1], at: [2 * minute, 30 * minute, -minute] });
 * const pairs = await windowJoin(codes, logins, { within: "10m" });
 * console.assert(pairs.numRows() === 1 && pairs.get("delay", 0) === 2 * minute);
 * ```
 */
export async function windowJoin(left: ColumnTable, right: ColumnTable, options: WindowJoinOptions): Promise<Table> {
  knownOptions(VERB, options, ["within", "before", "by", "type", "suffix", ...COMPUTE_OPTIONS]);
  const most = toMilliseconds(VERB, "within", options.within);
  const least = options.before === undefined ? 0 : -toMilliseconds(VERB, "before", options.before);
  const keepLeft = keyword(VERB, "type", options.type ?? "inner", ["inner", "left"]) === "left";
  requireColumns(VERB, left, ["at"]);
  requireColumns(VERB, right, ["at"]);
  const keys = toJoinKeys(left, right, options.by ?? "person", VERB);
  const workers = workersFor(VERB, Math.max(left.numRows(), right.numRows()), options);
  const runner: Runner = { workers, run: (kernel, tasks) => compute(VERB, kernel, tasks, { ...options, workers }) };
  const mine = toSide(left.unorder(), keys.left);
  const theirs = toSide(right.unorder(), keys.right);
  const outputs = outputColumns(mine, theirs, true, options.suffix ?? ["_1", "_2"]);
  if (outputs.some(({ name }) => name === "delay")) throw taken();
  const coders = await codersOf(mine, theirs, runner);
  const codes = plainCodes(coders.scanned) ?? (await codesOf(coders.scanned, mine.count, runner));
  const otherAt = timesOf(VERB, theirs.table);
  const order = await orderRows(
    VERB,
    (plainCodes(coders.other) ?? (await codesOf(coders.other, theirs.count, runner))) as Int32Array<SharedArrayBuffer>,
    otherAt,
    coders.codes,
    { ...options, workers },
  );
  const found = { firsts: sharedInt32(mine.count), counts: sharedInt32(mine.count) };
  const at = timesOf(VERB, mine.table);
  const parts = pieces(mine.count, workers);
  const probes = await runner.run(
    "windowProbe",
    parts.map((part) => ({ ...part, ...found, codes, at, order, least, most })),
  );
  const matches = probes.reduce((sum, probe) => sum + probe.matches, 0);
  const misses = keepLeft ? probes.reduce((sum, probe) => sum + probe.misses, 0) : 0;
  const planned = planColumns(outputs, { matches, misses, extra: new Int32Array(0) }, false, runner);
  const delay = sharedFloat64(matches + misses);
  let place = 0;
  let missesAt = matches;
  const fill = { ...found, at, otherAt, order, columns: planned.fills, delay, ...rowsOf(mine, theirs) };
  const tasks = parts.map((part, i) => {
    const task = { ...fill, ...part, place, missesAt: misses > 0 ? missesAt : -1 };
    place += probes[i].matches;
    missesAt += probes[i].misses;
    return task;
  });
  await runner.run("windowFill", tasks);
  return toTable({ ...Object.fromEntries(planned.finish()), delay } as Record<string, SharedArray>) as Table;
}

const rowsOf = (mine: Side, theirs: Side) => ({ scannedRows: mine.rows, otherRows: theirs.rows });

/** Keys that are codes already: those that the other side lacks are met by nothing. */
const plainCodes = (coder: Coder): Int32Array | undefined =>
  coder.by === "range" && coder.least === 0 && !coder.table && coder.keys instanceof Int32Array
    ? coder.keys
    : undefined;

const LEAST_PIECE = 1 << 15;
const PIECES_EACH = 2;

/** Many small runs of rows: whoever is done takes the next, so that a busy key holds nobody up. */
function pieces(rows: number, workers: number): { begin: number; end: number }[] {
  const step = workers < 2 ? Math.max(1, rows) : Math.max(LEAST_PIECE, Math.ceil(rows / (workers * PIECES_EACH)));
  return Array.from({ length: Math.ceil(rows / step) }, (_, i) => ({
    begin: i * step,
    end: Math.min(rows, (i + 1) * step),
  }));
}

const taken = () =>
  new PhonographError({
    ...{ code: "option/invalid", verb: VERB, rule: "the answer has a column of its own called delay" },
    found: "a table that has one already",
    hint: 'rename it first: table.rename({ delay: "wait" })',
  });
