import type { TextColumn } from "../core/columns.ts";
import type { Marks } from "./marks.ts";

/**
 * Names `somebody` on the records that hold a number and no user, where another record of the same table names a user
 * with that number: a customer whose account is not known is still a customer.
 */
export function nameSomebody(
  seen: Int32Array,
  phone: Int32Array,
  source: TextColumn | undefined,
  { phone: mark, record, indirect }: Marks,
  somebody: number,
): void {
  const named = new Map<number, Set<number>>();
  const sourceOf = (row: number) => source?.codes[row] ?? 0;
  for (let row = 0; row < seen.length; row++) {
    if (record[row] === 0 || phone[row] < 0 || seen[row] < 0 || mark[row] === 0) continue;
    const numbers = named.get(sourceOf(row));
    if (numbers) numbers.add(phone[row]);
    else named.set(sourceOf(row), new Set([phone[row]]));
  }
  for (let row = 0; row < seen.length; row++) {
    if (record[row] === 0 || seen[row] >= 0 || !named.get(sourceOf(row))?.has(phone[row])) continue;
    seen[row] = somebody;
    mark[row] = indirect;
  }
}
