import type { ColumnTable } from "arquero";
import { sharedFloat64, sharedInt32, sharedUint8 } from "../../../workers/shared.ts";
import { type Column, NO_OFFSET, TextColumn, WholeColumn } from "../../core/columns.ts";
import { type ComputeOptions, compute } from "../../core/compute.ts";
import { gatherColumn } from "../../core/gather.ts";
import { hash32 } from "../../core/random.ts";
import { columnOf, hasColumn, numbersOf, textOf } from "../../core/table.ts";
import { hashRows } from "../duplicates.ts";

/** What the finders look at: the rows in the order of their delivery, whatever the order of the table. */
export class EventView {
  readonly rows: number;
  /** The table's row of each row here; undefined when the two are the same. */
  readonly order: Int32Array | undefined;
  /** 0 for rows that were dropped. */
  readonly alive: Uint8Array;
  /** 0 for rows whose clock is not believed: rules about rhythm and silence leave them out. */
  readonly believed: Uint8Array;
  readonly at: Float64Array<SharedArrayBuffer>;
  readonly #table: ColumnTable;
  readonly #columns = new Map<string, Column>();
  readonly #replaced = new Map<string, Column>();
  #blankedAt: Float64Array<SharedArrayBuffer> | undefined;
  #verb: string;
  #options: ComputeOptions;
  #hashed: { key: string; hashes: Int32Array<SharedArrayBuffer> } | undefined;

  constructor(verb: string, table: ColumnTable, order: Int32Array | undefined, options: ComputeOptions) {
    this.#verb = verb;
    this.#options = options;
    this.#table = table;
    this.rows = table.numRows();
    this.order = order;
    this.alive = sharedUint8(this.rows).fill(1);
    this.believed = new Uint8Array(this.rows).fill(1);
    this.at = this.numbers("at");
  }

  /** For whom the finders look. */
  get verb(): string {
    return this.#verb;
  }

  get options(): ComputeOptions {
    return this.#options;
  }

  /** Hands the view on to another call. */
  lend(verb: string, options: ComputeOptions): void {
    this.#verb = verb;
    this.#options = options;
  }

  get names(): readonly string[] {
    return this.#table.columnNames();
  }

