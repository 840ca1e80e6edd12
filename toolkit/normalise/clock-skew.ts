import { toAbout } from "../core/about.ts";
import { type Duration, toMilliseconds } from "../core/duration.ts";
import { PhonographError } from "../core/errors.ts";
import { type Events, requireColumns } from "../core/events.ts";
import { timeSpan } from "../core/instant.ts";
import { keyword, knownOptions, proportion } from "../core/options.ts";
import { describePattern, matchRows, type Pattern, type PatternText, toPattern } from "../core/pattern.ts";
import { twoSidedZ } from "../core/statistics/normal.ts";
import { numbersOf } from "../core/table.ts";
import { unmatchedEvents } from "../core/unmatched-events.ts";
import { courseOf } from "./skew-drift.ts";
import { estimateSkew } from "./skew-estimate.ts";
import { skewKeys } from "./skew-keys.ts";
import { type KeyedTimes, keyedTimes, pairUp, resolutionOf } from "./skew-pairs.ts";
import { type ClockSkew, correctionOf, toSkewTable, verdictOf } from "./skew-result.ts";
import { less, perValue, stretches } from "./skew-rows.ts";

/** Which events of two clocks belong together. */
export interface ClockSkewOptions {
  /** Events by the clock that is taken for right. */
  from: Pattern | PatternText;
  /** Events by the clock in question. */
  to: Pattern | PatternText;
  /** Columns that both events must share: `"user"`, `["user", "device"]`. */
  by: string | readonly string[];
  /**
   * `"near"`: both tell of the same, one as often before the other as after it; the middle of their differences is asked for.
   * `"follows"`: the second comes of the first; asked for is where the quickest begin. Default `"near"`.
   */
  pairs?: "near" | "follows";
  /** By how much `to` comes after `from` when both clocks are right: usually (`near`), or at least (`follows`). Default: not at all. */
  delay?: Duration;
  /** The largest difference looked at, but no more than an eighth of what the data spans. Default `"2h"`. */
  within?: Duration;
  /** One of the columns `by`, such as `"device"`: an estimate for each of its values, instead of for stretches of time. */
  each?: string;
  /** Default 0.95. */
  confidence?: number;
}

const OPTIONS = ["from", "to", "by", "pairs", "delay", "within", "each", "confidence"];

/**
 * How far the clock of one source is ahead of another's, from events of both that should be near in time: rows that share a
 * user, a device, a number. Nothing is changed: `correction` is text for the `clock` of that input in `normalise`.
 *
 * Of every key all pairs within `within` are taken, so that a large skew is found as well as a small one; unrelated pairs
 * spread evenly over all lags, and that even background, measured beside the peak, is taken off. A delay that is always
 * there, such as that of a page behind its payment, cannot be told from a skew: say it as `delay`. With fewer than eight
 * pairs, no lag that stands out, or several that do, there is no estimate but a reason. Times in whole seconds widen the
 * interval by what their cutting may hide.
 *
 * Method: the lag by a scan statistic (Kulldorff 1997), narrowed until nothing stands out; then the median of the excess with an
 * interval by order statistics, pairs of one key counted as a cluster; with `pairs: "follows"` the step in the rate by
 * likelihood. Drift: the same for up to eight stretches of time, compared by chi-square with a constant, a line and a jump.
 *
 * A skew of whole hours, or a jump by one, is named for what it is: a zone read wrong.
 *
 * Cost: a sort of both sides' times and of their pairs; of more than two million pairs those of a sample of keys are used,
 * and of a key with very many a sample of its events.
 *
 * @throws PhonographError `option/invalid`, also for a pattern that matches no event; `data/column-missing`
 * @example
 * ```ts
 * import { table } from "arquero";
 * import { clockSkew, random, type Events } from "phonograph";
 * const chance = random(1);
 * const rows = Array.from({ length: 200 }, (_, i) => ({ user: `u${i % 20}`, paid: 1.7e12 + chance.integer(30 * 864e5) }));
 * const events = table({
 *   at: rows.flatMap(({ paid }) => [paid, paid + 23_000 + chance.normal(0, 300)]),
 *   kind: rows.flatMap(() => ["payment", "web"]),
 *   user: rows.flatMap(({ user }) => [user, user]),
 * }) as Events;
 * const found = clockSkew(events, { from: "payment", to: "web", by: "user" });
 * console.assert(found.lower < 23 && found.upper > 23 && found.upper - found.lower < 0.5);
 * console.assert(found.correction === "-23s" || found.correction?.startsWith("-2"), found.verdict);
 * ```
 */
