// %% [markdown]
// # Does the code by SMS lead to a purchase?
//
// A customer asks for a one-time password, gets it by SMS, signs in, looks at a product, puts it into the cart and buys.
// The code is in the log of the message centre, under a number; everything after it is in the logs of the app, under a user.
// This notebook reads both, finds out whose number it was *on that day*, and counts who gets how far.

// %% Parameters tags=["parameters"]
const world = "data/world/exports";
const within = "2h" as const;
const sender = "FAROID";
const exported = "2025-05-02";

// %% Setup
import { existsSync } from "node:fs";
import { desc, op } from "arquero";
import {
  display,
  figures,
  funnel,
  funnelChart,
  funnelSpec,
  join,
  link,
  normalise,
  readCsv,
  readJsonl,
  readLog,
  readParquet,
  skip,
  vegaChart,
} from "phonograph";

if (!existsSync(world)) skip("no exports to read: npm run simulate writes them");
const zone = "Europe/Lisbon";

// %% [markdown]
// ## Read the exports
// Five systems, five formats. A line that cannot be read is counted, never dropped in silence. Of the messages the question
// needs the codes, of the app all but the screens passed through: the rest would neither tie a number to a user nor be a step.

// %% Read
const [messages, app, logins, customers, payments] = await Promise.all([
  readCsv(`${world}/sms-*.csv.gz`, {
    columns: { at: "submitted_at", sender: "sender", recipient: "recipient", type: "type", status: "status" },
    zone,
  }),
  readJsonl(`${world}/app-events.jsonl`, {
    columns: { at: { from: "ts", type: "time" }, event: "event", user: "user", device: "device" },
    zone,
  }),
  readLog(`${world}/auth.log`, {
    pattern:
      /^(?<at>\S+) \S+ authd\[\d+\]: (?<event>[a-z-]+) result=(?<result>\w+)(?: method=(?<method>\w+))?.*? user=(?<user>\S+) device=(?<device>\S+)/,
  }),
  readCsv(`${world}/crm.csv`, {
    columns: { user: "user_id", phone: "phone", plan: "plan" },
  }),
  readParquet(`${world}/payments.parquet`, {
    columns: { at: "paid_at", user: "user_id", kind: "kind", phone: "payer_phone", amount: "amount", status: "status" },
  }),
]);
const codes = messages.table.filter((d: { type: string }) => d.type === "otp");
const deeds = app.table.filter((d: { event: string }) => d.event !== "screen_view");

// %% [markdown]
// ## One table of events
// Numbers become E.164, times UTC with the local offset beside them; repeated rows go. The table of customers tells how things
// stood on the day of its export.

// %% Normalise
const outcome = { ok: "ok", denied: "denied" } as const;
const clean = await normalise(
  [
    {
      raw: { ...messages, table: codes as typeof messages.table },
      map: {
        at: "at",
        kind: { constant: "sms" },
        name: "type",
        direction: { constant: "in" },
        phone: "recipient",
        peer: "sender",
        status: {
          column: "status",
          values: {
            DELIVRD: "delivered",
            UNDELIV: "undelivered",
            EXPIRED: "expired",
            REJECTD: "rejected",
            ENROUTE: "sent",
          },
        },
      },
    },
    {
      raw: { ...app, table: deeds as typeof app.table },
      map: { at: "at", kind: { constant: "app" }, name: "event", user: "user", device: "device" },
    },
    {
      raw: logins,
      map: {
        at: "at",
        kind: { constant: "auth" },
        name: "event",
        user: "user",
        device: "device",
        status: { column: "result", values: outcome },
      },
      keep: ["method"],
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
    {
      // Timestamps without a zone; they are in UTC.
      raw: payments,
      zone: "UTC",
      map: {
        at: "at",
        kind: { constant: "payment" },
        name: "kind",
        user: "user",
        phone: "phone",
        amount: "amount",
        currency: { constant: "EUR" },
        status: { column: "status", values: outcome },
      },
    },
  ],
  { region: "PT", zone },
);
const counted = clean.issues
  .groupby("effect", "reason")
  .rollup({ rows: op.sum("rows") })
  .orderby("effect", desc("rows"));
display(counted, { rows: 30 });

// %% [markdown]
// ## Who is who
// A number belongs to a user from and until what ties the two: the CRM table (one weak word), payments by phone, and time itself:
// codes to the number that this user, and nobody else, signs in with seconds later.
// A number given back and issued again belongs to both, one after the other. A shared address ties nobody.

// %% Link
const linked = await link(clean.table);
linked.coverage;

// %% [markdown]
// Only people of whom both sides are known can be followed from the phone to the app: those with a user *and* a number that
// something ties to it. The others are left out of what follows, which is not the same as counting them as lost.
// Numbers that time alone ties to a user are those whose codes were used. They tell what happens after the sign-in; how many sign
// in at all is told by the others.

// %% Both sides known
const owned = linked.owners.filter((d: { user: string | null }) => d.user !== null);
const followed = await join(linked.table, owned, "person", { type: "semi" });
const named = owned.filter((d: { rule: string }) => d.rule !== "timed");
const onRecord = await join(linked.table, named, "person", { type: "semi" });

// %% [markdown]
// ## How far do they get?

// %% Funnel
const steps = [
  { label: "Code delivered", event: { kind: "sms", name: "otp", peer: sender, status: "delivered" } },
  { label: "Signed in with it", event: { kind: "auth", name: "login", status: "ok", where: { method: "otp" } } },
  { label: "Looked at a product", event: "app.product_view" },
  { label: "Put one in the cart", event: "app.add_to_cart" },
  { label: "Bought", event: "app.purchase" },
] as const;
const result = await funnel(followed, steps, { within });
const signIn = await funnel(onRecord, steps.slice(0, 2), { within });

const percent = (share: number) => `${(100 * share).toFixed(1)}\u00a0%`;
const between = ({ table }: typeof result, step: number) =>
  `95\u00a0% interval ${percent(table.get("rate_lower", step))} to ${percent(table.get("rate_upper", step))}`;
figures([
  { label: "Were sent a code", value: result.entered, note: "people with a known number and user" },
  {
    label: "Signed in",
    value: percent(signIn.conversion),
    note: `${between(signIn, 1)}; ${signIn.entered.toLocaleString("en")} people whose number a record tells`,
  },
  { label: "Bought", value: percent(result.conversion), note: between(result, 4) },
  {
    label: "From code to sign-in",
    value: `${Math.round(result.table.get("wait_median", 1) / 1000)} s`,
    note: "median",
  },
]);

// %% The funnel tags=["cover"]
funnelChart(result, { title: "Does the code by SMS lead to a purchase?" });

// %% The same, by plan
const byPlan = await funnel(followed, steps, { within, by: "plan" });
funnelChart(byPlan, { title: "Do prepaid customers buy as often as those with a contract?" });

// %% [markdown]
// ## The same funnel as a Vega-Lite specification
// For those who draw with Vega-Lite: `funnelSpec(result)` is plain data, to be changed, stored or put into another page.

// %% Vega-Lite
await vegaChart(funnelSpec(result), {
  title: "The same funnel, drawn by Vega-Lite",
  alt: `Bars of the five steps: ${result.table.array("n").join(", ")} people`,
  data: result.table,
});
