import type { ColumnTable } from "arquero";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Events } from "../../toolkit/core/events.ts";
import { joinPeople } from "../../toolkit/link/join-people.ts";
import { link } from "../../toolkit/link/link.ts";
import type { LinkOptions } from "../../toolkit/link/link-options.ts";
import type { Linked } from "../../toolkit/link/linked.ts";
import { journeys } from "../journeys.ts";
import { otpWorld } from "./otp-world.ts";

const rows = (table: ColumnTable) => table.objects() as Record<string, unknown>[];

const row = fc.record({
  hour: fc.oneof(fc.integer({ min: 0, max: 4000 }), fc.integer({ min: 0, max: 200 })),
  kind: fc.constantFrom("call", "call", "sms.otp", "auth.login", "app", "app", "crm", "payment"),
  status: fc.constantFrom("ok", "ok", "ok", "denied", "expired"),
  user: fc.constantFrom(null, null, null, "ann", "bob", "cat"),
  phone: fc.constantFrom(null, "+351911111111", "+351911111111", "+351922222222"),
  device: fc.constantFrom(null, "d1", "d1", "d2", "d3"),
  session: fc.constantFrom(null, null, "s1", "s2", "s3"),
  /** How often it happens again, each time a bit later: what a state leaves out. */
  again: fc.constantFrom(0, 1, 5, 40),
  apart: fc.constantFrom(0.1, 2, 30, 100),
});
type Told = typeof row extends fc.Arbitrary<infer R> ? R : never;

function tell(list: readonly Told[]): Events {
  const times = list.flatMap(({ hour, again, apart, kind, ...fields }) => {
    const said = Object.entries(fields).flatMap(([name, value]) => (value === null ? [] : [`${name}=${value}`]));
    return Array.from({ length: again + 1 }, (_, i) => ({
      at: Date.UTC(2026, 0, 1) + (hour + i * apart) * 36e5,
      text: `${kind} ${said.join(" ")}`,
    }));
  });
  times.sort((a, b) => a.at - b.at);
  const told = times.map(({ at, text }) => {
    const iso = new Date(at).toISOString();
    return `${iso.slice(0, 10)} ${iso.slice(11, 19)} ${text}`;
  });
  return journeys({ all: ["2025-12-31 web user=dot", ...told].join() });
}

const P = "phone=+351912345678";
const Q = "phone=+351961234567";
const story = {
  ann: `2026-01-05 auth.login user=ann ${P}, 2026-01-06 call ${P}`,
  someone: `2026-01-05 call ${Q}, 2026-01-08 call ${Q}`,
};
const told = (linked: Linked) => rows(linked.changes!).map(({ change, kind, because }) => [change, kind, because]);

