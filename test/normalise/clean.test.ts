import { table as arqueroTable, desc } from "arquero";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { lifecycle } from "../../toolkit/analyses/lifecycle.ts";
import { quality } from "../../toolkit/analyses/quality.ts";
import { TextColumn } from "../../toolkit/core/columns.ts";
import type { Events } from "../../toolkit/core/events.ts";
import { random } from "../../toolkit/core/random.ts";
import { type Cleaned, type CleanOptions, clean } from "../../toolkit/normalise/clean.ts";
import { CLEANING_RULES, type CleaningRule, type CleaningRuleName } from "../../toolkit/normalise/cleaning/rules.ts";
import { journeys } from "../journeys.ts";
import { messageOf } from "../sources/scratch.ts";

const objects = (table: { objects(): object[] }) => table.objects() as Record<string, unknown>[];
const latest = "2027-01-01";
const ANN = "+351912345678";
const BOB = "+351961234567";

/** Only this rule, as it is or as told. */
function only(name: CleaningRuleName, setting: object | "on" = "on"): CleanOptions {
  const off = Object.keys(CLEANING_RULES).map((rule) => [rule, "off"]);
  return { latest, rules: { ...Object.fromEntries(off), [name]: setting } };
}

/** Rows of the table that one rule hit, when all it does is to note. */
async function hits(events: Events, name: CleaningRuleName, setting: object = {}): Promise<number[]> {
  const { table } = await clean(events, only(name, { ...setting, effect: "noted" }));
  if (!table.columnNames().includes("doubt")) return [];
  return objects(table).flatMap(({ doubt, row }) => (doubt === name ? [row as number] : []));
}

