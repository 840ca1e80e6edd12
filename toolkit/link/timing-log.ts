import type { PersonOrder } from "../../workers/kernels/person-order.ts";
import { sharedFloat64, sharedInt32, sharedUint8 } from "../../workers/shared.ts";
import type { ComputeOptions } from "../core/compute.ts";
import { compute } from "../core/compute.ts";

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
  source: Int32Array<SharedArrayBuffer>;
  kind: Uint8Array<SharedArrayBuffer>;
  /** Where they stand in the events. */
  row: Int32Array;
}

export interface Responses {
  at: Float64Array<SharedArrayBuffer>;
  target: Int32Array<SharedArrayBuffer>;
  /** How often its target responds at that hour of the day, per millisecond. */
  rate: Float64Array<SharedArrayBuffer>;
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
}

/** Puts the rows that count in order. */
export async function toTimingLog(
  verb: string,
  rows: TimingRows,
  options: ComputeOptions & { workers: number },
): Promise<TimingLog> {
  const { at, isTrigger, isResponse, source, target, kind } = rows;
  const mine = sharedInt32(at.length);
  const theirs = sharedInt32(at.length);
  for (let row = 0; row < at.length; row++) {
    mine[row] = isTrigger[row] === 1 ? source[row]! : -1;
    theirs[row] = isResponse[row] === 1 && target[row]! >= 0 ? 0 : -1;
  }
  const [byId, byTime] = (await compute(
    verb,
    "personOrder",
    [
      { person: mine, at, from: 0, to: rows.sources },
      { person: theirs, at, from: 0, to: 1 },
    ],
    options,
  )) as [PersonOrder, PersonOrder];
  const triggers = {
    at: byId.at as Float64Array<SharedArrayBuffer>,
    source: sharedInt32(byId.rows.length),
    kind: sharedUint8(byId.rows.length),
    row: Int32Array.from(byId.rows),
  };
  for (let i = 0; i < byId.rows.length; i++) {
    triggers.source[i] = source[byId.rows[i]!]!;
    triggers.kind[i] = kind[byId.rows[i]!]!;
  }
  const responses = {
    at: byTime.at as Float64Array<SharedArrayBuffer>,
    target: sharedInt32(byTime.rows.length),
    rate: sharedFloat64(byTime.rows.length),
    row: Int32Array.from(byTime.rows),
  };
  for (let k = 0; k < byTime.rows.length; k++) responses.target[k] = target[byTime.rows[k]!]!;
  const span = spanOf(triggers.at, responses.at);
  fillRates(responses, rows.targets, span);
  return { triggers, responses, sources: rows.sources, targets: rows.targets, span };
}

function spanOf(triggers: Float64Array, responses: Float64Array): number {
  let first = responses[0] ?? 0;
  let last = responses.at(-1) ?? 0;
  for (const at of triggers) {
    if (at < first) first = at;
    if (at > last) last = at;
  }
  return Math.max(1, last - first);
}

const HOUR = 36e5;

/** A target's own rate, times how busy the hour of the day is. */
function fillRates({ at, target, rate }: Responses, targets: number, span: number): void {
  const counts = new Int32Array(targets);
  const hours = new Float64Array(24).fill(1);
  const hourOf = (time: number) => ((Math.floor(time / HOUR) % 24) + 24) % 24;
  for (let k = 0; k < at.length; k++) {
    counts[target[k]!]!++;
    hours[hourOf(at[k]!)]!++;
  }
  const mean = at.length / 24 + 1;
  for (let k = 0; k < at.length; k++) rate[k] = (counts[target[k]!]! / span) * (hours[hourOf(at[k]!)]! / mean);
}

const DAY = 864e5;

/** The same log with its responses a day later, those of the last day on the first: whatever follows a trigger is chance. */
export function anotherDay(log: TimingLog): TimingLog {
  const { at, target, rate, row } = log.responses;
  const first = at[0] ?? 0;
  const length = Math.max(1, (at.at(-1) ?? 0) - first + 1);
  const shift = length > 2 * DAY ? DAY : length / 2;
  const begin = at.findIndex((time) => time - first + shift >= length);
  const cut = begin < 0 ? at.length : begin;
  const turned = <A extends Float64Array<SharedArrayBuffer> | Int32Array>(array: A): A => {
    const copy = array.slice();
    copy.set(array.subarray(cut));
    copy.set(array.subarray(0, cut), array.length - cut);
    return copy as A;
  };
  const times = sharedFloat64(at.length);
  for (let k = 0; k < at.length; k++) {
    const moved = at[(k + cut) % at.length]! + shift;
    times[k] = k < at.length - cut ? moved - length : moved;
  }
  const targets = sharedInt32(at.length);
  const rates = sharedFloat64(at.length);
  targets.set(turned(target));
  rates.set(turned(rate));
  return { ...log, responses: { at: times, target: targets, rate: rates, row: turned(row) } };
}
