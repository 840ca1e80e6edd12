import { CALENDAR_UNITS, type CalendarUnit, toZone } from "../core/calendar.ts";
import { COMPUTE_OPTIONS, type ComputeOptions } from "../core/compute.ts";
import { type Duration, toMilliseconds } from "../core/duration.ts";
import { PhonographError } from "../core/errors.ts";
import { toInstant } from "../core/instant.ts";
import { keyword, knownOptions, proportion, whole } from "../core/options.ts";
import { type Bar, toBars } from "./funnel-bars.ts";
import type { FunnelOptions } from "./funnel-options.ts";
import { type FunnelStep, type Step, toSteps } from "./funnel-steps.ts";

/** Every choice of a funnel, read and checked. */
export interface FunnelSpec {
  verb: string;
  steps: readonly FunnelStep[];
  order: "ordered" | "strict" | "any";
  /** Milliseconds from entry to the last step at most, and as written. */
  within: number;
  window: string;
  entry: "best" | "first";
  count: "uniques" | "totals" | "sessions";
  /** The column whose values are the units; undefined for persons. */
  unitColumn: string | undefined;
  gap: number;
  hold: readonly string[];
  bars: readonly Bar[];
  ties: "ordered" | "strict";
  grace: number;
  once: boolean;
  from: number;
  to: number;
  censor: "exclude" | "km" | "drop";
  /** The end of the data, when the caller knows it better than the last event does. */
  asOf: number | undefined;
  by: FunnelOptions["by"];
  attribution: NonNullable<FunnelOptions["attribution"]>;
  top: number | undefined;
  against: string;
  over: CalendarUnit | undefined;
  zone: string;
  confidence: number;
  compute: ComputeOptions;
}

const OPTIONS = [
  ...["within", "order", "entry", "count", "unit", "gap", "hold", "exclude", "ties", "grace", "once", "range"],
  ...["censor", "asOf", "by", "attribution", "top", "against", "over", "zone", "confidence"],
  ...COMPUTE_OPTIONS,
];

/** Reads the options; what cannot go together is refused here. */
export function toFunnelSpec(verb: string, given: readonly Step[], options: FunnelOptions = {}): FunnelSpec {
  knownOptions(verb, options, OPTIONS);
  const { workers, signal, progress, top, range = {}, grace = "0s", asOf, hold = [], once = true } = options;
  const steps = toSteps(verb, given);
  const count = keyword(verb, "count", options.count ?? "uniques", ["uniques", "totals", "sessions"]);
  const censor = keyword(verb, "censor", options.censor ?? "exclude", ["exclude", "km", "drop"]);
  const asTheyCome = count === "totals" || censor === "km";
  const { session, column } = toUnit(verb, options.unit ?? "person");
  knownOptions(verb, range, ["from", "to"]);
  if (typeof once !== "boolean") throw refuse(verb, "once must be true or false", typeof once);
  if (top !== undefined) whole(verb, "top", top, 1);
  const spec: FunnelSpec = {
    verb,
    steps,
    order: keyword(verb, "order", options.order ?? "ordered", ["ordered", "strict", "any"]),
    ...toWindow(verb, steps, options.within),
    entry: keyword(verb, "entry", options.entry ?? (asTheyCome ? "first" : "best"), ["best", "first"]),
    count: session && count === "uniques" ? "sessions" : count,
    unitColumn: column,
    gap: toMilliseconds(verb, "gap", options.gap ?? "30m"),
    hold: [hold].flat(),
    bars: toBars(verb, steps, options.exclude === undefined ? [] : [options.exclude].flat()),
    ties: keyword(verb, "ties", options.ties ?? "ordered", ["ordered", "strict"]),
    grace: grace === "0s" ? 0 : toMilliseconds(verb, "grace", grace),
    once,
    from: range.from === undefined ? -Infinity : toInstant(verb, "range.from", range.from),
    to: range.to === undefined ? Infinity : toInstant(verb, "range.to", range.to),
    censor,
    asOf: asOf === undefined ? undefined : toInstant(verb, "asOf", asOf),
    by: options.by,
    attribution: toAttribution(verb, options, steps.length),
    top,
    against: options.against ?? "rest",
    over: options.over === undefined ? undefined : keyword(verb, "over", options.over, CALENDAR_UNITS),
    zone: options.zone === undefined ? "UTC" : toZone(verb, options.zone),
    confidence: proportion(verb, "confidence", options.confidence ?? 0.95),
    compute: { workers, signal, progress },
  };
  refuseTogether(spec, { session, unit: options.unit });
  return spec;
}

