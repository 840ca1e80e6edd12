import { sharedInt32 } from "../../workers/shared.ts";
import { type ComputeOptions, compute } from "../core/compute.ts";
import type { Block } from "./record-blocks.ts";
import type { RecordList } from "./record-list.ts";
import { levelsOf, type Sorts } from "./record-model.ts";

/** The compared pairs, in runs as they were compared. */
export interface Comparisons {
  runs: { a: Int32Array; b: Int32Array; sort: Int32Array; places: Int32Array }[];
  /** Kinds of pairs; each run tells the kind of its pairs by `places[sort]`. */
  sorts: Sorts;
  pairs: number;
  /** Pairs that each rule gave, and no rule before it. */
  added: Float64Array;
}

type Run = ComputeOptions & { workers: number };

/** So many pairs are one task. */
const TASK = 1 << 18;

/** Fields as kernels take them: nothing but shared memory and words. */
export const kernelFields = ({ fields }: Pick<RecordList, "fields">) =>
  fields.map(({ kind, codes, units, ends, forms }) => ({ kind, codes, units, ends, forms }));

/** Compares the pairs of all rules, each once. */
export async function comparePairs(
  verb: string,
  list: RecordList,
  blocks: readonly Block[],
  run: Run,
): Promise<Comparisons> {
  const fields = kernelFields(list);
  const keys = blocks.map(({ keys }) => shared(keys));
  const tasks = blocks.flatMap((block, rule) => {
    const { order, starts } = byKey(block.keys);
    return cut(starts).map(([from, to]) => ({ fields, keys, rule, order, starts, from, to }));
  });
  const answers = await compute(verb, "recordPairs", tasks, run);
  const span = 2 ** blocks.length;
  const place = new Map<number, number>();
  const pairs: number[] = [];
  const runs = answers.map(({ a, b, sort, sorts, counts }) => {
    const places = Int32Array.from(sorts, (what, i) => {
      let at = place.get(what);
      if (at === undefined) {
        at = pairs.push(0) - 1;
        place.set(what, at);
      }
      pairs[at] += counts[i];
      return at;
    });
    return { a, b, sort, places };
  });
  const added = new Float64Array(blocks.length);
  for (const [what, at] of place) added[31 - Math.clz32((what % span) & -(what % span))] += pairs[at];
  const copies = await copiesOf(verb, list, blocks, place, pairs, run);
  const whats = [...place.keys()];
  const patterns = Int32Array.from(whats, (what) => Math.floor(what / span));
  const distinct = [...new Set(patterns)].sort((x, y) => x - y);
  const placeOf = new Map(distinct.map((pattern, i) => [pattern, i]));
  return {
    runs,
    pairs: runs.reduce((sum, { a }) => sum + a.length, 0),
    added,
    sorts: {
      patterns,
      rules: Int32Array.from(whats, (what) => what % span),
      pairs: Float64Array.from(pairs),
      counts: Float64Array.from(pairs, (n, i) => n + (copies.get(i) ?? 0)),
      places: Int32Array.from(patterns, (pattern) => placeOf.get(pattern)!),
      levels: levelsOf(distinct, list.fields),
    },
  };
}

/** Rows that are copies of another: one pair each, under the rules for which they have a key. */
async function copiesOf(
  verb: string,
  list: RecordList,
  blocks: readonly Block[],
  place: Map<number, number>,
  pairs: number[],
  run: Run,
): Promise<Map<number, number>> {
  const twice = [...list.copies.keys()].filter((r) => list.copies[r] > 1);
  const records = shared(twice);
  const [patterns] = await compute(verb, "recordPatterns", [{ fields: kernelFields(list), a: records, b: records }], {
    ...run,
    workers: 0,
  });
  const found = new Map<number, number>();
  for (const [i, r] of twice.entries()) {
    let rules = 0;
    for (const [rule, { keys }] of blocks.entries()) if (keys[r] >= 0) rules |= 1 << rule;
    if (rules === 0) continue;
    const what = patterns[i] * 2 ** blocks.length + rules;
    const at = place.get(what) ?? pairs.push(0) - 1;
    place.set(what, at);
    found.set(at, (found.get(at) ?? 0) + list.copies[r] - 1);
  }
  return found;
}

/** The patterns of given pairs. */
export async function patternsOf(
  verb: string,
  list: RecordList,
  { a, b }: { a: Int32Array; b: Int32Array },
  run: Run,
): Promise<{ levels: Uint8Array; counts: Float64Array }> {
  const fields = kernelFields(list);
  const parts = Math.max(1, Math.ceil(a.length / TASK));
  const tasks = Array.from({ length: parts }, (_, part) => {
    const [from, to] = [part, part + 1].map((i) => Math.floor((a.length * i) / parts));
    return { fields, a: shared(a.subarray(from, to)), b: shared(b.subarray(from, to)) };
  });
  const counts = new Map<number, number>();
  for (const patterns of await compute(verb, "recordPatterns", tasks, run)) {
    for (const pattern of patterns) counts.set(pattern, (counts.get(pattern) ?? 0) + 1);
  }
  const distinct = [...counts.keys()].sort((x, y) => x - y);
  return {
    levels: levelsOf(distinct, list.fields),
    counts: Float64Array.from(distinct, (pattern) => counts.get(pattern)!),
  };
}

function byKey(keys: Int32Array): { order: Int32Array; starts: Int32Array } {
  const sizes = new Int32Array(keys.reduce((most, key) => Math.max(most, key), -1) + 1);
  for (const key of keys) if (key >= 0) sizes[key]++;
  const next = new Int32Array(sizes.length).fill(-1);
  const starts = [0];
  for (const [key, size] of sizes.entries()) {
    if (size < 2) continue;
    next[key] = starts[starts.length - 1];
    starts.push(next[key] + size);
  }
  const order = sharedInt32(starts[starts.length - 1]);
  for (let r = 0; r < keys.length; r++) if (keys[r] >= 0 && next[keys[r]] >= 0) order[next[keys[r]]++] = r;
  return { order, starts: shared(starts) };
}

/** Runs of whole keys with some `TASK` pairs each. */
function cut(starts: Int32Array): [number, number][] {
  const parts: [number, number][] = [];
  let [from, pairs] = [0, 0];
  for (let g = 0; g + 1 < starts.length; g++) {
    const n = starts[g + 1] - starts[g];
    pairs += (n * (n - 1)) / 2;
    if (pairs < TASK && g + 2 < starts.length) continue;
    parts.push([from, g + 1]);
    [from, pairs] = [g + 1, 0];
  }
  return parts;
}

function shared(values: ArrayLike<number>): Int32Array<SharedArrayBuffer> {
  const column = sharedInt32(values.length);
  column.set(values);
  return column;
}
