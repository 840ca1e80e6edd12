import type { RecordField } from "../../workers/records/levels.ts";
import { packTexts } from "../../workers/records/packed-texts.ts";
import { sharedInt32 } from "../../workers/shared.ts";
import { hash32 } from "../core/random.ts";
import { swapDay } from "./record-dates.ts";
import type { FoldedField } from "./record-fields.ts";
import { mailbox, postcodePrefix } from "./record-texts.ts";

/** The distinct records of a table, in an order that does not depend on that of the rows. */
export interface RecordList {
  fields: readonly (RecordField & Pick<FoldedField, "name" | "column" | "texts">)[];
  size: number;
  /** Record of each row; -1 for rows that have no value to compare. */
  recordOf: Int32Array;
  /** First row, and number of rows, of each record. */
  firstRow: Int32Array;
  copies: Int32Array;
}

/** Rows that agree in every field are one record: they need not be compared, and are equal whatever their order. */
export function listRecords(folded: readonly FoldedField[], nicknames: readonly (readonly string[])[]): RecordList {
  const rows = folded[0].codes.length;
  const keys = new Float64Array(rows);
  const known: number[] = [];
  for (let row = 0; row < rows; row++) {
    let [high, low, any] = [0, 0, false];
    for (const { codes } of folded) {
      any ||= codes[row] >= 0;
      high = hash32(codes[row] + 1, high);
      low = hash32(codes[row] + 1, low ^ 0x5bd1e995);
    }
    keys[row] = (high & 0x1fffff) * 2 ** 32 + low;
    if (any) known.push(row);
  }
  const order = Int32Array.from(known).sort((a, b) => keys[a] - keys[b] || a - b);
  const recordOf = new Int32Array(rows).fill(-1);
  const firsts: number[] = [];
  const copies: number[] = [];
  for (const row of order) {
    const last = firsts.length - 1;
    const same = last >= 0 && folded.every(({ codes }) => codes[row] === codes[firsts[last]]);
    if (!same) {
      firsts.push(row);
      copies.push(0);
    }
    recordOf[row] = firsts.length - 1;
    copies[firsts.length - 1]++;
  }
  const size = firsts.length;
  const fields = folded.map(({ kind, name, column, texts, codes: ofRow }) => {
    const codes = sharedInt32(size);
    for (let r = 0; r < size; r++) codes[r] = ofRow[firsts[r]];
    return { kind, name, column, texts, codes, ...packTexts(texts), forms: [] as Int32Array[] };
  });
  for (const field of fields) field.forms = formsOf(field, fields, nicknames).map(shared);
  return { fields, size, recordOf, firstRow: Int32Array.from(firsts), copies: Int32Array.from(copies) };
}

type Texts = Pick<FoldedField, "kind" | "texts">;

function formsOf({ kind, texts }: Texts, all: readonly Texts[], nicknames: readonly (readonly string[])[]): number[][] {
  const among = (values: readonly string[]) => {
    const place = new Map(values.map((value, code) => [value, code]));
    return (text: string) => (text === "" ? -1 : (place.get(text) ?? -1));
  };
  if (kind === "given") {
    const family = all.find((field) => field.kind === "family");
    const asFamily = texts.map(among(family?.texts ?? []));
    const group = new Map(nicknames.flatMap((names, g) => names.map((name) => [name, g])));
    return nicknames.length === 0 ? [asFamily] : [asFamily, texts.map((text) => group.get(text) ?? -1)];
  }
  if (kind === "email") {
    const boxes = texts.map(mailbox);
    return [numbered(boxes), numbered(boxes.map((box) => box.slice(0, box.lastIndexOf("@"))))];
  }
  if (kind === "birthDate") return [texts.map(swapDay).map(among(texts))];
  if (kind === "postcode") return [numbered(texts.map(postcodePrefix))];
  if (kind === "address") return [numbered(texts.map((text) => text.match(/\d+/g)?.join(" ") ?? ""))];
  return [];
}

/** Equal texts get equal numbers. */
export function numbered(texts: readonly string[]): number[] {
  const known = new Map<string, number>();
  return texts.map((text) => {
    const code = known.get(text) ?? known.size;
    known.set(text, code);
    return code;
  });
}

function shared(values: readonly number[]): Int32Array<SharedArrayBuffer> {
  const column = sharedInt32(values.length);
  column.set(values);
  return column;
}
