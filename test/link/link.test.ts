import type { ColumnTable } from "arquero";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { columnOf, textOf } from "../../toolkit/core/table.ts";
import { link } from "../../toolkit/link/link.ts";
import type { LinkOptions } from "../../toolkit/link/link-options.ts";
import { journeys } from "../journeys.ts";

const P = "phone=+351912345678";
const Q = "phone=+351961234567";

/** Rows of one person in the story and rows of one person in the answer are the same rows. */
async function expectTold(
  people: Record<string, string>,
  fields: Record<string, string> = {},
  options: LinkOptions = {},
) {
  const told = journeys(people, fields);
  const linked = await link(told, options);
  expect(asGroups(linked.table)).toEqual(asGroups(told));
  return linked;
}

/** Persons renumbered by first appearance; null stays. */
function asGroups(table: ColumnTable): (number | null)[] {
  const numbers = new Map<unknown, number>();
  return Array.from(table.array("person"), (person) => {
    if (person === null) return null;
    numbers.set(person, numbers.get(person) ?? numbers.size);
    return numbers.get(person)!;
  });
}

const rows = (table: ColumnTable) => table.objects() as Record<string, unknown>[];

describe("a number in time", () => {
  test("a recycled number belongs to its first owner, then after its rest to the second", async () => {
    const linked = await expectTold({
      ann: `2026-01-05 call ${P}, 2026-01-07 auth.login user=ann ${P}, 2026-02-01 sms ${P}`,
      bob: `2026-04-01 call ${P}, 2026-04-03 auth.login user=bob ${P}, 2026-04-09 sms ${P}`,
    });
    expect(rows(linked.owners).map(({ user, from, to }) => [user, from, to])).toEqual([
      ["ann", Date.UTC(2026, 0, 5), Date.UTC(2026, 3, 1) - 45 * 864e5],
      ["bob", Date.UTC(2026, 3, 1), Infinity],
    ]);
  });

  test("nobody keeps a number through a long silence without being seen on the far side", async () => {
    const linked = await expectTold({
      ann: `2026-01-05 auth.login user=ann ${P}, 2026-01-06 call ${P}`,
      stranger: `2026-04-01 call ${P}, 2026-04-02 call ${P}`,
    });
    expect(linked.owners.array("rule")).toEqual(["observed", "alone"]);
  });

  test("an owner who is seen on both sides of a long silence was the owner throughout", async () => {
    const linked = await expectTold({
      ann: `2026-01-05 auth.login user=ann ${P}, 2026-04-01 call ${P}, 2026-04-05 auth.login user=ann ${P}`,
    });
    expect(linked.owners.numRows()).toBe(1);
  });

  test("a number handed on without a rest changes hands when the next owner is first seen", async () => {
    await expectTold({
      ann: `2026-01-05 auth.login user=ann ${P}, 2026-01-10 call ${P}, 2026-01-15 call ${P}`,
      bob: `2026-01-20 auth.login user=bob ${P}, 2026-01-21 auth.login user=bob ${P}, 2026-01-25 call ${P}`,
    });
  });

  test("a new SIM card in another phone leaves the number with its owner", async () => {
    await expectTold({
      ann: `2026-01-05 auth.login user=ann ${P} device=old, 2026-01-06 call ${P} device=imei1,
            2026-02-01 call ${P} device=imei2, 2026-02-02 auth.login user=ann ${P} device=new`,
    });
  });

  test("two SIM cards of one user are one person", async () => {
    const linked = await expectTold({
      ann: `2026-01-05 auth.login user=ann ${P}, 2026-01-06 payment user=ann ${Q}, 2026-01-07 call ${P}, call ${Q}`,
    });
    expect(rows(linked.people)).toMatchObject([{ basis: "user", identifiers: 3, phones: 2, devices: 0, rows: 4 }]);
  });

  test("a person who changes number keeps both, each in its time", async () => {
    await expectTold({
      ann: `2026-01-05 auth.login user=ann ${P}, 2026-01-20 call ${P},
            2026-02-01 auth.login user=ann ${Q}, 2026-02-20 call ${Q}`,
      bob: `2026-05-01 call ${P}, 2026-05-02 crm user=bob ${P}`,
    });
  });

  test("one stale record does not move a number that logins show with somebody else", async () => {
    const linked = await link(
      journeys({
        ann: `2026-01-05 auth.login user=ann ${P}, 2026-02-05 auth.login user=ann ${P}, 2026-02-06 call ${P}`,
        bob: `2026-02-10 crm user=bob ${P}`,
      }),
    );
    expect(rows(linked.owners)).toMatchObject([{ user: "ann", observations: 2, against: 1 }]);
    expect(linked.disputed).toBe(1);
    expect(linked.table.get("link", 3)).toBe(0.5);
  });

  test("a record whose user logs in with another number makes nobody the owner", async () => {
    const linked = await expectTold({
      ann: `2026-01-05 auth.login user=ann ${P}, 2026-02-06 call ${P}, 2026-02-10 crm user=ann ${Q}`,
      stranger: `2026-01-05 call ${Q}, 2026-02-06 call ${Q}`,
    });
    expect(new Set(linked.owners.array("rule"))).toEqual(new Set(["observed", "ambiguous"]));
  });

  test("two records that contradict each other make nobody the owner", async () => {
    const linked = await expectTold({
      ann: `2026-02-10 crm user=ann ${P}`,
      bob: `2026-02-10 crm user=bob ${P}`,
      stranger: `2026-02-06 call ${P}`,
    });
    expect(linked.owners.array("rule")).toEqual(["ambiguous"]);
  });

  test("a message that did not arrive does not end a number's rest, and belongs to nobody", async () => {
    await expectTold({
      ann: `2026-01-05 auth.login user=ann ${P} status=ok, 2026-01-06 call ${P} status=answered`,
      bob: `2026-04-01 call ${P} status=answered, 2026-04-03 auth.login user=bob ${P} status=ok`,
      nobody: `2026-03-01 sms.otp ${P} status=undelivered, 2026-03-20 sms.otp ${P} status=undelivered`,
    });
  });

  test("a silence of exactly the quarantine still holds the call before it", async () => {
    await expectTold({
      one: `2026-01-01 call ${P}`,
      two: `2026-02-15 call ${P}`,
    });
  });

  test("a record of a number that was never seen in use, and without a user, is a person of its own", async () => {
    await expectTold({ one: `2026-01-01 crm ${P}` });
  });

  test("a single sighting of another user between two of the owner is an error", async () => {
    const linked = await link(
      journeys({
        ann: `2026-01-05 auth.login user=ann ${P}, 2026-03-05 auth.login user=ann ${P}, 2026-02-06 call ${P}`,
        bob: `2026-02-05 auth.login user=bob ${P}`,
      }),
    );
    expect(rows(linked.owners)).toMatchObject([{ user: "ann", observations: 2, against: 1 }]);
  });

  test("a denied login shows nothing of who owns the number", async () => {
    const linked = await link(
      journeys({ nobody: `2026-01-05 auth.login user=eve ${P} status=denied, 2026-01-06 call ${P} status=answered` }),
    );
    expect(linked.owners.array("user")).toEqual([null]);
  });

  test("which kinds of rows are trusted is the caller's choice", async () => {
    const events = journeys({ ann: `2026-01-05 crm user=ann ${P}, 2026-01-06 call ${P}` });
    expect((await link(events)).owners.array("user")).toEqual(["ann"]);
    expect((await link(events, { evidence: { auth: 0.001 } })).owners.array("user")).toEqual([null]);
  });

  test("a number without an owner is a person of its own", async () => {
    const linked = await expectTold({ one: `10:00 call ${P}, 11:00 sms ${P}`, two: `10:00 call ${Q}` });
    expect(linked.people.array("basis")).toEqual(["number", "number"]);
  });

  test("the other party of a call is never the subscriber", async () => {
    await expectTold({ one: `10:00 call ${P} peer=+351961234567`, two: `10:00 call ${Q} peer=+351912345678` });
  });

  test("confidence falls with the time since the owner was last seen", async () => {
    const { table } = await link(
      journeys({ ann: `2026-01-05 auth.login user=ann ${P}, 2026-01-06 call ${P}, 2026-01-30 call ${P}` }),
    );
    const [named, near, far] = table.array("link") as number[];
    expect([named, near > far, far > 0.9, near < 0.999]).toEqual([1, true, true, true]);
  });
});

