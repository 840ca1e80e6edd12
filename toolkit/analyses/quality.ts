import { sharedUint8 } from "../../workers/shared.ts";
import { toAbout } from "../core/about.ts";
import type { IssueColumns } from "../core/issues.ts";
import type { Table } from "../core/table.ts";
import type { CleaningRun } from "../normalise/cleaning/apply-rules.ts";
import type { EventView } from "../normalise/cleaning/event-view.ts";
import { toIdentity } from "../normalise/cleaning/identity.ts";
import { toRuleSpecs } from "../normalise/cleaning/rule-settings.ts";
import { leaveRun, type RunAsked, takeRun } from "../normalise/cleaning/shared-run.ts";
import { lastKnown } from "../normalise/event-times.ts";
import { bannersOf, type Measured, measure } from "./quality-banners.ts";
import { type Counted, countEvents } from "./quality-count.ts";
import { type Coverage, coverageOf } from "./quality-coverage.ts";
import { doubtTable, numberTable, spellingTable } from "./quality-numbers.ts";
import { type QualityInput, type QualityOptions, toQualitySpec } from "./quality-options.ts";
import type { Quality, VolumeColumns } from "./quality-result.ts";
import { clockTable, duplicateTable, nullTable, offsetTable, sourceCount, usedSources } from "./quality-tables.ts";
import { byName, columnar, hourTable, volumeTable, weekdayTable } from "./quality-volumes.ts";

const VERB = "quality";
const COPIES = /^(repeated|redelivered)/;
/** Rows that another row took up, or the other side's record: nothing is lost with them. */
const TAKEN_UP = /^(repeated|redelivered|partial-record|both-parties)/;

/**
 * What events are like before anything is asked of them: how many there are by day, kind and source and which days are
 * covered in part; what is missing; what the phone numbers are and what they rest on; hours and weekdays on the clock at
 * the place and in UTC; rows that came twice; clocks that are wrong. Where a share crosses its limit there is a banner.
 *
 * It changes nothing and drops nothing. Copies, lost clocks, times to come and partial days are those that `clean` finds
 * with its defaults; sources too short to tell whole days from partial ones are named in `unjudged`. Rows of lost clocks,
 * of the future and without a time are counted in `clocks` and left out of volumes, hours and weekdays; `about.excluded`
 * has their sum. Rows without a local offset are on the day, hour and weekday of UTC, and counted (`no_offset`). Doubts
 * about numbers, and values that gave none, are those that `normalise` told of: they need a result (or `steps`).
 * `about.options.latest` tells the last time that was not in the future: given as `latest`, it gives the same answer on any day.
 *
 * Shape: see {@link Quality}. No table depends on the order of the rows or on the number of workers.
 * Cost: one pass over times and one over each column, in the workers, and the finders' orderings; some seconds for 10 M rows.
 *
 * @param input events, or a result of `normalise` or `clean`, whose issues are then shown too
 * @param options other limits, the columns with the numbers as written, what counts as future
 * @throws PhonographError `option/invalid`; `data/column-missing` without `at`; `data/unparseable` without a row that has a time
 * @example
 * ```ts
 * import { table } from "arquero";
 * import { normalise, quality } from "phonograph";
 * const raw = { table: table({
 *   when: ["2026-07-01 00:30:00", "2026-07-01 09:00:00", "1980-01-06 00:00:12"],
 *   who: ["912345678", "+351912345678", "3.51912E+11"],
 * }) };
 * const map = { at: "when", kind: { constant: "call" }, phone: "who" };
 * const found = await quality(await normalise({ raw, map, region: "PT", zone: "Europe/Lisbon" }));
 * console.assert(found.rows === 3 && found.table.get("rows", 0) === 2 && found.clocks.get("lost", 0) === 1);
 * console.assert(found.banners.some(({ name }) => name === "scientific-notation"));
 * ```
 */
export async function quality(input: QualityInput, options: QualityOptions = {}): Promise<Quality> {
  const spec = toQualitySpec(input, options);
  const { workers, signal, progress } = options;
  const { events, issues, limits, latest } = spec;
  const rules = toRuleSpecs(VERB, {});
  const asked = {
    verb: VERB,
    rules,
    identity: toIdentity(VERB, events, {}),
    latest,
    options: { workers, signal, progress },
  };
  const run = await takeRun(events, asked);
  const { view } = run;
  const found = await findings(run, asked);
  signal?.throwIfAborted();
  const counted = await countEvents(view, found.wrong, { workers, signal, progress });
  const coverage = coverageOf(view, counted);
  const table = volumeTable(counted, found.partials, coverage);
  const numbers = numberTable(view, counted, issues);
  const parts = {
    doubts: doubtTable(numbers, issues, limits),
    spellings: spellingTable(view, spec.written),
    clocks: clockTable(counted, view.has("source") && view.has("row")),
    duplicates: duplicateTable(
      counted,
      view,
      found.marks,
      droppedBy(issues, (reason) => COPIES.test(reason)),
    ),
  };
  const lived = table.filter((d: { kind: string }) => d.kind !== "crm");
  const partial = lived.filter((d: { partial: number }) => d.partial === 1);
  const measured = [
    ...measure(parts),
    ...rowMeasures(view, counted, issues),
    ...dayMeasures(lived as Quality["table"], counted, coverage),
  ];
  const judged = (lived.array("partial") as number[]).some((value) => !Number.isNaN(value));
  leaveRun(events, run, asked);
  const shown = { limits, written: spec.written, latest: options.latest ?? lastKnown([view.at], latest) };
  return Object.freeze({
    table,
    nulls: nullTable(counted),
    numbers,
    ...parts,
    hours: hourTable(counted),
    weekdays: weekdayTable(counted),
    offsets: offsetTable(counted),
    issues: issues ?? noIssues(),
    banners: bannersOf(measured, limits),
    rows: view.rows,
    days: new Set(lived.array("day") as string[]).size,
    partialDays: judged ? new Set(partial.array("day") as string[]).size : Number.NaN,
    unjudged: Object.freeze(
      byName(counted.sources).flatMap((s) => (coverage.unjudged.has(s) ? [counted.sources[s]!] : [])),
    ),
    about: toAbout({ verb: VERB, options: shown, input: events, excluded: excluded(counted) }),
  });
}

