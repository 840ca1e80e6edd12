import type { RecordColumn } from "../../workers/kernels/feature-deal.ts";
import type { Feature } from "../../workers/kernels/features.ts";
import { sharedFloat64, sharedInt32 } from "../../workers/shared.ts";
import { NO_OFFSET, TextColumn, WholeColumn } from "../core/columns.ts";
import type { Events } from "../core/events.ts";
import { columnOf, hasColumn, numbersOf } from "../core/table.ts";
import { timesOf } from "../core/times.ts";
import type { ToldFeature } from "./feature-spec.ts";

/** What the records hold, and the features that are worked out of it. */
export interface FeatureColumns {
  /** Words of a record. */
  words: number;
  columns: RecordColumn[];
  features: Feature[];
}

/** The columns that the features need, each once, and where their values go. */
export function toColumns(
  verb: string,
  events: Events,
  told: readonly ToldFeature[],
  marks: readonly number[],
  persons: number,
): FeatureColumns {
  let words = 1;
  const columns: RecordColumn[] = [];
  const places = new Map<string, { word: number; codes: number }>();
  const place = (key: string, make: () => { from: RecordColumn["from"]; codes: number }) => {
    let known = places.get(key);
    if (known) return known;
    const { from, codes } = make();
    const isFloat = from instanceof Float64Array;
    const word = isFloat ? words + (words % 2) : words;
    words = word + (isFloat ? 2 : 1);
    columns.push({ from, word });
    known = { word, codes };
    places.set(key, known);
    return known;
  };
  // whole numbers first: floats stand on even words, and leave no gap then
  const coded = told.map(({ op, column }) => {
    if (op === "days") return place("days", () => daysOf(verb, events));
    return op === "distinct" ? place(`codes ${column}`, () => codesOf(verb, events, column)) : undefined;
  });
  const features = told.map(({ op, column, p }, i): Feature => {
    const mark = marks[i];
    if (op === "count") return { op, mark, to: sharedInt32(persons) };
    if (op === "days" || op === "distinct") return { op: "distinct", mark, ...coded[i]!, to: sharedInt32(persons) };
    const { word } = place(`numbers ${column}`, () => ({ from: numbersOf(verb, events, column), codes: 0 }));
    const to = sharedFloat64(persons);
    return op === "quantile" ? { op, mark, word, p, to } : { op, mark, word, to };
  });
  if (columns.some(({ from }) => from instanceof Float64Array)) words += words % 2;
  return { words, columns, features };
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
