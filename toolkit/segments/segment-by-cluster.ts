import type { ColumnTable } from "arquero";
import { sharedFloat64, sharedInt32 } from "../../workers/shared.ts";
import { toAbout } from "../core/about.ts";
import { TextColumn } from "../core/columns.ts";
import { COMPUTE_OPTIONS, type ComputeOptions, workersFor } from "../core/compute.ts";
import { PhonographError } from "../core/errors.ts";
import { requireColumns } from "../core/events.ts";
import { filled } from "../core/filled.ts";
import type { SegmentColumns, Segments } from "../core/groups.ts";
import { keyword, knownOptions, whole } from "../core/options.ts";
import { random } from "../core/random.ts";
import { columnOf, numbersOf, type Table, toTable } from "../core/table.ts";
import { type Clustering, kMeans } from "./k-means.ts";
import { sizeTable } from "./segment-sizes.ts";

/** What {@link segmentByCluster} is told. */
export interface ClusterOptions extends ComputeOptions {
  /** How many groups, 2 to 100. */
  k: number;
  /** The columns to compare people by. Default: all columns of numbers but `person`. */
  columns?: readonly string[];
  /** `"standard"` (default): every column has mean 0 and standard deviation 1, and counts alike; `"none"`: as they are. */
  scale?: "standard" | "none";
  /** From so many beginnings; the best end is taken. Default 10. */
  starts?: number;
  /** The same seed gives the same groups. Default 1. */
  seed?: number;
}

/** What {@link segmentByCluster} gives: segments, what each is like, and how close its people are. */
export interface ClusterSegments extends Segments<SegmentColumns> {
  /** One row for each group: `segment`, `people`, and the mean of each column, in its own unit. */
  readonly centres: Table;
  /** Sum of squared distances to the centres, of the columns as compared; a share of it when all people are one group. */
  readonly within: number;
  readonly withinShare: number;
}

const VERB = "segmentByCluster";

/**
 * People in groups of similar numbers: k-means on a table of features.
 *
 * The groups are found by their numbers alone and named by size: "cluster 1" is the largest. They are a description, not a
 * discovery: k-means finds k groups in anything. Try several `k` and other seeds, look at `withinShare` and at the
 * centres; counts and sums with a long tail are better compared as logarithms.
 *
 * Shape: `table` one row for each person whose numbers are all there, in the order given: `person`, `segment`; `sizes` with
 * Wilson's 95 % interval; `centres` the means. People with a missing number are counted in `about.excluded`.
 *
 * Method: Lloyd's algorithm from k-means++ (Arthur and Vassilvitskii 2007), the best of `starts`; the answer depends neither on the
 * threads nor on their number. Cost: rows x columns x k for each round, some 1 ns each; some tens of rounds a start.
 *
 * @param people a table with `person` and columns of numbers, such as `features` gives
 * @throws PhonographError `option/invalid`; `data/column-missing`; `data/unparseable` with fewer people than groups
 * @example
 * ```ts
 * import { table } from "arquero";
 * import { segmentByCluster } from "phonograph";
 * const people = table({ person: [0, 1, 2, 3, 4], calls: [1, 2, 40, 41, 2], contacts: [1, 1, 20, 21, 2] });
 * const { table: groups, centres } = await segmentByCluster(people, { k: 2 });
 * console.assert(groups.get("segment", 0) === "cluster 1" && groups.get("segment", 2) === "cluster 2");
 * console.assert(centres.get("calls", 1) === 40.5);
 * ```
 */
export async function segmentByCluster(people: ColumnTable, options: ClusterOptions): Promise<ClusterSegments> {
  knownOptions(VERB, options, ["k", "columns", "scale", "starts", "seed", ...COMPUTE_OPTIONS]);
  requireColumns(VERB, people, ["person"]);
  const k = whole(VERB, "k", options.k, 2, 100);
  const starts = whole(VERB, "starts", options.starts ?? 10, 1, 1000);
  const scale = keyword(VERB, "scale", options.scale ?? "standard", ["standard", "none"]);
  const seed = options.seed ?? 1;
  const chance = random(seed);
  const names = columnsOf(people, options.columns);
  const raw = names.map((name) => numbersOf(VERB, people, name));
  const person = numbersOf(VERB, people, "person");
  const kept = [...person.keys()].filter((row) => raw.every((column) => Number.isFinite(column[row])));
  if (kept.length < k) throw tooFew(kept.length, k);
  const values = packed(raw, kept, scale === "standard");
  const run = { ...options, workers: workersFor(VERB, kept.length * k, options) };
  let best: Clustering | undefined;
  for (let start = 0; start < starts; start++) {
    const one = await kMeans(VERB, values, names.length, k, chance.stream(start), run);
    if (!best || one.cost < best.cost) best = one;
  }
  return toSegments(people, { names, raw, person, kept, values, scale, k, starts, seed }, best as Clustering);
}

