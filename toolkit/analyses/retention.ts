import { type Exclusion, toAbout } from "../core/about.ts";
import { PhonographError } from "../core/errors.ts";
import type { Events } from "../core/events.ts";
import { type Groups, groupsOf } from "../core/groups.ts";
import { timeSpan } from "../core/instant.ts";
import { type MarkedEvents, markEvents } from "../core/marked-events.ts";
import { presentIn } from "./active-periods.ts";
import { type DatedMarks, inZone } from "./local-days.ts";
import { plainCause } from "./plain-cause.ts";
import {
  type Counts,
  countOften,
  countOnce,
  followedOften,
  followedOnce,
  NOT_FOLLOWED,
  openPeriods,
} from "./retention-count.ts";
import { type Cohorts, membersOnce, toCohorts } from "./retention-members.ts";
import type { RetentionOptions } from "./retention-options.ts";
import type { Retention } from "./retention-result.ts";
import { type Column, type RetentionSpec, singleColumns, toSpec } from "./retention-spec.ts";
import { curveTable, testTable, triangleTable } from "./retention-table.ts";

/**
 * How many of those who start come back, and when: cohorts by period, with an interval on every rate.
 *
 * A person is a member of the cohort in which they start, and returns in period k when an event that counts lies in the k-th period
 * after it: of the calendar of `zone`, where a day may have 23 or 25 hours, or of windows from the person's own start. Everybody of a
 * cohort is in its period 0. Every rate of a cohort has the same denominator: the people of the cohort.
 *
 * A period that is not over at `asOf` for everybody of a cohort is missing, never zero. `curve` takes cohorts together, at each
 * period those for which it is over, and says how many; its points are of different cohorts, so it may rise. `"on-or-after"`
 * counts what the data show so far: young cohorts had less time for it.
 *
 * `partial` marks cohorts of whose period the data hold a part only.
 *
 * `zone: "local"` counts the days of each one's own place: `cohort_at`, `from` and `until` are then what the clock there shows, written as UTC, and a day is
 * over when it is over everywhere.
 *
 * First-time means first in the table: data that begin in the middle of a life make old customers new. Give `from` some time after
 * the data begin, so that those who were there before are not taken for new.
 *
 * Groups are compared within cohorts (Cochran-Mantel-Haenszel), corrected for the number of periods; "unknown" is left out.
 * Recurring retention, where a person counts in several cohorts, has intervals by person and no test.
 *
 * Shape: {@link RetentionColumns}, {@link RetentionCurveColumns}, {@link RetentionTestColumns}; groups by size, cohorts by time.
 * Method: Wilson (1927). Cost: two passes over the rows, in any order, and memory for one bit per person and period.
 *
 * @param events linked events: `person`, `at` and what the patterns test
 * @param options see {@link RetentionOptions}; all may be left out
 * @throws PhonographError `option/invalid` when a pattern matches nothing, nothing is over yet, or an option is out of range;
 * `data/column-missing`; `data/unparseable` when nobody starts
 * @example
 * ```ts
 * import { table } from "arquero";
 * import { retention } from "phonograph";
 * const day = 864e5;
 * const events = table({
 *   person: [0, 0, 1, 1, 2],
 *   at: [0, 1.5 * day, 0, 2.5 * day, 4 * day],
 *   kind: ["app", "app", "app", "app", "app"],
 * });
 * const { table: triangle, curve } = await retention(events, { start: "app", period: "day", brackets: [1, 2, 4] });
 * console.assert(curve.get("rate", 1) === 0.5 && curve.get("people", 1) === 2);
 * console.assert(Number.isNaN(triangle.get("rate", 4)));
 * ```
 */
export async function retention(events: Events, options: RetentionOptions = {}): Promise<Retention> {
  const spec = toSpec(options);
  const returning = options.returning ?? options.start;
  const given = markEvents(VERB, events, { start: options.start, returning }, options.asOf);
  const dated = inZone(VERB, events, given, spec.zone);
  const { marked } = dated;
  if (!(marked.span[0] <= marked.span[1])) throw nobody(plainCause(marked)!);
  const { periods, cohorts } = toCohorts(VERB, dated, spec);
  const columns = spec.columns ?? singleColumns(Math.min(spec.periods, Math.max(1, mostOver(cohorts, spec.from))));
  const followed = await follow(events, marked, { spec, periods, cohorts, columns }, options);
  const { state, groups, counts } = followed;
  const told = toldSpan(dated, spec);
  const cells = { counts, cohorts, columns, groups, confidence: spec.confidence, told };
  const table = triangleTable(cells);
  refuseNothingOver(cells, spec, given);
  const tests = testTable(cells);
  return Object.freeze({
    table,
    curve: curveTable(cells),
    tests,
    people: state.reduce((sum, why) => sum + (why === 0 ? 1 : 0), 0),
    cohorts: new Set(table.array("cohort_at") as Float64Array).size,
    notFollowed: Object.freeze(notFollowed(state, marked)),
    groupedBy: groups?.title,
    start: marked.words[0].join(" or "),
    returning: marked.words[1].join(" or "),
    semantics: semanticsOf(spec, marked.asOf, options, tests !== undefined),
    about: toAbout({
      verb: VERB,
      options: {
        ...{
          start: marked.words[0],
          returning: marked.words[1],
          period: spec.period,
          clock: spec.clock,
          zone: spec.zone,
        },
        ...{ weekStart: spec.weekStart, cohorts: spec.cohorts, kind: spec.kind, counting: spec.counting },
        ...{ periods: spec.columns ? undefined : columns.length - 1, brackets: options.brackets },
        ...{
          from: options.from,
          until: options.until,
          asOf: iso(marked.asOf),
          top: options.top,
          confidence: spec.confidence,
        },
        by: typeof options.by === "string" ? options.by : options.by?.about,
      },
      input: events,
      columns: [...new Set([...marked.columns, ...(typeof options.by === "string" ? [options.by] : [])])],
      peopleIn: marked.persons.ids.length,
      excluded: marked.excluded as Exclusion[],
    }),
  });
}

