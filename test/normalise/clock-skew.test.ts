import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { table as arqueroTable, desc } from "arquero";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { simulate } from "../../datasets/simulate.ts";
import type { Events } from "../../toolkit/core/events.ts";
import { type Random, random } from "../../toolkit/core/random.ts";
import { type ClockSkewOptions, clockSkew } from "../../toolkit/normalise/clock-skew.ts";
import { normalise } from "../../toolkit/normalise/normalise.ts";
import type { SkewColumns } from "../../toolkit/normalise/skew-result.ts";
import { readAccessLog } from "../../toolkit/sources/read-access-log.ts";
import { readCsv } from "../../toolkit/sources/read-csv.ts";
import { readJsonl } from "../../toolkit/sources/read-jsonl.ts";
import { readLog } from "../../toolkit/sources/read-log.ts";
import { readParquet } from "../../toolkit/sources/read-parquet.ts";

const DAY = 864e5;
const START = Date.UTC(2025, 1, 1);

interface World {
  seed: number;
  /** What the second clock is ahead, ms, at a moment. */
  skew: (at: number) => number;
  delay: (chance: Random) => number;
  events?: number;
  users?: number;
  /** Written in units of so many ms. */
  unit?: number;
}

/** Half of the events are seen by both clocks, half by one of them only. */
function twoClocks({ seed, skew, delay, events = 300, users = 30, unit = 1 }: World): Events {
  const chance = random(seed);
  const rows: { at: number; kind: string; user: string }[] = [];
  const add = (at: number, kind: string, user: string) => rows.push({ at: Math.floor(at / unit) * unit, kind, user });
  for (let i = 0; i < events; i++) {
    const user = `u${chance.integer(users)}`;
    const at = START + chance.integer(30 * DAY);
    const sees = chance.uniform();
    if (sees < 0.75) add(at, "auth", user);
    if (sees < 0.5) add(at + delay(chance) + skew(at), "app", user);
    else if (sees >= 0.75) add(at + skew(at), "app", user);
  }
  const column = (name: "at" | "kind" | "user") => rows.map((row) => row[name]);
  return arqueroTable({ at: column("at"), kind: column("kind"), user: column("user") }) as Events;
}

const ASK: ClockSkewOptions = { from: "auth", to: "app", by: "user" };
const rowsOf = (events: { objects(options: object): object[] }) => events.objects({ limit: Infinity }) as SkewColumns[];

describe("the interval holds a planted skew in about 95 of 100 worlds, half of whose events have no counterpart:", () => {
  const shapes: Record<string, [World["delay"], Partial<World>, Partial<ClockSkewOptions>]> = {
    "jitter of seconds": [(chance) => chance.normal(0, 2000), {}, {}],
    "jitter of milliseconds": [(chance) => chance.normal(0, 20), { events: 100, users: 3 }, {}],
    "rare and far outliers": [(chance) => 1000 * Math.tan(Math.PI * (chance.uniform() - 0.5)), {}, {}],
    "few events": [(chance) => chance.normal(0, 5000), { events: 60 }, {}],
    "effects that follow after a while": [
      (chance) => chance.exponential(20_000),
      { events: 400 },
      { pairs: "follows" },
    ],
    "a usual delay that is told": [(chance) => 4000 + chance.normal(0, 500), {}, { delay: "4s" }],
  };
  test.each(Object.entries(shapes))("%s", (_, [delay, world, options]) => {
    let held = 0;
    let told = 0;
    for (let seed = 0; seed < 200; seed++) {
      const skew = random(seed + 7000).integer(1_200_000) - 600_000;
      const found = clockSkew(twoClocks({ seed, skew: () => skew, delay, ...world }), { ...ASK, ...options });
      if (Number.isNaN(found.skew)) continue;
      told++;
      if (found.lower * 1000 <= skew && skew <= found.upper * 1000) held++;
    }
    expect(told).toBeGreaterThanOrEqual(185);
    // 200 draws at 0.95: fewer than 0.905 happen once in 200; a "follows" interval is wider than it need be
    expect(held / told).toBeGreaterThanOrEqual(0.905);
    expect(held / told).toBeLessThanOrEqual(1);
  });

  test("also where both write whole seconds", () => {
    let held = 0;
    for (let seed = 0; seed < 100; seed++) {
      const world = { seed, skew: () => 23_400, delay: (c: Random) => c.normal(0, 300), unit: 1000 };
      const { lower, upper } = clockSkew(twoClocks(world), ASK);
      if (lower <= 23.4 && upper >= 23.4) held++;
    }
    expect(held).toBeGreaterThanOrEqual(95);
  });
});

