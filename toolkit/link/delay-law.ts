import type { DelayLaw } from "../../workers/kernels/timing-task.ts";
import { sharedFloat64, sharedUint8 } from "../../workers/shared.ts";
import { borders, type ComputeOptions, compute } from "../core/compute.ts";
import type { TimingLog } from "./timing-log.ts";
import { sampledTriggers } from "./timing-sample.ts";

/** How triggers of each kind are answered, as the log itself tells. */
export interface DelayEstimate {
  /** Undefined when no kind of trigger is answered beyond chance. */
  law: DelayLaw | undefined;
  /** Triggers of each kind, and how far the answered ones exceed chance, in standard errors. */
  triggers: number[];
  z: number[];
  /** Responses by chance that each trigger meets within the delays of the law. */
  candidates: number;
}

const BINS = 1800;
/** Responses are moved by so many times five minutes, beyond the window, to see what chance does. */
export const SHIFTS = [1, 2, 3, 4].flatMap((k) => [k, -k]);
const MINUTES = 6e4;

/**
 * Finds the delays at which responses follow triggers more often than chance, and how often they do. Chance is what the
 * same log shows when its responses are moved by some minutes: the hour of the day and everybody's own pace stay. Where
 * there are too many pairs for that, a sample of the triggers tells where to look again, with more of them.
 */
export async function estimateDelays(
  verb: string,
  log: TimingLog,
  kinds: number,
  within: number,
  options: ComputeOptions & { workers: number },
): Promise<DelayEstimate> {
  const { triggers, responses, span } = log;
  const step = (2 * within) / BINS;
  const each = (responses.at.length * step) / span;
  const count = async (some: Uint32Array, shifts: readonly number[], lowest: number, bins: number) => {
    const at = sharedFloat64(some.length);
    const classes = sharedUint8(some.length);
    for (let i = 0; i < some.length; i++) {
      at[i] = triggers.times[some[i]];
      classes[i] = triggers.kind[triggers.byTime[some[i]]];
    }
    const logs = { triggers: at, classes, kinds, responses: responses.at, shifts, lowest, step, bins };
    const threads = options.workers > 1 && some.length * each * bins > WORTH_THREADS ? options.workers : 0;
    const cuts = borders(at.length, Math.max(1, threads));
    const tasks = cuts.slice(1).map((end, i) => ({ ...logs, begin: cuts[i], end }));
    const counts = sumOf(await compute(verb, "delayCounts", tasks, { ...options, workers: threads }));
    const numbers = new Float64Array(kinds);
    for (const kind of classes) numbers[kind]++;
    const seen = Array.from({ length: kinds }, (_, kind) => counts.subarray(kind * bins, (kind + 1) * bins));
    return { counts, seen, numbers };
  };
  const totals = Array.from({ length: kinds }, () => 0);
  for (const kind of triggers.kind) totals[kind]++;

  const some = sampledTriggers(triggers.byTime, each * BINS * (SHIFTS.length + 1));
  const shifts = [0, ...SHIFTS.map((k) => Math.sign(k) * (2 * within + Math.abs(k) * 5 * MINUTES))];
  const first = await count(some, shifts, -within, BINS);
  const chance = Array.from({ length: kinds }, (_, kind) => {
    const mean = new Float64Array(BINS);
    for (let s = 1; s < shifts.length; s++) {
      for (let b = 0; b < BINS; b++) mean[b] += first.counts[(s * kinds + kind) * BINS + b] / SHIFTS.length;
    }
    return mean;
  });
  let lowest = -within;
  let found = answersIn({ ...first, chance, noise: 1 / SHIFTS.length });
  const around = Math.max(AROUND, 2 * (found.to - found.from));
  const bins = found.to - found.from + 2 * around;
  if (found.excess && some.length < triggers.at.length && found.from >= around && found.to + around <= BINS) {
    const more = sampledTriggers(triggers.byTime, each * bins, CLOSER);
    const begin = -within + (found.from - around) * step;
    const second = await count(more, [0], begin, bins);
    const again = answersIn({ ...second, chance: second.seen.map((bins) => asFarOff(bins, around)), noise: 0.25 });
    if (again.excess) {
      found = again;
      lowest = begin;
    }
  }
  const { from, to, z, answered, excess } = found;
  if (!excess) return { law: undefined, triggers: totals, z, candidates: 0 };
  const law = { lowest: lowest + from * step, step, density: toDensity(excess, step), answered };
  return { law, triggers: totals, z, candidates: each * (to - from) };
}

/** Fewer pairs than this are counted sooner than threads are asked. */
const WORTH_THREADS = 2e6;
/** So many pairs are enough for the closer look. */
const CLOSER = 8e6;
/** So many bins at least on either side of the answers are looked at again. */
const AROUND = 150;

/** What the bins would hold if all were as those farthest from the answers: half of those around them. */
function asFarOff(bins: Float64Array, around: number): Float64Array {
  const half = around >> 1;
  const mean = (sum(bins, 0, half) + sum(bins, bins.length - half, bins.length)) / (2 * half);
  return new Float64Array(bins.length).fill(mean);
}

/** Delays of each kind as they are, and as they would be by chance. */
interface Look {
  seen: readonly Float64Array[];
  chance: readonly Float64Array[];
  /** Triggers of each kind. */
  numbers: Float64Array;
  /** How much the variance of `chance` adds to that of counts. */
  noise: number;
}

interface Answers {
  /** The bins in which answers come, and how many in each; left out where there are none. */
  from: number;
  to: number;
  excess?: Float64Array;
  answered: Float64Array;
  z: number[];
}

