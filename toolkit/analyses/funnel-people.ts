import type { FunnelLevels } from "../../workers/kernels/funnel.ts";
import { borders, compute, workersFor } from "../core/compute.ts";
import { PhonographError } from "../core/errors.ts";
import type { Events } from "../core/events.ts";
import { surveyPersons } from "../core/person-survey.ts";
import { numbersOf } from "../core/table.ts";
import { reachedByChains } from "./funnel-chains.ts";
import { stepClasses } from "./funnel-classes.ts";
import { toDealing } from "./funnel-deal.ts";
import { overlapsOf, refuseUnmatched } from "./funnel-matched.ts";
import type { Reached } from "./funnel-runs.ts";
import type { FunnelSpec } from "./funnel-spec.ts";
import { baseUnits } from "./funnel-units.ts";
import { unmatchedStep } from "./funnel-unmatched.ts";

/** Several a thread, so that one that is held up leaves the rest to others. */
const TASKS_EACH = 4;

/** How far each unit gets: plain funnels of persons take the short way, the others that of the full rules. */
export async function reachedBy(events: Events, spec: FunnelSpec): Promise<Reached> {
  const given = numbersOf(spec.verb, events, "at");
  if (given.length === 0) throw unmatchedStep(spec.verb, events, spec.steps[0], 0);
  return isPlain(spec) ? reachedPlainly(events, spec, given) : reachedByChains(events, spec);
}

/** Persons, once each, one step after the other within one window. */
function isPlain({ order, steps, count, unitColumn, hold, bars, grace, once, attribution }: FunnelSpec): boolean {
  return (
    order === "ordered" &&
    steps.every(({ optional, within }) => !optional && within === Infinity) &&
    count === "uniques" &&
    unitColumn === undefined &&
    hold.length + bars.length + grace === 0 &&
    once &&
    attribution === "person"
  );
}

/** Rows are dealt to persons, then people get their levels, both split over the threads. */
async function reachedPlainly(
  events: Events,
  spec: FunnelSpec,
  given: Float64Array<SharedArrayBuffer>,
): Promise<Reached> {
  const { verb, steps, within, entry, ties, censor, from, to } = spec;
  const rows = given.length;
  const workers = workersFor(verb, rows, spec.compute);
  const run = { ...spec.compute, workers };
  const ends = borders(rows, workers < 2 ? 1 : workers * TASKS_EACH);
  const ranges = ends.slice(1).map((end, i) => ({ begin: ends[i], end }));

  const patterns = steps.map(({ pattern }) => pattern);
  const { columns, start, sets, setOffsets, setSteps, firstSingle } = stepClasses(verb, events, patterns);
  const survey = await surveyPersons(verb, events, given, ranges, run);
  const { at } = survey;
  if (survey.linked === 0) baseUnits(events, spec);
  const dealing = toDealing(at, sets.length, survey);
  const task = { columns, start, count: sets.length, person: survey.persons.rows, at };
  const dealt = await compute(
    verb,
    "funnelDeal",
    ranges.map((range, part) => ({ ...task, ...range, to: dealing.to[part] })),
    run,
  );
  refuseUnmatched(spec, events, sets, dealt);

  const unlinked = total(dealt.map((part) => part.unlinked));
  const asOf = spec.asOf ?? survey.latest;
  const counted = {
    ...{ steps: steps.length, setOffsets, setSteps, firstSingle, within, strict: ties === "strict" },
    ...{ since: from, until: below(to), complete: asOf - within },
    ...{ recent: censor !== "exclude", onlyFirst: entry === "first" },
  };
  const parts = await compute(
    verb,
    "funnel",
    dealing.events.map((part) => ({ ...counted, events: part })),
    run,
  );
  const sum = (of: (part: FunnelLevels) => number) => total(parts.map(of));
  return {
    parts,
    base: survey.persons,
    names: undefined,
    peopleIn: survey.peopleIn,
    recent: parts.map(({ recent }) => ({ people: recent })),
    removed: 0,
    fromFirst: entry === "first" ? undefined : sum(({ fromFirst }) => fromFirst),
    byTies: sum(({ byTies }) => byTies),
    byGrace: undefined,
    overlaps: overlapsOf(sets, dealt, steps.length),
    excluded: [
      { reason: "no person, could fill a step", rows: unlinked },
      { reason: "no person, fills no step", rows: rows - survey.linked - unlinked },
      { reason: "no time, could fill a step", rows: total(dealt.map((part) => part.timeless)) },
    ],
    asOf,
    workers,
  };
}

/** The largest number below another. */
function below(x: number): number {
  if (!Number.isFinite(x)) return x;
  if (x === 0) return -Number.MIN_VALUE;
  const bits = new BigInt64Array(new Float64Array([x]).buffer);
  bits[0] += x > 0 ? -1n : 1n;
  return new Float64Array(bits.buffer)[0];
}

/** Where only people are left who entered too late for a whole window, a rate would say nothing. */
export function refuseOnlyRecent({ verb, censor, window, asOf: given }: FunnelSpec, reached: Reached): void {
  const late = total(reached.recent.map(({ people }) => people.length));
  const someLeft = reached.parts.some(({ people }) => people.length > 0);
  if (censor !== "exclude" || someLeft || late === 0) return;
  throw new PhonographError({
    code: "option/invalid",
    verb,
    rule: `nobody has had the whole window of ${window} by the end of the data`,
    found: `${late.toLocaleString("en-GB")} ${late === 1 ? "entrant" : "entrants"}, all later; the data end at ${new Date(reached.asOf).toISOString()}`,
    hint: given
      ? 'a later asOf, a shorter window, or censor: "km", which follows each as far as the data go'
      : 'a shorter window, or censor: "km", which follows each as far as the data go',
  });
}

const total = (numbers: readonly number[]) => numbers.reduce((sum, n) => sum + n, 0);
