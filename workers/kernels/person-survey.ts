export interface PersonSurveyTask {
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
export interface PersonSurvey {
  /** Rows of each run of persons. */
  counts: Uint32Array;
  /** The highest person, -1 where there is none; Infinity where there is one without a place in `met`: no more is told. */
  highest: number;
  /** Of the times that are not missing; Infinity and -Infinity without any. */
  earliest: number;
  latest: number;
  /** Whether all times are whole numbers. */
  whole: boolean;
  /** Rows without a time. */
  timeless: number;
}

/**
 * A loop that is called for each block is compiled from its beginning, which makes it several times faster than a long one;
 * and a block read once more is still in the cache.
 */
const BLOCK = 2048;

/** Looks over the persons and times of a range of rows. */
export function personSurvey({ person, at, begin, end, met, bits }: PersonSurveyTask): PersonSurvey {
  const counts = new Uint32Array(Math.ceil(met.length / 2 ** bits));
  const survey = { counts, highest: -1, earliest: Infinity, latest: -Infinity, whole: true, timeless: 0 };
  for (let from = begin; from < end && survey.highest < Infinity; from += BLOCK) {
    const to = Math.min(from + BLOCK, end);
    survey.highest = Math.max(survey.highest, countRows(counts, person, met, bits, from, to));
    const odd = surveyTimes(survey, at, from, to);
    if (odd === 0) continue;
    const timeless = missing(at, from, to);
    survey.timeless += timeless;
    if (odd > timeless) survey.whole = false;
  }
  return { ...survey, counts: counts.slice(0, (survey.highest >>> bits) + 1) };
}

/** What is marked already is not written again: threads that write the same places wait for each other. */
function countRows(
  counts: Uint32Array,
  person: Int32Array,
  met: Uint8Array,
  bits: number,
  from: number,
  to: number,
): number {
  const places = met.length;
  let highest = -1;
  let fits = true;
  for (let row = from; row < to; row++) {
    const who = person[row]!;
    if (who >= 0 && who < places) {
      if (met[who] === 0) met[who] = 1;
      counts[who >>> bits]!++;
      if (who > highest) highest = who;
    } else if (who !== -1) fits = false;
  }
  return fits ? highest : Infinity;
}

/** The limits of times, and how many are no whole numbers, missing ones among them. */
function surveyTimes(survey: PersonSurvey, at: Float64Array, from: number, to: number): number {
  let { earliest, latest } = survey;
  let odd = 0;
  for (let row = from; row < to; row++) {
    const time = at[row]!;
    if (time < earliest) earliest = time;
    if (time > latest) latest = time;
    if (Math.floor(time) !== time) odd++;
  }
  survey.earliest = earliest;
  survey.latest = latest;
  return odd;
}

function missing(at: Float64Array, from: number, to: number): number {
  let rows = 0;
  for (let row = from; row < to; row++) if (Number.isNaN(at[row]!)) rows++;
  return rows;
}