const VERB = "retention";
const CALENDAR_WORD = /^[a-z]/;

interface Plan {
  spec: RetentionSpec;
  periods: Cohorts["calendar"];
  cohorts: Cohorts;
  columns: readonly Column[];
}

/** Who is in a cohort, in which group, and who came back when. */
async function follow(
  events: Events,
  marked: MarkedEvents,
  { spec, periods, cohorts, columns }: Plan,
  options: RetentionOptions,
): Promise<{ state: Uint8Array; groups: Groups | undefined; counts: Counts }> {
  const grouped = (state: Uint8Array) => {
    if (!state.includes(0))
      throw nobody({
        found: notFollowed(state, marked)
          .map(({ reason, people }) => `${people} ${reason}`)
          .join("; "),
        hint: "another start, an earlier from, or linked events",
      });
    const counted = state.map((why) => (why === 0 ? 1 : 0));
    const { by, top } = options;
    return by === undefined ? undefined : groupsOf(VERB, events, by, marked.persons, { top, counted });
  };
  const everybody = { codes: new Int32Array(marked.persons.ids.length), labels: [""] };
  if (spec.kind === "first-time") {
    const parts = await membersOnce(VERB, marked, periods, spec, columns.at(-1)!.high - 1, options);
    const state = followedOnce(parts, spec);
    const groups = grouped(state);
    return { state, groups, counts: countOnce(parts, state, groups ?? everybody, cohorts, columns, spec.counting) };
  }
  const parts = await presentIn(VERB, marked, periods, 2, options);
  const words = (periods.starts.length - 1 + 31) >> 5;
  const open = openPeriods(cohorts, spec);
  const state = followedOften(parts, words, open);
  const groups = grouped(state);
  return {
    state,
    groups,
    counts: countOften(parts, words, open, groups ?? everybody, cohorts, columns, spec.counting),
  };
}

const mostOver = ({ over, calendar }: Cohorts, from = -Infinity) =>
  over.reduce((most, k, cohort) => (calendar.starts[cohort + 1] > from ? Math.max(most, k) : most), 0);

/** Recurring cohorts are whole periods, which from and until choose but do not cut. */
function toldSpan({ marked, end }: DatedMarks, { kind, from, until }: RetentionSpec): [number, number] {
  const [begin] = timeSpan(marked.at);
  if (kind === "recurring") return [begin, end];
  return [Math.max(begin, from ?? -Infinity), Math.min(end, until ?? Infinity)];
}

function notFollowed(state: Uint8Array, { persons, marks }: MarkedEvents): { reason: string; people: number }[] {
  const counts = NOT_FOLLOWED.map(() => 0);
  const met = new Uint8Array(state.length);
  for (let row = 0; row < marks.length; row++) if (marks[row] > 0) met[persons.rows[row]] = 1;
  for (let p = 0; p < state.length; p++) if (met[p] === 1) counts[state[p]]++;
  return NOT_FOLLOWED.map((reason, why) => ({ reason, people: counts[why] })).filter(
    ({ people }, why) => why > 0 && people > 0,
  );
}

function refuseNothingOver(
  { counts, cohorts, columns }: { counts: Counts; cohorts: Cohorts; columns: readonly Column[] },
  spec: RetentionSpec,
  marked: MarkedEvents,
): void {
  const { high } = columns[1];
  if (counts.sizes.some((size, cell) => size > 0 && high - 1 <= cohorts.over[cell % cohorts.count])) return;
  const cause = plainCause(marked);
  throw new PhonographError({
    code: "option/invalid",
    verb: VERB,
    rule: `period ${columns[1].label} is not over for any cohort by the end of the data`,
    found:
      cause?.found ??
      `cohorts by the ${spec.cohorts}, ${CALENDAR_WORD.test(spec.period) ? `periods of a ${spec.period}` : `periods of ${spec.period}`}; the data end at ${iso(marked.asOf)}`,
    hint: cause?.hint ?? "a shorter period, earlier cohorts, or more data",
  });
}

function nobody(cause: { found: string; hint: string }): PhonographError {
  return new PhonographError({
    code: "data/unparseable",
    verb: VERB,
    rule: "there is nobody in any cohort",
    ...cause,
  });
}

function semanticsOf(
  spec: RetentionSpec,
  asOf: number,
  { brackets }: RetentionOptions,
  tested: boolean,
): Retention["semantics"] {
  const { kind, counting, clock, length, unit, cohorts, zone, weekStart, from, until, confidence } = spec;
  return Object.freeze({
    version: "v1",
    unit: "person",
    ...{ kind, counting, clock, cohorts, zone, weekStart, from, until, asOf },
    period: clock === "start" ? length : unit,
    brackets: brackets && Object.freeze([...brackets]),
    returnIs: "later than the start",
    periodZero: "everybody of the cohort",
    notOver: "missing",
    rateOf: "people of the cohort",
    curveOf: "cohorts whose period is over",
    interval: "Wilson",
    curveInterval: kind === "recurring" ? "Wilson, effective n by person" : "Wilson",
    confidence,
    test: tested ? "Cochran-Mantel-Haenszel over cohorts, Benjamini-Hochberg over periods" : "none",
  });
}

const iso = (at: number) => new Date(at).toISOString();
