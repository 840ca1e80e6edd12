import { table } from "arquero";
import { describe, expect, test } from "vitest";
import { calibrationChart } from "../../toolkit/charts/calibration-chart.ts";
import type { Chart } from "../../toolkit/charts/chart.ts";
import { evidenceChart } from "../../toolkit/charts/evidence-chart.ts";
import { linkCurveChart } from "../../toolkit/charts/link-curve-chart.ts";
import { evaluateLinks } from "../../toolkit/link/evaluate-links.ts";
import { explainPair } from "../../toolkit/link/explain-pair.ts";
import { link } from "../../toolkit/link/link.ts";
import type { PairExplanation } from "../../toolkit/link/pair-explanation.ts";
import { journeys } from "../journeys.ts";
import { found, scores } from "./linked-world.ts";

/** An explanation with so many terms, of words as long as they get. */
function weighed(terms: number, probability = 0.999): PairExplanation {
  const weights = Array.from({ length: terms }, (_, i) => (i % 5 === 4 ? -1.5 : 3 + (i % 3)));
  const prior = -11;
  return {
    ...{
      source: "+351•••••••78",
      target: "an•••",
      state: probability > 0.5 ? "linked" : "ambiguous",
      prior,
      probability,
      margin: 9,
      weight: 5,
    },
    table: table({
      label: weights.map((_, i) =>
        i % 4 === 0
          ? `user responds ${i + 3}.2 s after, 2026-03-0${1 + (i % 9)} 10:${10 + (i % 50)}`
          : "12 responses without a trigger, and the ends",
      ),
      ...{ value: weights.map(() => 4), m: weights.map(() => 0.1), u: weights.map(() => 0.01) },
      ...{ weight: weights, rows: weights.map(() => 2) },
    }),
    guards: table({
      guard: ["probability of at least 0.95"],
      passed: [probability > 0.95 ? "yes" : "no"],
      found: ["0.999"],
    }),
    total: weights.reduce((sum, weight) => sum + weight, prior),
    ...{ from: 0, to: 1, since: 0, until: 1, text: "" },
  } as unknown as PairExplanation;
}

const linkedPair = () => {
  const pairs = found.table.objects() as unknown as { phone: string; user: string; hits: number; unanswered: number }[];
  const { phone, user } = pairs.find(({ hits, unanswered }) => hits === 4 && unanswered > 0)!;
  return explainPair(found, { phone, user });
};

const charts: Record<string, () => Chart> = {
  evidence: () => evidenceChart(linkedPair()),
  "evidence-one": () => evidenceChart(weighed(1, 0.02)),
  "evidence-many": () => evidenceChart(weighed(40)),
  calibration: () => calibrationChart(scores),
  "link-curve": () => linkCurveChart(scores),
};

