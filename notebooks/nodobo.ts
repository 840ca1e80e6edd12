// %% [markdown]
// # When do pupils call?
//
// Real calls: 27 pupils, 2010 to 2011, from the Nodobo study. Their phones wrote local time with its
// offset. The hour of a call means something only in local time: read in UTC, half of the year is an hour early.
// Before that: which of these clocks can be believed?

// %% Parameters tags=["parameters"]
const calls = "../shared/data/nodobo/calls.csv";

// %% Setup
import { existsSync } from "node:fs";
import * as Plot from "@observablehq/plot";
import { op } from "arquero";
import {
  clean,
  cleaningChart,
  display,
  figures,
  md,
  normalise,
  plot,
  quality,
  qualityChart,
  readCsv,
  skip,
  theme,
} from "phonograph";

if (!existsSync(calls)) skip("the study's calls.csv is not part of this repository; give its path: -P calls=...");

// %% Read
const raw = await readCsv(calls, {
  columns: { phone: "user", peer: "other", direction: "direction", duration: "duration", at: "timestamp" },
});
const read = await normalise({
  raw,
  map: {
    at: "at",
    kind: { constant: "call" },
    direction: { column: "direction", values: { Incoming: "in", Outgoing: "out", Missed: "in" } },
    status: { column: "direction", values: { Incoming: "answered", Outgoing: null, Missed: "missed" } },
    phone: "phone",
    peer: "peer",
    duration: "duration",
  },
  // The study replaced every number by a random one of the same length: they name people, not lines.
  numbers: "keep",
});
display(read.issues);

// %% [markdown]
// ## Clocks
// A phone that lost its battery woke up in 1980. Such calls have no hour worth counting.

// %% What the clocks said
const found = await quality(read);
display(found.clocks.select("source", "rows", "first", "last", "lost", "no_offset", "offsets"));
for (const { sentence } of found.banners) display(md`**Warning.** ${sentence}.`);
found.offsets;

// %% What cleaning finds
const cleaned = await clean(read.table);
const all = cleaned.table;
cleaningChart(cleaned);

// %% [markdown]
// The calls of a clock that was lost stay without their time: who called whom is still known. Anything by time leaves them out.

// %% Calls with a time
const events = all.filter((d: { at: number }) => op.is_finite(d.at));
const offsets = events.groupby("offset").count().orderby("offset");

// %% Which days are whole?
qualityChart(found, "days", { title: "How many calls a day, and which days are whole?" });

// %% [markdown]
// ## Hours
// The same school day, in summer time and in winter time. Where the two curves lie on each other, the clock is the right one.

// %% Local against UTC
const hours = events
  .derive({
    local: (d: { at: number; offset: number }) => op.floor((d.at / 36e5 + d.offset / 60) % 24),
    utc: (d: { at: number }) => op.floor((d.at / 36e5) % 24),
    season: (d: { offset: number }) => (d.offset === 60 ? "summer time" : "winter time"),
  })
  .fold(["local", "utc"], { as: ["clock", "hour"] })
  .groupby("clock", "season", "hour")
  .count()
  .groupby("clock", "season")
  .derive({ share: (d: { count: number }) => d.count / op.sum(d.count) })
  .ungroup()
  .orderby("clock", "season", "hour");

const profile = (clock: string, season: string): number[] => {
  const shares = new Array<number>(24).fill(0);
  for (const row of hours.objects() as { clock: string; season: string; hour: number; share: number }[]) {
    if (row.clock === clock && row.season === season) shares[row.hour] = row.share;
  }
  return shares;
};
/** By how many hours the winter has to be moved to lie on the summer: the lag of the highest correlation. */
const lag = (clock: string): number => {
  const [summer, winter] = [profile(clock, "summer time"), profile(clock, "winter time")];
  const match = (by: number) => summer.reduce((sum, s, h) => sum + s * winter[(h + by + 24) % 24]!, 0);
  return [-3, -2, -1, 0, 1, 2, 3].reduce((best, by) => (match(by) > match(best) ? by : best));
};
const apart = { local: lag("local"), utc: lag("utc") };
figures([
  {
    label: "Calls",
    value: events.numRows(),
    note: `${all.numRows() - events.numRows()} more from before 1990 set aside`,
  },
  {
    label: "Offsets",
    value: offsets.numRows(),
    note: (offsets.array("offset") as number[]).map((o) => `${o} min`).join(", "),
  },
  { label: "Summer against winter, local time", value: `${apart.local} h apart` },
  { label: "Summer against winter, UTC", value: `${apart.utc} h apart` },
]);

// %% Calls by hour tags=["cover"]
plot({
  title: "Summer and winter agree on the clock at the wall, and only there",
  subtitle: "Share of calls by hour of day, for days in summer time and in winter time",
  caption: "Nodobo study, 27 pupils. Calls from before 1990 (reset clocks) are left out.",
  alt: `Two pairs of curves over 24 hours. In local time summer and winter lie on each other (${apart.local} hours apart), in UTC they are ${apart.utc} hour apart.`,
  data: hours,
  height: 300,
  x: { label: "Hour", ticks: [0, 6, 12, 18, 23] },
  y: { label: "Calls (%)", percent: true },
  fx: {
    label: null,
    domain: ["local", "utc"],
    tickFormat: (clock: string) => (clock === "utc" ? "UTC" : "local time"),
  },
  color: { legend: true, domain: ["summer time", "winter time"] },
  marks: [
    Plot.lineY(hours, { x: "hour", y: "share", fx: "clock", stroke: "season", strokeWidth: 2, curve: "monotone-x" }),
    Plot.ruleY([0], { stroke: theme.muted }),
  ],
  narrow: { height: 220 },
});

// %% Hours on both clocks
qualityChart(found, "hours", { title: "All calls: how far is UTC from the clock at the wall?" });

// %%
md`Between summer and winter lie **${apart.local} hours** in local time and **${Math.abs(apart.utc)}** in UTC: hours of day,
   nights and weekends have to be taken from \`at\` and \`offset\` together.`;