describe("clean, rule by rule", () => {
  test("repeated: equal in all but source and row; the first by source and row stays, wherever it stands", async () => {
    const events = journeys({
      ann: `10:00:00 sms.p2p phone=${ANN} peer=${BOB}, 10:00:00 sms.p2p phone=${ANN} peer=${BOB}, 10:00:00 sms.otp phone=${ANN} peer=${BOB}`,
    });
    expect(objects((await clean(events, { latest })).table).map(({ row }) => row)).toEqual([1, 3]);
    const turned = (await clean(events.orderby(desc("row")) as Events, { latest })).table;
    expect(objects(turned).map(({ row }) => row)).toEqual([3, 1]);
  });

  test("repeated: rows that do not say whose they are may well be two events", async () => {
    const events = journeys({ nobody: "10:00 web./, 10:00 web./" });
    expect((await clean(events, { latest })).dropped).toBe(0);
  });

  test("repeated: where equal rows are as frequent as near ones, too few columns were read, and none is dropped", async () => {
    const chance = random(3);
    const start = Date.UTC(2026, 2, 1);
    const clicks = (list: readonly number[]) =>
      arqueroTable({
        at: list,
        kind: list.map(() => "app"),
        user: list.map((_, i) => `u${i % 5}`),
        source: list.map(() => "app.jsonl"),
        row: list.map((_, i) => i + 1),
      }) as unknown as Events;
    const busy = Array.from({ length: 4000 }, () => start + chance.integer(20_000) * 1000);
    const { dropped, findings } = await clean(clicks(busy), { latest });
    expect(dropped).toBe(0);
    expect(objects(findings)).toMatchObject([{ rule: "repeated", what: "app.jsonl" }]);
    const calm = Array.from({ length: 400 }, (_, i) => start + i * 60_000);
    expect((await clean(clicks([...calm, ...calm]), { latest })).dropped).toBe(400);
  });

  test("redelivered: a call that would run twice at once; a second try and two equal messages are none", async () => {
    const call = `call phone=${ANN} peer=${BOB} direction=out`;
    const events = journeys({
      ann: `10:00:00 ${call} duration=60, 10:00:02 ${call} duration=60, 10:05:00 ${call} duration=1, 10:05:02 ${call} duration=1,
        11:00:00 ${call} status=missed, 11:00:02 ${call} status=missed, 12:00:00 sms phone=${ANN} peer=${BOB}, 12:00:01 sms phone=${ANN} peer=${BOB}`,
    });
    expect(await hits(events, "redelivered")).toEqual([2]);
    expect(await hits(events, "redelivered", { within: "1s" })).toEqual([]);
  });

  test("redelivered: the id of the source tells a copy, whatever its kind", async () => {
    const sms = `sms phone=${ANN} peer=${BOB}`;
    const events = journeys({
      ann: `12:00:00 ${sms} message_id=m1, 12:00:01 ${sms} message_id=m1, 12:00:02 ${sms} message_id=m2, 12:10 ${sms} message_id=m1`,
    });
    expect(await hits(events, "redelivered")).toEqual([2]);
  });

  test("redelivered: messages are copies where pairs are frequent at once and rare a little later", async () => {
    const pairs = (gaps: readonly number[]) =>
      gaps
        .map((gap, i) => {
          const at = (s: number) => new Date(i * 6e5 + s * 1000).toISOString().slice(11, 19);
          return `${at(0)} sms.n${i} phone=${ANN} peer=${BOB}, ${at(gap)} sms.n${i} phone=${ANN} peer=${BOB}`;
        })
        .join(", ");
    const sudden = journeys({ ann: pairs(Array.from({ length: 40 }, () => 2)) });
    expect(await hits(sudden, "redelivered")).toHaveLength(40);
    const chatty = journeys({ ann: pairs(Array.from({ length: 40 }, (_, i) => 1 + (i % 9))) });
    expect(await hits(chatty, "redelivered")).toEqual([]);
  });

  test("both-parties: the called side's record of the same call, each record once", async () => {
    const events = journeys({
      ann: `10:00:00 call phone=${ANN} peer=${BOB} direction=out duration=60 status=answered, 11:00 call phone=${ANN} peer=${BOB} direction=out duration=60,
        12:00 call phone=${ANN} peer=${BOB} direction=out status=missed`,
      bob: `10:00:04 call phone=${BOB} peer=${ANN} direction=in duration=61, 10:00:05 call phone=${BOB} peer=${ANN} direction=in duration=60,
        11:00:31 call phone=${BOB} peer=${ANN} direction=in duration=60, 12:00:01 call phone=${BOB} peer=${ANN} direction=in status=missed`,
    });
    expect(await hits(events, "both-parties")).toEqual([4, 7]);
  });

  test("partial-record: the first part takes up the others; lost parts count by the clock, other sides stay apart", async () => {
    const part = (line: string, seq: number, duration: string) =>
      `call phone=${line} call_id=c1 seq=${seq} ${duration}`;
    const events = journeys({
      ann: `10:00 ${part(ANN, 1, "duration=1800 direction=out")}, 10:30 ${part(ANN, 2, "duration=1800 direction=out")}, 11:00 ${part(ANN, 3, "duration=60 direction=out")}`,
      bob: `10:00 ${part(BOB, 1, "duration=1800 direction=in")}, 11:00 ${part(BOB, 3, "duration=60 direction=in")}`,
      cid: `12:00 call phone=${ANN} call_id=c2 seq=1 duration=1800 direction=out, 12:30 call phone=${ANN} call_id=c2 seq=2 direction=out`,
    });
    const { table, issues } = await clean(events, only("partial-record"));
    expect(objects(table).map(({ row, duration }) => [row, duration])).toEqual([
      [1, 3660],
      [4, 3660],
      [6, Number.NaN],
    ]);
    expect(objects(issues).map(({ reason, effect, rows }) => [reason, effect, rows])).toEqual([
      ["partial-record: parts of one long call or session", "dropped", 4],
      ["partial-record: the first part, now the whole", "noted", 3],
    ]);
  });

  test("durations below zero and of days become missing; the call stays, as does one without a duration", async () => {
    const events = journeys({
      ann: `10:00 call duration=-1, 11:00 call duration=86401, 12:00 call duration=86400, 13:00 call, 14:00 data duration=200000, 15:00 call duration=0`,
    });
    const { table, blanked, dropped } = await clean(events, { latest });
    expect(objects(table).map(({ duration }) => duration)).toEqual([
      Number.NaN,
      Number.NaN,
      86400,
      Number.NaN,
      200000,
      0,
    ]);
    expect([blanked, dropped]).toEqual([2, 0]);
  });

  test("overlap: from another cell, or for long where cells are unknown; call waiting in one cell is honest", async () => {
    const call = (fields: string) => `call phone=${ANN} ${fields}`;
    const events = journeys({
      ann: `10:00 ${call("duration=1000 cell=a")}, 10:01 ${call("duration=50 cell=b")}, 10:02 ${call("duration=600 cell=a")},
        11:00 ${call("duration=1000")}, 11:01 ${call("duration=400")}, 11:02 ${call("duration=200")}, 12:00 ${call("duration=1000")}`,
      bob: `10:01 call phone=${BOB} duration=50 cell=b`,
    });
    expect(await hits(events, "overlap")).toEqual([2, 5]);
  });

  test("lost clocks and times to come: before 1990, after latest, or a year from nearly all rows of the source", async () => {
    const days = Array.from(
      { length: 200 },
      (_, i) => `2026-03-${String(1 + (i % 28)).padStart(2, "0")} ${10 + (i % 9)}:00 call phone=${ANN}`,
    );
    const events = journeys({
      ann: [
        ...days,
        "1980-01-06 00:00 call",
        "2000-01-01 00:00 call",
        "2038-01-19 00:00 call",
        "2027-06-01 00:00 call",
      ].join(","),
    });
    expect(await hits(events, "lost-clock")).toEqual([201, 202]);
    expect(await hits(events, "future")).toEqual([203, 204]);
  });
});

