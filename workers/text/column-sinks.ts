import { NO_OFFSET } from "../no-offset.ts";
import { sharedFloat64, sharedInt16, sharedInt32 } from "../shared.ts";
import { BATCH, type Batch } from "./batch.ts";
import { ByteDictionary, type ByteValues } from "./byte-dictionary.ts";
import { readBoolean, readCount, readNumber } from "./byte-numbers.ts";
import { TimeReader, type TimeSuffix } from "./byte-times.ts";
import type { Missing } from "./missing.ts";
import { textKeys } from "./text-keys.ts";
import { readDigits } from "./word-digits.ts";

/** One column to read: its place in the record and what its bytes are. */
export interface CsvColumn {
  field: number;
  type: "text" | "number" | "count" | "boolean" | "time";
  suffix?: TimeSuffix;
  /** The byte between the whole number and its fraction. */
  decimal: number;
}

/**
 * The values of one column: codes into a dictionary, or numbers (NaN missing, Infinity of another type, of which there
 * are `unfit`) and offsets; and whether they had room where they should be.
 */
export type ParsedColumn = { inRoom: boolean } & (
  | { codes: Int32Array<SharedArrayBuffer>; dictionary: ByteValues }
  | { numbers: Float64Array<SharedArrayBuffer>; offsets?: Int16Array<SharedArrayBuffer>; unfit: number }
);

/** Where a column is to be written, if it has room; what of it a type needs is there. */
export interface ColumnRoom {
  codes?: Int32Array<SharedArrayBuffer>;
  numbers?: Float64Array<SharedArrayBuffer>;
  offsets?: Int16Array<SharedArrayBuffer>;
}

export interface Sink {
  grow(capacity: number): void;
  take(batch: Batch): void;
  finish(rows: number): ParsedColumn;
}

const KEYS = new Int32Array(2 * BATCH);

/** Whether times written so have a local offset. */
export const hasOffset = (suffix: TimeSuffix | undefined): boolean =>
  suffix === "log" || suffix?.startsWith("+") === true;

export function toSink(column: CsvColumn, missing: Missing, room: ColumnRoom = {}): Sink {
  if (column.type === "text") return new TextSink(column, missing, room);
  if (column.type === "time") return new TimeSink(column, missing, room);
  return new NumberSink(column, missing, room);
}

class TextSink implements Sink {
  #codes: Int32Array<SharedArrayBuffer>;
  #inRoom = true;
  readonly #dictionary = new ByteDictionary();
  readonly #field: number;
  readonly #missing: Missing;

  constructor({ field }: CsvColumn, missing: Missing, { codes = sharedInt32(0) }: ColumnRoom) {
    this.#codes = codes;
    this.#field = field;
    this.#missing = missing;
  }

  grow(capacity: number): void {
    this.#inRoom = false;
    const wider = sharedInt32(capacity);
    wider.set(this.#codes.subarray(0, capacity));
    this.#codes = wider;
  }

  take(batch: Batch): void {
    textKeys(batch, this.#field, this.#missing, KEYS);
    this.#dictionary.code(KEYS, { ...batch, field: this.#field }, this.#codes, batch.row);
  }

  finish(rows: number): ParsedColumn {
    return { codes: this.#codes.subarray(0, rows), dictionary: this.#dictionary.values, inRoom: this.#inRoom };
  }
}

class NumberSink implements Sink {
  #numbers: Float64Array<SharedArrayBuffer>;
  #inRoom = true;
  readonly #field: number;
  readonly #missing: Missing;
  readonly #type: CsvColumn["type"];
  readonly #decimal: number;
  #unfit = 0;

  constructor({ field, type, decimal }: CsvColumn, missing: Missing, { numbers = sharedFloat64(0) }: ColumnRoom) {
    this.#numbers = numbers;
    this.#field = field;
    this.#missing = missing;
    this.#type = type;
    this.#decimal = decimal;
  }

  grow(capacity: number): void {
    this.#inRoom = false;
    const wider = sharedFloat64(capacity);
    wider.set(this.#numbers.subarray(0, capacity));
    this.#numbers = wider;
  }

  take({ bytes, view, begins, ends, fields, count, row }: Batch): void {
    const numbers = this.#numbers;
    const missing = this.#missing;
    const isCount = this.#type === "count";
    const isBoolean = this.#type === "boolean";
    for (let r = 0, at = this.#field; r < count; r++, at += fields) {
      const begin = begins[at]!;
      const end = ends[at]!;
      if (missing.has(bytes, begin, end)) numbers[row + r] = Number.NaN;
      else {
        const plain = isBoolean || (isCount && bytes[begin] === 48) ? -1 : readDigits(view, begin, end);
        numbers[row + r] = plain >= 0 ? plain : this.#readOther(bytes, begin, end);
      }
    }
  }

  #readOther(bytes: Uint8Array, begin: number, end: number): number {
    const value =
      this.#type === "count"
        ? readCount(bytes, begin, end)
        : this.#type === "boolean"
          ? readBoolean(bytes, begin, end)
          : readNumber(bytes, begin, end, this.#decimal);
    if (value === Infinity) this.#unfit++;
    return value;
  }

  finish(rows: number): ParsedColumn {
    return { numbers: this.#numbers.subarray(0, rows), unfit: this.#unfit, inRoom: this.#inRoom };
  }
}

class TimeSink implements Sink {
  #numbers: Float64Array<SharedArrayBuffer>;
  #offsets: Int16Array<SharedArrayBuffer>;
  #inRoom = true;
  readonly #field: number;
  readonly #missing: Missing;
  readonly #reader: TimeReader;
  readonly #hasOffset: boolean;
  #unfit = 0;

  constructor({ field, suffix = "" }: CsvColumn, missing: Missing, room: ColumnRoom) {
    this.#numbers = room.numbers ?? sharedFloat64(0);
    this.#offsets = room.offsets ?? sharedInt16(0);
    this.#field = field;
    this.#missing = missing;
    this.#reader = new TimeReader(suffix);
    this.#hasOffset = hasOffset(suffix);
  }

  grow(capacity: number): void {
    this.#inRoom = false;
    const wider = sharedFloat64(capacity);
    wider.set(this.#numbers.subarray(0, capacity));
    this.#numbers = wider;
    if (!this.#hasOffset) return;
    const offsets = sharedInt16(capacity);
    offsets.set(this.#offsets.subarray(0, capacity));
    this.#offsets = offsets;
  }

  take({ bytes, begins, ends, fields, count, row }: Batch): void {
    for (let r = 0, at = this.#field; r < count; r++, at += fields) {
      const isMissing = this.#missing.has(bytes, begins[at]!, ends[at]!);
      const time = isMissing ? Number.NaN : this.#reader.read(bytes, begins[at]!, ends[at]!);
      this.#numbers[row + r] = time;
      if (time === Infinity) this.#unfit++;
      if (this.#hasOffset) this.#offsets[row + r] = isMissing ? NO_OFFSET : this.#reader.offset;
    }
  }

  finish(rows: number): ParsedColumn {
    const offsets = this.#hasOffset ? { offsets: this.#offsets.subarray(0, rows) } : {};
    return { numbers: this.#numbers.subarray(0, rows), ...offsets, unfit: this.#unfit, inRoom: this.#inRoom };
  }
}
