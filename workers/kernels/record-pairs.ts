import { recordComparer } from "../records/compare.ts";
import type { RecordField } from "../records/levels.ts";
import { sharedInt32 } from "../shared.ts";

export interface RecordPairsTask {
  fields: RecordField[];
  /** Key of each record by each rule; -1 where it has none. */
  keys: Int32Array[];
  /** The rule whose pairs are compared; those that an earlier rule gives are left to it. */
  rule: number;
  /** Records by key: block `g` lies in `[starts[g], starts[g + 1])`. */
  order: Int32Array;
  starts: Int32Array;
  from: number;
  to: number;
}

export interface RecordPairs {
  a: Int32Array<SharedArrayBuffer>;
  b: Int32Array<SharedArrayBuffer>;
  /** Place of each pair among `sorts`. */
  sort: Int32Array<SharedArrayBuffer>;
  /** What pairs there are: pattern of agreement times 2 to the rules, and the bits of the rules that give it. */
  sorts: number[];
  counts: number[];
}

/** Compares all pairs of records within blocks, each pair once over all rules. */
export function recordPairs({ fields, keys, rule, order, starts, from, to }: RecordPairsTask): RecordPairs {
  let most = 0;
  for (let g = from; g < to; g++) most += pairsOf(starts[g + 1]! - starts[g]!);
  const a = sharedInt32(most);
  const b = sharedInt32(most);
  const sort = sharedInt32(most);
  const compare = recordComparer(fields);
  const places = new Map<number, number>();
  const counts: number[] = [];
  const span = 2 ** keys.length;
  let pairs = 0;
  for (let g = from; g < to; g++) {
    for (let i = starts[g]!; i < starts[g + 1]!; i++) {
      const one = order[i]!;
      for (let j = i + 1; j < starts[g + 1]!; j++) {
        const other = order[j]!;
        let rules = 1 << rule;
        let first = rule;
        for (let r = 0; r < keys.length; r++) {
          const key = keys[r]![one]!;
          if (key < 0 || key !== keys[r]![other]) continue;
          rules |= 1 << r;
          if (r < first) first = r;
        }
        if (first < rule) continue;
        const what = compare(one, other) * span + rules;
        let place = places.get(what);
        if (place === undefined) {
          place = counts.push(0) - 1;
          places.set(what, place);
        }
        counts[place]!++;
        a[pairs] = Math.min(one, other);
        b[pairs] = Math.max(one, other);
        sort[pairs++] = place;
      }
    }
  }
  return {
    a: a.subarray(0, pairs),
    b: b.subarray(0, pairs),
    sort: sort.subarray(0, pairs),
    sorts: [...places.keys()],
    counts,
  };
}

const pairsOf = (n: number) => (n * (n - 1)) / 2;
