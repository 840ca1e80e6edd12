import type { ColumnTable } from "arquero";
import { PhonographError } from "../core/errors.ts";
import { maskText } from "../core/mask.ts";
import { describePattern } from "../core/pattern.ts";
import { suggest } from "../core/suggest.ts";
import { hasColumn, textOf } from "../core/table.ts";
import type { FunnelStep } from "./funnel-steps.ts";

const SHOWN = 6;

/** What to say of a step that no event of the table matches. */
export function unmatchedStep(verb: string, table: ColumnTable, step: FunnelStep, index: number): PhonographError {
  const wanted = describePattern(step.pattern);
  const shownAs = maskText(wanted);
  const own = step.label === shownAs ? "" : ` (${shownAs})`;
  const counts = countEvents(verb, table);
  const frequent = [...counts].sort(([a, n], [b, m]) => m - n || (a < b ? -1 : 1));
  const shown = frequent.slice(0, SHOWN).map(([event, rows]) => `${maskText(event)} (${rows.toLocaleString("en-GB")})`);
  const more = frequent.length > SHOWN ? ` and ${frequent.length - SHOWN} more` : "";
  return new PhonographError({
    code: "option/invalid",
    verb,
    rule: `step ${index + 1} "${maskText(step.label)}"${own} matches no event`,
    found: frequent.length > 0 ? shown.join(", ") + more : "a table without events",
    hint: suggest(wanted, [...counts.keys()]) ?? hintOf(wanted, counts),
  });
}

function hintOf(wanted: string, counts: ReadonlyMap<string, number>): string | undefined {
  const exists = [...counts.keys()].find((event) => wanted.startsWith(`${event} `));
  return exists ? `${exists} occurs, but never with ${maskText(wanted.slice(exists.length + 1))}` : undefined;
}

/** How many rows each kind and name has: `"sms.otp"`, or `"sms"` where the name is missing. */
function countEvents(verb: string, table: ColumnTable): Map<string, number> {
  const [kinds, names] = ["kind", "name"].map((name) =>
    hasColumn(table, name) ? textOf(verb, table, name) : undefined,
  );
  const width = (names?.values.length ?? 0) + 1;
  const byCode = new Map<number, number>();
  for (let row = 0; row < table.numRows(); row++) {
    const code = ((kinds?.codes[row] ?? -1) + 1) * width + (names?.codes[row] ?? -1) + 1;
    byCode.set(code, (byCode.get(code) ?? 0) + 1);
  }
  const counts = new Map<string, number>();
  for (const [code, rows] of byCode) {
    const words = [kinds?.values[Math.floor(code / width) - 1], names?.values[(code % width) - 1]];
    const event = words.filter((word) => word !== undefined).join(".");
    if (event !== "") counts.set(event, rows);
  }
  return counts;
}