/** About twenty calls an hour by day, of 20 lines, for so many days from Sunday 1 March 2026, without those that are lost. */
function steady(days: number, isLost: (at: number) => boolean, every = 180): Events {
  const start = Date.UTC(2026, 2, 1);
  const chance = random(7);
  const at: number[] = [];
  for (let second = 0; second < days * 86_400; second += Math.ceil(chance.exponential(every))) {
    const hour = Math.floor(second / 3600) % 24;
    if (hour >= 6 && hour < 23 && !isLost(start + second * 1000)) at.push(start + second * 1000);
  }
  return arqueroTable({
    at,
    kind: at.map(() => "call"),
    phone: at.map(() => `+3519123456${10 + chance.integer(20)}`),
    source: at.map(() => "cdr.csv"),
    row: at.map((_, i) => i + 2),
  }) as unknown as Events;
}

describe("clean, days and stretches", () => {
  const noon = Date.UTC(2026, 2, 18, 12);
  const isLost = (at: number) => at >= noon && at < noon + 4 * 36e5;

  test("gap: from its last row before to its first row after, with the rows to be expected, and its day is partial", async () => {
    const { findings, rules } = await clean(steady(35, isLost), { latest });
    const [gap, day] = objects(findings);
    expect(objects(findings)).toHaveLength(2);
    expect(gap).toMatchObject({ rule: "gap", what: "cdr.csv", rows: 0 });
    const times = (steady(35, isLost).array("at") as number[]).filter((time) => Math.abs(time - noon) < 864e5);
    expect(gap!["from"]).toBe(Math.max(...times.filter((time) => time < noon)));
    expect(gap!["to"]).toBe(Math.min(...times.filter((time) => time > noon)));
    expect(gap!["expected"]).toBeGreaterThan(75);
    expect(gap!["expected"]).toBeLessThan(85);
    expect(day).toMatchObject({
      rule: "partial-day",
      from: Date.UTC(2026, 2, 18),
      to: Date.UTC(2026, 2, 19),
    });
    expect(objects(rules).find(({ rule }) => rule === "partial-day")).toMatchObject({ findings: 1 });
  });

  test("the first and the last day are partial where the source begins or ends within them, in local time", async () => {
    const { findings } = await clean(
      steady(35, (at) => at < Date.UTC(2026, 2, 1, 15)),
      { latest },
    );
    expect(objects(findings).map(({ rule, from }) => [rule, from])).toEqual([["partial-day", Date.UTC(2026, 2, 1)]]);
  });

  test("whole sources, quiet nights and sources that write now and then have no gap", async () => {
    expect(
      (
        await clean(
          steady(35, () => false),
          { latest },
        )
      ).findings.numRows(),
    ).toBe(0);
    expect(
      (
        await clean(
          steady(35, () => false, 7200),
          { latest },
        )
      ).findings.numRows(),
    ).toBe(0);
    const weekdays = steady(35, (at) => [0, 6].includes(new Date(at).getUTCDay()));
    expect(objects((await clean(weekdays, { latest })).findings)).toEqual([]);
  });

  test("files whose names differ in digits only are one source: a month does not end in a gap", async () => {
    const whole = steady(40, () => false);
    const events = whole.derive({
      source: (d: { at: number }) => (d.at < 1774137600000 ? "cdr-2026-03.csv" : "cdr-2026-04.csv"),
    }) as Events;
    expect((await clean(events, { latest })).findings.numRows()).toBe(0);
  });
});

