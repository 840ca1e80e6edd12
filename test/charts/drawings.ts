import * as Plot from "@observablehq/plot";
import { table } from "arquero";
import type { Chart } from "../../toolkit/charts/chart.ts";
import { plot } from "../../toolkit/charts/plot.ts";
import { theme } from "../../toolkit/charts/theme.ts";

const groups = ["capital", "islands", "north coast"];
const survival = groups.flatMap((group, k) =>
  Array.from({ length: 30 }, (_, day) => ({ day, group, share: Math.exp((-day * (k + 1)) / 60) })),
);
const days = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"];
const week = days.flatMap((day, d) =>
  Array.from({ length: 24 }, (_, hour) => ({ day, hour, calls: ((d * 24 + hour) * 37) % 101 })),
);
const steps = table({ step: ["one-time password sent", "logged in", "bought"], people: [20_400, 15_200, 900] });

/** Charts that are tests: each function draws one, its SVG is the snapshot. */
export const drawings: Record<string, () => Chart> = {
  curves: () =>
    plot({
      title: "Who stays?",
      subtitle: "Share still active, by region",
      caption: "Made-up data.",
      alt: "Three falling curves",
      data: table({ day: survival.map(({ day }) => day) }),
      color: { legend: true, label: "Region" },
      x: { label: "Days" },
      y: { label: "Active (%)", percent: true },
      marks: [Plot.lineY(survival, { x: "day", y: "share", stroke: "group" })],
    }),
  bars: () =>
    plot({
      title: "Where do they stop?",
      alt: "Three bars",
      x: { label: "People" },
      y: { label: null, domain: steps.array("step") as string[] },
      marks: [Plot.barX(steps, { x: "people", y: "step", fill: theme.series[0] })],
    }),
  grid: () =>
    plot({
      title: "When do they call?",
      alt: "A grid of days by hours",
      color: { legend: true, label: "Calls" },
      x: { label: "Hour" },
      y: { label: null, domain: days },
      marks: [Plot.cell(week, { x: "hour", y: "day", fill: "calls" })],
    }),
  note: () =>
    plot({
      title: "What happened on day 12?",
      alt: "A falling curve with a note",
      marks: [
        Plot.lineY(survival.slice(0, 30), { x: "day", y: "share", clip: true }),
        Plot.tip([{ day: 12, share: 0.8, words: "The price change reached everyone" }], {
          x: "day",
          y: "share",
          title: "words",
        }),
      ],
    }),
};
