import { PhonographError } from "../core/errors.ts";
import { maskText } from "../core/mask.ts";
import { describePattern, type Pattern, type PatternText, toPattern } from "../core/pattern.ts";

/** A step of a funnel: a pattern of events, with a label of its own if wanted. */
export type Step = PatternText | (Pattern & object) | LabelledStep;

/** A step under a name that charts and tables show. */
export interface LabelledStep {
  label: string;
  event: PatternText | (Pattern & object);
}

/** A step with everything filled in. */
export interface FunnelStep {
  label: string;
  pattern: Pattern;
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
  return steps.map((step, i) => toStep(verb, step, i));
}

function toStep(verb: string, step: Step, index: number): FunnelStep {
  const labelled = typeof step === "object" && step !== null && "event" in step;
  const event = labelled ? step.event : step;
  const label = labelled ? step.label : undefined;
  const isEvent = typeof event === "string" ? event.length > 0 : typeof event === "object" && event !== null;
  const isLabelled = !labelled || (typeof label === "string" && label.trim() !== "");
  if (!isEvent || !isLabelled) {
    throw new PhonographError({
      code: "option/invalid",
      verb,
      rule: `step ${index + 1} must be a pattern, or {label, event} with a label that is not empty`,
      found: isEvent ? `the label ${JSON.stringify(label)}` : (JSON.stringify(event) ?? "nothing"),
      hint: '"sms.otp", {kind: "call", status: "missed"} or {label: "Code sent", event: "sms.otp"}',
    });
  }
  const pattern = toPattern(event as Pattern | PatternText, verb);
  return { label: label ?? maskText(describePattern(pattern)), pattern };
}
