import { sharedInt32 } from "../../workers/shared.ts";
import { TextColumn } from "../core/columns.ts";
import { filled } from "../core/filled.ts";
import { type Table, toTable } from "../core/table.ts";

/** What can be wrong with a number on file; in the order of the table of counts. */
export const HYGIENE_FINDINGS = [
  "missing",
  "unreadable",
  "landline",
  "shared-few",
  "shared-many",
  "somebody-else",
  "other-number",
  "silent",
  "never-seen",
  "conflicting",
] as const;
/** One of the things that can be wrong with a record. */
export type HygieneFinding = (typeof HYGIENE_FINDINGS)[number];

/** One row for each finding, in the order of the rows of the table. */
export interface HygieneColumns {
  /** Row of the customer table, from 0. */
  row: number;
  /** The column. */
  field: string;
  finding: HygieneFinding;
  /** What stands there, masked; missing where nothing does. */
  value: string | null;
  /** Since when it is so, ms UTC; NaN where that cannot be told. */
  since: number;
  /** What shows it, in words; numbers and users masked. */
  evidence: string;
  /** What to do about it. */
  suggestion: string;
}

/** One row for each finding that occurs. */
export interface HygieneCountColumns {
  finding: HygieneFinding;
  field: string;
  rows: number;
  /** Of all rows of the table. */
  share: number;
}

export interface Finding {
  row: number;
  field: string;
  finding: HygieneFinding;
  value: string | null;
  since: number;
  evidence: string;
  suggestion: string;
}

/** Findings as a table, by row. */
export function findingTable(findings: readonly Finding[]): Table<HygieneColumns> {
  const text = (of: (finding: Finding) => string | null) => TextColumn.from(findings.map(of));
  return toTable<HygieneColumns>({
    row: whole(findings.map(({ row }) => row)),
    field: text(({ field }) => field),
    finding: text(({ finding }) => finding),
    value: text(({ value }) => value),
    since: filled(findings.length, (i) => findings[i].since),
    evidence: text(({ evidence }) => evidence),
    suggestion: text(({ suggestion }) => suggestion),
  });
}

/** How many rows have each finding in each column. */
export function countTable(findings: readonly Finding[], rows: number): Table<HygieneCountColumns> {
  const counts = new Map<string, { finding: HygieneFinding; field: string; rows: number }>();
  for (const { finding, field } of findings) {
    const key = `${HYGIENE_FINDINGS.indexOf(finding)} ${field}`;
    const one = counts.get(key) ?? { finding, field, rows: 0 };
    one.rows++;
    counts.set(key, one);
  }
  const order = ({ finding }: { finding: HygieneFinding }) => HYGIENE_FINDINGS.indexOf(finding);
  const all = [...counts.values()].sort((a, b) => order(a) - order(b) || (a.field < b.field ? -1 : 1));
  return toTable<HygieneCountColumns>({
    finding: TextColumn.from(all.map(({ finding }) => finding)),
    field: TextColumn.from(all.map(({ field }) => field)),
    rows: whole(all.map((one) => one.rows)),
    share: filled(all.length, (i) => all[i].rows / rows),
  });
}

function whole(values: ArrayLike<number>) {
  const column = sharedInt32(values.length);
  column.set(values);
  return column;
}
