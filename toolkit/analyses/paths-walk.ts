import type { PersonOrder } from "../../workers/kernels/person-order.ts";

/** In place of an event: the path ended before this step. */
export const EXIT = -1;
/** In place of an event: the path began after this step. */
export const ENTRY = -2;

/** What to look for. */
export interface WalkSpec {
  anchored: "start" | "end" | "through";
  steps: number;
  unit: "person" | "visit";
  repeats: "collapse" | "keep";
  gap: number;
  asOf: number;
}

/** The events by name: for each row a label and whether it is an anchor. */
export interface Steps {
  /** By row, in the order of the alphabet, so that events of one instant have an order. */
  label: Int32Array;
  anchor: Uint8Array;
}

/** Whole paths: `width` labels each, EXIT after the end of the visit and ENTRY before its beginning. */
export interface Walks {
  labels: Int32Array;
  width: number;
  /** Where the anchor stands in each. */
  anchorAt: number;
  count: number;
  people: number;
  unfinished: number;
  /** Whose each path is, by number. */
  person: Int32Array;
}

/** The paths of some people only. */
export function walksOfGroup({ labels, width, person, ...rest }: Walks, codes: Int32Array, group: number): Walks {
  const mine = [...person.keys()].filter((path) => codes[person[path]] === group);
  const own = new Int32Array(mine.length * width);
  for (const [i, path] of mine.entries()) own.set(labels.subarray(path * width, (path + 1) * width), i * width);
  const whose = Int32Array.from(mine, (path) => person[path]);
  return { ...rest, labels: own, width, count: mine.length, people: new Set(whose).size, person: whose };
}

/** One pass over the ordered events: visits, runs of equal events, and the path around each first anchor. */
export function walk({ rows, at, offsets }: PersonOrder, { label, anchor }: Steps, spec: WalkSpec): Walks {
  const { anchored, steps, unit, repeats, gap, asOf } = spec;
  const before = anchored === "start" ? 0 : steps;
  const after = anchored === "end" ? 0 : steps;
  const width = before + 1 + after;
  const found: number[] = [];
  const whose: number[] = [];
  let [people, unfinished] = [0, 0];
  const runs: number[] = [];
  for (let p = 0; p + 1 < offsets.length; p++) {
    let counted = false;
    let begin = offsets[p];
    while (begin < offsets[p + 1]) {
      let end = begin + 1;
      while (end < offsets[p + 1] && at[end] - at[end - 1] <= gap) end++;
      const place = runsOf(rows, at, { begin, end, label, anchor, keep: repeats === "keep" }, runs);
      const last = at[end - 1];
      begin = end;
      if (place < 0) continue;
      if (asOf - last <= gap && gap < Infinity && place + after >= runs.length) unfinished++;
      else {
        for (let i = place - before; i <= place + after; i++)
          found.push(i < 0 ? ENTRY : i >= runs.length ? EXIT : runs[i]);
        whose.push(p);
        if (!counted) people++;
        counted = true;
      }
      if (unit === "person") break;
    }
  }
  const labels = Int32Array.from(found);
  return { labels, width, anchorAt: before, count: whose.length, people, unfinished, person: Int32Array.from(whose) };
}

interface Visit extends Steps {
  begin: number;
  end: number;
  keep: boolean;
}

/** The labels of a visit one after the other, and the place of the first anchor among them, -1 without one. */
function runsOf(
  rows: Uint32Array,
  at: Float64Array,
  { begin, end, label, anchor, keep }: Visit,
  into: number[],
): number {
  into.length = 0;
  let place = -1;
  for (let i = begin; i < end; ) {
    let tie = i + 1;
    while (tie < end && at[tie] === at[i]) tie++;
    const together =
      tie - i > 1
        ? Array.from(rows.subarray(i, tie)).sort((a, b) => label[a] - label[b] || anchor[b] - anchor[a])
        : undefined;
    for (let k = i; k < tie; k++) {
      const row = together ? together[k - i] : rows[k];
      if (keep || into.at(-1) !== label[row]) into.push(label[row]);
      if (anchor[row] === 1 && place < 0) place = into.length - 1;
    }
    i = tie;
  }
  return place;
}
