import * as Plot from "@observablehq/plot";
import type { Cleaned } from "../normalise/clean.ts";
import type { RuleColumns } from "../normalise/cleaning/cleaned-columns.ts";
import type { Chart } from "./chart.ts";
import type { ChartWords, Drawing } from "./chart-words.ts";
import { countWords, listWords } from "./number-words.ts";
import { plot } from "./plot.ts";
import { requireResult } from "./require-result.ts";
import { textWidth } from "./svg-document-text.ts";
import { theme } from "./theme.ts";

const EFFECTS = ["dropped", "blanked", "noted"] as const;

/**
 * Draws what `clean` found, rule by rule: bars of rows on a scale of powers of ten, coloured by what happened to them.
 *
 * Rules that found nothing, are off or were skipped are there with a word. The table behind the chart is `cleaned.rules`.
 *
 * @param cleaned what `clean` gave
 * @param words a title, subtitle or caption of your own
 * @returns a chart, drawn for 720 and for 360 px
 * @throws PhonographError `option/invalid` for another result
 * @example
 * ```ts
 * import { table } from "arquero";
 * import { clean, cleaningChart } from "phonograph";
 * const at = [0, 60_000].map((ms) => Date.UTC(2026, 2, 1) + ms);
 * const cleaned = await clean(table({ at, kind: ["call", "call"], phone: ["+351912345678", "+351912345678"], duration: [30, -5] }));
 * console.assert(cleaningChart(cleaned).alt.includes("negative-duration 1 row (blanked)"));
 * ```
 */
export function cleaningChart(cleaned: Cleaned, words: ChartWords = {}): Chart {
  requireResult("cleaningChart", cleaned, "clean", ["rules", "findings", "dropped", "blanked"]);
  const rules = cleaned.rules.objects({ limit: Infinity }) as RuleColumns[];
  const told = rules
    .filter(({ rows, findings }) => rows + findings > 0)
    .map(({ rule, rows, findings, effect }) =>
      rows > 0
        ? `${rule} ${countWords(rows)} ${rows === 1 ? "row" : "rows"} (${effect})`
        : `${rule} ${stretches(findings)}`,
    );
  const counts = `${countWords(cleaned.dropped)} rows dropped, ${countWords(cleaned.blanked)} lost a field, ${countWords(cleaned.doubted)} carry a doubt`;
  return plot({
    title: "What did cleaning find?",
    subtitle: `Rows that each rule found, of ${countWords(cleaned.about.rowsIn)}; each step of the scale is ten times as many`,
    caption: `${counts}. A doubt is no verdict.`,
    ...words,
    alt: `Bars of rows by cleaning rule: ${told.length > 0 ? listWords(told) : "no rule found any"}.`,
    data: cleaned.rules,
    ...drawing(rules, theme.width),
    narrow: drawing(rules, theme.narrowWidth),
  });
}

/** What a rule found that is no row. */
const stretches = (findings: number) => `${findings} ${findings === 1 ? "stretch" : "stretches"}`;

function drawing(rules: readonly RuleColumns[], width: number): Drawing {
  const wide = width > theme.narrowWidth;
  const most = Math.max(10, ...rules.map(({ rows }) => rows));
  const powers = Math.ceil(Math.log10(most));
  const left = Math.ceil(Math.max(...rules.map(({ rule }) => textWidth(rule, theme.fontSize)))) + 14;
  const ticks = Array.from({ length: powers + 1 }, (_, power) => 10 ** power);
  const shown = wide ? ticks : ticks.filter((_, power) => power % 2 === powers % 2);
  const none = ({ state, findings }: RuleColumns) => {
    if (findings > 0) return stretches(findings);
    if (state.startsWith("skipped")) return "skipped";
    return state === "on" ? "none" : state.startsWith("on, ") ? "not all judged" : state;
  };
  const end = (rows: readonly RuleColumns[], text: (d: RuleColumns) => string, fill: string) =>
    Plot.text(rows, { x: (d: RuleColumns) => Math.max(1, d.rows), y: "rule", text, dx: 6, textAnchor: "start", fill });
  return {
    width,
    height: 54 + rules.length * 22,
    marginLeft: left,
    marginRight: 56,
    x: {
      type: "log",
      domain: [1, 10 ** powers],
      label: "Rows",
      ticks: shown,
      tickFormat: (n: number) => (n >= 1e6 ? `${n / 1e6} M` : n >= 1000 ? `${n / 1000} k` : `${n}`),
    },
    y: { domain: rules.map(({ rule }) => rule), label: null, padding: 0.3 },
    color: { legend: true, domain: [...EFFECTS], range: [theme.series[1]!, theme.series[2]!, theme.series[0]!] },
    marks: [
      Plot.barX(
        rules.filter(({ rows }) => rows > 0),
        { x1: 1, x2: (d: RuleColumns) => Math.max(1.08, d.rows), y: "rule", fill: "effect", rx2: 2 },
      ),
      end(
        rules.filter(({ rows }) => rows > 0),
        ({ rows }) => countWords(rows),
        theme.ink,
      ),
      end(
        rules.filter(({ rows }) => rows === 0),
        none,
        theme.quiet,
      ),
    ],
  };
}
