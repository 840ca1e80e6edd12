import { table } from "arquero";
import { beforeAll, describe, expect, test } from "vitest";
import { quality } from "../../toolkit/analyses/quality.ts";
import type { Quality } from "../../toolkit/analyses/quality-result.ts";
import { cleaningChart } from "../../toolkit/charts/cleaning-chart.ts";
import { type QualityView, qualityChart } from "../../toolkit/charts/quality-chart.ts";
import { NO_OFFSET, WholeColumn } from "../../toolkit/core/columns.ts";
import type { Events } from "../../toolkit/core/events.ts";
import { random } from "../../toolkit/core/random.ts";
import { type Cleaned, clean } from "../../toolkit/normalise/clean.ts";

const DAY = 864e5;
const START = Date.UTC(2026, 2, 9);

/** Five weeks of two sources; the second loses an afternoon and has an hour's offset, some rows say nothing of a phone. */
function events(): Events {
  const chance = random(4);
  const rows = Array.from({ length: 9000 }, (_, i) => {
    const at = START + (i / 9000) * 35 * DAY;
    const isCall = i % 3 !== 0;
    return {
      at: i % 900 === 5 ? 7000 * i : at,
      offset: isCall ? 60 : NO_OFFSET,
      kind: isCall ? "call" : ["sms", "app", "crm"][(i / 3) % 3],
      phone: chance.uniform() < 0.2 && !isCall ? null : `+35191234${String(1000 + (i % 400))}`,
      duration: isCall ? (i % 1000 === 1 ? -4 : Math.floor(200 * chance.uniform())) : null,
      source: isCall ? "cdr.csv" : `sms-2026-0${at < START + 22 * DAY ? 3 : 4}.csv`,
      row: i + 2,
    };
  }).filter(({ at, source }) => source !== "cdr.csv" || at < START + 17.5 * DAY || at > START + 17.9 * DAY);
  const { offset: _, ...columns } = Object.fromEntries(
    Object.keys(rows[0]!).map((name) => [name, rows.map((row) => row[name as keyof (typeof rows)[number]])]),
  );
  const offset = new WholeColumn(
    Int16Array.from(rows, (row) => row.offset),
    NO_OFFSET,
  );
  return table({ ...columns, offset: offset as never }) as unknown as Events;
}

let found: Quality;
let cleaned: Cleaned;
beforeAll(async () => {
  found = await quality(events(), { latest: "2026-12-31" });
  cleaned = await clean(events(), { latest: "2026-12-31" });
});

const draw = {
  "quality-days": () => qualityChart(found),
  "quality-hours": () => qualityChart(found, "hours"),
  "quality-missing": () => qualityChart(found, "missing"),
  "quality-cleaning": () => cleaningChart(cleaned),
};

