import { describe, expect, test } from "vitest";
import { precedes } from "../../toolkit/analyses/precedes.ts";
import { screen } from "../../toolkit/analyses/screen.ts";
import { whatConverts } from "../../toolkit/analyses/what-converts.ts";
import type { Chart } from "../../toolkit/charts/chart.ts";
import { forestChart } from "../../toolkit/charts/forest-chart.ts";
import { lagChart } from "../../toolkit/charts/lag-chart.ts";
import { ratioTicks } from "../../toolkit/charts/ratio-words.ts";
import { fisher } from "../../toolkit/core/statistics/fisher.ts";
import { precedenceWorld, QUESTION } from "../analyses/precedence-worlds.ts";

const world = (options: object) => precedenceWorld(1, { people: 120, ...options }).events;
const ask = (options: object) => precedes(world(options), QUESTION, { within: "60m", draws: 199 });

const rows = [
  {
    label: "nobody",
    ...fisher([
      [0, 9],
      [4, 9],
    ]),
  },
  {
    label: "everybody, under a name so long that it has to be cut somewhere",
    ...fisher([
      [9, 0],
      [4, 9],
    ]),
  },
  {
    label: "some",
    ...fisher([
      [9, 5],
      [4, 9],
    ]),
    quiet: true,
  },
  { label: "who knows", estimate: Number.NaN, lower: Number.NaN, upper: Number.NaN },
];

const charts: Record<string, () => Promise<Chart> | Chart> = {
  "lag-step": async () => lagChart(await ask({ brings: 0.2 })),
  "lag-session": async () => lagChart(await ask({ visits: 0.3 })),
  "lag-few": async () => lagChart(await ask({ rate: 0.03 })),
  "forest-precedence": async () => forestChart(await ask({ brings: 0.2 })),
  "forest-screen": async () => forestChart(await screen(world({ brings: 0.2 }), { within: "60m" }), { most: 6 }),
  "forest-converts": async () => forestChart(await whatConverts(world({ brings: 0.2 }), { to: "app.chat" })),
  "forest-rows": () => forestChart(rows, { title: "Who can taste it?", measure: "Odds ratio" }),
  "forest-differences": () =>
    forestChart(
      [
        { label: "capital", estimate: 0.02, lower: -0.01, upper: 0.05 },
        { label: "islands", estimate: -0.04, lower: -0.09, upper: 0.01, quiet: true },
      ],
      { scale: "linear", none: 0, measure: "Difference of rates", title: "Where do more convert?" },
    ),
};

describe("the charts of precedence", () => {
  test.each(Object.entries(charts))("draw %s as before, twice the same", async (name, draw) => {
    const { svg, narrow } = await draw();
    await expect(`${svg}\n`).toMatchFileSnapshot(`snapshots/${name}.svg`);
    await expect(`${narrow}\n`).toMatchFileSnapshot(`snapshots/${name}-narrow.svg`);
    expect((await draw()).svg).toBe(svg);
    expect(svg + narrow).not.toMatch(/NaN|undefined|Infinity|null/);
  });

  test("say what was found and how, with the data behind", async () => {
    for (const name of Object.keys(charts)) {
      const { title, subtitle, caption, alt, table } = await charts[name]();
      expect([title, subtitle ?? "", caption, alt].join("\n")).toMatchSnapshot(name);
      expect(`${title}${subtitle ?? ""}${caption}${alt}`).not.toMatch(/NaN|undefined|Infinity|null|caus/);
      expect(table!.numRows()).toBeGreaterThan(0);
    }
  });

  test("refuse what is none of theirs", async () => {
    expect(() => lagChart(Promise.resolve() as never)).toThrowErrorMatchingSnapshot();
    expect(() => forestChart(Promise.resolve() as never)).toThrowErrorMatchingSnapshot();
    expect(() => forestChart(null as never)).toThrowErrorMatchingSnapshot();
    expect(() => forestChart([])).toThrowErrorMatchingSnapshot();
    expect(() => forestChart([{ label: "x" }] as never)).toThrowErrorMatchingSnapshot();
    expect(() => forestChart(rows, { none: 0 })).toThrowErrorMatchingSnapshot();
  });

  test("of sixty pairs the surest are drawn, and how many are left is told", async () => {
    const many = Array.from({ length: 40 }, (_, i) => ({
      label: `pair ${i}`,
      estimate: 2 - i / 50,
      lower: 1,
      upper: 3,
    }));
    const { caption, table, alt } = forestChart(many, { most: 12 });
    expect(table!.numRows()).toBe(12);
    expect(caption).toContain("28 more");
    expect(alt).toContain("4 more");
  });

  test.each([
    [0.1, 12, [0.1, 0.2, 0.5, 1, 2, 5, 10]],
    [0.8, 1.3, [0.8, 0.9, 1, 1.1, 1.2, 1.3]],
    [0.97, 1.04, [0.98, 1, 1.02]],
    [0.001, 1000, [0.001, 0.01, 0.1, 1, 10, 100, 1000]],
  ])("ticks from %d to %d", (low, high, ticks) => {
    expect(ratioTicks(low, high)).toEqual(ticks);
  });
});
