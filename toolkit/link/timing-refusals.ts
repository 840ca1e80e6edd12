import type { DelayLaw } from "../../workers/kernels/timing-task.ts";
import { type ComputeOptions, compute } from "../core/compute.ts";
import { formatDuration } from "../core/duration.ts";
import { PhonographError } from "../core/errors.ts";
import type { TimingLog } from "./timing-log.ts";
import { sampledTriggers } from "./timing-sample.ts";

/** More responses after a trigger than this, and time tells nobody apart. */
const MOST_CANDIDATES = 50;

/** Refuses traffic in which each trigger meets too many responses, and says which window would do. */
export function refuseCrowds(verb: string, law: DelayLaw, each: number): void {
  if (!(each > MOST_CANDIDATES)) return;
  const { lowest, step, density } = law;
  const width = step * density.length;
  let b = 0;
  for (let mass = 0; b < density.length && mass < 0.99; b++) mass += density[b] * step;
  const most = Math.max(Math.abs(lowest), Math.abs(lowest + b * step));
  const enough = Math.ceil(most / 1000);
  const left = (each * Math.min(width, b * step)) / width;
  throw new PhonographError({
    code: "option/invalid",
    verb,
    rule: `a trigger must not meet more than ${MOST_CANDIDATES} responses within the delays at which answers come`,
    found: `${Math.round(each).toLocaleString("en")} responses a trigger, between ${formatDuration(lowest)} and ${formatDuration(lowest + width)} after it`,
    hint:
      left <= MOST_CANDIDATES
        ? `within: "${enough}s" holds 99 % of the answers, with ${Math.round(left)} responses a trigger${without(verb)}`
        : `narrower patterns, such as one company's codes or one kind of login, or a part of the users at a time${without(verb)}`,
  });
}

/** Who links may not have asked for timing: it is looked at where there are codes and logins. */
const without = (verb: string) => (verb === "link" ? "; cooccur: [] links without timing" : "");

const FURTHEST = 14 * 36e5;
const STEP = 1e4;
const BINS = (2 * FURTHEST) / STEP;
/** Bins on each side that a peak is compared with: half an hour. */
const AROUND = 180;
/** A peak as high as this is no chance among so many bins, and as a share of triggers it matters. */
const NOTABLE = { z: 10, share: 0.02 };

/** Where nothing answers within the window: refuses clocks that are hours apart, as their peak lies elsewhere. */
export async function refuseClocksApart(
  verb: string,
  log: TimingLog,
  within: number,
  options: ComputeOptions & { workers: number },
): Promise<void> {
  const { triggers, responses, span } = log;
  const places = sampledTriggers(triggers.byTime, (responses.at.length * 2 * FURTHEST) / Math.max(span, 2 * FURTHEST));
  const [counts] = await compute(
    verb,
    "delayCounts",
    [
      {
        triggers: Float64Array.from(places, (j) => triggers.times[j]),
        classes: new Uint8Array(places.length),
        kinds: 1,
        responses: responses.at,
        shifts: [0],
        lowest: -FURTHEST,
        step: STEP,
        bins: BINS,
        begin: 0,
        end: places.length,
      },
    ],
    { ...options, workers: 0 },
  );
  const peak = highest(counts, within);
  if (peak === undefined || peak.excess < NOTABLE.share * places.length) return;
  const early = peak.delay < 0;
  const by = formatDuration(Math.abs(peak.delay));
  throw new PhonographError({
    code: "option/invalid",
    verb,
    rule: `the clocks of triggers and responses must agree within ${formatDuration(within)}`,
    found: `responses come ${by} ${early ? "before" : "after"} triggers far more often than at other delays`,
    hint: `correct one clock in normalise, such as clock: "${early ? "+" : "-"}${inUnits(peak.delay)}" for the responses${without(verb)}`,
  });
}

const QUARTER = 15;

/** Clocks are mostly wrong by their time zone: what is near a quarter of an hour is taken for it. */
function inUnits(delay: number): string {
  const minutes = Math.round(Math.abs(delay) / 6e4);
  const whole = Math.round(minutes / QUARTER) * QUARTER;
  const by = Math.abs(minutes - whole) <= 2 ? whole : minutes;
  return by % 60 === 0 ? `${by / 60}h` : `${by}m`;
}

function highest(counts: Float64Array, within: number): { delay: number; excess: number } | undefined {
  const sums = new Float64Array(counts.length + 1);
  for (let b = 0; b < counts.length; b++) sums[b + 1] = sums[b] + counts[b];
  const sumOf = (from: number, to: number) => sums[Math.min(counts.length, to)] - sums[Math.max(0, from)];
  let best: { delay: number; excess: number } | undefined;
  let most = NOTABLE.z;
  for (let b = 6; b < counts.length - 6; b++) {
    const delay = -FURTHEST + (b + 0.5) * STEP;
    if (Math.abs(delay) < within) continue;
    const here = sumOf(b - 3, b + 4);
    const bins = Math.min(counts.length, b + AROUND) - Math.max(0, b - AROUND) - 13;
    const usual = ((sumOf(b - AROUND, b - 6) + sumOf(b + 7, b + AROUND)) / bins) * 7;
    const z = (here - usual) / Math.sqrt(usual + 1);
    if (z > most) {
      most = z;
      best = { delay, excess: here - usual };
    }
  }
  return best;
}
