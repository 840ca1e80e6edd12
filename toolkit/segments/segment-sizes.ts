import { TextColumn } from "../core/columns.ts";
import { filled } from "../core/filled.ts";
import { type SizeColumns, SMALL_GROUP } from "../core/groups.ts";
import { wilson } from "../core/statistics/wilson.ts";
import { type Table, toTable } from "../core/table.ts";

/** How many people each segment holds, in the order of `labels`, with Wilson's intervals of their shares. */
export function sizeTable(labels: readonly string[], people: ArrayLike<number>): Table<SizeColumns> {
  const all = Array.from(people).reduce((sum, n) => sum + n, 0);
  const shares = Array.from(people, (n) => wilson(n, all));
  return toTable<SizeColumns>({
    segment: TextColumn.from(labels),
    people: filled(labels.length, (i) => people[i]),
    share: filled(labels.length, (i) => shares[i].estimate),
    lower: filled(labels.length, (i) => shares[i].lower),
    upper: filled(labels.length, (i) => shares[i].upper),
    small: Array.from(people, (n) => n < SMALL_GROUP),
  });
}
