/* Longer than most files: each rule of cleaning is scored against its own truth, and a report is read as one page. */
// %% [markdown]
// # Can these records be trusted?
//
// Before anything is asked of records: how many are there, which days are whole, what is missing, what came twice, which clocks
// are wrong, what do the numbers rest on? Then they are cleaned, rule by rule. The simulated country knows what was wrong with
// it, so the rules can be scored: how much of what they find is right, and how much of what is wrong do they find?

// %% Parameters tags=["parameters"]
const world = "data/world/exports";

// %% Setup
import { existsSync, readdirSync, readFileSync } from "node:fs";
import * as Plot from "@observablehq/plot";
import { desc, not, op, table } from "arquero";
import {
  CLEANING_RULES,
  clean,
  cleaningChart,
  clockSkew,
  display,
  figures,
  ledger,
  md,
  normalise,
  plot,
  quality,
  qualityChart,
  readCsv,
  readJsonl,
  readLog,
  skip,
  type TextColumn,
  theme,
  wilson,
} from "phonograph";

if (!existsSync(world)) skip("no exports to read: npm run simulate writes them");
const zone = "Europe/Lisbon";
const share = (value: number) => (Number.isNaN(value) ? "–" : `${(100 * value).toFixed(1)} %`);
const count = (value: number) => value.toLocaleString("en-GB");

// %% [markdown]
// ## Records in
// The columns in which a source numbers its records are kept: they tell copies, parts and the two sides of a call apart. Kept, too,
// are the numbers as they were written: they tell in how many spellings a number came. Of the messages, which come in a file a month,
// one month is enough to judge them by.

// %% Read
const months = readdirSync(world)
  .filter((file) => file.startsWith("sms-"))
  .sort();
// One that has a month before and after it is whole.
const month = months[months.length > 2 ? 1 : 0]!;
const [records, messages, app, logins, customers] = await Promise.all([
  readCsv(`${world}/cdr.csv`, {
    columns: {
      record_type: "record_type",
      call_id: "call_id",
      seq: "seq",
      msisdn: "msisdn",
      device: "imei",
      other: "other_party",
      at: "start_time",
      duration: "duration_s",
      cause: "cause",
      cell: "cell_id",
    },
  }),
  readCsv(`${world}/${month}`, {
    columns: {
      message_id: "message_id",
      at: "submitted_at",
      other: "sender",
      msisdn: "recipient",
      type: "type",
      status: "status",
    },
  }),
  readJsonl(`${world}/app-events.jsonl`, {
    columns: { at: { from: "ts", type: "time" }, id: "id", event: "event", user: "user", device: "device" },
  }),
  readLog(`${world}/auth.log`, {
    pattern:
      /^(?<at>\S+) \S+ authd\[\d+\]: (?<event>[a-z-]+) result=(?<result>\w+).*? user=(?<user>\S+) device=(?<device>\S+) .*rid=(?<rid>\S+)/,
  }),
  readCsv(`${world}/crm.csv`, { columns: { at: "since", user: "customer_id", msisdn: "phone" } }),
]);

