import type { ColumnTable } from "arquero";
import { TextColumn } from "../core/columns.ts";
import { columnOf, hasColumn, numbersOf, toTable } from "../core/table.ts";
import type { MapEntry } from "./event-map.ts";

const OWN = ["at", "offset", "kind", "source", "row"];
const FARTHEST = 18 * 60;

/**
 * Events that come back: their table with the local offset where a reader would have put it. Undefined for any other table.
 * Their rows have been compared once, by more columns than are left: only the same row of the same source is a repetition.
 */
export function ownEvents(
  verb: string,
  table: ColumnTable,
  at: Pick<MapEntry, "column"> | undefined,
): ColumnTable | undefined {
  if (at?.column !== "at" || !OWN.every((name) => hasColumn(table, name)) || hasColumn(table, "at_offset")) return;
  const columns = (table.columnNames() as string[]).map((name) => [name, columnOf(verb, table, name)] as const);
  const { at: time, offset } = Object.fromEntries(columns);
  if (!(time instanceof Float64Array) || (offset instanceof TextColumn && offset.values.length > 0)) return;
  const minutes = numbersOf(verb, table, "offset");
  if (minutes.some((value) => Math.abs(value) > FARTHEST || Math.abs(value % 1) > 0)) return;
  return toTable({ ...Object.fromEntries(columns), at_offset: minutes });
}