describe("what never merges people", () => {
  test("an address shared by a household, or by thousands behind one gateway", async () => {
    const ip = "ip=100.64.1.1";
    await expectTold(
      {
        ann: "10:00 app.view user=ann, 10:01 web.visit user=ann",
        bob: "10:02 app.view user=bob",
        nobody: "10:03 web.visit",
      },
      { ann: ip, bob: ip, nobody: ip },
    );
  });

  test("a kiosk: users keep their own rows, the others belong to nobody", async () => {
    const people = Object.fromEntries(
      Array.from({ length: 6 }, (_, i) => [`u${i}`, `2026-03-0${i + 1} 10:00 auth.login user=u${i} device=kiosk`]),
    );
    const linked = await expectTold({ ...people, nobody: "2026-03-04 12:00 app.view device=kiosk" });
    expect(rows(linked.shared)).toEqual([
      {
        kind: "device",
        identifier: "kiosk",
        reason: "several users by turns, or too many at once",
        others: 6,
        rows: 7,
      },
    ]);
    expect(linked.about.excluded).toEqual([{ reason: "no known owner at that time", rows: 1 }]);
  });

  test("a tablet that two people use by turns", async () => {
    const turn = (day: number, who: string) => `2026-03-${day} 10:00 app.login user=${who} device=tablet`;
    const linked = await expectTold({
      ann: [turn(10, "ann"), turn(12, "ann"), turn(14, "ann")].join(),
      bob: [turn(11, "bob"), turn(13, "bob")].join(),
      nobody: "2026-03-12 12:00 app.view device=tablet",
    });
    expect(linked.shared.array("identifier")).toEqual(["tablet"]);
  });

  test("the number of a reception desk that many customers gave", async () => {
    const customers = Object.fromEntries(
      Array.from({ length: 6 }, (_, i) => [`u${i}`, `2026-03-0${i + 1} crm user=u${i} ${P}`]),
    );
    const linked = await expectTold({ ...customers, desk: `2026-03-04 10:00 call ${P}, 2026-03-05 10:00 call ${P}` });
    expect(rows(linked.shared)).toMatchObject([
      { kind: "phone", reason: "more than 4 users at once", others: 6, rows: 8 },
    ]);
    expect(linked.owners.array("rule")).toEqual(["shared"]);
  });

  test("a reseller's account that registers number after number", async () => {
    const number = (i: number) => `phone=+35191000000${i}`;
    const linked = await link(
      journeys({
        shop: Array.from({ length: 8 }, (_, i) => `2026-03-0${i + 1} crm user=shop ${number(i)}`).join(),
        ...Object.fromEntries(Array.from({ length: 8 }, (_, i) => [`c${i}`, `2026-03-09 1${i}:00 call ${number(i)}`])),
      }),
    );
    expect(rows(linked.shared)).toMatchObject([
      { kind: "user", reason: "more than 6 numbers at once", others: 8, rows: 8 },
    ]);
    expect(new Set(linked.table.array("person")).size).toBe(9);
  });

  test("words that stand for no identifier, and those the caller names", async () => {
    const people = Object.fromEntries(
      ["-1", "0000", "null", "Anonymous", "n/a", "guest", "TestUser"].map((user, i) => [
        `p${i}`,
        `10:00 app.view user=${user}`,
      ]),
    );
    const { shared, table, about } = await link(journeys(people), { block: ["testuser"] });
    expect(table.array("person")).toEqual(Array(7).fill(null));
    expect(new Set(shared.array("reason"))).toEqual(new Set(["stands for no identifier", "blocked"]));
    expect(about.excluded).toEqual([{ reason: "identifier set aside", rows: 7 }]);
    expect(JSON.stringify(about)).not.toContain("testuser");
  });

  test("one id on a large share of the rows", async () => {
    const many = Array.from({ length: 1500 }, () => "10:00 app.view user=crawler").join();
    const some = Array.from({ length: 300 }, (_, i) => `10:00 app.view user=u${i}`).join();
    const { shared, coverage } = await link(journeys({ nobody: many, ann: some }));
    expect(rows(shared)).toEqual([
      { kind: "user", identifier: "crawler", reason: "on more than 5 % of the rows", others: 0, rows: 1500 },
    ]);
    expect(rows(coverage)).toEqual([{ kind: "app", rows: 1800, linked: 300, share: 1 / 6 }]);
  });

  test("equal texts of different kinds: user 42 is not device 42", async () => {
    await expectTold({ ann: "10:00 app.view user=x42", nobody: "10:00 app.view device=x42" });
  });

  test("short numbers are nobody's", async () => {
    const { shared } = await expectTold({ nobody: "10:00 sms phone=short:PT:112" });
    expect(shared.array("reason")).toEqual(["not a subscriber's number"]);
  });

  test("two accounts of one human stay two persons", async () => {
    const linked = await link(
      journeys({ ann: `10:00 app.view user=ann1 device=d, 11:00 app.view user=ann2 device=d` }),
    );
    expect(new Set(linked.table.array("person")).size).toBe(2);
  });
});

