// %% [markdown]
// # Did the marketing SMS bring them to the product page?
//
// Every fortnight the operator writes to the customers who agreed. Some open the app from the message and look at a product; others would
// have looked anyway. The messages are in the log of the message centre, under a number; the visits are in the app's log, under a user
// or a device. This notebook brings both together, follows each message for a day, and asks whom it reached, and what it changed.

// %% Parameters tags=["parameters"]
const world = "data/world/exports";
const within = "24h" as const;
const begin = "2025-04-01";
const exported = "2025-05-02";

// %% Setup
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { escape as closure } from "arquero";
import {
  display,
  type Events,
  figures,
  funnel,
  funnelChart,
  funnelComparisonChart,
  funnelOverChart,
  funnelTimesChart,
  join as joinTables,
  link,
  newcombe,
  normalise,
  readCsv,
  readJsonl,
  skip,
} from "phonograph";

if (!existsSync(world)) skip("no exports to read: npm run simulate writes them");
const zone = "Europe/Lisbon";
const percent = (share: number) => `${(100 * share).toFixed(1)}\u00a0%`;
const points = (share: number) => `${share > 0 ? "+" : ""}${(100 * share).toFixed(1)}`;

// %% [markdown]
// ## Messages, visits and who is who
// The exports are large and few of their lines matter here: marketing messages, openings of the app from a message, and views of a
// product. These lines, of April and the week before it, are picked out before anything is read. The table of customers says which number belongs to which user.

// %% Lines that matter
const week = 7 * 864e5;
const folder = mkdtempSync(join(tmpdir(), "phonograph-"));
function picked(
  name: string,
  bytes: Buffer,
  words: readonly string[],
  header: boolean,
  keep?: (line: string) => boolean,
) {
  const lines = header ? [bytes.subarray(0, bytes.indexOf(10) + 1)] : [];
  for (const word of words) {
    for (let at = bytes.indexOf(word); at >= 0; ) {
      const end = (bytes.indexOf(10, at) + 1 || bytes.length + 1) - 1;
      const line = bytes.subarray(bytes.lastIndexOf(10, at) + 1, end);
      if (!keep || keep(line.toString())) lines.push(line, Buffer.from("\n"));
      at = bytes.indexOf(word, end);
    }
  }
  writeFileSync(join(folder, name), Buffer.concat(lines));
  return join(folder, name);
}
for (const name of readdirSync(world).filter(
  (file) => /^sms-.*\.csv\.gz$/.test(file) && file >= `sms-${begin}`.slice(0, 11),
)) {
  picked(name.slice(0, -3), gunzipSync(readFileSync(join(world, name))), [",marketing,"], true);
}
const visits = picked(
  "app-events.jsonl",
  readFileSync(join(world, "app-events.jsonl")),
  ['"campaign":"', '"product_view"'],
  false,
  (line) => Number(/"ts":(\d+)/.exec(line)?.[1]) >= Date.parse(begin) - week,
);

// %% Read
const [messages, app, customers] = await Promise.all([
  readCsv(join(folder, "sms-*.csv"), {
    columns: { at: "submitted_at", sender: "sender", recipient: "recipient", campaign: "campaign", status: "status" },
    zone,
  }),
  readJsonl(visits, {
    columns: {
      at: { from: "ts", type: "time" },
      ...{ event: "event", user: "user", device: "device", session: "session", campaign: "campaign" },
    },
    zone,
  }),
  readCsv(`${world}/crm.csv`, { columns: { user: "user_id", phone: "phone", town: "town" } }),
]);
rmSync(folder, { recursive: true });

// %% Normalise and link
const clean = await normalise(
  [
    {
      raw: messages,
      map: {
        ...{ at: "at", kind: { constant: "sms" }, name: { constant: "marketing" }, direction: { constant: "in" } },
        ...{ phone: "recipient", peer: "sender" },
        status: { column: "status", values: { DELIVRD: "delivered", UNDELIV: "undelivered", EXPIRED: "expired" } },
      },
      keep: ["campaign"],
    },
    {
      raw: app,
      map: { at: "at", kind: { constant: "app" }, name: "event", user: "user", device: "device", session: "session" },
      keep: ["campaign"],
    },
    {
      raw: customers,
      map: {
        ...{ at: { constant: exported }, kind: { constant: "crm" }, name: { constant: "record" } },
        ...{ user: "user", phone: "phone" },
      },
      keep: ["town"],
    },
  ],
  { region: "PT", zone },
);
const linked = await link(clean.table);
linked.coverage;