export function clockSkew(events: Events, options: ClockSkewOptions): ClockSkew {
  const verb = "clockSkew";
  knownOptions(verb, options, OPTIONS);
  for (const side of ["from", "to"] as const) if (!options[side]) throw noEvents(side);
  const by = [options.by].flat();
  if (by.length === 0 || by.some((name) => typeof name !== "string")) throw badBy(by);
  requireColumns(verb, events, ["at", ...by]);
  if (options.each !== undefined) keyword(verb, "each", options.each, by);
  const follows = keyword(verb, "pairs", options.pairs ?? "near", ["near", "follows"]) === "follows";
  const within = toMilliseconds(verb, "within", options.within ?? "2h");
  const delay = options.delay === undefined ? 0 : toMilliseconds(verb, "delay", options.delay);
  const confidence = proportion(verb, "confidence", options.confidence ?? 0.95);
  const [first, second] = [toPattern(options.from), toPattern(options.to)];
  const at = numbersOf(verb, events, "at");
  const matches = [first, second].map((pattern) => matchRows(verb, events, pattern));
  for (const [i, side] of ["from", "to"].entries()) {
    if (at.length > 0 && !matches[i]!.includes(1))
      throw unmatchedEvents(verb, events, side, [describePattern([first, second][i]!)]);
  }
  const { keys, count, eachOf, values, hashes } = skewKeys(verb, events, by, options.each);
  const from = keyedTimes(at, keys, count, matches[0]!);
  const to = keyedTimes(at, keys, count, matches[1]!);
  const resolution = Math.max(resolutionOf(from), resolutionOf(to));
  const reach = Math.min(within, spanOf(from, to) / EVEN);
  const pairs = pairUp(from, to, reach, hashes);
  const question = { reach, resolution, follows, confidence, z: twoSidedZ(confidence), tests: 1 };
  const whole = less(delay, estimateSkew(pairs, question));
  const rows =
    options.each === undefined
      ? stretches(pairs, whole, question, delay)
      : perValue(pairs, eachOf, values, question, delay);
  const { drift, words } =
    options.each === undefined ? courseOf(rows, question.z, resolution) : { drift: "unknown" as const, words: "" };
  const isOne = typeof whole !== "string" && (drift === "constant" || drift === "unknown");
  const found = typeof whole === "string" ? undefined : whole;
  const names = { first: describePattern(first), second: describePattern(second) };
  const all = {
    ...options,
    ...{ from: names.first, to: names.second, by, pairs: follows ? "follows" : "near" },
    ...{ within: options.within ?? "2h", confidence },
  };
  return Object.freeze({
    table: toSkewTable(rows, resolution),
    skew: (found?.skew ?? Number.NaN) / 1000,
    lower: (found?.lower ?? Number.NaN) / 1000,
    upper: (found?.upper ?? Number.NaN) / 1000,
    pairs: found?.pairs ?? 0,
    drift,
    verdict: verdictOf(whole, names, confidence, words, rows),
    correction: found && isOne ? correctionOf(found, resolution) : undefined,
    about: toAbout({ verb, options: all, input: events, columns: ["at", ...by] }),
  });
}

/** Unrelated pairs spread evenly over lags that are short beside the data's span: up to an eighth of it they thin out by an eighth. */
const EVEN = 8;

function spanOf(...sides: readonly KeyedTimes[]): number {
  const [first, last] = timeSpan(Float64Array.from(sides.flatMap(({ at }) => timeSpan(at))));
  return last > first ? last - first : Infinity;
}

const noEvents = (side: string) =>
  new PhonographError({
    code: "option/missing",
    verb: "clockSkew",
    rule: `${side} must say which events are meant`,
    found: "nothing",
    hint: `${side}: "auth.login"`,
  });

const badBy = (by: readonly unknown[]) =>
  new PhonographError({
    code: "option/invalid",
    verb: "clockSkew",
    rule: "by must name the columns that both events share",
    found: by.length === 0 ? "no column" : typeof by[0],
    hint: 'by: "user"',
  });
