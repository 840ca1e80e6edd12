import { ByteWriter } from "./byte-writer.ts";
import type { Sink } from "./sink.ts";

/** Told where a marked row ended up: its mark, the reference given with it, and its line (1-based) in the file. */
export type OnMark = (mark: number, ref: number, line: number) => void;

const ROWS = 2 ** 24;

/**
 * Rows of one export, written in any order during a day and handed on in time order. Rows of the next hours wait
 * for their turn, so that chains of events may run past midnight.
 */
export class Spool {
  readonly row = new ByteWriter();
  rows = 0;
  #at = new Float64Array(1 << 14);
  #from = new Float64Array(1 << 14);
  #to = new Float64Array(1 << 14);
  #mark = new Uint8Array(1 << 14);
  #ref = new Uint32Array(1 << 14);
  #count = 0;
  #start = 0;
  #line: number;
  #sorted = new ByteWriter();

  /** @param header lines already in the file, so that line numbers are those of an editor */
  constructor(header: number) {
    this.#line = header;
  }

  begin(): ByteWriter {
    this.row.room(1024);
    this.#start = this.row.length;
    return this.row;
  }

  /** Where the row that is being written began. */
  get start(): number {
    return this.#start;
  }

  /** Ends the row; `mark` 0 is an ordinary row. */
  end(at: number, mark = 0, ref = 0): void {
    this.#add(at, this.#start, this.row.length, mark, ref);
  }

  /** The row just ended comes once more, later. */
  repeat(at: number, mark: number, ref: number): void {
    this.#add(at, this.#start, this.row.length, mark, ref);
  }

  /** Forgets the row that is being written. */
  drop(): void {
    this.row.length = this.#start;
  }

  #add(at: number, from: number, to: number, mark: number, ref: number): void {
    const i = this.#count++;
    if (i === this.#at.length) this.#grow();
    this.#at[i] = at;
    this.#from[i] = from;
    this.#to[i] = to;
    this.#mark[i] = mark;
    this.#ref[i] = ref;
  }

  #grow(): void {
    const grow = <T extends Float64Array | Uint8Array | Uint32Array>(old: T, made: T): T => {
      made.set(old);
      return made;
    };
    const size = this.#at.length * 2;
    this.#at = grow(this.#at, new Float64Array(size));
    this.#from = grow(this.#from, new Float64Array(size));
    this.#to = grow(this.#to, new Float64Array(size));
    this.#mark = grow(this.#mark, new Uint8Array(size));
    this.#ref = grow(this.#ref, new Uint32Array(size));
  }

  /** Hands every row before `until` to the sink, oldest first, and keeps the others. */
  flush(until: number, sink: Sink, onMark: OnMark): void {
    const count = this.#count;
    let oldest = Number.POSITIVE_INFINITY;
    for (let i = 0; i < count; i++) if (this.#at[i] < oldest) oldest = this.#at[i];
    // time and place of a row in one exact number: native sort of plain floats is many times faster than a comparator
    const keys = new Float64Array(count);
    let due = 0;
    for (let i = 0; i < count; i++) if (this.#at[i] < until) keys[due++] = (this.#at[i] - oldest) * ROWS + i;
    const order = keys.subarray(0, due).sort();
    const out = this.#sorted;
    for (let k = 0; k < due; k++) {
      const i = order[k] % ROWS;
      const from = this.#from[i];
      const to = this.#to[i];
      out.room(to - from);
      out.bytes.set(this.row.bytes.subarray(from, to), out.length);
      out.length += to - from;
      this.#line++;
      if (this.#mark[i] !== 0) onMark(this.#mark[i], this.#ref[i], this.#line);
      if (out.length > 1 << 20) this.#empty(sink);
    }
    this.#empty(sink);
    this.rows += due;
    this.#keep(until);
  }

  #empty(sink: Sink): void {
    if (this.#sorted.length > 0) sink.write(this.#sorted.bytes.subarray(0, this.#sorted.length));
    this.#sorted.length = 0;
  }

  #keep(until: number): void {
    const count = this.#count;
    const kept = this.#sorted;
    this.#count = 0;
    for (let i = 0; i < count; i++) {
      if (this.#at[i] < until) continue;
      const size = this.#to[i] - this.#from[i];
      kept.room(size);
      kept.bytes.set(this.row.bytes.subarray(this.#from[i], this.#to[i]), kept.length);
      this.#add(this.#at[i], kept.length, kept.length + size, this.#mark[i], this.#ref[i]);
      kept.length += size;
    }
    this.row.length = 0;
    this.row.room(kept.length);
    this.row.bytes.set(kept.bytes.subarray(0, kept.length));
    this.row.length = kept.length;
    kept.length = 0;
  }

  /** A new file begins: lines count anew. */
  restart(header: number): void {
    this.#line = header;
  }
}