// %% [markdown]
// ## Whom can be followed
// A message can be followed into the app only where some record ties its number to a user. The others are left out, which is not the
// same as counting them as lost. A view of a product belongs to the campaign from whose message that session was opened, so that all
// steps can be asked to be of the same campaign. A few devices have clocks that are years off; what they write is left out.

// %% Both sides known
const owned = linked.owners.filter((d: { user: string | null }) => d.user !== null);
const known = await joinTables(linked.table, owned, "person", { type: "semi" });
interface Row {
  at: number;
  offset: number;
  kind: string;
  session: string | null;
  campaign: string | null;
  town: string | null;
}
const [from, to] = [Date.parse(begin), Date.parse(exported)];
const opened = new Map<string, string>();
for (const { session, campaign } of known
  .filter((d: Row) => d.kind === "app" && d.campaign !== null)
  .objects({ limit: Infinity }) as Row[]) {
  if (session && campaign) opened.set(session, campaign);
}
const islands = ["Funchal", "Ponta Delgada", "Angra do Heroísmo", "Horta"];
const regionOf = (town: string) =>
  ["Lisboa", "Porto"].includes(town) ? "Lisboa and Porto" : islands.includes(town) ? "islands" : "other towns";
const events = known
  .params({ from: from - week, to })
  .filter((d: Row, $: { from: number; to: number }) => d.kind === "crm" || (d.at >= $.from && d.at < $.to))
  .derive({
    campaign: closure((d: Row) => d.campaign ?? (d.session === null ? null : (opened.get(d.session) ?? null))),
    sent: closure((d: Row) =>
      d.kind !== "sms" ? null : new Date(d.at + 6e4 * d.offset).getUTCHours() >= 17 ? "from 17:00" : "before 17:00",
    ),
    region: closure((d: Row) => (d.town === null ? null : regionOf(d.town))),
  }) as Events;

// %% [markdown]
// ## How far does a message get?
// Each message counts, also several to one person; the intervals know that these are not several people. A visit counts for the campaign
// whose message it came from.

// %% The funnel tags=["cover"]
const steps = [
  { label: "Message delivered", event: { kind: "sms", name: "marketing", status: "delivered" } },
  { label: "Opened the app from it", event: { kind: "app", name: "app_open" } },
  { label: "Looked at a product", event: "app.product_view", within: "1h" },
] as const;
const rules = { within, count: "totals", hold: ["campaign"], asOf: exported } as const;
const result = await funnel(events, steps, { ...rules, over: "week", zone });
funnelChart(result, { title: "How far does a marketing message get?" });

// %% In figures
const row = (of: typeof result, step: number) =>
  of.table.objects()[step - 1] as Record<"n" | "rate" | "rate_lower" | "rate_upper" | "elapsed_median", number>;
const interval = (step: number) =>
  `95\u00a0% interval ${percent(row(result, step).rate_lower)} to ${percent(row(result, step).rate_upper)}`;
figures([
  { label: "Messages followed", value: result.entered },
  { label: "Opened the app from it", value: percent(row(result, 2).rate), note: interval(2) },
  { label: "Looked at a product", value: percent(row(result, 3).rate), note: interval(3) },
  {
    label: "Half of those within",
    value: `${Math.round(row(result, 3).elapsed_median / 6e4)} min`,
    note: "of the message",
  },
]);

// %% How soon they come
funnelTimesChart(result, { title: "How long after the message do they look at a product?" });

// %% One campaign after the other
funnelOverChart(result, { title: "Do the messages wear out?" });

