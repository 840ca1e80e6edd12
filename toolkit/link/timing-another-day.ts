import { sharedFloat64, sharedInt32, sharedUint32 } from "../../workers/shared.ts";
import type { Agreement } from "./timing-agreement.ts";
import type { TimingLog } from "./timing-log.ts";

const DAY = 864e5;
/** Of so many sources the share of false links is known well enough: to 0.001 where it is 0.01, nineteen times in twenty. */
export const CONTROL_SOURCES = 1 << 15;

/**
 * The log with all responses, and the triggers of a sample of the sources: of the first ones, as sources are numbered by
 * the hash of their text.
 */
export function sampleOf(log: TimingLog, enough = CONTROL_SOURCES): TimingLog {
  if (log.sources <= enough) return log;
  const { offsets, at, kind, row, byTime, times } = log.triggers;
  const count = offsets[enough];
  const places = sharedUint32(count);
  const some = new Float64Array(count);
  for (let j = 0, n = 0; j < byTime.length; j++) {
    if (byTime[j] >= count) continue;
    places[n] = byTime[j];
    some[n++] = times[j];
  }
  const triggers = {
    at: at.subarray(0, count),
    kind: kind.subarray(0, count),
    row: row.subarray(0, count),
    offsets: offsets.subarray(0, enough + 1),
    byTime: places,
    times: some,
  };
  return { ...log, triggers, sources: enough };
}

/** A log whose responses are those of another day. */
export interface AnotherDay {
  log: TimingLog;
  agreement: Agreement | undefined;
  /** When a response of it, told by its place, was in truth. */
  inTruth: (response: number) => number;
}

/** The same log with its responses a day later, those of the last day on the first: whatever follows a trigger is chance. */
export function anotherDay(log: TimingLog, agreement?: Agreement): AnotherDay {
  const { at, target, rate, row } = log.responses;
  const first = at[0] ?? 0;
  const length = Math.max(1, (at[at.length - 1] ?? 0) - first + 1);
  const shift = length > 2 * DAY ? DAY : length / 2;
  const begin = at.findIndex((time) => time - first + shift >= length);
  const cut = begin < 0 ? at.length : begin;
  const turned = <A extends Float64Array | Float32Array | Int32Array>(array: A, into: A): A => {
    into.set(array.subarray(cut));
    into.set(array.subarray(0, cut), array.length - cut);
    return into;
  };
  const times = turned(at, sharedFloat64(at.length));
  for (let k = 0; k < at.length; k++) times[k] += k < at.length - cut ? shift - length : shift;
  const moved = {
    ...log,
    responses: {
      at: times,
      target: turned(target, sharedInt32(at.length)),
      rate: turned(rate, new Float32Array(at.length)),
      row: turned(row, new Int32Array(at.length)),
    },
  };
  const inTruth = (response: number) => at[(response + cut) % at.length];
  if (!agreement) return { log: moved, agreement, inTruth };
  const chance = turned(agreement.chance, new Float32Array(new SharedArrayBuffer(4 * at.length)));
  const alike = { ...agreement, response: turned(agreement.response, sharedInt32(at.length)), chance };
  return { log: moved, agreement: alike, inTruth };
}
