import * as Plot from "@observablehq/plot";
import type { Lifecycle } from "../analyses/lifecycle-result.ts";
import { calendarWords } from "./calendar-words.ts";
import type { Chart } from "./chart.ts";
import type { ChartWords, Drawing } from "./chart-words.ts";
import { groupName } from "./group-names.ts";
import { countWords, listWords, percentWords } from "./number-words.ts";
import { dayNames, fitting } from "./period-ticks.ts";
import { plot } from "./plot.ts";
import { requireResult } from "./require-result.ts";
import { theme } from "./theme.ts";

interface Row {
  group?: string;
  period: string;
  active: number;
  new: number;
  returning: number;
  resurrecting: number;
  dormant: number;
  kept: number;
  over: boolean;
}

const STATES = ["returning", "resurrecting", "new", "dormant"] as const;
const COLOURS = [theme.series[0], theme.series[2], theme.series[4], theme.series[1]];

/**
 * Draws who is new, returning, resurrecting and, below the line, dormant, period by period.
 *
 * The first period of the data, in which everybody is new, is left out, as is the last, which is not over; the caption says so. Of a grouped result it
 * draws the first, largest group unless `group` names another. The table behind the chart is the result's `table`.
 *
 * @param result what `lifecycle` gave
 * @param words a title, subtitle or caption of your own, and the group to draw
 * @returns a chart, drawn for 720 and for 360 px
 * @example
 * ```ts
 * import { table } from "arquero";
 * import { lifecycle, lifecycleChart } from "phonograph";
 * const day = 864e5;
 * const events = table({ person: [0, 0, 0, 1], at: [0, day, 3 * day, 2 * day], kind: ["app", "app", "app", "app"] });
 * const chart = lifecycleChart(await lifecycle(events, { period: "day" }));
 * console.assert(chart.alt.includes("1 dormant") && chart.svg.startsWith("<svg"));
 * ```
 */
export function lifecycleChart(result: Lifecycle, words: ChartWords & { group?: string } = {}): Chart {
  requireResult("lifecycleChart", result, "lifecycle", ["table", "semantics", "about"]);
  const { group: wanted, ...own } = words;
  const rows = result.table.objects({ limit: Number.POSITIVE_INFINITY }) as Row[];
  const group = wanted ?? rows[0]?.group;
  const mine = rows.filter((row) => row.group === group);
  const told = mine.filter(({ over }, i) => over && !(i === 0 && result.firstIsAllNew));
  const drawn = told.length > 0 ? told : mine;
  const { period, zone, confidence } = result.semantics;
  const of = group === undefined ? "" : `: ${groupName(group, result.groupedBy)}`;
  const unlinked = result.about.excluded.find(({ reason }) => reason === "no person");
  const caption = [
    `Returning: active in the ${period} before too. Resurrecting: active earlier, not in the ${period} before. Dormant: active in the ${period} before, not in this one.`,
    told.length < mine.length ? left(result, told, mine, period) : "",
    calendarWords(zone),
    unlinked
      ? `${countWords(unlinked.rows)} ${unlinked.rows === 1 ? "event has" : "events have"} no known person.`
      : "",
  ];
  return plot({
    title: `Who is new, who stays, who comes back and who is gone${of}?`,
    subtitle: `People by ${period}; ${countWords(result.people)} people active at least once${group === undefined ? "" : ", all groups together"}`,
    caption: caption.filter((part) => part !== "").join(" "),
    ...own,
    alt: altOf(drawn, period, confidence),
    data: result.table,
    color: { legend: true, domain: [...STATES], range: COLOURS },
    ...drawing(drawn, theme.width),
    narrow: { color: { legend: true, domain: [...STATES], range: COLOURS }, ...drawing(drawn, theme.narrowWidth) },
  });
}

function left({ firstIsAllNew }: Lifecycle, told: readonly Row[], mine: readonly Row[], period: string): string {
  if (told.length === 0) return "";
  const parts = [
    firstIsAllNew && mine[0] !== told[0] ? `the first ${period} of the data, in which everybody is new` : "",
    mine.at(-1)?.over ? "" : `the last ${period}, which is not over`,
  ].filter((part) => part !== "");
  return parts.length > 0 ? `Not drawn: ${listWords(parts)}.` : "";
}

function drawing(rows: readonly Row[], width: number): Drawing {
  const wide = width > theme.narrowWidth;
  const bars = rows.flatMap((row) => {
    let floor = 0;
    const above = STATES.slice(0, 3).map((state) => {
      const low = floor;
      floor += row[state];
      return { period: row.period, state, low, high: floor };
    });
    const gone = Number.isNaN(row.dormant) ? 0 : row.dormant;
    return [...above, { period: row.period, state: "dormant", low: -gone, high: 0 }];
  });
  const names = rows.map(({ period }) => period);
  const words = dayNames(names);
  const marginLeft = 52;
  const shown = new Set(
    fitting(
      names.map((name) => words.get(name)!),
      width - marginLeft,
    ),
  );
  return {
    ...{ width, height: wide ? 360 : 300, marginLeft, marginTop: 26, marginBottom: 30 },
    x: {
      ...{ type: "band", domain: names, padding: names.length > 40 ? 0.08 : 0.18, label: null, tickSize: 0 },
      ticks: names.filter((name) => shown.has(words.get(name)!)),
      tickFormat: (name: string) => words.get(name)!,
    },
    y: {
      label: "People (below the line: gone)",
      grid: true,
      tickFormat: (n: number) => countWords(Math.abs(n)),
      labelAnchor: "top",
    },
    marks: [
      Plot.rectY(
        bars.filter(({ low, high }) => high > low),
        {
          x: "period",
          y1: "low",
          y2: "high",
          fill: "state",
          stroke: theme.surface,
          strokeWidth: names.length > 40 ? 0 : 0.6,
        },
      ),
      Plot.ruleY([0], { stroke: theme.ink }),
    ],
  };
}

function altOf(rows: readonly Row[], period: string, confidence: number): string {
  const [first, last] = [rows[0], rows.at(-1)];
  if (!first || !last) return "Bars of nobody.";
  const tell = ({ period: name, active, new: fresh, returning, resurrecting, dormant, kept }: Row) =>
    `${name}: ${countWords(active)} active, of them ${countWords(fresh)} new, ${countWords(returning)} returning, ${countWords(resurrecting)} resurrecting; ${Number.isNaN(dormant) ? "dormant not known yet" : `${countWords(dormant)} dormant`}${Number.isNaN(kept) ? "" : `, ${percentWords(kept)} of those of the ${period} before kept`}`;
  const told = rows.length > 1 ? [tell(first), tell(last)] : [tell(first)];
  return `Stacked bars of people by ${period}, ${rows.length} in all, dormant below the line (intervals of ${Number((100 * confidence).toPrecision(4))} % in the table). ${told.join(". ")}.`;
}
