// %% [markdown]
// # Does a missed call to customer care lead to a chat?
//
// Some who call customer care are not answered. Do they turn to the chat of the app, or do they chat as often as on any other day? The
// calls are in the network's records, under a number; the chats are in the app's log, under a user. This notebook brings both together
// and compares what follows each missed call with the same person's other days at the same hour.

// %% Parameters tags=["parameters"]
const world = "data/world/exports";
const care = "16990";
const within = "60m" as const;
const exported = "2025-05-02";

// %% Setup
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  display,
  figures,
  forestChart,
  lagChart,
  link,
  normalise,
  precedes,
  readCsv,
  readJsonl,
  screen,
  skip,
  whatConverts,
} from "phonograph";

if (!existsSync(world)) skip("no exports to read: npm run simulate writes them");
const zone = "Europe/Lisbon";
const percent = (share: number) => `${(100 * share).toFixed(share < 0.1 ? 1 : 0)}\u00a0%`;

// %% [markdown]
// ## Calls to care, what is done in the app, and who is who
// The exports are large and few of their lines matter here: calls to care, chats, purchases, and of visits to the app the first screen
// where the user is known by then: enough to know when somebody was there. These lines are picked out before anything is read. The table
// of customers says which number belongs to which user.

// %% Lines that matter
const folder = mkdtempSync(join(tmpdir(), "phonograph-"));
function picked(name: string, words: readonly string[], header: boolean): string {
  const bytes = readFileSync(join(world, name));
  const lines = header ? [bytes.subarray(0, bytes.indexOf(10) + 1)] : [];
  for (const word of words) {
    for (let at = bytes.indexOf(word); at >= 0; ) {
      const end = (bytes.indexOf(10, at) + 1 || bytes.length + 1) - 1;
      lines.push(bytes.subarray(bytes.lastIndexOf(10, at) + 1, end), Buffer.from("\n"));
      at = bytes.indexOf(word, end);
    }
  }
  writeFileSync(join(folder, name), Buffer.concat(lines));
  return join(folder, name);
}
const callLines = picked("cdr.csv", [`,${care},`], true);
const appLines = picked("app-events.jsonl", ['"app_open","user":"', '"chat_start"', '"purchase"'], false);

// %% Read
const [records, log, customers] = await Promise.all([
  readCsv(callLines, {
    columns: { phone: "msisdn", peer: { from: "other_party", type: "text" }, at: "start_time", cause: "cause" },
  }),
  readJsonl(appLines, {
    columns: { at: { from: "ts", type: "time" }, event: "event", user: "user", device: "device" },
    zone,
  }),
  readCsv(`${world}/crm.csv`, { columns: { user: "user_id", phone: "phone" } }),
]);
rmSync(folder, { recursive: true });

// %% Normalise and link
const clean = await normalise(
  [
    {
      raw: records,
      map: {
        ...{ at: "at", kind: { constant: "call" }, name: { constant: "care" }, phone: "phone", peer: "peer" },
        status: { column: "cause", values: { answered: "answered", partial: "answered", "no-answer": "missed" } },
      },
    },
    {
      raw: log,
      map: { at: "at", kind: { constant: "app" }, name: "event", user: "user", device: "device" },
    },
    {
      raw: customers,
      map: {
        ...{ at: { constant: exported }, kind: { constant: "crm" }, name: { constant: "record" } },
        ...{ user: "user", phone: "phone" },
      },
    },
  ],
  { region: "PT", zone },
);
const linked = await link(clean.table);
linked.coverage;

// %% [markdown]
// ## Who can be asked
// A chat needs the app, so only people who ever opened it are looked at; a few devices have clocks that are years off, and what they
// write is left out. Calls of numbers that no customer's record ties to a user stay without a chat, and are left out too.

// %% The people with the app
const begin = Date.parse("2025-02-01");
const end = Date.parse(exported);
const told = linked.table
  .params({ begin, end })
  .filter(
    (d: { at: number }, $: { begin: number; end: number }) => d.at >= $.begin && d.at <= $.end,
  ) as typeof linked.table;