describe("clean, lines", () => {
  const start = Date.UTC(2026, 2, 2);
  const HOUR = 36e5;
  const line = (at: readonly number[], fields: (i: number) => Record<string, unknown>) =>
    arqueroTable(
      Object.fromEntries(
        Object.keys({ at: 0, kind: 0, direction: 0, phone: 0, ...fields(0) }).map((name) => [
          name,
          at.map((time, i) => ({ at: time, kind: "call", direction: "out", phone: ANN, ...fields(i) })[name]),
        ]),
      ),
    ) as unknown as Events;

  test("robot: keeps time like a clock, or never rests; a busy courier does neither", async () => {
    const meter = line(
      Array.from({ length: 200 }, (_, i) => start + i * 6 * HOUR),
      () => ({ kind: "data" }),
    );
    const found = objects((await clean(meter, only("robot"))).findings);
    expect(found).toHaveLength(1);
    expect(found[0]).toMatchObject({
      what: "+351•••••••78",
      rows: 200,
      evidence: "like a clock: 100 % of its waiting times are 6 h, to a second",
    });
    const restless = line(
      Array.from({ length: 800 }, (_, i) => start + i * 1100_000 + ((i * 7919) % 997) * 1000),
      () => ({}),
    );
    expect(objects((await clean(restless, only("robot"))).findings)[0]?.["evidence"]).toMatch(/^no rest/);
    const chance = random(1);
    const courier = line(
      Array.from({ length: 800 }, (_, i) => start + (Math.floor(i / 40) * 24 + 9) * HOUR + chance.integer(9 * HOUR)),
      () => ({}),
    );
    expect((await clean(courier, only("robot"))).findings.numRows()).toBe(0);
  });

  test("robot: whoever says so, by its agent", async () => {
    const events = arqueroTable({
      at: [0, 1, 2, 3].map((i) => start + i * 1000),
      kind: ["web", "web", "web", "web"],
      ip: ["192.0.2.7", "192.0.2.7", "198.51.100.1", "198.51.100.1"],
      agent: ["Bingbot/2.0", "Bingbot/2.0", "Mozilla/5.0 (X11) Firefox/134.0", null],
    }) as unknown as Events;
    const { findings, table } = await clean(events, { latest });
    expect(objects(findings)).toMatchObject([{ rule: "robot", what: "192.0.•.•", rows: 2 }]);
    expect(table.array("doubt")).toEqual(["robot", "robot", null, null]);
  });

  test("spammer: many others in a day without an answer; a centre that is answered and a firm's sender are none", async () => {
    const day = (fields: (i: number) => Record<string, unknown>) =>
      line(
        Array.from({ length: 150 }, (_, i) => start + 9 * HOUR + i * 97_000),
        fields,
      );
    const others = (i: number) => `+35196${String(1000000 + i)}`;
    const one = await clean(
      day((i) => ({ peer: others(i), status: i % 10 === 0 ? "answered" : "missed" })),
      only("spammer"),
    );
    expect(objects(one.findings)).toMatchObject([
      { rule: "spammer", rows: 150, evidence: "up to 150 others in a day, 90 % without an answer" },
    ]);
    const wangiri = await clean(
      day((i) => ({ direction: "in", phone: others(i), peer: "+37120000000", status: "missed" })),
      only("spammer"),
    );
    expect(wangiri.findings.numRows()).toBe(1);
    const centre = await clean(
      day((i) => ({ peer: others(i), status: i % 2 === 0 ? "answered" : "missed" })),
      only("spammer"),
    );
    expect(centre.findings.numRows()).toBe(0);
    const firm = await clean(
      day((i) => ({ kind: "sms", direction: "in", phone: others(i), peer: "EscolaMais" })),
      only("spammer"),
    );
    expect(firm.findings.numRows()).toBe(0);
    const few = await clean(
      day((i) => ({ peer: others(i % 20), status: "missed" })),
      only("spammer"),
    );
    expect(few.findings.numRows()).toBe(0);
  });

  test("inactive: silent against its own rhythm; what others do to a line is no life", async () => {
    const days = Array.from({ length: 90 }, (_, i) => i);
    const events = journeys({
      ann: days
        .filter((d) => d < 40 && d % 2 === 0)
        .map((d) => `${iso(d)} 10:00 call phone=${ANN} direction=out`)
        .join(", "),
      cid: days
        .filter((d) => d >= 40)
        .map((d) => `${iso(d)} 10:00 call phone=${ANN} direction=in status=missed`)
        .join(", "),
      bob: days.map((d) => `${iso(d)} 11:00 call phone=${BOB} direction=out`).join(", "),
      dan: [0, 25, 50].map((d) => `${iso(d)} 11:00 call phone=+351931234567 direction=out`).join(", "),
    });
    const { findings } = await clean(events, only("inactive"));
    expect(objects(findings)).toMatchObject([
      { what: "+351•••••••78", rows: 70, from: Date.parse(`${iso(38)}T10:00Z`) },
    ]);
  });

  test("recycled: a broken life goes on with other people; who comes back to the same ones was away", async () => {
    const life = (from: number, peers: string, device: string) =>
      Array.from(
        { length: 12 },
        (_, i) =>
          `${iso(from + i)} 10:00 call direction=out peer=+35196100000${peers[i % peers.length]} device=${device}`,
      ).join(", ");
    const events = journeys(
      {
        ann: `${life(0, "1234", "d1")}, ${life(70, "5678", "d2")}`,
        bob: `${life(0, "1234", "d3")}, ${life(70, "1234", "d4")}`,
        cid: `${life(0, "1234", "d5")}, ${life(70, "5678", "d5")}`,
      },
      { ann: `phone=${ANN}`, bob: `phone=${BOB}`, cid: "phone=+351931234567" },
    );
    const { findings, table } = await clean(events, only("recycled"));
    expect(objects(findings)).toMatchObject([
      {
        what: "+351•••••••78",
        rows: 12,
        evidence: "silent for 59 d after 12 active days; 0 of 4 contacts were known before, other devices",
      },
    ]);
    expect(table.array("doubt").filter(Boolean)).toHaveLength(12);
  });
});

