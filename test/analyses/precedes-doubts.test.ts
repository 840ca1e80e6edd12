import { table } from "arquero";
import { describe, expect, test } from "vitest";
import { precedes } from "../../toolkit/analyses/precedes.ts";
import type { PrecedesOptions } from "../../toolkit/analyses/precedes-options.ts";
import type { Events } from "../../toolkit/core/events.ts";
import { toTable } from "../../toolkit/core/table.ts";
import { journeys } from "../journeys.ts";
import { precedenceWorld, QUESTION } from "./precedence-worlds.ts";

const DAY = 864e5;
const HOUR = 36e5;
const quick = { within: "60m", draws: 99, series: false, workers: 0 } as const;
const ask = (events: Events, options: Partial<PrecedesOptions> = {}) =>
  precedes(events, QUESTION, { ...quick, ...options });
const codes = async (events: Events, options: Partial<PrecedesOptions> = {}) =>
  (await ask(events, options)).warnings.map(({ code }) => code);

type Row = {
  person: number;
  at: number;
  name: "missed" | "chat" | "screen";
  link?: number;
  source?: string;
  offset?: number;
};
const toEvents = (rows: readonly Row[]) =>
  toTable({
    ...Object.fromEntries(Object.keys(rows[0]).map((key) => [key, rows.map((row) => row[key as keyof Row])])),
    kind: rows.map(({ name }) => (name === "missed" ? "call" : "app")),
  }) as unknown as Events;
/** A person with a call every third day at ten, and chats so many minutes from it, over 30 days. */
const regular = (person: number, minutes: readonly number[], more: Partial<Row> = {}): Row[] => [
  { person, at: 0, name: "screen", ...more },
  ...Array.from({ length: 8 }, (_, i) => (3 + 3 * i) * DAY + 10 * HOUR).flatMap((at) => [
    { person, at, name: "missed" as const, ...more },
    ...minutes.map((m) => ({ person, at: at + m * 60_000, name: "chat" as const, ...more })),
  ]),
  { person, at: 30 * DAY, name: "screen", ...more },
];
const crowd = (people: number, minutes: readonly number[], more: Partial<Row> = {}) =>
  Array.from({ length: people }, (_, person) => regular(person, minutes, more)).flat();

describe("the doubts of precedes", () => {
  test("a world as it should be has none", async () => {
    const events = precedenceWorld(2, { people: 400, rate: 0.15, brings: 0.1 }).events;
    expect((await codes(events)).filter((code) => code !== "clustered-triggers")).toEqual([]);
  });

  test("same transaction, same events, many windows", async () => {
    expect(await codes(toEvents(crowd(20, [0])))).toContain("same-transaction");
    const both = await precedes(
      toEvents(crowd(20, [5])),
      { trigger: ["call", "app.chat"], response: "app.chat" },
      quick,
    );
    expect(both.warnings.find(({ code }) => code === "same-events")?.value).toBe(160);
    const tried = await ask(toEvents(crowd(20, [5])), { tests: 40 });
    expect(tried.q).toBeCloseTo(Math.min(1, 40 * tried.p), 12);
    expect(tried.warnings.map(({ code }) => code)).toContain("many-windows");
    expect(tried.verdict).toBe("no evidence");
    expect(tried.sentence).toContain("q = ");
  });

  test("one person, few people, all chosen by the response", async () => {
    expect(await codes(toEvents([...crowd(9, []), ...regular(9, [5, 10, 20])]))).toContain("one-person");
    const many = [...crowd(198, []), ...regular(198, [5, 6, 7, 8]), ...regular(199, [5])];
    expect(await codes(toEvents(many))).toContain("few-people");
    expect(await codes(toEvents(crowd(25, [5])))).toContain("chosen-by-response");
  });

  test("lives too short, triggers at the edge", async () => {
    const brief = Array.from({ length: 20 }, (_, person) => [
      { person, at: 0, name: "screen" as const },
      { person, at: 1.5 * DAY, name: "missed" as const },
      { person, at: 2.9 * DAY, name: "chat" as const },
    ]).flat();
    expect(await codes(toEvents(brief))).toEqual(expect.arrayContaining(["short-lives", "little-power"]));
    const edge = brief.map((row) => (row.name === "missed" && row.person > 2 ? { ...row, at: 600_000 } : row));
    expect(await codes(toEvents(edge))).toContain("left-out");
  });

  test("links that are not sure are left out once more, and the change is told", async () => {
    const rows = [
      ...crowd(30, [], { link: 1 }),
      ...crowd(30, [5], { link: 0.7 }).map((row) => ({ ...row, person: row.person + 30 })),
    ];
    // some chance for a ratio: everybody chats at ten of every fourth day
    for (let person = 0; person < 60; person++) {
      for (let day = 1; day < 29; day += 4)
        rows.push({ person, at: day * DAY + 10.2 * HOUR, name: "chat", link: person < 30 ? 1 : 0.7 });
    }
    const found = await ask(toEvents(rows));
    expect(found.sureLinks).toMatchObject({ link: 0.99, rows: rows.length / 2 - 120 });
    expect(found.sureLinks!.change).toBeCloseTo(found.sureLinks!.ratio / found.ratio.estimate, 12);
    expect(found.sureLinks!.change).toBeLessThan(0.7);
    expect(found.warnings.map(({ code }) => code)).toContain("unsure-links");
    expect((await ask(toEvents(rows), { sureLink: 0.5 })).sureLinks).toBeUndefined();
  });

  test("clocks of two sources that stand close on both sides, and zones that change", async () => {
    const chance = (person: number): Row[] =>
      [1, 5, 9, 13].map((day) => ({ person, at: day * DAY + 10 * HOUR + 30_000, name: "chat", source: "app" }));
    const rows = crowd(30, [-0.5, 0.5], { source: "app" }).map((row) => ({
      ...row,
      source: row.name === "missed" ? "cdr" : "app",
    }));
    const more = Array.from({ length: 30 }, (_, person) => chance(person)).flat();
    const early = more.map((row) => ({ ...row, at: row.at - 60_000 }));
    expect(await codes(toEvents([...rows, ...more, ...early]))).toContain("clocks-differ");
    const summer = crowd(30, [5], { offset: 0 }).map((row) => ({ ...row, offset: row.at > 15 * DAY ? 60 : 0 }));
    expect(await codes(toEvents(summer))).toContain("zones-mixed");
  });

  test("rates that change over the months, and before people leave", async () => {
    const rows: Row[] = [];
    for (let person = 0; person < 40; person++) {
      rows.push(...regular(person, []));
      for (let day = 0; day < 90; day++)
        if (day < 30 || day % 6 === 0) rows.push({ person, at: day * DAY + 9 * HOUR, name: "chat" });
    }
    expect(await codes(toEvents(rows))).toContain("time-trend");
    const leaving: Row[] = [
      { person: 99, at: 90 * DAY, name: "screen" },
      { person: 99, at: 0, name: "screen" },
    ];
    for (let person = 0; person < 40; person++) {
      leaving.push(...regular(person, []));
      for (let n = 0; n < 8; n++)
        leaving.push({ person, at: (n < 3 ? 9 * n : 25 + n / 2) * DAY + 9 * HOUR, name: "chat" });
    }
    expect(await codes(toEvents(leaving))).toContain("end-of-observation");
  });

  test("the case series tells when the response is common", async () => {
    expect(await codes(precedenceWorld(2, { people: 100, rate: 0.3 }).events, { series: true })).toContain(
      "common-response",
    );
  });
});

