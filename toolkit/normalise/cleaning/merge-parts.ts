import { sharedFloat64 } from "../../../workers/shared.ts";
import { equalGroups } from "../duplicates.ts";
import type { EventView } from "./event-view.ts";
import type { Found } from "./found.ts";
import { type Identity, identified, present } from "./identity.ts";
import { orderBy } from "./order-by.ts";

/** Parts that are to be one row, and what that row then holds. */
export interface Parts extends Found {
  /** Duration, bytes and amount with the sums of the parts in the rows that stay. */
  merged?: Record<string, Float64Array<SharedArrayBuffer>>;
  /** 1 for each row that takes up others. */
  whole?: Uint8Array;
}

const SUMS = ["bytes", "amount"] as const;

/**
 * Parts of one long call or session: rows of one id, line and direction with rising part numbers, each beginning at most
 * `within` after the one before ends. All but the first are marked. The whole duration is the sum of the parts, with a
 * part lost in between the time from the first to the end of the last, missing where the last part has none. Calls are
 * put together up to `longest` only.
 */
export async function findParts(
  view: EventView,
  { within, longest }: { within: number; longest: number },
  { ids, part }: Identity,
): Promise<Parts> {
  if (ids.length === 0) return { skipped: "no column with ids" };
  if (part === undefined) return { skipped: "no column with part numbers" };
  const number = view.numbers(part);
  const chosen = identified(view, ids);
  for (let i = 0; i < chosen.length; i++) if (!(number[i]! >= 1)) chosen[i] = 0;
  const key = present(view, [...ids, "kind", "direction", "phone", "peer", "user"]);
  const { codes, count } = await equalGroups(view, key, view.rows, { alive: chosen });
  const marks = new Uint8Array(view.rows);
  if (count === 0) return { marks };
  const kinds = view.text("kind");
  const call = kinds.values.indexOf("call");
  const duration = view.numbers("duration");
  const whole = new Uint8Array(view.rows);
  const total = copy(duration);
  const sums = SUMS.filter((name) => view.has(name)).map((name) => [name, view.numbers(name)] as const);
  const merged = Object.fromEntries(sums.map(([name, column]) => [name, copy(column)]));
  const { rows, at, offsets } = await orderBy(view, codes, count);
  for (let group = 0; group < count; group++) {
    let first = offsets[group]!;
    let summed = Math.max(0, duration[rows[first]!]!);
    for (let i = first + 1; i < offsets[group + 1]!; i++) {
      const [head, before, here] = [rows[first]!, rows[i - 1]!, rows[i]!];
      const ended = at[i - 1]! + (duration[before]! > 0 ? duration[before]! * 1000 : 0);
      const elapsed = (at[i]! - at[first]!) / 1000 + duration[here]!;
      const follows = number[here]! > number[before]! && at[i]! - ended <= within;
      const tooLong = elapsed * 1000 > longest || (summed + duration[here]!) * 1000 > longest;
      const fits = kinds.codes[here] !== call || !tooLong;
      if (!follows || !fits) {
        first = i;
        summed = Math.max(0, duration[here]!);
        continue;
      }
      marks[here] = 1;
      whole[head] = 1;
      summed = number[here] === number[before]! + 1 ? summed + duration[here]! : elapsed;
      // a part without its duration lies between times that are known
      if (Number.isNaN(summed)) summed = elapsed;
      total[head] = summed;
      for (const [name, column] of sums) {
        const sum = merged[name]!;
        if (!Number.isNaN(column[here]!)) sum[head] = (Number.isNaN(sum[head]!) ? 0 : sum[head]!) + column[here]!;
      }
    }
  }
  if (view.has("duration")) merged["duration"] = total;
  return { marks, merged, whole };
}

function copy(from: Float64Array): Float64Array<SharedArrayBuffer> {
  const column = sharedFloat64(from.length);
  column.set(from);
  return column;
}
