import { NO_OFFSET } from "../../core/columns.ts";
import type { EventView } from "./event-view.ts";
import { seriesNames } from "./series-names.ts";

const HOUR = 36e5;
const DAY = 864e5;

/** The rows of one source in time, and the clock by which it lived. */
export interface Series {
  /** The name of the source; of files that follow each other and differ in digits only, with `#` for these. */
  name: string;
  /** Times of its rows with a believed time, ascending, UTC milliseconds. */
  at: Float64Array;
  /** Local offset in milliseconds of each UTC day from `firstDay` on: that of most rows. */
  offsets: Float64Array;
  /** Days since 1970, UTC. */
  firstDay: number;
}

/** For each row the place of its series; -1 for rows without a believed time, for dropped ones and for records (`crm`). */
export function seriesOf(view: EventView): { names: string[]; codes: Int32Array } {
  const source = view.text("source");
  const kind = view.text("kind");
  const record = kind.values.indexOf("crm");
  const codes = new Int32Array(view.rows);
  const isNamed = view.has("source");
  const sizes = new Int32Array(source.values.length);
  for (let i = 0; i < codes.length; i++) {
    const counts = view.alive[i] === 1 && view.believed[i] === 1 && !Number.isNaN(view.at[i]!);
    codes[i] = counts && (record < 0 || kind.codes[i] !== record) ? (isNamed ? source.codes[i]! : 0) : -1;
    if (isNamed && codes[i]! >= 0) sizes[codes[i]!]!++;
  }
  if (!isNamed) return { names: ["table"], codes };
  const own = seriesNames(source.values, () => timesBy(codes, view.at, sizes));
  const names = [...new Set(own)].sort();
  const place = Int32Array.from(own, (name) => names.indexOf(name));
  for (let i = 0; i < codes.length; i++) if (codes[i]! >= 0) codes[i] = place[codes[i]!]!;
  return { names, codes };
}

/** The series of all sources. Cost: one sort of each source that is not in the order of time. */
export function toSeries(view: EventView): Series[] {
  const { names, codes } = seriesOf(view);
  const sizes = new Int32Array(names.length);
  for (const code of codes) if (code >= 0) sizes[code]!++;
  const times = timesBy(codes, view.at, sizes);
  for (const list of times) if (!isAscending(list)) list.sort();
  const clocks = times.map((list) => new DayClock(list));
  const offset = view.offsets();
  for (let i = 0; i < codes.length; i++) {
    if (codes[i]! >= 0 && offset[i] !== NO_OFFSET) clocks[codes[i]!]!.see(view.at[i]!, offset[i]!);
  }
  return names.map((name, place) => {
    const clock = clocks[place]!;
    return { name, at: times[place]!, offsets: clock.offsets(), firstDay: clock.firstDay };
  });
}

/** Times by code, in the order of the rows; those of codes below 0 left out. */
function timesBy(codes: Int32Array, at: Float64Array, sizes: Int32Array): Float64Array[] {
  const times = Array.from(sizes, (size) => new Float64Array(size));
  const filled = new Int32Array(sizes.length);
  for (let i = 0; i < codes.length; i++) if (codes[i]! >= 0) times[codes[i]!]![filled[codes[i]!]!++] = at[i]!;
  return times;
}

function isAscending(list: Float64Array): boolean {
  for (let i = 1; i < list.length; i++) if (list[i - 1]! > list[i]!) return false;
  return true;
}

/** Offsets that a series can have, in quarters of an hour from -14 to +14 hours. */
const QUARTERS = 113;

/** Counts offsets by UTC day. */
class DayClock {
  readonly firstDay: number;
  readonly #days: number;
  readonly #counts: Int32Array;

  constructor(at: Float64Array) {
    this.firstDay = at.length > 0 ? Math.floor(at[0]! / DAY) : 0;
    this.#days = at.length > 0 ? Math.floor(at[at.length - 1]! / DAY) - this.firstDay + 1 : 0;
    this.#counts = new Int32Array(this.#days * QUARTERS);
  }

  see(at: number, minutes: number): void {
    const quarter = Math.round(minutes / 15) + (QUARTERS >> 1);
    const day = Math.floor(at / DAY) - this.firstDay;
    if (quarter >= 0 && quarter < QUARTERS) this.#counts[day * QUARTERS + quarter]!++;
  }

  /**
   * In milliseconds; of a day without enough rows (a tenth of those of an ordinary day: few may all be abroad) that of the
   * day before, of the first ones that of the first known.
   */
  offsets(): Float64Array {
    const offsets = new Float64Array(this.#days).fill(Number.NaN);
    const rows = Array.from(offsets, (_, day) =>
      this.#counts.subarray(day * QUARTERS, (day + 1) * QUARTERS).reduce((sum, count) => sum + count, 0),
    );
    const enough = [...rows].sort((a, b) => a - b)[rows.length >> 1]! / 10;
    for (let day = 0; day < this.#days; day++) {
      let best = -1;
      if (rows[day]! < enough) {
        if (day > 0) offsets[day] = offsets[day - 1]!;
        continue;
      }
      for (let quarter = 0; quarter < QUARTERS; quarter++) {
        const count = this.#counts[day * QUARTERS + quarter]!;
        if (count > 0 && (best < 0 || count > this.#counts[day * QUARTERS + best]!)) best = quarter;
      }
      if (best >= 0) offsets[day] = (best - (QUARTERS >> 1)) * 15 * 60_000;
      else if (day > 0) offsets[day] = offsets[day - 1]!;
    }
    const known = offsets.find((offset) => !Number.isNaN(offset)) ?? 0;
    return offsets.map((offset) => (Number.isNaN(offset) ? known : offset));
  }
}

/** The local offset of a moment, milliseconds; beyond the series that of its nearest day. */
export function offsetAt({ offsets, firstDay }: Series, time: number): number {
  const day = Math.floor(time / DAY) - firstDay;
  return offsets[Math.max(0, Math.min(offsets.length - 1, day))] ?? 0;
}

/** Local hours since 1970. */
export const localHour = (series: Series, time: number) => Math.floor((time + offsetAt(series, time)) / HOUR);
/** Local days since 1970. */
export const localDay = (series: Series, time: number) => Math.floor((time + offsetAt(series, time)) / DAY);
/** The moment at which a local day begins. */
export function dayBegins(series: Series, day: number): number {
  const guess = day * DAY - offsetAt(series, day * DAY);
  return day * DAY - offsetAt(series, guess);
}