/** What the rules of `clean` find with their defaults; nothing leaves the table that is looked at. */
async function findings(run: CleaningRun, { rules }: RunAsked) {
  const of = async (name: "repeated" | "redelivered" | "partial-day") => (await run.outcome(name, rules[name])).found;
  const wrong = sharedUint8(run.view.rows);
  for (let i = 0; i < wrong.length; i++) wrong[i] = run.lost?.[i] === 1 ? 1 : run.future?.[i] === 1 ? 2 : 0;
  return {
    wrong,
    marks: { repeated: (await of("repeated")).marks, redelivered: (await of("redelivered")).marks },
    partials: (await of("partial-day")).findings ?? [],
  };
}

/** Rows dropped before for some reason, by source. */
function droppedBy(issues: Quality["issues"] | undefined, counts: (reason: string) => boolean): Map<string, number> {
  const dropped = new Map<string, number>();
  for (const { source, reason, effect, rows } of (issues?.objects({ limit: Infinity }) ?? []) as IssueColumns[]) {
    if (effect === "dropped" && counts(reason)) dropped.set(source, (dropped.get(source) ?? 0) + rows);
  }
  return dropped;
}

/** Shares of rows: dropped before, and calls and messages without a phone. */
function rowMeasures(view: EventView, counted: Counted, issues: Quality["issues"] | undefined): Measured[] {
  const lost = droppedBy(issues, (reason) => !TAKEN_UP.test(reason));
  const { sources } = counted;
  const names = new Set([...usedSources(counted).map((s) => sources[s]!), ...lost.keys()]);
  const dropped = [...names].map((source): Measured => {
    const s = sources.indexOf(source);
    const rows = lost.get(source) ?? 0;
    return { name: "dropped", source, column: null, rows, of: rows + (s < 0 ? 0 : sourceCount(counted, s, "rows")) };
  });
  if (!view.has("phone") || !view.has("kind")) return dropped;
  const kind = view.text("kind");
  const phone = view.text("phone").codes;
  const { codes } = view.text("source");
  const of = new Float64Array(sources.length);
  const without = new Float64Array(sources.length);
  const byPhone = Uint8Array.from(kind.values, (name) => (name === "call" || name === "sms" || name === "mms" ? 1 : 0));
  for (let i = 0; i < phone.length; i++) {
    if (kind.codes[i]! < 0 || byPhone[kind.codes[i]!] === 0) continue;
    const s = codes[i]! < 0 ? sources.length - 1 : codes[i]!;
    of[s]!++;
    if (phone[i]! < 0) without[s]!++;
  }
  return [
    ...dropped,
    ...sources.map(
      (source, s): Measured => ({
        name: "missing-phone",
        source,
        column: null,
        rows: without[s]!,
        of: of[s]!,
      }),
    ),
  ];
}

/** Days that a source covers in part, of its days where these can be judged; the files of one series cover days together. */
function dayMeasures(table: Table<VolumeColumns>, { sources }: Counted, { series }: Coverage): Measured[] {
  const days = new Map<string, { of: Set<string>; partial: Set<string> }>();
  for (const { source, day, partial } of table.objects({ limit: Infinity }) as VolumeColumns[]) {
    if (Number.isNaN(partial)) continue;
    const name = series[sources.indexOf(source)] ?? source;
    const seen = days.get(name) ?? { of: new Set(), partial: new Set() };
    seen.of.add(day);
    if (partial === 1) seen.partial.add(day);
    days.set(name, seen);
  }
  return [...days].map(([source, { of, partial }]) => ({
    name: "partial-days",
    source,
    column: null,
    rows: partial.size,
    of: of.size,
  }));
}

function excluded(counted: Counted) {
  const sum = (name: "lost" | "future" | "timeless") =>
    usedSources(counted).reduce((rows, s) => rows + sourceCount(counted, s, name), 0);
  return [
    { reason: "a clock that had lost its time", rows: sum("lost") },
    { reason: "a time in the future", rows: sum("future") },
    { reason: "no time", rows: sum("timeless") },
  ];
}

function noIssues(): Quality["issues"] {
  const names = ["source", "reason", "effect", "rows", "share", "lines"] as const;
  return columnar<IssueColumns>([], names);
}
