import * as Plot from "@observablehq/plot";
import type { Weighing } from "../link/weighing.ts";
import type { Chart } from "./chart.ts";
import type { ChartWords, Drawing } from "./chart-words.ts";
import { type EvidenceStep, evidenceSteps } from "./evidence-steps.ts";
import { shortened } from "./funnel-lines.ts";
import { listWords, percentWords } from "./number-words.ts";
import { plot } from "./plot.ts";
import { requireResult } from "./require-result.ts";
import { textWidth } from "./svg-document-text.ts";
import { theme } from "./theme.ts";

/**
 * Draws why two identifiers, or two records, are thought to belong together: a waterfall from the odds before any event, over each piece of
 * evidence, to the odds and the probability that come out.
 *
 * A step of one bit doubles the odds, or halves them. Of more than 42 terms the middle ones are one step; the table behind
 * the chart has them all.
 *
 * @param explanation what `explainPair` or `explainDuplicate` gave, or `timing` of what `explainLink` gave
 * @param words a title, subtitle or caption of your own
 * @returns a chart, drawn for 720 and for 360 px
 * @throws PhonographError `option/invalid` for anything else
 * @example
 * ```ts
 * import { cooccurrence, evidenceChart, explainPair, random } from "phonograph";
 * import { table } from "arquero";
 * const chance = random(1);
 * const rows = Array.from({ length: 600 }, (_, i) => {
 *   const [at, delay, who] = [chance.uniform() * 864e6, 9000 + chance.uniform() * 8000, i % 60];
 *   return [{ at, kind: "sms", phone: `+35191000${100 + who}`, user: null }, { at: at + delay, kind: "auth", phone: null, user: `u${who}` }];
 * }).flat();
 * const column = (name) => rows.map((row) => row[name]);
 * const events = table({ at: column("at"), kind: column("kind"), phone: column("phone"), user: column("user") });
 * const found = await cooccurrence(events, { trigger: "sms", response: "auth" });
 * const chart = evidenceChart(explainPair(found, { phone: "+35191000107", user: "u7" }));
 * console.assert(chart.table?.numRows() >= 10 && chart.svg.includes("all together"));
 * ```
 */
export function evidenceChart(explanation: Weighing, words: ChartWords = {}): Chart {
  requireResult("evidenceChart", explanation, "explainPair or explainDuplicate", [
    "table",
    "prior",
    "total",
    "probability",
  ]);
  const { table, source, target, probability, guards } = explanation;
  const steps = evidenceSteps(explanation);
  const failed = (guards.objects() as { guard: string; passed: string }[]).filter(({ passed }) => passed === "no");
  return plot({
    title: `${explanation.state === "linked" ? "Why do" : "Do"} ${source} and ${target} belong together?`,
    subtitle: `${explanation.state === "linked" ? "Linked" : "Not linked"}, probability ${percentWords(probability)}. Weight of evidence in bits: one doubles the odds`,
    caption: [
      explanation.caption ??
        "Each response in time counts by how much likelier its delay is than a response by chance at that hour.",
      failed.length > 0 ? `Not passed: ${listWords(failed.map(({ guard }) => guard))}.` : "",
    ]
      .filter(Boolean)
      .join(" "),
    ...words,
    alt: altOf(explanation, steps),
    data: table,
    ...drawing(steps, probability, theme.width),
    narrow: drawing(steps, probability, theme.narrowWidth),
  });
}

const bits = (weight: number) =>
  Math.abs(weight) < 0.05 ? "0.0" : `${weight < 0 ? "−" : "+"}${Math.abs(weight).toFixed(1)}`;

function altOf({ source, target, prior, total, probability }: Weighing, steps: readonly EvidenceStep[]): string {
  const terms = steps.slice(1, -1);
  const told = terms
    .toSorted((a, b) => Math.abs(b.weight) - Math.abs(a.weight))
    .slice(0, 3)
    .map(({ label, weight }) => `${label} ${bits(weight)}`);
  const most = told.length === 0 ? "" : ` The largest: ${listWords(told)}.`;
  return `Waterfall of the evidence for ${source} and ${target}: from ${bits(prior)} bits over ${terms.length} ${terms.length === 1 ? "term" : "terms"} to ${bits(total)} bits, a probability of ${percentWords(probability)}.${most}`;
}