const iso = (day: number) => new Date(Date.UTC(2026, 2, 1) + day * 864e5).toISOString().slice(0, 10);

describe("clean, as a whole", () => {
  const row = fc.record({
    at: fc.oneof(
      { weight: 12, arbitrary: fc.integer({ min: 0, max: 40 }).map((s) => Date.UTC(2026, 2, 1) + s * 1000) },
      { weight: 1, arbitrary: fc.constantFrom(0, Date.UTC(2038, 0), Number.NaN) },
      { weight: 3, arbitrary: fc.integer({ min: 0, max: 2000 }).map((h) => Date.UTC(2026, 2, 1) + h * 36e5) },
    ),
    kind: fc.constantFrom("call", "call", "sms", "data"),
    direction: fc.constantFrom("in", "out"),
    status: fc.constantFrom("answered", "missed", null),
    phone: fc.constantFrom(ANN, BOB, null),
    peer: fc.constantFrom(ANN, BOB, "FARO", null),
    duration: fc.constantFrom(-5, 1, 10, 10, 60, 90_000, 50_000, Number.NaN),
    cell: fc.constantFrom("a", "b", null),
    call_id: fc.constantFrom("c1", "c2", null),
    seq: fc.constantFrom(0, 1, 2, 3, Number.NaN),
    source: fc.constantFrom("a.csv", "b.csv"),
  });
  type Row = typeof row extends fc.Arbitrary<infer R> ? R : never;
  const NAMES = [
    "at",
    "kind",
    "direction",
    "status",
    "phone",
    "peer",
    "duration",
    "cell",
    "call_id",
    "seq",
    "source",
  ] as const;
  const rows = fc.array(row, { maxLength: 40 });
  const toEvents = (list: readonly (Row & { row: number })[]) =>
    arqueroTable({
      ...Object.fromEntries(
        NAMES.map((name) => {
          const values = list.map((r) => r[name]);
          return [name, ["at", "duration", "seq"].includes(name) ? values : TextColumn.from(values)];
        }),
      ),
      row: list.map((r) => r.row),
    }) as unknown as Events;
  const numbered = (list: readonly Row[]) => list.map((r, i) => ({ ...r, row: i + 1 }));
  const byRow = (table: Events) => objects(table).sort((a, b) => (a["row"] as number) - (b["row"] as number));

  test("cleaning twice changes nothing", async () => {
    await fc.assert(
      fc.asyncProperty(rows, async (list) => {
        const once = await clean(toEvents(numbered(list)), { latest });
        const twice = await clean(once.table, { latest });
        expect(objects(twice.table)).toEqual(objects(once.table));
        expect([twice.dropped, twice.blanked, twice.doubted]).toEqual([0, 0, once.doubted]);
      }),
      { numRuns: 300 },
    );
  });

  test("the order of rows, the number of workers and filters change nothing", async () => {
    await fc.assert(
      fc.asyncProperty(rows, fc.integer(), async (list, seed) => {
        const given = numbered(list);
        const shuffled = [...given].sort((a, b) => Math.imul(a.row + 1, seed | 1) - Math.imul(b.row + 1, seed | 1));
        const one = await clean(toEvents(given), { latest });
        const other = await clean(toEvents(shuffled), { latest });
        expect(byRow(other.table)).toEqual(byRow(one.table));
        expect(objects(other.rules)).toEqual(objects(one.rules));
        expect(objects(other.findings)).toEqual(objects(one.findings));
        const strange = { ...given[0]!, row: 99, kind: "ussd" } as unknown as (typeof given)[number];
        const filtered = toEvents([strange, ...shuffled]).filter((d: { kind: string }) => d.kind !== "ussd") as Events;
        expect(byRow((await clean(filtered, { latest })).table)).toEqual(byRow(one.table));
      }),
      { numRuns: 100 },
    );
    const events = steady(35, (at) => at % 5000 === 0);
    const [inline, two, three] = await Promise.all([0, 2, 3].map((workers) => clean(events, { latest, workers })));
    expect(objects(two!.table)).toEqual(objects(inline!.table));
    expect(objects(three!.findings)).toEqual(objects(inline!.findings));
  });

  test("rows stay in the order given, and a clean table is given back as it is", async () => {
    const events = journeys({ ann: `10:00 call phone=${ANN} duration=5, 09:00 call phone=${ANN} duration=7` });
    const { table, rules, doubted } = await clean(events, { latest });
    expect(table).toBe(events);
    expect(doubted).toBe(0);
    expect(objects(rules).every(({ rows }) => rows === 0)).toBe(true);
  });

  test("several doubts about one row are joined; what a former cleaning doubted stays doubted while the row is there", async () => {
    const events = journeys({
      ann: `10:00 call phone=${ANN} peer=${BOB} direction=out duration=900`,
      bob: `09:59:50 call phone=${BOB} peer=+351931234567 direction=out duration=1000, 10:00 call phone=${BOB} peer=${ANN} direction=in duration=900`,
    });
    const { table } = await clean(events, { latest });
    expect(table.array("doubt")).toEqual([null, null, "both-parties+overlap"]);
    const again = await clean(table, { latest, rules: { overlap: "off" } });
    expect(again.table.array("doubt")).toEqual([null, null, "both-parties+overlap"]);
    expect(again.doubted).toBe(1);
    const neither = await clean(table, { latest, rules: { overlap: "off", "both-parties": { effect: "dropped" } } });
    expect(neither.table.columnNames()).not.toContain("doubt");
    expect(neither.dropped).toBe(1);
  });

  test("every rule says what it finds, its units, defaults and sources, and can be switched off", async () => {
    for (const [name, rule] of Object.entries(CLEANING_RULES) as [CleaningRuleName, CleaningRule][]) {
      expect(rule.finds.length, name).toBeGreaterThan(10);
      expect(rule.effects).toContain(rule.effect);
      for (const { meaning, source } of Object.values(rule.parameters))
        expect([meaning, source].every(Boolean)).toBe(true);
      const { rules } = await clean(journeys({ ann: "10:00 call duration=-1" }), { latest, rules: { [name]: "off" } });
      expect(objects(rules).find((row) => row["rule"] === name)).toMatchObject({ state: "off", rows: 0 });
    }
  });

  test("nothing personal is shown", async () => {
    const meter = Array.from({ length: 200 }, (_, i) => `${iso(i)} 10:00 data phone=${ANN}`).join(", ");
    const { issues, rules, findings, about } = await clean(journeys({ ann: meter }), { latest });
    expect(findings.numRows()).toBeGreaterThan(0);
    expect(JSON.stringify([objects(issues), objects(rules), objects(findings), about])).not.toMatch(/912345678|345678/);
  });
});

