import type { Activity } from "../core/activity.ts";
import { type Duration, toMilliseconds } from "../core/duration.ts";
import { PhonographError } from "../core/errors.ts";
import type { Instant } from "../core/instant.ts";
import { knownOptions, proportion, whole } from "../core/options.ts";
import { describePattern, type Pattern, type PatternText, toPattern } from "../core/pattern.ts";
import { listed } from "../core/suggest.ts";

/** Who is watched, and what they are to reach. */
export interface ConvertsQuestion {
  /** The step to reach: `"app.purchase"`. */
  to: Activity;
  /** Where everybody begins: `"sms.marketing"`. Default: a person's first event. */
  from?: Activity;
}

/** What may go with reaching the step. */
export interface ConvertsOptions {
  /** The events to look at. Default: every kind and name that enough people have, the step and the entry apart. */
  candidates?: readonly (Pattern | PatternText)[];
  /** Columns whose value at the entry is looked at too, such as `"plan"`: one that people share, not one that names them. Default: none. */
  properties?: readonly string[];
  /** How long people are watched from their entry. Default: to the end of the data. */
  within?: Duration;
  /** Candidates that fewer people have are not tested. Default: 10. */
  least?: number;
  /** When the data end; later events do not count. Default: the latest event of the table. */
  asOf?: Instant;
  /** Of the intervals (default 0.95). */
  confidence?: number;
}

export interface ConvertsSpec {
  question: ConvertsQuestion;
  candidates: { label: string; pattern: Pattern }[] | undefined;
  properties: readonly string[];
  within: number;
  window: Duration | undefined;
  least: number;
  asOf: Instant | undefined;
  confidence: number;
}

const OPTIONS = ["candidates", "properties", "within", "least", "asOf", "confidence"];
/** Nobody is told by a value that names them. */
const NAMING = ["phone", "peer", "user", "device", "ip", "session", "person", "row", "at"];

/** Every option checked and filled in. */
export function toConvertsSpec(verb: string, question: ConvertsQuestion, options: ConvertsOptions): ConvertsSpec {
  knownOptions(verb, options, OPTIONS);
  if (question?.to === undefined) {
    const hint = 'whatConverts(events, { from: "sms.marketing", to: "app.purchase" })';
    throw new PhonographError({ code: "option/missing", verb, rule: "the question needs a step to reach: to", hint });
  }
  const { candidates, properties = [], within, least = 10, asOf, confidence = 0.95 } = options;
  for (const [option, given] of Object.entries({ candidates, properties })) {
    const isListed =
      Array.isArray(given) && (option === "candidates" || given.every((name) => typeof name === "string"));
    if (given === undefined || isListed) continue;
    throw new PhonographError({
      code: "option/invalid",
      verb,
      rule: `${option} must be a list`,
      found: Array.isArray(given) ? "a value that is no text in it" : typeof given,
      hint: option === "candidates" ? '["app.search", { kind: "sms", name: "otp" }]' : '["plan"]',
    });
  }
  const named = properties.find((name) => NAMING.includes(name));
  if (named !== undefined) {
    const rule = "a property must be one that people share";
    throw new PhonographError({
      code: "option/invalid",
      verb,
      rule,
      found: `"${named}"`,
      hint: `not ${listed(NAMING)}`,
    });
  }
  return {
    ...{ question, properties, asOf, window: within },
    candidates: candidates?.map((given) => {
      const pattern = toPattern(given, verb);
      return { label: describePattern(pattern), pattern };
    }),
    within: within === undefined ? Infinity : toMilliseconds(verb, "within", within),
    least: whole(verb, "least", least, 1),
    confidence: proportion(verb, "confidence", confidence),
  };
}