describe("the charts of links", () => {
  test.each(Object.entries(charts))("draw %s as before, twice the same", async (name, draw) => {
    const { svg, narrow } = draw();
    await expect(`${svg}\n`).toMatchFileSnapshot(`snapshots/${name}.svg`);
    await expect(`${narrow}\n`).toMatchFileSnapshot(`snapshots/${name}-narrow.svg`);
    expect(draw().svg).toBe(svg);
    expect(svg + narrow).not.toMatch(/NaN|undefined|Infinity|null/);
  });

  test("ask their question, say of what, and tell the finding in words", () => {
    const told = Object.values(charts).map((draw) => {
      const { title, subtitle, caption, alt } = draw();
      return [title, subtitle, caption, alt].join("\n");
    });
    expect(told.join("\n\n")).toMatchInlineSnapshot(`
      "Why do +351•••••••27 and u1••• belong together?
      Linked, probability > 99.9 %. Weight of evidence in bits: one doubles the odds
      Each response in time counts by how much likelier its delay is than a response by chance at that hour.
      Waterfall of the evidence for +351•••••••27 and u1•••: from −9.1 bits over 6 terms to +47.6 bits, a probability of > 99.9 %. The largest: user responds 14.4 s after, 2026-03-01 22:34 +17.1, user responds 11.8 s after, 2026-03-03 00:41 +16.7 and user responds 18.6 s after, 2026-03-06 13:37 +13.7.

      Do +351•••••••78 and an••• belong together?
      Not linked, probability 2.0 %. Weight of evidence in bits: one doubles the odds
      Each response in time counts by how much likelier its delay is than a response by chance at that hour. Not passed: probability of at least 0.95.
      Waterfall of the evidence for +351•••••••78 and an•••: from −11.0 bits over 1 term to −8.0 bits, a probability of 2.0 %. The largest: user responds 3.2 s after, 2026-03-01 10:10 +3.0.

      Why do +351•••••••78 and an••• belong together?
      Linked, probability 99.9 %. Weight of evidence in bits: one doubles the odds
      Each response in time counts by how much likelier its delay is than a response by chance at that hour.
      Waterfall of the evidence for +351•••••••78 and an•••: from −11.0 bits over 40 terms to +105.0 bits, a probability of 99.9 %. The largest: 12 responses without a trigger, and the ends +5.0, 12 responses without a trigger, and the ends +5.0 and user responds 11.2 s after, 2026-03-09 10:18 +5.0.

      Are links right as often as they say?
      Share of 1,005 pairs that are right, by the probability they were given
      Lines: Wilson 95 % intervals. Larger dots: more of them, as the numbers say. Dashed: said and true agree.
      Calibration: share right by probability, 10 steps. The fullest: 99.5 % said, 99.7 % came true (980), 45 % said, 75 % came true (4), 66 % said, 100 % came true (4) and 84 % said, 100 % came true (4).

      What does a higher threshold cost?
      Precision and recall of pairs with at least each probability; 1,010 to be found
      Bands: 95 % intervals by number. Pairs that were left ambiguous count as linked from their probability down. Precision: the share of links that is right; recall: the share found of all.
      Lines of precision, recall and F1 over 13 thresholds: at 0 precision is 98.8 % and recall 98.3 %, at 0.999 precision is 100 % and recall 67 %. F1 is best at 0.4 (98.8 %)."
    `);
  });

  test("a waterfall ends where its terms add up to; of very many terms the middle ones are one step", () => {
    const { svg, table: behind } = evidenceChart(weighed(200));
    expect(svg).toContain(">159 more<");
    expect(behind?.numRows()).toBe(200);
  });

  test("words of one's own replace the written ones, save the text for those who do not see", () => {
    const chart = evidenceChart(weighed(3), { title: "Is it Ann?", caption: "" });
    expect([chart.title, chart.caption]).toEqual(["Is it Ann?", ""]);
    expect(chart.alt).toBe(evidenceChart(weighed(3)).alt);
  });

  test("draw the scores of a linked table too, and of one with nothing linked", async () => {
    const linked = await link(
      journeys({
        ann: "10:00 auth.login user=ann human=1, 10:01 app.view user=ann human=1",
        nobody: "10:00 web.visit human=2",
      }),
    );
    for (const chart of [
      calibrationChart(evaluateLinks(linked, "human")),
      linkCurveChart(evaluateLinks(linked, "human")),
    ]) {
      expect(chart.svg + chart.narrow + chart.alt).not.toMatch(/NaN|undefined|Infinity|null/);
    }
    const none = await link(journeys({ nobody: "10:00 web.visit human=2 user=anonymous" }));
    for (const chart of [
      calibrationChart(evaluateLinks(none, "human")),
      linkCurveChart(evaluateLinks(none, "human")),
    ]) {
      expect(chart.svg + chart.narrow).not.toMatch(/NaN|undefined|Infinity|null/);
    }
  });

  test("one threshold alone has no line: its three shares stand side by side with their intervals, without a warning", () => {
    const alone = { ...scores, curve: scores.curve.filter("d => d.threshold === 0.9") } as typeof scores;
    const { svg, narrow } = linkCurveChart(alone);
    for (const drawn of [svg, narrow!]) {
      expect(drawn).not.toContain("\u26a0");
      expect(drawn.match(/<circle /g)?.length).toBe(3);
      expect(drawn).not.toMatch(/NaN|undefined|Infinity|null/);
    }
  });

  test("draw what another threshold would cost among duplicates", async () => {
    const { curve, calibration, about, ...rest } = scores;
    const duplicates = { ...rest, curve, calibration, about: { ...about, verb: "evaluateDuplicates" } } as never;
    const { subtitle, caption } = linkCurveChart(duplicates);
    expect([subtitle, caption].join(" ")).toContain("of pairs of records with at least");
    expect(caption).toContain("intervals by customer");
  });

  test("refuse what is no such result", () => {
    expect(() => evidenceChart(found as never)).toThrow(/must be what explainPair or explainDuplicate gave/);
    expect(() => calibrationChart(Promise.resolve(scores) as never)).toThrow(/await it first/);
    expect(() => linkCurveChart(null as never)).toThrow(/found: null/);
  });
});
