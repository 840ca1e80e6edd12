import { table } from "arquero";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { churn } from "../../toolkit/analyses/churn.ts";
import type { ChurnOptions } from "../../toolkit/analyses/churn-options.ts";
import { churnChart } from "../../toolkit/charts/churn-chart.ts";
import { axisFloor, dayTicks, spread } from "../../toolkit/charts/churn-curves.ts";
import { dayWords, listWords, percentWords, pWords } from "../../toolkit/charts/number-words.ts";
import { random } from "../../toolkit/core/random.ts";

const DAY = 864e5;

/** People of several countries who begin within 60 days and stop sooner or later. */
function world(people: number, countries: readonly (string | null)[], days = 90) {
  const chance = random(4);
  const rows: { person: number; at: number; phone_country: string | null }[] = [];
  for (let person = 0; person < people; person++) {
    chance.stream(person);
    const phone_country = countries[chance.integer(countries.length)];
    const begin = chance.uniform() * 60;
    const end = begin + chance.exponential(20 + 25 * countries.indexOf(phone_country));
    for (let day = begin; day < Math.min(end, days); day += 0.5 + 4 * chance.uniform()) {
      rows.push({ person, at: Date.parse("2026-03-01") + day * DAY, phone_country });
    }
  }
  return table({
    person: rows.map(({ person }) => person),
    at: rows.map(({ at }) => at),
    phone_country: rows.map(({ phone_country }) => phone_country),
    kind: rows.map(() => "app"),
  });
}

const some = world(400, ["PT", "ES", null]);
const charts: Record<string, () => Promise<ReturnType<typeof churnChart>>> = {
  churn: async () => churnChart(await churn(some, { inactivity: "14d", every: "3d" })),
  "churn-by": async () => churnChart(await churn(some, { inactivity: "14d", every: "3d", by: "phone_country" })),
};

describe("churnChart", () => {
  test.each(Object.entries(charts))("draws %s as it did before, twice the same", async (name, draw) => {
    const { svg, narrow } = await draw();
    await expect(`${svg}\n`).toMatchFileSnapshot(`snapshots/${name}.svg`);
    await expect(`${narrow}\n`).toMatchFileSnapshot(`snapshots/${name}-narrow.svg`);
    expect((await draw()).svg).toBe(svg);
  });

  test("asks its question, names its unit, and tells the finding in words", async () => {
    const chart = await charts["churn-by"]();
    expect(chart.title).toBe("Do people stay equally long, by phone_country?");
    expect(chart.subtitle).toMatchInlineSnapshot(
      `"Share of 400 people in 3 groups not yet silent for 14 days; band: 95 %, pointwise"`,
    );
    expect(chart.caption).toMatchInlineSnapshot(
      `"The curves differ: log-rank χ² = 29.6 with 1 df, p < 10⁻⁷. Kaplan-Meier with a log-log band. A person is gone at the last activity before 14 days of silence; whether the last 14 days of the data are one cannot be told yet."`,
    );
    expect(chart.alt).toMatchInlineSnapshot(
      `"Survival curves from 0 to 75 days, share still active in per cent: of Spain (148 people) 21 % are active after 60 days, half are gone after 26 days; of Portugal (118 people) 3.6 % are active after 60 days, half are gone after 10 days; of unknown (134 people) 37 % are active after 60 days, half are gone after 52 days. Log-rank test: p < 10⁻⁷."`,
    );
    expect(chart.svg).toContain("Still active (%)");
    expect(chart.svg).toContain("Days since the first activity");
    expect((await charts["churn"]()).alt).toMatchInlineSnapshot(
      `"Survival curves from 0 to 75 days, share still active in per cent: of all 400 people 21 % are active after 60 days, half are gone after 25 days."`,
    );
  });

  test("the numbers below the axis are the table's", async () => {
    const result = await churn(some, { inactivity: "14d" });
    const { svg } = churnChart(result);
    for (const day of [14, 28, 42]) expect(svg).toContain(`>${result.table.get("at_risk", day)}<`);
  });

  test("one's own words stand in place of ours", async () => {
    const result = await churn(some, { inactivity: "14d" });
    const chart = churnChart(result, { title: "Half leave within a month", caption: "Made-up people." });
    expect([chart.title, chart.caption]).toEqual(["Half leave within a month", "Made-up people."]);
    expect(chart.table).toBe(result.table);
  });

  test("groups beyond the colours stay grey, and fewer than ten people have no band", async () => {
    const many = world(300, ["PT", "ES", "FR", "DE", "GB", "IT", "NL", "BE", "AT"]);
    const options: ChurnOptions = { inactivity: "14d", by: "phone_country" };
    const wide = churnChart(await churn(many, options));
    expect(wide.svg.match(/<path [^>]*fill-opacity|<g aria-label="area"/g)?.length).toBe(9);
    expect(wide.svg).not.toContain("series-8");
    const few = churnChart(await churn(world(20, ["PT", "ES", "FR", "DE"]), options));
    expect(few.caption).toContain("fewer than 10 people");
    expect(few.svg).toContain("stroke-dasharray");
    expect(few.svg).not.toContain('aria-label="area"');
  });

  test("a curve with a point for every event is drawn with about a point for every pixel", async () => {
    const crowd = world(3000, ["PT"]);
    const exact = await churn(crowd, { inactivity: "14d", every: "event" });
    expect(exact.table.numRows()).toBeGreaterThan(1500);
    expect(churnChart(exact).svg.length).toBeLessThan(60_000);
  });

  test("draws also nobody gone and everybody gone at once", async () => {
    const events = (at: number[], person: number[]) =>
      table({ person, at: at.map((d) => d * DAY), kind: at.map(() => "app") });
    const stay = churnChart(await churn(events([0, 5, 10, 15, 20], [0, 0, 0, 0, 0]), { inactivity: "7d" }));
    const gone = churnChart(await churn(events([0, 0, 30], [0, 1, 2]), { inactivity: "7d" }));
    for (const { svg, narrow } of [stay, gone]) expect(`${svg}${narrow}`).not.toMatch(/NaN|Infinity|undefined/);
  });
});

