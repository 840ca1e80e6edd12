import { toAbout } from "../core/about.ts";
import { borders, compute, INLINE_ROWS, workersFor } from "../core/compute.ts";
import { PhonographError } from "../core/errors.ts";
import type { Events } from "../core/events.ts";
import { benjaminiHochberg } from "../core/statistics/benjamini-hochberg.ts";
import { benjaminiYekutieli } from "../core/statistics/benjamini-yekutieli.ts";
import { tableOfRows } from "../core/table-of-rows.ts";
import { plainCause } from "./plain-cause.ts";
import { comparedAs, verdictOf } from "./precedes-words.ts";
import { type Calibrated, calibrate } from "./screen-controls.ts";
import { orderTyped, type TypedEvents } from "./screen-events.ts";
import { type ScreenOptions, type ScreenSpec, toScreenSpec } from "./screen-options.ts";
import { LEAST_PEOPLE, toPairs } from "./screen-pairs.ts";
import type { Screen, ScreenColumns } from "./screen-result.ts";

/**
 * Which events come before which more often than chance? All pairs of names, each compared with the same person's other days at the same
 * hour as `precedes` does, with the placebo before the trigger, and corrected for how many were tested.
 *
 * A screen looks for questions: ask `precedes` about what it finds, with data that were not screened. With negative controls (`controls`:
 * events that nothing here can bring) ratios, intervals and p-values are set right by how far those are from 1.
 *
 * Pairs of which on a day there are fewer than `least`, the true day and the others counted, or that fewer than ten persons have, are in the table but not tested. Events that are not
 * paired, crm and push apart, show when their person was there. Rows without a person or a time are left out and counted in `about`.
 *
 * Shape: {@link ScreenColumns}. Method: shift null within active windows; p from each person's events moved together to a day drawn by chance, by
 * the three moments of all such draws (Pearson's type III, Mielke and Berry 2007); intervals from how persons' differences scatter;
 * Benjamini and Hochberg (1995), or Benjamini and Yekutieli (2001); calibration by Schuemie et al. (2014). Cost: for each shift one pass over
 * the ordered events, whatever the number of names.
 *
 * @param events linked events: `person`, `at`, `kind` and `name`
 * @param options `within` is needed; see {@link ScreenOptions}
 * @throws PhonographError `option/invalid` when a name or control is no event, there are fewer than 20 controls or an option is out of range;
 * `data/column-missing` when the events are not linked; `data/unparseable` when nothing can be compared
 * @example
 * ```ts
 * import { table } from "arquero";
 * import { screen } from "phonograph";
 * const [minute, day] = [60_000, 864e5];
 * const rows = Array.from({ length: 60 }, (_, person) =>
 *   Array.from({ length: 12 }, (_, d) => [
 *     ...((d + person) % 4 === 1 ? [["call", d * day], ["chat", d * day + 9 * minute]] : []),
 *     ...((d + person) % 5 === 2 ? [["chat", d * day + 7 * minute]] : []),
 *     ["open", d * day + 600 * minute],
 *   ].map(([name, at]) => ({ person, name, at })),
 * )).flat(2);
 * const pick = (key) => rows.map((row) => row[key]);
 * const events = table({ person: pick("person"), at: pick("at"), name: pick("name"), kind: rows.map(() => "app") });
 * const found = await screen(events, { within: "30m" });
 * console.assert(found.table.get("trigger", 0) === "app.call" && found.table.get("response", 0) === "app.chat");
 * console.assert(found.pairs === 9);
 * ```
 */
export async function screen(events: Events, options: ScreenOptions): Promise<Screen> {
  const spec = toScreenSpec(VERB, options ?? {});
  const typed = await orderTyped(events, spec);
  const parts = await countPairs(spec, typed);
  const types = typed.names.length;
  if (!parts.some(({ compared }) => compared.some((n) => n > 0))) throw nothing(typed.marked);
  const counted = toPairs(parts, { types, least: spec.least, places: spec.shifts.length, confidence: spec.confidence });
  const done = calibrate(spec, typed.names, counted);
  const { table, tested } = toScreenTable(spec, typed.names, done);
  const { found } = done;
  const { marked } = typed;
  return Object.freeze({
    ...{ table, names: Object.freeze(typed.names), within: spec.within, pairs: types * types, tested },
    correction: spec.correction === "BH" ? "Benjamini-Hochberg" : "Benjamini-Yekutieli",
    calibration:
      found && Object.freeze({ mean: found.mean, sd: found.sd, error: found.error, controls: found.controls }),
    null: Object.freeze({
      kind: `whole ${spec.compare} within the person's active time`,
      shifts: Object.freeze(spec.shifts),
      keeps: Object.freeze([
        "how active the person is, and how that rises or falls",
        spec.compare === "days" ? "the hour of the day" : "the hour of the week",
        "how responses cluster",
      ]),
      breaks: Object.freeze([`what ties response to trigger within ${spec.compare === "days" ? "a day" : "a week"}`]),
    }),
    intervals: "scatter between persons",
    semantics: Object.freeze({
      ...comparedAs(spec),
      ...{ least: spec.least, leastPeople: LEAST_PEOPLE },
      p: found
        ? "two-sided, calibrated by the controls"
        : "two-sided, three moments of persons moved to days drawn by chance (Pearson III)",
      correction: spec.correction === "BH" ? "Benjamini-Hochberg" : "Benjamini-Yekutieli",
      interval: found ? "scatter between persons, calibrated by the controls" : "scatter between persons",
      verdict: "where interval and q agree",
      ...{ confidence: spec.confidence, asOf: marked.asOf },
    } as const),
    warnings: Object.freeze(warningsOf(typed, found, tested)),
    about: toAbout({
      verb: VERB,
      options: {
        ...{
          names: spec.names ?? `the ${spec.top} most frequent`,
          within: spec.window,
          compare: spec.compare,
          shifts: spec.shifts.length / 2,
        },
        ...{
          active: spec.active,
          least: spec.least,
          correction: spec.correction,
          controls: spec.controls,
          confidence: spec.confidence,
          asOf: marked.asOf,
        },
      },
      input: events,
      columns:
        marked.columns.includes("name") || !events.columnNames().includes("name")
          ? marked.columns
          : [...marked.columns, "name"],
      peopleIn: marked.persons.ids.length,
      excluded: marked.excluded,
    }),
  });
}

