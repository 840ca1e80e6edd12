import { bucketBits, toDealt } from "../../workers/kernels/person-order-deal.ts";
import { sharedUint32 } from "../../workers/shared.ts";
import type { Exclusion } from "../core/about.ts";
import { borders, type ComputeOptions, compute, workersFor } from "../core/compute.ts";
import type { Duration } from "../core/duration.ts";
import { PhonographError } from "../core/errors.ts";
import type { Events } from "../core/events.ts";
import { type Persons, personsOf } from "../core/persons.ts";
import { numbersOf } from "../core/table.ts";
import { type StepClasses, stepClasses } from "./funnel-classes.ts";
import type { FunnelStep } from "./funnel-steps.ts";
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

/** Everyone who entered, by person, and how far they got. */
export interface Reached {
  /** Person numbers (see `persons`), ascending. */
  people: Int32Array;
  persons: Persons;
  /** Steps reached, 1 to the number of steps. */
  levels: Uint16Array;
  /** When each step was reached, person after person: `levels[i]` times from `offsets[i]`. */
  times: Float64Array;
  offsets: Uint32Array;
  recentEntrants: number;
  excluded: Exclusion[];
  /** The end of the data, UTC ms. */
  asOf: number;
}

/** How far each person gets: rows to classes, then people to levels, both split over the threads. */
export async function reachedBy(events: Events, spec: FunnelSpec): Promise<Reached> {
  const { verb, steps, within, entry, ties, recent } = spec;
  const at = numbersOf(verb, events, "at");
  const persons = personsOf(verb, events);
  const person = persons.rows;
  const rows = at.length;
  if (rows === 0) throw unmatchedStep(verb, events, steps[0]!, 0);
  const workers = workersFor(verb, rows, spec.compute);
  const parts = Math.max(1, workers);
  const run = { ...spec.compute, workers };

  const patterns = steps.map(({ pattern }) => pattern);
  const { columns, start, sets, setOffsets, setSteps, firstSingle } = stepClasses(verb, events, patterns);
  const classes = new Uint16Array(new SharedArrayBuffer(2 * rows));
  const bits = bucketBits(rows, persons.ids.length);
  const buckets = Math.ceil(persons.ids.length / 2 ** bits);
  const ends = borders(rows, parts);
  const ranges = ends.slice(1).map((end, i) => ({ begin: ends[i]!, end }));
  const shared = { columns, start, count: sets.length, person, at, classes, bits, buckets };
  const counts = await compute(
    verb,
    "funnelClasses",
    ranges.map((range) => ({ ...shared, ...range })),
    run,
  );
  refuseUnmatched(spec, events, sets, sum(counts.map((part) => part.rows)));

  const { nexts, places } = placesOf(counts.map(({ dealt }) => dealt));
  const dealt = toDealt(places, SharedArrayBuffer);
  const deal = { person, at, tag: classes, from: 0, to: persons.ids.length, bits, dealt };
  await compute(
    verb,
    "personDeal",
    ranges.map((range, i) => ({ ...deal, ...range, next: nexts[i]! })),
    run,
  );
  const asOf = spec.asOf ?? counts.reduce((latest, part) => Math.max(latest, part.latest), -Infinity);
  const task = {
    ...{ steps: steps.length, setOffsets, setSteps, firstSingle, within, strict: ties === "strict" },
    ...{ complete: asOf - within, recent: recent === "include", onlyFirst: entry === "first" },
    ...{ dealt, ends: nexts.at(-1)!, bits, persons: persons.ids.length },
  };
  const levels = await compute(
    verb,
    "funnel",
    bucketRanges(task.ends, parts).map((range) => ({ ...task, ...range })),
    run,
  );
  const people = joined(levels.map((part) => part.people));
  const reached = joined(levels.map((part) => part.levels));
  const offsets = new Uint32Array(reached.length + 1);
  for (let i = 0; i < reached.length; i++) offsets[i + 1] = offsets[i]! + reached[i]!;
  return {
    people,
    persons,
    levels: reached,
    times: joined(levels.map((part) => part.times)),
    offsets,
    recentEntrants: levels.reduce((total, part) => total + part.recentEntrants, 0),
    excluded: [
      { reason: "no person, could fill a step", rows: total(counts.map((part) => part.unlinked[1])) },
      { reason: "no person, fills no step", rows: total(counts.map((part) => part.unlinked[0])) },
      { reason: "no time, could fill a step", rows: total(counts.map((part) => part.timeless)) },
    ],
    asOf,
  };
}

/** Where the rows of each part begin in each bucket, the parts one after the other. */
function placesOf(counts: readonly Uint32Array[]): { nexts: Uint32Array<SharedArrayBuffer>[]; places: number } {
  const nexts = counts.map(({ length }) => sharedUint32(length));
  let places = 0;
  for (let bucket = 0; bucket < counts[0]!.length; bucket++) {
    for (const [part, count] of counts.entries()) {
      nexts[part]![bucket] = places;
      places += count[bucket]!;
    }
  }
  return { nexts, places };
}

/** Buckets split into parts of about as many rows. */
function bucketRanges(ends: Uint32Array, parts: number): { first: number; after: number }[] {
  const rows = ends.at(-1) ?? 0;
  const cuts = borders(rows, parts).map((row) => ends.filter((end) => end <= row).length);
  cuts[0] = 0;
  cuts[parts] = ends.length;
  return cuts.slice(1).map((after, i) => ({ first: cuts[i]!, after }));
}

function refuseUnmatched(spec: FunnelSpec, events: Events, sets: StepClasses["sets"], rows: Uint32Array): void {
  const matched = new Set(sets.flatMap((set, c) => (rows[c]! > 0 ? set : [])));
  const index = spec.steps.findIndex((_, step) => !matched.has(step));
  if (index >= 0) throw unmatchedStep(spec.verb, events, spec.steps[index]!, index);
}

/** Where only people are left who entered too late for a whole window, a rate would say nothing. */
export function refuseOnlyRecent({ verb, recent, window }: FunnelSpec, reached: Reached): void {
  if (recent === "include" || reached.people.length > 0 || reached.recentEntrants === 0) return;
  throw new PhonographError({
    code: "option/invalid",
    verb,
    rule: `nobody has had the whole window of ${window} by the end of the data`,
    found: `${reached.recentEntrants.toLocaleString("en-GB")} people, all entered later; the data end at ${new Date(reached.asOf).toISOString()}`,
    hint: 'a shorter window, or recent: "include" and read the rates as "so far"',
  });
}

const total = (numbers: readonly number[]) => numbers.reduce((sum, n) => sum + n, 0);

const sum = (lists: readonly Uint32Array[]) => lists[0]!.map((_, i) => total(lists.map((list) => list[i]!)));

function joined<A extends Int32Array | Uint16Array | Float64Array>(parts: readonly A[]): A {
  if (parts.length === 1) return parts[0]!;
  const all = new (parts[0]!.constructor as new (length: number) => A)(total(parts.map((part) => part.length)));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}
