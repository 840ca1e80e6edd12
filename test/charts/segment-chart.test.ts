import { table } from "arquero";
import { describe, expect, test } from "vitest";
import { behaviourChart } from "../../toolkit/charts/behaviour-chart.ts";
import { segmentChart } from "../../toolkit/charts/segment-chart.ts";
import { random } from "../../toolkit/core/random.ts";
import { segmentByBehaviour } from "../../toolkit/segments/segment-by-behaviour.ts";
import { segmentByCarrier } from "../../toolkit/segments/segment-by-carrier.ts";
import { segmentByRegion } from "../../toolkit/segments/segment-by-region.ts";

const chance = random(9);
const rows = Array.from({ length: 4000 }, () => {
  const person = Math.floor(300 * chance.uniform() ** 2);
  return {
    person,
    at: Date.parse("2026-03-01") + (60 - (person % 40)) * chance.uniform() * 864e5,
    country: ["PT", "PT", "PT", "ES", "ES", "FR", null][person % 7],
    carrier: `carrier ${person % 30}`,
  };
});
const events = table({
  person: rows.map(({ person }) => person),
  at: rows.map(({ at }) => at),
  phone_country: rows.map(({ country }) => country),
  phone_carrier: rows.map(({ carrier }) => carrier),
  kind: rows.map(() => "app"),
});

const charts = {
  "segment-region": () => segmentChart(segmentByRegion(events)),
  "segment-carrier": () => segmentChart(segmentByCarrier(events, { top: 6 })),
  "segment-behaviour": () => behaviourChart(segmentByBehaviour(events)),
};

describe("segment charts", () => {
  test.each(Object.entries(charts))("draws %s as it did before, twice the same", async (name, draw) => {
    const { svg, narrow } = draw();
    await expect(`${svg}\n`).toMatchFileSnapshot(`snapshots/${name}.svg`);
    await expect(`${narrow}\n`).toMatchFileSnapshot(`snapshots/${name}-narrow.svg`);
    expect(draw().svg).toBe(svg);
    expect(`${svg}${narrow}`).not.toMatch(/NaN|Infinity|undefined/);
  });

  test("ask their question and tell the finding in words", () => {
    const told = Object.values(charts).map((draw) => {
      const { title, subtitle, caption, alt } = draw();
      return { title, subtitle, caption, alt };
    });
    expect(told).toMatchInlineSnapshot(`
      [
        {
          "alt": "Bars of 4 segments by country of the number: Portugal 129 people (43 %), Spain 86 people (29 %), France 43 people (14 %) and unknown 42 people (14 %).",
          "caption": "Lines: Wilson 95 % intervals.",
          "subtitle": "Share of 300 people, and their number, by country of the number",
          "title": "Where are people's numbers at home?",
        },
        {
          "alt": "Bars of 7 segments by owner of the number block: carrier 0 10 people (3.3 %), carrier 1 10 people (3.3 %), carrier 10 10 people (3.3 %), carrier 11 10 people (3.3 %), carrier 12 10 people (3.3 %), carrier 13 10 people (3.3 %) and other 240 people (80 %).",
          "caption": "Lines: Wilson 95 % intervals.",
          "subtitle": "Share of 300 people, and their number, by owner of the number block",
          "title": "Who was given people's number blocks?",
        },
        {
          "alt": "Map of five recency scores by five frequency scores, coloured by share of people. Largest segments: asleep 21 % (median: last active 36 days ago, 7 activities), growing 17 % (median: last active 12 days ago, 9 activities) and loyal 14 % (median: last active 19 days ago, 17 activities).",
          "caption": "A score of s: at least (s - 1) fifths of the people do worse. Equal people score alike, so the fifths need not be equally large.",
          "subtitle": "Share of 300 people by scores from 1 (lowest fifth) to 5 (highest)",
          "title": "How recently and how often are people active?",
        },
      ]
    `);
  });

  test("countries are written out, and the table behind keeps their codes", () => {
    const { svg, table: behind } = charts["segment-region"]();
    expect(svg).toContain("Portugal");
    expect(behind?.columnNames()).toEqual(["segment", "people", "share", "lower", "upper", "small", "name"]);
    expect([behind?.get("segment", 0), behind?.get("name", 0)]).toEqual(["PT", "Portugal"]);
  });

  test("beyond 24 segments the smaller ones are left out and counted", () => {
    const chart = segmentChart(segmentByCarrier(events));
    expect(chart.caption).toContain("6 smaller segments are not shown");
    expect(chart.table?.numRows()).toBe(30);
  });

  test("segments made by hand have a chart too", () => {
    const { table: people, sizes, about } = segmentByCarrier(events);
    const chart = segmentChart({ table: people, sizes, about: { ...about, verb: "mine" }, title: "habit" });
    expect(chart.title).toBe("How many people are in each segment?");
    expect(chart.subtitle).toContain("by habit");
  });

  test("the map's cells are the people, and every cell that somebody is in has its segment's name", () => {
    const segments = segmentByBehaviour(events);
    const { table: cells } = behaviourChart(segments);
    const total = [...(cells?.array("people") ?? [])].reduce((sum, n) => sum + n, 0);
    expect(total).toBe(segments.table.numRows());
    expect([...(cells?.array("segment") ?? [])].every((name) => typeof name === "string")).toBe(true);
  });
});
