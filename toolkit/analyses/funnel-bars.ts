import { PhonographError } from "../core/errors.ts";
import { maskText } from "../core/mask.ts";
import { keyword, knownOptions } from "../core/options.ts";
import { describePattern, type Pattern, toPattern } from "../core/pattern.ts";
import { listed, suggest } from "../core/suggest.ts";
import type { FunnelExclude } from "./funnel-options.ts";
import type { FunnelStep } from "./funnel-steps.ts";

/** An excluded event, between two required steps, counted from 1 among the required ones. */
export interface Bar {
  pattern: Pattern;
  after: number;
  before: number;
  /** How many required steps there are. */
  last: number;
  policy: "remove" | "drop";
  /** In words: `call.missed between "Code sent" and "Signed in": remove`. */
  words: string;
}

/** Reads the exclusions of a funnel. */
export function toBars(verb: string, steps: readonly FunnelStep[], given: readonly FunnelExclude[]): Bar[] {
  return given.map((exclude, i) => {
    const name = given.length > 1 ? `exclude ${i + 1}` : "exclude";
    knownOptions(`${verb}: ${name}`, exclude, ["where", "after", "before", "policy"]);
    if (exclude.policy === undefined) {
      throw invalid(
        verb,
        `${name} needs a policy`,
        "none",
        '"remove" takes people out, "drop" counts them as lost there',
      );
    }
    const policy = keyword(verb, `${name}.policy`, exclude.policy, ["remove", "drop"]);
    if (exclude.where === undefined) throw invalid(verb, `${name} needs the events to exclude as where`, "none");
    const pattern = toPattern(exclude.where, verb);
    const from = placeOf(verb, steps, `${name}.after`, exclude.after ?? 1);
    const to = placeOf(verb, steps, `${name}.before`, exclude.before ?? lastRequired(steps));
    if (!(from < to)) {
      throw invalid(
        verb,
        `${name}.after must be a step earlier than ${name}.before`,
        `steps ${from + 1} and ${to + 1}`,
      );
    }
    const required = (place: number) => steps.slice(0, place + 1).filter(({ optional }) => !optional).length;
    return {
      pattern,
      after: required(from),
      before: required(to),
      last: required(steps.length - 1),
      policy,
      words: `${maskText(describePattern(pattern))} between "${steps[from].label}" and "${steps[to].label}": ${policy}`,
    };
  });
}

const lastRequired = (steps: readonly FunnelStep[]) => steps.findLastIndex(({ optional }) => !optional) + 1;

function placeOf(verb: string, steps: readonly FunnelStep[], option: string, step: number | string): number {
  const labels = steps.map(({ label }) => label);
  if (typeof step === "string" && labels.indexOf(step) !== labels.lastIndexOf(step)) {
    throw invalid(verb, `${option} must name one step`, `several steps "${step}"`, "the step by number from 1");
  }
  const place = typeof step === "number" ? step - 1 : labels.indexOf(step);
  if (steps[place] === undefined) {
    const near = typeof step === "string" ? suggest(step, labels) : undefined;
    throw invalid(
      verb,
      `${option} must be a step, by number from 1 or by label`,
      typeof step === "string" ? listed(labels) : `${step} of ${steps.length}`,
      near,
    );
  }
  if (steps[place].optional) {
    throw invalid(verb, `${option} must be a required step`, `step ${place + 1} is optional`);
  }
  return place;
}

function invalid(verb: string, rule: string, found: string, hint?: string): PhonographError {
  return new PhonographError({ code: "option/invalid", verb, rule, found, hint });
}