/** Looks at all kinds together, then at those that are answered. */
function answersIn({ seen, chance, numbers, noise }: Look): Answers {
  const [kinds, bins] = [seen.length, seen[0].length];
  const levelled = (some: readonly number[]): [Float64Array, Float64Array] => {
    const real = sumOf(some.map((kind) => seen[kind]));
    const nulled = sumOf(some.map((kind) => chance[kind]));
    const level = usualRatio(real, nulled);
    return [real, nulled.map((bin) => bin * level)];
  };
  let told = Array.from({ length: kinds }, (_, kind) => kind);
  let from = 0;
  let to = bins;
  const answered = new Float64Array(kinds);
  const z = new Array<number>(kinds).fill(0);
  for (let look = 0; look < 2; look++) {
    ({ from, to } = support(...levelled(told)));
    if (from === to) return { from, to, answered, z };
    const inside = (bins: Float64Array) => sum(bins, from, to);
    const outside = (some: Float64Array) => sum(some, 0, bins) - inside(some);
    for (let kind = 0; kind < kinds; kind++) {
      const level = (outside(seen[kind]) + 1) / (outside(chance[kind]) + 1);
      const expected = inside(chance[kind]) * level;
      const excess = inside(seen[kind]) - expected;
      z[kind] = excess / Math.sqrt(expected * (1 + noise) + 1);
      answered[kind] = Math.min(0.999, Math.max(0, excess / Math.max(1, numbers[kind])));
      if (!isAnswered(z[kind], answered[kind])) answered[kind] = 0;
    }
    told = told.filter((kind) => answered[kind] > 0);
    if (told.length === 0) return { from, to, answered, z };
  }
  const [real, expected] = levelled(told);
  const excess = Float64Array.from({ length: to - from }, (_, b) => real[from + b] - expected[from + b]);
  return { from, to, excess, answered, z };
}

/** The delay before which half of the answers come, in milliseconds. */
export function middleDelay({ lowest, step, density }: DelayLaw): number {
  let sum = 0;
  let b = 0;
  while (b < density.length && sum + density[b]! * step < 0.5) sum += density[b++]! * step;
  return lowest + b * step + (0.5 - sum) / Math.max(density[b] ?? 0, Number.MIN_VALUE);
}

/** Beyond chance at one in a hundred thousand, and often enough to matter. */
export const isAnswered = (z: number, share: number) => z > 4.3 && share > 0.01;

const BLOCK = 30;

/** How much more there is than by chance in most places: the middle of the ratios of blocks, of which few hold answers. */
function usualRatio(real: Float64Array, chance: Float64Array): number {
  const ratios: number[] = [];
  for (let b = 0; b < real.length; b += BLOCK) {
    ratios.push((sum(real, b, b + BLOCK) + 1) / (sum(chance, b, b + BLOCK) + 1));
  }
  return ratios.sort((a, b) => a - b)[ratios.length >> 1]!;
}

/** The run of bins that holds most beyond chance, with a margin: the largest sum of excess less its own noise. */
export function support(real: Float64Array, chance: Float64Array): { from: number; to: number } {
  let best = 0;
  let from = 0;
  let to = 0;
  let run = 0;
  let began = 0;
  for (let b = 0; b < real.length; b++) {
    run += real[b]! - chance[b]! - 0.5 * Math.sqrt(chance[b]! + 1);
    if (run > best) {
      best = run;
      from = began;
      to = b + 1;
    }
    if (run <= 0) {
      run = 0;
      began = b + 1;
    }
  }
  [from, to] = [trimmed(real, chance, from, to, 1), trimmed(real, chance, to - 1, from - 1, -1) + 1];
  return { from: Math.max(0, from - 1), to: Math.min(real.length, to + Math.ceil((to - from) / 4)) };
}

/** Goes from one end towards the other past the bins whose sum could be chance. */
function trimmed(real: Float64Array, chance: Float64Array, begin: number, end: number, by: 1 | -1): number {
  let excess = 0;
  let noise = 1;
  let place = begin;
  for (let b = begin; b !== end; b += by) {
    excess += real[b]! - chance[b]!;
    noise += chance[b]!;
    if (excess > 3 * Math.sqrt(noise)) return place;
    place = b;
  }
  return begin;
}

/** Per millisecond, smoothed the more the later, and nowhere quite zero. */
export function toDensity(excess: Float64Array, step: number): Float64Array<SharedArrayBuffer> {
  const density = new Float64Array(new SharedArrayBuffer(excess.length * 8));
  let total = 0;
  for (let b = 0; b < excess.length; b++) {
    const width = Math.max(0.7, b * 0.08);
    let near = 0;
    let weights = 0;
    for (let k = Math.max(0, Math.ceil(b - 4 * width)); k <= Math.min(excess.length - 1, b + 4 * width); k++) {
      const weight = Math.exp(-((k - b) ** 2) / (2 * width * width));
      near += weight * excess[k]!;
      weights += weight;
    }
    density[b] = Math.max(0, near / weights);
    total += density[b]!;
  }
  const least = 1e-4 / (excess.length * step);
  for (let b = 0; b < density.length; b++) density[b] = Math.max(least, density[b]! / total / step);
  return density;
}

function sumOf(lists: readonly Float64Array[]): Float64Array {
  const total = new Float64Array(lists[0]!.length);
  for (const list of lists) for (let b = 0; b < total.length; b++) total[b]! += list[b]!;
  return total;
}

function sum(bins: Float64Array, from: number, to: number): number {
  let total = 0;
  for (let b = from; b < to; b++) total += bins[b]!;
  return total;
}
