import type { FeatureDealTask, RecordColumn, Records } from "../../workers/kernels/feature-deal.ts";
import { bucketBits } from "../../workers/kernels/person-order-deal.ts";
import { withScratch } from "../../workers/scratch.ts";
import { type About, toAbout } from "../core/about.ts";
import { bucketStarts } from "../core/bucket-starts.ts";
import { COMPUTE_OPTIONS, type ComputeOptions, compute, workersFor } from "../core/compute.ts";
import type { Events } from "../core/events.ts";
import { knownOptions } from "../core/options.ts";
import { plainPersons } from "../core/persons.ts";
import { type Table, toTable } from "../core/table.ts";
import { type FeatureSources, looksWide, toFeatureTasks, toLayout, toSources } from "./feature-columns.ts";
import { type Conditions, toConditions } from "./feature-conditions.ts";
import { type FeatureSpec, type ToldFeature, toFeatures } from "./feature-spec.ts";
import { longerRuns, type Survey, surveyFeatures } from "./feature-survey.ts";

/** What {@link features} can be told: how it runs. */
export interface FeatureOptions extends ComputeOptions {}

/** One row for each person: their id, and the features by name. */
export type FeatureColumns<S extends FeatureSpec> = { person: number } & { [N in keyof S]: number };

/** What {@link features} gives. */
export interface Features<S extends FeatureSpec = FeatureSpec> {
  readonly table: Table<FeatureColumns<S>>;
  readonly about: About;
}

const VERB = "features";

/**
 * What people do, in numbers: counts, sums, means, distinct contacts, active days and quantiles of each person's events,
 * one row a person, ready to be joined, clustered or given to a model.
 *
 * Shape: `table` one row for each person of the events, by id: `person`, then the features in the order of the spec.
 * Counts, days and distinct values are whole numbers, 0 for who has none; so is the sum of nothing. The mean, least,
 * greatest and quantile of nothing are missing (NaN). Missing values of a column do not count. Rows of nobody, and rows
 * that no feature looks at, are counted in `about.excluded`.
 *
 * Quantiles are exact: Hyndman and Fan's type 7, as in R and NumPy. Take the features up to a day and study people from
 * that day on: a feature that looks past the outcome explains anything.
 *
 * Method: rows are dealt to runs of persons as short records, each run is worked out within the cache. Cost: two passes over
 * the rows, about 25 ns a row on one thread, then 1 ns a row for counts, 3 for each column and kind of events, 5 more for
 * distinct values and quantiles. Memory: 4 bytes a row, which mostly hold one column of distinct values too, 4 for each
 * other and 4 for each column of numbers (8 where 32 bits do not hold them); kept for the next call for five seconds.
 *
 * @param events linked events: `person`, `at` for days, and what the features look at
 * @param spec the features by name, see {@link Feature}
 * @throws PhonographError `option/invalid` for a spec that cannot be read, `data/column-missing`, `data/unparseable` for text
 * where numbers are asked for
 * @example
 * ```ts
 * import { table } from "arquero";
 * import { features } from "phonograph";
 * const events = table({
 *   person: [0, 0, 1, 0],
 *   kind: ["call", "call", "sms", "sms"],
 *   peer: ["+351210000001", "+351210000001", "+351210000002", "+351210000003"],
 *   duration: [60, 30, null, null],
 * });
 * const { table: people } = await features(events, {
 *   calls: { count: "call" },
 *   seconds: { sum: "duration", of: "call" },
 *   contacts: { distinct: "peer" },
 *   typical: { quantile: "duration", p: 0.5, of: "call" },
 * });
 * console.assert(people.get("calls", 0) === 2 && people.get("contacts", 0) === 2 && people.get("typical", 0) === 45);
 * ```
 */