describe("a skew that is none is not told:", () => {
  const unrelated = (seed: number, events: number) =>
    twoClocks({ seed, skew: (at) => (at % 7919) * 3e5, delay: () => 0, events });
  test("unrelated events have no lag, in 100 worlds at most one", () => {
    const told = Array.from({ length: 100 }, (_, seed) => clockSkew(unrelated(seed, 2000), ASK)).filter(
      ({ skew }) => !Number.isNaN(skew),
    );
    expect(told.length).toBeLessThanOrEqual(1);
  });
  test("too few pairs give a reason, not a number", () => {
    const found = clockSkew(twoClocks({ seed: 1, skew: () => 0, delay: () => 0, events: 9 }), ASK);
    expect([found.skew, found.lower, found.upper, found.pairs, found.correction]).toEqual([
      NaN,
      NaN,
      NaN,
      0,
      undefined,
    ]);
    expect(found.verdict).toBe(
      "the skew of app against auth cannot be told: too few pairs: at least 8 must belong together",
    );
  });
  test("events at fixed intervals fit at several lags", () => {
    const at = Array.from({ length: 400 }, (_, i) => START + i * 612_345);
    const rows = [...at, ...at.map((time) => time + 5000)];
    const events = arqueroTable({
      at: rows,
      kind: rows.map((_, i) => (i < 400 ? "auth" : "app")),
      user: rows.map(() => "u"),
    });
    expect(clockSkew(events as Events, ASK).verdict).toBe(
      "the skew of app against auth cannot be told: several lags fit as well",
    );
  });
  test("clocks that agree need no correction", () => {
    const found = clockSkew(twoClocks({ seed: 2, skew: () => 0, delay: (c) => c.normal(0, 500) }), ASK);
    expect(found.verdict).toMatch(
      /^the clocks of app and auth agree \(95 % interval -0\.\d+ s to 0\.\d+ s, 1\d\d pairs\); it stays so$/,
    );
    expect(found.correction).toBeUndefined();
  });
  test("an empty table, and columns without any value, have no skew", () => {
    const none = arqueroTable({ at: [], kind: [], user: [] }) as unknown as Events;
    expect(clockSkew(none, ASK).table.numRows()).toBe(0);
    const nobody = arqueroTable({ at: [1, 2], kind: ["auth", "app"], user: [null, null] }) as unknown as Events;
    expect(clockSkew(nobody, ASK).skew).toBeNaN();
    const never = arqueroTable({ at: [NaN, NaN], kind: ["auth", "app"], user: ["u", "u"] }) as unknown as Events;
    expect(clockSkew(never, ASK).skew).toBeNaN();
  });
});

describe("over time a skew", () => {
  const course = (skew: (at: number) => number) =>
    clockSkew(twoClocks({ seed: 3, skew, delay: (c) => c.normal(0, 400), events: 900 }), ASK);
  test("that stays the same is one, with a correction that can be pasted", () => {
    const found = course(() => -23_000);
    expect([found.drift, found.correction, found.table.numRows()]).toEqual([
      "constant",
      expect.stringMatching(/^\+2[23](\.\d+)?s$/),
      8,
    ]);
    expect(found.verdict).toMatch(
      /^the clock of app is 2\d(\.\d+)? s behind that of auth \(95 % interval .*\); it stays so$/,
    );
  });
  test("that grows is a line", () => {
    const found = course((at) => ((at - START) / DAY) * 2000);
    expect([found.drift, found.correction]).toEqual(["linear", undefined]);
    expect(Number(/grows by ([\d.]+) s a day/.exec(found.verdict)![1])).toBeCloseTo(2, 1);
  });
  test("that jumps is told with its day, and each part with its correction", () => {
    const found = course((at) => (at < START + 15 * DAY ? 23_000 : 3_623_000));
    expect([found.drift, found.correction]).toEqual(["jump", undefined]);
    expect(found.verdict).toMatch(
      /it jumps about 2025-02-1[4-8], from 2[23](\.\d)? s to 362[23](\.\d)? s: an hour, as where a zone or its summer time was read wrong$/,
    );
    expect(rowsOf(found.table).map(({ skew }) => Math.round(skew / 100))).toEqual([0, 0, 36, 36]);
  });
});