describe("quality charts", () => {
  test.each(Object.entries(draw))("draws %s as it did before, twice the same", async (name, chart) => {
    const { svg, narrow } = chart();
    await expect(`${svg}\n`).toMatchFileSnapshot(`snapshots/${name}.svg`);
    await expect(`${narrow}\n`).toMatchFileSnapshot(`snapshots/${name}-narrow.svg`);
    expect(chart().svg).toBe(svg);
    expect(`${svg}${narrow}`).not.toMatch(/NaN|Infinity|undefined/);
  });

  test("years are shown in months, so that no bar is a hairline; decades in years", async () => {
    const over = async (years: number) => {
      const at = Array.from({ length: 3000 }, (_, i) => Date.UTC(2000, 0, 2) + (i / 3000) * years * 365 * DAY);
      const rows = { kind: at.map(() => "call"), source: at.map(() => "cdr.csv"), row: at.map((_, i) => i + 1) };
      return qualityChart(await quality(table({ at, ...rows }) as unknown as Events, { latest: "2026-12-31" }));
    };
    const words = async (years: number) => (await over(years)).subtitle;
    expect([await words(2), await words(12), await words(25)]).toEqual([
      "Rows by week on the clock at the place, by kind",
      "Rows by month on the clock at the place, by kind",
      "Rows by year on the clock at the place, by kind",
    ]);
    const bars = /<g[^>]*aria-label="rect"[^>]*>(.*?)<\/g>/s.exec(`${(await over(12)).narrow}`)![1]!;
    const widths = [...bars.matchAll(/ width="([\d.]+)"/g)].map(([, width]) => Number(width));
    expect(widths.length).toBeGreaterThan(140);
    expect(Math.min(...widths)).toBeGreaterThan(0.5);
  });

  test("ask their question and tell the finding in words", () => {
    const told = Object.values(draw).map((chart) => {
      const { title, subtitle, caption, alt } = chart();
      return { title, subtitle, caption, alt };
    });
    expect(told).toMatchInlineSnapshot(`
      [
        {
          "alt": "Stacked bars of 7,923 rows over 36 days, 2026-03-09 to 2026-04-13, by kind: call, app and sms. 2 are marked as partial: 2026-03-26 (cdr.csv: 40 % missing) and 2026-04-13 (cdr.csv: 96 % missing).",
          "caption": "Pale, with a mark: covered in part. 2026-03-26 (cdr.csv: 40 % missing) and 2026-04-13 (cdr.csv: 96 % missing). 10 rows without a believable time are left out.",
          "subtitle": "Rows by day on the clock at the place, by kind",
          "title": "How much is there, and which days are whole?",
        },
        {
          "alt": "Curves over 24 hours of the share of rows: in local time the busiest hour is 0 with 4.2 %; in UTC the busiest hour is 1 with 4.2 %.",
          "caption": "0.5 % of rows lie in another hour in UTC than on the clock at the place, at least. 2,000 rows have no local offset and are in UTC only.",
          "subtitle": "Share of 7,923 rows by hour of the day",
          "title": "When are people active: on their own clock, and in UTC?",
        },
        {
          "alt": "A grid of 7 columns by 2 sources, darker where more is missing. Missing in part, most of all: phone in sms-####-##.csv 20 %.",
          "caption": "White: nothing is missing. Grey with a dash: missing in every row, mostly a column that the source does not have. Files whose names differ in digits only are one source.",
          "subtitle": "Share of each source's rows without a value, by column (%)",
          "title": "What is missing where?",
        },
        {
          "alt": "Bars of rows by cleaning rule: negative-duration 6 rows (blanked), lost-clock 10 rows (blanked), gap 1 stretch and partial-day 110 rows (noted).",
          "caption": "0 rows dropped, 16 lost a field, 110 carry a doubt. A doubt is no verdict.",
          "subtitle": "Rows that each rule found, of 8,933; each step of the scale is ten times as many",
          "title": "What did cleaning find?",
        },
      ]
    `);
  });

  test("the table behind is the result's own; words of one's own stand", () => {
    expect(qualityChart(found).table).toBe(found.table);
    expect(qualityChart(found, "hours").table).toBe(found.hours);
    expect(qualityChart(found, "missing").table).toBe(found.nulls);
    expect(cleaningChart(cleaned).table).toBe(cleaned.rules);
    expect(qualityChart(found, "days", { title: "Is it all there?" }).title).toBe("Is it all there?");
  });

  test("years are drawn in weeks, and nothing is lost on the way", async () => {
    const at = Array.from({ length: 2000 }, (_, i) => START + i * 0.3 * DAY);
    const long = await quality(table({ at, source: at.map(() => "a"), row: at.map((_, i) => i) }), {
      latest: "2030-01-01",
    });
    const chart = qualityChart(long);
    expect(chart.subtitle).toMatch(/^Rows by week/);
    expect(chart.svg.match(/<rect/g)!.length).toBeLessThan(100);
    expect(chart.alt).toContain("2,000 rows");
  });

  test("without offsets only UTC is drawn, and it says so", async () => {
    const at = Array.from({ length: 50 }, (_, i) => START + i * 36e5);
    const chart = qualityChart(await quality(table({ at }), { latest: "2030-01-01" }), "hours");
    expect(chart.caption).toBe("No row has a local offset: only UTC is known.");
    expect(chart.alt).not.toContain("local time");
  });

  test("a source too short to tell whole days from partial ones is not called whole", async () => {
    const at = Array.from({ length: 50 }, (_, i) => START + i * 36e5);
    const found = await quality(table({ at, source: at.map(() => "351912345678.csv") }), { latest: "2030-01-01" });
    const { caption, alt } = qualityChart(found);
    expect(caption).toBe("Too short to tell whole days from partial ones: 351•••••••78.csv.");
    expect(alt).toMatch(/Too short to mark partial days\.$/);
  });

  test("another result, a promise or another view is refused by name", () => {
    expect(() => qualityChart(cleaned as never)).toThrow(/qualityChart: the result must be what quality gave/);
    expect(() => cleaningChart(found as never)).toThrow(/cleaningChart: the result must be what clean gave/);
    expect(() => qualityChart(Promise.resolve(found) as never)).toThrow(/await it first/);
    expect(() => qualityChart(found, "weeks" as QualityView)).toThrow(/view must be "days", "hours" or "missing"/);
  });
});
