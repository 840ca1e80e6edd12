import type { DelayLaw } from "../../workers/kernels/timing-task.ts";
import { sharedInt32 } from "../../workers/shared.ts";
import { type ComputeOptions, compute } from "../core/compute.ts";
import { SHIFTS } from "./delay-law.ts";
import type { TimingLog } from "./timing-log.ts";
import { sampledTriggers } from "./timing-sample.ts";

/** What both sides may hold alike, such as an address, and how much that says. */
export interface Agreement {
  /** Share of answers that hold the same as their trigger because they come from the same place. */
  share: number;
  /** What each trigger and each response holds, -1 for nothing. */
  trigger: Int32Array<SharedArrayBuffer>;
  response: Int32Array<SharedArrayBuffer>;
  /** How likely a response of just anybody at that hour holds the same as this one. */
  chance: Float32Array<SharedArrayBuffer>;
}

/** Codes of every row, and how many there are. */
export interface Held {
  codes: Int32Array;
  count: number;
}

/**
 * Learns from the log how often answers agree with their triggers beyond what moved responses do, and what share of those
 * who respond in the same hour hold the same: an address that many share says next to nothing, one of a household much.
 * Undefined where agreement is no more frequent than by chance.
 */
export async function learnAgreement(
  verb: string,
  log: TimingLog,
  law: DelayLaw,
  held: Held,
  within: number,
  options: ComputeOptions & { workers: number },
): Promise<Agreement | undefined> {
  const { triggers, responses, span } = log;
  const trigger = heldBy(triggers.row, held);
  const response = heldBy(responses.row, held);
  const width = law.step * law.density.length;
  const answered = (place: number) => law.answered[triggers.kind[place]] > 0;
  const places = sampledTriggers(log, (responses.at.length * width * (SHIFTS.length + 1)) / span).filter(answered);
  const shifts = [0, ...SHIFTS.map((k) => Math.sign(k) * (2 * within + Math.abs(k) * 3e5))];
  const [counts] = await compute(
    verb,
    "agreeCounts",
    [
      {
        triggers: Float64Array.from(places, (i) => triggers.at[i]),
        triggerHolds: Int32Array.from(places, (i) => trigger[i]),
        responses: responses.at,
        responseHolds: response,
        shifts,
        lowest: law.lowest,
        width,
      },
    ],
    { ...options, workers: 0 },
  );
  const mean = (of: 0 | 1) => SHIFTS.reduce((sum, _, s) => sum + counts[2 * (s + 1) + of], 0) / SHIFTS.length;
  const [pairs, alike] = [counts[0] - mean(0), counts[1] - mean(1)];
  if (!(alike > 4.3 * Math.sqrt(mean(1) * (1 + 1 / SHIFTS.length) + 1)) || !(pairs > 0)) return undefined;
  const byChance = mean(1) / Math.max(1, mean(0));
  const share = Math.min(0.999, (alike / pairs - byChance) / (1 - byChance));
  if (!(share > 0.01)) return undefined;
  return { share, trigger, response, chance: chances(log, response, held.count) };
}

function heldBy(rows: Int32Array, { codes }: Held): Int32Array<SharedArrayBuffer> {
  const held = sharedInt32(rows.length);
  for (let i = 0; i < rows.length; i++) held[i] = codes[rows[i]];
  return held;
}

const HOUR = 36e5;
/** An hour with few users is taken with so many of the whole log. */
const USUAL = 20;

/** For each response the share of those who respond in the same hour that hold the same. */
function chances({ responses, targets }: TimingLog, held: Int32Array, count: number): Float32Array<SharedArrayBuffer> {
  const { at, target } = responses;
  const chance = new Float32Array(new SharedArrayBuffer(4 * at.length)).fill(1);
  const ever = usersOf(held, target, 0, at.length, targets, new Float64Array(count));
  const here = new Float64Array(count);
  for (let begin = 0; begin < at.length; ) {
    const hour = Math.floor(at[begin] / HOUR);
    let end = begin + 1;
    while (end < at.length && Math.floor(at[end] / HOUR) === hour) end++;
    const users = usersOf(held, target, begin, end, targets, here);
    for (let k = begin; k < end; k++) {
      if (held[k] < 0) continue;
      const usual = ever.of[held[k]] / Math.max(1, ever.all);
      chance[k] = (here[held[k]] + USUAL * usual) / (users.all + USUAL);
    }
    for (let k = begin; k < end; k++) if (held[k] >= 0) here[held[k]] = 0;
    begin = end;
  }
  return chance;
}

/** Distinct users of each, and users that hold anything. */
function usersOf(
  held: Int32Array,
  target: Int32Array,
  begin: number,
  end: number,
  targets: number,
  of: Float64Array,
): { of: Float64Array; all: number } {
  const seen = new Set<number>();
  const users = new Set<number>();
  for (let k = begin; k < end; k++) {
    if (held[k] < 0) continue;
    users.add(target[k]);
    const key = held[k] * targets + target[k];
    if (seen.has(key)) continue;
    seen.add(key);
    of[held[k]]++;
  }
  return { of, all: users.size };
}
