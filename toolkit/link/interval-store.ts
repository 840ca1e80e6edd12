import type { Holdings } from "./holdings.ts";
import { INTERVAL_COLUMNS, type Intervals } from "./intervals.ts";

type Columns = Pick<Holdings, (typeof INTERVAL_COLUMNS)[number]>;

/** Intervals of one identifier after the other, in columns that grow. */
export interface IntervalStore {
  size: number;
  columns: Columns;
}

const WHOLE: readonly string[] = ["identifier", "owner", "observations", "acts", "timed", "against", "rule"];

/** An empty store. */
export function intervalStore(room: number): IntervalStore {
  const make = (name: string) => (WHOLE.includes(name) ? new Int32Array(room) : new Float64Array(room));
  return { size: 0, columns: Object.fromEntries(INTERVAL_COLUMNS.map((name) => [name, make(name)])) as Columns };
}

/** Makes room for so many more; gives the place of the first. */
export function growBy(store: IntervalStore, more: number): number {
  const begin = store.size;
  store.size += more;
  if (store.size <= store.columns.owner.length) return begin;
  const { columns } = intervalStore(2 * store.size);
  for (const name of INTERVAL_COLUMNS) columns[name].set(store.columns[name] as Int32Array);
  store.columns = columns;
  return begin;
}

/** Puts the intervals of a draft behind the others. */
export function putIntervals(store: IntervalStore, draft: Intervals): void {
  const begin = growBy(store, draft.owner.length);
  for (const name of INTERVAL_COLUMNS) {
    const [column, values] = [store.columns[name], draft[name]];
    for (let i = 0; i < values.length; i++) column[begin + i] = values[i];
  }
}

/** The columns, no longer than what they hold. */
export function storedIntervals({ size, columns }: IntervalStore): Columns {
  return Object.fromEntries(INTERVAL_COLUMNS.map((name) => [name, columns[name].subarray(0, size)])) as Columns;
}
