import { escape as closure, desc, op, table } from "arquero";
import { describe, expect, test } from "vitest";
import { funnel } from "../../toolkit/analyses/funnel.ts";
import type { FunnelOptions } from "../../toolkit/analyses/funnel-options.ts";
import type { Funnel } from "../../toolkit/analyses/funnel-result.ts";
import type { Step } from "../../toolkit/analyses/funnel-steps.ts";
import { TextColumn, WholeColumn } from "../../toolkit/core/columns.ts";
import type { Events } from "../../toolkit/core/events.ts";
import type { Segments } from "../../toolkit/core/groups.ts";
import { toTable } from "../../toolkit/core/table.ts";
import { journeys } from "../journeys.ts";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

/** The data go on for long after the journeys, so that every window is complete. */
const LATER = { nobody: "2026-12-31 call" };

const shop = (people: Record<string, string>, fields?: Record<string, string>) =>
  journeys({ ...people, ...LATER }, fields);

const BUY = ["sms.otp", "auth.login", "payment.purchase"] as const;

const column = (result: Funnel, name: string) => Array.from(result.table.array(name) as ArrayLike<unknown>);
const people = (result: Funnel) => column(result, "n");

async function levels(events: Events, steps: readonly Step[], options: FunnelOptions) {
  return Array.from((await funnel(events, steps, options)).people.array("level") as ArrayLike<number>);
}