const VERB = "screen";
const WORST_ERROR = 0.25;

async function countPairs(spec: ScreenSpec, { at, type, offsets, names, whole }: TypedEvents) {
  const people = offsets.length - 1;
  const workers = workersFor(VERB, at.length, spec.compute);
  // parts do not depend on the threads, so that sums come out the same to the last bit
  const cuts = borders(people, at.length < INLINE_ROWS ? 1 : Math.min(64, people));
  const task = { at, type, types: names.length, offsets, window: spec.within, shifts: spec.shifts, whole };
  const tasks = cuts.slice(1).map((to, i) => ({ ...task, from: cuts[i], to }));
  return compute(VERB, "precedenceScreen", tasks, { ...spec.compute, workers });
}

function toScreenTable(
  { correction, confidence }: ScreenSpec,
  names: readonly string[],
  { pairs, isControl }: Calibrated,
) {
  const ps = pairs.map(({ p, tested }) => (tested ? p : Number.NaN));
  const corrected = correction === "BH" ? benjaminiHochberg : benjaminiYekutieli;
  const qs = corrected(ps);
  const placeboQs = corrected(pairs.map(({ placeboP, tested }) => (tested ? placeboP : Number.NaN)));
  const tests = ps.filter((p) => !Number.isNaN(p)).length;
  const rows = pairs.map((pair, i): ScreenColumns => {
    const { ratio, placebo } = pair;
    const isTested = !Number.isNaN(ps[i]);
    return {
      ...{ trigger: names[pair.trigger], response: names[pair.response], triggers: pair.triggers, people: pair.people },
      ...{ seen: pair.seen, expected: pair.expected, ratio: ratio.estimate, lower: ratio.lower, upper: ratio.upper },
      ...{ p: ps[i], q: qs[i], placebo: placebo.estimate, placebo_lower: placebo.lower, placebo_upper: placebo.upper },
      ...{ most: pair.most, control: isControl(pair) },
      verdict: isTested
        ? verdictOf({ ratio, placebo, q: qs[i], placeboQ: placeboQs[i], tests: Math.max(2, tests), confidence })
        : "not tested",
    };
  });
  const rank = ({ p }: ScreenColumns) => (Number.isNaN(p) ? 2 : p);
  rows.sort((a, b) => rank(a) - rank(b) || distance(b) - distance(a) || b.expected - a.expected);
  const table = tableOfRows(rows, Object.keys(rows[0]) as (keyof ScreenColumns)[]);
  return { table, tested: tests };
}

/** How far a ratio is from 1 in errors of its own: p below the smallest number does not order pairs. */
function distance({ ratio, lower, upper, p }: ScreenColumns): number {
  return Number.isNaN(p) || !(lower > 0) ? 0 : Math.abs(Math.log(ratio)) / Math.log(upper / lower);
}

function warningsOf(
  { names, others }: TypedEvents,
  found: Calibrated["found"],
  tested: number,
): Screen["warnings"][number][] {
  const warnings: Screen["warnings"][number][] = [];
  if (found === undefined) {
    warnings.push({
      code: "no-controls",
      value: 0,
      limit: 20,
      detail: "without negative controls nobody knows how far ratios are from 1 where nothing is to be found",
    });
  } else if (found.error > WORST_ERROR) {
    warnings.push({
      code: "systematic-error",
      value: found.error,
      limit: WORST_ERROR,
      detail: `controls are ${(Math.exp(found.error)).toFixed(2)} times off 1 on average`,
    });
  }
  const pairs = names.length * names.length;
  if (tested < pairs / 2)
    warnings.push({
      code: "few-tested",
      value: tested / pairs,
      limit: 0.5,
      detail: `${tested} of ${pairs} pairs could be tested`,
    });
  if (others > 0)
    warnings.push({
      code: "names-left-out",
      value: others,
      limit: 0,
      detail: `${others} less frequent names of events are not paired`,
    });
  return warnings.map((warning) => Object.freeze(warning));
}

function nothing(marked: TypedEvents["marked"]): PhonographError {
  const cause = plainCause(marked);
  return new PhonographError({
    code: "data/unparseable",
    verb: VERB,
    rule: "no event can be compared with the same person's other days",
    found:
      cause?.found ?? "every event is too near to the first or last of its person, or has no day before and after it",
    hint: cause?.hint ?? 'more days, a shorter window, or active: "whole" when everybody was there all the time',
  });
}
