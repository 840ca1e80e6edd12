import type { Funnel } from "../analyses/funnel-result.ts";
import { semanticsWords } from "../analyses/funnel-semantics.ts";
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

/** What a funnel counts, in a word: `"people"`, `"runs"`, `"sessions"`, `"numbers"`. */
export function countedNoun({ unit, count }: Funnel["semantics"]): string {
  if (count === "totals") return "runs";
  if (count === "sessions") return "sessions";
  return unit === "person" ? "people" : unit === "phone" ? "numbers" : `values of ${unit}`;
}

function titleOf({ steps, groupedBy, semantics }: Funnel): string {
  const [first, last] = [shortened(steps[0]!, 32), shortened(steps.at(-1)!, 32)];
  if (semantics.order === "any") {
    return groupedBy
      ? `Who takes these ${steps.length} steps, by ${groupedBy}?`
      : `How many take these ${steps.length} steps?`;
  }
  return groupedBy
    ? `Who gets from ${first} to ${last}, by ${groupedBy}?`
    : `How many ${countedNoun(semantics)} get from ${first} to ${last}?`;
}

function subtitleOf({ entered, steps, semantics }: Funnel, groups: readonly FunnelGroup[]): string {
  const within = formatDuration(semantics.within);
  const noun = countedNoun(semantics);
  const of =
    groups.length > 1 ? `${countWords(entered)} ${noun} in ${groups.length} groups` : `${countWords(entered)} ${noun}`;
  if (semantics.order === "any")
    return `Share of ${of} with any of ${listWords(steps.map((step) => `“${shortened(step, 24)}”`))}, within ${within}`;
  return `Share of ${of} ${noun === "people" ? "who" : "that"} took “${shortened(steps[0]!, 32)}” and then the other steps in order, within ${within}`;
}

function captionOf(result: Funnel, groups: readonly FunnelGroup[]): string {
  const { semantics, recentEntrants, about, notes } = result;
  const { confidence, censor, within, interval } = semantics;
  const how = interval === "Wilson" ? "Wilson " : "";
  const parts = [
    `Lines: ${how}${Number((100 * confidence).toPrecision(4))} % intervals${how ? "" : ` (${interval})`}.`,
  ];
  if (groups.length === 1) parts.push(`Shaded: ${countedNoun(semantics)} lost before the step.`);
  else parts.push("Median time: from the first step, of those who got so far.");
  parts.push(...semanticsWords(result));
  if (recentEntrants > 0) {
    const what = { exclude: "left out", km: "followed so far", drop: "counted as far as they got" }[censor];
    const noun = semantics.unit === "person" ? ["person", "people"] : [semantics.unit, `${semantics.unit} values`];
    const whose = recentEntrants === 1 ? `${noun[0]}, whose window is` : `${noun[1]}, whose windows are`;
    parts.push(
      `${countWords(recentEntrants)} ${whose} not over yet (less than ${formatDuration(within)} of data), ${what}.`,
    );
  }
  parts.push(...notes);
  const unlinked = about.excluded.find(({ reason }) => reason.startsWith("no person, could"));
  if (unlinked) {
    const events = unlinked.rows === 1 ? "event that could fill a step has" : "events that could fill a step have";
    parts.push(`${countWords(unlinked.rows)} ${events} no known person.`);
  }
  return parts.join(" ");
}

function altOf({ steps, semantics }: Funnel, groups: readonly FunnelGroup[]): string {
  const all = groups.length === 1;
  const noun = countedNoun(semantics);
  const told = groups.slice(0, TOLD).map(({ group, lines, entered }) => {
    const reached = lines.slice(1).map((line) => {
      const after = Number.isNaN(line.wait_median) ? "" : `, half of them within ${formatDuration(line.wait_median)}`;
      return `${percentWords(line.rate)} reach ${line.label} (${countWords(line.n)}${all ? after : ""})`;
    });
    const who = all
      ? `${countWords(entered)} ${noun} enter with ${lines[0]!.label}`
      : `Of ${group} ${countWords(entered)} enter`;
    return `${who}; ${entered > 0 ? listWords(reached) : "nobody goes on"}`;
  });
  const more = groups.length > TOLD ? `; and ${groups.length - TOLD} more groups` : "";
  const lines = groups.flatMap((group) => group.lines);
  const worst = all ? lines.reduce((most, line) => (line.lost > most.lost ? line : most)) : undefined;
  const loss = worst && worst.lost > 0 ? ` The largest loss is before ${worst.label}: ${lossWords(worst)}.` : "";
  const whose = noun === "people" ? "the people who" : `the ${noun} that`;
  return `Funnel of ${steps.length} steps, share of ${whose} entered: ${told.join(". ")}${more}.${loss}`;
}

/** `2,310 lost (33 %)`: of those who took the step before; `33 % lost` where some are not followed so far. */
export function lossWords({ lost, step_rate }: Pick<FunnelLine, "lost" | "step_rate">): string {
  const share = percentWords(1 - step_rate);
  return Number.isNaN(lost) ? `${share} lost` : `${countWords(lost)} lost (${share})`;
}