  has(name: string): boolean {
    return hasColumn(this.#table, name);
  }

  column(name: string): Column {
    return this.#replaced.get(name) ?? this.given(name);
  }

  /** A column as the table has it, whatever was put in its place. */
  given(name: string): Column {
    return this.#columns.get(name) ?? this.#keep(name, columnOf(this.verb, this.#table, name));
  }

  /** A column as text; where the table lacks it, missing in every row. */
  text(name: string): TextColumn {
    if (!this.has(name)) return new TextColumn(sharedInt32(this.rows).fill(-1), []);
    const known = this.#columns.get(name);
    return known instanceof TextColumn ? known : (this.#keep(name, textOf(this.verb, this.#table, name)) as TextColumn);
  }

  /** A column as numbers, NaN where missing. */
  numbers(name: string): Float64Array<SharedArrayBuffer> {
    if (!this.has(name)) return sharedFloat64(this.rows).fill(Number.NaN);
    const known = this.#replaced.get(name) ?? this.#columns.get(name);
    if (known instanceof Float64Array) return known as Float64Array<SharedArrayBuffer>;
    return this.#keep(name, numbersOf(this.verb, this.#table, name)) as Float64Array<SharedArrayBuffer>;
  }

  /** Local offsets in minutes; {@link NO_OFFSET} where unknown. */
  offsets(): Int16Array {
    const column = this.has("offset") ? this.column("offset") : undefined;
    if (column instanceof WholeColumn && column.missing === NO_OFFSET) return column.array as Int16Array;
    const numbers = this.numbers("offset");
    return Int16Array.from(numbers, (minutes) => (Number.isNaN(minutes) ? NO_OFFSET : minutes));
  }

  /** The codes of a text column; -1 also for rows that were dropped or have no believed time. */
  living(name: string): Int32Array<SharedArrayBuffer> {
    const { codes } = this.text(name);
    const living = sharedInt32(this.rows);
    for (let i = 0; i < living.length; i++) living[i] = this.alive[i] === 1 && this.believed[i] === 1 ? codes[i]! : -1;
    return living;
  }

  /** Marks times that are not believed. */
  disbelieve(marks: Uint8Array): void {
    for (let i = 0; i < marks.length; i++) if (marks[i] === 1) this.believed[i] = 0;
  }

  /** Hashes of the rows over these columns; remembered until a column changes. */
  async hashes(names: readonly string[]): Promise<Int32Array<SharedArrayBuffer>> {
    const key = JSON.stringify(names);
    if (this.#hashed?.key !== key) {
      const columns = names.map((name) => this.column(name));
      const hashes = await hashRows(this, columns, sharedInt32(this.rows));
      this.#hashed = { key, hashes };
    }
    return this.#hashed.hashes;
  }

  /** The times as the events get them: some rules take wrong ones out. */
  blankedAt(): Float64Array<SharedArrayBuffer> {
    if (this.#blankedAt === undefined) {
      this.#blankedAt = sharedFloat64(this.rows);
      this.#blankedAt.set(this.at);
    }
    return this.#blankedAt;
  }

  /** Puts a corrected column in the place of the table's. */
  replace(name: string, column: Column): void {
    this.#replaced.set(name, column);
    this.#hashed = undefined;
  }

  #keep(name: string, column: Column): Column {
    const mine = this.order === undefined ? column : gatherColumn(column, this.order);
    this.#columns.set(name, mine);
    return mine;
  }
}

/** Opens a table for the finders. */
export async function toView(verb: string, table: ColumnTable, options: ComputeOptions = {}): Promise<EventView> {
  return new EventView(verb, table, await deliveryOrder(verb, table, options), options);
}

/**
 * The rows by source and row number, so that no answer depends on the order in which a table holds them; without these
 * columns by a hash of all that they hold. Undefined when the table is in that order.
 */
async function deliveryOrder(verb: string, table: ColumnTable, options: ComputeOptions) {
  const named = hasColumn(table, "source") && hasColumn(table, "row");
  const source = named ? byName(textOf(verb, table, "source")) : sharedInt32(table.numRows());
  const place = named ? numbersOf(verb, table, "row") : contentHashes(verb, table);
  let sorted = 1;
  while (
    sorted < place.length &&
    (source[sorted - 1]! < source[sorted]! ||
      (source[sorted - 1] === source[sorted] && place[sorted - 1]! <= place[sorted]!))
  ) {
    sorted++;
  }
  if (sorted >= place.length) return undefined;
  const at = sharedFloat64(place.length);
  for (let i = 0; i < at.length; i++) at[i] = Number.isNaN(place[i]!) ? Infinity : place[i]!;
  let most = 0;
  for (const code of source) if (code > most) most = code;
  const [{ rows }] = await compute(verb, "personOrder", [{ person: source, at, from: 0, to: most + 1 }], {
    ...options,
    workers: 0,
  });
  return Int32Array.from(rows);
}

/** Codes in the order of the names, from 1; 0 where missing. */
function byName({ codes, values }: TextColumn): Int32Array<SharedArrayBuffer> {
  const rank = new Int32Array(values.length);
  for (const [place, code] of [...values.keys()].sort((a, b) => (values[a]! < values[b]! ? -1 : 1)).entries()) {
    rank[code] = place + 1;
  }
  const ranked = sharedInt32(codes.length);
  for (let i = 0; i < codes.length; i++) ranked[i] = codes[i]! < 0 ? 0 : rank[codes[i]!]!;
  return ranked;
}

function contentHashes(verb: string, table: ColumnTable): Float64Array<SharedArrayBuffer> {
  const hashes = new Int32Array(table.numRows());
  const wide = new Float64Array(1);
  const words = new Int32Array(wide.buffer);
  const mix = (i: number, word: number) => {
    const hash = Math.imul(hashes[i]! ^ word, 0x9e3779b1);
    hashes[i] = hash ^ (hash >>> 15);
  };
  for (const name of [...(table.columnNames() as string[])].sort()) {
    const column = columnOf(verb, table, name);
    if (column instanceof TextColumn) {
      const known = Int32Array.from(column.values, (text) => hash32(text));
      for (let i = 0; i < hashes.length; i++) mix(i, column.codes[i]! < 0 ? 0 : known[column.codes[i]!]!);
    } else {
      const array = column instanceof WholeColumn ? column.array : column;
      for (let i = 0; i < hashes.length; i++) {
        wide[0] = Number.isNaN(array[i]!) ? Number.NaN : array[i]! + 0;
        mix(i, words[0]! ^ Math.imul(words[1]!, 0x85ebca77));
      }
    }
  }
  return Float64Array.from(hashes) as unknown as Float64Array<SharedArrayBuffer>;
}
