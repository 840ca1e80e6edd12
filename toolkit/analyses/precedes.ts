import type { PrecedenceCounts } from "../../workers/kernels/precedence.ts";
import { toAbout } from "../core/about.ts";
import { formatDuration } from "../core/duration.ts";
import { PhonographError } from "../core/errors.ts";
import type { Events } from "../core/events.ts";
import type { MarkedEvents } from "../core/marked-events.ts";
import { hasColumn } from "../core/table.ts";
import { plainCause } from "./plain-cause.ts";
import { countPrecedence, orderMarked, sumsByPerson, timeOf } from "./precedes-count.ts";
import { estimate, totalsOf } from "./precedes-estimate.ts";
import { clocksOf, markQuestion, overlapOf, surelyLinked } from "./precedes-marks.ts";
import { type PrecedesOptions, type PrecedesQuestion, type PrecedesSpec, toPrecedesSpec } from "./precedes-options.ts";
import type { Precedence } from "./precedes-result.ts";
import { seriesOf } from "./precedes-series.ts";
import { doseTable, lagTable } from "./precedes-tables.ts";
import { warningsOf } from "./precedes-warnings.ts";
import { comparedAs, sentenceOf, verdictOf } from "./precedes-words.ts";

/**
 * Does one event come before another more often than chance? Compared is what follows a trigger with what the same person does
 * at the same hour of other days, so that neither active people nor busy hours make a connection.
 *
 * Every trigger is moved by whole days (or weeks), as far to one side as to the other while the window before and after it stays within the time
 * that the person was there: so neither who leaves nor who slowly falls silent makes a connection. `ratio` is the responses after triggers over the mean of the moved ones. The same is asked of the time **before** the trigger: this
 * placebo is 1 unless something drives both, such as a visit of which both are part. `table` tells the ratio by lag: a step at 0 is a
 * trigger, a hump on both sides a session. The verdict says what was found and never what causes what.
 *
 * Rows without a person or a time, and triggers that cannot be compared, are counted in `about`. A response at the very instant of the
 * trigger counts neither as after nor as before. `warnings` name what makes the answer doubtful, with their limits.
 *
 * Shape: {@link LagColumns}, {@link DoseColumns}. Method: shift null within active windows; p from each person's triggers moved together
 * to a day drawn by chance (Phipson and Smyth 2010); intervals by drawing persons again and from the scatter between persons, whichever is
 * wider, of lags and doses from the scatter alone; a single person tells p but no interval. The verdict needs both p (corrected for `tests`)
 * and interval. Second opinion by the self-controlled case series (Farrington 1995). Cost: for each shift one pass over the
 * ordered events, and draws × persons.
 *
 * @param events linked events: `person`, `at` and what the patterns test
 * @param question the trigger and the response; each may be a list of patterns
 * @param options `within` is needed; see {@link PrecedesOptions}
 * @throws PhonographError `option/invalid` when a pattern matches nothing or an option is out of range; `option/missing`;
 * `data/column-missing` when the events are not linked; `data/unparseable` when no trigger can be compared,
 * or people were there for more than 100 years
 * @example
 * ```ts
 * import { table } from "arquero";
 * import { precedes } from "phonograph";
 * const [minute, day] = [60_000, 864e5];
 * const rows = Array.from({ length: 40 }, (_, person) => [
 *   { person, at: 0, kind: "app", name: "open" },
 *   { person, at: (5 + (person % 5)) * day, kind: "call", name: null },
 *   { person, at: (5 + (person % 5)) * day + 9 * minute, kind: "app", name: "chat" },
 *   { person, at: (5 + ((person + 2) % 5)) * day + 20 * minute, kind: "app", name: "chat" },
 *   { person, at: 14 * day, kind: "app", name: "open" },
 * ]).flat();
 * const pick = (key) => rows.map((row) => row[key]);
 * const events = table({ person: pick("person"), at: pick("at"), kind: pick("kind"), name: pick("name") });
 * const found = await precedes(events, { trigger: "call", response: "app.chat" }, { within: "60m" });
 * console.assert(found.verdict === "precedes" && found.ratio.estimate > 5 && found.p < 0.01);
 * ```
 */
