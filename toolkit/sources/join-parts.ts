import type { LayStretchesTask } from "../../workers/kernels/lay-stretches.ts";
import type { UnitedTexts } from "../../workers/kernels/unite-texts.ts";
import { sharedFloat64, sharedInt16, sharedInt32 } from "../../workers/shared.ts";
import type { ColumnRoom, ParsedColumn } from "../../workers/text/column-sinks.ts";
import { type Column, NO_OFFSET, TextColumn, WholeColumn } from "../core/columns.ts";
import { compute, INLINE_ROWS, workersFor } from "../core/compute.ts";

/** One stretch of a column; undefined where its file does not have the column. */
export interface ColumnStretch {
  rows: number;
  column: ParsedColumn | undefined;
  /** The whole column that it is written into, from the row `start` on. */
  room?: { whole: ColumnRoom; start: number };
}

/** Joins the stretches of columns, on all processors. */
export class PartJoiner {
  readonly #verb: string;
  readonly #rows: number;
  readonly #options: { workers: number; signal?: AbortSignal; progress: () => void };

  constructor(verb: string, rows: number, signal?: AbortSignal) {
    const workers = rows < INLINE_ROWS ? 0 : workersFor(verb, Infinity, {});
    this.#verb = verb;
    this.#rows = rows;
    this.#options = { workers, signal, progress: () => undefined };
  }

  /** Text columns, with the dictionaries of their stretches united. */
  async texts(columns: readonly (readonly ColumnStretch[])[]): Promise<TextColumn[]> {
    const found = columns.map((stretches) => stretches.flatMap(({ column }) => textOf(column) ?? []));
    const tasks = found.map((some) => ({ dictionaries: some.map(({ dictionary }) => dictionary) }));
    const many = tasks.filter(({ dictionaries }) => dictionaries.length > 1);
    const united = await compute(this.#verb, "uniteTexts", many, this.#options);
    const laid: LayStretchesTask[] = [];
    const joined = columns.map((stretches, c) => {
      const { values = tasks[c]!.dictionaries[0], places } = united[many.indexOf(tasks[c]!)] ?? {};
      const whole = this.#wholeOf(stretches);
      const to = whole?.codes ?? sharedInt32(this.#rows);
      let next = 0;
      const moved = placed(stretches).flatMap(({ at, rows, column, room }) => {
        const text = textOf(column);
        if (!text) to.fill(-1, at, at + rows);
        const place = text ? places?.[next++] : undefined;
        const isThere = whole !== undefined && room?.start === at && !place;
        return text && !isThere ? { from: text.codes, at, places: place } : [];
      });
      laid.push({ to, stretches: moved });
      return { to, values };
    });
    const laying = this.#lay(laid);
    laying.catch(() => undefined);
    const texts = joined.map(({ values }) => (values ? toTexts(values) : []));
    await laying;
    return joined.map(({ to }, c) => new TextColumn(to, texts[c]!));
  }

  /** Columns of numbers, and of the local offsets of times. */
  async numbers(columns: readonly (readonly ColumnStretch[])[]): Promise<JoinedNumbers[]> {
    const laid: LayStretchesTask[] = [];
    const joined = columns.map((stretches): JoinedNumbers => {
      const whole = this.#wholeOf(stretches);
      const numbers = whole?.numbers ?? sharedFloat64(this.#rows);
      const hasOffsets = stretches.some(({ column }) => column && "offsets" in column);
      const offsets = hasOffsets ? (whole?.offsets ?? sharedInt16(this.#rows)) : undefined;
      const values: LayStretchesTask = { to: numbers, stretches: [] };
      const minutes: LayStretchesTask = { to: offsets ?? sharedInt16(0), stretches: [] };
      for (const { at, rows, column, room } of placed(stretches)) {
        const isThere = whole !== undefined && room?.start === at;
        if (!column || !("numbers" in column)) numbers.fill(Number.NaN, at, at + rows);
        else if (!isThere) values.stretches.push({ from: column.numbers, at });
        if (!column || !("offsets" in column)) offsets?.fill(NO_OFFSET, at, at + rows);
        else if (!isThere) minutes.stretches.push({ from: column.offsets!, at });
      }
      laid.push(values, minutes);
      return offsets ? { numbers, offsets: new WholeColumn(offsets, NO_OFFSET) } : { numbers };
    });
    await this.#lay(laid);
    return joined;
  }

  /** The whole column that all stretches were written into, each not before where it belongs. */
  #wholeOf(stretches: readonly ColumnStretch[]): ColumnRoom | undefined {
    const [first] = stretches;
    if (!first?.room || stretches.some(({ room }) => room === undefined)) return undefined;
    const { codes, numbers, offsets } = first.room.whole;
    return {
      codes: codes?.subarray(0, this.#rows),
      numbers: numbers?.subarray(0, this.#rows),
      offsets: offsets?.subarray(0, this.#rows),
    };
  }

  #lay(tasks: LayStretchesTask[]) {
    const some = tasks.filter(({ stretches }) => stretches.length > 0);
    return compute(this.#verb, "layStretches", some, this.#options);
  }
}

export interface JoinedNumbers {
  numbers: Float64Array<SharedArrayBuffer>;
  offsets?: Column;
}

const textOf = (column: ParsedColumn | undefined) => (column && "codes" in column ? column : undefined);

/** The stretches and the row where each begins. */
function placed(stretches: readonly ColumnStretch[]): (ColumnStretch & { at: number })[] {
  let next = 0;
  return stretches.map((stretch) => {
    next += stretch.rows;
    return { ...stretch, at: next - stretch.rows };
  });
}

/** All values as one text, then cut: one call for each would take ten times as long. */
function toTexts({ bytes, ends, count }: UnitedTexts["values"]): string[] {
  const size = count === 0 ? 0 : ends[count - 1]!;
  const buffer = Buffer.from(bytes.buffer, 0, size);
  const all = buffer.toString("latin1");
  const isAscii = Buffer.byteLength(all, "utf8") === size;
  const texts = new Array<string>(count);
  for (let code = 0, begin = 0; code < count; code++) {
    const end = ends[code]!;
    texts[code] = isAscii ? all.slice(begin, end) : buffer.toString("utf8", begin, end);
    begin = end;
  }
  return texts;
}