describe("devices and sessions", () => {
  test("rows before and after a login on one's own device are the user's", async () => {
    await expectTold({
      ann: "10:00 app.open device=d, 10:01 auth.login user=ann device=d, 2026-03-09 app.open device=d",
    });
  });

  test("a device that was sold belongs to its users one after the other", async () => {
    await expectTold({
      ann: "2026-01-01 auth.login user=ann device=d, 2026-01-20 app.view device=d, 2026-01-28 app.view user=ann device=d",
      bob: "2026-02-10 auth.login user=bob device=d, 2026-02-11 app.view device=d, 2026-02-20 app.view user=bob device=d",
    });
  });

  test("a session with exactly one user is that user's, with several it is nobody's", async () => {
    const linked = await expectTold({
      ann: "10:00 web.visit session=s1, 10:01 web.login session=s1 user=ann, 11:00 web.login session=s2 user=ann",
      bob: "11:01 web.login session=s2 user=bob",
      nobody: "11:02 web.visit session=s2",
    });
    expect(rows(linked.shared)).toMatchObject([{ kind: "session", identifier: "s2", others: 2, rows: 3 }]);
  });

  test("a device that names a user and a number in different rows ties the two", async () => {
    await expectTold({
      ann: `10:00 app.login user=ann device=d, 10:05 app.view device=d ${P}, 10:06 app.view device=d ${P}, 12:00 call ${P}`,
    });
  });

  test("a device that was seen with a number only belongs to the number's person", async () => {
    const linked = await expectTold({ one: `10:00 app.view device=d ${P}, 10:05 app.view device=d, 12:00 call ${P}` });
    expect(rows(linked.devices)).toMatchObject([{ device: "d", user: null, person: 0, observations: 1 }]);
  });

  test("a device on which nobody was ever seen is nobody's", async () => {
    await expectTold({ nobody: "10:00 web.visit device=d, 11:00 web.visit device=d" });
  });
});

