import type { DelayLaw } from "../../workers/kernels/timing-task.ts";
import { sharedInt32 } from "../../workers/shared.ts";
import { type ComputeOptions, compute } from "../core/compute.ts";
import { SHIFTS } from "./delay-law.ts";
import { commonness } from "./timing-commonness.ts";
import type { TimingLog } from "./timing-log.ts";
import { sampledTriggers } from "./timing-sample.ts";

/** What both sides may hold alike, such as an address, and how much that says. */
export interface Agreement {
  /** Of the answers that hold anything, the share that hold the same as their trigger because they come from the same place. */
  share: number;
  /** How much likelier an answer holds nothing, and something, than a response by chance does. */
  nothing: number;
  something: number;
  /** Share of responses that hold nothing. */
  usuallyNothing: number;
  /** What each trigger and each response holds, -1 for nothing. */
  trigger: Int32Array<SharedArrayBuffer>;
  response: Int32Array<SharedArrayBuffer>;
  /** How likely a response of anybody else at that hour holds the same as this one. */
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
  const { lowest, width } = likeliestDelays(law);
  const answered = (place: number) => law.answered[triggers.kind[place]] > 0;
  const each = (responses.at.length * width * (SHIFTS.length + 1)) / span;
  const places = sampledTriggers(triggers.byTime, each)
    .map((j) => triggers.byTime[j])
    .filter(answered);
  const near = NEAR.map((k) => k * law.step * law.density.length);
  const shifts = [0, ...near, ...SHIFTS.map((k) => Math.sign(k) * (2 * within + Math.abs(k) * 3e5))];
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
        lowest,
        width,
      },
    ],
    { ...options, workers: 0 },
  );
  const levels = levelsOf(counts);
  if (!levels) return undefined;
  return { ...levels, trigger, response, chance: commonness(log, response, held.count) };
}

/** The run of delays in which answers stand out most from chance, whose noise grows with the root of the width. */
function likeliestDelays({ lowest, step, density }: DelayLaw): { lowest: number; width: number } {
  let [best, from, to] = [0, 0, density.length];
  for (let begin = 0; begin < density.length; begin++) {
    let sum = 0;
    for (let end = begin + 1; end <= density.length; end++) {
      sum += density[end - 1];
      if (sum <= best * Math.sqrt(end - begin)) continue;
      best = sum / Math.sqrt(end - begin);
      [from, to] = [begin, end];
    }
  }
  return { lowest: lowest + from * step, width: (to - from) * step };
}

/** Right beside the delays of answers, in widths of these. */
const NEAR = [-2, -1, 1, 2];

/**
 * What answers hold, as the excess over chance: of moved responses, as many as there are by chance right beside the answers.
 * An excess smaller than its own standard error is taken for that, and mixed with what chance says the more the less it is
 * known.
 */
function levelsOf(
  counts: Float64Array,
): Pick<Agreement, "share" | "nothing" | "something" | "usuallyNothing"> | undefined {
  const mean = (level: number, first: number, moves: number) => {
    let sum = 0;
    for (let s = first; s < first + moves; s++) sum += counts[3 * s + level];
    return sum / moves;
  };
  const near = [0, 1, 2].reduce((sum, level) => sum + mean(level, 1, NEAR.length), 0);
  const moved = [0, 1, 2].map((level) => mean(level, 1 + NEAR.length, SHIFTS.length));
  const usual = moved.map((pairs) => pairs / Math.max(1, moved[0] + moved[1] + moved[2]));
  const answers = counts[0] + counts[1] + counts[2] - near;
  const noise = usual.map((share) => Math.sqrt(near * share * (1 + 1 / SHIFTS.length) + 1));
  const excess = usual.map((share, level) => counts[level] - near * share);
  if (!(excess[2] > 4.3 * noise[2]) || !(answers > 0)) return undefined;
  const [nothing, another] = [0, 1].map((level) => {
    const asUsual = answers * usual[level];
    const known = asUsual ** 2 / (asUsual ** 2 + noise[level] ** 2);
    return known * Math.max(noise[level], excess[level]) + (1 - known) * asUsual;
  });
  const shown = another + excess[2];
  const byChance = usual[2] / Math.max(Number.MIN_VALUE, usual[1] + usual[2]);
  const share = (excess[2] / shown - byChance) / (1 - byChance);
  if (!(share > 0.01)) return undefined;
  return {
    share,
    nothing: usual[0] > 0 ? nothing / (nothing + shown) / usual[0] : 1,
    something: shown / (nothing + shown) / (1 - usual[0]),
    usuallyNothing: usual[0],
  };
}

function heldBy(rows: Int32Array, { codes }: Held): Int32Array<SharedArrayBuffer> {
  const held = sharedInt32(rows.length);
  for (let i = 0; i < rows.length; i++) held[i] = codes[rows[i]];
  return held;
}
