import { TextColumn } from "../../core/columns.ts";
import { PhonographError } from "../../core/errors.ts";
import type { EventView } from "./event-view.ts";
import { RULE_NAMES } from "./rule-settings.ts";
import type { CleaningRuleName } from "./rules.ts";

/**
 * What an earlier cleaning doubted, in the view's order; undefined where the table has no doubts.
 *
 * @throws PhonographError `option/invalid` where the column `doubt` holds anything but names of rules: it is not ours
 */
export function earlierDoubts(view: EventView): TextColumn | undefined {
  if (!view.has("doubt")) return undefined;
  const column = view.column("doubt");
  if (column instanceof TextColumn) {
    const strange = column.values.find((value) => !rulesOf(value).every((name) => RULE_NAMES.includes(name)));
    if (strange === undefined) return column;
  } else if (Array.from(column).every((value) => value === null || Number.isNaN(value))) return undefined;
  throw new PhonographError({
    code: "option/invalid",
    verb: view.verb,
    rule: 'the column "doubt" is where clean writes the rules that hit a row, and this one holds something else',
    found: column instanceof TextColumn ? "other texts than names of rules" : "numbers",
    hint: 'events.rename({ doubt: "my_doubt" })',
  });
}

/** The rules that a doubt names. */
export const rulesOf = (doubt: string) => doubt.split("+") as CleaningRuleName[];
