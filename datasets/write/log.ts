import { hash32 } from "../../toolkit/core/random.ts";
import type { ByteWriter } from "./byte-writer.ts";
import type { Sink } from "./sink.ts";
import { Spool } from "./spool.ts";
import type { Table } from "./table.ts";

/** What can be wrong with a row; the index is its mark. `visit` marks the first line of a web visit: nothing wrong. */
const MARKS = [
  "",
  "repeated",
  "truncated",
  "extra-field",
  "open-quote",
  "no-duration",
  "number-format",
  "visit",
  "redelivered",
  "negative-duration",
  "endless-call",
  "overlap",
  "call-waiting",
  "lost-clock",
  "future",
] as const;
export type Mark = (typeof MARKS)[number];

/** How one export is dirtied. */
export interface Dirt {
  /** Share of rows that come a second time, byte for byte, and within how many milliseconds. */
  repeated: number;
  repeatedWithin: number;
  /** Share of rows that are broken, and how. */
  broken: number;
  breaks: readonly ("truncated" | "extra-field" | "open-quote")[];
}

/** One export: rows in, a time-ordered and a little dirty file out; the truth about the dirt goes to a table. */
export class Log {
  readonly name: string;
  readonly spool: Spool;
  readonly counts = new Map<Mark, number>();
  /** Rows of each finished file. */
  readonly files = new Map<string, number>();
  /** Rows that begin in this stretch are lost. */
  lostFrom = Number.POSITIVE_INFINITY;
  lostTo = Number.NEGATIVE_INFINITY;
  lost = 0;
  /** Lost rows draw their dirt too, so that the others are dirtied as if nothing were lost. */
  lostDraws = false;
  /** Told the id of every row that is lost. */
  onLost: (ref: number) => void = () => {};
  /** Rows written while this is set draw nothing and are never dirtied. */
  aside = false;
  onVisit: (ref: number, line: number) => void = () => {};
  #sink: Sink;
  readonly #dirt: Dirt;
  readonly #truth: Table;
  readonly #seed: number;
  /** The rows that planted rows are made after, until those are written. */
  readonly #models = new Map<number, number>();
  #ended = 0;
  #file: string;

  constructor(name: string, file: string, header: string, sink: Sink, dirt: Dirt, truth: Table, seed: number) {
    this.name = name;
    this.#file = file;
    this.spool = new Spool(header === "" ? 0 : 1);
    this.#sink = sink;
    this.#dirt = dirt;
    this.#truth = truth;
    this.#seed = hash32(name, seed);
    this.#head(header);
  }

  #head(header: string): void {
    if (header !== "") this.#sink.write(new TextEncoder().encode(`${header}\n`));
  }

  begin(): ByteWriter {
    return this.spool.begin();
  }

  /**
   * Ends the row, now and then twice or broken. A row with a mark is never broken, nor is a precious one (truth
   * refers to it). Returns false when the row falls into the stretch that is lost.
   */
  end(at: number, ref: number, precious = false, mark: Mark = ""): boolean {
    if (this.#isLost(at)) {
      this.spool.drop();
      this.lost++;
      if (this.lostDraws) this.#ended++;
      this.onLost(ref);
      return false;
    }
    if (this.aside) {
      this.spool.end(at, 0, ref);
      return true;
    }
    const dice = hash32(this.#ended++, this.#seed) / 2 ** 32;
    const { broken, repeated, repeatedWithin, breaks } = this.#dirt;
    if (mark !== "") {
      this.spool.end(at, MARKS.indexOf(mark), ref);
    } else if (dice < broken && !precious) {
      const how = breaks[hash32(this.#ended, this.#seed ^ 1) % breaks.length];
      this.#break(how);
      this.spool.end(at, MARKS.indexOf(how), ref);
    } else {
      this.spool.end(at, 0, ref);
      if (dice > 1 - repeated) {
        const later = 1000 + (hash32(this.#ended, this.#seed ^ 2) % repeatedWithin);
        this.spool.repeat(at + later, 1, ref);
      }
    }
    return true;
  }

  #isLost(at: number): boolean {
    return at >= this.lostFrom && at < this.lostTo;
  }

  /**
   * Ends a row that is planted: dirt of its own that draws nothing from the log's dice.
   *
   * @param at when it says it happened; `when` its place in the file
   * @param model the row that it repeats or collides with
   */
  plant(at: number, when: number, ref: number, mark: Mark, model: number): void {
    if (this.#isLost(at)) this.spool.drop();
    else {
      this.spool.end(when, MARKS.indexOf(mark), ref);
      this.#models.set(ref, model);
    }
  }

  #break(how: "truncated" | "extra-field" | "open-quote"): void {
    const { row, start } = this.spool;
    const size = row.length - start;
    if (how === "truncated") {
      row.length = start + Math.floor(size * (0.3 + 0.3 * (hash32(this.#ended, this.#seed ^ 3) / 2 ** 32)));
      row.byte(10);
    } else if (how === "extra-field") {
      row.length--;
      row.text(",retry\n");
    } else {
      row.length -= 2;
      row.byte(10);
    }
  }

  /** Writes every row before `until`. */
  flush(until: number): void {
    this.spool.flush(until, this.#sink, (code, ref, line) => {
      const mark = MARKS[code];
      this.counts.set(mark, (this.counts.get(mark) ?? 0) + 1);
      if (mark === "visit") this.onVisit(ref, line);
      else {
        const model = this.#models.get(ref);
        this.#models.delete(ref);
        const [id, of] = [this.name === "access" ? "" : hex(ref), model === undefined ? "" : hex(model)];
        this.#truth.row(this.#file, line, mark, id, of);
      }
    });
  }

  /** The file is full: go on in the next one. */
  async rotate(file: string, header: string, sink: Sink): Promise<void> {
    await this.close();
    this.#sink = sink;
    this.#file = file;
    this.spool.restart(header === "" ? 0 : 1);
    this.#head(header);
  }

  drain(): Promise<void> {
    return this.#sink.drain();
  }

  close(): Promise<void> {
    const before = [...this.files.values()].reduce((sum, rows) => sum + rows, 0);
    this.files.set(this.#file, this.spool.rows - before);
    return this.#sink.close();
  }
}

/** Eight hexadecimal digits, as the exports write ids. */
export function hex(code: number): string {
  return code.toString(16).padStart(8, "0");
}
