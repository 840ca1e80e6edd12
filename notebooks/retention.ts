// %% [markdown]
// # Who comes back to the app?
//
// Of the customers who open the app for the first time, how many open it again, how regularly, and what do they do there? This
// notebook reads the log of the app and the table of customers, and answers with cohorts, intervals and every path accounted for.

// %% Parameters tags=["parameters"]
const world = "data/world/exports";
const exported = "2025-05-02";
const gap = "30m" as const;

// %% Setup
import { existsSync } from "node:fs";
import { op } from "arquero";
import {
  display,
  figures,
  lifecycle,
  lifecycleChart,
  link,
  normalise,
  paths,
  pathsChart,
  readCsv,
  readJsonl,
  retention,
  retentionChart,
  retentionCurveChart,
  retentionSpec,
  sessions,
  skip,
  stickiness,
  stickinessChart,
  vegaChart,
} from "phonograph";

if (!existsSync(world)) skip("no exports to read: npm run simulate writes them");
const zone = "Europe/Lisbon";
const percent = (share: number) => `${(100 * share).toFixed(share < 0.1 ? 1 : 0)}\u00a0%`;

// %% Read
const [app, customers] = await Promise.all([
  readJsonl(`${world}/app-events.jsonl`, {
    columns: { at: { from: "ts", type: "time" }, event: "event", user: "user", device: "device", session: "session" },
    zone,
  }),
  readCsv(`${world}/crm.csv`, {
    columns: { user: "user_id", phone: "phone", plan: "plan" },
  }),
]);

// %% Normalise
const clean = await normalise(
  [
    {
      raw: app,
      map: { at: "at", kind: { constant: "app" }, name: "event", user: "user", device: "device", session: "session" },
    },
    {
      raw: customers,
      map: {
        at: { constant: exported },
        kind: { constant: "crm" },
        name: { constant: "record" },
        user: "user",
        phone: "phone",
      },
      keep: ["plan"],
    },
  ],
  { region: "PT", zone },
);
const linked = await link(clean.table);
linked.coverage;

// %% [markdown]
// ## Clocks that are years off
// Times are those of the device. A few devices woke up in 1970 or 1980, some stand years ahead. Left in, somebody's first time would be in 1970, and
// every week up to 2036 would be one without a return. So the log is taken to begin on the day before which 1 % of its events lie, and to end where
// all but 0.2 % lie; what is outside is counted here.

// %% The time that counts
const all = linked.table;
const times = Float64Array.from(all.filter((d: { kind: string }) => d.kind === "app").array("at") as number[]).sort();
const day = 864e5;
const start = Math.floor(times[Math.floor(times.length / 100)] / day) * day;
const end = times[Math.floor(0.998 * times.length)];
const events = all
  .params({ start, end })
  .filter(
    (d: { kind: string; at: number }, $: { start: number; end: number }) =>
      d.kind === "crm" || (d.at >= $.start && d.at <= $.end),
  ) as typeof all;
figures([
  { label: "Events of the app", value: times.length },
  {
    label: "Outside of the days looked at",
    value: all.numRows() - events.numRows(),
    note: "clocks that are off, and the end of the last day",
  },
  { label: "From", value: new Date(start).toISOString().slice(0, 10) },
  { label: "To", value: new Date(end).toISOString().slice(0, 16).replace("T", " ") },
]);

// %% [markdown]
// ## Who opens the app again
// *First time* means first in the log. In its first weeks nearly everybody seems new, though most have had the app for long: so cohorts begin
// after four weeks, and who was seen before is in none. A week that is not over at the export is missing, not zero.

// %% Retention
const opened = { start: "app.app_open", zone, asOf: end, from: start + 28 * day } as const;
const weekly = await retention(events, { ...opened, period: "week" });
retentionChart(weekly, { title: "How many of those who are new come back, week by week?" });

// %% In figures
const week = (k: number) =>
  weekly.curve.objects()[k] as { rate: number; lower: number; upper: number; people: number } | undefined;
const told = (k: number) => {
  const point = week(k);
  return {
    label: `Back in week ${k}`,
    value: point && point.people > 0 ? percent(point.rate) : "–",
    note:
      point && point.people > 0
        ? `95\u00a0% interval ${percent(point.lower)} to ${percent(point.upper)}, of ${point.people}`
        : "not over yet",
  };
};
figures([{ label: "New people", value: weekly.people, note: `in ${weekly.cohorts} weeks` }, told(1), told(4)]);

// %% The first month, day by day
const daily = await retention(events, { ...opened, period: "day", brackets: [1, 3, 7, 14, 28], cohorts: "week" });
retentionChart(daily, { title: "How soon do they come back?" });

// %% [markdown]
// ## Everybody, week by week
// Recurring retention asks of everybody who opened the app in a week, new or not, whether they opened it again so many weeks later. A person counts in many weeks,
// so the intervals are by person: a few who come always say no more than a few people can.

// %% By plan tags=["cover"]
const recurring = await retention(events, { ...opened, from: start, period: "week", kind: "recurring", by: "plan" });
retentionCurveChart(recurring, { title: "Who opens the app again, by plan?" });

// %% Life cycle
lifecycleChart(
  await lifecycle(events, { activity: "app.app_open", period: "week", zone, asOf: end, from: start + 7 * day }),
);

// %% Stickiness
const sticky = await stickiness(events, { activity: "app.app_open", zone, asOf: end });
stickinessChart(sticky);

// %% [markdown]
// Of the people of the last thirty days so many are there on a day (DAU / MAU), and of the last seven days (DAU / WAU), as means over the last four weeks:

// %% Daily over monthly
display(
  sticky.ratios
    .filter((d: { window_active: number }) => d.window_active > 0)
    .groupby("window")
    .rollup({ active: op.mean("active"), in_window: op.mean("window_active"), ratio: op.mean("ratio") }),
);

// %% [markdown]
// ## Visits
// The app writes a session id of its own. How do visits cut by a pause of half an hour compare?

// %% Sessions
const cut = await sessions(events, { activity: "app", gap, zone, asOf: end });
const own = await sessions(events, { activity: "app", gap, existing: "session", zone, asOf: end });
figures([
  { label: `Visits, cut by ${gap}`, value: cut.sessions, note: `of ${cut.people} people` },
  { label: "Sessions by the app's ids", value: own.sessions },
  {
    label: "Median length",
    value: `${(cut.medianDuration / 60).toFixed(1)} min`,
    note: "of visits with more than one event",
  },
]);

// %% [markdown]
// ## What they do there
// Every level of the picture sums to all visits: whoever has left is at *exit*, whatever is too rare to be named is *other*.

// %% Paths
const after = await paths(events, {
  start: "app.app_open",
  events: "app",
  unit: "visit",
  steps: 4,
  top: 5,
  gap,
  asOf: end,
});
pathsChart(after, { title: "What do people do after they open the app?" });

// %% Before a purchase
pathsChart(await paths(events, { end: "app.purchase", events: "app", steps: 4, top: 4, gap, asOf: end }), {
  title: "What comes before a first purchase in the app?",
});

// %% [markdown]
// ## The curve as a Vega-Lite specification

// %% Vega-Lite
await vegaChart(retentionSpec(recurring, "curve"), {
  title: "The same curve, drawn by Vega-Lite",
  alt: "Share of people who open the app again by weeks after, a line and a band for each plan",
  data: recurring.curve,
});
