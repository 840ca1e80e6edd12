import { sharedFloat64, sharedInt16, sharedInt32 } from "../../workers/shared.ts";
import { type ColumnRoom, type CsvColumn, hasOffset } from "../../workers/text/column-sinks.ts";

/** Whole columns, a little longer than they will be, and the row of each where a stretch of the file begins. */
export interface Rooms {
  columns: ColumnRoom[];
  starts: number[];
}

/** More rows than the first records let expect. Memory that is not written to costs nothing. */
const SPARE = 1.06;

export function toRooms(
  columns: readonly CsvColumn[],
  cuts: readonly number[],
  recordBytes: number,
): Rooms | undefined {
  if (!(recordBytes > 0)) return undefined;
  const starts = [0];
  for (let i = 1; i < cuts.length; i++) {
    starts.push(starts[i - 1]! + 1024 + Math.ceil(((cuts[i]! - cuts[i - 1]!) / recordBytes) * SPARE));
  }
  const rows = starts.at(-1)!;
  const toRoom = ({ type, suffix }: CsvColumn): ColumnRoom => {
    if (type === "text") return { codes: sharedInt32(rows) };
    const offsets = type === "time" && hasOffset(suffix) ? { offsets: sharedInt16(rows) } : {};
    return { numbers: sharedFloat64(rows), ...offsets };
  };
  return { columns: columns.map(toRoom), starts };
}

/** The part of all columns where one stretch is to be written. */
export function roomOf({ columns, starts }: Rooms, part: number): { rooms: ColumnRoom[]; room: number } {
  const [from, to] = [starts[part]!, starts[part + 1]!];
  const rooms = columns.map(({ codes, numbers, offsets }) => ({
    codes: codes?.subarray(from, to),
    numbers: numbers?.subarray(from, to),
    offsets: offsets?.subarray(from, to),
  }));
  return { rooms, room: to - from };
}