describe("persons from run to run", () => {
  test("keep their keys, and nothing has changed when nothing came", async () => {
    const one = await link(journeys(story));
    const other = await link(journeys({ eve: "2026-01-01 web user=eve", ...story }), { previous: one });
    const keys = one.people.array("key") as string[];
    expect(new Set(keys).size).toBe(2);
    expect(new Set(keys).isSubsetOf(new Set(other.people.array("key") as string[]))).toBe(true);
    expect(told(other)).toEqual([["created", "user", "first seen"]]);
    expect(rows((await link(journeys(story), { previous: one })).changes!)).toEqual([]);
    expect(one.changes).toBeUndefined();
  });

  test("a number whose owner becomes known merges into the owner's person", async () => {
    const one = await link(journeys(story));
    const day = journeys({ bob: `2026-01-09 auth.login user=bob ${Q}` });
    const two = await link(day, { previous: one, adds: true });
    expect(two.table.numRows()).toBe(1);
    expect(told(two)).toEqual([
      ["merged", "phone", "observed"],
      ["created", "user", "first seen"],
    ]);
    const [{ from, to }] = rows(two.changes!);
    expect(one.people.array("key")).toContain(from);
    expect(two.people.array("key")).toContain(to);
    expect(two.people.array("rows")).toEqual(expect.arrayContaining([2, 3]));
  });

  test("a number that turns out to be somebody else's moves or splits", async () => {
    const one = await link(journeys(story));
    const logins = Array.from({ length: 3 }, (_, i) => `2026-01-06 1${i}:00 auth.login user=bob ${P}`).join();
    const two = await link(journeys({ ...story, bob: logins }), { previous: one });
    expect(told(two)).toEqual([["split", "phone", "observed"]]);
    const three = await link(journeys({ ...story, ann: `${story.ann}, 2026-01-04 web user=ann` }), { previous: two });
    expect(told(three)).toEqual([["merged", "phone", "observed"]]);
  });

  test.each([
    [{ adds: true }, /new events are added to an earlier run/],
    [{ previous: {} }, /previous must be what link gave/],
    [
      { previous: link(journeys(story)), adds: true },
      /previous must be .*\n {2}found: a promise\n {2}try: await it first/,
    ],
    [{ adds: "yes" }, /adds must be true or false/],
  ])("%o is refused", async (options, message) => {
    await expect(link(journeys(story), options as object)).rejects.toThrow(message);
  });

  test("other options than those of the run before are refused", async () => {
    const previous = await link(journeys(story));
    await expect(link(journeys(story), { previous, adds: true, hazard: 0.2 })).rejects.toThrow(/another hazard/);
  });
});

/** Everything that is to be the same, whatever the batches: tables of all, and the rows of the last batch. */
function answer(linked: Linked, from = 0) {
  const { owners, devices, people, shared, table, trace } = linked;
  return {
    ...{ owners: rows(owners), devices: rows(devices), people: rows(people), shared: rows(shared) },
    person: (table.array("person") as unknown[]).slice(from),
    link: (table.array("link") as unknown[]).slice(from),
    trace: [Array.from(trace.rule.subarray(from)), Array.from(trace.interval.subarray(from))],
  };
}

const P1 = "+351911111111";
const P2 = "+351922222222";
const OPTIONS: LinkOptions[] = [
  {},
  { cooccur: [] },
  { same: [["ann", "bob"]] },
  { same: [["ann", "bob"]], cannotLink: [[{ user: "ann" }, { user: "bob" }]] },
  { limits: { phone: { users: 1 }, device: { users: 1 }, user: { phones: 1 } } },
  { cannotLink: [[{ phone: P1 }, { phone: P2 }]] },
  { cannotLink: [[{ user: "ann" }, { phone: P1 }]] },
  { without: [{ kind: "phone", identifier: P1, user: "ann", from: "2026-02-01" }] },
  { without: [{ kind: "session", identifier: "s1", user: "bob" }] },
  { policy: { purpose: "security", linking: ["security"] } },
  { quarantine: "3d", block: ["d2"] },
];