test("the order of rows changes nothing", () => {
  const events = twoClocks({ seed: 4, skew: () => 5000, delay: (c) => c.normal(0, 900) });
  const turned = events.orderby(desc("kind"), "user", desc("at")) as Events;
  const [a, b] = [
    clockSkew(events, { ...ASK, by: ["user"], each: "user" }),
    clockSkew(turned, { ...ASK, each: "user" }),
  ];
  expect([b.skew, b.lower, b.upper, b.verdict]).toEqual([a.skew, a.lower, a.upper, a.verdict]);
  expect(rowsOf(b.table)).toEqual(rowsOf(a.table));
});

test.each<[string, object]>([
  ["a column that is not there", { by: "usr" }],
  ["no events", { to: undefined }],
  ["no column", { by: [] }],
  ["each value of another column", { each: "device" }],
  ["a window of no length", { within: "0s" }],
  ["a confidence in percent", { confidence: 95 }],
  ["another relation", { pairs: "nearest" }],
])("is refused: %s", (_, wrong) => {
  const events = twoClocks({ seed: 5, skew: () => 0, delay: () => 0 });
  expect(() => clockSkew(events, { ...ASK, ...wrong } as ClockSkewOptions)).toThrowErrorMatchingSnapshot();
});

describe("in the simulated country", () => {
  const out = mkdtempSync(join(tmpdir(), "phonograph-skew-"));
  const file = (name: string) => join(out, name);
  beforeAll(() => simulate({ people: 1500, days: 90, seed: 5, out, progress: () => {} }), 60_000);
  afterAll(() => rmSync(out, { recursive: true, force: true }));

  const web = async () => ({
    raw: await readAccessLog(file("exports/access.log")),
    map: {
      at: "at",
      kind: { constant: "web" },
      user: "user",
      name: { column: "path", match: { "^/checkout/thanks": "thanks" } },
    } as const,
  });
  const payments = async () => ({
    raw: await readParquet(file("exports/payments.parquet")),
    map: { at: "paid_at", kind: { constant: "payment" }, user: "user_id" } as never,
  });
  const ask: ClockSkewOptions = { from: "payment", to: { kind: "web", name: "thanks" }, by: "user", delay: "900ms" };

  test("the shop's clock is 23 s ahead; corrected, it agrees, and the correction is an issue", async () => {
    const before = await normalise([await web(), { ...(await payments()), zone: "UTC" }], { zone: "Europe/Lisbon" });
    const found = clockSkew(before.table, ask);
    expect(found.lower).toBeLessThanOrEqual(23);
    expect(found.upper).toBeGreaterThanOrEqual(23);
    expect(found.upper - found.lower).toBeLessThan(1.5);
    expect([found.drift, found.correction]).toEqual(["constant", expect.stringMatching(/^-2[23](\.\d)?s$/)]);
    const after = await normalise(
      [
        { ...(await web()), clock: found.correction! },
        { ...(await payments()), zone: "UTC" },
      ],
      {
        zone: "Europe/Lisbon",
      },
    );
    expect(clockSkew(after.table, ask).verdict).toMatch(/^the clocks of web\.thanks and payment agree/);
    expect(after.issues.array("reason")).toContain(`at: clock corrected by ${found.correction}`);
  });

  test("times in UTC that were read as local ones show as a jump of an hour on the last Sunday of March", async () => {
    const { table } = await normalise([await web(), await payments()], { zone: "Europe/Lisbon" });
    const found = clockSkew(table, ask);
    expect(found.drift).toBe("jump");
    expect(rowsOf(found.table).at(-1)!.skew).toBeCloseTo(3623, -1);
  });

  test("devices whose clock is minutes off are told, one by one, from those whose clock is right", async () => {
    const pattern = /^(?<at>\S+) \S+ authd\[\d+\]: \S+ result=\S+ method=\S+ user=(?<user>\S+) device=(?<device>\S+)/;
    const { table } = await normalise(
      [
        {
          raw: await readLog(file("exports/auth.log"), { pattern }),
          map: { at: "at", kind: { constant: "auth" }, device: "device" },
        },
        {
          raw: await readJsonl(file("exports/app-events.jsonl")),
          map: { at: "ts", kind: { constant: "app" }, device: "device" } as never,
        },
      ],
      { zone: "Europe/Lisbon" },
    );
    const found = clockSkew(table, { from: "auth", to: "app", by: "device", each: "device" });
    const truth = await readCsv(file("truth/devices.csv"), { columns: { id: "device_id", ahead: "clock_ahead_ms" } });
    const ahead = new Map(
      (truth.table.objects({ limit: Infinity }) as { id: string; ahead: number | string }[]).map(({ id, ahead }) => [
        id,
        Number(ahead) / 1000,
      ]),
    );
    const known = rowsOf(found.table).filter(({ reason }) => reason === null);
    const off = known.filter(({ value }) => Math.abs(ahead.get(value!)!) > 5);
    expect(known.length).toBeGreaterThan(100);
    expect(off.length).toBeGreaterThan(2);
    // the app writes 0.9 s behind its login, or 0.4 s before the token is asked for
    const near = known.filter(({ value, skew }) => Math.abs(skew - ahead.get(value!)!) < 3);
    expect(near.length / known.length).toBeGreaterThan(0.97);
    expect(off.every(({ value, skew }) => Math.abs(skew - ahead.get(value!)!) < 3)).toBe(true);
  });
});

