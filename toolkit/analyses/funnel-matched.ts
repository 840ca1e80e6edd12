import { PhonographError } from "../core/errors.ts";
import type { Events } from "../core/events.ts";
import { maskText } from "../core/mask.ts";
import { describePattern } from "../core/pattern.ts";
import type { StepClasses } from "./funnel-classes.ts";
import type { FunnelSpec } from "./funnel-spec.ts";
import { unmatchedStep } from "./funnel-unmatched.ts";

type Dealt = readonly { seen: Uint8Array }[];

const isSeen = (dealt: Dealt, c: number) => dealt.some(({ seen }) => seen[c] === 1);

/** A step, or an exclusion, that matches no event is a mistake. */
export function refuseUnmatched(spec: FunnelSpec, events: Events, sets: StepClasses["sets"], dealt: Dealt): void {
  const { verb, steps, bars } = spec;
  const matched = new Set(sets.flatMap((set, c) => (isSeen(dealt, c) ? set : [])));
  const index = steps.findIndex((_, step) => !matched.has(step));
  if (index >= 0) throw unmatchedStep(verb, events, steps[index], index);
  const idle = bars.findIndex((_, i) => !matched.has(steps.length + i));
  if (idle < 0) return;
  const words = maskText(describePattern(bars[idle].pattern));
  const { found, hint } = unmatchedStep(verb, events, { ...steps[0], label: words, pattern: bars[idle].pattern }, 0);
  throw new PhonographError({ code: "option/invalid", verb, rule: `exclude "${words}" matches no event`, found, hint });
}

/** Steps that some event could fill together, counted from 1. */
export function overlapsOf(sets: StepClasses["sets"], dealt: Dealt, steps: number): number[][] {
  const own = sets.map((set) => set.filter((step) => step < steps).map((step) => step + 1));
  return own.filter((set, c) => set.length > 1 && isSeen(dealt, c));
}
