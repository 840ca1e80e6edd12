import type { TextColumn } from "../core/columns.ts";
import { hasColumn, type Table } from "../core/table.ts";
import type { TimingRows } from "./timing-log.ts";
import { toTriggerKinds } from "./trigger-kinds.ts";

/** Columns that usually tell kinds of responses apart, the first that a table has. */
export const WAYS = ["method", "name"];

/** The column by which kinds of responses are told apart: as asked, or the first of the usual ones that a table has. */
export function wayIn(tables: readonly Table[], asked: string | null | undefined): string | undefined {
  if (asked !== undefined) return asked ?? undefined;
  return WAYS.find((name) => tables.some((table) => hasColumn(table, name)));
}

/** The kind of each response. */
export function waysBy(column: TextColumn, isResponse: Uint8Array): NonNullable<TimingRows["ways"]> {
  const { kind, names } = toTriggerKinds(column, isResponse);
  return { of: kind, count: names.length };
}