describe("funnel counts", () => {
  const events = shop({
    ann: "10:00 sms.otp, 10:02 auth.login, 10:10 payment.purchase amount=9.5",
    bob: "10:00 sms.otp, 10:04 auth.login",
    cid: "10:00 sms.otp",
    dan: "10:00 auth.login, 10:05 payment.purchase",
  });

  test("people, rates with Wilson's intervals, and the times between steps", async () => {
    const result = await funnel(events, BUY, { within: "1h" });
    expect(result).toMatchObject({ entered: 3, converted: 1, recentEntrants: 0, steps: BUY });
    expect(result.conversion).toBeCloseTo(1 / 3, 12);
    expect(people(result)).toEqual([3, 2, 1]);
    expect(column(result, "rate")).toEqual([1, 2 / 3, 1 / 3]);
    expect(column(result, "step_rate")).toEqual([Number.NaN, 2 / 3, 1 / 2]);
    // R: prop.test(2, 3, correct = FALSE) and prop.test(1, 3, correct = FALSE)
    expect(column(result, "rate_lower").slice(1)).toEqual([expect.closeTo(0.2076597, 6), expect.closeTo(0.0614919, 6)]);
    expect(column(result, "rate_upper").slice(1)).toEqual([expect.closeTo(0.9385081, 6), expect.closeTo(0.7923403, 6)]);
    expect(column(result, "wait_median")).toEqual([Number.NaN, 3 * MINUTE, 8 * MINUTE]);
    expect(column(result, "wait_q1")[1]).toBe(2.5 * MINUTE);
    expect(column(result, "elapsed_median")).toEqual([Number.NaN, 3 * MINUTE, 10 * MINUTE]);
  });

  test("one row for each person who entered, with the time of every step reached", async () => {
    const { people } = await funnel(events, BUY, { within: "1h" });
    const at = (minute: number) => Date.UTC(2026, 2, 1, 10, minute);
    expect(people.objects()).toEqual([
      { person: 0, level: 3, at_1: at(0), at_2: at(2), at_3: at(10) },
      { person: 1, level: 2, at_1: at(0), at_2: at(4), at_3: Number.NaN },
      { person: 2, level: 1, at_1: at(0), at_2: Number.NaN, at_3: Number.NaN },
    ]);
  });

  test("the window runs from the first step, its end included", async () => {
    expect(people(await funnel(events, BUY, { within: "10m" }))).toEqual([3, 2, 1]);
    expect(people(await funnel(events, BUY, { within: "599s" }))).toEqual([3, 2, 0]);
    expect(people(await funnel(events, BUY, { within: "3m" }))).toEqual([3, 1, 0]);
  });

  test("other events in between and steps out of order are passed over", async () => {
    const noisy = shop({
      ann: "09:00 payment.purchase, 10:00 sms.otp, 10:01 call, 10:02 sms.marketing, 10:03 auth.login",
    });
    expect(people(await funnel(noisy, BUY, { within: "1h" }))).toEqual([1, 1, 0]);
  });

  test('entry "best" takes the entry from which the person gets furthest, "first" the first of all', async () => {
    const late = shop({ ann: "08:00 sms.otp, 10:00 sms.otp, 10:02 auth.login, 10:10 payment.purchase" });
    expect(await levels(late, BUY, { within: "1h" })).toEqual([3]);
    expect(await levels(late, BUY, { within: "1h", entry: "first" })).toEqual([1]);
  });

  test("of several runs that get as far the first counts, with the first event that fills each step", async () => {
    const twice = shop({
      ann: "08:00 sms.otp, 08:01 auth.login, 08:05 auth.login, 08:10 payment.purchase, 12:00 sms.otp, 12:01 auth.login, 12:02 payment.purchase",
    });
    const { people } = await funnel(twice, BUY, { within: "1h" });
    const at = (minute: number) => Date.UTC(2026, 2, 1, 8, minute);
    expect(people.objects()).toEqual([{ person: 0, level: 3, at_1: at(0), at_2: at(1), at_3: at(10) }]);
  });

  test("one event fills one step, also when it matches several", async () => {
    const steps = ["web.view", "web.view", { label: "Anything on the web", event: "web" }] as const;
    expect(await levels(shop({ ann: "10:00 web.view" }), steps, { within: "1h" })).toEqual([1]);
    expect(
      await levels(shop({ ann: "10:00 web.view, 10:01 web.view, 10:02 web.exit" }), steps, { within: "1h" }),
    ).toEqual([3]);
  });

  test('events of one instant follow each other, unless ties are "strict"', async () => {
    const instant = shop({ ann: "10:00 payment.purchase, 10:00 auth.login, 10:00 sms.otp" });
    expect(await levels(instant, BUY, { within: "1h" })).toEqual([3]);
    expect(await levels(instant, BUY, { within: "1h", ties: "strict" })).toEqual([1]);
  });

  test("a chain that ended before an instant goes on at that instant when ties are strict", async () => {
    const known = shop({ ann: "10:00 app.a, 10:01 app.b, 10:02 app.b, 10:02 app.c" });
    expect(await levels(known, ["app.a", "app.b", "app.c"], { within: "1h", ties: "strict" })).toEqual([3]);
  });

  test("a step can be any condition: a status, a list, a range, a column of one's own", async () => {
    const calls = shop({
      ann: "10:00 call status=missed plan=gold, 10:05 call status=answered duration=61 plan=gold",
      bob: "10:00 call status=missed plan=basic, 10:05 call status=answered duration=5 plan=basic",
      cid: "10:00 call status=busy plan=gold, 10:05 call status=answered duration=80 plan=gold",
    });
    const steps: Step[] = [
      { label: "Not reached", event: { kind: "call", status: ["missed", "busy"], where: { plan: "gold" } } },
      { kind: "call", status: "answered", duration: { min: 60 } },
    ];
    const result = await funnel(calls, steps, { within: "1h" });
    expect(people(result)).toEqual([2, 2]);
    expect(column(result, "label")).toEqual(["Not reached", "call status=answered duration=60.."]);
  });

  test("forty steps are forty steps", async () => {
    const names = Array.from({ length: 40 }, (_, i) => `step${i}`);
    const long = shop({
      ann: names.map((name, i) => `10:${String(i).padStart(2, "0")} app.${name}`).join(", "),
      bob: names
        .slice(0, 35)
        .map((name, i) => `10:${String(i).padStart(2, "0")} app.${name}`)
        .join(", "),
    });
    expect(
      await levels(
        long,
        names.map((name) => `app.${name}` as const),
        { within: "1h" },
      ),
    ).toEqual([40, 35]);
  });
});

