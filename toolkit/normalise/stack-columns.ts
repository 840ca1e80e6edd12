import { copyRows, type Numbers } from "../../workers/kernels/gather.ts";
import { type SharedArray, sharedFloat64, sharedInt16, sharedInt32, sharedUint8 } from "../../workers/shared.ts";
import { type Column, NO_OFFSET, TextColumn, WholeColumn } from "../core/columns.ts";
import { PhonographError } from "../core/errors.ts";

/** The same column of several inputs, of which some may lack it. */
export interface ColumnPart {
  column: Column | undefined;
  /** Rows to take, in order. */
  rows: Int32Array;
}

/** One column below the other; dictionaries are united once for each distinct text. */
export function stackColumns(verb: string, name: string, parts: readonly ColumnPart[]): Column {
  const total = parts.reduce((sum, { rows }) => sum + rows.length, 0);
  const present = parts.flatMap(({ column }) => (column ? [column] : []));
  if (present.every((column) => column instanceof TextColumn)) return stackTexts(parts, total);
  if (present.some((column) => column instanceof TextColumn)) {
    throw new PhonographError({
      code: "data/unparseable",
      verb,
      rule: `column "${name}" must be text in all inputs, or numbers in all`,
      found: "text in one, numbers in another",
      hint: `give it a type where it is read: columns: {${name}: {from: "${name}", type: "text"}}`,
    });
  }
  if (name === "offset") {
    const out = sharedInt16(total).fill(NO_OFFSET);
    copy(out, parts, (column) => (column as WholeColumn).array);
    return new WholeColumn(out, NO_OFFSET);
  }
  const out = widest(parts)(total);
  if (present.length < parts.length) out.fill(Number.NaN);
  copy(out, parts, (column) =>
    column instanceof WholeColumn ? Float64Array.from(column, (value) => value ?? Number.NaN) : (column as SharedArray),
  );
  return out;
}

/** From narrow to wide: each holds what those before it hold. */
const KINDS = [
  { kind: Uint8Array, make: sharedUint8 },
  { kind: Int16Array, make: sharedInt16 },
  { kind: Int32Array, make: sharedInt32 },
];

/** Makes arrays that hold the values of all parts; where one is missing, floats. */
function widest(parts: readonly ColumnPart[]): (length: number) => SharedArray {
  const places = parts.map(({ column }) => KINDS.findIndex(({ kind }) => column instanceof kind));
  return places.includes(-1) ? sharedFloat64 : KINDS[Math.max(...places)]!.make;
}

function copy(out: SharedArray, parts: readonly ColumnPart[], arrayOf: (column: Column) => Numbers): void {
  let at = 0;
  for (const { column, rows } of parts) {
    if (column) copyRows(arrayOf(column), rows, 0, rows.length, out, at);
    at += rows.length;
  }
}

function stackTexts(parts: readonly ColumnPart[], total: number): TextColumn {
  const out = sharedInt32(total).fill(-1);
  const only = parts.filter(({ column }) => column !== undefined);
  if (only.length === 1) {
    const { codes, values } = only[0]!.column as TextColumn;
    let at = 0;
    for (const { column, rows } of parts) {
      if (column) for (let i = 0; i < rows.length; i++) out[at + i] = codes[rows[i]!]!;
      at += rows.length;
    }
    return new TextColumn(out, values);
  }
  const values: string[] = [];
  const { places, count } = unite(only.map(({ column }) => (column as TextColumn).values));
  // texts that only dropped rows held are left behind
  const code = new Int32Array(count).fill(-1);
  let at = 0;
  for (const { column, rows } of parts) {
    if (column instanceof TextColumn) {
      const place = places.get(column.values)!;
      for (let i = 0; i < rows.length; i++) {
        const old = column.codes[rows[i]!]!;
        if (old < 0) continue;
        const text = place[old]!;
        if (code[text]! < 0) code[text] = values.push(column.values[old]!) - 1;
        out[at + i] = code[text]!;
      }
    }
    at += rows.length;
  }
  return new TextColumn(out, values);
}

/**
 * One place for each distinct text of several dictionaries. The largest is only looked up in a map of the others' texts,
 * as its own differ from each other: to enter them would be most of the cost.
 */
function unite(dictionaries: readonly (readonly string[])[]) {
  const [largest, ...others] = [...new Set(dictionaries)].sort((a, b) => b.length - a.length);
  const known = new Map<string, number>();
  const places = new Map<readonly string[], Int32Array>();
  for (const texts of others) {
    const place = new Int32Array(texts.length);
    for (let i = 0; i < place.length; i++) {
      const text = texts[i]!;
      const old = known.get(text);
      place[i] = old ?? known.size;
      if (old === undefined) known.set(text, known.size);
    }
    places.set(texts, place);
  }
  let count = known.size;
  if (largest) {
    const place = new Int32Array(largest.length);
    for (let i = 0; i < place.length; i++) place[i] = known.get(largest[i]!) ?? count++;
    places.set(largest, place);
  }
  return { places, count };
}
