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

/** Text columns, each stretch by stretch, with the dictionaries of the stretches united byte by byte. */
export async function joinTexts(
  verb: string,
  columns: readonly (readonly ColumnStretch[])[],
  rows: number,
  signal?: AbortSignal,
): Promise<TextColumn[]> {
  const tasks = columns.map((stretches) => {
    let at = 0;
    const placed = stretches.map(({ rows: length, column }) => {
      at += length;
      return column && "codes" in column ? [{ ...column, at: at - length }] : [];
    });
    return { stretches: placed.flat(), to: sharedInt32(rows).fill(-1) };
  });
  const many = tasks.filter(({ stretches }) => stretches.length > 1);
  const workers = rows < INLINE_ROWS ? 0 : workersFor(verb, Infinity, {});
  const united = await compute(verb, "uniteTexts", many, { workers, signal, progress: () => undefined });
  return tasks.map((task) => {
    const [only] = task.stretches;
    if (task.stretches.length === 1) task.to.set(only!.codes, only!.at);
    const values = many.includes(task) ? united[many.indexOf(task)] : only?.dictionary;
    return new TextColumn(task.to, values ? toTexts(values) : []);
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

/** The stretches of one column of numbers below each other, and of the local offsets of times. */
export function joinNumbers(
  stretches: readonly ColumnStretch[],
  rows: number,
): { numbers: Float64Array<SharedArrayBuffer>; offsets?: Column } {
  const numbers = sharedFloat64(rows);
  const hasOffsets = stretches.some(({ column }) => column && "offsets" in column);
  const offsets = sharedInt16(hasOffsets ? rows : 0).fill(NO_OFFSET);
  let at = 0;
  for (const { rows: length, column } of stretches) {
    if (column && "numbers" in column) {
      numbers.set(column.numbers, at);
      if (column.offsets) offsets.set(column.offsets, at);
    } else numbers.fill(Number.NaN, at, at + length);
    at += length;
  }
  return hasOffsets ? { numbers, offsets: new WholeColumn(offsets, NO_OFFSET) } : { numbers };
}
