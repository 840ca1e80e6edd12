import { type Conditions, markRows } from "./feature-marks.ts";

export interface FeatureSurveyTask {
  conditions: Conditions;
  /** -1 is nobody. */
  person: Int32Array;
  begin: number;
  end: number;
  /** Set to 1 for each person that has a row; shared by all parts. */
  met: Uint8Array;
  /** Rows are counted by runs of `2 ** bits` persons. */
  bits: number;
}

export interface FeatureSurvey {
  /** Rows of each run of persons that meet a condition. */
  counts: Uint32Array;
  /** The highest person, -1 where there is none; Infinity where there is one without a place in `met`: no more is told. */
  highest: number;
  nobody: number;
  unasked: number;
}

/** A loop that is called for each block is compiled from its beginning, which makes it several times faster than a long one. */
const BLOCK = 4096;

/** Looks who the rows of a range belong to, and counts those that meet a condition by runs of persons. */
export function featureSurvey({ conditions, person, begin, end, met, bits }: FeatureSurveyTask): FeatureSurvey {
  const counts = new Uint32Array(Math.ceil(met.length / 2 ** bits));
  const survey = { counts, highest: -1, nobody: 0, unasked: 0 };
  const marks = new Uint16Array(BLOCK);
  for (let from = begin; from < end && survey.highest < Infinity; from += BLOCK) {
    const to = Math.min(from + BLOCK, end);
    markRows(conditions, marks, from, to);
    survey.highest = Math.max(survey.highest, count(survey, marks, person, met, bits, from, to));
  }
  return { ...survey, counts: counts.slice(0, survey.highest < 0 ? 0 : (survey.highest >>> bits) + 1) };
}

/** What is marked already is not written again: threads that write the same places wait for each other. */
function count(
  survey: FeatureSurvey,
  marks: Uint16Array,
  person: Int32Array,
  met: Uint8Array,
  bits: number,
  from: number,
  to: number,
): number {
  const { counts } = survey;
  const places = met.length;
  let [nobody, unasked, highest] = [0, 0, -1];
  let fits = true;
  for (let row = from; row < to; row++) {
    const who = person[row];
    if (who >= 0 && who < places) {
      if (met[who] === 0) met[who] = 1;
      if (who > highest) highest = who;
      if (marks[row - from] === 0) unasked++;
      else counts[who >>> bits]++;
    } else if (who === -1) nobody++;
    else fits = false;
  }
  survey.nobody += nobody;
  survey.unasked += unasked;
  return fits ? highest : Infinity;
}