describe("clean, bad input", () => {
  const refusal = (options: unknown) => messageOf(clean(journeys({ ann: "10:00 call" }), options as CleanOptions));

  test("unknown rules, effects and parameters, and wrong values, are refused with a hint", async () => {
    expect(await refusal({ rules: { redeliverd: "off" } })).toMatchInlineSnapshot(`
      "clean: there is no option "redeliverd"
        found: "negative-duration", "endless-call", "repeated", "redelivered", "partial-record", "lost-clock", "future", "both-parties", "overlap", "gap", "partial-day", "robot" and 3 more
        try: did you mean "redelivered"?"
    `);
    expect(await refusal({ rules: { overlap: "of" } })).toMatchInlineSnapshot(`
      "clean: rules["overlap"] must be "on", "off" or its settings
        found: "of"
        try: did you mean "on"?"
    `);
    expect(await refusal({ rules: { overlap: "dropped" } })).toMatchInlineSnapshot(`
      "clean: rules["overlap"] must be "on", "off" or its settings
        found: "dropped"
        try: { effect: "dropped" }"
    `);
    expect(await refusal({ rules: { overlap: { effect: "blanked" } } })).toMatchInlineSnapshot(`
      "clean: rules["overlap"].effect must be "noted" or "dropped"
        found: "blanked""
    `);
    expect(await refusal({ rules: { overlap: { tolerence: "5s" } } })).toMatchInlineSnapshot(`
      "clean: there is no option "tolerence"
        found: "effect", "tolerance" or "elsewhere"
        try: did you mean "tolerance"?"
    `);
    expect(await refusal({ rules: { overlap: { tolerance: 5 } } })).toMatchInlineSnapshot(`
      "clean: rules["overlap"].tolerance must be a duration above 0: a number and ms, s, m, h, d or w
        found: 5, a number without a unit
        try: "90s", "24h" or "7d""
    `);
    expect(await refusal({ rules: { robot: { rest: Number.NaN } } })).toMatchInlineSnapshot(`
      "clean: rules["robot"].rest must lie strictly between 0 and 1
        found: NaN"
    `);
    expect(await refusal({ rules: { robot: { rows: 1.5 } } })).toMatchInlineSnapshot(`
      "clean: rules["robot"].rows must be a whole number of at least 0
        found: 1.5"
    `);
    expect(await refusal({ rules: { robot: null } })).toMatchInlineSnapshot(`
      "clean: rules["robot"] must be "on", "off" or its settings
        found: null"
    `);
    expect(await refusal({ rules: 5 })).toMatchInlineSnapshot(`
      "clean: the options must be an object
        found: 5
        try: { negative-duration: ... }"
    `);
    expect(await refusal({ id: "cal_id" })).toMatchInlineSnapshot(`
      "clean: the table has no column "cal_id"
        found: "at", "kind", "name", "person", "link", "source" or "row""
    `);
    expect(await refusal({ part: 7 })).toMatchInlineSnapshot(`
      "clean: id and part must be column names
        found: number"
    `);
    expect(await refusal({ rule: {} })).toMatchInlineSnapshot(`
      "clean: there is no option "rule"
        found: "rules", "id", "part", "latest", "workers", "signal" or "progress"
        try: did you mean "rules"?"
    `);
    expect(await messageOf(clean(arqueroTable({ kind: ["call"] }) as never))).toMatchInlineSnapshot(`
      "clean: the table has no column "at"
        found: "kind""
    `);
    expect(await messageOf(clean({ table: journeys({ ann: "10:00 call" }) } as never))).toMatchInlineSnapshot(`
      "clean: the data must be an Arquero table
        found: a result that holds one
        try: its .table"
    `);
  });

  test("a rule without its columns is skipped and says so", async () => {
    const { rules } = await clean(arqueroTable({ at: [1e12] }) as unknown as Events, { latest });
    const states = Object.fromEntries(objects(rules).map(({ rule, state }) => [rule, state]));
    expect(states).toMatchInlineSnapshot(`
      {
        "both-parties": "skipped: no column "kind", "direction", "phone", "peer"",
        "endless-call": "skipped: no column "kind", "duration"",
        "future": "on",
        "gap": "skipped: too short to judge: table",
        "inactive": "skipped: no column "kind", "phone"",
        "lost-clock": "on",
        "negative-duration": "skipped: no column "duration"",
        "overlap": "skipped: no column "kind", "phone", "duration"",
        "partial-day": "skipped: too short to judge: table",
        "partial-record": "skipped: no column "kind"",
        "recycled": "skipped: no column "kind", "phone"",
        "redelivered": "on",
        "repeated": "skipped: no column of phone, user, device, session, ip",
        "robot": "skipped: no column "kind"",
        "spammer": "skipped: no column "kind", "direction", "phone", "peer"",
      }
    `);
  });

  test("no row, one row, no time, no duration, columns without a value", async () => {
    const empty = await clean(arqueroTable({ at: [], kind: [], phone: [], duration: [] }) as unknown as Events, {
      latest,
    });
    expect([empty.table.numRows(), empty.dropped]).toEqual([0, 0]);
    const one = await clean(journeys({ ann: `10:00 call phone=${ANN} duration=1` }), { latest });
    expect(one.table.numRows()).toBe(1);
    const timeless = arqueroTable({ at: [Number.NaN, Number.NaN], kind: ["call", "call"], phone: [ANN, ANN] });
    expect((await clean(timeless as unknown as Events, { latest })).table.numRows()).toBe(2);
    const silent = journeys({
      ann: `10:00 call phone=${ANN} peer=${BOB} direction=out, 10:01 call phone=${ANN} peer=${BOB} direction=out`,
    });
    expect((await clean(silent, { latest })).dropped).toBe(0);
    const nothing = arqueroTable({
      at: [1e12, 2e12],
      kind: [null, null],
      phone: [null, null],
      peer: [null, null],
      direction: [null, null],
      duration: [null, null],
    });
    expect((await clean(nothing as unknown as Events, { latest })).table.numRows()).toBe(2);
  });

  test("one line with a quarter of a million rows is nothing special", async () => {
    const count = 250_000;
    const at = Float64Array.from({ length: count }, (_, i) => Date.UTC(2026, 2, 1) + i * 20_000);
    const same = <T>(value: T) => Array.from({ length: count }, () => value);
    const events = arqueroTable({
      at,
      kind: same("call"),
      direction: same("out"),
      phone: same(ANN),
      peer: same(BOB),
      duration: same(10),
      call_id: same("x"),
      seq: same(0),
    });
    const { findings, table } = await clean(events as unknown as Events, { latest, workers: 0 });
    expect(table.numRows()).toBe(count);
    expect(objects(findings).map(({ rule }) => rule)).toContain("robot");
  });

  test("thousands of calls between two numbers in one second do not hang", async () => {
    const count = 40_000;
    const same = <T>(value: T) => Array.from({ length: count }, () => value);
    const [out, incoming] = ["out", "in"].map((direction, side) =>
      arqueroTable({
        at: Array.from({ length: count }, (_, i) => Date.UTC(2026, 2, 1) + i),
        kind: same("call"),
        direction: same(direction),
        phone: same(side === 0 ? ANN : BOB),
        peer: same(side === 0 ? BOB : ANN),
        duration: Array.from({ length: count }, (_, i) => (side === 0 ? i : -i)),
      }),
    );
    const { table } = await clean(out!.concat(incoming!) as unknown as Events, { latest, workers: 0 });
    expect(table.numRows()).toBeGreaterThan(0);
  });

  test("an abort stops the call", async () => {
    await expect(
      clean(
        steady(35, () => false),
        { latest, signal: AbortSignal.abort(new Error("enough")) },
      ),
    ).rejects.toThrow("enough");
  });
});

