import type { PersonOrder } from "../../workers/kernels/person-order.ts";
import { sharedInt32, sharedUint8, sharedUint32 } from "../../workers/shared.ts";
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
  source: Int32Array<SharedArrayBuffer>;
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
}

/** Puts the rows that count in order. */
export async function toTimingLog(
  verb: string,
  rows: TimingRows,
  options: ComputeOptions & { workers: number },
): Promise<TimingLog> {
  const { at, isTrigger, isResponse, source, target, kind } = rows;
  const ids = sharedInt32(at.length);
  const sides = sharedInt32(at.length);
  for (let row = 0; row < at.length; row++) {
    ids[row] = isTrigger[row] === 1 ? source[row] : -1;
    sides[row] = ids[row] >= 0 ? 0 : isResponse[row] === 1 && target[row] >= 0 ? 1 : -1;
  }
  const [byId, byTime] = (await compute(
    verb,
    "personOrder",
    [
      { person: ids, at, from: 0, to: rows.sources },
      { person: sides, at, from: 0, to: 2 },
    ],
    options,
  )) as [PersonOrder, PersonOrder];
  const count = byId.rows.length;
  const triggers: Triggers = {
    at: byId.at as Float64Array<SharedArrayBuffer>,
    source: sharedInt32(count),
    kind: sharedUint8(count),
    row: Int32Array.from(byId.rows),
    offsets: byId.offsets,
    byTime: sharedUint32(count),
    times: byTime.at.subarray(0, count),
  };
  const placeOf = new Int32Array(at.length);
  for (let i = 0; i < count; i++) {
    const row = byId.rows[i];
    triggers.source[i] = source[row];
    triggers.kind[i] = kind[row];
    placeOf[row] = i;
  }
  for (let j = 0; j < count; j++) triggers.byTime[j] = placeOf[byTime.rows[j]];
  const others = byTime.rows.length - count;
  const responses: Responses = {
    at: byTime.at.subarray(count) as Float64Array<SharedArrayBuffer>,
    target: sharedInt32(others),
    rate: new Float32Array(others),
    row: Int32Array.from(byTime.rows.subarray(count)),
  };
  for (let k = 0; k < others; k++) responses.target[k] = target[responses.row[k]];
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
