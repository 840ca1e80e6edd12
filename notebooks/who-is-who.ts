/* Longer than most files: every claim about links is scored beside it, and a report is read as one page. */
// %% [markdown]
// # Who is who?
//
// The message centre knows numbers, the login service knows users, and no record says which belongs to which. But a code goes to a
// number, and seconds later somebody signs in. This notebook finds out who owns which number from that alone, says how sure it is,
// and is scored against the truth of the simulated country.

// %% Parameters tags=["parameters"]
const world = "data/world/exports";
const month = "2025-02";
const halfway = "2025-02-15";
const threshold = 0.95;

// %% Setup
import { existsSync } from "node:fs";
import { desc, op, table } from "arquero";
import {
  calibrationChart,
  checkLinks,
  cooccurrence,
  display,
  evaluateLinks,
  evaluatePairs,
  evidenceChart,
  explainNonLink,
  explainPair,
  explainPerson,
  figures,
  link,
  linkCurveChart,
  md,
  normalise,
  readCsv,
  readLog,
  skip,
  wilson,
} from "phonograph";

const truth = `${world}/../truth`;
if (!existsSync(`${world}/sms-${month}.csv.gz`)) skip("no exports to read: npm run simulate writes them");
if (!existsSync(truth)) skip("the truth of this world is not there: links cannot be scored");
const zone = "Europe/Lisbon";
const percent = (share: number) =>
  `${(100 * share).toFixed(share === 1 || share === 0 ? 0 : share > 0.995 || share < 0.1 ? 2 : 1)}\u00a0%`;
const rowsOf = <R>(of: { objects: (options: object) => object[] }) =>
  of.objects({ limit: Number.POSITIVE_INFINITY }) as R[];

// %% [markdown]
// ## One month of codes and logins
// Of the login service's log, only the lines that tell of a login by code are read. Codes of every company go through the same
// message centre. Which of them are this company's is not told: it is found out.

// %% Read
const [messages, logins] = await Promise.all([
  readCsv(`${world}/sms-${month}.csv.gz`, {
    columns: { id: "message_id", at: "submitted_at", sender: "sender", phone: "recipient", type: "type" },
  }),
  readLog(`${world}/auth.log`, {
    pattern: new RegExp(
      `^(?<at>${month}\\S+) \\S+ authd\\[\\d+\\]: (?<event>login) result=ok method=otp user=(?<user>\\S+) device=(?<device>\\S+).* rid=(?<id>\\S+)`,
    ),
  }),
]);
const codes = messages.table.filter((d: { type: string }) => d.type === "otp");

// %% Normalise
const clean = await normalise(
  [
    {
      raw: { ...messages, table: codes },
      map: { at: "at", kind: { constant: "sms" }, name: "type", phone: "phone", peer: "sender" },
      keep: ["id"],
    },
    {
      raw: logins,
      map: { at: "at", kind: { constant: "auth" }, name: "event", user: "user", device: "device" },
      keep: ["id"],
    },
  ],
  { region: "PT", zone },
);
const events = clean.table;
figures([
  { label: "Codes", value: codes.numRows(), note: "of all companies" },
  {
    label: "Logins by code",
    value: logins.table.numRows(),
    note: "of the month; other lines of the log do not fit the pattern",
  },
]);

// %% [markdown]
// ## Found by time alone
// Each sender's codes are compared with what chance would give, at every delay: only one of them is answered by these logins.

// %% Link by timing
const found = await cooccurrence(events, { trigger: "sms.otp", response: "auth.login" }, { threshold });
display(found.kinds);
figures([
  { label: "Numbers with an owner", value: found.linked },
  { label: "Half of the answers come within", value: `${found.delay.toFixed(1)} s` },
  {
    label: "Logins of anybody in that time",
    value: found.candidates.toFixed(1),
    note: "a code meets so many by chance",
  },
  { label: "Links by chance alone", value: percent(found.falseShare), note: "against the logins of another day" },
]);

// %% [markdown]
// ## Against the truth
// The simulation wrote down which code led to which login. Beside the method stands what one would do first: to each login the code
// before it that is nearest in time, from any sender, or from the one sender that the method found by itself.

