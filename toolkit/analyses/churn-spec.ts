import { matchActivity } from "../core/activity.ts";
import { COMPUTE_OPTIONS } from "../core/compute.ts";
import { formatDuration, toMilliseconds } from "../core/duration.ts";
import { PhonographError } from "../core/errors.ts";
import { type Events, requireColumns } from "../core/events.ts";
import { timeSpan, toInstant } from "../core/instant.ts";
import { keyword, knownOptions, proportion, whole } from "../core/options.ts";
import { CONFIDENCE_TYPES } from "../core/statistics/kaplan-meier.ts";
import { timesOf } from "../core/times.ts";
import { unmatchedEvents } from "../core/unmatched-events.ts";
import type { ChurnOptions } from "./churn-options.ts";

const OPTIONS = [
  "inactivity",
  "activity",
  "define",
  "origin",
  "from",
  "until",
  "by",
  "top",
  "confidence",
  "confidenceType",
  "every",
] as const;

/** Of the grid on which a curve is told. */
const MOST_POINTS = 1e6;

export type ChurnSpec = ReturnType<typeof toSpec>;

/** The options in full, checked; nothing below asks again. */
export function toSpec(events: Events, options: ChurnOptions) {
  knownOptions("churn", options, [...OPTIONS, ...COMPUTE_OPTIONS]);
  requireColumns("churn", events, ["at"]);
  const at = timesOf("churn", events);
  const inactivity = toMilliseconds("churn", "inactivity", options.inactivity);
  const define = keyword("churn", "define", options.define ?? "first-gap", ["first-gap", "last-seen"]);
  const confidenceType = keyword("churn", "confidenceType", options.confidenceType ?? "log-log", CONFIDENCE_TYPES);
  const confidence = proportion("churn", "confidence", options.confidence ?? 0.95);
  const every = options.every === "event" ? 0 : toMilliseconds("churn", "every", options.every ?? "1d");
  if (options.top !== undefined) whole("churn", "top", options.top, 1);
  const [first, last] = timeSpan(at);
  const from = options.from === undefined ? first : toInstant("churn", "from", options.from);
  const until = options.until === undefined ? last : toInstant("churn", "until", options.until);
  if (!(until - from > inactivity)) {
    throw new PhonographError({
      code: "option/invalid",
      verb: "churn",
      rule: "inactivity must be shorter than the observation",
      found:
        until >= from
          ? `${options.inactivity} of silence in ${formatDuration(until - from)} of events`
          : first <= last
            ? `from ${iso(from)} until ${iso(until)}`
            : "no events with a time",
      hint: first <= last && until < from ? "a later until, or an earlier from" : "a shorter inactivity, or more data",
    });
  }
  if (every > 0 && (until - from) / every > MOST_POINTS) {
    throw new PhonographError({
      code: "option/invalid",
      verb: "churn",
      rule: `every must divide the observation into at most ${MOST_POINTS.toLocaleString("en-GB")} pieces`,
      found: `${options.every ?? "1d"} in ${formatDuration(until - from)}`,
      hint: '"event" for each distinct time, or longer pieces; are there wrong times? from and until leave them out',
    });
  }
  const origin = options.origin ?? "first-event";
  const shown = {
    inactivity: options.inactivity,
    define,
    origin,
    from: iso(from),
    until: iso(until),
    top: options.top,
    confidence,
    confidenceType,
    every: options.every ?? "1d",
  };
  const active = matchActivity("churn", events, options.activity);
  if (options.activity !== undefined && !active.match.includes(1))
    throw unmatchedEvents("churn", events, "activity", active.words);
  return {
    at,
    active,
    inactivity,
    define,
    confidence,
    confidenceType,
    every,
    from,
    until,
    origin,
    by: options.by,
    top: options.top,
    shown,
  };
}

const iso = (at: number) => new Date(at).toISOString();