describe("the answer", () => {
  test("keeps every row and column, and counts what was not linked by reason", async () => {
    const events = journeys({
      ann: `10:00 call ${P} duration=5 plan=a`,
      nobody: "11:00 web.visit, 12:00 app.view user=-1",
    });
    const { table, about, linkedShare } = await link(events);
    expect(table.columnNames()).toEqual(events.columnNames());
    expect(table.array("plan")).toEqual(["a", null, null]);
    expect(table.array("link")).toEqual([1, Number.NaN, Number.NaN]);
    expect(linkedShare).toBe(1 / 3);
    expect(about.excluded).toEqual([
      { reason: "no identifier", rows: 1 },
      { reason: "identifier set aside", rows: 1 },
    ]);
  });

  test("is the same for a filtered and ordered table as for its visible rows", async () => {
    const events = journeys({
      ann: `10:00 auth.login user=ann ${P}, 11:00 call ${P}`,
      bob: "09:00 auth.login user=bob",
    });
    const shown = events.filter("d => d.kind !== 'x'").orderby("at");
    const linked = await link(shown as typeof events);
    expect(linked.table.array("user")).toEqual(["bob", "ann", null]);
    expect(linked.table.get("person", 1)).toBe(linked.table.get("person", 2));
  });

  test("rows without a time are linked by their user only", async () => {
    const events = journeys({ ann: `10:00 auth.login user=ann ${P}, 11:00 call ${P}, 12:00 app.view user=ann` });
    (columnOf("test", events, "at") as Float64Array).fill(Number.NaN, 1);
    const { table, about } = await link(events);
    expect(table.array("person")).toEqual([0, null, 0]);
    expect(about.excluded).toEqual([{ reason: "no time", rows: 1 }]);
  });

  test("an empty table gives an empty answer", async () => {
    const events = journeys({ ann: `10:00 call ${P}` }).filter("d => d.at < 0");
    const linked = await link(events as ReturnType<typeof journeys>);
    expect([linked.table.numRows(), linked.owners.numRows(), linked.people.numRows()]).toEqual([0, 0, 0]);
    expect(linked.linkedShare).toBeNaN();
  });
});

