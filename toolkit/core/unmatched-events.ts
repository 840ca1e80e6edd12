import type { ColumnTable } from "arquero";
import { PhonographError } from "./errors.ts";
import { maskText } from "./mask.ts";
import { suggest } from "./suggest.ts";
import { hasColumn, textOf } from "./table.ts";

const SHOWN = 6;
const LIST = "one of the events that occur";
const EMPTY = "was everything filtered away, or nothing read?";

/** What to say of an option whose patterns match no event: what there is, and what may have been meant. */
export function unmatchedEvents(
  verb: string,
  table: ColumnTable,
  option: string,
  patterns: readonly string[],
): PhonographError {
  return new PhonographError({
    code: "option/invalid",
    verb,
    rule: `${option} ${patterns.length === 1 ? `"${maskText(patterns[0])}" ` : ""}matches no event`,
    ...whatOccurs(verb, table, patterns),
  });
}

/** The most frequent events, and which of them may have been meant. */
export function whatOccurs(
  verb: string,
  table: ColumnTable,
  patterns: readonly string[],
): { found: string; hint: string } {
  const counts = countEvents(verb, table);
  const frequent = [...counts].sort(([a, n], [b, m]) => m - n || (a < b ? -1 : 1));
  const shown = frequent.slice(0, SHOWN).map(([event, rows]) => `${maskText(event)} (${rows.toLocaleString("en-GB")})`);
  const more = frequent.length > SHOWN ? ` and ${frequent.length - SHOWN} more` : "";
  const near = patterns.map((wanted) => suggest(wanted, [...counts.keys()]) ?? hintOf(wanted, counts));
  return {
    found: frequent.length > 0 ? shown.join(", ") + more : "a table without events",
    hint: near.find((hint) => hint !== undefined) ?? (frequent.length > 0 ? LIST : EMPTY),
  };
}

function hintOf(wanted: string, counts: ReadonlyMap<string, number>): string | undefined {
  const exists = [...counts.keys()].find((event) => wanted.startsWith(`${event} `));
  return exists ? `${exists} occurs, but never with ${maskText(wanted.slice(exists.length + 1))}` : undefined;
}

/** How many rows each kind and name has: `"sms.otp"`, or `"sms"` where the name is missing. */
function countEvents(verb: string, table: ColumnTable): Map<string, number> {
  const counts = new Map<string, number>();
  const labels = eventLabels(verb, table);
  const rows = new Float64Array(labels.values.length);
  for (const code of labels.codes) if (code >= 0) rows[code]++;
  for (const [code, label] of labels.values.entries()) counts.set(label, rows[code]);
  return counts;
}

/** The name of every event as patterns write it: kind and name, `"sms.otp"`; the kind alone where there is no name. */
export function eventLabels(
  verb: string,
  table: ColumnTable,
): { codes: Int32Array<SharedArrayBuffer>; values: string[] } {
  const [kinds, names] = ["kind", "name"].map((name) =>
    hasColumn(table, name) ? textOf(verb, table, name) : undefined,
  );
  const width = (names?.values.length ?? 0) + 1;
  const place = new Int32Array(((kinds?.values.length ?? 0) + 1) * width).fill(-2);
  const codes = new Int32Array(new SharedArrayBuffer(4 * table.numRows()));
  const values: string[] = [];
  const known = new Map<string, number>();
  for (let row = 0; row < codes.length; row++) {
    const code = ((kinds ? kinds.codes[row] : -1) + 1) * width + (names ? names.codes[row] : -1) + 1;
    if (place[code] === -2) {
      const words = [kinds?.values[Math.floor(code / width) - 1], names?.values[(code % width) - 1]];
      const label = words.filter((word) => word !== undefined).join(".");
      if (label !== "" && !known.has(label)) known.set(label, values.push(label) - 1);
      place[code] = known.get(label) ?? -1;
    }
    codes[row] = place[code];
  }
  return { codes, values };
}
