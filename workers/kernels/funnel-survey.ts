export interface FunnelSurveyTask {
  /** -1 is nobody. */
  person: Int32Array;
  at: Float64Array;
  begin: number;
  end: number;
  /** Set to 1 for each person that has a row; shared by all parts. */
  met: Uint8Array;
  /** Rows are counted by runs of `2 ** bits` persons. */
  bits: number;
}

/** What must be known of the rows before they can be dealt to persons. */
export interface FunnelSurvey {
  /** Rows of each run of persons. */
  counts: Uint32Array;
  /** The lowest and the highest number in `person`, -1 at least; with one that `met` has no place for, no more is told. */
  lowest: number;
  highest: number;
  /** Of the times that are not missing; Infinity and -Infinity without any. */
  earliest: number;
  latest: number;
  /** Whether all times are whole numbers. */
  whole: boolean;
}

/** A loop that is called for each block is compiled from its beginning, which makes it several times faster than a long one. */
const BLOCK = 8192;

/** Looks over the persons and times of a range of rows. */
export function funnelSurvey({ person, at, begin, end, met, bits }: FunnelSurveyTask): FunnelSurvey {
  const counts = new Uint32Array(Math.ceil(met.length / 2 ** bits));
  const survey = {
    counts,
    lowest: -1,
    highest: -1,
    earliest: Infinity,
    latest: -Infinity,
    whole: true,
  };
  for (let from = begin; from < end && survey.highest < met.length; from += BLOCK) {
    const to = Math.min(from + BLOCK, end);
    surveyPersons(survey, person, from, to);
    if (survey.highest < met.length) countRows(counts, person, met, bits, from, to);
    surveyTimes(survey, at, from, to);
    const odd = oddTimes(at, from, to);
    if (odd > 0 && odd > missing(at, from, to)) survey.whole = false;
  }
  return { ...survey, counts: counts.slice(0, (survey.highest >>> bits) + 1) };
}

function surveyPersons(survey: FunnelSurvey, person: Int32Array, from: number, to: number): void {
  let { lowest, highest } = survey;
  for (let row = from; row < to; row++) {
    const who = person[row]!;
    highest = Math.max(highest, who);
    lowest = Math.min(lowest, who);
  }
  survey.lowest = lowest;
  survey.highest = highest;
}

function countRows(counts: Uint32Array, person: Int32Array, met: Uint8Array, bits: number, from: number, to: number) {
  for (let row = from; row < to; row++) {
    const who = person[row]!;
    if (who < 0) continue;
    met[who] = 1;
    counts[who >>> bits]!++;
  }
}

function surveyTimes(survey: FunnelSurvey, at: Float64Array, from: number, to: number): void {
  let { earliest, latest } = survey;
  for (let row = from; row < to; row++) {
    const time = at[row]!;
    if (time < earliest) earliest = time;
    if (time > latest) latest = time;
  }
  survey.earliest = earliest;
  survey.latest = latest;
}

function oddTimes(at: Float64Array, from: number, to: number): number {
  let odd = 0;
  for (let row = from; row < to; row++) if (Math.floor(at[row]!) !== at[row]) odd++;
  return odd;
}

function missing(at: Float64Array, from: number, to: number): number {
  let rows = 0;
  for (let row = from; row < to; row++) if (Number.isNaN(at[row]!)) rows++;
  return rows;
}
