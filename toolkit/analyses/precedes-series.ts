import type { PrecedenceCounts } from "../../workers/kernels/precedence.ts";
import type { PrecedenceSeries } from "../../workers/kernels/precedence-series.ts";
import { borders, compute, workersFor } from "../core/compute.ts";
import { hash32 } from "../core/random.ts";
import { caseSeries, type SeriesEffect } from "../core/statistics/sccs.ts";
import type { Interval } from "../core/statistics/wilson.ts";
import { type OrderedEvents, timeOf } from "./precedes-count.ts";
import type { PrecedesSpec } from "./precedes-options.ts";
import type { PrecedenceSeriesResult } from "./precedes-result.ts";

/** More people are not looked at: those with the least hash of their id are taken. */
const MOST_PEOPLE = 3000;
const DAY = 864e5;

/**
 * The self-controlled case series of people with both, over windows after and before triggers, within the same hour of the
 * person's own day, adjusted for stretches of the calendar: a week, of data longer than half a year 30 days.
 */
export async function seriesOf(
  spec: PrecedesSpec,
  ordered: OrderedEvents,
  counts: PrecedenceCounts,
  who: { idOf: (person: number) => number; aheadOf: (person: number) => number },
): Promise<PrecedenceSeriesResult | undefined> {
  const all: number[] = [];
  for (let p = 0; p < counts.responses.length; p++) {
    if (counts.responses[p] > 0 && counts.triggers[p] > 0 && counts.last[p] > counts.first[p]) all.push(p);
  }
  const people = all.length > MOST_PEOPLE ? fewest(all, (p) => hash32(who.idOf(p), spec.seed)) : all;
  if (people.length === 0) return undefined;
  const cells = await cellsOf(spec, ordered, counts, people, who.aheadOf);
  const factors = [cells.exposure.map((e) => e - 1), levels(cells)];
  const effects = 1 + factors.reduce((most, f) => f.reduce((m, v) => Math.max(m, v), most), 1);
  const { stratum: person, time, count } = cells;
  const { effects: found, converged } = caseSeries({ person, time, count, factors, effects }, spec.confidence);
  if (Number.isNaN(found[0].log)) return undefined;
  return Object.freeze({
    ...{ ratio: toInterval(found[0]), p: found[0].p, before: toInterval(found[1]) },
    adjusted: Object.freeze(["hour of the person's day", stretchOf(counts) > 7 * DAY ? "30 days" : "week"]),
    ...{ people: people.length, of: all.length, converged },
  });
}

function toInterval({ ratio, lower, upper }: SeriesEffect): Interval {
  return { estimate: ratio, lower, upper };
}

function fewest(people: readonly number[], rank: (person: number) => number): number[] {
  const ranked = people.map((person) => [rank(person), person]).sort(([a], [b]) => a - b);
  return ranked
    .slice(0, MOST_PEOPLE)
    .map(([, person]) => person)
    .sort((a, b) => a - b);
}

function stretchOf(counts: PrecedenceCounts): number {
  const [from, to] = timeOf(counts);
  return to - from > 183 * DAY ? 30 * DAY : 7 * DAY;
}

async function cellsOf(
  spec: PrecedesSpec,
  { at, tag, offsets, whole }: OrderedEvents,
  counts: PrecedenceCounts,
  people: readonly number[],
  aheadOf: (person: number) => number,
): Promise<PrecedenceSeries> {
  const { verb, within, compute: run } = spec;
  const [origin, to] = timeOf(counts);
  const stretch = stretchOf(counts);
  const workers = workersFor(verb, at.length, run);
  const cuts = borders(people.length, Math.max(1, workers));
  const task = {
    at,
    tag,
    offsets,
    window: within,
    whole,
    origin,
    stretch,
    stretches: Math.floor((to - origin) / stretch) + 1,
  };
  const tasks = cuts.slice(1).map((end, i) => {
    const own = people.slice(cuts[i], end);
    return { ...task, people: Int32Array.from(own), ahead: Float64Array.from(own, aheadOf) };
  });
  const parts = await compute(verb, "precedenceSeries", tasks, { ...run, workers });
  const joined = (pick: (part: PrecedenceSeries) => Int32Array) =>
    Int32Array.from(parts.flatMap((part) => Array.from(pick(part))));
  return {
    ...{ stratum: joined((p) => p.stratum), exposure: joined((p) => p.exposure) },
    ...{ stretch: joined((p) => p.stretch), count: joined((p) => p.count) },
    time: Float64Array.from(parts.flatMap((part) => Array.from(part.time))),
  };
}

/** Effects of stretches, from 2 on; each is compared with the one that has most responses. */
function levels({ stretch, count }: PrecedenceSeries): Int32Array {
  const outcomes: number[] = [];
  for (let r = 0; r < stretch.length; r++) outcomes[stretch[r]] = (outcomes[stretch[r]] ?? 0) + count[r];
  const most = outcomes.reduce((best, n, level) => (n > (outcomes[best] ?? -1) ? level : best), 0);
  let next = 2;
  const numbers = Array.from(outcomes, (n, level) => (n === undefined || level === most ? -1 : next++));
  return stretch.map((value) => numbers[value]);
}