const row = fc.record({
  minute: fc.integer({ min: 0, max: 200 }).map((d) => d * 1440 * 0.75),
  kind: fc.constantFrom("call", "sms.otp", "auth.login", "app", "crm", "crm"),
  status: fc.constantFrom("ok", "ok", "denied", "expired"),
  user: fc.constantFrom(null, null, "ann", "bob", "cid"),
  phone: fc.constantFrom(null, "+351911111111", "+351922222222"),
  device: fc.constantFrom(null, "d1", "d2", "d3"),
  session: fc.constantFrom(null, null, "s1", "s2", "s3", "s4"),
});
type Told = typeof row extends fc.Arbitrary<infer R> ? R : never;

function tell(list: readonly Told[]) {
  const told = list.map(({ minute, kind, ...fields }) => {
    const at = new Date(Date.UTC(2026, 0, 1) + minute * 6e4).toISOString();
    const rest = Object.entries(fields).filter(([, value]) => value !== null);
    return `${at.slice(0, 10)} ${at.slice(11, 19)} ${kind} ${rest.map(([name, value]) => `${name}=${value}`).join(" ")}`;
  });
  return journeys({ all: [...told, "2026-01-01 web user=dot"].join() });
}

describe("for any events", () => {
  const worlds = fc.array(row, { minLength: 1, maxLength: 60 });

  test("persons do not depend on the order of rows, nor on the workers", async () => {
    await fc.assert(
      fc.asyncProperty(worlds, fc.infiniteStream(fc.nat()), async (list, keys) => {
        const order = list.map((_, i) => ({ i, key: keys.next().value as number })).sort((a, b) => a.key - b.key);
        const one = await link(tell(list));
        const other = await link(tell(order.map(({ i }) => list[i])));
        for (const [place, { i }] of order.entries()) {
          expect(other.table.get("person", place)).toBe(one.table.get("person", i));
          expect(other.table.get("link", place)).toBe(one.table.get("link", i));
        }
        expect(rows(other.owners)).toEqual(rows(one.owners));
        expect(rows(other.devices)).toEqual(rows(one.devices));
        expect(rows(other.people)).toEqual(rows(one.people));
        expect(rows(other.shared)).toEqual(rows(one.shared));
      }),
      { numRuns: 150 },
    );
  });

  test.each([1, 2, 3])("%i workers give the same as none", async (workers) => {
    const [list] = fc.sample(fc.array(row, { minLength: 300, maxLength: 300 }), { seed: 7, numRuns: 1 });
    const [inline, pooled] = [await link(tell(list), { workers: 0 }), await link(tell(list), { workers })];
    expect(pooled.table.array("person")).toEqual(inline.table.array("person"));
    expect(rows(pooled.owners)).toEqual(rows(inline.owners));
  });

  test("owners of a number follow one another without overlap, persons are numbered without gaps", async () => {
    await fc.assert(
      fc.asyncProperty(worlds, async (list) => {
        const { owners, people, table } = await link(tell(list));
        const held = rows(owners);
        for (const [i, one] of held.entries()) {
          expect(one.from).toBeLessThan(one.to as number);
          if (i > 0 && held[i - 1].phone === one.phone) expect(held[i - 1].to).toBeLessThanOrEqual(one.from as number);
        }
        const persons = [...new Set(table.array("person"))]
          .filter((p) => p !== null)
          .sort((a, b) => Number(a) - Number(b));
        expect(persons).toEqual(people.array("person") ? Array.from(people.array("person")) : []);
      }),
      { numRuns: 150 },
    );
  });

  test("rows that name a user have that user's person, and no person has two users", async () => {
    await fc.assert(
      fc.asyncProperty(worlds, async (list) => {
        const { table } = await link(tell(list));
        const users = textOf("test", table, "user");
        const ofUser = new Map<string, unknown>();
        for (let i = 0; i < users.length; i++) {
          const user = users.at(i);
          if (user === null) continue;
          expect(ofUser.get(user) ?? table.get("person", i)).toBe(table.get("person", i));
          ofUser.set(user, table.get("person", i));
        }
        expect(new Set(ofUser.values()).size).toBe(ofUser.size);
      }),
      { numRuns: 150 },
    );
  });
});