describe("new rows added to an earlier run", () => {
  test.each([
    ["in the order of time", true],
    ["in random batches, late rows between earlier ones", false],
  ])("give what all rows together give, keys and all: %s", async (_, inOrder) => {
    let batches = 0;
    await fc.assert(
      fc.asyncProperty(
        fc.array(row, { minLength: 2, maxLength: 9, size: "max" }),
        fc.array(fc.constantFrom(0, 0.2, 0.5, 0.7, 0.9, 0.95, 1), { minLength: 1, maxLength: 4 }),
        fc.integer(),
        fc.constantFrom(...OPTIONS),
        async (list, cuts, seed, options) => {
          const events = tell(list);
          const size = events.numRows();
          const places = Array.from({ length: size }, (_, i) => i);
          if (!inOrder) places.sort((a, b) => (Math.imul(a + 1, seed | 1) >>> 5) - (Math.imul(b + 1, seed | 1) >>> 5));
          const ends = [...cuts.map((part) => Math.floor(part * size)).sort((a, b) => a - b), size];
          const order = events.reify(places as unknown as number[]) as unknown as Events;
          const whole = await link(order, options);
          let last: Linked | undefined;
          let begin = 0;
          for (const end of ends) {
            const part = order.slice(begin, end).reify() as unknown as Events;
            last = await link(part, last ? { ...options, previous: last, adds: true } : options);
            if (end < size) begin = end;
            batches++;
            if (end === size) break;
          }
          expect(answer(last!)).toEqual(answer(whole, begin));
          expect(new Set(last!.people.array("key")).size).toBe(last!.people.numRows());
          expect(last!.same && rows(last!.same)).toEqual(whole.same && rows(whole.same));
        },
      ),
      { numRuns: 150 },
    );
    expect(batches).toBeGreaterThan(200);
  });

  test("with codes and logins, day by day", async () => {
    const { table } = otpWorld({ seed: 5, users: 150, days: 8 });
    const events = table.orderby("at").reify() as unknown as Events;
    const options = { cooccur: [{ trigger: "sms", response: "auth" }] } as const;
    const whole = await link(events, options);
    const at = events.array("at") as Float64Array;
    let last: Linked | undefined;
    let begin = 0;
    let day = 0;
    while (begin < at.length) {
      day = begin;
      while (begin < at.length && at[begin] < at[day] + 864e5) begin++;
      const part = events.slice(day, begin).reify() as unknown as Events;
      last = await link(part, last ? { ...options, previous: last, adds: true } : options);
    }
    expect(whole.owners.array("rule")).toContain("timed");
    expect(answer(last!)).toEqual(answer(whole, day));
    expect(joinPeople(events, last!).array("person")).toEqual(whole.table.array("person"));
  });

  test("decide only what they touch", async () => {
    const numbers = Array.from({ length: 40 }, (_, i) => `+3519100000${10 + i}`);
    const people = numbers.map((phone, i) => [
      `p${i}`,
      `2026-01-05 auth.login user=u${i} phone=${phone} device=d${i}, 2026-01-06 call phone=${phone} device=d${i}`,
    ]);
    const first = await link(journeys(Object.fromEntries(people)));
    const day = journeys({ one: `2026-01-09 call phone=${numbers[3]}, 2026-01-09 app user=u4 device=d4` });
    const next = await link(day, { previous: first, adds: true });
    expect(first.about.options["anew"]).toBeUndefined();
    expect(next.about.options["anew"]).toEqual({ numbers: 1, devices: 1 });
    expect(rows(next.changes!)).toEqual([]);
  });

  test.each([
    [
      "a session tells the user of earlier rows",
      `2026-01-05 call ${Q} session=s1`,
      "2026-01-06 app user=ann session=s1",
    ],
    ["a device tells the user of earlier rows", `2026-01-05 call ${Q} device=d1`, "2026-01-06 app user=ann device=d1"],
    [
      "a number falls silent while others go on",
      `2026-01-02 call ${Q}, 2026-01-05 crm user=ann ${Q} status=expired, 2026-01-05 crm user=bob ${Q}`,
      "2026-03-30 call phone=+351930000000",
    ],
  ])("decide what no new row touches where %s", async (_, before, after) => {
    const first = await link(journeys({ all: before }));
    const day = journeys({ all: after });
    const next = await link(day, { previous: first, adds: true });
    const whole = await link(journeys({ all: `${before}, ${after}` }));
    expect(rows(next.owners)).toEqual(rows(whole.owners));
    const ofNumber = ({ owners }: Linked) => rows(owners).filter(({ phone }) => `phone=${phone}` === Q);
    expect(ofNumber(next)).not.toEqual(ofNumber(first));
  });

  test("can be added twice to the same run", async () => {
    const first = await link(journeys(story));
    const days = [Q, P].map((phone) => journeys({ bob: `2026-01-09 auth.login user=bob device=d9 ${phone}` }));
    const [a, b] = await Promise.all(days.map((day) => link(day, { previous: first, adds: true })));
    const again = await link(days[0], { previous: first, adds: true });
    expect(answer(again)).toEqual(answer(a));
    expect(rows(b.owners)).not.toEqual(rows(a.owners));
  });
});
