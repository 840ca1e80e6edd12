import { personOrder } from "../../workers/kernels/person-order.ts";
import type { Column, TextColumn } from "../core/columns.ts";
import { type Comparing, equalGroups } from "./duplicates.ts";

/** Times up to so many steps of the clock apart show how often equal rows come about by chance. */
const LAGS = 5;

/**
 * How many pairs of rows that are equal in all columns, their time too, are to be expected by chance, for each source: two
 * messages in one second, say, where nothing was read that tells them apart. As many pairs as lie one to five steps of
 * the clock apart, on average, and halved as equal times have no order. The step is a minute, a second or a millisecond, the
 * coarsest that all times of the table keep.
 *
 * @param columns all that was read but the time; the first is the source
 * @param alive 0 for rows that do not count
 */
export async function honestRepeats(
  by: Comparing,
  columns: readonly [TextColumn, ...Column[]],
  at: Float64Array,
  alive?: Uint8Array,
): Promise<Float64Array> {
  const [source] = columns;
  const { codes, count } = await equalGroups(by, columns, at.length, { alive });
  const pairs = new Float64Array(source.values.length);
  if (count === 0) return pairs;
  const step = stepOf(at);
  const order = personOrder({ person: codes, at: at as Float64Array<SharedArrayBuffer>, from: 0, to: count });
  for (let group = 0; group < count; group++) {
    let open = order.offsets[group]!;
    const code = source.codes[order.rows[open]!]!;
    for (let i = open + 1; i < order.offsets[group + 1]!; i++) {
      const time = order.at[i]!;
      if (time === order.at[i - 1]) continue;
      while (time - order.at[open]! > LAGS * step) open++;
      // each time counts once: copies of a row are no further pairs
      for (let k = open; k < i; k++) if (k === open || order.at[k] !== order.at[k - 1]) pairs[code]!++;
    }
  }
  return pairs.map((sum) => sum / LAGS / 2);
}

function stepOf(at: Float64Array): number {
  for (const step of [60_000, 1000]) if (at.every((time) => Number.isNaN(time) || time % step === 0)) return step;
  return 1;
}
