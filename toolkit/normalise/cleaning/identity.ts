import type { ColumnTable } from "arquero";
import type { Column } from "../../core/columns.ts";
import { PhonographError } from "../../core/errors.ts";
import { hasColumn, missingColumn } from "../../core/table.ts";
import { ID_COLUMNS, namedRows } from "../named-rows.ts";
import type { EventView } from "./event-view.ts";

/** Columns in which sources number the parts of a long call. */
export const PART_COLUMNS = ["seq", "part", "part_number", "sequence"] as const;

/** By which columns a source itself tells its records apart. */
export interface Identity {
  ids: readonly string[];
  part: string | undefined;
  /** Somebody said that these are the ids; else their names look like it. */
  told: boolean;
}

/** 1 for the rows that are there, have a time, and an id. */
export function identified(view: EventView, ids: readonly string[]): Uint8Array {
  const chosen = namedRows(present(view, ids), view.rows);
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
  return {
    ids: [...ids].sort(),
    part: part ?? PART_COLUMNS.find((name) => hasColumn(table, name)),
    told: id !== undefined,
  };
}