interface Given {
  names: readonly string[];
  raw: readonly Float64Array[];
  person: Float64Array;
  kept: readonly number[];
  values: Float64Array;
  scale: string;
  k: number;
  starts: number;
  seed: number;
}

function toSegments(people: ColumnTable, given: Given, { labels, counts, cost }: Clustering): ClusterSegments {
  const { names, raw, person, kept, values, seed, ...others } = given;
  const order = [...counts.keys()].filter((group) => counts[group] > 0).sort((a, b) => counts[b] - counts[a] || a - b);
  const place = new Int32Array(counts.length);
  for (const [i, group] of order.entries()) place[group] = i;
  const titles = order.map((_, i) => `cluster ${i + 1}`);
  const codes = sharedInt32(kept.length);
  for (let i = 0; i < codes.length; i++) codes[i] = place[labels[i]];
  const sizes = order.map((group) => counts[group]);
  const mean = (column: Float64Array) => {
    const sums = new Float64Array(order.length);
    for (let i = 0; i < codes.length; i++) sums[codes[i]] += column[kept[i]];
    return filled(sums.length, (i) => sums[i] / sizes[i]);
  };
  return Object.freeze({
    table: toTable<SegmentColumns>({
      person: filled(kept.length, (i) => person[kept[i]]),
      segment: new TextColumn(codes, titles),
    }),
    sizes: sizeTable(titles, sizes),
    centres: toTable({
      ...{ segment: TextColumn.from(titles), people: filled(sizes.length, (i) => sizes[i]) },
      ...Object.fromEntries(names.map((name, i) => [name, mean(raw[i])])),
    }) as Table,
    within: cost,
    withinShare: cost / spread(values, names.length),
    title: "cluster",
    about: toAbout({
      ...{ verb: VERB, options: { columns: names, ...others }, input: people, columns: ["person", ...names], seed },
      peopleIn: person.length,
      excluded: [{ reason: "a number is missing", rows: person.length - kept.length }],
    }),
  });
}

function columnsOf(people: ColumnTable, given: readonly string[] | undefined): readonly string[] {
  const isNumber = (name: string) => {
    const column = columnOf(VERB, people, name);
    return !(column instanceof TextColumn);
  };
  const names = given ?? (people.columnNames() as string[]).filter((name) => name !== "person" && isNumber(name));
  if (Array.isArray(names) && names.length > 0) return names;
  throw new PhonographError({
    ...{ code: "option/invalid", verb: VERB, rule: "columns must name at least one column of numbers", found: "none" },
    hint: 'columns: ["calls", "contacts"]',
  });
}

/** Row after row; a column that never changes is 0 throughout when scaled. */
function packed(
  raw: readonly Float64Array[],
  kept: readonly number[],
  scaled: boolean,
): Float64Array<SharedArrayBuffer> {
  const values = sharedFloat64(kept.length * raw.length);
  for (const [c, column] of raw.entries()) {
    const mean = kept.reduce((sum, row) => sum + column[row], 0) / kept.length;
    const variance = kept.reduce((sum, row) => sum + (column[row] - mean) ** 2, 0) / (kept.length - 1);
    const sd = Math.sqrt(variance);
    for (const [i, row] of kept.entries()) {
      values[i * raw.length + c] = scaled ? (sd > 0 ? (column[row] - mean) / sd : 0) : column[row];
    }
  }
  return values;
}

/** Sum of the squared distances to the mean of all. */
function spread(values: Float64Array, width: number): number {
  const rows = values.length / width;
  let sum = 0;
  for (let c = 0; c < width; c++) {
    let mean = 0;
    for (let i = 0; i < rows; i++) mean += values[i * width + c] / rows;
    for (let i = 0; i < rows; i++) sum += (values[i * width + c] - mean) ** 2;
  }
  return sum;
}

const tooFew = (people: number, k: number) =>
  new PhonographError({
    ...{ code: "data/unparseable", verb: VERB, rule: "there must be as many people with all numbers as groups" },
    found: `${people} people, k: ${k}`,
    hint: "fewer groups, or columns that more people have",
  });
