import type { FunnelSurvey } from "../../workers/kernels/funnel-survey.ts";
import { sharedUint8 } from "../../workers/shared.ts";
import { type ComputeOptions, compute } from "../core/compute.ts";
import type { Events } from "../core/events.ts";
import { countingUp, type Persons, personsOf, plainPersons } from "../core/persons.ts";

/** Who the events belong to, and what must be known to deal them. */
export interface Survey extends Pick<FunnelSurvey, "earliest" | "latest" | "whole"> {
  /** Numbers of persons; some of them may have no row. */
  persons: Persons;
  /** Those who have one. */
  peopleIn: number;
  /** Rows by runs of `2 ** bits` persons, for each part. */
  counts: readonly Uint32Array[];
  bits: number;
}

/** Ranges of rows, one a task. */
export type Ranges = readonly { begin: number; end: number }[];

const MOST_RUNS = 2 ** 20;

/** Person ids that are small numbers are taken as they are; only others are numbered anew, which costs several passes. */
export async function surveyEvents(
  verb: string,
  events: Events,
  at: Float64Array,
  ranges: Ranges,
  run: ComputeOptions & { workers: number },
): Promise<Survey> {
  const places = 4 * at.length + 65_536;
  const bits = Math.max(0, Math.ceil(Math.log2(places / MOST_RUNS)));
  const look = async (person: Int32Array) => {
    const met = sharedUint8(places);
    const parts = await compute(
      verb,
      "funnelSurvey",
      ranges.map((range) => ({ person, at, met, bits, ...range })),
      run,
    );
    const lowest = Math.min(...parts.map((part) => part.lowest));
    const highest = Math.max(...parts.map((part) => part.highest));
    return { parts, met, highest, fits: lowest === -1 && highest < places };
  };
  const plain = plainPersons(verb, events);
  let found = plain && (await look(plain));
  let persons: Persons;
  if (plain && found?.fits) persons = { ids: countingUp(found.highest + 1), rows: plain };
  else {
    persons = personsOf(verb, events);
    found = await look(persons.rows);
  }
  const { parts, met } = found;
  return {
    persons,
    peopleIn: ones(met.subarray(0, persons.ids.length)),
    counts: parts.map(({ counts }) => counts),
    bits,
    earliest: Math.min(...parts.map(({ earliest }) => earliest)),
    latest: Math.max(...parts.map(({ latest }) => latest)),
    whole: parts.every(({ whole }) => whole),
  };
}

function ones(flags: Uint8Array): number {
  let count = 0;
  for (let i = 0; i < flags.length; i++) count += flags[i]!;
  return count;
}
