import type { PersonOrder } from "../../workers/kernels/person-order.ts";
import { sharedFloat64, sharedInt32, sharedUint8, sharedUint32 } from "../../workers/shared.ts";
import type { ComputeOptions } from "../core/compute.ts";
import { compute } from "../core/compute.ts";
import type { Held } from "./timing-agreement.ts";

/** Triggers and responses, ready to be compared. */
export interface TimingLog {
  /** Triggers ordered by source and time. */
  triggers: Triggers;
  /** Responses in the order of time. */
  responses: Responses;
  sources: number;
  targets: number;
  /** From the first to the last of them, in milliseconds. */
  span: number;
}

export interface Triggers {
  at: Float64Array<SharedArrayBuffer>;
  kind: Uint8Array<SharedArrayBuffer>;
  /** Where they stand in the events. */
  row: Int32Array;
  /** Those of source `s` lie from `offsets[s]` up to `offsets[s + 1]`. */
  offsets: Uint32Array;
  /** Their places in the order of time. */
  byTime: Uint32Array<SharedArrayBuffer>;
  /** Their times in that order. */
  times: Float64Array;
}

export interface Responses {
  at: Float64Array<SharedArrayBuffer>;
  target: Int32Array<SharedArrayBuffer>;
  /** How often its target responds at that hour of the day, per millisecond. */
  rate: Float32Array;
  row: Int32Array;
}

export interface TimingRows {
  at: Float64Array<SharedArrayBuffer>;
  isTrigger: Uint8Array;
  isResponse: Uint8Array;
  /** Codes, -1 where there is none. */
  source: Int32Array;
  target: Int32Array;
  /** The kind of each trigger, below `kinds`. */
  kind: Uint8Array;
  kinds: number;
  sources: number;
  targets: number;
  /** What a trigger and its response may both hold, such as an address. */
  held?: Held;
  /** The kind of each response, such as how somebody logged in, below `count`. */
  ways?: { of: Uint8Array; count: number };
}

/** Puts the rows that count in order: by time, and the triggers then dealt out to their sources. */
export async function toTimingLog(
  verb: string,
  rows: TimingRows,
  options: ComputeOptions & { workers: number },
): Promise<TimingLog> {
  const { source, target, kind } = rows;
  const byTime = inTime(rows) ?? (await ordered(verb, rows, options));
  const count = byTime.offsets[1];
  const triggers: Triggers = {
    at: sharedFloat64(count),
    kind: sharedUint8(count),
    row: new Int32Array(count),
    offsets: sharedUint32(rows.sources + 1),
    byTime: sharedUint32(count),
    times: byTime.at.subarray(0, count),
  };
  const { offsets, times } = triggers;
  for (let j = 0; j < count; j++) offsets[source[byTime.rows[j]] + 1]++;
  for (let s = 0; s < rows.sources; s++) offsets[s + 1] += offsets[s];
  const next = offsets.slice();
  for (let j = 0; j < count; j++) {
    const row = byTime.rows[j];
    const place = next[source[row]]++;
    triggers.at[place] = times[j];
    triggers.row[place] = row;
    triggers.kind[place] = kind[row];
    triggers.byTime[j] = place;
  }
  const others = byTime.rows.length - count;
  const responses: Responses = {
    at: byTime.at.subarray(count) as Float64Array<SharedArrayBuffer>,
    target: sharedInt32(others),
    rate: new Float32Array(others),
    row: new Int32Array(byTime.rows.buffer, 4 * count, others),
  };
  for (let k = 0; k < others; k++) responses.target[k] = target[responses.row[k]];
  const span = spanOf(triggers.times, responses.at);
  fillRates(responses, rows.targets, span);
  return { triggers, responses, sources: rows.sources, targets: rows.targets, span };
}

/** 0 for a trigger, 1 for a response, -1 for what is neither. */
function sideOf({ isTrigger, isResponse, source, target }: TimingRows, row: number): -1 | 0 | 1 {
  if (isTrigger[row] === 1 && source[row] >= 0) return 0;
  return isResponse[row] === 1 && target[row] >= 0 ? 1 : -1;
}

/** The rows of either side, where they come in the order of time; undefined where they do not. */
function inTime(rows: TimingRows): PersonOrder | undefined {
  const { at } = rows;
  const most = sum(rows.isTrigger);
  const order = sharedUint32(most + sum(rows.isResponse));
  const times = sharedFloat64(order.length);
  let [trigger, response, last] = [0, most, -Infinity];
  for (let row = 0; row < at.length; row++) {
    const side = sideOf(rows, row);
    const time = at[row];
    if (side < 0 || Number.isNaN(time)) continue;
    if (time < last) return undefined;
    last = time;
    const place = side === 0 ? trigger++ : response++;
    order[place] = row;
    times[place] = time;
  }
  if (trigger < most) {
    order.copyWithin(trigger, most, response);
    times.copyWithin(trigger, most, response);
  }
  const length = trigger + response - most;
  const offsets = sharedUint32(3);
  offsets.set([0, trigger, length]);
  return { rows: order.subarray(0, length), at: times.subarray(0, length), offsets };
}

function sum(flags: Uint8Array): number {
  let count = 0;
  for (let row = 0; row < flags.length; row++) count += flags[row];
  return count;
}

async function ordered(
  verb: string,
  rows: TimingRows,
  options: ComputeOptions & { workers: number },
): Promise<PersonOrder> {
  const sides = sharedInt32(rows.at.length);
  for (let row = 0; row < sides.length; row++) sides[row] = sideOf(rows, row);
  const [byTime] = await compute(verb, "personOrder", [{ person: sides, at: rows.at, from: 0, to: 2 }], options);
  return byTime as PersonOrder;
}

/** Of times in order. */
function spanOf(triggers: Float64Array, responses: Float64Array): number {
  const first = Math.min(triggers[0] ?? Infinity, responses[0] ?? Infinity);
  const last = Math.max(triggers.at(-1) ?? -Infinity, responses.at(-1) ?? -Infinity);
  return Math.max(1, last - first);
}

const HOUR = 36e5;

/** A target's own rate, times how busy the hour of the day is. */
function fillRates({ at, target, rate }: Responses, targets: number, span: number): void {
  const counts = new Int32Array(targets);
  const hours = new Float64Array(24).fill(1);
  const hourOf = new Uint8Array(at.length);
  for (let k = 0; k < at.length; k++) {
    const hour = ((Math.floor(at[k] / HOUR) % 24) + 24) % 24;
    hourOf[k] = hour;
    hours[hour]++;
    counts[target[k]]++;
  }
  const mean = at.length / 24 + 1;
  const busy = hours.map((count) => count / mean);
  for (let k = 0; k < at.length; k++) rate[k] = (counts[target[k]] / span) * busy[hourOf[k]];
}
