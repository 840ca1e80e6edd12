import * as Plot from "@observablehq/plot";
import { sourceWords } from "../analyses/quality-banners.ts";
import type { Quality, VolumeColumns } from "../analyses/quality-result.ts";
import type { Chart } from "./chart.ts";
import type { ChartWords, Drawing } from "./chart-words.ts";
import { countWords, listWords } from "./number-words.ts";
import { plot } from "./plot.ts";
import { theme } from "./theme.ts";

const DAY = 864e5;
const MOST_KINDS = 6;

interface Bar {
  at: number;
  kind: string;
  rows: number;
  partial: boolean;
}

/** The first moment of the bar that holds a day, and of the bar after it. */
interface Unit {
  name: "day" | "week" | "month" | "year";
  begins(day: number): number;
  ends(begins: number): number;
}

const calendar = (name: "month" | "year", months: number): Unit => ({
  name,
  begins(day) {
    const date = new Date(day);
    return Date.UTC(date.getUTCFullYear(), months === 12 ? 0 : date.getUTCMonth());
  },
  ends(begins) {
    const date = new Date(begins);
    return Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + months);
  },
});
const days = (name: "day" | "week", length: number): Unit => ({
  name,
  // weeks begin on Monday; 1970 began on a Thursday
  begins: (day) => (length === 1 ? day : day - ((((day / DAY + 3) % 7) + 7) % 7) * DAY),
  ends: (begins) => begins + length * DAY,
});

/** So wide that a bar can be seen: a year's weeks can, those of ten years are hairlines. */
function unitOf(span: number): Unit {
  if (span <= 250) return days("day", 1);
  if (span <= 3 * 366) return days("week", 7);
  return span <= 20 * 366 ? calendar("month", 1) : calendar("year", 12);
}

/** Rows by local day and kind, stacked; partial days pale, with a mark above. Long spans are shown in weeks, months or years. */
export function daysChart(found: Quality, words: ChartWords): Chart {
  const all = (found.table.objects({ limit: Infinity }) as VolumeColumns[]).filter(({ kind }) => kind !== "crm");
  const first = Math.min(...all.map(({ day }) => Date.parse(day)));
  const last = Math.max(...all.map(({ day }) => Date.parse(day)));
  const unit = unitOf((last - first) / DAY);
  const bars = stack(all, unit);
  const sums = new Map<string, number>();
  for (const { kind, rows } of bars) sums.set(kind, (sums.get(kind) ?? 0) + (kind === "other" ? 0 : rows));
  const kinds = [...sums].sort(([, n], [, m]) => m - n).map(([kind]) => kind);
  const total = all.reduce((sum, { rows }) => sum + rows, 0);
  const partial = [...new Map(all.filter((d) => d.partial === 1).map((d) => [`${d.day} ${d.source}`, d])).values()];
  const named = partial.slice(0, 3).map(({ day, source, why }) => `${day} (${sourceWords(source)}: ${shortly(why)})`);
  const more = partial.length > named.length ? `, and ${partial.length - named.length} more` : "";
  const { unjudged } = found;
  const short = listWords(unjudged.slice(0, 3).map(sourceWords));
  const others = unjudged.length > 3 ? ` and ${unjudged.length - 3} more` : "";
  const untold = unjudged.length > 0 ? ` Too short to tell whole days from partial ones: ${short}${others}.` : "";
  const isJudged = all.some((row) => !Number.isNaN(row.partial));
  const whole = isJudged ? "Every day that can be judged is covered from end to end, as far as the volumes tell." : "";
  const pale = partial.length > 0 ? `Pale, with a mark: covered in part. ${listWords(named)}${more}.` : whole;
  const left = found.about.excluded.reduce((sum, { rows }) => sum + rows, 0);
  const excluded = left > 0 ? ` ${countWords(left)} rows without a believable time are left out.` : "";
  const span = `${iso(first)} to ${iso(last)}`;
  return plot({
    title: "How much is there, and which days are whole?",
    subtitle: `Rows by ${unit.name} on the clock at the place, by kind`,
    caption: `${pale}${untold}${excluded}`.trim(),
    ...words,
    alt: `Stacked bars of ${countWords(total)} rows over ${countWords(found.days)} days, ${span}, by kind: ${listWords(kinds)}. ${partial.length === 0 ? (isJudged ? "No day is marked as partial." : "Too short to mark partial days.") : `${partial.length} are marked as partial: ${listWords(named)}${more}.`}`,
    data: found.table,
    ...drawing(bars, kinds, unit, theme.width),
    narrow: drawing(bars, kinds, unit, theme.narrowWidth),
  });
}

/** `41 % missing` of the whole reason. */
const shortly = (why: string | null) => /^\d+ %/.exec(why ?? "")?.[0].concat(" missing") ?? "in part";
const iso = (at: number) => new Date(at).toISOString().slice(0, 10);

/** One bar for each unit of time and kind; the rarest kinds together. */
function stack(rows: readonly VolumeColumns[], unit: Unit): Bar[] {
  const sizes = new Map<string, number>();
  for (const { kind, rows: n } of rows) sizes.set(kind, (sizes.get(kind) ?? 0) + n);
  const largest = [...sizes].sort(([a, n], [b, m]) => m - n || (a < b ? -1 : 1)).map(([kind]) => kind);
  const shown = largest.length <= MOST_KINDS + 1 ? largest : largest.slice(0, MOST_KINDS);
  const bars = new Map<string, Bar>();
  for (const { day, kind, rows: n, partial } of rows) {
    const at = unit.begins(Date.parse(day));
    const name = shown.includes(kind) ? kind : "other";
    const bar = bars.get(`${at} ${name}`) ?? { at, kind: name, rows: 0, partial: false };
    bar.rows += n;
    bar.partial ||= partial === 1;
    bars.set(`${at} ${name}`, bar);
  }
  const rank = (kind: string) => (kind === "other" ? MOST_KINDS : shown.indexOf(kind));
  return [...bars.values()].sort((a, b) => a.at - b.at || rank(a.kind) - rank(b.kind));
}

function drawing(bars: readonly Bar[], kinds: readonly string[], unit: Unit, width: number): Drawing {
  const tops = new Map<number, number>();
  for (const { at, rows } of bars) tops.set(at, (tops.get(at) ?? 0) + rows);
  const partial = [...new Set(bars.filter((bar) => bar.partial).map(({ at }) => at))];
  const most = Math.max(...tops.values());
  const marks = partial.map((at) => ({ at: (at + unit.ends(at)) / 2, rows: tops.get(at)! + most * 0.035 }));
  const order = [...kinds];
  return {
    width,
    height: width > theme.narrowWidth ? 300 : 240,
    marginBottom: 38,
    x: { type: "utc", label: null, ticks: width > theme.narrowWidth ? 8 : 4 },
    y: { label: "Rows", ticks: 5 },
    color: {
      legend: true,
      domain: order,
      range: order.map((kind, i) => (kind === "other" ? theme.muted : theme.series[i]!)),
    },
    marks: [
      Plot.rectY(bars, {
        x1: "at",
        x2: (d: Bar) => unit.ends(d.at),
        y: "rows",
        fill: "kind",
        fillOpacity: (d: Bar) => (d.partial ? 0.4 : 0.95),
        insetLeft: 0.4,
        insetRight: 0.4,
      }),
      Plot.dot(marks, { x: "at", y: "rows", symbol: "triangle", rotate: 180, r: 4, fill: theme.ink }),
    ],
  };
}
