import type { FeatureSurvey } from "../../workers/kernels/feature-survey.ts";
import { sharedInt32, sharedUint8 } from "../../workers/shared.ts";
import { borders, type ComputeOptions, compute } from "../core/compute.ts";
import type { Events } from "../core/events.ts";
import { countingUp, personsOf, plainPersons } from "../core/persons.ts";
import type { Conditions } from "./feature-conditions.ts";

/** Who the rows belong to, and what must be known to deal them. */
export interface Survey {
  /** The ids of persons, ascending; their index is their number. */
  ids: Int32Array<SharedArrayBuffer>;
  /** For each row the number of its person, -1 for nobody. */
  person: Int32Array<SharedArrayBuffer>;
  parts: readonly { begin: number; end: number }[];
  /** Rows that meet a condition by runs of `2 ** bits` persons, for each part. */
  counts: readonly Uint32Array[];
  bits: number;
  nobody: number;
  unasked: number;
}

/** Smaller tasks than threads would need: whoever is done takes the next. */
const LEAST_ROWS = 1 << 16;
const MOST_RUNS = 2 ** 18;

/**
 * Looks over the rows, by ranges. Ids 0, 1, ... of which none is left out, as `link` writes them, are numbers already and
 * found to be so by the way; others are numbered first.
 *
 * @param parts how many ranges there may be
 */
export async function surveyFeatures(
  verb: string,
  events: Events,
  { all, columns }: Conditions,
  parts: number,
  run: ComputeOptions & { workers: number },
): Promise<Survey> {
  const look = async (person: Int32Array<SharedArrayBuffer>) => {
    const rows = person.length;
    const edges = borders(rows, Math.max(1, Math.min(parts, Math.ceil(rows / LEAST_ROWS))));
    const ranges = edges.slice(1).map((end, i) => ({ begin: edges[i], end }));
    const met = sharedUint8(rows);
    const bits = Math.max(0, Math.ceil(Math.log2(rows / MOST_RUNS)));
    const task = { conditions: { all, columns }, person, met, bits };
    const surveys = await compute(
      ...([verb, "featureSurvey"] as const),
      ranges.map((range) => ({ ...task, ...range })),
      run,
    );
    return { person, parts: ranges, bits, met, surveys };
  };
  const plain = plainPersons(verb, events);
  const found = plain && (await look(plain));
  if (found) {
    const people = Math.max(...found.surveys.map(({ highest }) => highest)) + 1;
    const isGapless = people < Infinity && !found.met.subarray(0, people).includes(0);
    if (isGapless) return toSurvey(found, idsOf(countingUp(people)));
  }
  const { ids, rows } = personsOf(verb, events);
  return toSurvey(await look(rows), idsOf(ids));
}

function idsOf(given: Int32Array): Survey["ids"] {
  const ids = sharedInt32(given.length);
  ids.set(given);
  return ids;
}

interface Found extends Pick<Survey, "person" | "parts" | "bits"> {
  surveys: readonly FeatureSurvey[];
}

function toSurvey({ person, parts, bits, surveys }: Found, ids: Survey["ids"]): Survey {
  const sum = (of: "nobody" | "unasked") => surveys.reduce((all, survey) => all + survey[of], 0);
  const counts = surveys.map((survey) => survey.counts);
  return { ids, person, parts, counts, bits, nobody: sum("nobody"), unasked: sum("unasked") };
}

/** The counts of longer runs, of `2 ** bits` persons, for each part. */
export function longerRuns({ counts, bits, ids }: Survey, longer: number): Uint32Array[] {
  return counts.map((mine) => {
    const sums = new Uint32Array(Math.ceil(ids.length / 2 ** longer));
    for (let run = 0; run < mine.length; run++) sums[run >>> (longer - bits)] += mine[run];
    return sums;
  });
}