const COLOURS = { prior: theme.muted, for: theme.series[0], against: theme.series[1], total: theme.ink } as const;

interface Placed extends EvidenceStep {
  y: number;
  low: number;
  high: number;
}

function drawing(steps: readonly EvidenceStep[], probability: number, width: number): Drawing {
  const wide = width > theme.narrowWidth;
  const [bar, gap] = wide ? (steps.length > 20 ? [12, 6] : [18, 10]) : [11, steps.length > 20 ? 18 : 22];
  const first = wide ? 4 : 18;
  const placed: Placed[] = steps.map((step, i) => ({
    ...step,
    y: first + i * (bar + gap) + bar / 2,
    low: Math.min(step.from, step.to),
    high: Math.max(step.from, step.to),
  }));
  const label = ({ label }: EvidenceStep) => shortened(label, wide ? 46 : 50);
  const marginLeft = wide
    ? Math.ceil(Math.max(...steps.map((step) => textWidth(label(step), theme.fontSize)))) + 16
    : 8;
  const words = (step: EvidenceStep) =>
    step.role === "total" ? `${bits(step.weight)}, ${percentWords(probability)}` : bits(step.weight);
  const low = Math.min(0, ...placed.map((step) => step.low));
  const high = Math.max(0, ...placed.map((step) => step.high));
  const reach = Math.max(high - low, 1);
  const bottom = placed.at(-1)!.y + bar / 2 + 8;
  // Words stand right of a bar: the scale leaves room for the widest at each end.
  const marginRight = wide ? 16 : 10;
  const room = width - marginLeft - marginRight;
  const perPixel = Math.max(
    ...placed.map((step) => (step.high - low) / Math.max(40, room - textWidth(words(step), theme.fontSize) - 14)),
    reach / room,
  );
  return {
    ...{ width, marginLeft, marginRight, marginTop: 8, marginBottom: 40, height: bottom + 48 },
    x: {
      domain: [low, low + perPixel * room],
      label: "Weight of evidence (bits; 0: as likely as not)",
      ...{ labelAnchor: "center", labelOffset: 34, ticks: wide ? 7 : 5, grid: false },
    },
    y: { type: "linear", domain: [bottom, 0], axis: null },
    marks: [
      Plot.gridX({ ticks: wide ? 7 : 5, stroke: theme.line, strokeOpacity: 1 }),
      Plot.ruleX([0], { stroke: theme.quiet }),
      Plot.link(placed.slice(0, -1), {
        ...{ x1: "to", x2: "to", y1: (d: Placed) => d.y - bar / 2, y2: (d: Placed) => d.y + bar * 1.5 + gap },
        ...{ stroke: theme.muted, strokeWidth: 0.8 },
      }),
      Plot.rect(placed, {
        ...{ x1: "low", x2: "high", y1: (d: Placed) => d.y - bar / 2, y2: (d: Placed) => d.y + bar / 2 },
        ...{ fill: (d: Placed) => COLOURS[d.role], rx: 2 },
      }),
      Plot.text(placed, {
        ...{ x: "high", y: "y", dx: 6, text: words, textAnchor: "start", fill: theme.ink },
        ...{ fontWeight: 600, stroke: theme.surface, strokeWidth: 3 },
      }),
      Plot.text(placed, {
        ...(wide
          ? { frameAnchor: "left" as const, y: "y", dx: -10, textAnchor: "end" as const }
          : { frameAnchor: "left" as const, y: (d: Placed) => d.y - bar / 2 - 8, textAnchor: "start" as const }),
        ...{ text: label, fill: theme.ink },
        ...(wide ? {} : { stroke: theme.surface, strokeWidth: 3, strokeOpacity: 0.85 }),
      }),
    ],
  };
}
