import { COMPUTE_OPTIONS, type ComputeOptions } from "../core/compute.ts";
import { type Duration, toMilliseconds } from "../core/duration.ts";
import { PhonographError } from "../core/errors.ts";
import { keyword, knownOptions, proportion } from "../core/options.ts";
import { describePattern, type Pattern, type PatternText, toPattern } from "../core/pattern.ts";
import type { Cooccurrence } from "./cooccurrence.ts";
import { IDENTIFIER_KINDS, type IdentifierKind } from "./identifiers.ts";
import type { LinkPolicy } from "./link-policy.ts";

/** Which events are to be matched by when they happened. */
export interface TimingQuestion {
  /** What comes first, and whose it is: `"sms.otp"` of a `phone`. */
  trigger: Pattern | PatternText;
  /** What follows it, and whose it is: `"auth.login"` of a `user`. */
  response: Pattern | PatternText;
}

/** How `cooccurrence` looks; every default is meant to be left alone. */
export interface CooccurrenceOptions extends ComputeOptions {
  /** The identifier of the triggers. Default `"phone"`. */
  source?: IdentifierKind;
  /** The identifier of the responses. Default `"user"`. */
  target?: IdentifierKind;
  /**
   * How far around a trigger responses are looked for, before it too: clocks may differ. Which delays count is then told
   * by the data. Default `"15m"`.
   */
  within?: Duration;
  /**
   * The column that tells kinds of triggers apart, each with its own share of answers: messages of other companies are
   * then found out as such. Default: `"peer"` where the table has it; null for none.
   */
  kinds?: string | null;
  /**
   * The column that tells kinds of responses apart, such as how somebody logged in: those of a kind that follows triggers
   * no more often than by chance are left out, and counted in `about`. Default: `"method"` where the table has it, else
   * `"name"`; null for none.
   */
  responseKinds?: string | null;
  /**
   * A column that triggers and responses of one person often have in common: `"ip"` of a data session and of the app. How
   * often they do, and how many users share each value at each hour, is learnt: an address of thousands says nothing, one
   * of a household much. Default: none.
   */
  agree?: string;
  /** The least probability of a link. Default 0.95. */
  threshold?: number;
  /** Whether a target has one source at a time (`"both"`), or several (`"source"`). Default `"both"`. */
  exclusive?: "both" | "source";
  /** What this piece of work is for, and for what linking is allowed; see {@link LinkPolicy}. It is told in `about`. */
  policy?: LinkPolicy;
  /** Identifiers that stand for nobody, beside `-1`, `0000`, `null`, `anonymous`, `unknown` and the like. */
  block?: readonly string[];
  /**
   * The answer to the same question for the events before these: then only what is new is given, and the answer is that of
   * all events at once, with rows counted on from batch to batch. Runs of responses after a trigger that are known from
   * before are not looked for again; pairs are weighed anew, as every new day tells of all.
   */
  previous?: Cooccurrence;
  /** Whether the same is tried with responses of another day, where every link is false. Default true. */
  control?: boolean;
}

export interface CooccurrenceSpec {
  trigger: Pattern;
  response: Pattern;
  source: IdentifierKind;
  target: IdentifierKind;
  within: number;
  kinds: string | null | undefined;
  responseKinds: string | null | undefined;
  agree: string | undefined;
  threshold: number;
  exclusive: "both" | "source";
  block: readonly string[];
  control: boolean;
}

const NAMES = [
  "policy",
  "source",
  "target",
  "within",
  "kinds",
  "responseKinds",
  "agree",
  "threshold",
  "exclusive",
  "block",
  "control",
  "previous",
  ...COMPUTE_OPTIONS,
];

/** Every option checked and filled in; nothing below asks again. */
export function toCooccurrenceSpec(question: TimingQuestion, options: CooccurrenceOptions): CooccurrenceSpec {
  const verb = "cooccurrence";
  knownOptions(verb, options, NAMES);
  const { trigger, response } = (question ?? {}) as Partial<TimingQuestion>;
  if (trigger === undefined || response === undefined) {
    throw new PhonographError({
      code: "option/missing",
      verb,
      rule: "a trigger and a response must be given",
      found: trigger === undefined ? "no trigger" : "no response",
      hint: 'cooccurrence(events, { trigger: "sms.otp", response: "auth.login" })',
    });
  }
  const { within = "15m", kinds, responseKinds, agree, threshold = 0.95, block = [], control = true } = options;
  const source = keyword(verb, "source", options.source ?? "phone", IDENTIFIER_KINDS);
  const target = keyword(verb, "target", options.target ?? "user", IDENTIFIER_KINDS);
  if (source === target) {
    throw new PhonographError({
      code: "option/invalid",
      verb,
      rule: "source and target must be different identifiers",
      found: `both ${source}`,
      hint: "events with one identifier are linked by it: link(events)",
    });
  }
  if (!Array.isArray(block) || !block.every((value) => typeof value === "string")) {
    throw invalid("block must be a list of texts", Array.isArray(block) ? "another kind of value in it" : typeof block);
  }
  if (kinds !== undefined && kinds !== null && typeof kinds !== "string") {
    throw invalid("kinds must be the name of a column, or null", typeof kinds);
  }
  if (responseKinds !== undefined && responseKinds !== null && typeof responseKinds !== "string") {
    throw invalid("responseKinds must be the name of a column, or null", typeof responseKinds);
  }
  if (agree !== undefined && (typeof agree !== "string" || agree === source || agree === target)) {
    throw invalid("agree must be the name of a column that both sides have, and neither identifier", typeof agree);
  }
  if (options.previous !== undefined && (typeof options.previous !== "object" || options.previous === null)) {
    throw invalid("previous must be an earlier answer", typeof options.previous);
  }
  if (typeof control !== "boolean") throw invalid("control must be true or false", typeof control);
  return {
    trigger: toPattern(trigger, verb),
    response: toPattern(response, verb),
    source,
    target,
    within: toMilliseconds(verb, "within", within),
    kinds,
    responseKinds,
    agree,
    threshold: proportion(verb, "threshold", threshold),
    exclusive: keyword(verb, "exclusive", options.exclusive ?? "both", ["both", "source"]),
    block,
    control,
  };
}

const invalid = (rule: string, found: string) =>
  new PhonographError({ code: "option/invalid", verb: "cooccurrence", rule, found });

/** The question in words, for `about`. */
export const questionWords = ({ trigger, response }: CooccurrenceSpec) => ({
  trigger: describePattern(trigger),
  response: describePattern(response),
});
