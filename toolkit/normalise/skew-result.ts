import type { About } from "../core/about.ts";
import { TextColumn } from "../core/columns.ts";
import { type Table, toTable } from "../core/table.ts";
import { type ClockCorrection, formatCorrection } from "./clock-correction.ts";
import { isHours, type SkewDrift, seconds } from "./skew-drift.ts";
import { LEAST_PAIRS, type SkewEstimate } from "./skew-estimate.ts";
import type { SkewRow } from "./skew-rows.ts";

/** One row for each stretch of time, or for each value of `each`. */
export interface SkewColumns {
  /** The value of `each`. */
  value: string | null;
  /** First and last time of the events in question, ms UTC. */
  from: number;
  until: number;
  pairs: number;
  /** Seconds that the clock is ahead, and its interval; missing where there is a `reason`. */
  skew: number;
  lower: number;
  upper: number;
  /** For `clock` of an input; missing where the interval holds 0. */
  correction: string | null;
  /** Why there is no estimate. */
  reason: string | null;
}

/** How far a clock is ahead. */
export interface ClockSkew {
  readonly table: Table<SkewColumns>;
  /** Seconds that the clock of `to` is ahead of that of `from`, below 0 when it is behind; NaN when that cannot be told. */
  readonly skew: number;
  readonly lower: number;
  readonly upper: number;
  /** Pairs that belong together, by the null. */
  readonly pairs: number;
  readonly drift: SkewDrift;
  /** The answer in a sentence. */
  readonly verdict: string;
  /** What `clock` of an input takes; undefined where there is nothing to correct, or not the same for all of it. */
  readonly correction: ClockCorrection | undefined;
  readonly about: About;
}

/** To as many places as the interval bears; nothing where it holds 0. */
export function correctionOf({ skew, lower, upper }: SkewEstimate, resolution: number): ClockCorrection | undefined {
  if (lower <= 0 && upper >= 0) return undefined;
  const unit = Math.max(
    resolution === 1 ? 1 : resolution / 10,
    10 ** Math.floor(Math.log10(Math.max(1, (upper - lower) / 2))),
  );
  return formatCorrection(-Math.round(skew / unit) * unit);
}

/** One row for each value or stretch of time; where nothing could be told the estimates are NaN. */
export function toSkewTable(rows: readonly SkewRow[], resolution: number): Table<SkewColumns> {
  const known = rows.map(({ estimate }) => (typeof estimate === "string" ? undefined : estimate));
  const numbers = (of: (estimate: SkewEstimate) => number) =>
    Float64Array.from(known, (estimate) => (estimate ? of(estimate) : Number.NaN));
  return toTable<SkewColumns>({
    value: TextColumn.from(rows.map(({ value }) => value)) as never,
    from: Float64Array.from(rows, ({ from }) => from) as never,
    until: Float64Array.from(rows, ({ until }) => until) as never,
    pairs: Float64Array.from(known, (estimate) => estimate?.pairs ?? 0) as never,
    skew: numbers(({ skew }) => skew / 1000) as never,
    lower: numbers(({ lower }) => lower / 1000) as never,
    upper: numbers(({ upper }) => upper / 1000) as never,
    correction: TextColumn.from(known.map((estimate) => estimate && correctionOf(estimate, resolution))) as never,
    reason: TextColumn.from(rows.map(({ estimate }) => (typeof estimate === "string" ? estimate : null))) as never,
  });
}

/** What the estimates come to, in a sentence. */
export function verdictOf(
  whole: SkewEstimate | string,
  { first, second }: { first: string; second: string },
  confidence: number,
  words: string,
  rows: readonly SkewRow[],
): string {
  if (typeof whole === "string") {
    const why = whole === "too few pairs" ? `too few pairs: at least ${LEAST_PAIRS} must belong together` : whole;
    const some = rows.some(({ estimate }) => typeof estimate !== "string");
    return `the skew of ${second} against ${first} cannot be told: ${why}${some && words ? `; in parts it can, and ${words}` : ""}`;
  }
  const { skew, lower, upper, pairs } = whole;
  const places = Math.min(3, Math.max(1, Math.ceil(Math.log10(2000 / Math.max(1, upper - lower)))));
  const interval = `${Number((100 * confidence).toFixed(2))} % interval ${seconds(lower, places)} to ${seconds(upper, places)}, ${pairs.toLocaleString("en")} pairs`;
  const course = words ? `; ${words}` : "";
  if (lower <= 0 && upper >= 0) return `the clocks of ${second} and ${first} agree (${interval})${course}`;
  const way = skew > 0 ? "ahead of" : "behind";
  const zone = isHours(skew) ? "; so even an amount is a wrong zone rather than a wrong clock" : "";
  return `the clock of ${second} is ${seconds(Math.abs(skew), places)} ${way} that of ${first} (${interval})${course}${zone}`;
}