describe("who is left out", () => {
  test("rows without a person or a time are left out and counted", async () => {
    const linked = journeys({
      ann: "10:00 sms.otp, 10:01 auth.login",
      nobody: "10:00 sms.otp, 10:01 call, 2026-04-01 call",
    });
    const untimed = linked.derive({
      at: closure((d: { at: number; row: number }) => (d.row === 2 ? Number.NaN : d.at)),
    });
    const { about, entered, converted } = await funnel(untimed as Events, ["sms.otp", "auth.login"], { within: "1h" });
    expect({ entered, converted }).toEqual({ entered: 1, converted: 0 });
    expect(about).toMatchObject({
      verb: "funnel",
      rowsIn: 5,
      peopleIn: 1,
      excluded: [
        { reason: "no person, could fill a step", rows: 1 },
        { reason: "no person, fills no step", rows: 2 },
        { reason: "no time, could fill a step", rows: 1 },
      ],
    });
  });

  const recent = journeys({
    ann: "2026-03-01 10:00 sms.otp, 10:05 auth.login",
    bob: "2026-03-01 10:00 sms.otp, 2026-03-20 10:00 sms.otp, 10:05 auth.login",
    cid: "2026-03-19 10:00 sms.otp, 10:05 auth.login",
    dan: "2026-03-20 10:00 sms.otp",
    nobody: "2026-03-21 00:00 call",
  });
  const steps = ["sms.otp", "auth.login"] as const;

  test("entries whose window is not over open no run, and their people are counted apart", async () => {
    const result = await funnel(recent, steps, { within: "7d" });
    expect({ entered: result.entered, converted: result.converted, recent: result.recentEntrants }).toEqual({
      entered: 2,
      converted: 1,
      recent: 2,
    });
    expect(result.semantics).toMatchObject({ censor: "exclude", asOf: Date.UTC(2026, 2, 21) });
  });

  test('censor: "drop" counts them as far as they got', async () => {
    const result = await funnel(recent, steps, { within: "7d", censor: "drop" });
    expect({ entered: result.entered, converted: result.converted, recent: result.recentEntrants }).toEqual({
      entered: 4,
      converted: 3,
      recent: 2,
    });
  });

  test("asOf tells when the data end", async () => {
    const result = await funnel(recent, steps, { within: "7d", asOf: "2026-03-31" });
    expect(result).toMatchObject({ entered: 4, recentEntrants: 0 });
  });
});

describe("groups", () => {
  const events = shop(
    {
      ann: "10:00 sms.otp, 10:02 auth.login",
      bob: "10:00 sms.otp",
      cid: "10:00 sms.otp, 10:06 auth.login",
      dan: "10:00 sms.otp",
      eve: "10:00 auth.login",
    },
    { ann: "plan=basic", bob: "plan=basic", cid: "plan=gold", eve: "plan=silver" },
  );
  const steps = ["sms.otp", "auth.login"] as const;

  test("by a column: the steps of each group, the largest first, unknown last", async () => {
    const result = await funnel(events, steps, { within: "1h", by: "plan" });
    expect(result.groupedBy).toBe("plan");
    expect(result.about.options["by"]).toBe("plan");
    expect(result.table.select("group", "step", "n", "rate", "wait_median").objects()).toEqual([
      { group: "basic", step: 1, n: 2, rate: 1, wait_median: Number.NaN },
      { group: "basic", step: 2, n: 1, rate: 0.5, wait_median: 2 * MINUTE },
      { group: "gold", step: 1, n: 1, rate: 1, wait_median: Number.NaN },
      { group: "gold", step: 2, n: 1, rate: 1, wait_median: 6 * MINUTE },
      { group: "unknown", step: 1, n: 1, rate: 1, wait_median: Number.NaN },
      { group: "unknown", step: 2, n: 0, rate: 0, wait_median: Number.NaN },
    ]);
    expect(result).toMatchObject({ entered: 4, converted: 2 });
    expect(result.people.array("group")).toEqual(["basic", "basic", "gold", "unknown"]);
  });

  test("top keeps the largest groups and calls the rest other", async () => {
    const result = await funnel(events, steps, { within: "1h", by: "plan", top: 1 });
    expect([...new Set(column(result, "group"))]).toEqual(["basic", "other", "unknown"]);
  });

  test("by segments: in their own order, under their own title", async () => {
    const segments = {
      table: table({ person: [0, 1, 2, 3, 9], segment: ["north", "south", "south", "north", "west"] }),
      sizes: table({ segment: ["south", "west", "north"] }),
      title: "home region",
    } as unknown as Segments;
    const result = await funnel(events, steps, { within: "1h", by: segments });
    expect(result.groupedBy).toBe("home region");
    expect(result.table.select("group", "n").objects()).toEqual([
      { group: "south", n: 2 },
      { group: "south", n: 1 },
      { group: "north", n: 2 },
      { group: "north", n: 1 },
    ]);
  });
});

