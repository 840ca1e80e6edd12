import { sharedFloat64, sharedInt32, sharedUint8 } from "../shared.ts";

/** One line for each run, by subject and then by entry; shared memory. */
export interface ChainLines {
  subject: Int32Array<SharedArrayBuffer>;
  /** The period of the entry, 0 where there are none. */
  period: Int32Array<SharedArrayBuffer>;
  /** The highest step reached, counted from 1 among all steps, and how many required ones. */
  levels: Uint16Array<SharedArrayBuffer>;
  required: Uint16Array<SharedArrayBuffer>;
  /** The times of those steps, line after line; NaN for an optional step that was skipped. */
  times: Float64Array<SharedArrayBuffer>;
  /** What the events carry that fill them; empty where it was not asked for. */
  marks: Int32Array<SharedArrayBuffer>;
  /** 1 where an excluded event takes the run out. */
  removed: Uint8Array<SharedArrayBuffer>;
  /** Subjects, and periods of them, whose every entry came too late for a whole window. */
  recent: Int32Array<SharedArrayBuffer>;
  recentPeriod: Int32Array<SharedArrayBuffer>;
  /** What the first of those entries carries; empty where it was not asked for. */
  recentMark: Int32Array<SharedArrayBuffer>;
  /** A subject, and its events, whose runs overlap so much that it was given up: the lines then say nothing. */
  tooLong: { subject: number; events: number } | undefined;
}

/** Collects lines whose number is not known before. */
export class LineCollector {
  readonly #lines: number[][] = [[], [], [], [], []];
  readonly #times: number[] = [];
  readonly #marks: number[] = [];
  readonly #recent: number[][] = [[], [], []];
  tooLong: ChainLines["tooLong"];

  add(subject: number, period: number, level: number, required: number, removed: boolean): void {
    const [subjects, periods, levels, taken, flags] = this.#lines;
    subjects!.push(subject);
    periods!.push(period);
    levels!.push(level);
    taken!.push(required);
    flags!.push(removed ? 1 : 0);
  }

  step(time: number, mark: number | undefined): void {
    this.#times.push(time);
    if (mark !== undefined) this.#marks.push(mark);
  }

  late(subject: number, period: number, mark: number | undefined): void {
    this.#recent[0]!.push(subject);
    this.#recent[1]!.push(period);
    if (mark !== undefined) this.#recent[2]!.push(mark);
  }

  done(): ChainLines {
    const [subject, period, levels, required, removed] = this.#lines as [
      number[],
      number[],
      number[],
      number[],
      number[],
    ];
    const whole = (from: number[]) => {
      const array = sharedInt32(from.length);
      array.set(from);
      return array;
    };
    const short = (from: number[]) => {
      const array = new Uint16Array(new SharedArrayBuffer(2 * from.length));
      array.set(from);
      return array;
    };
    const times = sharedFloat64(this.#times.length);
    times.set(this.#times);
    const flags = sharedUint8(removed.length);
    flags.set(removed);
    return {
      subject: whole(subject),
      period: whole(period),
      levels: short(levels),
      required: short(required),
      times,
      marks: whole(this.#marks),
      removed: flags,
      recent: whole(this.#recent[0]!),
      recentPeriod: whole(this.#recent[1]!),
      recentMark: whole(this.#recent[2]!),
      tooLong: this.tooLong,
    };
  }
}
