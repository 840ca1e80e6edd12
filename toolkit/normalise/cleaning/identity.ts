import type { ColumnTable } from "arquero";
import { type Column, TextColumn } from "../../core/columns.ts";
import { PhonographError } from "../../core/errors.ts";
import { hasColumn, missingColumn } from "../../core/table.ts";
import type { EventView } from "./event-view.ts";

/** Columns in which sources number their records, if nobody says otherwise. */
export const ID_COLUMNS = ["call_id", "message_id", "event_id", "record_id", "payment_id", "rid", "id"] as const;
/** Columns in which sources number the parts of a long call. */
export const PART_COLUMNS = ["seq", "part", "part_number", "sequence"] as const;

/** By which columns a source itself tells its records apart. */
export interface Identity {
  ids: readonly string[];
  part: string | undefined;
}

/** 1 for the rows that are there, have a time, and an id. */
export function identified(view: EventView, ids: readonly string[]): Uint8Array {
  const chosen = new Uint8Array(view.rows);
  for (const name of ids) {
    const column = view.column(name);
    if (column instanceof TextColumn) {
      const { codes } = column;
      for (let i = 0; i < chosen.length; i++) if (codes[i]! >= 0) chosen[i] = 1;
    } else {
      const numbers = view.numbers(name);
      for (let i = 0; i < chosen.length; i++) if (!Number.isNaN(numbers[i]!)) chosen[i] = 1;
    }
  }
  for (let i = 0; i < chosen.length; i++) if (view.alive[i] === 0 || Number.isNaN(view.at[i]!)) chosen[i] = 0;
  return chosen;
}

/** Those of the named columns that there are. */
export const present = (view: EventView, names: readonly string[]): Column[] =>
  names.filter((name) => view.has(name)).map((name) => view.column(name));

/** The id and part columns of a table: those asked for, which must be there, or the usual ones that are. */
export function toIdentity(
  verb: string,
  table: ColumnTable,
  { id, part }: { id?: string | readonly string[]; part?: string },
): Identity {
  for (const name of [...[id ?? []].flat(), ...(part === undefined ? [] : [part])]) {
    if (typeof name !== "string") {
      const found = name === null ? "null" : typeof name;
      throw new PhonographError({ code: "option/invalid", verb, rule: "id and part must be column names", found });
    }
    if (!hasColumn(table, name)) throw missingColumn(verb, table, name);
  }
  const ids = id === undefined ? ID_COLUMNS.filter((name) => hasColumn(table, name)) : [...new Set([id].flat())];
  return { ids: [...ids].sort(), part: part ?? PART_COLUMNS.find((name) => hasColumn(table, name)) };
}
