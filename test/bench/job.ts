import type { ColumnTable } from "arquero";

/** What every job is told. */
export interface Setting {
  /** Rows of the long table; jobs scale their other tables by it. */
  rows: number;
  /** Which cases to prepare, by name. */
  wanted(name: string): boolean;
  /** Told aloud: a peer that is missing, a size that differs. */
  note(text: string): void;
}

/** One question, and those who answer it from the same data, each in its own natural form in memory. */
export interface Case {
  name: string;
  rows: number;
  contenders: readonly Contender[];
}

export interface Contender {
  name: string;
  /** Ours are compared with the best of the others. */
  ours?: boolean;
  /** Fewer rows than the case, for one that would not end: its time is shown and no ratio. */
  rows?: number;
  /** Not measured, once before the first run: brings its data into memory. Left out where they are there already. */
  open?(): Promise<void> | void;
  /** Not measured: puts everything in place for one run. */
  prepare?(): Promise<void> | void;
  /** Measured. */
  run(): Promise<Answer>;
  /** The columns that the question cannot be answered without, once open. */
  columns?(): readonly Sized[];
}

export interface Answer {
  /** Equal for equal answers, whatever the order of their rows. Those who answer for fewer rows give nothing. */
  fingerprint(): Promise<string> | string;
  release?(): Promise<unknown> | unknown;
  /** The columns of the answer. */
  columns?(): readonly Sized[];
}

/** A table or a column, of which the bytes are counted. */
export type Sized = ColumnTable | ArrayBufferView | object;

/** A job file in `test/bench/jobs` exports one of these as its default. */
export type Job = (setting: Setting) => AsyncGenerator<Case>;