describe("a time that cannot be", () => {
  const START = Date.UTC(2026, 5, 1);
  const rows = Array.from({ length: 400 }, (_, i) => START + i * 36e5);
  const at = [...rows, 1234, Date.UTC(1980, 0, 6), Date.UTC(2090, 0, 1)];
  const wrong = () =>
    arqueroTable({
      at,
      offset: at.map(() => 60),
      kind: at.map(() => "call"),
      direction: at.map(() => "out"),
      status: at.map(() => "answered"),
      phone: at.map((_, i) => `+3519123456${10 + (i % 20)}`),
      person: at.map((_, i) => i % 20),
      source: at.map(() => "cdr.csv"),
      row: at.map((_, i) => i + 1),
    }) as Events;
  const latest = "2027-01-01";

  test("is taken out of its row, which stays; `changed` has it as it came", async () => {
    const { table, changed, blanked, issues } = await clean(wrong(), { latest });
    expect(table.numRows()).toBe(403);
    expect((table.array("at") as number[]).slice(400)).toEqual([Number.NaN, Number.NaN, Number.NaN]);
    expect(blanked).toBe(3);
    expect(changed.array("at")).toEqual(at.slice(400));
    expect(changed.array("doubt")).toEqual(["lost-clock", "lost-clock", "future"]);
    expect((issues.objects() as { effect: string }[]).filter(({ effect }) => effect === "blanked")).toHaveLength(2);
    const again = await clean(table, { latest });
    expect([again.blanked, again.dropped, again.table.numRows()]).toEqual([0, 0, 403]);
  });

  test("stays where the rule only notes, and goes with its row where it drops", async () => {
    const noted = await clean(wrong(), {
      latest,
      rules: { "lost-clock": { effect: "noted" }, future: { effect: "noted" } },
    });
    expect(noted.table.array("at")).toEqual(at);
    const dropped = await clean(wrong(), { latest, rules: { "lost-clock": { effect: "dropped" } } });
    expect([dropped.dropped, dropped.table.numRows()]).toEqual([2, 401]);
  });

  test("stretches no analysis over decades: its rows are left out and counted", async () => {
    const { table } = await clean(wrong(), { latest });
    const { table: weeks, about } = await lifecycle(table, { period: "week" });
    expect(weeks.numRows()).toBeLessThan(30);
    expect(about.excluded).toContainEqual({ reason: "no time", rows: 3 });
  });
});