test("no number that a pattern names stands in the result", () => {
  const events = twoClocks({ seed: 3, skew: () => 23_000, delay: () => 0 });
  const peer = Array.from({ length: events.numRows() }, () => "+351961234567");
  const ask = { from: { kind: "auth", peer: "+351961234567" }, to: { kind: "app" }, by: "user" } as const;
  const found = clockSkew(events.assign(arqueroTable({ peer })) as Events, ask);
  expect(found.skew).toBeCloseTo(23, 1);
  expect(JSON.stringify(found.about)).not.toContain("96123");
  expect(found.about.options).toMatchObject({ from: "auth peer=+351•••••••67", to: "app" });
});

describe("a skew is found", () => {
  const ask = { from: "payment", to: "web", by: "user" } as const;
  /** Pages of payments by a clock that is ahead, a second more or less. */
  const paid = (seed: number, n: number, users: number, span: number, ahead: number | "unrelated") => {
    const chance = random(seed);
    const rows = Array.from({ length: n }, (_, i) => ({ user: `u${i % users}`, at: 1.7e12 + chance.integer(span) }));
    return arqueroTable({
      at: rows.flatMap(({ at }) => [
        at,
        ahead === "unrelated" ? 1.7e12 + chance.integer(span) : at + ahead + chance.normal(0, 1000),
      ]),
      kind: rows.flatMap(() => ["payment", "web"]),
      name: rows.flatMap(() => [null, null]),
      user: rows.flatMap(({ user }) => [user, user]),
    }) as Events;
  };

  test.each([
    ["the data spans no more than what is looked at", 400, 20, 72e5],
    ["it spans half an hour", 200, 10, 18e5],
    ["all of it is of one user", 400, 1, 72e5],
    ["one user has very many events", 30_000, 1, 9 * 864e5],
  ])("where %s", (_, n, users, span) => {
    const { skew, lower, upper } = clockSkew(paid(1, n, users, span, 23_000), ask);
    expect(Math.abs(skew - 23)).toBeLessThan(0.3);
    expect(lower).toBeLessThan(23.1);
    expect(upper).toBeGreaterThan(22.9);
  });

  test("in unrelated events of a short time never", () => {
    for (let seed = 1; seed <= 12; seed++) {
      for (const [n, users, span] of [
        [400, 20, 72e5],
        [300, 1, 18e5],
      ] as const) {
        expect(clockSkew(paid(seed, n, users, span, "unrelated"), ask).skew).toBeNaN();
      }
    }
  });

  test("and named as a wrong zone where it is an hour", () => {
    const { verdict } = clockSkew(paid(2, 400, 20, 20 * 864e5, 36e5), ask);
    expect(verdict).toMatch(/ahead of.*so even an amount is a wrong zone rather than a wrong clock$/);
    expect(clockSkew(paid(2, 400, 20, 20 * 864e5, 23_000), ask).verdict).not.toMatch(/zone/);
  });

  test("only among events that there are: a pattern without any is refused by name", () => {
    const to = "web.logni";
    expect(() => clockSkew(paid(1, 20, 2, 1e6, 0), { ...ask, to })).toThrow(/to "web.logni" matches no event/);
  });
});
