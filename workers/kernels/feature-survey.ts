/** What the conditions say of one column: bit i of `bits[code + 1]` is set where condition i can hold. */
export interface ConditionColumn {
  /** -1 is missing. */
  codes: Int32Array | Uint8Array;
  bits: Uint16Array;
}

export interface FeatureSurveyTask {
  columns: readonly ConditionColumn[];
  /** All conditions there are. */
  all: number;
  /** -1 is nobody. */
  person: Int32Array;
  begin: number;
  end: number;
  /** Rows are counted by runs of `2 ** bits` persons. */
  bits: number;
  persons: number;
  /** Filled in: the conditions that each row meets. */
  marks: Uint16Array;
  /** Columns of floats: would 32 bits hold them? */
  floats: readonly Float64Array[];
}

export interface FeatureSurvey {
  /** Rows of each run of persons that meet a condition. */
  counts: Uint32Array;
  nobody: number;
  unasked: number;
  /** For each column of floats, whether 32 bits hold every one exactly. */
  single: boolean[];
}

/** A loop that is called for each block is compiled from its beginning, which makes it several times faster than a long one. */
const BLOCK = 8192;

/** Finds the conditions that each row of a range meets, and counts the rows of each run of persons. */
export function featureSurvey(task: FeatureSurveyTask): FeatureSurvey {
  const { columns, all, begin, end, marks, persons, bits, floats } = task;
  const counts = new Uint32Array(Math.ceil(persons / 2 ** bits));
  const survey = { counts, nobody: 0, unasked: 0, single: floats.map(() => true) };
  for (let from = begin; from < end; from += BLOCK) {
    const to = Math.min(from + BLOCK, end);
    marks.fill(all, from, to);
    for (const { codes, bits } of columns) {
      if (codes instanceof Int32Array) markWide(marks, codes, bits, from, to);
      else markNarrow(marks, codes, bits, from, to);
    }
    count(survey, task, from, to);
    for (const [i, column] of floats.entries()) survey.single[i] &&= isSingle(column, from, to);
  }
  return survey;
}

function markWide(marks: Uint16Array, codes: Int32Array, bits: Uint16Array, from: number, to: number): void {
  for (let row = from; row < to; row++) marks[row] &= bits[codes[row] + 1];
}

function markNarrow(marks: Uint16Array, codes: Uint8Array, bits: Uint16Array, from: number, to: number): void {
  for (let row = from; row < to; row++) marks[row] &= bits[codes[row] + 1];
}

function count(survey: FeatureSurvey, { marks, person, bits }: FeatureSurveyTask, from: number, to: number): void {
  const { counts } = survey;
  let nobody = 0;
  let unasked = 0;
  for (let row = from; row < to; row++) {
    if (person[row] < 0) nobody++;
    else if (marks[row] === 0) unasked++;
    else counts[person[row] >>> bits]++;
  }
  survey.nobody += nobody;
  survey.unasked += unasked;
}

function isSingle(column: Float64Array, from: number, to: number): boolean {
  for (let row = from; row < to; row++) {
    const value = column[row];
    if (Math.fround(value) !== value && !Number.isNaN(value)) return false;
  }
  return true;
}
