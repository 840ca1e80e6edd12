import { type About, toAbout } from "../core/about.ts";
import { COMPUTE_OPTIONS, type ComputeOptions } from "../core/compute.ts";
import { type Events, requireColumns } from "../core/events.ts";
import { type Instant, toInstant } from "../core/instant.ts";
import type { IssueColumns } from "../core/issues.ts";
import { knownOptions } from "../core/options.ts";
import type { Table } from "../core/table.ts";
import type { FindingColumns, RuleColumns } from "./cleaning/cleaned-columns.ts";
import { toCleaned } from "./cleaning/cleaned-table.ts";
import { earlierDoubts } from "./cleaning/earlier-doubts.ts";
import { toIdentity } from "./cleaning/identity.ts";
import { toRuleSpecs } from "./cleaning/rule-settings.ts";
import type { CleaningRuleName, RuleSetting } from "./cleaning/rules.ts";
import { takeRun } from "./cleaning/shared-run.ts";
import { lastKnown } from "./event-times.ts";

/** How events are cleaned. */
export interface CleanOptions extends ComputeOptions {
  /**
   * Which rules run, and how: `{ redelivered: { within: "5s" }, overlap: "off", robot: { effect: "dropped" } }`.
   * Default: all, as {@link CLEANING_RULES} says.
   */
  rules?: { readonly [N in CleaningRuleName]?: RuleSetting<N> };
  /**
   * Columns in which sources number their records, kept by `normalise`: both sides, all parts and all deliveries of an
   * event have the same. Default: those present of `call_id`, `message_id`, `event_id`, `record_id`, `payment_id`, `rid`, `id`,
   * and of a source whose values come again later none: the same customer or type of event is no record.
   */
  id?: string | readonly string[];
  /** Column of the part numbers of long calls, 1, 2, ...; 0 or missing for whole ones. Default: `seq`, `part`, `part_number` or `sequence`. */
  part?: string;
  /**
   * Times after this moment are in the future. Default: a day from now. `about.options.latest` tells the last time that was
   * not taken for one: given as `latest`, it gives the same answer on any later day.
   */
  latest?: Instant;
}

/** Events without the rows that are none, and an account of what was doubted. */
export interface Cleaned {
  /**
   * The rows that stay, in the order given, blanked fields missing. Where a rule noted something there is a column `doubt`:
   * the names of the rules that hit the row, joined by `+`, missing for most. Doubts of an earlier cleaning stay.
   */
  readonly table: Events;
  /**
   * The rows that were dropped, or lost a field, as they came in; `doubt` names the rules that did it. Made when first asked
   * for.
   */
  readonly changed: Events;
  /** What these rules did, by source; `about.rowsIn` = rows of the table + rows dropped. */
  readonly issues: Table<IssueColumns>;
  readonly rules: Table<RuleColumns>;
  readonly findings: Table<FindingColumns>;
  /** Rows that left the table; that lost a field; that carry a doubt. */
  readonly dropped: number;
  readonly blanked: number;
  readonly doubted: number;
  readonly about: About;
}

const OPTIONS = ["rules", "id", "part", "latest", ...COMPUTE_OPTIONS];

/**
 * Takes out of events what is not real, and marks what is doubtful, rule by rule: each is data ({@link CLEANING_RULES}),
 * can be switched off, and counts what it did.
 *
 * Dropped are rows delivered twice and the parts of long calls that the first part takes up; blanked are impossible
 * durations, and the times of lost clocks and of the future: such a row stays, without `at`, and analyses leave it out and
 * count it as one without a time. All else is noted and stays: both sides of a call, overlapping calls, gaps, partial days,
 * machines, spammers, numbers that fell silent or changed hands. A missing duration never drops a call. A doubt is no
 * verdict: both sides of a call are two people's events, and only counting calls wants one of them.
 *
 * Of equal rows the first by `source` and `row` stays, so that the answer does not depend on the order of the table, nor
 * on the number of workers. Cleaning twice changes nothing. Equal rows that name nobody and have no id all stay. A rule without the columns that it needs is skipped and says so.
 *
 * Cost: a few passes over the rows and one ordering by number; about a second for a million rows on one core.
 *
 * @param events columns `at` and what the rules need; `source` and `row` for the account
 * @param options see {@link CleanOptions}
 * @throws PhonographError `option/invalid` for an unknown rule, effect or parameter, and for a column `doubt` that is not
 * of `clean`; `data/column-missing`
 * @example
 * ```ts
 * import { table } from "arquero";
 * import { clean } from "phonograph";
 * const call = { kind: "call", phone: "+351912345678", peer: "+351961234567", direction: "out", source: "cdr.csv" };
 * const { table: events, issues } = await clean(table({
 *   at: [0, 2000, 60_000].map((ms) => Date.UTC(2026, 2, 1) + ms),
 *   duration: [60, 60, -5],
 *   row: [2, 3, 4],
 *   ...Object.fromEntries(Object.entries(call).map(([name, value]) => [name, [value, value, value]])),
 * }));
 * console.assert(events.numRows() === 2 && Number.isNaN(events.get("duration", 1)));
 * console.assert(issues.array("effect").includes("dropped") && issues.array("effect").includes("blanked"));
 * ```
 */
export async function clean(events: Events, options: CleanOptions = {}): Promise<Cleaned> {
  const verb = "clean";
  knownOptions(verb, options, OPTIONS);
  const rules = toRuleSpecs(verb, options.rules);
  requireColumns(verb, events, ["at"]);
  const identity = toIdentity(verb, events, options);
  const latest = options.latest === undefined ? Date.now() + 864e5 : toInstant(verb, "latest", options.latest);
  const { workers, signal, progress } = options;
  const asked = { verb, rules, identity, latest, options: { workers, signal, progress } };
  const run = await takeRun(events, asked);
  const { view } = run;
  const outcomes = await run.outcomes(rules);
  const { table, issues, changed, ...told } = toCleaned(events, view, outcomes, earlierDoubts(view));
  const { ids, part } = identity;
  const said = { rules, id: ids, part, latest: options.latest ?? lastKnown([view.at], latest) };
  let removed: Events | undefined;
  return Object.freeze({
    table,
    issues: issues.toTable(),
    ...told,
    get changed() {
      removed ??= changed();
      return removed;
    },
    about: toAbout({ verb, options: said, input: events, excluded: issues.exclusions() }),
  });
}
