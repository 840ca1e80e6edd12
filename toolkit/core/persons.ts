import type { ColumnTable } from "arquero";
import { sharedInt32 } from "../../workers/shared.ts";
import { type Column, NO_PERSON, TextColumn, WholeColumn } from "./columns.ts";
import { PhonographError } from "./errors.ts";
import { columnOf, hasColumn, requireTable } from "./table.ts";

/** The persons of a table, numbered 0, 1, ... in the order of their ids. */
export interface Persons {
  /** The person ids, ascending; their index is the number used inside. */
  ids: Int32Array;
  /** For each row the number of its person, -1 for nobody; may be the table's own column, so it is only to be read. */
  rows: Int32Array<SharedArrayBuffer>;
}

/** Who the rows of a linked table belong to. Cost: two passes; memory for the highest id while ids are dense. */
export function personsOf(verb: string, table: ColumnTable): Persons {
  const column = personColumn(verb, table);
  if (column instanceof TextColumn && column.values.length > 0) throw notWhole(verb, "text");
  const plain = column instanceof WholeColumn ? plainArray(column) : undefined;
  const gapless = plain && gaplessPersons(plain);
  if (gapless) return gapless;
  const rows = sharedInt32(column.length).fill(-1);
  if (column instanceof TextColumn) return { ids: new Int32Array(0), rows };
  const array = column instanceof WholeColumn ? column.array : column;
  const missing = column instanceof WholeColumn ? column.missing : -1;
  let most = -1;
  for (let row = 0; row < rows.length; row++) {
    const id = array[row];
    if (id === missing || Number.isNaN(id)) continue;
    if (!(id >= -1 && id <= 0x7fffffff && Number.isInteger(id))) throw notWhole(verb, "another number");
    rows[row] = id;
    if (id > most) most = id;
  }
  const ids = most <= 4 * rows.length + 1e6 ? denseIds(rows, most) : sparseIds(rows);
  return { ids, rows };
}

/** The person column as it is, where it lies in shared memory as whole numbers with -1 for nobody. */
export function plainPersons(verb: string, table: ColumnTable): Int32Array<SharedArrayBuffer> | undefined {
  const column = personColumn(verb, table);
  return column instanceof WholeColumn ? plainArray(column) : undefined;
}

function personColumn(verb: string, table: ColumnTable): Column {
  requireTable(verb, table);
  if (hasColumn(table, "person")) return columnOf(verb, table, "person");
  throw new PhonographError({
    code: "data/column-missing",
    verb,
    rule: 'the table has no column "person"',
    hint: "link the events first: link(events)",
  });
}

function plainArray({ array, missing }: WholeColumn): Int32Array<SharedArrayBuffer> | undefined {
  const isPlain = array instanceof Int32Array && array.buffer instanceof SharedArrayBuffer && missing === -1;
  return isPlain ? (array as Int32Array<SharedArrayBuffer>) : undefined;
}

/** A loop that is called for each block is compiled from its beginning, which makes it several times faster than a long one. */
const BLOCK = 8192;

/** Ids 0, 1, ... of which none is left out, as `link` writes them, are numbers already. */
function gaplessPersons(array: Int32Array<SharedArrayBuffer>): Persons | undefined {
  let met = new Uint8Array(Math.min(array.length, 65_536));
  let most = -1;
  for (let from = 0; from < array.length; from += BLOCK) {
    const to = Math.min(from + BLOCK, array.length);
    let highest = meet(array, met, from, to);
    while (highest >= met.length && met.length < array.length) {
      const wider = new Uint8Array(Math.min(array.length, 2 * met.length));
      wider.set(met);
      met = wider;
      highest = meet(array, met, from, to);
    }
    if (highest >= met.length) return undefined;
    most = Math.max(most, highest);
  }
  if (met.subarray(0, most + 1).includes(0)) return undefined;
  return { ids: countingUp(most + 1), rows: array };
}

/** Marks the ids of a block of rows and gives the highest; Infinity where one has no place in `met`. */
function meet(array: Int32Array, met: Uint8Array, from: number, to: number): number {
  const places = met.length;
  let highest = -1;
  for (let row = from; row < to; row++) {
    const id = array[row];
    if (id >= 0 && id < places) {
      met[id] = 1;
      if (id > highest) highest = id;
    } else if (id !== NO_PERSON) return Infinity;
  }
  return highest;
}

/** 0, 1, 2, ... */
export function countingUp(count: number): Int32Array {
  const ids = new Int32Array(count);
  for (let id = 0; id < count; id++) ids[id] = id;
  return ids;
}

function denseIds(rows: Int32Array, most: number): Int32Array {
  const number = new Int32Array(most + 1);
  for (const id of rows) if (id >= 0) number[id] = 1;
  let people = 0;
  for (let id = 0; id <= most; id++) number[id] = number[id] === 1 ? ++people : 0;
  const ids = new Int32Array(people);
  for (let id = 0; id <= most; id++) if (number[id] > 0) ids[number[id] - 1] = id;
  for (let row = 0; row < rows.length; row++) if (rows[row] >= 0) rows[row] = number[rows[row]] - 1;
  return ids;
}

function sparseIds(rows: Int32Array): Int32Array {
  const ids = Int32Array.from(new Set(rows.filter((id) => id >= 0))).sort();
  const number = new Map(Array.from(ids, (id, i) => [id, i]));
  for (let row = 0; row < rows.length; row++) rows[row] = number.get(rows[row]) ?? -1;
  return ids;
}

function notWhole(verb: string, found: string): PhonographError {
  return new PhonographError({
    code: "data/unparseable",
    verb,
    rule: 'column "person" must hold whole numbers from 0, or -1 for nobody',
    found,
    hint: "link(events) writes such a column",
  });
}
