import { type Duration, toMilliseconds } from "../core/duration.ts";
import { PhonographError } from "../core/errors.ts";
import { keyword, knownOptions, proportion } from "../core/options.ts";
import { describePattern, type Pattern, type PatternText, toPattern } from "../core/pattern.ts";

/** Events whose timing tells who holds a number or a device: a code and the login after it. */
export interface LinkTiming {
  /** What comes first: `"sms.otp"`. */
  trigger: Pattern | PatternText;
  /** What follows it: `"auth.login"`. */
  response: Pattern | PatternText;
  /** Whose the triggers are. Default `"phone"`. */
  source?: "phone" | "device" | "user";
  /** Whose the responses are; one of the two is `"user"`. Default `"user"`. */
  target?: "phone" | "device" | "user";
  /** How far around a trigger responses are looked for, before it too: clocks may differ. Default `"15m"`. */
  within?: Duration;
  /** The column that tells kinds of triggers apart. Default: `"peer"` where the table has it; null for none. */
  kinds?: string | null;
  /** The least probability of a pair that counts as evidence. Default 0.95. */
  threshold?: number;
}

export interface LinkTimingSpec {
  trigger: Pattern;
  response: Pattern;
  source: "phone" | "device" | "user";
  target: "phone" | "device" | "user";
  within: number;
  kinds: string | null | undefined;
  threshold: number;
}

const NAMES = ["trigger", "response", "source", "target", "within", "kinds", "threshold"];
const KINDS = ["phone", "device", "user"] as const;
const VERB = "link";

/** Codes by SMS and the logins after them: looked at where the table has both. */
export const CODES_AND_LOGINS: LinkTiming = { trigger: "sms.otp", response: "auth.login" };

/** Every question checked and filled in. */
export function toTimingSpecs(cooccur: unknown): LinkTimingSpec[] {
  if (!Array.isArray(cooccur)) {
    throw invalid("cooccur must be a list of triggers and responses", typeof cooccur);
  }
  return cooccur.map(toTimingSpec);
}

function toTimingSpec(question: LinkTiming): LinkTimingSpec {
  knownOptions(VERB, question, NAMES);
  const { trigger, response, within = "15m", kinds, threshold = 0.95 } = question;
  if (trigger === undefined || response === undefined) {
    throw invalid("cooccur must give a trigger and a response", trigger === undefined ? "no trigger" : "no response");
  }
  const source = keyword(VERB, "source", question.source ?? "phone", KINDS);
  const target = keyword(VERB, "target", question.target ?? "user", KINDS);
  if ((source === "user") === (target === "user")) {
    throw invalid("cooccur ties a user to a phone or a device", `${source} and ${target}`);
  }
  if (kinds !== undefined && kinds !== null && typeof kinds !== "string") {
    throw invalid("kinds must be the name of a column, or null", typeof kinds);
  }
  return {
    trigger: toPattern(trigger, VERB),
    response: toPattern(response, VERB),
    source,
    target,
    within: toMilliseconds(VERB, "within", within),
    kinds,
    threshold: proportion(VERB, "threshold", threshold),
  };
}

const invalid = (rule: string, found: string) =>
  new PhonographError({
    code: "option/invalid",
    verb: VERB,
    rule,
    found,
    hint: '[{ trigger: "sms.otp", response: "auth.login" }]',
  });

/** A question in words. */
export const questionWords = ({ trigger, response }: LinkTimingSpec) => ({
  trigger: describePattern(trigger),
  response: describePattern(response),
});
