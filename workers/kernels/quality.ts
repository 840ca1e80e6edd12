/** A column of which the missing values are counted. */
export interface CountedColumn {
  array: Int32Array | Int16Array | Int8Array | Uint8Array | Uint16Array | Uint32Array | Float32Array | Float64Array;
  /** The value that stands for "missing"; NaN always does. Codes below 0 are missing in text. */
  missing: number | "negative" | "none";
}

/** The rows `from` to `to` (exclusive) of a table of events. */
export interface QualityTask {
  from: number;
  to: number;
  at: Float64Array;
  /** Local offsets in minutes, -32768 where unknown. */
  offset: Int16Array;
  /** 1 for times of a lost clock, 2 for times to come. */
  wrong: Uint8Array;
  kind: Int32Array;
  kinds: number;
  source: Int32Array;
  sources: number;
  /** The first local day, counted from 1970, and how many there are. */
  firstDay: number;
  days: number;
  columns: readonly CountedColumn[];
}

/** Counts of {@link QualityCounts.sources} for each source. */
export const SOURCE_COUNTS = ["rows", "lost", "future", "timeless", "noOffset"] as const;
const PER_SOURCE = SOURCE_COUNTS.length;
/** Offsets are counted from -1024 to 1023 minutes. */
export const OFFSETS = 2048;

/** Counts; the last kind and the last source are those of rows without one. All of them add up over tasks. */
export interface QualityCounts {
  /** By day, kind, source. */
  volumes: Float64Array;
  /** By clock (0 local, 1 UTC), kind, hour; rows without an offset are by UTC on both, as their days are. */
  hours: Float64Array;
  /** By clock, kind, weekday from Monday. */
  weekdays: Float64Array;
  /** Rows without an offset among these: by day, kind, source; by kind, hour; by kind, weekday. */
  volumesByUtc: Float64Array;
  hoursByUtc: Float64Array;
  weekdaysByUtc: Float64Array;
  /** By source, offset. */
  offsets: Float64Array;
  /** By source: {@link SOURCE_COUNTS}. */
  sources: Float64Array;
  /** By column, source. */
  nulls: Float64Array;
}

/** First and last times: those of tasks are joined by least and greatest. */
export interface QualitySpans {
  /** By day, source. */
  dayFirst: Float64Array;
  dayLast: Float64Array;
  /** By source. */
  first: Float64Array;
  last: Float64Array;
  /** Rows whose time is before that of the row delivered before them: their source, and by how many milliseconds. */
  backSource: Int32Array;
  backBy: Float64Array;
}

const DAY = 86_400_000;
const HOUR = 3_600_000;
const UNKNOWN = -32768;

/** Counts what a table of events holds, in one pass over its times and one over each column. */
export function quality(task: QualityTask): { counts: QualityCounts; spans: QualitySpans } {
  const { from, to, at, offset, wrong, kind, source, firstDay, days, columns } = task;
  const kinds = task.kinds + 1;
  const sources = task.sources + 1;
  const counts: QualityCounts = {
    volumes: new Float64Array(days * kinds * sources),
    hours: new Float64Array(2 * kinds * 24),
    weekdays: new Float64Array(2 * kinds * 7),
    volumesByUtc: new Float64Array(days * kinds * sources),
    hoursByUtc: new Float64Array(kinds * 24),
    weekdaysByUtc: new Float64Array(kinds * 7),
    offsets: new Float64Array(sources * OFFSETS),
    sources: new Float64Array(sources * PER_SOURCE),
    nulls: new Float64Array(columns.length * sources),
  };
  const dayFirst = new Float64Array(days * sources).fill(Infinity);
  const dayLast = new Float64Array(days * sources).fill(-Infinity);
  const first = new Float64Array(sources).fill(Infinity);
  const last = new Float64Array(sources).fill(-Infinity);
  const backSource: number[] = [];
  const backBy: number[] = [];
  for (let i = from; i < to; i++) {
    const s = source[i]! < 0 ? sources - 1 : source[i]!;
    const k = kind[i]! < 0 ? kinds - 1 : kind[i]!;
    const time = at[i]!;
    const minutes = offset[i]!;
    counts.sources[s * PER_SOURCE]!++;
    if (minutes === UNKNOWN) counts.sources[s * PER_SOURCE + 4]!++;
    else if (minutes >= -1024 && minutes < 1024) counts.offsets[s * OFFSETS + minutes + 1024]!++;
    if (wrong[i]! > 0 || !(time - time === 0)) {
      counts.sources[s * PER_SOURCE + (wrong[i]! > 0 ? wrong[i]! : 3)]!++;
      continue;
    }
    const local = minutes === UNKNOWN ? time : time + minutes * 60_000;
    const day = Math.floor(local / DAY);
    const utcDay = Math.floor(time / DAY);
    const volume = ((day - firstDay) * kinds + k) * sources + s;
    const hour = k * 24 + Math.floor((local - day * DAY) / HOUR);
    const dayOfWeek = k * 7 + weekday(day);
    counts.volumes[volume]!++;
    counts.hours[hour]!++;
    counts.weekdays[dayOfWeek]!++;
    if (minutes === UNKNOWN) {
      counts.volumesByUtc[volume]!++;
      counts.hoursByUtc[hour]!++;
      counts.weekdaysByUtc[dayOfWeek]!++;
    }
    const place = (day - firstDay) * sources + s;
    if (time < dayFirst[place]!) dayFirst[place] = time;
    if (time > dayLast[place]!) dayLast[place] = time;
    if (time < first[s]!) first[s] = time;
    if (time > last[s]!) last[s] = time;
    counts.hours[(kinds + k) * 24 + Math.floor((time - utcDay * DAY) / HOUR)]!++;
    counts.weekdays[(kinds + k) * 7 + weekday(utcDay)]!++;
    if (i > 0 && time < at[i - 1]! && source[i] === source[i - 1] && wrong[i - 1] === 0) {
      backSource.push(s);
      backBy.push(at[i - 1]! - time);
    }
  }
  for (const [c, column] of columns.entries()) countMissing(column, task, counts.nulls, c * sources);
  const spans = {
    dayFirst,
    dayLast,
    first,
    last,
    backSource: Int32Array.from(backSource),
    backBy: Float64Array.from(backBy),
  };
  return { counts, spans };
}

/** 0 for Monday; 1 January 1970 was a Thursday. */
const weekday = (day: number) => (((day + 3) % 7) + 7) % 7;

function countMissing(
  { array, missing }: CountedColumn,
  { from, to, source, sources }: QualityTask,
  nulls: Float64Array,
  begin: number,
): void {
  if (missing === "none") return;
  const count = (i: number) => {
    nulls[begin + (source[i]! < 0 ? sources : source[i]!)]!++;
  };
  // one loop for each kind of array: one that meets several is several times slower
  if (missing === "negative") missingCodes(array as Int32Array, from, to, count);
  else if (array instanceof Float64Array) missingFloats(array, from, to, count);
  else for (let i = from; i < to; i++) if (array[i] === missing || Number.isNaN(array[i]!)) count(i);
}

function missingCodes(codes: Int32Array, from: number, to: number, count: (row: number) => void): void {
  for (let i = from; i < to; i++) if (codes[i]! < 0) count(i);
}

function missingFloats(floats: Float64Array, from: number, to: number, count: (row: number) => void): void {
  for (let i = from; i < to; i++) if (Number.isNaN(floats[i]!)) count(i);
}
