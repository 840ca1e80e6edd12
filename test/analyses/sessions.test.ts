import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type SessionOptions, sessions } from "../../toolkit/analyses/sessions.ts";
import type { Sessions } from "../../toolkit/analyses/sessions-result.ts";
import { random } from "../../toolkit/core/random.ts";
import { journeys } from "../journeys.ts";
import { chdbInstalled, type DatedEvent, datedWorlds, inClickhouse, toDatedEvents } from "./calendar-worlds.ts";

const rows = ({ table }: Sessions) => table.objects() as Record<string, unknown>[];

describe("sessions", () => {
  const visits = journeys({
    ann: "10:00 app.open device=d1, 10:30 app.search device=d1, 11:00:01 app.open device=d2, 11:05 app.buy device=d1",
    bob: "23:50 web.home, 2026-03-02 00:05 web.exit",
    nobody: "10:00 app.open, 2026-03-02 09:00 sms.otp",
  });

  test("end where more than the gap passes: a pause of exactly the gap does not cut", async () => {
    const cut = await sessions(visits, { activity: ["app", "web"] });
    expect(
      rows(cut).map(({ person, events, duration, entry, exit }) => [person, events, duration, entry, exit]),
    ).toEqual([
      [0, 2, 1800, "app.open", "app.search"],
      [0, 2, 299, "app.open", "app.buy"],
      [1, 2, 900, "web.home", "web.exit"],
    ]);
    expect(cut).toMatchObject({ sessions: 3, people: 2, single: 0, medianDuration: 900 });
    expect(Array.from({ length: 8 }, (_, row) => cut.events.get("session_id", row))).toEqual([
      0,
      0,
      1,
      1,
      2,
      2,
      null,
      null,
    ]);
    expect(cut.about.excluded).toEqual([
      { reason: "not asked for", rows: 1 },
      { reason: "no person", rows: 1 },
    ]);
  });

  test("go on over midnight, and say so, unless split there; whose midnight is an option", async () => {
    const bob = visits.filter((d: { person: number }) => d.person === 1) as typeof visits;
    const told = async (options: SessionOptions) =>
      rows(await sessions(bob, options)).map((r) => [r["events"], r["across_midnight"]]);
    expect(await told({})).toEqual([[2, true]]);
    expect(await told({ midnight: "split" })).toEqual([
      [1, false],
      [1, false],
    ]);
    expect(await told({ midnight: "split", zone: "Europe/Athens" })).toEqual([[2, false]]);
  });

  test("of two devices are kept apart where asked, and numbered by time", async () => {
    const ann = visits.filter((d: { person: number }) => d.person === 0) as typeof visits;
    const cut = await sessions(ann, { apart: "device", gap: "40m" });
    expect(rows(cut).map(({ events, entry }) => [events, entry])).toEqual([
      [3, "app.open"],
      [1, "app.open"],
    ]);
    expect(cut.events.get("session_id", 2)).toBe(1);
  });

  test("that the source names stay whole whatever the gap; the rest is cut by it", async () => {
    const named = journeys({ ann: "10:00 app.a session=s1, 10:10 app.b, 12:00 app.c session=s1, 14:00 app.d" });
    const cut = await sessions(named, { existing: "session" });
    expect(rows(cut).map(({ events, duration }) => [events, duration])).toEqual([
      [2, 7200],
      [1, 0],
      [1, 0],
    ]);
  });

  test("are over only where the data go on for longer than the gap", async () => {
    const open = journeys({ ann: "10:00 app.a, 11:00 app.b", bob: "11:20 app.c" });
    expect(rows(await sessions(open)).map(({ over }) => over)).toEqual([true, false, false]);
    expect(rows(await sessions(open, { asOf: "2026-03-01T10:20Z" })).map(({ over }) => over)).toEqual([false]);
  });

  test("rows without a time are counted and in no session, filtered rows do not show", async () => {
    const events = toDatedEvents([0, Number.NaN, 6e4].map((at) => ({ person: 3, at, name: "a" })));
    const cut = await sessions(events);
    expect(cut.about.excluded).toEqual([{ reason: "no time", rows: 1 }]);
    expect(Array.from({ length: 3 }, (_, row) => cut.events.get("session_id", row))).toEqual([0, null, 0]);
    expect(
      (await sessions(visits.filter((d: { kind: string }) => d.kind === "app") as typeof visits)).events.numRows(),
    ).toBe(5);
  });

  test("mistakes are told with what to do", async () => {
    const wrong: (SessionOptions & Record<string, unknown>)[] = [
      { gap: "0m" },
      { gap: 30 as never },
      { activity: "app.serch" as never },
      { apart: "devise" },
      { existing: "sesion" },
      { midnight: "cut" as never },
      { gapp: "30m" },
    ];
    const told = [];
    for (const options of wrong)
      told.push(
        await sessions(visits, options).then(
          () => "no error",
          (error: Error) => error.message,
        ),
      );
    told.push(await sessions(journeys({ nobody: "app.open" })).catch((error: Error) => error.message));
    told.push(await sessions(visits.select("at", "kind") as never).catch((error: Error) => error.message));
    expect(told.join("\n\n")).toMatchSnapshot();
  });
});

