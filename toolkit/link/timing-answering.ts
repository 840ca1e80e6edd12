import type { DelayLaw } from "../../workers/kernels/timing-task.ts";
import { sharedFloat64, sharedUint8, sharedUint32 } from "../../workers/shared.ts";
import { type ComputeOptions, compute } from "../core/compute.ts";
import { isAnswered, SHIFTS } from "./delay-law.ts";
import type { TimingLog, TimingRows } from "./timing-log.ts";
import { sampledTriggers } from "./timing-sample.ts";

const BINS = 5;

/**
 * The rows without the responses of kinds that follow triggers no more often than by chance, such as logins by password
 * among those by code; undefined where there are none such, or none else.
 */
export async function answeringRows(
  verb: string,
  log: TimingLog,
  law: DelayLaw,
  rows: TimingRows,
  within: number,
  options: ComputeOptions,
): Promise<TimingRows | undefined> {
  const { ways } = rows;
  if (!ways || ways.count < 2) return undefined;
  const { responses, triggers, span } = log;
  const step = law.step * law.density.length;
  const sent = triggers.times.filter((_, j) => law.answered[triggers.kind[triggers.byTime[j]]] > 0);
  const all = sharedUint32(responses.at.length);
  for (let k = 0; k < all.length; k++) all[k] = k;
  const each = (sent.length * step * (SHIFTS.length + 1) * BINS) / span;
  const places = sampledTriggers(all, each);
  const at = sharedFloat64(places.length);
  const classes = sharedUint8(places.length);
  const numbers = new Float64Array(ways.count);
  for (let j = 0; j < places.length; j++) {
    at[j] = responses.at[places[j]];
    classes[j] = ways.of[responses.row[places[j]]];
    numbers[classes[j]]++;
  }
  // looked at from the response: the trigger comes before it, in the middle one of five such stretches of time
  const logs = { triggers: at, classes, kinds: ways.count, responses: sent, begin: 0, end: at.length };
  const shifts = [0, ...SHIFTS.map((k) => Math.sign(k) * (2 * within + Math.abs(k) * 3e5))];
  const task = { ...logs, shifts, lowest: -(law.lowest + 3 * step), step, bins: BINS };
  const [counts] = await compute(verb, "delayCounts", [task], { ...options, workers: 0 });
  const count = (shift: number, way: number, bin: number) => counts[(shift * ways.count + way) * BINS + bin];
  const around = (of: (bin: number) => number) => of(0) + of(1) + of(3) + of(4);
  const answers = Uint8Array.from(numbers, (number, way) => {
    const chance = (bin: number) => SHIFTS.reduce((sum, _, s) => sum + count(s + 1, way, bin), 0) / SHIFTS.length;
    const outside = around((bin) => count(0, way, bin));
    const expected = (chance(2) * (outside + 1)) / (around(chance) + 1);
    const excess = count(0, way, 2) - expected;
    const z = excess / Math.sqrt(expected * (1 + 1 / SHIFTS.length + 1 / 4) + 1);
    return Number(number === 0 || isAnswered(z, excess / number));
  });
  if (!answers.includes(0) || !answers.some((yes, way) => yes === 1 && numbers[way] > 0)) return undefined;
  const isResponse = sharedUint8(rows.isResponse.length);
  for (let row = 0; row < isResponse.length; row++) isResponse[row] = rows.isResponse[row] & answers[ways.of[row]];
  return { ...rows, isResponse };
}