describe("precedes says what it cannot use", () => {
  const week = "2026-03-01 00:00 app.screen, 2026-03-04 10:00 call.missed, 10:10 app.chat, 2026-03-08 00:00 app.screen";
  const events = journeys({ ann: week });
  const same = journeys({ ann: "10:00 call.missed, 10:00 app.chat, 10:00 app.screen" });
  test.each([
    ["a trigger that matches nothing", () => precedes(events, { trigger: "call.mised", response: "app.chat" }, quick)],
    ["a response that matches nothing", () => precedes(events, { trigger: "call", response: "app.chatt" }, quick)],
    ["no response", () => precedes(events, { trigger: "call" } as never, quick)],
    ["no question", () => precedes(events, undefined as never, quick)],
    ["no window", () => precedes(events, QUESTION, {} as never)],
    ["a window of 0", () => ask(events, { within: "0m" })],
    ["a negative window", () => ask(events, { within: "-5m" as never })],
    ["an option that is none", () => ask(events, { windows: "5m" } as never)],
    ["too many shifts", () => ask(events, { shifts: 16 })],
    ["too few draws", () => ask(events, { draws: 10 })],
    ["a link above 1", () => ask(events, { sureLink: 2 })],
    ["unlinked events", () => ask(events.select("at", "kind", "name") as Events)],
    ["equal times everywhere", () => ask(same)],
    ["only triggers at the end", () => ask(journeys({ ann: "10:00 app.chat, 2026-03-05 10:00 call.missed" }))],
    ["an end before the data", () => ask(events, { asOf: "2020-01-01" })],
  ])("%s", async (_, run) => {
    await expect(run()).rejects.toThrowErrorMatchingSnapshot();
  });

  test("one person with two hundred thousand events at few instants is answered", async () => {
    const size = 200_000;
    const at = Float64Array.from({ length: size }, (_, i) => Math.floor(i / 100) * 1_300_000);
    const crowded = table({
      ...{ at, person: new Int32Array(size), kind: Array.from(at, (_, i) => (i % 2 === 0 ? "call" : "app")) },
      name: Array.from(at, (_, i) => (i % 2 === 0 ? "missed" : "chat")),
    }) as unknown as Events;
    const { n } = await ask(crowded);
    expect(n.compared).toBe(93_000);
    expect(n.pairs).toBe(n.compared * 100);
  });
});