// %% Normalise
// In the order of the names of their files, in which rows of the same time are told apart: nothing need be put in order again.
const events = await normalise(
  [
    {
      raw: app,
      map: { at: "at", kind: { constant: "app" }, name: "event", user: "user", device: "device" },
      keep: ["id"],
    },
    {
      raw: logins,
      map: {
        at: "at",
        kind: { constant: "auth" },
        name: "event",
        user: "user",
        device: "device",
        status: { column: "result", values: { ok: "ok", denied: "denied" } },
      },
      keep: ["rid"],
    },
    {
      raw: records,
      map: {
        at: "at",
        kind: {
          column: "record_type",
          values: { MOC: "call", MTC: "call", MMSO: "mms", MMST: "mms", USSD: "ussd", DATA: "data", TOPUP: "topup" },
        },
        direction: {
          column: "record_type",
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
        phone: "msisdn",
        peer: "other",
        device: "device",
        cell: "cell",
        duration: "duration",
      },
      keep: ["call_id", "seq", "msisdn", "other"],
    },
    {
      raw: customers,
      map: { at: "at", kind: { constant: "crm" }, user: "user", phone: "msisdn" },
      keep: ["msisdn"],
      dateOrder: "dmy",
    },
    {
      raw: messages,
      map: {
        at: "at",
        kind: { constant: "sms" },
        name: "type",
        direction: { constant: "in" },
        phone: "msisdn",
        peer: "other",
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
      keep: ["message_id", "msisdn", "other"],
    },
  ],
  // The network writes foreign numbers without their plus. Repeated rows stay for now: cleaning is to find them.
  { region: "PT", zone, idd: "lenient", duplicates: "keep" },
);

// %% [markdown]
// ## What came in

// %% Quality
// What the numbers' own blocks tell (country, area, carrier, type) repeats the numbers: nothing more can be wrong with it.
const facts = (events.table.columnNames() as string[]).filter((name) => /^(phone|peer)_/.test(name));
const asWritten = events.table.select(not(...facts)) as typeof events.table;
const before = await quality(
  { table: asWritten, issues: events.issues },
  { written: { phone: "msisdn", peer: "other" } },
);
figures([
  {
    label: "Rows",
    value: before.rows,
    note: `${count(before.days)} days, ${count(before.partialDays)} of them not whole`,
  },
  { label: "Sources", value: before.clocks.numRows() },
  { label: "Warnings", value: before.banners.length },
]);

// %% Warnings
for (const { name, sentence } of before.banners) display(md`**${name}** · ${sentence.replace(/[^?]$/, "$&.")}`);

// %% Days
qualityChart(before, "days");

// %% Hours
qualityChart(before, "hours");

// %% What is missing
qualityChart(before, "missing");

// %% [markdown]
// ### What the numbers are
// A value is a number, a short code, a name; or it gave none, and why. Doubts: what rests on the default region, what a
// spreadsheet or an export spoilt. Spellings: how many numbers came in one, two, three forms.

// %% Kinds of numbers
display(before.numbers, { rows: 30 });

// %% Doubts and spellings
display(
  before.doubts.filter((d: { rows: number }) => d.rows > 0),
  { rows: 20 },
);
display(before.spellings);

// %% [markdown]
// ### What came twice
// The copies that `clean` will find. Nothing was dropped on the way in.

// %% Copies by source
display(
  before.duplicates.filter((d: { rows: number }) => d.rows > 0),
  { rows: 20 },
);

// %% [markdown]
// ### Clocks
// Each source's first and last believable time, what is dated by a lost clock or in the future, offsets from UTC. Then a clock
// against another: how far the phones' own clock, which dates what happens in the app, is ahead of that of the log-in server.

// %% By source, and by offset
display(before.clocks);
display(
  before.offsets.filter((d: { share: number }) => d.share >= 0.001),
  { rows: 20 },
);

// %% Skew
const ends = clockSkew(asWritten, { from: "auth.logout", to: "app.app_close", by: ["user", "device"] });
const phonesClocks = clockSkew(asWritten, {
  from: "auth.refresh",
  to: "app.app_open",
  by: ["user", "device"],
  each: "device",
});
const ahead = (phonesClocks.table.array("skew") as number[]).filter((seconds) => !Number.isNaN(seconds));
figures([
  { label: "App ahead of the log-in server", value: `${ends.skew.toFixed(1)} s`, note: `${count(ends.pairs)} pairs` },
  { label: "Phones whose clock can be told", value: ahead.length },
  { label: "Of these, more than half a minute off", value: ahead.filter((seconds) => Math.abs(seconds) > 30).length },
]);
display(md`${ends.verdict}.`);

// %% [markdown]
// ## Cleaning
// Copies, and the parts of long calls that the first part takes up, leave the table; impossible durations are blanked; all else
// is noted beside the row. Nobody's verdict is taken: a doubt stays a doubt.

// %% What each rule did
const cleaned = await clean(asWritten);
cleaningChart(cleaned);

// %% Stretches and days
cleaned.findings.filter((d: { rule: string }) => d.rule === "gap" || d.rule === "partial-day");

// %% [markdown]
// ## The ledger
// From the lines of the files to the events that are left: every row is accounted for, or this cell fails.

// %% Rows in, rows out
const books = ledger(records, messages, app, logins, customers, events, cleaned);
display(books.balance);
display(
  books.table
    .filter((d: { effect: string }) => d.effect === "dropped")
    .groupby("step", "reason")
    .rollup({ rows: op.sum("rows") })
    .orderby(desc("rows")),
  { rows: 30 },
);

// %% [markdown]
// ## Against the truth
// What a rule noted is beside the row; what a rule dropped or blanked is in `changed`, as it came. So every row that one hits can
// be looked up in the truth.
// Rows are scored as rows; machines, spammers and lives of numbers as numbers; lost stretches and days as such.

// %% Truth
const truth = `${world}/../truth`;
if (!existsSync(truth)) skip("the truth of this world is not there: its rules cannot be scored");
const planted = JSON.parse(readFileSync(`${truth}/planted.json`, "utf8")) as {
  lost: { export: string; from: string; to: string }[];
};
type Text = Record<string, string | null>;
const rowsOf = <R>(of: { objects: (options: object) => object[] }) =>
  of.objects({ limit: Number.POSITIVE_INFINITY }) as R[];
const read = new Set(rowsOf<{ source: string }>(before.clocks).map(({ source }) => source));
const dirt = rowsOf<Text & { line: number }>(
  (
    await readCsv(`${truth}/dirt.csv`, {
      columns: {
        file: "file",
        line: "line",
        kind: "kind",
        id: { from: "id", type: "text" },
        of: { from: "of", type: "text" },
      },
    })
  ).table,
).filter(({ file }) => read.has(file!));
const phones = {
  phone: { from: "phone", type: "text" },
  from: { from: "from", type: "time" },
  to: { from: "to", type: "time" },
} as const;
const [frauds, owners] = (
  await Promise.all([
    readCsv(`${truth}/fraud.csv`, { columns: { kind: "kind", ...phones } }),
    readCsv(`${truth}/ownership.csv`, { columns: { person: "person", ...phones } }),
  ])
).map((read) => rowsOf<{ kind: string; person: number; phone: string; from: number; to: number | null }>(read.table));

// %% What each rule hit
interface Hit {
  doubt: string;
  source: string;
  row: number;
  phone: string | null;
  peer: string | null;
  direction: string | null;
  call_id: string | null;
  message_id: string | null;
}
const doubted = [cleaned.changed, cleaned.table.filter((d: { doubt: string | null }) => d.doubt !== null)];
// The other side of a call is no doubt about it, and most rows that are hit are that: they stay columns.
const hits = doubted.flatMap((some) =>
  rowsOf<Hit>(
    some
      .filter((d: { doubt: string }) => d.doubt !== "both-parties")
      .select("doubt", "source", "row", "phone", "peer", "direction", "call_id", "message_id"),
  ),
);
const hitBy = (rule: string) => hits.filter(({ doubt }) => `+${doubt}+`.includes(`+${rule}+`));
const place = ({ source, row }: { source: string; row: number }) => `${source}:${row}`;

// %% Scores
interface Score {
  rule: string;
  of: "rows" | "numbers" | "stretches" | "days";
  planted: number;
  found: number;
  right: number;
  recalled: number;
}
const scores: Score[] = [];
/** What was planted and what was found, as keys; `same` for what is right though its key is another one. */
function score<K extends string | number>(
  rule: string,
  of: Score["of"],
  there: Set<K>,
  found: Iterable<K>,
  same?: (key: K) => K,
) {
  const all = new Set(found);
  const right = [...all].filter((key) => there.has(same?.(key) ?? key));
  const recalled = new Set(right.map((key) => same?.(key) ?? key)).size;
  scores.push({ rule, of, planted: there.size, found: all.size, right: right.length, recalled });
}
const dirty = (kind: string) => dirt.filter((row) => row.kind === kind);
const placesOf = (kind: string) => new Set(dirty(kind).map(({ file, line }) => `${file}:${line}`));
for (const [rule, kind] of [
  ["repeated", "repeated"],
  ["negative-duration", "negative-duration"],
  ["endless-call", "endless-call"],
  ["lost-clock", "lost-clock"],
  ["future", "future"],
  ["overlap", "overlap"],
] as const) {
  score(rule, "rows", placesOf(kind), hitBy(rule).map(place));
}

// Of two deliveries of one row either may be the copy; what repeats a row to the letter was found already.
const copies = new Map(
  dirty("redelivered").flatMap(
    ({ id, of }) =>
      [
        [id!, id!],
        [of!, id!],
      ] as const,
  ),
);
const idOf = ({ call_id, message_id }: Hit) => call_id ?? message_id ?? "";
const others = hitBy("redelivered").filter(({ doubt }) => !doubt.startsWith("repeated"));
score("redelivered", "rows", new Set(copies.values()), others.map(idOf), (id) => copies.get(id) ?? id);

// Parts and sides of a call share its id: the exports themselves tell.
const text = (name: string) => events.table.column(name) as TextColumn;
const numbers = (name: string) => events.table.column(name) as unknown as Float64Array;
const [sources, types, ways, calls, reads, peers] = [
  text("source"),
  text("kind"),
  text("direction"),
  text("call_id"),
  text("phone"),
  text("peer"),
];
const [lines, seqs, times] = [numbers("row"), numbers("seq"), numbers("at")];
// Texts are compared as codes: millions of rows, of which few differ.
const codeOf = (column: TextColumn, value: string) => column.values.indexOf(value);
const [isCall, isOut] = [codeOf(types, "call"), codeOf(ways, "out")];
const keyOf = (source: number, line: number) => source * 1e8 + line;
const keyOfPlace = (source: string, line: number) => keyOf(codeOf(sources, source), line);
const again = new Set(dirty("repeated").map(({ file, line }) => keyOfPlace(file!, line)));
const [partRows, calledRows] = [new Set<number>(), new Map<number, number>()];
const hasCaller = new Uint8Array(calls.values.length);
for (let i = 0; i < lines.length; i++) {
  const call = calls.codes[i]!;
  if (call < 0) continue;
  const key = keyOf(sources.codes[i]!, lines[i]!);
  if (seqs[i]! > 1) {
    if (!again.has(key)) partRows.add(key);
  } else if (types.codes[i] === isCall && ways.codes[i] === isOut) hasCaller[call] = 1;
  else if (types.codes[i] === isCall && !again.has(key)) calledRows.set(key, call);
}
const keyOfHit = ({ source, row }: Hit) => keyOfPlace(source, row);
score("partial-record", "rows", partRows, hitBy("partial-record").map(keyOfHit));
for (const [key, call] of calledRows) if (hasCaller[call] === 0) calledRows.delete(key);
const sides = doubted.flatMap((some) => {
  const only = some.filter((d: { doubt: string }) => d.doubt === "both-parties").reify();
  const [from, line] = [only.column("source") as TextColumn, only.column("row") as unknown as Float64Array];
  return Array.from(line, (row, i) => keyOfPlace(from.at(i)!, row));
});
score("both-parties", "rows", new Set(calledRows.keys()), [...sides, ...hitBy("both-parties").map(keyOfHit)]);

// %% Scores of stretches and days
const day = 864e5;
const dateOf = new Intl.DateTimeFormat("sv-SE", { timeZone: zone, dateStyle: "short" });
const findings = rowsOf<{ rule: string; what: string; from: number; to: number }>(cleaned.findings);
const found = (name: string) => findings.filter(({ rule }) => rule === name);
const named = (what: string) => (what.startsWith("cdr") ? "cdr" : what.startsWith("sms") ? "sms" : what);
const manifest = JSON.parse(readFileSync(`${world}/../manifest.json`, "utf8")) as { from: string; to: string };
// The messages begin and end with their month, by UTC; all else with the simulated time.
const [year, number] = month.slice(4, 11).split("-").map(Number);
const monthSpan = [Date.UTC(year!, number! - 1), Date.UTC(year!, number!)] as const;
const isMessages = (source: string) => source.startsWith("sms");
const beginOf = (source: string) => (isMessages(source) ? monthSpan[0] : 0);
const endOf = (source: string) =>
  Math.min(Date.parse(manifest.to), isMessages(source) ? monthSpan[1] : Number.POSITIVE_INFINITY);
const lost = planted.lost
  .map(({ export: name, from, to }) => ({ name, from: Date.parse(from), to: Date.parse(to) }))
  .filter(({ name, from }) => from >= beginOf(name) && from < endOf(name));
const gapKey = ({ what, from, to }: { what: string; from: number; to: number }) => {
  const hit = lost.find(
    (one) => one.name === named(what) && Math.min(to, one.to) - Math.max(from, one.from) > (one.to - one.from) / 2,
  );
  return hit ? `${hit.name} ${hit.from}` : `${what} ${from}`;
};
score("gap", "stretches", new Set(lost.map(({ name, from }) => `${name} ${from}`)), found("gap").map(gapKey));
const volumes = rowsOf<{ day: string; source: string; kind: string }>(before.table);
// A few messages of the evening before stand in a month's file, and an hour of the day after it.
const cutDays = volumes
  .filter(({ day, source }) => day < dateOf.format(beginOf(source)) || day >= dateOf.format(endOf(source)))
  .filter(({ kind }) => kind !== "crm")
  .map((row) => `${named(row.source)} ${row.day}`);
const broken = lost.map(({ name, from }) => `${name} ${dateOf.format(from)}`);
score(
  "partial-day",
  "days",
  new Set([...cutDays, ...broken]),
  found("partial-day").map(({ what, from, to }) => `${named(what)} ${dateOf.format((from + to) / 2)}`),
);

// %% Scores of numbers
const numbersOf = (...kinds: string[]) =>
  new Set(frauds!.filter(({ kind }) => kinds.includes(kind)).map(({ phone }) => phone));
const caller = ({ direction, phone, peer }: Hit) => (direction === "in" ? peer : phone) ?? "";
score(
  "robot",
  "numbers",
  numbersOf("auto-dialler", "meter", "sim-box"),
  hitBy("robot").map(({ phone }) => phone ?? ""),
);
score("spammer", "numbers", numbersOf("auto-dialler", "one-ring"), hitBy("spammer").map(caller));

// A number fell silent when its last owner gave it up, a month before the end; it changed hands when it got another owner meanwhile.
const [begin, end] = [Date.parse(manifest.from), Date.parse(manifest.to)];
const holders = new Map<string, { person: number; from: number; to: number }[]>();
for (const { phone, person, from, to } of owners!) {
  if (person < 0 || (to ?? end) <= begin) continue;
  const list = holders.get(phone) ?? [];
  list.push({ person, from, to: to ?? Number.POSITIVE_INFINITY });
  holders.set(
    phone,
    list.sort((a, b) => a.from - b.from),
  );
}
const seen = new Map<string, { first: number; last: number }>();
const spans = new Map<number, { first: number; last: number }>();
const network = codeOf(sources, "cdr.csv");
for (let i = 0; i < lines.length; i++) {
  const phone = reads.codes[i]!;
  if (sources.codes[i] !== network || ways.codes[i] !== isOut || phone < 0) continue;
  const span = spans.get(phone) ?? { first: times[i]!, last: times[i]! };
  span.first = Math.min(span.first, times[i]!);
  span.last = Math.max(span.last, times[i]!);
  spans.set(phone, span);
}
for (const [phone, span] of spans) if (holders.has(reads.values[phone]!)) seen.set(reads.values[phone]!, span);
const silent = [...holders]
  .filter(([phone, list]) => seen.has(phone) && list.at(-1)!.to <= end - 30 * day)
  .map(([phone]) => phone);
score(
  "inactive",
  "numbers",
  new Set(silent),
  hitBy("inactive").map(({ phone }) => phone ?? ""),
);
const handedOn = [...holders].filter(([phone, list]) => {
  const [last, former] = [list.at(-1)!, list.at(-2)];
  const both = seen.get(phone);
  return (
    former !== undefined &&
    both !== undefined &&
    former.person !== last.person &&
    both.first < former.to &&
    both.last >= last.from
  );
});
score(
  "recycled",
  "numbers",
  new Set(handedOn.map(([phone]) => phone)),
  hitBy("recycled").map(({ phone }) => phone ?? ""),
);

// %% [markdown]
// ## How well do the rules do?
// *Precision*: of what a rule found, how much is right. *Recall*: of what is wrong, how much it found. With Wilson's 95 % intervals.
//
// Three rules cannot do better by what they see. *overlap*: calls of busy lines meet by themselves, and are as real as the planted
// ones are not. *robot*: SIM boxes that call little look like people. *recycled*: a number that was given on within 45 days
// shows no silence that tells it from somebody on a journey; `link` asks by other signs.

// %% Precision and recall
const order = Object.keys(CLEANING_RULES);
scores.sort((a, b) => order.indexOf(a.rule) - order.indexOf(b.rule));
const precision = scores.map(({ right, found: all }) => wilson(right, all));
const recall = scores.map(({ recalled, planted: there }) => wilson(recalled, there));
const rated = table({
  rule: scores.map(({ rule }) => rule),
  of: scores.map(({ of }) => of),
  planted: scores.map(({ planted: there }) => there),
  found: scores.map(({ found: all }) => all),
  right: scores.map(({ right }) => right),
  precision: scores.map(({ right, found: all }) => (all > 0 ? right / all : Number.NaN)),
  recall: scores.map(({ recalled, planted: there }) => (there > 0 ? recalled / there : Number.NaN)),
});
display(rated, { rows: 20 });

// %% Precision and recall, drawn tags=["cover"]
interface Dot {
  rule: string;
  what: "precision" | "recall";
  at: number;
  lower: number;
  upper: number;
}
const dots = scores.flatMap(({ rule, found: all, planted: there }, i): Dot[] => [
  ...(all > 0 ? [{ rule, what: "precision" as const, at: precision[i]!.estimate, ...precision[i]! }] : []),
  ...(there > 0 ? [{ rule, what: "recall" as const, at: recall[i]!.estimate, ...recall[i]! }] : []),
]);
const shift = ({ what }: Dot) => (what === "precision" ? -4 : 4);
const marksOf = (what: Dot["what"]) => {
  const some = dots.filter((dot) => dot.what === what);
  const dy = shift({ what } as Dot);
  return [
    Plot.ruleY(some, { x1: "lower", x2: "upper", y: "rule", stroke: "what", strokeWidth: 1.6, dy }),
    Plot.dot(some, { x: "at", y: "rule", fill: "what", r: 4, dy }),
  ];
};
const perfect = scores.filter((_, i) => precision[i]!.estimate > 0.99 && recall[i]!.estimate > 0.99);
plot({
  title: "How much of what each rule finds is right, and how much does it find?",
  subtitle: "Precision and recall of every cleaning rule against the truth of the simulated country (%)",
  caption: `Lines: Wilson 95 % intervals. Rows, numbers, stretches or days, as in the table. ${perfect.length} of ${scores.length} rules are above 99 % in both.`,
  alt: `Dots of precision and recall for ${scores.length} rules: ${scores.map(({ rule }, i) => `${rule} ${share(precision[i]!.estimate)} and ${share(recall[i]!.estimate)}`).join(", ")}.`,
  data: rated,
  height: 70 + 26 * scores.length,
  x: { label: "Share (%)", percent: true, domain: [0, 100] },
  y: { label: null, domain: scores.map(({ rule }) => rule) },
  color: { legend: true, domain: ["precision", "recall"], range: [theme.series[0]!, theme.series[1]!] },
  marks: [...marksOf("precision"), ...marksOf("recall")],
});

// %% [markdown]
// ## What became of each kind of dirt?
// Every dirtied row of the files that were read: was its line set aside by the reader, which rule about rows hit it, or did it pass?
// *call-waiting* is honest: it ought to pass. A number in another spelling passes as it should, if it became the same
// number: the one that the other side of the call has on record, or, where there is none, the one that its spelling stands for.

// %% Kind by kind
const fates = new Map<string, string>();
for (const { file, line, kind } of dirt) if (kind !== "number-format") fates.set(`${file}:${line}`, "line set aside");
const kindOf = new Map<string, Map<number, string>>();
for (const { file, line, kind } of dirt) {
  const ofFile = kindOf.get(file!) ?? new Map<number, string>();
  kindOf.set(file!, ofFile.set(line, kind!));
}
/** The number that a spelling at home stands for: a plus, 00 or nothing before the country code, or nine digits without it. */
const meant = (text: string) => {
  const digits = text.replace(/^(\+|00)/, "");
  return `+${digits.length === 9 ? "351" : ""}${digits}`;
};
const respelt = new Set(dirty("number-format").map(({ file, line }) => `${file}:${line}`));
const [ownWritten, otherWritten] = [text("msisdn"), text("other")];
const placeOf = (i: number) => `${sources.at(i)}:${lines[i]}`;
const kindsOf = sources.values.map((source) => kindOf.get(source));
const dirtyRows: number[] = [];
for (let i = 0; i < lines.length; i++) if (kindsOf[sources.codes[i]!]?.has(lines[i]!)) dirtyRows.push(i);
// A call's other record has the number of its own line, never respelt.
const isRespelt = new Uint8Array(calls.values.length);
for (const i of dirtyRows) if (calls.codes[i]! >= 0 && respelt.has(placeOf(i))) isRespelt[calls.codes[i]!] = 1;
const otherSide = new Map<string, string>();
for (let i = 0; i < lines.length; i++) {
  const call = calls.codes[i]!;
  if (call < 0 || isRespelt[call] === 0 || types.codes[i] !== isCall) continue;
  otherSide.set(`${calls.values[call]} ${ways.at(i)}`, meant(ownWritten.at(i) ?? ""));
}
const spelling = { "read as the number": 0, "read as another number": 0, "number blanked": 0 };
function readAs(i: number): keyof typeof spelling {
  const id = calls.at(i);
  const [as, written] = id !== null ? [peers.at(i), otherWritten.at(i)] : [reads.at(i), ownWritten.at(i)];
  if (as === null) return "number blanked";
  const other = id !== null ? otherSide.get(`${id} ${ways.codes[i] === isOut ? "in" : "out"}`) : undefined;
  return as === (other ?? meant(written ?? "")) ? "read as the number" : "read as another number";
}
for (const i of dirtyRows) {
  const kind = kindsOf[sources.codes[i]!]!.get(lines[i]!)!;
  const where = placeOf(i);
  if (respelt.has(where)) spelling[readAs(i)]++;
  else if (kind.startsWith("spreadsheet")) fates.set(where, reads.at(i) === null ? "number blanked" : "passed");
  else fates.set(where, "passed");
}
/** Not about the row itself: whose line, which day and which side of a call it is has nothing to do with this dirt. */
const ABOUT_LINES = ["both-parties", "robot", "spammer", "inactive", "recycled", "partial-day"];
for (const hit of hits) {
  const key = place(hit);
  const doubts = hit.doubt.split("+").filter((rule) => !ABOUT_LINES.includes(rule));
  const [first] = doubts[0] === "repeated" ? ["repeated"] : [doubts.join(", ")];
  const before = fates.get(key);
  if (before === "passed" && first) fates.set(key, first);
  else if (before !== undefined && first && before !== "repeated") fates.set(key, `${before}, ${first}`);
}
const byFate = new Map<string, { dirt: string; "what became of it": string; rows: number }>();
for (const [key, fate] of fates) {
  const [file, line] = [key.slice(0, key.lastIndexOf(":")), Number(key.slice(key.lastIndexOf(":") + 1))];
  const kind = kindOf.get(file)!.get(line)!;
  const cell = byFate.get(`${kind} ${fate}`) ?? { dirt: kind, "what became of it": fate, rows: 0 };
  cell.rows++;
  byFate.set(`${kind} ${fate}`, cell);
}
for (const [fate, rows] of Object.entries(spelling)) {
  if (rows > 0) byFate.set(`number-format ${fate}`, { dirt: "number-format", "what became of it": fate, rows });
}
const kinds = [...byFate.values()].sort((a, b) => (a.dirt < b.dirt ? -1 : a.dirt > b.dirt ? 1 : b.rows - a.rows));
const became = table({
  dirt: kinds.map((cell) => cell.dirt),
  "what became of it": kinds.map((cell) => cell["what became of it"]),
  rows: kinds.map(({ rows }) => rows),
});
display(became, { rows: 60 });

// %% [markdown]
// ### Kinds of numbers against the truth
// What a spreadsheet did to customers' numbers makes kinds of its own: an exponent has lost digits and gives no number, a decimal
// (`351912345678.0`) is read, and told as ambiguous. `quality` must count as many of each as were planted; a number in another
// spelling stays a number.

// %% Numbers spoilt and respelt
const crm = rowsOf<{ source: string; column: string; kind: string; reason: string | null; rows: number }>(
  before.numbers,
);
const counted = (is: (row: (typeof crm)[number]) => boolean) =>
  crm.filter((row) => row.source === "crm.csv" && is(row)).reduce((sum, { rows: n }) => sum + n, 0);
const plantedAs = (kind: string) => dirty(kind).filter(({ file }) => file === "crm.csv").length;
const spoilt = [
  {
    dirt: "spreadsheet-exponent",
    "read as": "ambiguous or junk: digits lost",
    planted: plantedAs("spreadsheet-exponent"),
    "counted by quality": counted(({ reason }) => reason === "digits lost"),
  },
  {
    dirt: "spreadsheet-decimal",
    "read as": "ambiguous, with its number",
    planted: plantedAs("spreadsheet-decimal"),
    "counted by quality": counted(({ kind, reason }) => kind === "ambiguous" && reason === null),
  },
  {
    dirt: "number-format",
    "read as": "number",
    planted: respelt.size,
    "counted by quality": spelling["read as the number"],
  },
];
const kindsOfNumbers = table(
  Object.fromEntries(Object.keys(spoilt[0]!).map((name) => [name, spoilt.map((row) => row[name as "dirt"])])),
);
display(kindsOfNumbers);

// %% [markdown]
// ## Who looks like a machine?
// Honest firms look like fraud at a glance: how many numbers of each kind do the rules hit? SIM boxes, call centres and couriers
// are so busy that their simulated calls overlap by themselves, and now and then those of a person do: beside the planted ones
// these are what `overlap` finds. One-ring callers are foreign: only the sides that they call are on record, and they are judged
// by these.

// %% Overlaps by kind
const overlapping = hitBy("overlap").map((hit) => {
  if (kindOf.get(hit.source)?.get(hit.row) === "overlap") return "planted";
  const line = frauds!.find(({ phone }) => phone === hit.phone)?.kind;
  return line === undefined || line === "sim-change" ? "calls of a person that meet by chance" : `busy line: ${line}`;
});
table({ overlap: overlapping }).groupby("overlap").count({ as: "rows" }).orderby(desc("rows"));

// %% Lines by kind
const lineRules = ["robot", "spammer", "overlap"] as const;
const hitLines = lineRules.map(
  (rule) => new Set(hitBy(rule).map((hit) => (rule === "spammer" ? caller(hit) : (hit.phone ?? "")))),
);
const kindsOfLines = [...new Set(frauds!.map(({ kind }) => kind))]
  .filter((kind) => !["sim-change", "mass-sender", "company-fleet", "otp-pumping", "big-family"].includes(kind))
  .sort();
table({
  kind: kindsOfLines,
  numbers: kindsOfLines.map((kind) => numbersOf(kind).size),
  ...Object.fromEntries(
    lineRules.map((rule, i) => [
      rule,
      kindsOfLines.map((kind) => [...numbersOf(kind)].filter((phone) => hitLines[i]!.has(phone)).length),
    ]),
  ),
});