describe("any Arquero table", () => {
  const events = shop({
    ann: "10:00 sms.otp, 10:02 auth.login",
    bob: "10:00 sms.otp, 10:04 auth.login, 11:00 sms.otp",
  });
  const steps = ["sms.otp", "auth.login"] as const;
  const wanted = { entered: 2, converted: 2 };

  test("plain arrays, columns of one's own memory, and a table in another order", async () => {
    const plain = table({
      at: Array.from(events.array("at") as Float64Array),
      kind: Array.from(events.array("kind") as string[]),
      name: Array.from(events.array("name") as string[]),
      person: Array.from(events.array("person") as number[]),
    });
    expect(await funnel(plain, steps, { within: "1h" })).toMatchObject(wanted);
    expect(await funnel(events.orderby(desc("at")) as Events, steps, { within: "1h" })).toMatchObject(wanted);
    expect(await funnel(events.orderby("name").reify() as Events, steps, { within: "1h" })).toMatchObject(wanted);
  });

  test("a filtered table counts what it shows", async () => {
    const some = events.filter((d: { at: number }) => op.minutes(d.at) !== 2) as Events;
    expect(await funnel(some, steps, { within: "1h" })).toMatchObject({ entered: 2, converted: 1 });
  });

  test("person ids may lie far apart", async () => {
    const far = events.derive({
      person: closure((d: { person: number | null }) => (d.person === null ? null : d.person * 2e9 + 7)),
    });
    const result = await funnel(far as Events, steps, { within: "1h" });
    expect(result).toMatchObject(wanted);
    expect(Array.from(result.people.array("person") as number[])).toEqual([7, 2_000_000_007]);
  });

  test("the result is frozen, and its table takes any Arquero verb", async () => {
    const result = await funnel(events, steps, { within: "1h" });
    expect(Object.isFrozen(result) && Object.isFrozen(result.semantics)).toBe(true);
    expect(
      result.table
        .filter((d: { step: number }) => d.step === 2)
        .derive({ lost: (d: { rate: number }) => 1 - d.rate })
        .get("lost", 0),
    ).toBe(0);
    expect(result.people).toBe(result.people);
  });
});