describe("the parts of the drawing", () => {
  test("labels keep their distance and their order, and stay inside when they fit", () => {
    fc.assert(
      fc.property(fc.array(fc.double({ min: 0, max: 300, noNaN: true }), { minLength: 1, maxLength: 18 }), (wanted) => {
        const places = spread(wanted, 15, 0, 300);
        const order = [...wanted.keys()].sort((a, b) => wanted[a] - wanted[b] || a - b);
        for (let i = 1; i < order.length; i++)
          expect(places[order[i]] - places[order[i - 1]]).toBeGreaterThanOrEqual(15 - 1e-9);
        for (const place of places) expect(place >= -1e-9 && place <= 300 + 1e-9).toBe(true);
      }),
    );
  });

  test("the axis begins at 0 unless all curves and bands stay in the upper half", () => {
    const floor = (lower: number, survival = lower + 0.05, small = false) =>
      axisFloor([{ small, points: [{ time: 1, at_risk: 9, survival, lower, upper: 1 }] }]);
    expect([floor(0.2), floor(0.49), floor(0.5), floor(0.83), floor(0.931), floor(0.999)]).toEqual([
      0, 0, 40, 80, 90, 90,
    ]);
    expect([floor(0.1, 0.8, true), floor(Number.NaN, 0)]).toEqual([70, 0]);
    expect(axisFloor([])).toBe(90);
  });

  test("days are marked in steps that people count in", () => {
    expect(dayTicks(60, 9)).toEqual([0, 7, 14, 21, 28, 35, 42, 49, 56]);
    expect(dayTicks(60, 5)).toEqual([0, 14, 28, 42, 56]);
    expect(dayTicks(400, 9)).toEqual([0, 60, 120, 180, 240, 300, 360]);
    expect(dayTicks(0.5, 5)).toEqual([0, 0.25, 0.5]);
    expect(dayTicks(20_000, 5).length).toBeLessThanOrEqual(6);
  });

  test("numbers carry no more digits than they deserve", () => {
    expect([0, 0.0004, 0.034, 0.34, 0.951, 0.9996, 1].map(percentWords)).toEqual([
      "0 %",
      "< 0.1 %",
      "3.4 %",
      "34 %",
      "95.1 %",
      "> 99.9 %",
      "100 %",
    ]);
    expect([1, 2.25, 39.4, 1234].map(dayWords)).toEqual(["1 day", "2.3 days", "39 days", "1,234 days"]);
    expect([Math.log(0.56), Math.log(0.034), Math.log(0.0002), -63.76, -1176.4].map(pWords)).toEqual([
      "p = 0.56",
      "p = 0.034",
      "p < 0.001",
      "p < 10⁻²⁷",
      "p < 10⁻⁵¹⁰",
    ]);
    expect([listWords([]), listWords(["a"]), listWords(["a", "b", "c"])]).toEqual(["", "a", "a, b and c"]);
  });
});
