import type { Churn } from "../analyses/churn-result.ts";
import { curveAt, type DrawnGroup, dayTicks } from "./churn-curves.ts";
import { groupName } from "./group-names.ts";
import { countWords, dayWords, listWords, percentWords, pWords } from "./number-words.ts";

/** Who is shown, and what the band is. */
export function subtitleOf({ people, about, medians }: Churn): string {
  const { confidence } = about.options as { confidence: number };
  const groups = medians.numRows() > 1 ? ` in ${medians.numRows()} groups` : "";
  return `Share of ${countWords(people)} people${groups} not yet silent for ${silenceOf(about.options)}; band: ${Number((100 * confidence).toPrecision(4))} %, pointwise`;
}

const UNITS: Readonly<Record<string, string>> = {
  ms: "ms",
  s: "seconds",
  m: "minutes",
  h: "hours",
  d: "days",
  w: "weeks",
};

function silenceOf(options: Churn["about"]["options"]): string {
  const [, length, unit] = /^(.*?)([a-z]+)$/.exec(String(options["inactivity"])) ?? [];
  return `${length} ${length === "1" ? UNITS[unit].replace(/s$/, "") : UNITS[unit]}`;
}

/** The test, the method, and who was left out. */
export function captionOf({ test, groupedBy, notFollowed, medians, about }: Churn): string {
  const { confidenceType } = about.options as { confidenceType: string };
  const silence = silenceOf(about.options);
  const parts = [
    `Kaplan-Meier with a ${confidenceType} band. A person is gone at the last activity before ${silence} of silence; whether the last ${silence} of the data are one cannot be told yet.`,
  ];
  if (test) {
    const verdict = test.p < 0.05 ? "The curves differ" : "No difference can be told";
    parts.unshift(
      `${verdict}: log-rank χ² = ${test.chiSquare.toPrecision(3)} with ${test.df} df, ${pWords(test.logP)}.`,
    );
  } else if (groupedBy) parts.unshift("No test: fewer than two known groups.");
  if (notFollowed.length > 0) {
    parts.push(
      `Not followed: ${listWords(notFollowed.map(({ reason, people }) => `${countWords(people)} (${reason})`))}.`,
    );
  }
  const small = (medians.objects() as { group: string; small: boolean }[]).filter((row) => row.small && groupedBy);
  if (small.length > 0)
    parts.push(
      `Dashed, without a band: fewer than 10 people (${listWords(small.map(({ group }) => groupName(group, groupedBy)))}).`,
    );
  return parts.join(" ");
}

/** The finding for those who do not see the chart. */
export function altOf(result: Churn, groups: readonly DrawnGroup[], last: number): string {
  const middle = dayTicks(last, 4)[2] ?? last;
  const told = groups.slice(0, 7).map(({ name, points, median, people }) => {
    const share = percentWords(curveAt(points, middle)?.survival ?? 1);
    const half = Number.isNaN(median) ? "fewer than half are ever gone" : `half are gone after ${dayWords(median)}`;
    const of = groups.length > 1 ? `${name} (${countWords(people)} people)` : `all ${countWords(people)} people`;
    return `of ${of} ${share} are active after ${dayWords(middle)}, ${half}`;
  });
  const test = result.test ? ` Log-rank test: ${pWords(result.test.logP)}.` : "";
  return `Survival curves from 0 to ${dayWords(last)}, share still active in per cent: ${told.join("; ")}.${test}`;
}
