import type { ColumnTable } from "arquero";
import { bucketBits, SMALL_BUCKETS } from "../../workers/kernels/person-order-deal.ts";
import { toTimeCells } from "../../workers/kernels/time-cells.ts";
import { type SharedArray, sharedFloat64, sharedLike } from "../../workers/shared.ts";
import { bucketStarts } from "./bucket-starts.ts";
import { type Column, TextColumn, WholeColumn } from "./columns.ts";
import { borders, COMPUTE_OPTIONS, type ComputeOptions, compute, workersFor } from "./compute.ts";
import { requireColumns } from "./events.ts";
import { knownOptions } from "./options.ts";
import { type Ranges, type Survey, surveyPersons } from "./person-survey.ts";
import { columnOf, numbersOf, type Table, toTable } from "./table.ts";

const VERB = "orderEvents";
/** Several a thread, so that one that is held up leaves the rest to others. */
const TASKS_EACH = 8;

/**
 * The same events by person, each person's by time: the order in which journeys are read.
 *
 * Shape: a new table of the same columns and rows. Rows of one person at one moment keep their order; those without a time
 * come after the person's others, those of nobody after all persons'. A filter holds, an order is given up.
 *
 * Method: rows are dealt to runs of persons, straight into the columns of the answer; each run is sorted within the cache, by
 * counting cells of a person and a slice of time, and its columns are brought into that order in place. Cost: about 40 ns a row
 * and 10 ns a value of other columns on one thread. Memory: 2 bytes a row beside the answer, and the rows of the largest run.
 *
 * @param events linked events with `person` and `at`; other columns are brought along
 * @throws PhonographError `data/column-missing`, `option/invalid`
 * @example
 * ```ts
 * import { table } from "arquero";
 * import { orderEvents } from "phonograph";
 * const events = table({ person: [1, 0, 1], at: [30, 20, 10], name: ["login", "open", "otp"] });
 * const ordered = await orderEvents(events);
 * console.assert(ordered.get("name", 0) === "open" && ordered.get("name", 1) === "otp");
 * ```
 */
export async function orderEvents<T extends ColumnTable>(events: T, options: ComputeOptions = {}): Promise<T> {
  knownOptions(VERB, options, COMPUTE_OPTIONS);
  requireColumns(VERB, events, ["person", "at"]);
  const numbers = numbersOf(VERB, events, "at");
  const run = { ...options, workers: workersFor(VERB, numbers.length, options) };
  const edges = borders(numbers.length, run.workers < 2 ? 1 : run.workers * TASKS_EACH);
  const parts = edges.slice(1).map((end, i) => ({ begin: edges[i], end }));
  const survey = await surveyPersons(VERB, events, numbers, parts, run);
  const names = events.columnNames() as string[];
  const columns = names.map((name) => columnOf(VERB, events, name));
  const room = columns.map(emptyLike);
  const pairs = columns.map((column, i) => ({ from: arrayOf(column), to: arrayOf(room[i]) }));
  const given = (array: SharedArray, wanted: boolean) =>
    wanted ? pairs.find(({ from }) => from === array)?.to : undefined;
  const times = given(survey.at, true) as Float64Array | undefined;
  const person = given(survey.persons.rows, survey.plain) as Int32Array | undefined;
  const others = pairs.filter(({ to }) => to !== times && to !== person);
  await fill(survey, parts, { times, person, others }, run);
  return toTable(Object.fromEntries(names.map((name, i) => [name, room[i]]))) as Table as unknown as T;
}

type Run = ComputeOptions & { workers: number };
/** Where the rows go: times and persons are written as they are ordered, other columns are moved. */
interface Room {
  times: Float64Array | undefined;
  person: Int32Array | undefined;
  others: readonly { from: SharedArray; to: SharedArray }[];
}

async function fill(survey: Survey, parts: Ranges, { times: own, person, others }: Room, run: Run): Promise<void> {
  const { at, timeless } = survey;
  const rows = at.length;
  if (rows === 0) return;
  const persons = survey.persons.ids.length;
  const bits = Math.max(survey.bits, bucketBits(rows, persons + 1, SMALL_BUCKETS));
  const buckets = (persons >>> bits) + 1;
  const { starts, nexts } = bucketStarts(parts.map((part, i) => bucketCounts(survey, i, part, bits)));
  const by = toTimeCells(at, bits, buckets);
  const late = timeless > 0 ? Math.max(0, survey.latest + 1) : 0;
  const times = own ?? sharedFloat64(rows);
  const cells = new Uint16Array(new SharedArrayBuffer(rows * 2));
  const deal = { person: survey.persons.rows, persons, at, by, cells, times, late, columns: others };
  await compute(
    ...([VERB, "orderDeal"] as const),
    parts.map((part, i) => ({ ...deal, ...part, next: nexts[i] })),
    run,
  );
  const columns = others.map(({ to }) => to);
  const order = { cells, times, late: timeless > 0 ? late : undefined, starts, by, columns, person, persons };
  const cuts = borders(buckets, run.workers < 2 ? 1 : Math.min(buckets, run.workers * TASKS_EACH));
  await compute(
    ...([VERB, "orderFill"] as const),
    cuts.slice(1).map((after, i) => ({ ...order, first: cuts[i], after })),
    run,
  );
}

/** Rows of one part by bucket, those of nobody behind all persons. */
function bucketCounts({ persons, counts, bits }: Survey, part: number, { begin, end }: Ranges[number], wanted: number) {
  const own = persons.ids.length;
  const inBuckets = new Uint32Array((own >>> wanted) + 1);
  let nobody = end - begin;
  for (const [run, rows] of counts[part].entries()) {
    inBuckets[run >>> (wanted - bits)] += rows;
    nobody -= rows;
  }
  inBuckets[own >>> wanted] += nobody;
  return inBuckets;
}

/** A column of the same kind and length, without values yet. */
function emptyLike(column: Column): Column {
  if (column instanceof TextColumn) return new TextColumn(sharedLike(column.codes, column.length), column.values);
  if (column instanceof WholeColumn) {
    return new WholeColumn(sharedLike(column.array, column.length), column.missing);
  }
  return sharedLike(column, column.length);
}

const arrayOf = (column: Column): SharedArray =>
  (column instanceof TextColumn ? column.codes : column instanceof WholeColumn ? column.array : column) as SharedArray;
