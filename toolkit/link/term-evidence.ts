import { TextColumn } from "../core/columns.ts";
import { filled } from "../core/filled.ts";
import { mask } from "../core/mask.ts";
import { hasColumn, numbersOf, type Table, textOf, toTable } from "../core/table.ts";
import type { TermEvidenceColumns } from "./explanation-columns.ts";
import type { TimingTrace } from "./timing-trace.ts";

/** The events behind each term, as they may be shown. */
export function toEvidenceTable(
  verb: string,
  { events, rows, names, sources, targets }: TimingTrace,
  terms: readonly { rows: readonly number[] }[],
): Table<TermEvidenceColumns> {
  const all = terms.flatMap(({ rows: list }, term) => list.map((row) => ({ term, row })));
  const texts = (name: string) => {
    const column = hasColumn(events, name) ? textOf(verb, events, name) : undefined;
    return TextColumn.from(all.map(({ row }) => column?.at(row) ?? null));
  };
  const numbers = (of: (item: (typeof all)[0]) => number) => filled(all.length, (i) => of(all[i]));
  const origin = hasColumn(events, "row") ? numbersOf(verb, events, "row") : undefined;
  const side = (row: number) => (rows.isTrigger[row] === 1 ? 0 : 1);
  const identifier = (row: number) => (side(row) === 0 ? sources[rows.source[row]] : targets[rows.target[row]]);
  return toTable<TermEvidenceColumns>({
    term: numbers(({ term }) => term),
    source: texts("source"),
    row: numbers(({ row }) => origin?.[row] ?? row),
    at: numbers(({ row }) => rows.at[row]),
    kind: texts("kind"),
    name: texts("name"),
    whose: TextColumn.from(all.map(({ row }) => names[side(row)])),
    identifier: TextColumn.from(all.map(({ row }) => mask(identifier(row)))),
  });
}