export async function precedes(
  events: Events,
  question: PrecedesQuestion,
  options: PrecedesOptions,
): Promise<Precedence> {
  const spec = toPrecedesSpec(VERB, options ?? {});
  const marked = markQuestion(events, question, spec);
  const ordered = await orderMarked(spec, marked);
  const counts = await countPrecedence(spec, ordered);
  refuseNothingToCompare(spec, counts, marked);
  refuseEndless(counts);
  const idOf = (person: number) => marked.persons.ids[person];
  const estimates = await estimate(spec, counts, idOf);
  const clocks = clocksOf(VERB, events, marked);
  const series = spec.series
    ? await seriesOf(spec, ordered, counts, { idOf, aheadOf: (person) => clocks.ahead[person] })
    : undefined;
  const sureLinks = await askSurely(events, marked, spec, estimates.ratio.estimate);
  const { ratio, placebo, afterBefore, excess, p, minimumRatio, totals, byPerson } = estimates;
  const q = Math.min(1, p * spec.tests);
  const verdict = verdictOf({ ratio, placebo, q, tests: spec.tests, confidence: spec.confidence });
  const table = lagTable(spec, counts);
  const nearest = [spec.edges.length - 1, spec.edges.length].map((row) => ({
    ...{ estimate: table.get("ratio", row), lower: table.get("lower", row), upper: table.get("upper", row) },
  }));
  const [trigger, response] = marked.words.map((words) => words.join(" or "));
  const n = countsOf(counts, totals);
  return Object.freeze({
    ...{ table, dose: doseTable(spec, counts), trigger, response, within: spec.within, n: Object.freeze(n) },
    ...{ ratio, excess, p, q, tests: spec.tests, placebo, afterBefore },
    intervals: "bootstrap of persons, percentiles, or Student's t where that is wider",
    ...{ minimumRatio, series, sureLinks, naiveLift: naiveLift(spec, counts) },
    null: Object.freeze({
      kind: `whole ${spec.compare} within the person's active time`,
      shifts: Object.freeze(spec.shifts),
      draws: spec.draws,
      keeps: Object.freeze([
        "how active the person is, and how that rises or falls",
        spec.compare === "days" ? "the hour of the day" : "the hour of the week",
        "how responses cluster",
      ]),
      breaks: Object.freeze([`what ties response to trigger within ${spec.compare === "days" ? "a day" : "a week"}`]),
      seed: spec.seed,
    }),
    verdict,
    sentence: sentenceOf({
      ...{ trigger, response, window: formatDuration(spec.within), compare: spec.compare, ratio, placebo, p, q },
      ...{ tests: spec.tests, pairs: n.pairs, people: n.people, minimumRatio, verdict, confidence: spec.confidence },
    }),
    warnings: Object.freeze(
      warningsOf({
        ...{ spec, counts, ordered, placebo, byPerson, minimumRatio, nearest: [nearest[0], nearest[1]] },
        open: !(ratio.lower > 1 || ratio.upper < 1),
        ...overlapOf(VERB, events, marked),
        ...{ zones: clocks.mixed, linkChange: sureLinks?.change ?? 1, withSeries: series !== undefined },
      }),
    ),
    semantics: Object.freeze({
      ...comparedAs(spec),
      triggers: spec.repeats === "all" ? "all" : "those that do not follow another within the window",
      p: "two-sided, persons moved to days drawn by chance",
      correction: "Bonferroni over tests",
      verdict: "where interval and q agree",
      ...{ confidence: spec.confidence, asOf: marked.asOf },
    } as const),
    about: aboutOf(events, marked, spec, counts),
  });
}

const VERB = "precedes";
const LONGEST = 100 * 365.25 * 864e5;

