export interface OrderSurveyTask {
  /** Whole numbers below `persons`, -1 for nobody. */
  person: Int32Array;
  persons: number;
  at: Float64Array;
  begin: number;
  end: number;
  /** Rows are counted by runs of `2 ** bits` persons; nobody comes behind all persons. */
  bits: number;
}

export interface OrderSurvey {
  counts: Uint32Array;
  /** Rows without a time. */
  timeless: number;
  nobody: number;
}

const BLOCK = 8192;

/** Counts the rows of a range by runs of persons. */
export function orderSurvey({ person, persons, at, begin, end, bits }: OrderSurveyTask): OrderSurvey {
  const survey = { counts: new Uint32Array((persons >>> bits) + 1), timeless: 0, nobody: 0 };
  for (let from = begin; from < end; from += BLOCK) {
    const to = Math.min(from + BLOCK, end);
    survey.nobody += count(survey.counts, person, persons, bits, from, to);
    for (let row = from; row < to; row++) survey.timeless += Number.isNaN(at[row]) ? 1 : 0;
  }
  return survey;
}

function count(counts: Uint32Array, person: Int32Array, persons: number, bits: number, from: number, to: number) {
  let nobody = 0;
  for (let row = from; row < to; row++) {
    const who = person[row];
    nobody += who < 0 ? 1 : 0;
    counts[(who < 0 ? persons : who) >>> bits]++;
  }
  return nobody;
}
