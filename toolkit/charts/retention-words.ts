import type { Retention } from "../analyses/retention-result.ts";
import { formatDuration } from "../core/duration.ts";
import { calendarWords } from "./calendar-words.ts";
import { shortened } from "./funnel-lines.ts";
import { countWords, listWords, percentWords, pWords } from "./number-words.ts";
import type { RetentionCurve, RetentionPoint } from "./retention-rows.ts";

/** `"day"`, or `"6 h"` where periods are durations. */
export function periodWord({ semantics, about }: Retention): string {
  const { period } = about.options as { period: string };
  if (semantics.clock === "calendar") return String(semantics.period);
  return /^\d/.test(period) ? formatDuration(semantics.period as number) : period;
}

/** `"Days after the start"`. */
export function axisWords(result: Retention): string {
  const word = periodWord(result);
  return /^\d/.test(word)
    ? `Periods of ${word} after the start`
    : `${word[0].toUpperCase()}${word.slice(1)}s after the start`;
}

/** The question that the result answers. */
export function titleOf(result: Retention): string {
  const start = shortened(result.start, 32);
  const who = result.groupedBy ? `, by ${result.groupedBy}` : "";
  if (start.includes(" or ")) return `How many people come back${who}?`;
  return result.start === result.returning
    ? `How many people come back to ${start}${who}?`
    : `How many people come back after ${start}${who}?`;
}

/** What the shares are of: counting, cohorts, people. */
export function subtitleOf(result: Retention): string {
  const { people, cohorts, semantics } = result;
  const how = semantics.counting === "on" ? "who come back in the" : "who come back in or after the";
  const of = semantics.kind === "recurring" ? "cohorts of everybody active in a period" : "cohorts by first start";
  const word = periodWord(result);
  const which = /^\d/.test(word) ? `period of ${word}` : word;
  return `Share ${how} ${which} after the start; ${countWords(people)} people in ${countWords(cohorts)} ${cohorts === 1 ? of.replace("cohorts", "cohort") : of}`;
}

/** How it was counted, in which calendar, and what is missing. */
export function captionOf(result: Retention, kind: "triangle" | "curve"): string {
  const { semantics, notFollowed, about, tests, groupedBy } = result;
  const level = `${Number((100 * semantics.confidence).toPrecision(4))} %`;
  const parts: string[] = [];
  if (kind === "curve") {
    if (tests) parts.push(verdict(tests.objects() as TestRow[], groupedBy ?? ""));
    parts.push(`Each point is of the cohorts whose period is over; band: ${level}, ${semantics.curveInterval}.`);
  } else {
    parts.push("Dots: not over yet. Of each cohort the rates are shares of the same people.");
  }
  parts.push(
    semantics.clock === "calendar"
      ? calendarWords(semantics.zone)
      : `Counted from each person's own start; cohorts in the calendar of ${semantics.zone}.`,
  );
  const out = notFollowed.map(({ reason, people }) => `${countWords(people)} (${reason})`);
  if (out.length > 0) parts.push(`People in no cohort: ${listWords(out)}.`);
  const unlinked = about.excluded.find(({ reason }) => reason === "no person");
  if (unlinked)
    parts.push(`${countWords(unlinked.rows)} ${unlinked.rows === 1 ? "event has" : "events have"} no known person.`);
  return parts.join(" ");
}

/** Which cohorts are not whole, as the data begin or end within them. */
export function partialWords(cohorts: readonly string[]): string {
  if (cohorts.length === 0) return "";
  return `Dashed: the data hold only a part of ${cohorts.length === 1 ? "the cohort" : "the cohorts"} ${listWords(cohorts.slice(0, 4))}${cohorts.length > 4 ? ` and ${cohorts.length - 4} more` : ""}, so the share may differ from that of all who started then.`;
}

interface TestRow {
  label: string;
  p: number;
  q: number;
  df: number;
}

function verdict(rows: TestRow[], by: string): string {
  const tested = rows.filter(({ df }) => df > 0);
  if (tested.length === 0) return `No test: no cohort has two groups of ${by}.`;
  const least = tested.reduce((a, b) => (b.q < a.q ? b : a));
  const differ = tested.filter(({ q }) => q < 0.05).length;
  const words = pWords(Math.log(least.q)).replace("p", "q");
  const found = differ > 0 ? `The groups differ in ${differ} of ${tested.length} periods` : "No difference can be told";
  return `${found}: Mantel-Haenszel within cohorts, corrected for ${tested.length} periods, least ${words} (period ${least.label}).`;
}

/** The finding for those who do not see the chart. */
export function altOf(result: Retention, curves: readonly RetentionCurve[]): string {
  const told = curves.slice(0, 6).map(({ name, points, people }) => {
    const some = pick(points.filter(({ period }) => period > 0));
    const words = some.map(
      ({ label, rate, people: n }) => `${percentWords(rate)} in period ${label} (of ${countWords(n)})`,
    );
    return `of ${name === null ? "all" : name} ${countWords(people)} people ${words.length > 0 ? listWords(words) : "nothing is over yet"}`;
  });
  const { cohorts } = result;
  const more = curves.length > 6 ? `; and ${curves.length - 6} more groups` : "";
  return `Retention of ${countWords(cohorts)} ${cohorts === 1 ? "cohort" : "cohorts"}, taken together come back: ${told.join("; ")}${more}.`;
}

function pick(points: readonly RetentionPoint[]): RetentionPoint[] {
  if (points.length <= 4) return [...points];
  const places = new Set([0, Math.floor(points.length / 4), Math.floor(points.length / 2), points.length - 1]);
  return [...places].map((i) => points[i]);
}