function refuseNothingToCompare(
  spec: PrecedesSpec,
  { people, edge, lone, crowded }: PrecedenceCounts,
  marked: MarkedEvents,
): void {
  if (people.length > 0) return;
  const cause = plainCause(marked);
  const reasons = [
    [edge, "too near to the first or last event of their person"],
    [lone, "without a day before and a day after it that the person was there"],
    [crowded, "within the window of another"],
  ] as const;
  throw new PhonographError({
    code: "data/unparseable",
    verb: VERB,
    rule: "no trigger can be compared with the same person's other days",
    found:
      cause?.found ??
      `triggers: ${
        reasons
          .filter(([n]) => n > 0)
          .map(([n, why]) => `${n.toLocaleString("en-GB")} ${why}`)
          .join(", ") || "none of a person, with a time"
      }`,
    hint:
      cause?.hint ??
      `more days, a window shorter than ${formatDuration(spec.within)}, or active: "whole" when everybody was there all the time`,
  });
}

/** The case series goes through every hour that a person was there: one wrong time would make it go through ages. */
function refuseEndless(counts: PrecedenceCounts): void {
  const [from, to] = timeOf(counts);
  if (!(to - from > LONGEST)) return;
  throw new PhonographError({
    code: "data/unparseable",
    verb: VERB,
    rule: "the time that people were there must be at most 100 years",
    found: `events from ${day(from)} to ${day(to)}`,
    hint: "are there wrong times? filter them, or say when the data end: asOf",
  });
}

const day = (at: number) => new Date(at).toISOString().replace(/T.*$/, "");

/** The ratio of surely linked rows alone. */
async function askSurely(
  events: Events,
  marked: MarkedEvents,
  spec: PrecedesSpec,
  ratio: number,
): Promise<Precedence["sureLinks"]> {
  const sure = surelyLinked(VERB, events, marked, spec.sureLink);
  if (!sure) return undefined;
  const [, seen, expected] = totalsOf(sumsByPerson(await countPrecedence(spec, await orderMarked(spec, sure))));
  const again = seen / expected;
  const rows = sure.marks.reduce((sum, mark) => sum + (mark === 0 ? 0 : 1), 0);
  return Object.freeze({ link: spec.sureLink, rows, ratio: again, change: again / ratio });
}

function countsOf(
  { people, triggers, responses, informative }: PrecedenceCounts,
  [compared, pairs]: readonly number[],
) {
  const sum = (values: Int32Array | Uint8Array) => (values as Int32Array).reduce((total, value) => total + value, 0);
  return {
    ...{ people: people.length, triggers: sum(triggers), compared, responses: sum(responses), pairs },
    informative: sum(informative),
  };
}

/** All responses after all triggers over what the overall rate of responses would give. */
function naiveLift({ within }: PrecedesSpec, { first, last, triggers, responses, pairs }: PrecedenceCounts): number {
  let [time, a, b] = [0, 0, 0];
  for (let p = 0; p < first.length; p++) {
    if (Number.isNaN(first[p])) continue;
    time += last[p] - first[p];
    a += triggers[p];
    b += responses[p];
  }
  return pairs / ((a * b * within) / time);
}

function aboutOf(
  events: Events,
  marked: MarkedEvents,
  spec: PrecedesSpec,
  counts: PrecedenceCounts,
): Precedence["about"] {
  const [trigger, response, activity] = marked.words;
  const { compare, active, confidence, repeats, draws, tests, sureLink, series, shifts, edges } = spec;
  return toAbout({
    verb: VERB,
    options: {
      ...{ trigger, response, activity, within: spec.window, compare, shifts: shifts.length / 2, bins: edges.length },
      ...{ active, repeats, series, draws, tests, sureLink, confidence, asOf: marked.asOf },
    },
    input: events,
    columns: [...marked.columns, ...["offset", "link", "source"].filter((name) => hasColumn(events, name))],
    peopleIn: marked.persons.ids.length,
    excluded: [
      ...marked.excluded,
      {
        reason: "trigger too near to the first or last event of its person, or to the end of the data",
        rows: counts.edge,
      },
      { reason: "trigger without a day before and a day after it that its person was there", rows: counts.lone },
      { reason: "trigger within the window of another", rows: counts.crowded },
    ],
    seed: spec.seed,
  });
}
