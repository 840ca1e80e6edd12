import type { ColumnTable } from "arquero";
import { PhonographError } from "../core/errors.ts";
import { maskText } from "../core/mask.ts";
import { describePattern } from "../core/pattern.ts";
import { whatOccurs } from "../core/unmatched-events.ts";
import type { FunnelStep } from "./funnel-steps.ts";

/** What to say of a step that no event of the table matches. */
export function unmatchedStep(verb: string, table: ColumnTable, step: FunnelStep, index: number): PhonographError {
  const wanted = describePattern(step.pattern);
  const shownAs = maskText(wanted);
  const own = step.label === shownAs ? "" : ` (${shownAs})`;
  return new PhonographError({
    code: "option/invalid",
    verb,
    rule: `step ${index + 1} "${maskText(step.label)}"${own} matches no event`,
    ...whatOccurs(verb, table, [wanted]),
  });
}
