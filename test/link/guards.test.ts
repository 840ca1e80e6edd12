import { type ColumnTable, table } from "arquero";
import { describe, expect, test } from "vitest";
import { joinPeople } from "../../toolkit/link/join-people.ts";
import { link } from "../../toolkit/link/link.ts";
import { hubLimit } from "../../toolkit/link/link-limits.ts";
import type { Linked } from "../../toolkit/link/linked.ts";
import { resolve } from "../../toolkit/link/resolve.ts";
import { journeys } from "../journeys.ts";

const P = "phone=+351912345678";
const Q = "phone=+351961234567";
const phone = "+351912345678";
const rows = (of: ColumnTable) => of.objects() as Record<string, unknown>[];
const held = (of: ColumnTable) =>
  rows(of)
    .filter(({ user }) => user !== null)
    .map(({ phone, device, user, from, to }) => [phone ?? device, user, from, to]);

const story = journeys({
  ann: `2026-01-05 auth.login user=ann ${P} device=d1, 2026-02-05 auth.login user=ann ${P} device=d1, 2026-03-01 call ${P}`,
  bob: `2026-01-05 auth.login user=bob ${Q} device=d2, 2026-02-05 call ${Q}`,
});

describe("limits", () => {
  const turn = (day: number) => `2026-03-0${day} 10:00 auth.login user=u${day} ${P}`;
  const three = journeys({ all: [turn(1), turn(2), turn(3), `2026-03-04 call ${P}`].join() });

  test("set an identifier with too many counterparts in a time aside", async () => {
    expect((await link(three)).shared.numRows()).toBe(0);
    const few = await link(three, { limits: { phone: { users: 2 } } });
    expect(rows(few.shared)).toMatchObject([{ kind: "phone", reason: "more than 2 users at once", others: 3 }]);
    const short = await link(three, { limits: { phone: { users: 2, per: "1d" } } });
    expect(short.shared.numRows()).toBe(0);
  });

  test("give way where nearly all of a kind have many", async () => {
    expect(hubLimit(4, [0, 90, 5, 1])).toBe(4);
    expect(hubLimit(4, [0, 0, 0, 0, 0, 0, 0, 9])).toBe(4);
    // the median is 10, half of the counts are within 1 of it
    expect(hubLimit(4, [0, 0, 0, 0, 0, 0, 0, 0, 10, 20, 30, 20, 10])).toBe(16);
    const tablets = Object.fromEntries(
      Array.from({ length: 240 }, (_, i) => {
        const day = `2026-03-${String(1 + (i % 6)).padStart(2, "0")}`;
        return [`p${i}`, `${day} crm user=u${i} phone=+3519100000${10 + Math.floor(i / 6)}`];
      }),
    );
    const crowd = Object.fromEntries(
      Array.from({ length: 40 }, (_, i) => [`c${i}`, `2026-03-03 crm user=c${i} phone=+351919999999`]),
    );
    const { shared } = await link(journeys({ ...tablets, ...crowd }));
    expect(shared.array("identifier")).toEqual(["+351919999999"]);
  });

  test.each([
    [{ limits: { phone: { users: 0 } } }, /limits.phone.users must be a whole number/],
    [{ limits: { phone: { phones: 2 } } }, /there is no option "phones"/],
    [{ limits: { device: { per: "never" } } }, /limits.device.per must be a duration/],
    [{ without: [{ kind: "ip", identifier: "x", user: "ann" }] }, /kind of without must be/],
    [{ without: [{ kind: "phone", identifier: phone }] }, /user of without must be a text/],
    [{ without: "phone" }, /without must be a list/],
    [{ without: [{ kind: "phone", identifier: phone, user: "ann", from: 2, to: 1 }] }, /must end after it starts/],
    [{ cannotLink: [[{ user: "ann" }]] }, /cannotLink must give two identifiers/],
    [{ cannotLink: [[{ user: "ann" }, { ip: "1" }]] }, /kind of cannotLink must be/],
    [{ cannotLink: [[{ user: "ann" }, { phone, from: 2, to: 1 }]] }, /from, to beside it.*\n.*without takes a tie out/],
  ])("%o is refused", async (options, message) => {
    await expect(link(story, options as object)).rejects.toThrow(message);
  });
});

