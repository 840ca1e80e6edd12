import type { TimingTrace } from "./timing-trace.ts";

/** Rows of each code, in the order of time: those of code `c` lie in `rows` from `offsets[c]` up to `offsets[c + 1]`. */
interface RowIndex {
  offsets: Uint32Array;
  rows: Uint32Array;
}

const indexes = new WeakMap<TimingTrace["rows"], { triggers: RowIndex; responses: RowIndex }>();

/** Rows of the triggers of a source, in the order of time. */
export const triggersOf = (trace: TimingTrace, source: number) => rowsIn(indexOf(trace).triggers, source);

/** Rows of the responses of a target, in the order of time. */
export const responsesOf = (trace: TimingTrace, target: number) => rowsIn(indexOf(trace).responses, target);

const rowsIn = ({ offsets, rows }: RowIndex, code: number) =>
  Array.from(rows.subarray(offsets[code], offsets[code + 1]));

function indexOf({ rows }: TimingTrace) {
  let index = indexes.get(rows);
  if (!index) {
    const { at, isTrigger, isResponse, source, target, sources, targets } = rows;
    index = { triggers: toIndex(isTrigger, source, sources, at), responses: toIndex(isResponse, target, targets, at) };
    indexes.set(rows, index);
  }
  return index;
}

function toIndex(taken: Uint8Array, codes: Int32Array, count: number, at: Float64Array): RowIndex {
  const offsets = new Uint32Array(count + 1);
  const isIn = (row: number) => taken[row] === 1 && codes[row] >= 0 && !Number.isNaN(at[row]);
  for (let row = 0; row < at.length; row++) if (isIn(row)) offsets[codes[row] + 1]++;
  for (let code = 0; code < count; code++) offsets[code + 1] += offsets[code];
  const rows = new Uint32Array(offsets[count]);
  const next = offsets.slice();
  for (let row = 0; row < at.length; row++) if (isIn(row)) rows[next[codes[row]]++] = row;
  for (let code = 0; code < count; code++) {
    rows.subarray(offsets[code], offsets[code + 1]).sort((a, b) => at[a] - at[b] || a - b);
  }
  return { offsets, rows };
}

/** How many responses of the target each pair has at a delay at which answers come, after a trigger of its source. */
export function coincidences(trace: TimingTrace, pairs: readonly { source: number; target: number }[]): number[] {
  const { law, rows } = trace;
  if (!law) return pairs.map(() => 0);
  const [least, most] = [law.lowest, law.lowest + law.density.length * law.step];
  return pairs.map(({ source, target }) => {
    const sent = triggersOf(trace, source).filter((row) => law.answered[rows.kind[row]] > 0);
    let [met, first] = [0, 0];
    for (const row of responsesOf(trace, target)) {
      while (first < sent.length && rows.at[row] - rows.at[sent[first]] >= most) first++;
      if (first < sent.length && rows.at[row] - rows.at[sent[first]] >= least) met++;
    }
    return met;
  });
}