describe("funnel refuses", () => {
  const events = shop({
    ann: "10:00 sms.otp, 10:02 auth.login, 10:03 auth.logout, 10:04 call status=missed, 10:05 call",
    bob: "10:00 sms.otp, 10:02 auth.login, 10:03 sms.marketing phone=+351912345678",
  });
  const within = "1h";
  const refusal = async (steps: unknown, options: unknown, of: Events = events) =>
    (await funnel(of, steps as Step[], options as FunnelOptions).catch((error) => error)).message;

  test("a step that matches nothing, and says what there is", async () => {
    expect(await refusal(["sms.otp", "auth.logn"], { within })).toMatchInlineSnapshot(`
      "funnel: step 2 "auth.logn" matches no event
        found: call (3), auth.login (2), sms.otp (2), auth.logout (1), sms.marketing (1)
        try: did you mean "auth.login"?"
    `);
    expect(
      await refusal(["sms.otp", { label: "Bought", event: "payment.purchase" }], { within }),
    ).toMatchInlineSnapshot(`
      "funnel: step 2 "Bought" (payment.purchase) matches no event
        found: call (3), auth.login (2), sms.otp (2), auth.logout (1), sms.marketing (1)
        try: one of the events that occur"
    `);
    expect(await refusal(["sms.otp", { kind: "call", status: "busy" }], { within })).toMatchInlineSnapshot(`
      "funnel: step 2 "call status=busy" matches no event
        found: call (3), auth.login (2), sms.otp (2), auth.logout (1), sms.marketing (1)
        try: call occurs, but never with status=busy"
    `);
    expect(await refusal(["sms.otp", { kind: "sms", phone: "+351911111111" }], { within })).toMatchInlineSnapshot(`
      "funnel: step 2 "sms phone=+351•••••••11" matches no event
        found: call (3), auth.login (2), sms.otp (2), auth.logout (1), sms.marketing (1)
        try: one of the events that occur"
    `);
    const none = toTable({ at: [], kind: [], person: [] }) as unknown as Events;
    expect(await refusal(["sms", "call"], { within }, none)).toMatchInlineSnapshot(`
      "funnel: step 1 "sms" matches no event
        found: a table without events
        try: was everything filtered away, or nothing read?"
    `);
  });

  test("events that are not linked, and columns that are not there", async () => {
    expect(await refusal(BUY, { within }, events.select("at", "kind", "name") as Events)).toMatchInlineSnapshot(`
      "funnel: the table has no column "person"
        try: link the events first: link(events)"
    `);
    expect(await refusal(["sms.otp", { where: { pln: "gold" } }], { within })).toMatchInlineSnapshot(`
      "funnel: the table has no column "pln"
        found: "at", "kind", "name", "status", "phone", "person", "link", "source" or "row""
    `);
    expect(await refusal(["sms.otp", "call"], { within, by: "plan" })).toMatchInlineSnapshot(`
      "funnel: the table has no column "plan"
        found: "at", "kind", "name", "status", "phone", "person", "link", "source" or "row""
    `);
    const texts = events.derive({ person: () => "ann" }) as Events;
    expect(await refusal(["sms.otp", "call"], { within }, texts)).toMatchInlineSnapshot(`
      "funnel: column "person" must hold whole numbers from 0, or -1 for nobody
        found: text
        try: link(events) writes such a column"
    `);
  });

  test("people who have all entered too late", async () => {
    const late = journeys({ ann: "10:00 sms.otp, 10:01 auth.login", bob: "10:30 sms.otp" });
    expect(await refusal(["sms.otp", "auth.login"], { within: "1d" }, late)).toMatchInlineSnapshot(`
      "funnel: nobody has had the whole window of 1d by the end of the data
        found: 2 entrants, all later; the data end at 2026-03-01T10:30:00.000Z
        try: a shorter window, or censor: "km", which follows each as far as the data go"
    `);
  });

  test("steps and options that are none", async () => {
    expect(await refusal(["sms.otp"], { within })).toMatchInlineSnapshot(`
      "funnel: steps must be a list of at least two patterns
        found: a list of 1
        try: ["sms.otp", "auth.login"]"
    `);
    expect(await refusal("sms.otp", { within })).toMatchInlineSnapshot(`
      "funnel: steps must be a list of at least two patterns
        found: string
        try: ["sms.otp", "auth.login"]"
    `);
    expect(await refusal(["sms.otp", null], { within })).toMatchInlineSnapshot(`
      "funnel: step 2 must be a pattern, or {label, event} with a label that is not empty
        found: null
        try: "sms.otp", {kind: "call", status: "missed"} or {label: "Code sent", event: "sms.otp"}"
    `);
    expect(await refusal(["sms.otp", { label: " ", event: "call" }], { within })).toMatchInlineSnapshot(`
      "funnel: step 2 must be a pattern, or {label, event} with a label that is not empty
        found: the label " "
        try: "sms.otp", {kind: "call", status: "missed"} or {label: "Code sent", event: "sms.otp"}"
    `);
    expect(await refusal(["sms.otp", "call"], {})).toMatchInlineSnapshot(`
      "funnel: within must be a duration above 0: a number and ms, s, m, h, d or w
        found: nothing
        try: "90s", "24h" or "7d""
    `);
    expect(await refusal(["sms.otp", "call"], { within: "0s" })).toMatchInlineSnapshot(`
      "funnel: within must be a duration above 0: a number and ms, s, m, h, d or w
        found: "0s"
        try: "90s", "24h" or "7d""
    `);
    expect(await refusal(["sms.otp", "call"], { within: "-5m" })).toMatchInlineSnapshot(`
      "funnel: within must be a duration above 0: a number and ms, s, m, h, d or w
        found: "-5m"
        try: "90s", "24h" or "7d""
    `);
    expect(await refusal(["sms.otp", "call"], { within, top: Number.NaN })).toMatchInlineSnapshot(`
      "funnel: top must be a whole number of at least 1
        found: NaN"
    `);
    expect(await refusal(["sms.otp", "call"], { within, confidence: 95 })).toMatchInlineSnapshot(`
      "funnel: confidence must lie strictly between 0 and 1
        found: 95"
    `);
    expect(await refusal(["sms.otp", "call"], { within, entry: "last" })).toMatchInlineSnapshot(`
      "funnel: entry must be "best" or "first"
        found: "last""
    `);
    expect(await refusal(["sms.otp", "call"], { within, censor: "keep" })).toMatchInlineSnapshot(`
      "funnel: censor must be "exclude", "km" or "drop"
        found: "keep""
    `);
    expect(await refusal(["sms.otp", "call"], { within, window: "1h" })).toMatchInlineSnapshot(`
      "funnel: there is no option "window"
        found: "within", "order", "entry", "count", "unit", "gap", "hold", "exclude", "ties", "grace", "once", "range" and 12 more"
    `);
    expect(await refusal(["sms.otp", "call"], undefined)).toMatchInlineSnapshot(
      `
      "funnel: within must be a duration above 0: a number and ms, s, m, h, d or w
        found: nothing
        try: "90s", "24h" or "7d""
    `,
    );
  });

  test("a call that was aborted", async () => {
    const signal = AbortSignal.abort(new Error("enough"));
    await expect(funnel(events, ["sms.otp", "auth.login"], { within: "1h", signal })).rejects.toThrow("enough");
  });
});

test("a wrong duration or option word does not compile", () => {
  const events = shop({});
  const never = () => [
    // @ts-expect-error a unit is missing
    funnel(events, ["sms", "call"], { within: "5" }),
    // @ts-expect-error there is no such entry
    funnel(events, ["sms", "call"], { within: "5m", entry: "last" }),
    // @ts-expect-error there is no such kind
    funnel(events, ["fax", "call"], { within: "5m" }),
  ];
  expect(never).toBeTypeOf("function");
});

test("codes and columns that were shared before are not copied", async () => {
  const events = toTable({
    at: new Float64Array(new SharedArrayBuffer(16)),
    kind: TextColumn.from(["sms", "call"]),
    person: new WholeColumn(new Int32Array(new SharedArrayBuffer(8)), -1),
  }) as unknown as Events;
  const { about, people } = await funnel(events, ["sms", "call"], { within: "1h", asOf: HOUR });
  expect(about.peopleIn).toBe(1);
  expect(people.get("level", 0)).toBe(2);
});
