import type { LayStretchTask } from "../../workers/kernels/lay-stretch.ts";
import { sharedFloat64, sharedInt16, sharedInt32 } from "../../workers/shared.ts";
import type { ByteValues } from "../../workers/text/byte-dictionary.ts";
import type { ParsedColumn } from "../../workers/text/column-sinks.ts";
import { type Column, NO_OFFSET, TextColumn, WholeColumn } from "../core/columns.ts";
import { compute, INLINE_ROWS, workersFor } from "../core/compute.ts";

/** One stretch of a column; undefined where its file does not have the column. */
export interface ColumnStretch {
  rows: number;
  column: ParsedColumn | undefined;
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
    const laid: LayStretchTask[] = [];
    const joined = columns.map((stretches, c) => {
      const { values = tasks[c]!.dictionaries[0], places } = united[many.indexOf(tasks[c]!)] ?? {};
      const to = sharedInt32(this.#rows);
      let next = 0;
      for (const { at, rows, column } of placed(stretches)) {
        const text = textOf(column);
        if (text) laid.push({ from: text.codes, to, at, places: places?.[next++] });
        else to.fill(-1, at, at + rows);
      }
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
    const laid: LayStretchTask[] = [];
    const joined = columns.map((stretches): JoinedNumbers => {
      const numbers = sharedFloat64(this.#rows);
      const hasOffsets = stretches.some(({ column }) => column && "offsets" in column);
      const offsets = sharedInt16(hasOffsets ? this.#rows : 0).fill(NO_OFFSET);
      for (const { at, rows, column } of placed(stretches)) {
        if (column && "numbers" in column) {
          laid.push({ from: column.numbers, to: numbers, at });
          if (column.offsets) laid.push({ from: column.offsets, to: offsets, at });
        } else numbers.fill(Number.NaN, at, at + rows);
      }
      return hasOffsets ? { numbers, offsets: new WholeColumn(offsets, NO_OFFSET) } : { numbers };
    });
    await this.#lay(laid);
    return joined;
  }

  #lay(tasks: LayStretchTask[]) {
    return compute(this.#verb, "layStretch", tasks, this.#options);
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
function toTexts({ bytes, ends, count }: ByteValues): string[] {
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
