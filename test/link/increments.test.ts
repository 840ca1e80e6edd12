import type { ColumnTable } from "arquero";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Events } from "../../toolkit/core/events.ts";
import { joinPeople } from "../../toolkit/link/join-people.ts";
import { link } from "../../toolkit/link/link.ts";
import type { Linked } from "../../toolkit/link/linked.ts";
import { journeys } from "../journeys.ts";
import { otpWorld } from "./otp-world.ts";

const rows = (table: ColumnTable) => table.objects() as Record<string, unknown>[];

/** Links the parts one after the other, each added to those before. */
async function inParts(events: Events, cuts: readonly number[]): Promise<Linked[]> {
  const runs: Linked[] = [];
  for (const [i, begin] of [0, ...cuts].entries()) {
    const end = cuts[i] ?? events.numRows();
    const part = events.slice(begin, end).reify() as unknown as Events;
    const previous = runs.at(-1);
    runs.push(await link(part, previous ? { previous, adds: true } : {}));
  }
  return runs;
}

const row = fc.record({
  hour: fc.oneof(fc.integer({ min: 0, max: 4000 }), fc.integer({ min: 0, max: 200 })),
  kind: fc.constantFrom("call", "call", "sms.otp", "auth.login", "app", "app", "crm", "payment"),
  status: fc.constantFrom("ok", "ok", "ok", "denied", "expired"),
  user: fc.constantFrom(null, null, null, "ann", "bob"),
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
    [{ previous: {} }, /must be what link gave/],
    [{ adds: "yes" }, /adds must be true or false/],
  ])("%o is refused", async (options, message) => {
    await expect(link(journeys(story), options as object)).rejects.toThrow(message);
  });

  test("other options than those of the run before are refused", async () => {
    const previous = await link(journeys(story));
    await expect(link(journeys(story), { previous, adds: true, hazard: 0.2 })).rejects.toThrow(/another hazard/);
  });
});

describe("new rows added to an earlier run", () => {
  test("give what all rows together give, wherever the days are cut", async () => {
    let compacted = 0;
    await fc.assert(
      fc.asyncProperty(
        fc.array(row, { minLength: 1, maxLength: 8, size: "max" }),
        fc.array(fc.constantFrom(0, 0.2, 0.5, 0.7, 0.9, 0.95, 1), { minLength: 1, maxLength: 4 }),
        async (list, parts) => {
          const events = tell(list);
          const cuts = parts.map((part) => Math.floor(part * events.numRows())).sort((a, b) => a - b);
          const whole = await link(events);
          const runs = await inParts(events, cuts);
          const last = runs.at(-1)!;
          compacted += events.numRows() - last.state.events.numRows();
          expect(rows(last.owners)).toEqual(rows(whole.owners));
          expect(rows(last.devices)).toEqual(rows(whole.devices));
          // a number whose first use is told anew keeps the key it had
          const people = last.people.assign({ key: whole.people.array("key") });
          expect(rows(people)).toEqual(rows(whole.people));
          expect(new Set(last.people.array("key")).size).toBe(last.people.numRows());
          expect(rows(last.shared)).toEqual(rows(whole.shared));
          const begin = cuts.at(-1)!;
          expect(last.table.array("person")).toEqual((whole.table.array("person") as unknown[]).slice(begin));
          expect(last.table.array("link")).toEqual((whole.table.array("link") as unknown[]).slice(begin));
        },
      ),
      { numRuns: 60 },
    );
    expect(compacted).toBeGreaterThan(200);
  });

  test("with codes and logins, day by day", async () => {
    const { table } = otpWorld({ seed: 5, users: 150, days: 8 });
    const events = table.orderby("at").reify() as unknown as Events;
    const options = { cooccur: [{ trigger: "sms", response: "auth" }] } as const;
    const whole = await link(events, options);
    const at = events.array("at") as Float64Array;
    let last: Linked | undefined;
    for (let begin = 0; begin < at.length; ) {
      let end = begin;
      while (end < at.length && at[end] < at[begin] + 864e5) end++;
      const day = events.slice(begin, end).reify() as unknown as Events;
      last = await link(day, last ? { ...options, previous: last, adds: true } : options);
      begin = end;
    }
    expect(whole.owners.array("rule")).toContain("timed");
    expect(rows(last!.owners)).toEqual(rows(whole.owners));
    expect(joinPeople(events, last!).array("person")).toEqual(whole.table.array("person"));
  });

  test("out of the order of time, are exact up to two days late, and counted beyond", async () => {
    let late = 0;
    await fc.assert(
      fc.asyncProperty(fc.array(row, { minLength: 2, maxLength: 6 }), fc.integer(), async (list, seed) => {
        const events = tell(list);
        const whole = await link(events);
        const at = events.array("at") as Float64Array;
        const batch = Array.from(at, (_, i) => (Math.imul(i + 1, seed | 1) >>> 5) % 3);
        const parts = [0, 1, 2].map((b) => [...batch.keys()].filter((i) => batch[i] === b));
        let last: Linked | undefined;
        let told = 0;
        for (const part of parts.filter((rows) => rows.length > 0)) {
          const some = events.reify(part as unknown as number[]) as unknown as Events;
          last = await link(some, last ? { previous: last, adds: true } : {});
          told += Number(last.about.options["late"] ?? 0);
        }
        late += told;
        const allRows = ({ people }: Linked) => (people.array("rows") as number[]).reduce((sum, n) => sum + n, 0);
        expect(allRows(last!)).toBe(allRows(whole));
        if (told === 0) expect(rows(last!.owners)).toEqual(rows(whole.owners));
      }),
      { numRuns: 60, seed: 9 },
    );
    expect(late).toBeGreaterThan(0);
  });
});