// %% [markdown]
// ## Who answers?
// The same funnel by where people live and by the hour of the message: of each, the share of all messages that led to
// a product, against that of the rest. With several comparisons some would stand out by chance; q allows for that.

// %% By region
const byRegion = await funnel(events, steps, { ...rules, by: "region" });
funnelComparisonChart(byRegion, { title: "Where do messages lead to a product more often?" });

// %% By hour of the message
const byHour = await funnel(events, steps, { ...rules, by: "sent", attribution: "first", against: "before 17:00" });
funnelChart(byHour, { title: "Does a message in the evening get further?" });

// %% Compared
for (const { comparisons } of [byRegion, byHour]) display(comparisons!);

// %% [markdown]
// ## Would they have come anyway?
// A view within a day of a message need not be due to it. So each message is followed a second time, as if it had been sent a week
// before, when there was no campaign: the same people, the same hour of the same weekday. The difference is what the message added.
// Here every view counts, whether the app was opened from the message or not.

// %% With and without
const sent = events.filter((d: { kind: string; status: string }) => d.kind === "sms" && d.status === "delivered");
const mirrored = sent.derive({ at: (d: { at: number }) => d.at - 6048e5, name: () => "a week before" });
const both = sent
  .concat(
    mirrored,
    events.filter((d: { kind: string; name: string }) => d.kind === "app" && d.name === "product_view"),
  )
  .derive({ when: (d: { kind: string; name: string }) => (d.kind === "sms" ? d.name : null) }) as unknown as Events;
const views = await funnel(both, [{ kind: "sms", name: ["marketing", "a week before"] }, "app.product_view"], {
  ...{ within, count: "totals", by: "when", attribution: { step: 1 }, against: "a week before", asOf: exported },
});
const [added] = views.comparisons!.objects() as Record<
  "rate" | "other_rate" | "difference" | "lower" | "upper",
  number
>[];
figures([
  { label: "Look at a product within a day", value: percent(added.rate), note: "of a message" },
  { label: "And a week before", value: percent(added.other_rate), note: "without one" },
  {
    label: "Added by the message",
    value: `${points(added.difference)} points`,
    note: `95\u00a0% interval ${points(added.lower)} to ${points(added.upper)}`,
  },
]);

// %% Side by side
funnelComparisonChart(views, { title: "Does the message bring them to a product?" });

// %% [markdown]
// ## What was planted
// This country is simulated, so the answer is known: which message made whom open the app, and who then looked at a product.

// %% The truth
const secret = join(world, "..", "truth");
if (existsSync(join(secret, "marketing.csv"))) {
  const [{ table: campaigns }, { table: people }] = await Promise.all([
    readCsv(join(secret, "marketing.csv"), {
      columns: { person: "person", status: "status", sent: "sent_at", visit: "visit", viewed: "viewed" },
    }),
    readCsv(join(secret, "people.csv"), { columns: { person: "person", account: "account" } }),
  ]);
  const accounts = people.filter((d: { account: string }) => d.account !== "none");
  const reached = (await joinTables(campaigns, accounts, "person", { type: "semi" }))
    .params({ from })
    .filter(
      (d: { status: string | null; sent: number }, $: { from: number }) => d.status === "DELIVRD" && d.sent >= $.from,
    );
  const shown = reached
    .filter((d: { visit: string | null; viewed: number }) => d.viewed === 1 && d.visit !== null)
    .objects({ limit: Infinity });
  const inApp = (shown as { visit: string }[]).filter(({ visit }) => visit.startsWith("app:")).length;
  const truth = newcombe(inApp, reached.numRows(), 0, reached.numRows());
  display(
    figures([
      {
        label: "Planted: messages that brought somebody to a product in the app",
        value: percent(truth.estimate),
        note: `of ${reached.numRows().toLocaleString("en-GB")} delivered to customers with an account`,
      },
      { label: "Found by following the message", value: percent(row(result, 3).rate), note: interval(3) },
      {
        label: "Found by comparing with the week before",
        value: percent(added.difference),
        note: `${points(added.lower)} to ${points(added.upper)}`,
      },
    ]),
  );
}