describe("quality and clean share what they find", () => {
  const call = (second: number, more: object = {}) => ({
    at: Date.UTC(2026, 5, 1) + second * 1000,
    kind: "call",
    phone: "+351912345678",
    peer: "+351961234567",
    direction: "out",
    duration: 60,
    source: "cdr.csv",
    ...more,
  });
  const rows = [call(0), call(0), call(2), call(500, { duration: -4 }), call(900), call(1e9)];
  const given = () => {
    const names = Object.keys(rows[0]!) as (keyof (typeof rows)[0])[];
    const columns = Object.fromEntries(names.map((name) => [name, rows.map((row) => row[name])]));
    return arqueroTable({ ...columns, row: rows.map((_, i) => i + 1) }) as Events;
  };
  const latest = "2026-12-01";
  const told = ({ table, issues, rules, findings }: Cleaned) =>
    [table, issues, rules, findings].map((one) => one.objects({ limit: Infinity }));

  test("and answer as if each had looked alone, in any order, also with other limits and rules", async () => {
    const alone = told(await clean(given(), { latest }));
    const looked = (await quality(given(), { latest })).duplicates.objects();
    const both = given();
    expect((await quality(both, { latest })).duplicates.objects()).toEqual(looked);
    expect(told(await clean(both, { latest }))).toEqual(alone);
    expect((await quality(both, { latest })).duplicates.objects()).toEqual(looked);
    const noted = { latest, rules: { repeated: { effect: "noted" } } } as const;
    expect(told(await clean(both, noted))).toEqual(told(await clean(given(), noted)));
    await quality(both, { latest });
    const later = { latest: "2090-01-01" };
    expect(told(await clean(both, later))).toEqual(told(await clean(given(), later)));
  });

  test("and a call that was stopped stops no later one", async () => {
    const both = given();
    const stop = new AbortController();
    await quality(both, { latest, signal: stop.signal });
    stop.abort();
    expect((await clean(both, { latest })).dropped).toBeGreaterThan(0);
  });
});
