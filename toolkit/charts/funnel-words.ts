import type { Funnel } from "../analyses/funnel.ts";
import { formatDuration } from "../core/duration.ts";
import type { FunnelGroup, FunnelLine } from "./funnel-lines.ts";
import { shortened } from "./funnel-lines.ts";
import { countWords, listWords, percentWords } from "./number-words.ts";

const TOLD = 6;

/** The words of a funnel's chart, written from the result. */
export function funnelWords(result: Funnel, groups: readonly FunnelGroup[]) {
  return {
    title: titleOf(result),
    subtitle: subtitleOf(result, groups),
    caption: captionOf(result, groups),
    alt: altOf(result, groups),
  };
}

function titleOf({ steps, groupedBy }: Funnel): string {
  const [first, last] = [shortened(steps[0]!, 32), shortened(steps.at(-1)!, 32)];
  return groupedBy
    ? `Who gets from ${first} to ${last}, by ${groupedBy}?`
    : `How many people get from ${first} to ${last}?`;
}

function subtitleOf({ entered, steps, semantics }: Funnel, groups: readonly FunnelGroup[]): string {
  const within = formatDuration(semantics.within);
  const of =
    groups.length > 1 ? `${countWords(entered)} people in ${groups.length} groups` : `${countWords(entered)} people`;
  return `Share of ${of} who took “${shortened(steps[0]!, 32)}” and then the other steps in order, within ${within}`;
}

function captionOf({ semantics, recentEntrants, about }: Funnel, groups: readonly FunnelGroup[]): string {
  const { confidence, recent, entry, within } = semantics;
  const parts = [`Lines: Wilson ${Number((100 * confidence).toPrecision(4))} % intervals.`];
  if (groups.length === 1) parts.push("Shaded: people lost before the step.");
  else parts.push("Median time: from the first step, of those who got so far.");
  parts.push(
    entry === "best" ? "Of each person the run that gets furthest counts." : "Of each person the first entry counts.",
  );
  if (recentEntrants > 0) {
    const what = recent === "exclude" ? "left out" : "counted as far as they got";
    const whose = recentEntrants === 1 ? "person, whose window is" : "people, whose windows are";
    parts.push(
      `${countWords(recentEntrants)} ${whose} not over yet (less than ${formatDuration(within)} of data), ${what}.`,
    );
  }
  const unlinked = about.excluded.find(({ reason }) => reason.startsWith("no person, could"));
  if (unlinked) {
    const events = unlinked.rows === 1 ? "event that could fill a step has" : "events that could fill a step have";
    parts.push(`${countWords(unlinked.rows)} ${events} no known person.`);
  }
  return parts.join(" ");
}

function altOf({ steps }: Funnel, groups: readonly FunnelGroup[]): string {
  const all = groups.length === 1;
  const told = groups.slice(0, TOLD).map(({ group, lines, entered }) => {
    const reached = lines.slice(1).map((line) => {
      const after = Number.isNaN(line.wait_median) ? "" : `, half of them within ${formatDuration(line.wait_median)}`;
      return `${percentWords(line.rate)} reach ${line.label} (${countWords(line.people)}${all ? after : ""})`;
    });
    const who = all
      ? `${countWords(entered)} people enter with ${steps[0]}`
      : `Of ${group} ${countWords(entered)} enter`;
    return `${who}; ${entered > 0 ? listWords(reached) : "nobody goes on"}`;
  });
  const more = groups.length > TOLD ? `; and ${groups.length - TOLD} more groups` : "";
  const lines = groups.flatMap((group) => group.lines);
  const worst = all ? lines.reduce((most, line) => (line.lost > most.lost ? line : most)) : undefined;
  const loss = worst && worst.lost > 0 ? ` The largest loss is before ${worst.label}: ${lossWords(worst)}.` : "";
  return `Funnel of ${steps.length} steps, share of the people who entered: ${told.join(". ")}${more}.${loss}`;
}

/** `2,310 lost (33 %)`: of those who took the step before. */
export function lossWords({ lost, step_rate }: FunnelLine): string {
  return `${countWords(lost)} lost (${percentWords(1 - step_rate)})`;
}
