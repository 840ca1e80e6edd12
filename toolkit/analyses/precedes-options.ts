import type { Activity } from "../core/activity.ts";
import { COMPUTE_OPTIONS, type ComputeOptions } from "../core/compute.ts";
import { type Duration, toMilliseconds } from "../core/duration.ts";
import { PhonographError } from "../core/errors.ts";
import type { Instant } from "../core/instant.ts";
import { keyword, knownOptions, proportion, whole } from "../core/options.ts";

/** Which event is asked to come before which. */
export interface PrecedesQuestion {
  /** What may come first: `{ kind: "call", status: "missed" }`; of a list any. */
  trigger: Activity;
  /** What may follow: `"app.chat_start"`. */
  response: Activity;
}

/** How one event's coming before another is compared with chance. */
export interface ComparisonOptions extends ComputeOptions {
  /** How long after a trigger, and for the placebo before it, responses count: `"60m"`. Decide it before looking at the data. */
  within: Duration;
  /**
   * With what a trigger's own time is compared: the same hour of the same person's other days, or of other weeks, where the days
   * of the week differ. Default: `"days"`.
   */
  compare?: "days" | "weeks";
  /**
   * How many days (weeks) to each side are compared, from 1 to 15; near days are as active as the trigger's own, more days tell more exactly.
   * Default: 3.
   */
  shifts?: number;
  /**
   * When a person counts as there: from the first to the last event of their own, or from the first to the last of all data.
   * Default: `"own"`.
   */
  active?: "own" | "whole";
  /** Which events show that a person is there. Default: all but crm and push, which the company writes. */
  activity?: Activity;
  /** When the data end; later events do not count. Default: the latest event of the table. */
  asOf?: Instant;
  /** Of all intervals (default 0.95). */
  confidence?: number;
}

/** How `precedes` compares. */
export interface PrecedesOptions extends ComparisonOptions {
  /** Bins of lag to each side, from 3 to 8, each 2.5 times as long as the one before. Default: 5. */
  bins?: number;
  /**
   * Whether every trigger counts (`"all"`), or only those that do not follow another within the window (`"apart"`): several calls
   * in a row are then one. Default: `"all"`.
   */
  repeats?: "all" | "apart";
  /** Whether the self-controlled case series is asked for a second opinion. Default: true. */
  series?: boolean;
  /** Random draws for the p-value and the intervals, at least 99; p is never below 2 / (draws + 1). Default: 999. */
  draws?: number;
  /** How many pairs or windows were tried before, this one included: `q` is corrected for it (Bonferroni). Default: 1. */
  tests?: number;
  /** With a column `link` the question is asked again of rows at least so surely linked. Default: 0.99. */
  sureLink?: number;
  /** Another seed draws differently. Default: 1. */
  seed?: number;
}

/** What both verbs of precedence ask, filled in; times in ms. */
export interface ComparisonSpec {
  verb: string;
  within: number;
  window: Duration;
  compare: "days" | "weeks";
  /** Signed, none of them 0. */
  shifts: number[];
  active: "own" | "whole";
  activity: Activity | undefined;
  asOf: Instant | undefined;
  confidence: number;
  compute: ComputeOptions;
}

export interface PrecedesSpec extends ComparisonSpec {
  edges: number[];
  repeats: "all" | "apart";
  series: boolean;
  draws: number;
  tests: number;
  sureLink: number;
  seed: number;
}

const DAY = 864e5;
const GROWTH = 2.5;

/** The names of {@link ComparisonOptions}, for verbs that list their own. */
export const COMPARISON_OPTIONS = [
  "within",
  "compare",
  "shifts",
  "active",
  "activity",
  "asOf",
  "confidence",
  ...COMPUTE_OPTIONS,
];
const OPTIONS = [...COMPARISON_OPTIONS, "bins", "repeats", "series", "draws", "tests", "sureLink", "seed"];

/** Every option of a comparison checked and filled in. */
export function toComparison(verb: string, options: ComparisonOptions): ComparisonSpec {
  const { compare = "days", active = "own", confidence = 0.95, activity, asOf } = options;
  const { workers, signal, progress } = options;
  const within = toMilliseconds(verb, "within", options.within);
  const weeks = keyword(verb, "compare", compare, ["days", "weeks"]) === "weeks";
  const each = whole(verb, "shifts", options.shifts ?? 3, 1, 15);
  // a window moved by less than its own length would hold what the trigger itself brings
  const unit = weeks ? 7 * DAY : DAY;
  const step = unit * Math.ceil(within / unit);
  return {
    ...{ verb, within, window: options.within, compare, activity, asOf },
    shifts: Array.from({ length: 2 * each }, (_, i) => (i < each ? i - each : i - each + 1) * step),
    active: keyword(verb, "active", active, ["own", "whole"]),
    confidence: proportion(verb, "confidence", confidence),
    compute: { workers, signal, progress },
  };
}

/** Every option of `precedes` checked and filled in; nothing below asks again. */
export function toPrecedesSpec(verb: string, options: PrecedesOptions): PrecedesSpec {
  knownOptions(verb, options, OPTIONS);
  const { bins = 5, repeats = "all", series = true, draws = 999, tests = 1, sureLink = 0.99, seed = 1 } = options;
  const comparison = toComparison(verb, options);
  const count = whole(verb, "bins", bins, 3, 8);
  return {
    ...comparison,
    edges: Array.from({ length: count }, (_, i) => comparison.within / GROWTH ** (count - 1 - i)),
    repeats: keyword(verb, "repeats", repeats, ["all", "apart"]),
    series: series !== false,
    draws: whole(verb, "draws", draws, 99, 1e6),
    tests: whole(verb, "tests", tests, 1, 1e9),
    sureLink: share(verb, "sureLink", sureLink),
    seed: whole(verb, "seed", seed, 0, 0xffffffff),
  };
}

function share(verb: string, option: string, value: unknown): number {
  if (typeof value === "number" && value >= 0 && value <= 1) return value;
  const rule = `${option} must be a number from 0 to 1`;
  throw new PhonographError({
    code: "option/invalid",
    verb,
    rule,
    found: typeof value === "number" ? `${value}` : typeof value,
  });
}
