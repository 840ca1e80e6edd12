import { closeSync, openSync, readSync } from "node:fs";
import { MARGIN } from "./batch.ts";

/** DuckDB's own limit is 2,000,000; a line this long is no record. */
export const MOST_BYTES = 1_900_000;
const WINDOW = 1 << 23;
const LEAST = 1 << 21;

/**
 * A stretch of a file that always holds the record at `at` whole, or as much of it as a record may have. One line feed
 * stands behind the last byte, so that a search for the end of a line needs no second look.
 */
export class FileWindow {
  readonly bytes = Buffer.allocUnsafeSlow(WINDOW + 2 * MARGIN);
  at = MARGIN;
  end = MARGIN;
  /** How often bytes were read: those behind `at` are the same as long as this is. */
  fills = 0;
  readonly #file: number;
  /** The byte of the file that `bytes[end]` would be. */
  #offset: number;
  #finished = false;

  constructor(path: string, begin: number) {
    this.#file = openSync(path, "r");
    this.#offset = begin;
  }

  /** Where in the file `at` stands. */
  get position(): number {
    return this.#offset - (this.end - this.at);
  }

  /** Makes room and reads on where little is left; false at the end of the file. */
  fill(): boolean {
    if (!this.#finished && this.end - this.at < LEAST) {
      this.bytes.copy(this.bytes, MARGIN, this.at, this.end);
      this.end = Math.max(MARGIN, MARGIN + this.end - this.at);
      this.at = MARGIN;
      while (this.end < WINDOW && !this.#finished) {
        const read = readSync(this.#file, this.bytes, this.end, WINDOW - this.end, this.#offset);
        this.#offset += read;
        this.end += read;
        this.#finished = read === 0;
      }
      this.bytes[this.end] = 10;
      this.fills++;
    }
    return this.at < this.end;
  }

  get isFinished(): boolean {
    return this.#finished;
  }

  /** Where `fill` would read on: a record that begins before stands here whole. */
  get low(): number {
    return this.#finished ? this.end : this.end - LEAST + 1;
  }

  /** To the beginning of the next line, however long this one is. */
  skipLine(): void {
    while (this.fill()) {
      while (this.at < this.end) {
        const byte = this.bytes[this.at++];
        if (byte === 10) return;
        if (byte !== 13) continue;
        if (this.at === this.end) this.fill();
        if (this.at < this.end && this.bytes[this.at] === 10) this.at++;
        return;
      }
    }
  }

  close(): void {
    closeSync(this.#file);
  }
}

/** Behind the line end at `i`: a line feed, a carriage return, or both. */
export const nextLine = (bytes: Uint8Array, i: number, end: number) =>
  bytes[i] === 13 && i + 1 < end && bytes[i + 1] === 10 ? i + 2 : i + 1;