const [names, persons] = [told.array("name"), told.array("person")] as [ArrayLike<string>, ArrayLike<number | null>];
const opened = new Set<number | null>(Array.from(persons).filter((_, row) => names[row] === "app_open"));
opened.delete(null);
const events = told
  .assign({ has_app: Float64Array.from(persons, (person) => (opened.has(person) ? 1 : 0)) } as never)
  .filter((d: { has_app: number }) => d.has_app === 1) as typeof linked.table;
figures([
  { label: "People with the app", value: opened.size },
  { label: "Calls to care", value: records.table.numRows() },
  {
    label: "Of these by somebody with the app",
    value: events.filter((d: { name: string }) => d.name === "care").numRows(),
  },
]);

// %% [markdown]
// ## What follows a missed call
// The window of an hour was decided before looking. Before a call is the placebo: were there visits in which people call and chat in any
// order, the ratio would be above 1 on that side too.

// %% After and before tags=["cover"]
const missed = { kind: "call", name: "care", status: "missed" } as const;
const found = await precedes(events, { trigger: missed, response: "app.chat_start" }, { within });
lagChart(found, { title: "Does a missed call to care come before a chat?" });

// %% In one sentence
display(found.sentence);
figures([
  {
    label: "Chats that a missed call has more than expected",
    value: percent(found.excess.estimate),
    note: `95\u00a0% interval ${percent(found.excess.lower)} to ${percent(found.excess.upper)}`,
  },
  { label: "p", value: found.p, note: `${found.null.draws} draws` },
  { label: "Least ratio that would be found", value: Number(found.minimumRatio.toFixed(2)) },
  { label: "Naive lift, for contrast only", value: Number(found.naiveLift.toFixed(0)) },
]);

// %% What makes it doubtful
display(found.warnings.map(({ code, detail }) => `${code}: ${detail}`).join("\n"));

// %% [markdown]
// ## Asked in other ways
// The self-controlled case series asks the same of rates within each person's hours. And answered calls: if people chatted whenever
// something troubles them, they would do so after these too.

// %% Other ways
forestChart(found);

// %% Answered calls
const answered = await precedes(
  events,
  { trigger: { ...missed, status: "answered" }, response: "app.chat_start" },
  { within, series: false },
);
forestChart(
  [
    { label: "after a missed call", ...found.ratio },
    { label: "before a missed call", ...found.placebo, quiet: true },
    { label: "after an answered call", ...answered.ratio },
    { label: "before an answered call", ...answered.placebo, quiet: true },
  ],
  { title: "Is it the call, or that it was missed?", measure: "Times as many chats as on other days" },
);

// %% [markdown]
// ## Everything against everything
// A screen tells what else comes before what. The many ways in which a visit holds its own events show on both sides of the trigger.

// %% Screen
const all = await screen(events, { within, least: 2 });
forestChart(all, { most: 12 });

// %% [markdown]
// ## Who buys in the end?
// Of those who open the app: what goes with a purchase, compared with everybody who could have bought at the same time since their first visit?

// %% What converts
const buyers = await whatConverts(events, { from: "app.app_open", to: "app.purchase" }, { within: "28d" });
forestChart(buyers);

// %% [markdown]
// ## Was it so?
// The simulated world tells: of customers with the app whom care did not answer so many opened a chat because of it.

// %% The planted truth
const truth = `${world}/../truth/planted.json`;
if (existsSync(truth)) {
  const { rates, counted } = JSON.parse(readFileSync(truth, "utf8")) as {
    rates: { chat: { afterMissedCall: number } };
    counted: Record<string, number | undefined>;
  };
  const came = (counted["chatAfterMissed"] ?? 0) / (counted["careMissedWithApp"] ?? 1);
  const { lower, upper } = found.excess;
  display(
    figures([
      { label: "Planted", value: percent(rates.chat.afterMissedCall) },
      { label: "Came out", value: percent(came) },
      { label: "Found here", value: percent(found.excess.estimate), note: `${percent(lower)} to ${percent(upper)}` },
      {
        label: "The interval holds what was planted",
        value: lower <= rates.chat.afterMissedCall && rates.chat.afterMissedCall <= upper ? "yes" : "no",
      },
    ]),
  );
}