const WORLDS = 3000;
const world: DatedEvent[] = datedWorlds({
  seed: 8,
  worlds: WORLDS,
  hours: 30,
  mesh: 10,
  begin: Date.UTC(2026, 2, 28, 12),
  names: ["a", "b"],
});

describe.skipIf(!chdbInstalled)(`as ClickHouse's window functions on ${WORLDS} random worlds`, () => {
  const sql = (key: string, cut: string) => `
    SELECT person, min(at), max(at), count() FROM (
      SELECT *, sum(cut) OVER (PARTITION BY ${key} ORDER BY at ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW) AS session FROM (
        SELECT *, row_number() OVER w = 1 OR ${cut} AS cut, lagInFrame(at, 1, at) OVER w AS before
        FROM events WINDOW w AS (PARTITION BY ${key} ORDER BY at ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW)))
    GROUP BY ${key}, session`;
  const local = (at: string) => `toDate(toDateTime(intDiv(${at}, 1000), 'Europe/Lisbon'))`;
  const cases: [string, SessionOptions, string, string][] = [
    ["cut by the gap", {}, "person", "at - before > 1800000"],
    ["kept apart by device", { apart: ["device"] }, "person, device", "at - before > 1800000"],
    [
      "split at Lisbon's midnight",
      { midnight: "split", zone: "Europe/Lisbon", gap: "2h" },
      "person",
      `at - before > 7200000 OR ${local("at")} != ${local("before")}`,
    ],
    ["some named by the source", { existing: "device" }, "person, device", "device = '' AND at - before > 1800000"],
  ];
  test.each(cases)("%s", async (name, options, key, cut) => {
    const mine = name.startsWith("some")
      ? world.map((row) => ({ ...row, device: row.device === "d1" ? "d1" : undefined }))
      : world;
    const theirs = (await inClickhouse(mine, sql(key, cut))).map((row) => row.join()).sort();
    const { table } = await sessions(toDatedEvents(mine), options);
    const ours = (table.objects() as Record<string, unknown>[])
      .map(({ person, from, to, events }) => [person, from, to, events].join())
      .sort();
    expect(theirs.length).toBeGreaterThan(2 * WORLDS);
    expect(ours).toEqual(theirs);
  });
});

const small = fc.array(
  fc.record({
    person: fc.integer({ min: -1, max: 3 }),
    at: fc.integer({ min: 0, max: 40 }).map((m) => m * 6e5),
    name: fc.constantFrom("a", "b", "c"),
    device: fc.constantFrom("d1", "d2"),
  }),
  { minLength: 1, maxLength: 30 },
);

describe("whatever the world", () => {
  test("neither the order of the rows nor the threads change an answer, and events add up", async () => {
    await fc.assert(
      fc.asyncProperty(small, fc.integer(), fc.boolean(), async (events, seed, split) => {
        const all = [...events, { person: 5, at: 0, name: "a", device: "d1" }];
        const options = { apart: split ? ["device"] : [], midnight: split ? "split" : "keep" } as const;
        const cut = await sessions(toDatedEvents(all), options);
        expect(rows(await sessions(toDatedEvents(random(seed).shuffle([...all])), options))).toEqual(rows(cut));
        const linked = all.filter(({ person }) => person >= 0).length;
        expect(rows(cut).reduce((sum, r) => sum + (r["events"] as number), 0)).toBe(linked);
      }),
      { numRuns: 100 },
    );
    const inline = rows(await sessions(toDatedEvents(world), { workers: 0, apart: "device" }));
    for (const workers of [1, 2, 3])
      expect(rows(await sessions(toDatedEvents(world), { workers, apart: "device" }))).toEqual(inline);
  });
});
