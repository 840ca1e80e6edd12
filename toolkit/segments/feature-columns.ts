import type { RecordColumn } from "../../workers/kernels/feature-deal.ts";
import type { Feature, FeatureCount, FeatureGroup, FeaturesTask } from "../../workers/kernels/features.ts";
import { sharedFloat64, sharedInt32 } from "../../workers/shared.ts";
import { NO_OFFSET, TextColumn, WholeColumn } from "../core/columns.ts";
import type { Events } from "../core/events.ts";
import { columnOf, hasColumn, numbersOf } from "../core/table.ts";
import { timesOf } from "../core/times.ts";
import type { ToldFeature } from "./feature-spec.ts";

/** The columns that the features need, each once. */
export interface FeatureSources {
  /** Whole numbers from 0, -1 where missing, or floats. */
  sources: readonly (Int32Array | Float64Array)[];
  /** For each feature the place of its source, -1 where it needs none, and how many whole numbers there are. */
  places: readonly { source: number; codes: number }[];
}

/** Finds the columns of the features. */
export function toSources(verb: string, events: Events, told: readonly ToldFeature[]): FeatureSources {
  const sources: (Int32Array | Float64Array)[] = [];
  const known = new Map<string, { source: number; codes: number }>();
  const places = told.map(({ op, column }) => {
    if (op === "count") return { source: -1, codes: 0 };
    const isCoded = op === "days" || op === "distinct";
    const key = `${op === "days" ? "days" : isCoded ? "codes" : "numbers"} ${column}`;
    const place = known.get(key);
    if (place) return place;
    const made =
      op === "days"
        ? daysOf(verb, events)
        : isCoded
          ? codesOf(verb, events, column)
          : { from: numbersOf(verb, events, column), codes: 0 };
    const added = { source: sources.push(made.from) - 1, codes: made.codes };
    known.set(key, added);
    return added;
  });
  return { sources, places };
}

/**
 * Where the columns stand in a record: doubles last, so that there is one gap at most, and whole numbers in the first word,
 * for those that fit into its `free` bits.
 */
export function toLayout({ sources, places }: FeatureSources, isWide: (source: number) => boolean, free: number) {
  const packed = places.find(({ codes }) => codes > 0 && codes < 2 ** free)?.source;
  const as = sources.map((from, i): RecordColumn["as"] =>
    from instanceof Int32Array ? (i === packed ? "packed" : "whole") : isWide(i) ? "double" : "single",
  );
  const narrow = as.filter((kind) => kind === "whole" || kind === "single").length;
  const columns: RecordColumn[] = [];
  let word = 1;
  let pair = 1 + narrow + ((1 + narrow) % 2);
  for (const [i, from] of sources.entries()) {
    const kind = as[i];
    columns.push({ from, as: kind, word: kind === "packed" ? 0 : kind === "double" ? pair : word });
    if (kind === "double") pair += 2;
    else if (kind !== "packed") word++;
  }
  return { columns, words: as.includes("double") ? pair : word };
}

const LOOKED_AT = 4096;

/** Whether some float of a column needs more than 32 bits, as far as a few of its rows tell. */
export function looksWide(from: Int32Array | Float64Array): boolean {
  const step = Math.max(1, Math.floor(from.length / LOOKED_AT));
  for (let row = 0; row < from.length; row += step) {
    if (Math.fround(from[row]) !== from[row] && !Number.isNaN(from[row])) return true;
  }
  return false;
}

/** The features as the kernel knows them, and the values of each by person, once it is done. */
export function toFeatureTasks(
  told: readonly ToldFeature[],
  { places }: FeatureSources,
  columns: readonly RecordColumn[],
  marks: readonly number[],
  persons: number,
): Pick<FeaturesTask, "counts" | "groups"> & { values: (Int32Array | Float64Array)[] } {
  const counts: FeatureCount[] = [];
  const groups = new Map<string, FeatureGroup & { features: Feature[] }>();
  const add = (mark: number, source: number, feature: Feature) => {
    const { word, as } = columns[source];
    const key = `${mark} ${word}`;
    const group = groups.get(key) ?? { mark, word, as, features: [] };
    groups.set(key, group);
    // quantiles put the values in another order, in which a sum would be rounded otherwise
    if (feature.op === "quantile") group.features.push(feature);
    else group.features.unshift(feature);
  };
  const values = told.map(({ op, p }, i) => {
    const mark = marks[i];
    const { source, codes } = places[i];
    const to = op === "count" || op === "days" || op === "distinct" ? sharedInt32(persons) : sharedFloat64(persons);
    if (to instanceof Int32Array) {
      if (op === "count") counts.push({ mark, to });
      else add(mark, source, { op: "distinct", codes, to });
    } else add(mark, source, op === "quantile" ? { op, p, to } : { op: op as "sum", to });
    return to;
  });
  return { counts, groups: [...groups.values()], values };
}

const DAY = 864e5;

/** The local day of each row, counted from the first; UTC where the offset is unknown. */
function daysOf(verb: string, events: Events): { from: Int32Array; codes: number } {
  const at = timesOf(verb, events);
  const column = hasColumn(events, "offset") ? columnOf(verb, events, "offset") : undefined;
  const offsets = column instanceof WholeColumn ? column : undefined;
  const given = offsets || !column ? undefined : numbersOf(verb, events, "offset");
  const from = sharedInt32(at.length).fill(-1);
  const dayOf = (row: number) => {
    const minutes = offsets ? offsets.array[row] : (given?.[row] ?? NO_OFFSET);
    const none = minutes === NO_OFFSET || Number.isNaN(minutes) || minutes === offsets?.missing;
    return Math.floor((at[row] + (none ? 0 : minutes * 6e4)) / DAY);
  };
  let [first, last] = [Infinity, -Infinity];
  for (let row = 0; row < at.length; row++) {
    const day = dayOf(row);
    if (day < first) first = day;
    if (day > last) last = day;
  }
  const span = last - first + 1;
  if (!(span > 0)) return { from, codes: 0 };
  if (span > 4 * at.length + 1e6) return renumbered(at.length, dayOf);
  for (let row = 0; row < at.length; row++) {
    const day = dayOf(row) - first;
    from[row] = day >= 0 ? day : -1;
  }
  return { from, codes: span };
}

/** The values of a column as whole numbers from 0, equal ones alike, -1 where missing. */
function codesOf(verb: string, events: Events, name: string): { from: Int32Array; codes: number } {
  const column = columnOf(verb, events, name);
  if (column instanceof TextColumn) return { from: column.codes, codes: column.values.length };
  const numbers = numbersOf(verb, events, name);
  return renumbered(numbers.length, (row) => numbers[row]);
}

function renumbered(rows: number, valueAt: (row: number) => number): { from: Int32Array; codes: number } {
  const from = sharedInt32(rows).fill(-1);
  const known = new Map<number, number>();
  for (let row = 0; row < rows; row++) {
    const value = valueAt(row);
    if (Number.isNaN(value)) continue;
    const code = known.get(value) ?? known.size;
    known.set(value, code);
    from[row] = code;
  }
  return { from, codes: known.size };
}
