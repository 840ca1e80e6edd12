import type { FunnelLevels } from "../../workers/kernels/funnel.ts";
import type { FunnelDealt } from "../../workers/kernels/funnel-deal.ts";
import type { Exclusion } from "../core/about.ts";
import { borders, type ComputeOptions, compute, workersFor } from "../core/compute.ts";
import type { Duration } from "../core/duration.ts";
import { PhonographError } from "../core/errors.ts";
import type { Events } from "../core/events.ts";
import type { Persons } from "../core/persons.ts";
import { timesOf } from "../core/times.ts";
import { type StepClasses, stepClasses } from "./funnel-classes.ts";
import { toDealing } from "./funnel-deal.ts";
import type { FunnelStep } from "./funnel-steps.ts";
import { surveyEvents } from "./funnel-survey.ts";
import { unmatchedStep } from "./funnel-unmatched.ts";

/** Every choice of a funnel, read and checked. */
export interface FunnelSpec {
  verb: string;
  steps: readonly FunnelStep[];
  /** Milliseconds, and as written. */
  within: number;
  window: Duration;
  entry: "best" | "first";
  ties: "ordered" | "strict";
  recent: "exclude" | "include";
  confidence: number;
  /** The end of the data, when the caller knows it better than the last event does. */
  asOf: number | undefined;
  compute: ComputeOptions;
}

/** Everyone who entered, and how far they got. */
export interface Reached {
  /** By person; persons are numbered as in `persons`. */
  parts: readonly FunnelLevels[];
  persons: Persons;
  peopleIn: number;
  recentEntrants: number;
  excluded: Exclusion[];
  /** The end of the data, UTC ms. */
  asOf: number;
  /** Threads for what is still to do; 0 for none. */
  workers: number;
}

/** How far each person gets: rows are dealt to persons, then people get their levels, both split over the threads. */
export async function reachedBy(events: Events, spec: FunnelSpec): Promise<Reached> {
  const { verb, steps, within, entry, ties, recent } = spec;
  const at = timesOf(verb, events);
  if (at.length === 0) throw unmatchedStep(verb, events, steps[0]!, 0);
  const workers = workersFor(verb, at.length, spec.compute);
  const run = { ...spec.compute, workers };
  const ends = borders(at.length, Math.max(1, workers));
  const ranges = ends.slice(1).map((end, i) => ({ begin: ends[i]!, end }));

  const patterns = steps.map(({ pattern }) => pattern);
  const { columns, start, sets, setOffsets, setSteps, firstSingle } = stepClasses(verb, events, patterns);
  const survey = await surveyEvents(verb, events, at, ranges, run);
  const dealing = toDealing(at, sets.length, survey);
  const rows = { columns, start, count: sets.length, person: survey.persons.rows, at };
  const dealt = await compute(
    verb,
    "funnelDeal",
    ranges.map((range, part) => ({ ...rows, ...range, to: dealing.to[part]! })),
    run,
  );
  refuseUnmatched(spec, events, sets, dealt);

  const unlinked = total(dealt.map((part) => part.unlinked));
  const asOf = spec.asOf ?? survey.latest;
  const task = {
    ...{ steps: steps.length, setOffsets, setSteps, firstSingle, within, strict: ties === "strict" },
    ...{ complete: asOf - within, recent: recent === "include", onlyFirst: entry === "first" },
  };
  const parts = await compute(
    verb,
    "funnel",
    dealing.events.map((part) => ({ ...task, events: part })),
    run,
  );
  return {
    parts,
    persons: survey.persons,
    peopleIn: survey.peopleIn,
    recentEntrants: total(parts.map((part) => part.recentEntrants)),
    excluded: [
      { reason: "no person, could fill a step", rows: unlinked },
      { reason: "no person, fills no step", rows: at.length - survey.linked - unlinked },
      { reason: "no time, could fill a step", rows: total(dealt.map((part) => part.timeless)) },
    ],
    asOf,
    workers,
  };
}

function refuseUnmatched(spec: FunnelSpec, events: Events, sets: StepClasses["sets"], dealt: FunnelDealt[]): void {
  const matched = new Set(sets.flatMap((set, c) => (dealt.some(({ seen }) => seen[c] === 1) ? set : [])));
  const index = spec.steps.findIndex((_, step) => !matched.has(step));
  if (index >= 0) throw unmatchedStep(spec.verb, events, spec.steps[index]!, index);
}

/** Where only people are left who entered too late for a whole window, a rate would say nothing. */
export function refuseOnlyRecent({ verb, recent, window }: FunnelSpec, reached: Reached): void {
  const someLeft = reached.parts.some(({ people }) => people.length > 0);
  if (recent === "include" || someLeft || reached.recentEntrants === 0) return;
  throw new PhonographError({
    code: "option/invalid",
    verb,
    rule: `nobody has had the whole window of ${window} by the end of the data`,
    found: `${reached.recentEntrants.toLocaleString("en-GB")} people, all entered later; the data end at ${new Date(reached.asOf).toISOString()}`,
    hint: 'a shorter window, or recent: "include" and read the rates as "so far"',
  });
}

const total = (numbers: readonly number[]) => numbers.reduce((sum, n) => sum + n, 0);