describe("intervals that end before they start", () => {
  test("are refused where an earlier answer is given with them", async () => {
    const linked = await link(story);
    const [first] = linked.owners.array("from") as number[];
    const to = Array.from(linked.owners.array("to") as number[], (end, h) => (h === 0 ? first - 1 : end));
    const owners = linked.owners.assign(table({ to })) as Linked["owners"];
    const turned = { ...linked, owners };
    const message = /intervals of owners must end after they start\n {2}found: 1 of \d+ end before/;
    await expect(link(story, { previous: turned })).rejects.toThrow(message);
    expect(() => resolve(turned, { phone, at: 0 })).toThrow(message);
    expect(() => joinPeople(story, turned)).toThrow(message);
  });
});

describe("a tie that was found wrong", () => {
  test("is taken out, and nothing else changes but what hung on it", async () => {
    const before = await link(story);
    const after = await link(story, { without: [{ kind: "phone", identifier: phone, user: "ann" }] });
    expect(held(before.owners).filter(([, user]) => user === "bob")).toEqual(held(after.owners));
    expect(held(after.devices)).toEqual(held(before.devices));
    const call = [before, after].map(({ table }) => table.get("person", 2));
    expect(call[0]).not.toBe(call[1]);
    expect(after.table.get("person", 0)).toBe(before.table.get("person", 0));
    expect(after.about.options["without"]).toBe("1 ties");
    expect(JSON.stringify(after.about)).not.toContain(phone);
  });

  test("is taken out for a time", async () => {
    const [from, to] = [Date.UTC(2026, 0, 20), Date.UTC(2026, 1, 1)];
    const { owners } = await link(story, { without: [{ kind: "phone", identifier: phone, user: "ann", from, to }] });
    expect(held(owners).filter(([, user]) => user === "ann")).toEqual([
      [phone, "ann", Date.UTC(2026, 0, 5), from],
      [phone, "ann", to, Infinity],
    ]);
  });

  test("is taken out for several times, in whatever order they are given", async () => {
    const time = (day: number) => Date.UTC(2026, 0, day);
    const tie = { kind: "phone", identifier: phone, user: "ann" } as const;
    const without = [
      { ...tie, from: time(25), to: time(26) },
      { ...tie, from: time(20), to: time(21) },
    ];
    const expected = [
      [phone, "ann", time(5), time(20)],
      [phone, "ann", time(21), time(25)],
      [phone, "ann", time(26), Infinity],
    ];
    for (const ties of [without, without.toReversed()]) {
      const { owners } = await link(story, { without: ties });
      expect(held(owners).filter(([, user]) => user === "ann")).toEqual(expected);
    }
  });

  test("of a device and of a session too", async () => {
    const events = journeys({ ann: "10:00 app.login user=ann device=d session=s, 10:01 app.view device=d session=s" });
    const without = [
      { kind: "device", identifier: "d", user: "ann" },
      { kind: "session", identifier: "s", user: "ann" },
    ] as const;
    const linked = await link(events, { without });
    expect(linked.table.array("person")).toEqual([0, null]);
    expect((await link(events, { without: [without[0]] })).table.array("person")).toEqual([0, 0]);
  });
});

describe("identifiers that are never of one person", () => {
  test("a user and a number", async () => {
    const { owners } = await link(story, { cannotLink: [[{ user: "ann" }, { phone }]] });
    expect(held(owners).map(([, user]) => user)).toEqual(["bob"]);
  });

  test("two numbers: the less certain one is taken from their user, for the time they share", async () => {
    const events = journeys({
      ann: `2026-01-05 auth.login user=ann ${P}, 2026-01-06 payment user=ann ${Q}, 2026-02-07 auth.login user=ann ${P}`,
    });
    const cannotLink = [[{ phone }, { phone: "+351961234567" }]] as const;
    expect(held((await link(events)).owners).length).toBe(2);
    const apart = await link(events, { cannotLink });
    expect(held(apart.owners).map(([number, user]) => [number, user])).toEqual([[phone, "ann"]]);
  });
});

