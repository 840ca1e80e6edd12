import { type Duration, toMilliseconds } from "../core/duration.ts";
import { PhonographError } from "../core/errors.ts";
import { maskText } from "../core/mask.ts";
import { knownOptions } from "../core/options.ts";
import { describePattern, type Pattern, type PatternText, toPattern } from "../core/pattern.ts";

/** A step of a funnel: a pattern of events, with a label or rules of its own if wanted. */
export type Step = PatternText | (Pattern & object) | LabelledStep;

/** A step with a name that charts and tables show, and rules of its own. */
export interface LabelledStep {
  /** Default: the pattern in words. */
  label?: string;
  event: PatternText | (Pattern & object);
  /** The longest time since the required step before, that moment included. Default: none. */
  within?: Duration;
  /** Whether a run may go on without it. It is counted by itself, and never decides which run counts. Default: false. */
  optional?: boolean;
}

/** A step with everything filled in. */
export interface FunnelStep {
  label: string;
  pattern: Pattern;
  /** Milliseconds since the required step before; Infinity without. */
  within: number;
  optional: boolean;
}

/** Reads the steps of a funnel; unlabelled ones are named by their pattern. */
export function toSteps(verb: string, steps: readonly Step[]): FunnelStep[] {
  if (!Array.isArray(steps) || steps.length < 2) {
    throw new PhonographError({
      code: "option/invalid",
      verb,
      rule: "steps must be a list of at least two patterns",
      found: Array.isArray(steps) ? `a list of ${steps.length}` : typeof steps,
      hint: '["sms.otp", "auth.login"]',
    });
  }
  const read = steps.map((step, i) => toStep(verb, step, i));
  const refuse = (rule: string, found: string) => new PhonographError({ code: "option/invalid", verb, rule, found });
  if (read[0].optional) throw refuse("the first step opens a run, so it cannot be optional", "optional: true");
  if (read[0].within < Infinity)
    throw refuse("the first step opens a run, so nothing comes before it", "within at step 1");
  if (read.filter(({ optional }) => !optional).length < 2) {
    throw refuse("at least two steps must be required", `${read.length - 1} of ${read.length} optional`);
  }
  return read;
}

function toStep(verb: string, step: Step, index: number): FunnelStep {
  const own = typeof step === "object" && step !== null && "event" in step;
  const {
    event,
    label,
    within,
    optional = false,
  }: LabelledStep = own ? (step as LabelledStep) : { event: step as Pattern };
  if (own) knownOptions(`${verb}: step ${index + 1}`, step, ["event", "label", "within", "optional"]);
  const isEvent = typeof event === "string" ? event.length > 0 : typeof event === "object" && event !== null;
  const isLabelled = label === undefined || (typeof label === "string" && label.trim() !== "");
  if (!isEvent || !isLabelled) {
    throw new PhonographError({
      code: "option/invalid",
      verb,
      rule: `step ${index + 1} must be a pattern, or {label, event} with a label that is not empty`,
      found: isEvent ? `the label ${JSON.stringify(label)}` : (JSON.stringify(event) ?? "nothing"),
      hint: '"sms.otp", {kind: "call", status: "missed"} or {label: "Code sent", event: "sms.otp"}',
    });
  }
  if (typeof optional !== "boolean") {
    const rule = `optional of step ${index + 1} must be true or false`;
    throw new PhonographError({ code: "option/invalid", verb, rule, found: typeof optional });
  }
  const pattern = toPattern(event as Pattern | PatternText, verb);
  return {
    label: label ?? maskText(describePattern(pattern)),
    pattern,
    within: within === undefined ? Infinity : toMilliseconds(verb, `within of step ${index + 1}`, within),
    optional,
  };
}
