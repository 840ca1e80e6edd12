import { type Column, TextColumn, WholeColumn } from "../core/columns.ts";

/** What says whose an event is. */
export const SUBJECTS = ["phone", "user", "device", "session", "ip"] as const;
/** Columns in which sources number their records, if nobody says otherwise. */
export const ID_COLUMNS = ["call_id", "message_id", "event_id", "record_id", "payment_id", "rid", "id"] as const;

/**
 * 1 for the rows in which one of the columns has a value. Equal rows that name nobody and have no id may well be two
 * events: two people whose numbers are withheld call one hotline in one second.
 */
export function namedRows(columns: readonly Column[], rows: number): Uint8Array {
  const named = new Uint8Array(rows);
  for (const column of columns) {
    if (column instanceof TextColumn) {
      const { codes, values } = column;
      const empty = values.indexOf("");
      for (let i = 0; i < rows; i++) if (codes[i]! >= 0 && codes[i] !== empty) named[i] = 1;
    } else {
      const missing = column instanceof WholeColumn ? column.missing : Number.NaN;
      const numbers = column instanceof WholeColumn ? column.array : column;
      for (let i = 0; i < rows; i++) if (!Number.isNaN(numbers[i]!) && numbers[i] !== missing) named[i] = 1;
    }
  }
  return named;
}
