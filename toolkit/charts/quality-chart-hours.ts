import * as Plot from "@observablehq/plot";
import type { HourColumns, Quality } from "../analyses/quality-result.ts";
import type { Chart } from "./chart.ts";
import type { ChartWords, Drawing } from "./chart-words.ts";
import { countWords, percentWords } from "./number-words.ts";
import { plot } from "./plot.ts";
import { theme } from "./theme.ts";

interface Point {
  clock: string;
  hour: number;
  share: number;
}

const NAMES = { local: "local time", utc: "UTC" } as const;

/** Shares of rows by hour on both clocks; of the local one those of rows that have an offset. */
export function hoursChart(found: Quality, words: ChartWords): Chart {
  const all = (found.hours.objects({ limit: Infinity }) as HourColumns[]).filter(({ kind }) => kind !== "crm");
  const points: Point[] = [];
  const totals = { local: 0, utc: 0 };
  for (const { clock, rows, no_offset } of all) totals[clock] += rows - no_offset;
  for (const clock of ["local", "utc"] as const) {
    for (let hour = 0; hour < 24 && totals[clock] > 0; hour++) {
      const same = all.filter((row) => row.clock === clock && row.hour === hour);
      const share = same.reduce((sum, { rows, no_offset }) => sum + rows - no_offset, 0) / totals[clock];
      points.push({ clock: NAMES[clock], hour, share });
    }
  }
  const clocks = [...new Set(points.map(({ clock }) => clock))];
  const peaks = clocks.map((clock) => {
    const peak = points.filter((p) => p.clock === clock).reduce((best, p) => (p.share > best.share ? p : best));
    return `in ${clock} the busiest hour is ${peak.hour} with ${percentWords(peak.share)}`;
  });
  const apart = movedShare(points);
  const without = totals.utc - totals.local;
  const caption = [
    Number.isNaN(apart)
      ? "No row has a local offset: only UTC is known."
      : `${percentWords(apart)} of rows lie in another hour in UTC than on the clock at the place, at least.`,
    without > 0 && totals.local > 0 ? `${countWords(without)} rows have no local offset and are in UTC only.` : "",
  ];
  return plot({
    title: "When are people active: on their own clock, and in UTC?",
    subtitle: `Share of ${countWords(totals.utc)} rows by hour of the day`,
    caption: caption.filter((part) => part !== "").join(" "),
    ...words,
    alt: `Curves over 24 hours of the share of rows: ${peaks.join("; ")}.`,
    data: found.hours,
    ...drawing(points, clocks, theme.width),
    narrow: drawing(points, clocks, theme.narrowWidth),
  });
}

/** Half the sum of differences: the least share of rows that would have to change the hour. */
function movedShare(points: readonly Point[]): number {
  const of = (clock: string) => points.filter((p) => p.clock === clock).sort((a, b) => a.hour - b.hour);
  const [local, utc] = [of(NAMES.local), of(NAMES.utc)];
  if (local.length === 0) return Number.NaN;
  return local.reduce((sum, { share }, hour) => sum + Math.abs(share - utc[hour]!.share), 0) / 2;
}

function drawing(points: readonly Point[], clocks: readonly string[], width: number): Drawing {
  const style = (clock: string) => (clock === NAMES.local ? theme.series[0]! : theme.muted);
  return {
    width,
    height: width > theme.narrowWidth ? 280 : 220,
    x: { label: "Hour", domain: [0, 23], ticks: [0, 6, 12, 18, 23] },
    y: {
      label: "Rows (%)",
      percent: true,
      domain: [0, 100 * Math.max(...points.map(({ share }) => share)) * 1.05],
      ticks: 5,
    },
    color: { legend: true, domain: [...clocks], range: clocks.map(style) },
    marks: [
      Plot.ruleY([0], { stroke: theme.line }),
      ...[...clocks].reverse().map((clock) =>
        Plot.lineY(
          points.filter((p) => p.clock === clock),
          {
            x: "hour",
            y: "share",
            stroke: "clock",
            strokeWidth: clock === NAMES.local ? 2.4 : 1.8,
            strokeDasharray: clock === NAMES.local ? undefined : "5 3",
            curve: "monotone-x",
          },
        ),
      ),
    ],
  };
}
