import { type Conditions, markRows } from "./feature-marks.ts";

export interface FeatureSurveyTask {
  conditions: Conditions;
  /** -1 is nobody. */
  person: Int32Array;
  begin: number;
  end: number;
  /** Rows are counted by runs of `2 ** bits` persons. */
  bits: number;
  persons: number;
}

export interface FeatureSurvey {
  /** Rows of each run of persons that meet a condition. */
  counts: Uint32Array;
  nobody: number;
  unasked: number;
}

/** A loop that is called for each block is compiled from its beginning, which makes it several times faster than a long one. */
const BLOCK = 4096;

/** Counts the rows of a range that meet a condition, by runs of persons. */
export function featureSurvey({ conditions, person, begin, end, bits, persons }: FeatureSurveyTask): FeatureSurvey {
  const survey = { counts: new Uint32Array(Math.ceil(persons / 2 ** bits)), nobody: 0, unasked: 0 };
  const marks = new Uint16Array(BLOCK);
  for (let from = begin; from < end; from += BLOCK) {
    const to = Math.min(from + BLOCK, end);
    markRows(conditions, marks, from, to);
    count(survey, marks, person, bits, from, to);
  }
  return survey;
}

function count(
  survey: FeatureSurvey,
  marks: Uint16Array,
  person: Int32Array,
  bits: number,
  from: number,
  to: number,
): void {
  const { counts } = survey;
  let nobody = 0;
  let unasked = 0;
  for (let row = from; row < to; row++) {
    const who = person[row];
    if (who < 0) nobody++;
    else if (marks[row - from] === 0) unasked++;
    else counts[who >>> bits]++;
  }
  survey.nobody += nobody;
  survey.unasked += unasked;
}
