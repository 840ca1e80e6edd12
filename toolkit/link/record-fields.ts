import type { ColumnTable } from "arquero";
import type { FieldKind } from "../../workers/records/levels.ts";
import { TextColumn } from "../core/columns.ts";
import type { ComputeOptions } from "../core/compute.ts";
import { columnOf } from "../core/table.ts";
import { rankTexts } from "./rank-texts.ts";
import type { RecordColumns } from "./record-columns.ts";
import { type DayOrder, dayOrder, foldDate } from "./record-dates.ts";
import { foldPhones } from "./record-phones.ts";
import { foldEmail, foldPostcode, foldText, saysNothing, splitName } from "./record-texts.ts";
import { shownTexts, withoutHidden } from "./shown-texts.ts";

/** A column of the table, made comparable. */
export interface FoldedField {
  kind: FieldKind;
  /** What the field is called in results: its kind, or the column's name for other texts. */
  name: string;
  column: string;
  /** Value of each row, -1 where missing; numbered in an order that does not depend on that of the rows. */
  codes: Int32Array;
  texts: readonly string[];
  /** Rows with a text that is none of its kind, such as an address without `@`, or that says nothing. */
  unread: number;
}

export interface FoldOptions extends ComputeOptions {
  region?: string;
  dateOrder?: DayOrder;
}

/** Reads the chosen columns, each distinct value once. */
export async function foldFields(
  verb: string,
  crm: ColumnTable,
  columns: RecordColumns,
  options: FoldOptions,
): Promise<FoldedField[]> {
  const fields: FoldedField[] = [];
  const add = (kind: FieldKind, column: string, raw: TextColumn, folded: readonly string[], name: string = kind) =>
    fields.push({ kind, name, column, ...rank(raw, folded) });
  const plain = (kind: FieldKind, column: string, fold: (text: string) => string, name?: string) => {
    const raw = shownTexts(verb, crm, column);
    add(
      kind,
      column,
      raw,
      raw.values.map((text) => (saysNothing(text) ? "" : fold(text))),
      name,
    );
  };
  const { name, given, family, email, phone, birthDate, postcode, city, address, text = [] } = columns;
  if (name !== undefined) {
    const raw = shownTexts(verb, crm, name);
    const split = raw.values.map((value) => (saysNothing(value) ? { given: "", family: "" } : splitName(value)));
    for (const part of ["given", "family"] as const) {
      add(
        part,
        name,
        raw,
        split.map((one) => one[part]),
      );
    }
  }
  if (given !== undefined) plain("given", given, foldText);
  if (family !== undefined) plain("family", family, foldText);
  if (email !== undefined) plain("email", email, foldEmail);
  if (phone !== undefined) {
    const raw = shownTexts(verb, crm, phone);
    add("phone", phone, raw, await foldPhones(verb, raw.values, options));
  }
  if (birthDate !== undefined) {
    const raw = dayTexts(verb, crm, birthDate);
    const order = options.dateOrder ?? dayOrder(raw.values);
    add(
      "birthDate",
      birthDate,
      raw,
      raw.values.map((value) => foldDate(value, order)),
    );
  }
  if (postcode !== undefined) plain("postcode", postcode, foldPostcode);
  if (city !== undefined) plain("city", city, foldText);
  if (address !== undefined) plain("address", address, foldText);
  for (const column of typeof text === "string" ? [text] : text) plain("text", column, foldText, column);
  return fields;
}

/** Days as texts; numbers are milliseconds, as dates are in a table. */
function dayTexts(verb: string, crm: ColumnTable, name: string): TextColumn {
  const column = columnOf(verb, crm, name);
  if (column instanceof TextColumn) return withoutHidden(column);
  const day = (value: number | null) => {
    if (value === null || !Number.isFinite(value)) return null;
    const at = new Date(value);
    const isDigits = value >= 18000101 && value <= 22001231 && Number.isInteger(value);
    return isDigits ? `${value}` : Number.isNaN(at.getTime()) ? null : at.toISOString().slice(0, 10);
  };
  return TextColumn.from(Array.from(column as Iterable<number | null>, day));
}

function rank({ codes: raw }: TextColumn, folded: readonly string[]) {
  const used = new Uint8Array(folded.length);
  for (const code of raw) if (code >= 0) used[code] = 1;
  const { ranks, texts } = rankTexts(folded, (code) => used[code] === 1 && folded[code] !== "");
  let unread = 0;
  const codes = raw.map((code) => {
    if (code < 0) return -1;
    if (ranks[code] < 0) unread++;
    return ranks[code];
  });
  return { codes: codes as Int32Array, texts, unread };
}