// %% Truth
const asked = await readCsv(`${truth}/otp.csv`, {
  columns: {
    message: { from: "message_id", type: "text" },
    login: { from: "login_id", type: "text" },
    person: "person",
  },
});
const all = rowsOf<{ id: string; at: number; phone: string | null; user: string | null; peer: string | null }>(
  events.select("id", "at", "phone", "user", "peer"),
);
const rowOf = new Map(all.map(({ id }, row) => [id, row]));
const sent = rowsOf<{ message: string; login: string | null; person: number }>(asked.table);
const causes = new Float64Array(all.length).fill(Number.NaN);
const human = new Float64Array(all.length).fill(Number.NaN);
for (const { message, login, person } of sent) {
  const [trigger, response] = [rowOf.get(message), rowOf.get(login ?? "")];
  if (trigger !== undefined) human[trigger] = person;
  if (response !== undefined) human[response] = person;
  if (trigger !== undefined && response !== undefined) causes[response] = trigger;
}
const trueEvents = all.flatMap(({ user }, row) =>
  Number.isNaN(causes[row]) ? [] : [{ user, phone: all[causes[row]].phone }],
);
const truePairs = table({ phone: trueEvents.map(({ phone }) => phone), user: trueEvents.map(({ user }) => user) });
const scores = evaluatePairs(found, truePairs, { triggerOf: causes });

// %% Baseline
const most = 5 * 60_000;
function nearest(sender: string | undefined) {
  const before = all.map((event, row) => ({ ...event, row })).sort((a, b) => a.at - b.at);
  const hits: { phone: string; user: string; right: boolean }[] = [];
  let last: (typeof before)[0] | undefined;
  for (const event of before) {
    if (event.phone !== null && (sender === undefined || event.peer === sender)) last = event;
    if (event.user === null || !last?.phone || event.at - last.at > most) continue;
    hits.push({ phone: last.phone, user: event.user, right: causes[event.row] === last.row });
  }
  const isTrue = new Set(trueEvents.map(({ phone, user }) => `${phone} ${user}`));
  const pairs = new Set(hits.map(({ phone, user }) => `${phone} ${user}`));
  const right = [...pairs].filter((pair) => isTrue.has(pair)).length;
  const events = hits.filter((hit) => hit.right).length;
  return {
    pairs: { linked: pairs.size, true: isTrue.size, right },
    events: { linked: hits.length, true: trueEvents.length, right: events },
  };
}
const answered = found.kinds.filter((d: { answered: number }) => d.answered > 0).get("kind", 0) as string | undefined;
const baselines = [
  { method: "nearest code of any sender", ...nearest(undefined) },
  { method: "nearest code of that sender", ...nearest(answered) },
];
const withInterval = ({ estimate, lower, upper }: { estimate: number; lower: number; upper: number }) =>
  `${percent(estimate)} (${percent(lower)} to ${percent(upper)})`;
type Score = Record<"precision" | "recall" | "f1", number> & Record<string, number>;
const ours = rowsOf<Score & { measure: string }>(scores.table).flatMap((row) => [
  {
    what: row.measure as unknown as string,
    method: "by timing",
    precision: withInterval({ estimate: row.precision, lower: row["precision_lower"], upper: row["precision_upper"] }),
    recall: withInterval({ estimate: row.recall, lower: row["recall_lower"], upper: row["recall_upper"] }),
    f1: row.f1,
  },
]);
const theirs = baselines.flatMap(({ method, pairs, events }) =>
  Object.entries({ pairs, events }).map(([what, { linked, true: of, right }]) => ({
    what,
    method,
    precision: withInterval(wilson(right, linked)),
    recall: withInterval(wilson(right, of)),
    f1: (2 * right) / (linked + of),
  })),
);
const compared = [...ours, ...theirs].sort((a, b) => (a.what === b.what ? b.f1 - a.f1 : a.what < b.what ? 1 : -1));
figures([
  { label: "F1 of pairs", value: percent(scores.pairF1), note: `nearest code: ${percent(theirs[0].f1)}` },
  { label: "F1 of single logins", value: percent(scores.eventF1), note: `nearest code: ${percent(theirs[1].f1)}` },
  { label: "Pairs within reach", value: percent(scores.ceiling), note: "true pairs ever seen near each other" },
]);

// %% Scores
table({
  of: compared.map(({ what }) => what),
  method: compared.map(({ method }) => method),
  precision: compared.map(({ precision }) => precision),
  recall: compared.map(({ recall }) => recall),
  F1: compared.map(({ f1 }) => percent(f1)),
});

// %% Calibration
calibrationChart(scores);

// %% Threshold
linkCurveChart(scores);