function toUnit(
  verb: string,
  unit: NonNullable<FunnelOptions["unit"]>,
): { session: boolean; column: string | undefined } {
  if (typeof unit === "object" && unit !== null && typeof unit.column === "string") {
    return { session: false, column: unit.column };
  }
  const word = keyword(verb, "unit", unit, ["person", "number", "session"]);
  return { session: word === "session", column: word === "number" ? "phone" : undefined };
}

/** Without a window of the whole, those of the steps add up to one. */
function toWindow(verb: string, steps: readonly FunnelStep[], within: Duration | undefined) {
  const sum = steps.slice(1).reduce((total, step) => (step.optional ? total : total + step.within), 0);
  if (within === undefined && sum < Infinity) return { within: sum, window: "the windows of the steps" };
  const own = toMilliseconds(verb, "within", within as Duration);
  return { within: Math.min(own, sum), window: within as string };
}

function toAttribution(
  verb: string,
  { attribution = "person", by }: FunnelOptions,
  steps: number,
): FunnelSpec["attribution"] {
  if (attribution !== "person" && typeof by !== "string") {
    throw refuse(
      verb,
      "attribution says which value of a column counts",
      `by is ${by === undefined ? "left out" : "segments"}`,
      'by: "campaign"',
    );
  }
  if (typeof attribution === "object" && attribution !== null) {
    knownOptions(verb, attribution, ["step"]);
    return { step: whole(verb, "attribution.step", attribution.step, 1, steps) };
  }
  return keyword(verb, "attribution", attribution, ["person", "first", "last", "all"]);
}

/** Choices that contradict each other; each is told with the one to change. */
function refuseTogether(spec: FunnelSpec, { session, unit }: { session: boolean; unit: FunnelOptions["unit"] }): void {
  const { verb, steps, order, entry, count, censor, grace, ties, bars, by, unitColumn, from, to } = spec;
  const refusal = (rule: string, found: string, hint?: string) => refuse(verb, rule, found, hint);
  if (!(from < to)) throw refusal("range must end after it begins", `${iso(from)} to ${iso(to)}`);
  if (session && count === "totals")
    throw refusal("a session is counted once, so totals are of another unit", 'unit: "session"', 'unit: "person"');
  if (count === "totals" && entry === "best") {
    throw refusal("totals take entries as they come", 'entry: "best"', 'entry: "first", or count: "uniques"');
  }
  if (censor === "km" && entry === "best") {
    throw refusal(
      'censor "km" follows everybody from the first entry',
      'entry: "best"',
      'entry: "first", or censor: "exclude"',
    );
  }
  if (typeof by === "object" && unitColumn !== undefined) {
    throw refusal("segments are of persons", `unit: ${JSON.stringify(unit)}`, "a column of the events as by");
  }
  if (grace > 0 && order !== "ordered")
    throw refusal("grace is for steps in order", `order: "${order}"`, "leave grace out");
  if (grace > 0 && ties === "strict")
    throw refusal("grace lets a step come before the one it follows", 'ties: "strict"', 'ties: "ordered"');
  if (grace > 0 && bars.length > 0)
    throw refusal(
      "with grace it is not known what comes between two steps",
      "exclude",
      "correct the clocks first: clockSkew(events)",
    );
  if (order !== "any") return;
  const own = steps.findIndex(({ optional, within }) => optional || within < Infinity);
  if (own >= 0)
    throw refusal(
      "steps in any order have no rules of their own",
      `step ${own + 1} ${steps[own].optional ? "is optional" : "has a window"}`,
    );
  if (ties === "strict")
    throw refusal("steps in any order do not follow each other", 'ties: "strict"', "leave ties out");
  if (typeof spec.attribution === "object")
    throw refusal("steps in any order have no number", "attribution: {step}", 'attribution: "first"');
  if (bars.some(({ after, before, last }) => after !== 1 || before !== last)) {
    throw refusal(
      "steps in any order can only exclude from the first to the last",
      "after or before",
      "leave after and before out",
    );
  }
}

function refuse(verb: string, rule: string, found: string, hint?: string): PhonographError {
  return new PhonographError({ code: "option/invalid", verb, rule, found, hint });
}

const iso = (at: number) => (Number.isFinite(at) ? new Date(at).toISOString() : "open");
