import * as Plot from "@observablehq/plot";
import type { Stickiness } from "../analyses/stickiness-result.ts";
import { OTHER, UNKNOWN } from "../core/groups.ts";
import type { Chart } from "./chart.ts";
import type { ChartWords, Drawing } from "./chart-words.ts";
import { groupName } from "./group-names.ts";
import { countWords, listWords, percentWords } from "./number-words.ts";
import { plot } from "./plot.ts";
import { requireResult } from "./require-result.ts";
import { theme } from "./theme.ts";

interface Row {
  group?: string;
  periods: number;
  people: number;
  share: number;
  lower: number;
  upper: number;
  at_least: number;
}

interface Mean {
  group?: string;
  people: number;
  mean: number;
  lower: number;
  upper: number;
  ratio: number;
}

/**
 * Draws in how many of the last periods people were active: a bar with its interval for each number, or, with groups, a line with its
 * band for each group.
 *
 * At most seven groups have a colour. The table behind the chart is the result's `table`.
 *
 * @param result what `stickiness` gave
 * @param words a title, subtitle or caption of your own
 * @returns a chart, drawn for 720 and for 360 px
 * @example
 * ```ts
 * import { table } from "arquero";
 * import { stickiness, stickinessChart } from "phonograph";
 * const day = 864e5;
 * const events = table({ person: [0, 0, 0, 1], at: [0, day, 2 * day, day], kind: ["app", "app", "app", "app"] });
 * const chart = stickinessChart(await stickiness(events, { asOf: 3 * day, windows: [2] }));
 * console.assert(chart.alt.includes("on average 2.0 of 3 days"));
 * ```
 */
export function stickinessChart(result: Stickiness, words: ChartWords = {}): Chart {
  requireResult("stickinessChart", result, "stickiness", ["table", "means", "ratios"]);
  const rows = result.table.objects({ limit: Number.POSITIVE_INFINITY }) as Row[];
  const means = result.means.objects({ limit: Number.POSITIVE_INFINITY }) as Mean[];
  const { period, periods, from, until, zone, confidence } = result.semantics;
  const level = `${Number((100 * confidence).toPrecision(4))} %`;
  const day = (at: number) =>
    new Intl.DateTimeFormat("en-GB", { timeZone: zone === "local" ? "UTC" : zone, dateStyle: "medium" }).format(at);
  const unlinked = result.about.excluded.find(({ reason }) => reason === "no person");
  const caption = [
    `${result.groupedBy ? "Bands" : "Lines"}: Wilson ${level} intervals. The ${periods} ${period}s that are over, ${day(from)} to ${day(until - 1)}, ${zone === "local" ? "by the clock where each event happened" : `in the calendar of ${zone}`}.`,
    unlinked
      ? `${countWords(unlinked.rows)} ${unlinked.rows === 1 ? "event has" : "events have"} no known person.`
      : "",
  ];
  return plot({
    title:
      `On how many of ${periods} ${period}s are people active${result.groupedBy ? `, by ${result.groupedBy}` : ""}?`.replace(
        /^On how many of (\d+) (weeks|months)/,
        "In how many of $1 $2",
      ),
    subtitle: `Share of ${countWords(result.people)} people active at least once`,
    caption: caption.filter((part) => part !== "").join(" "),
    ...words,
    alt: altOf(result, rows, means),
    data: result.table,
    ...drawing(result, rows, means, theme.width),
    narrow: drawing(result, rows, means, theme.narrowWidth),
  });
}

function drawing(
  { groupedBy, semantics }: Stickiness,
  rows: readonly Row[],
  means: readonly Mean[],
  width: number,
): Drawing {
  const wide = width > theme.narrowWidth;
  const { period, periods } = semantics;
  const known = rows
    .filter(({ share }) => !Number.isNaN(share))
    .map((row) => ({ ...row, name: row.group === undefined ? "" : groupName(row.group, groupedBy) }));
  const step = Math.ceil(periods / (wide ? 28 : 8));
  const ticks = Array.from({ length: periods }, (_, i) => i + 1).filter(
    (n) => n === 1 || n === periods || (n % step === 0 && periods - n >= step / 2 && n > 1),
  );
  const axis = {
    ...{
      ticks,
      label: `${period[0].toUpperCase()}${period.slice(1)}s with activity`,
      labelAnchor: "center" as const,
      labelOffset: 34,
    },
    tickFormat: (n: number) => String(n),
  };
  const frame = { width, height: wide ? 330 : 280, marginTop: 26, marginBottom: 44, marginLeft: 40 };
  const most = Math.max(0.01, ...known.map(({ upper, people, share }) => (people === 0 ? share : upper)));
  const y = {
    domain: [0, 100 * most],
    label: "Share of people (%)",
    labelAnchor: "top" as const,
    ticks: 5,
    grid: true,
  };
  if (groupedBy === undefined) {
    return {
      ...frame,
      x: { ...axis, type: "band", domain: Array.from({ length: periods }, (_, i) => i + 1), padding: 0.2, tickSize: 0 },
      y,
      marks: [
        Plot.barY(known, {
          x: "periods",
          y: (d: Row) => 100 * d.share,
          fill: theme.series[0],
          fillOpacity: 0.85,
          ry2: 2,
        }),
        Plot.ruleX(
          known.filter(({ people }) => people > 0),
          {
            x: "periods",
            y1: (d: Row) => 100 * d.lower,
            y2: (d: Row) => 100 * d.upper,
            stroke: theme.ink,
            strokeWidth: 1.4,
          },
        ),
      ],
    };
  }
  const names = means.map(({ group }) => groupName(group!, groupedBy));
  let colours = 0;
  const range = means.map(({ group }) =>
    group === OTHER || group === UNKNOWN ? theme.muted : (theme.series[colours++] ?? theme.muted),
  );
  const line = { x: "periods", y: (d: Row) => 100 * d.share, stroke: "name" } as const;
  return {
    ...frame,
    color: { legend: true, domain: names, range },
    x: { ...axis, domain: periods > 1 ? [1, periods] : [0, 2] },
    y,
    marks: [
      Plot.areaY(known, {
        x: "periods",
        y1: (d: Row) => 100 * d.lower,
        y2: (d: Row) => 100 * d.upper,
        fill: "name",
        fillOpacity: Math.min(0.16, 0.6 / names.length),
      }),
      Plot.line(known, { ...line, strokeWidth: 2 }),
      Plot.dot(known, { ...line, fill: "name", r: 2.4, stroke: "none" }),
    ],
  };
}

function altOf({ people, semantics, groupedBy }: Stickiness, rows: readonly Row[], means: readonly Mean[]): string {
  const { period, periods } = semantics;
  const told = means.slice(0, 6).map(({ group, people: n, mean, lower, upper }) => {
    const mine = rows.filter((row) => row.group === group);
    const once = mine[0];
    const always = mine.at(-1)!;
    const sure = Number.isNaN(lower) ? "" : ` (${lower.toFixed(1)} to ${upper.toFixed(1)})`;
    const who =
      group === undefined ? `${countWords(n)} people` : `${groupName(group, groupedBy)} (${countWords(n)} people)`;
    return n === 0
      ? "nobody"
      : `${who} are active on average ${mean.toFixed(1)} of ${periods} ${period}s${sure}, ${percentWords(once.share)} only in one, ${percentWords(always.share)} in all`;
  });
  if (people === 0) return `Nobody is active in the ${periods} ${period}s.`;
  return `Distribution of ${period}s with activity: ${listWords(told)}.`;
}