export async function features<const S extends FeatureSpec>(
  events: Events,
  spec: S,
  options: FeatureOptions = {},
): Promise<Features<S>> {
  knownOptions(VERB, options, COMPUTE_OPTIONS);
  const told = toFeatures(VERB, spec);
  plainPersons(VERB, events); // no column "person" is told before anything else
  const conditions = toConditions(VERB, events, told);
  const sources = toSources(VERB, events, told);
  const run = { ...options, workers: workersFor(VERB, events.totalRows(), options) };
  const most = run.workers < 2 ? 1 : run.workers * TASKS_EACH;
  const survey = await surveyFeatures(VERB, events, conditions, most, run);
  const { ids, nobody, unasked } = survey;
  const values = await workOut(told, conditions, sources, survey, most, run);
  const columns: Record<string, Int32Array | Float64Array> = { person: ids };
  for (const [i, { name }] of told.entries()) columns[name] = values[i];
  return Object.freeze({
    table: toTable(columns as never) as Table<FeatureColumns<S>>,
    about: toAbout({
      verb: VERB,
      options: { features: Object.fromEntries(told.map(({ name, words }) => [name, words])) },
      input: events,
      columns: [...new Set(["person", ...conditions.names, ...told.flatMap(({ column }) => (column ? [column] : []))])],
      peopleIn: ids.length,
      excluded: [
        { reason: "not linked to a person", rows: nobody },
        { reason: "not asked for", rows: unasked },
      ],
    }),
  });
}

/** Smaller tasks than threads would need: whoever is done takes the next. */
const TASKS_EACH = 4;

/** The values of all features by person. */
async function workOut(
  told: readonly ToldFeature[],
  conditions: Conditions,
  given: FeatureSources,
  survey: Survey,
  most: number,
  run: ComputeOptions & { workers: number },
): Promise<(Int32Array | Float64Array)[]> {
  const { person, parts } = survey;
  const persons = survey.ids.length;
  const bits = Math.max(survey.bits, bucketBits(person.length, persons));
  const tests = { all: conditions.all, columns: conditions.columns };
  const { starts, nexts } = bucketStarts(longerRuns(survey, bits));
  const conditionBits = 32 - Math.clz32(tests.all);
  const deal = { person, conditions: tests, conditionBits, bits, parts, nexts, rows: starts[starts.length - 1] };
  return withRecords(given, deal, run, async (columns, records) => {
    const { values, ...asked } = toFeatureTasks(told, given, columns, conditions.marks, persons);
    const task = { records, starts, bits, persons, conditions: conditionBits, ...asked };
    await compute(
      ...([VERB, "features"] as const),
      stretches(starts, most).map((stretch) => ({ ...task, ...stretch })),
      run,
    );
    return values;
  });
}

interface Deal extends Pick<FeatureDealTask, "person" | "conditions" | "conditionBits" | "bits"> {
  parts: readonly { begin: number; end: number }[];
  nexts: readonly Uint32Array[];
  rows: number;
}

/** The rows as records. Columns that look as if 32 bits held them are dealt so, and all once more where one is found out. */
async function withRecords<T>(
  given: FeatureSources,
  { parts, nexts, rows, ...deal }: Deal,
  run: ComputeOptions & { workers: number },
  work: (columns: readonly RecordColumn[], records: Records) => Promise<T>,
): Promise<T> {
  const { bits, conditionBits } = deal;
  const wide = new Set(
    given.sources.flatMap((from, i) => (from instanceof Float64Array && looksWide(from) ? [i] : [])),
  );
  for (;;) {
    const { columns, words } = toLayout(given, (source) => wide.has(source), 32 - bits - conditionBits);
    const done = await withScratch(4 * rows * words, async (buffer) => {
      const records = { words, values: new Int32Array(buffer, 0, rows * words) };
      const tasks = parts.map((part, i) => ({ ...deal, ...part, columns, records, next: nexts[i] }));
      const found = (await compute(VERB, "featureDeal", tasks, run)).flat();
      for (const source of found) wide.add(source);
      return found.length === 0 ? { answer: await work(columns, records) } : undefined;
    });
    if (done) return done.answer;
  }
}

/** Runs of buckets with about as many rows each, the longest first, so that a busy person holds nobody up. */
function stretches(starts: Uint32Array, parts: number): { first: number; after: number }[] {
  const buckets = starts.length - 1;
  const wanted = Math.max(1, Math.ceil(starts[buckets] / parts));
  const all: { first: number; after: number }[] = [];
  for (let first = 0, after = 0; first < buckets; first = after) {
    while (after < buckets && (after === first || starts[after + 1] - starts[first] <= wanted)) after++;
    all.push({ first, after });
  }
  const rowsOf = ({ first, after }: { first: number; after: number }) => starts[after] - starts[first];
  return all.sort((a, b) => rowsOf(b) - rowsOf(a));
}
