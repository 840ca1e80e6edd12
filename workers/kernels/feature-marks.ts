/** What the conditions say of one column: bit i of `bits[code + 1]` is set where condition i can hold. */
export interface ConditionColumn {
  /** -1 is missing. */
  codes: Int32Array | Uint8Array;
  bits: Uint16Array;
}

/** All conditions there are, as bits, and the columns they ask of. */
export interface Conditions {
  all: number;
  columns: readonly ConditionColumn[];
}

/**
 * The conditions that each row of `[from, to)` meets, from the first of `marks` on. Worked out wherever they are needed: to
 * keep them would take more time than that, as fresh memory is slow.
 */
export function markRows({ all, columns }: Conditions, marks: Uint16Array, from: number, to: number): void {
  const [first, ...others] = columns;
  if (first?.codes instanceof Int32Array) firstWide(marks, first.codes, first.bits, from, to);
  else marks.fill(all, 0, to - from);
  for (const { codes, bits } of first?.codes instanceof Int32Array ? others : columns) {
    if (codes instanceof Int32Array) markWide(marks, codes, bits, from, to);
    else markNarrow(marks, codes, bits, from, to);
  }
}

/** Writes what the others narrow down: a pass less. */
function firstWide(marks: Uint16Array, codes: Int32Array, bits: Uint16Array, from: number, to: number): void {
  for (let row = from; row < to; row++) marks[row - from] = bits[codes[row] + 1];
}

function markWide(marks: Uint16Array, codes: Int32Array, bits: Uint16Array, from: number, to: number): void {
  for (let row = from; row < to; row++) marks[row - from] &= bits[codes[row] + 1];
}

function markNarrow(marks: Uint16Array, codes: Uint8Array, bits: Uint16Array, from: number, to: number): void {
  for (let row = from; row < to; row++) marks[row - from] &= bits[codes[row] + 1];
}
