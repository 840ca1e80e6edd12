// %% [markdown]
// # Who falls silent, and who was about to?
//
// Prepaid customers do not cancel, they stop. This notebook reads the records of the network, calls somebody gone who has been
// silent for thirty days, says why thirty, and asks whether a fading month announces a silent one.

// %% Parameters tags=["parameters"]
const world = "data/world/exports";
const inactivity = "30d" as const;
const landmarkDay = 30;

// %% Setup
import { existsSync } from "node:fs";
import * as Plot from "@observablehq/plot";
import { desc, op } from "arquero";
import {
  behaviourChart,
  churn,
  churnChart,
  display,
  figures,
  join,
  link,
  normalise,
  plot,
  readCsv,
  segmentByBehaviour,
  skip,
  theme,
} from "phonograph";

if (!existsSync(world)) skip("no exports to read: npm run simulate writes them");
const zone = "Europe/Lisbon";
const day = 864e5;
const share = (value: number) => `${(100 * value).toFixed(1)} %`;

// %% [markdown]
// ## Records in, events out
// A number belongs to its customer from the day in the table of customers on.

// %% Read
const [records, customers] = await Promise.all([
  readCsv(`${world}/cdr.csv`, {
    columns: {
      type: "record_type",
      phone: "msisdn",
      at: "start_time",
      duration: "duration_s",
      cause: "cause",
    },
  }),
  readCsv(`${world}/crm.csv`, {
    columns: { at: "since", user: "customer_id", phone: "phone", plan: "plan" },
  }),
]);

// %% Normalise
const clean = await normalise(
  [
    {
      raw: records,
      map: {
        at: "at",
        kind: {
          column: "type",
          values: {
            MOC: "call",
            MTC: "call",
            MMSO: "mms",
            MMST: "mms",
            USSD: "ussd",
            DATA: "data",
            TOPUP: "topup",
          },
        },
        direction: {
          column: "type",
          values: { MOC: "out", MTC: "in", MMSO: "out", MMST: "in", USSD: "out", DATA: "out", TOPUP: null },
        },
        status: {
          column: "cause",
          values: {
            answered: "answered",
            partial: "answered",
            "no-answer": "missed",
            busy: "busy",
            rejected: "rejected",
            failed: "failed",
            delivered: "delivered",
            ok: "ok",
            closed: "ok",
            "time-limit": "ok",
          },
        },
        phone: "phone",
        duration: "duration",
      },
    },
    {
      raw: customers,
      map: { at: "at", kind: { constant: "crm" }, name: { constant: "record" }, user: "user", phone: "phone" },
      keep: ["plan"],
      dateOrder: "dmy",
    },
  ],
  { region: "PT", zone },
);
display(
  clean.issues
    .groupby("effect", "reason")
    .rollup({ rows: op.sum("rows") })
    .orderby("effect", desc("rows")),
  { rows: 30 },
);

// %% Link
const linked = await link(clean.table);
const events = linked.table;
linked.coverage;

// %% [markdown]
// ## How long a silence means that somebody is gone
// Of those who have been silent for so many days, how many still come back? A definition of churn is only as good as this
// curve: who comes back was called gone too soon. Thirty days are a compromise: longer silences are surer, and leave less of
// ninety days to follow people in.

// %% Churn
const silent = await churn(events, { inactivity, by: "plan" });
const silences = Array.from(silent.returns.array("silence") as ArrayLike<number>);
const days = Number.parseInt(inactivity, 10);
const returning = (days: number) => {
  const row = silences.findLastIndex((silence) => silence <= days);
  return row < 0 ? "nobody" : share(silent.returns.get("share", row));
};

// %% Who comes back
const observed = silent.returns.filter((d: { silence: number }) => d.silence < 45);
plot({
  title: "Who comes back after so many days of silence?",
  subtitle: `Share of people silent for so many days who come back within ${days} days more`,
  caption: `Kaplan-Meier from the first silence of each person that lasted so long, with 95 % intervals; the dots are the lengths that were computed. After ${days} days (dashed) ${returning(days)} still come back. Longer silences are not shown: their numbers may have been given to somebody else.`,
  alt: `A falling curve: after a week of silence ${returning(7)} come back, after three weeks ${returning(21)}.`,
  data: silent.returns,
  marginRight: 24,
  x: { label: "Days of silence so far" },
  y: { label: "Come back (%)", percent: true, domain: [0, 100] },
  marks: [
    Plot.areaY(observed, { x: "silence", y1: "lower", y2: "upper", fill: theme.series[0], fillOpacity: 0.18 }),
    Plot.lineY(observed, { x: "silence", y: "share", stroke: theme.series[0], strokeWidth: 2.2 }),
    Plot.dot(observed, { x: "silence", y: "share", fill: theme.series[0], r: 3.5 }),
    Plot.ruleX([days], { stroke: theme.series[1], strokeDasharray: "4,3" }),
  ],
});

// %% [markdown]
// ## Who stays
// *Unknown* are numbers that no customer record names: second cards, numbers given up, wrong entries. They are no group of
// customers, so the test leaves them out.

// %% In figures
figures([
  { label: "People followed", value: silent.people },
  { label: "Fell silent", value: silent.churned, note: `${share(silent.churned / silent.people)} of them` },
  {
    label: "Prepaid against contract",
    value: silent.test ? (silent.test.p < 0.001 ? "p < 0.001" : `p = ${silent.test.p.toFixed(3)}`) : "–",
    note: silent.test ? `${silent.test.method}, χ² = ${silent.test.chiSquare.toFixed(1)}` : "one group only",
  },
]);

// %% Survival by plan tags=["cover"]
churnChart(silent, { title: "Do prepaid customers leave sooner than those with a contract?" });

// %% [markdown]
// ## Does a fading month announce a silent one?
// Behaviour is taken up to day 30; who leaves is counted after it. Taken over the same days the two would explain each
// other by themselves. Who was not seen again after day 30 had left by then, and is not followed.

// %% Behaviour of the first month
const start = events
  .filter((d: { kind: string }) => d.kind !== "crm")
  .rollup({ at: op.min("at") })
  .get("at", 0) as number;
const landmark = start + landmarkDay * day;
const month = segmentByBehaviour(events, { from: start, until: landmark, value: "duration" });
behaviourChart(month);

// %% [markdown]
// Ten kinds of behaviour are too many curves to compare, so they are put together: who came often and lately is *steady*,
// who used to come often and has not been seen lately is *fading*.

// %% Leaving after it
const together = month.table.derive({
  segment: (d: { segment: string }) =>
    d.segment === "champions" || d.segment === "loyal"
      ? "steady"
      : d.segment === "fading" || d.segment === "at risk" || d.segment === "slipping away"
        ? "fading"
        : d.segment === "asleep"
          ? "hardly there"
          : "in between",
}) as typeof month.table;
const seen = await join(events, together, "person", { type: "semi" });
const after = await churn(seen, {
  inactivity,
  from: landmark,
  by: { ...month, table: together, title: "behaviour in the first month" },
});
churnChart(after, { title: "Do those who fade in one month leave in the next?" });

// %% The median person of each kind
month.profiles.rename({
  recency: "days since the last activity",
  frequency: "activities",
  value: "seconds of calls",
});
