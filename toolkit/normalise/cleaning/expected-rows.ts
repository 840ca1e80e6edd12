import { localHour, type Series } from "./source-series.ts";

const HOUR = 36e5;
const WEEK = 168;
/** How many weeks on each side tell what an hour should hold. */
const WEEKS = 4;

/** What a source should hold, hour by hour. */
export interface Expected {
  /** The first local hour since 1970, and for each from there on the rows to be expected. */
  firstHour: number;
  hours: Float64Array;
}

/**
 * Expected rows of each local hour: the median of the same hour of the same weekday in up to four weeks before, or after,
 * whichever is less, so that a source that begins to hold more is not blamed for the time before; on a side without such
 * weeks of the same hour in up to four days. Undefined for sources of less than three days. The hour itself never counts, nor do
 * the first and the last, which are seldom whole; and a median forgives the neighbours single faults.
 */
export function expectedRows(series: Series): Expected | undefined {
  const { at } = series;
  if (at.length === 0) return undefined;
  const firstHour = localHour(series, at[0]!);
  const hours = localHour(series, at[at.length - 1]!) - firstHour + 1;
  if (hours < 72 || hours > 24 * 366 * 30) return undefined;
  const counts = new Int32Array(hours);
  for (let i = 0; i < at.length; i++) counts[localHour(series, at[i]!) - firstHour]!++;
  const expected = new Float64Array(hours);
  const ofSide = (hour: number, step: number): number => {
    const side: number[] = [];
    for (let k = 1; k <= WEEKS; k++) {
      const other = hour + k * step;
      if (other >= 1 && other < hours - 1) side.push(counts[other]!);
    }
    return side.length > 0 ? median(side) : Infinity;
  };
  for (let hour = 0; hour < hours; hour++) {
    const sides = [-1, 1].map((side) => {
      const weeks = ofSide(hour, side * WEEK);
      return weeks === Infinity ? ofSide(hour, side * 24) : weeks;
    });
    const rows = Math.min(...sides);
    expected[hour] = rows === Infinity ? 0 : rows;
  }
  return { firstHour, hours: expected };
}

function median(values: number[]): number {
  values.sort((a, b) => a - b);
  const half = values.length >> 1;
  return values.length % 2 === 1 ? values[half]! : (values[half - 1]! + values[half]!) / 2;
}

/** Rows to be expected between two moments; hours outside the series hold what the same hours of its nearest week do. */
export function rowsBetween(series: Series, { firstHour, hours }: Expected, from: number, to: number): number {
  let sum = 0;
  for (let time = from; time < to; ) {
    const next = Math.min(to, (Math.floor(time / HOUR) + 1) * HOUR);
    sum += (inside(hours, localHour(series, time) - firstHour) * (next - time)) / HOUR;
    time = next;
  }
  return sum;
}

function inside(hours: Float64Array, hour: number): number {
  if (hour >= 0 && hour < hours.length) return hours[hour]!;
  const step = hours.length > WEEK ? WEEK : 24;
  return hours[
    hour < 0 ? hour + step * Math.ceil(-hour / step) : hour - step * Math.ceil((hour - hours.length + 1) / step)
  ]!;
}