describe("two accounts of one human", () => {
  const events = journeys({
    ann: `2026-01-05 auth.login user=ann ${P} device=d1 session=s1, 2026-01-06 10:00 web.visit user=ann session=s2 device=d1`,
    anna: `2026-02-05 auth.login user=anna ${Q} device=d1 session=s3, 2026-02-06 10:00 web.visit user=anna session=s4 device=d1`,
    bob: `2026-01-05 auth.login user=bob phone=+351911111111 device=d2, 2026-01-06 10:00 web.visit user=bob device=d2`,
  });
  const same = [
    ["anna", "ann"],
    ["ann", "bob"],
  ] as const;

  test("are one person when they are said to be, and nothing speaks against it", async () => {
    const linked = await link(events, { same });
    expect(new Set(linked.table.array("person")).size).toBe(2);
    expect(linked.table.get("person", 0)).toBe(linked.table.get("person", 2));
    expect(rows(linked.same!)).toEqual([
      { user: "ann", other: "anna", person: "ann", because: "given" },
      { user: "ann", other: "bob", person: null, because: "seen with two numbers at the same time" },
    ]);
    expect(resolve(linked, { user: "anna" }).person).toBe(linked.table.get("person", 0));
    expect(joinPeople(events.select("at", "user"), linked).array("person")).toEqual(linked.table.array("person"));
    expect((await link(events)).same).toBeUndefined();
  });

  test("stay two where they are never of one person, or were in two places, whoever is joined first", async () => {
    const never = await link(events, { same, cannotLink: [[{ user: "ann" }, { user: "anna" }]] });
    expect(never.same!.array("because")).toContain("never of one person");
    expect(new Set(never.table.array("person")).size).toBe(3);
    const sessions = journeys({
      ann: "2026-01-06 10:00 web.visit user=ann session=s1 device=d1, 2026-01-06 11:00 web.visit user=ann session=s1 device=d1",
      bob: "2026-01-06 10:30 web.visit user=bob session=s2 device=d2",
      cid: "2026-01-07 web.visit user=cid session=s3 device=d3",
    });
    const wanted = ["given", "in sessions on two devices at the same time"];
    const [ann, bob, cid] = ["ann", "bob", "cid"];
    for (const pairs of [
      [
        [ann, cid],
        [cid, bob],
      ] as const,
      [
        [bob, cid],
        [cid, ann],
      ] as const,
    ]) {
      expect((await link(sessions, { same: pairs })).same!.array("because")).toEqual(wanted);
    }
  });

  test("must be given as pairs", async () => {
    for (const wrong of ["ann", [["ann"]], [["ann", "ann"]]]) {
      await expect(link(events, { same: wrong as never })).rejects.toThrow(/pairs of two users/);
    }
  });
});

test("nothing links through a kiosk of 500 users, a reception's number or a shared address", async () => {
  const day = (i: number) => `2026-03-${String(1 + (i % 28)).padStart(2, "0")}`;
  const town = Object.fromEntries(
    Array.from({ length: 600 }, (_, i) => {
      const own = `user=u${i} phone=+35191${1_000_000 + i}`;
      const address = i % 5 < 2 ? "ip=100.64.1.1" : `ip=10.0.${i >> 8}.${i & 255}`;
      const visits = i < 500 ? `, ${day(i)} 11:00 app.login user=u${i} device=kiosk ${address}` : "";
      const desk = i < 500 ? `, ${day(i)} 12:00 crm user=u${i} phone=+351213000000` : "";
      return [`p${i}`, `${day(i)} 10:00 auth.login ${own} device=d${i} ${address}${visits}${desk}`];
    }),
  );
  const nobody = `2026-03-15 13:00 app.view device=kiosk, 2026-03-16 call phone=+351213000000, 2026-03-16 web ip=100.64.1.1`;
  const { people, shared, table, owners } = await link(journeys({ ...town, nobody }));
  expect(rows(shared).map(({ identifier, others }) => [identifier, others])).toEqual([
    ["kiosk", 500],
    ["+351213000000", 500],
  ]);
  expect(people.array("basis")).toEqual([...Array(600).fill("user"), "number"]);
  expect(Math.max(...(people.array("identifiers") as number[]))).toBe(4);
  const told = rows(table);
  const ofUser = Map.groupBy(told, ({ user }) => user);
  expect(new Set([...ofUser].filter(([user]) => user !== null).map(([, list]) => list[0].person)).size).toBe(600);
  expect(ofUser.get(null)!.map(({ kind, person }) => [kind, person === null])).toEqual([
    ["app", true],
    ["call", false],
    ["web", true],
  ]);
  expect(rows(owners).find(({ phone }) => phone === "+351213000000")).toMatchObject({ user: null, rule: "shared" });
});
