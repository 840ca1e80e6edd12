import { mask } from "../core/mask.ts";
import type { Duplicates } from "./find-duplicates.ts";
import type { Finding } from "./record-findings.ts";

/** Fields of which a customer has one; `phone` only where it is one column. */
const SINGLE = ["phone", "email", "birthDate"];

/** Rows of one customer that hold different values of a field. */
export function conflictingRows(
  { clusters, trace: { list } }: Duplicates,
  lastUse: (number: string) => number | undefined,
): Finding[] {
  const entity = clusters.array("entity") as ArrayLike<number>;
  const rowsOf = new Map<number, number[]>();
  for (let row = 0; row < entity.length; row++) {
    const rows = rowsOf.get(entity[row]);
    if (rows) rows.push(row);
    else rowsOf.set(entity[row], [row]);
  }
  const findings: Finding[] = [];
  for (const { kind, column, codes, texts } of list.fields) {
    if (!SINGLE.includes(kind)) continue;
    const valueAt = (row: number) => (list.recordOf[row] < 0 ? -1 : codes[list.recordOf[row]]);
    for (const rows of rowsOf.values()) {
      const known = rows.filter((row) => valueAt(row) >= 0);
      const values = [...new Set(known.map(valueAt))];
      if (values.length < 2) continue;
      const best =
        kind === "phone"
          ? lastUsed(
              values.map((value) => texts[value]),
              lastUse,
            )
          : undefined;
      for (const row of known) {
        findings.push({
          ...{ row, field: column, finding: "conflicting", value: mask(texts[valueAt(row)]), since: Number.NaN },
          evidence: `${known.length} rows of one customer hold ${values.length} of them`,
          suggestion: best
            ? `keep ${mask(best.number)}, last used ${day(best.at)}`
            : "merge the rows, and ask which is right",
        });
      }
    }
  }
  return findings;
}

function lastUsed(numbers: readonly string[], lastUse: (number: string) => number | undefined) {
  let best: { number: string; at: number } | undefined;
  for (const number of numbers) {
    const at = lastUse(number);
    if (at !== undefined && (best === undefined || at > best.at)) best = { number, at };
  }
  return best;
}

const day = (at: number) => new Date(at).toISOString().slice(0, 10);