// %% [markdown]
// ## The evidence behind one link
// Not the surest and not the most doubtful: a pair with some codes answered, and one that was not.

// %% One link tags=["cover"]
interface Found {
  phone: string;
  user: string;
  hits: number;
  unanswered: number;
  probability: number;
  state: string;
}
const pairs = rowsOf<Found>(found.table);
const linkedPairs = pairs.filter(({ state }) => state === "linked");
const example =
  linkedPairs.find(({ hits, unanswered }) => hits >= 4 && hits <= 8 && unanswered === 1) ??
  linkedPairs[0] ??
  skip("no link was found");
const why = explainPair(found, { phone: example.phone, user: example.user });
display(why.guards);
evidenceChart(why);

// %% Behind it
why.evidence;

// %% [markdown]
// ## What was not linked, and why
// Of the true pairs that are not linked, a hundred are asked for the reason: another pair is about as likely, what evidence there is
// falls short, somebody else has the number, or the two are never near each other at the right delay.

// %% Missed
const got = new Set(linkedPairs.map(({ phone, user }) => `${phone} ${user}`));
const notLinked = [...new Set(trueEvents.map(({ phone, user }) => `${phone} ${user}`))]
  .filter((pair) => !got.has(pair))
  .sort();
const missed = notLinked.slice(0, 100).map((pair) => {
  const [phone, user] = pair.split(" ");
  return explainNonLink(found, { phone, user });
});
const reasons = table({
  reason: missed.map(({ reason }) => reason),
  missing: missed.map(({ missing }) => missing),
  coincidences: missed.map(({ coincidences }) => coincidences),
});
display(
  reasons
    .groupby("reason")
    .rollup({ pairs: op.count(), bits_missing: op.median("missing"), more_coincidences: op.median("coincidences") })
    .orderby(desc("pairs")),
);
md`${notLinked.length} true pairs are not linked, of which ${missed.length} were asked. One of them: ${missed[0]?.text.split("\n").join("; ") ?? "none"}.`;

// %% [markdown]
// ## Without the truth
// Real exports come without it. Then links are tried against another day, odd days against even days, and what no link explains is
// counted.

// %% Checks
(await checkLinks(found)).table;

// %% [markdown]
// ## From pairs to persons
// It is asked twice, in the middle of the month and at its end: persons keep their keys from one run to the next. Timing becomes
// one kind of evidence beside others: who holds which device, which rows name both. Identifiers that too many share are set aside
// and tie nobody.

// %% Persons
const then = await link(
  events
    .params({ halfway: Date.parse(halfway) })
    .filter((d: { at: number }, $: { halfway: number }) => d.at < $.halfway) as typeof events,
);
const linked = await link(events, { previous: then });
const whole = evaluateLinks(linked, human, { by: "kind" });
display(whole.table);
display(
  whole.groups
    .filter((d: { measure: string }) => d.measure === "events")
    .select("group", "precision", "recall", "f1", "linked", "right"),
);
display(
  linked.shared
    .groupby("kind", "reason")
    .rollup({ identifiers: op.count(), rows: op.sum("rows"), most_others: op.max("others") })
    .orderby(desc("identifiers")),
);
figures([
  { label: "Persons", value: linked.people.numRows(), note: "numbers without a known owner count as one each" },
  { label: "Rows with a person", value: percent(linked.linkedShare) },
  { label: "F1 of rows", value: percent(whole.eventF1), note: "with their right person" },
]);

// %% One person
const someone = explainPerson(linked, personAt(example.user));
display(someone.identifiers);
display(someone.table.select("kind", "identifier", "other_kind", "other", "by", "events", "weakest"));
function personAt(user: string): number {
  const row = all.findIndex((event) => event.user === user);
  return linked.table.get("person", row) as number;
}

// %% [markdown]
// ## What changed since the last run
// Who was known in the middle of the month is the same person at its end, unless new evidence says otherwise: then the change is
// told, with what it rests on. A number that timing has tied to a user since is merged into that user's person; one that it tied
// to another before has moved.

// %% Changes
const changes = linked.changes ?? skip("there was no earlier run");
display(
  changes
    .groupby("change", "kind", "because")
    .rollup({ identifiers: op.count() })
    .orderby("change", desc("identifiers")),
  { rows: 20 },
);

// %% Moved
changes
  .filter((d: { change: string }) => d.change === "moved")
  .select("change", "kind", "identifier", "at", "because")
  .orderby("change", "at");
