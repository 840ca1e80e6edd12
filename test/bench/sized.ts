import { TextColumn, WholeColumn } from "../../toolkit/core/columns.ts";
import type { Sized } from "./job.ts";

/** Bytes of tables and columns; memory that several share counts once. Dictionaries count with what their texts take. */
export function bytesOf(...all: readonly Sized[]): number {
  const seen = new Set<unknown>();
  let bytes = 0;
  const add = (part: unknown, size: number) => {
    if (seen.has(part)) return;
    seen.add(part);
    bytes += size;
  };
  const visit = (one: unknown): void => {
    if (isTable(one)) for (const name of one.columnNames()) visit(one.column(name));
    else if (one instanceof TextColumn) {
      visit(one.codes);
      add(one.values, textBytes(one.values));
    } else if (one instanceof WholeColumn) visit(one.array);
    else if (ArrayBuffer.isView(one)) add(one.buffer, one.byteLength);
    else if (Array.isArray(one)) add(one, 8 * one.length);
  };
  for (const one of all) visit(one);
  return bytes;
}

interface Columns {
  columnNames(): string[];
  column(name: string): unknown;
}

const isTable = (one: unknown): one is Columns => typeof (one as Partial<Columns> | null)?.columnNames === "function";

/** A header of 12 bytes and a pointer of 8, and the letters in whole words; one of them is looked at for many. */
function textBytes(values: readonly string[]): number {
  const step = Math.max(1, Math.floor(values.length / 1000));
  let letters = 0;
  let looked = 0;
  for (let i = 0; i < values.length; i += step, looked++) letters += 8 * Math.ceil((12 + values[i].length) / 8);
  return looked === 0 ? 0 : Math.round(values.length * (8 + letters / looked));
}
