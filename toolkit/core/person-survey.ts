import type { ColumnTable } from "arquero";
import type { PersonSurvey } from "../../workers/kernels/person-survey.ts";
import { sharedUint8 } from "../../workers/shared.ts";
import { type ComputeOptions, compute } from "./compute.ts";
import { countingUp, type Persons, personsOf, plainPersons } from "./persons.ts";
import { FARTHEST, timesOf } from "./times.ts";

/** Who the events belong to, and what must be known to deal them. */
export interface Survey extends Pick<PersonSurvey, "earliest" | "latest" | "whole" | "timeless"> {
  /** Numbers of persons; some of them may have no row. */
  persons: Persons;
  /** Whether they are the person column as it is. */
  plain: boolean;
  /** Those who have one. */
  peopleIn: number;
  /** Rows that have a person. */
  linked: number;
  /** Rows by runs of `2 ** bits` persons, for each part. */
  counts: readonly Uint32Array[];
  bits: number;
  /** The times that were looked at: those given, without any that no date can be. */
  at: Float64Array<SharedArrayBuffer>;
}

/** Ranges of rows, one a task. */
export type Ranges = readonly { begin: number; end: number }[];

const MOST_RUNS = 2 ** 18;

/**
 * Looks over persons and times, by ranges of rows. Times that no date can be are found by the way, and count as missing.
 *
 * @param at the numbers of the column `at`
 */
export async function surveyPersons(
  verb: string,
  events: ColumnTable,
  at: Float64Array<SharedArrayBuffer>,
  ranges: Ranges,
  run: ComputeOptions & { workers: number },
): Promise<Survey> {
  const survey = await surveyOf(verb, events, at, ranges, run);
  const areDates = survey.latest <= FARTHEST && survey.earliest >= -FARTHEST;
  return areDates ? survey : surveyOf(verb, events, timesOf(verb, events), ranges, run);
}

/** Person ids that are small numbers are taken as they are; only others are numbered anew, which costs several passes. */
async function surveyOf(
  verb: string,
  events: ColumnTable,
  at: Float64Array<SharedArrayBuffer>,
  ranges: Ranges,
  run: ComputeOptions & { workers: number },
): Promise<Survey> {
  const places = 4 * at.length + 65_536;
  const bits = Math.max(0, Math.ceil(Math.log2(places / MOST_RUNS)));
  const look = async (person: Int32Array) => {
    const met = sharedUint8(places);
    const parts = await compute(
      verb,
      "personSurvey",
      ranges.map((range) => ({ person, at, met, bits, ...range })),
      run,
    );
    return { parts, met, highest: Math.max(...parts.map(({ highest }) => highest)) };
  };
  const plain = plainPersons(verb, events);
  let found = plain && (await look(plain));
  let persons: Persons;
  const fits = plain !== undefined && found !== undefined && found.highest < Infinity;
  if (fits) persons = { ids: countingUp(found!.highest + 1), rows: plain };
  else {
    persons = personsOf(verb, events);
    found = await look(persons.rows);
  }
  const { parts, met } = found!;
  const counts = parts.map((part) => part.counts);
  return {
    persons,
    plain: fits,
    peopleIn: ones(met.subarray(0, persons.ids.length)),
    linked: counts.reduce((total, part) => total + part.reduce((sum, rows) => sum + rows, 0), 0),
    counts,
    bits,
    earliest: Math.min(...parts.map(({ earliest }) => earliest)),
    latest: Math.max(...parts.map(({ latest }) => latest)),
    whole: parts.every(({ whole }) => whole),
    timeless: parts.reduce((sum, { timeless }) => sum + timeless, 0),
    at,
  };
}

function ones(flags: Uint8Array): number {
  let count = 0;
  for (let i = 0; i < flags.length; i++) count += flags[i]!;
  return count;
}
