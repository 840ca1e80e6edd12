import { table as arqueroTable } from "arquero";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import * as phonograph from "../../toolkit/index.ts";
import { clean, type Events, funnel, type LedgerStep, ledger, link, normalise, readCsv } from "../../toolkit/index.ts";
import { scratch } from "../sources/scratch.ts";

const file = scratch();
const objects = (table: { objects(): object[] }) => table.objects() as Record<string, unknown>[];

function thrown(act: () => unknown): string {
  try {
    act();
  } catch (error) {
    return (error as Error).message;
  }
  return "no error";
}

const CALLS = `type,a,b,start,secs
MOC,912345678,961234567,2026-03-01 12:00:00,61
MOC,912345678,961234567,2026-03-01 12:00:00,61
MOC,912345678,961234567,2026-03-01 12:00:01,61
MTC,961234567,912345678,2026-03-01 12:00:01,60
MOC,912345678,961234567,soon,5
MOC,931234567,961234567,2026-03-04 10:00:00,-4
broken
MOC,931234567,961234567,2026-03-09 10:00:00,
`;
const LOGINS = `who,phone,at
ann,912345678,2026-03-01T11:00:00Z
ann,912345678,2026-03-02T11:00:00Z
ann,912345678,2026-03-02T11:00:00Z
bob,961234567,2026-03-05T11:00:00Z
,,2026-03-06T11:00:00Z
`;

async function wholeWay() {
  const calls = await readCsv(file("calls.csv", CALLS), {
    columns: { type: "type", a: "a", b: "b", start: "start", secs: { from: "secs", type: "number" } },
  });
  const logins = await readCsv(file("logins.csv", LOGINS));
  const events = await normalise(
    [
      {
        raw: calls,
        map: {
          at: "start",
          kind: { constant: "call" },
          direction: { column: "type", values: { MOC: "out", MTC: "in" } },
          status: { constant: "answered" },
          phone: "a",
          peer: "b",
          duration: "secs",
        },
      },
      {
        raw: logins,
        map: { at: "at", kind: { constant: "auth" }, name: { constant: "login" }, user: "who", phone: "phone" },
      },
    ],
    { region: "PT", zone: "Europe/Lisbon", latest: "2027-01-01" },
  );
  const cleaned = await clean(events.table, { latest: "2027-01-01" });
  const linked = await link(cleaned.table);
  return { calls, logins, events, cleaned, linked };
}

const SKEW = { from: "auth.login", to: "call", by: "phone" } as const;
const sum = (numbers: readonly number[]) => numbers.reduce((total, number) => total + number, 0);

/** What each verb that takes events says of these. */
async function answersOf(events: Events) {
  const { checkLinks, churn, clockSkew, cooccurrence, evaluateLinks, lifecycle, localTimes, paths, quality } =
    phonograph;
  const { retention, segmentByBehaviour, segmentByCarrier, segmentByRegion, sessions, stickiness } = phonograph;
  const { features, precedes, screen, whatConverts } = phonograph;
  return {
    checkLinks: await checkLinks(await cooccurrence(events, { trigger: "call", response: "auth.login" })),
    churn: await churn(events, { inactivity: "2d" }),
    clockSkew: clockSkew(events, SKEW),
    cooccurrence: await cooccurrence(events, { trigger: "call", response: "auth.login" }),
    evaluateLinks: evaluateLinks(await link(events), "user"),
    features: await features(events, { calls: { count: "call" } } as never),
    funnel: await funnel(events, ["call", "auth.login"], { within: "2d", censor: "drop" }),
    lifecycle: await lifecycle(events, { period: "day" }),
    link: await link(events),
    localTimes: localTimes(events),
    paths: await paths(events, { start: "call", steps: 2 }),
    precedes: await precedes(events, { trigger: "call", response: "auth.login" }, { within: "1h", active: "whole" }),
    quality: await quality(events),
    retention: await retention(events, { period: "day" }),
    screen: await screen(events, { within: "1h", active: "whole" }),
    segmentByBehaviour: await segmentByBehaviour(events),
    segmentByCarrier: segmentByCarrier(events),
    segmentByRegion: segmentByRegion(events),
    sessions: await sessions(events),
    stickiness: await stickiness(events, { windows: [2] }),
    whatConverts: await whatConverts(events, { from: "call", to: "auth.login" }),
  };
}

/** Verbs whose results come before there are events, or make them. */
const BEFORE = ["readAccessLog", "readArrow", "readCsv", "readJsonl", "readLog", "readParquet", "normalise", "clean"];
/** Verbs that take no events. */
const NO_STEP = [
  ...["explainLink", "explainNumber", "findNumbers", "hash32", "isPhonographError", "join", "ledger", "mask"],
  ...["numberBanners", "parseNumbers", "random", "resolve", "sameNumber", "numberMigrations", "wilson"],
  ...["evaluatePairs", "explainNonLink", "explainPair", "explainPerson"],
  ...["fisher", "newcombe", "inPartitions", "orderEvents", "asOfJoin", "windowJoin", "joinPeople"],
  // records of customers and tables of people are no events
  ...["crmHygiene", "duplicateBlocks", "evaluateDuplicates", "explainDuplicate", "findDuplicates", "segmentByCluster"],
  ...["display", "figures", "md", "report", "runNotebook", "skip", "plot", "svgDocument"],
];
const verbsOf = (all: object) =>
  Object.entries(all).flatMap(([name, value]) =>
    typeof value === "function" && /^[a-z]/.test(name) && !/(Chart|Spec)$/.test(name) ? [name] : [],
  );

describe("ledger", () => {
  test("every verb that answers about events can be a step, after any other, and the books balance", async () => {
    const { calls, logins, events, cleaned, linked } = await wholeWay();
    const answers = await answersOf(linked.table);
    const answering = Object.keys(answers);
    const others = [...BEFORE, ...NO_STEP];
    expect(answering.filter((name) => others.includes(name))).toEqual([]);
    expect([...answering, ...others].sort()).toEqual(verbsOf(phonograph).sort());
    for (const [name, answer] of Object.entries(answers)) {
      const { balance, rowsIn, rowsOut, dropped } = ledger(calls, logins, events, cleaned, linked, answer);
      expect([rowsIn, rowsOut, dropped], name).toEqual([13, 8, 5]);
      const last = objects(balance).at(-1) as Record<string, number>;
      expect(last.opening, name).toBe(8);
      expect(last.dropped, name).toBe(0);
      const stay = ["link", "localTimes"].includes(name);
      expect(last.leftOut, name).toBe(stay ? 0 : sum(answer.about.excluded.map(({ rows }) => rows)));
      expect(last.closing, name).toBe(8 - last.leftOut!);
    }
    const all = ledger(calls, logins, events, cleaned, linked, ...Object.values(answers));
    expect([all.rowsIn, all.rowsOut, all.dropped]).toEqual([13, 8, 5]);
    const anywhere = [
      ledger(events, await phonograph.quality(events), cleaned, await phonograph.quality(cleaned), linked),
      ledger(cleaned, await phonograph.quality(cleaned)),
      ledger(cleaned, phonograph.localTimes(cleaned.table), linked),
    ];
    expect(anywhere.map(({ rowsIn, rowsOut, dropped }) => [rowsIn, rowsOut, dropped])).toEqual([
      [13, 8, 5],
      [9, 8, 1],
      [9, 8, 1],
    ]);
  });

  test("an answer alone drops nothing, and two of different events do not go together", async () => {
    const { cleaned, linked } = await wholeWay();
    const answer = await funnel(linked.table, ["call", "auth.login"], { within: "2d", censor: "drop" });
    const { rowsIn, rowsOut, dropped, balance } = ledger(answer);
    expect([rowsIn, rowsOut, dropped]).toEqual([8, 8, 0]);
    expect((objects(balance)[0] as { leftOut: number }).leftOut).toBeGreaterThan(0);
    const calls = (cleaned.table as Events).filter((d: { kind: string }) => d.kind === "call") as Events;
    const other = await phonograph.quality(calls);
    expect(thrown(() => ledger(answer, other))).toContain("8 rows out, 4 rows in");
  });

  test("rows in are rows out and rows dropped after every step, from the files to the answers", async () => {
    const { calls, logins, events, cleaned, linked } = await wholeWay();
    const answers = Object.values(await answersOf(linked.table));
    const steps: LedgerStep[] = [calls, logins, events, cleaned, linked, ...answers];
    for (let until = 1; until <= steps.length; until++) {
      const { balance, rowsIn, rowsOut, dropped } = ledger(...steps.slice(0, until));
      expect(rowsIn).toBe(rowsOut + dropped);
      for (const { opening, dropped: gone, leftOut, closing } of objects(balance) as Record<string, number>[]) {
        expect(opening).toBe(gone + leftOut + closing);
      }
    }
    const whole = ledger(...steps);
    expect([whole.rowsIn, whole.rowsOut, whole.dropped]).toEqual([13, 8, 5]);
    expect(objects(whole.balance).slice(0, 5)).toEqual([
      { step: "readCsv", opening: 8, dropped: 1, leftOut: 0, closing: 7 },
      { step: "readCsv 2", opening: 5, dropped: 0, leftOut: 0, closing: 5 },
      { step: "normalise", opening: 12, dropped: 3, leftOut: 0, closing: 9 },
      { step: "clean", opening: 9, dropped: 1, leftOut: 0, closing: 8 },
      { step: "link", opening: 8, dropped: 0, leftOut: 0, closing: 8 },
    ]);
    expect(
      objects(whole.table)
        .filter(({ effect }) => effect === "dropped")
        .map(({ step, reason, rows, lines }) => [step, reason, rows, lines]),
    ).toEqual([
      ["readCsv", "too few columns", 1, "8"],
      ["normalise", "at: not a time", 1, "6"],
      ["normalise", "repeated row", 1, "3"],
      ["normalise", "repeated row", 1, "4"],
      ["clean", "redelivered: an event delivered again with a slightly other time", 1, "4"],
    ]);
  });

  test("without its readers, normalise tells what they dropped", async () => {
    const { events, cleaned } = await wholeWay();
    const { rowsIn, balance } = ledger(events, cleaned);
    expect(rowsIn).toBe(13);
    expect(objects(balance)[0]).toMatchObject({ opening: 13, dropped: 4, closing: 9 });
  });

  test("a table that was filtered by hand is a step with a name; without it the difference is told", async () => {
    const { events, cleaned } = await wholeWay();
    const calls = (cleaned.table as Events).filter((d: { kind: string }) => d.kind === "call") as Events;
    const linked = await link(calls);
    expect(thrown(() => ledger(events, cleaned, linked))).toMatchInlineSnapshot(`
      "ledger: what goes into "link" must be what came out of the step before
        found: 8 rows out, 4 rows in: a difference of 4
        try: name what was done in between as a step: { step: "calls only", table: calls }"
    `);
    const { table, rowsOut } = ledger(events, cleaned, { step: "calls only", table: calls }, linked);
    expect(rowsOut).toBe(4);
    expect(objects(table).find(({ reason }) => reason === "left out by hand")).toMatchObject({
      step: "calls only",
      source: "logins.csv",
      effect: "dropped",
      rows: 4,
    });
  });

  test("a table made by hand that moved, renamed or added rows of a source is refused", async () => {
    const { cleaned } = await wholeWay();
    const at = cleaned.table.array("at") as number[];
    const kind = cleaned.table.array("kind") as string[];
    const was = cleaned.table.array("source") as string[];
    const told = (source: readonly string[], rows = source.length) =>
      thrown(() =>
        ledger(cleaned, {
          step: "by hand",
          table: arqueroTable({
            at: [...at].slice(0, rows),
            kind: [...kind].slice(0, rows),
            source: source.slice(0, rows),
          }),
        }),
      );
    const sources = [...was];
    expect(told(sources)).toBe("no error");
    expect(told(sources, 3)).toBe("no error");
    expect(told(sources.map((name) => (name === "logins.csv" ? "b.csv" : name)))).toMatchInlineSnapshot(`
      "ledger: "by hand" may only leave out rows of the step before
        found: source "b.csv" had 0 rows, has 4
        try: filter the events of the step before, and leave their column "source" as it is"
    `);
    const first = sources.indexOf("logins.csv");
    expect(told(sources.map((name, i) => (i === first ? "calls.csv" : name)))).toMatchInlineSnapshot(`
      "ledger: "by hand" may only leave out rows of the step before
        found: source "calls.csv" had 4 rows, has 5
        try: filter the events of the step before, and leave their column "source" as it is"
    `);
    expect(told([...sources.slice(0, -1), "351912345678.csv"])).toMatch(/source "351•+78\.csv" had 0 rows, has 1/);
  });

  test("a step by hand balances source by source, or is refused because one has more rows than it had", () => {
    const sources = fc.array(fc.constantFrom("a", "b", null), { maxLength: 12 });
    const table = (source: readonly (string | null)[]) =>
      arqueroTable({ at: source.map((_, i) => i), kind: source.map(() => "call"), source: [...source] });
    const count = (all: readonly (string | null)[], one: string | null) => all.filter((name) => name === one).length;
    fc.assert(
      fc.property(sources, sources, (before, after) => {
        const steps = [
          { step: "before", table: table(before) },
          { step: "after", table: table(after) },
        ];
        const grew = ["a", "b", null].some((name) => count(after, name) > count(before, name));
        if (grew) {
          expect(thrown(() => ledger(...steps))).toContain("may only leave out rows");
          return;
        }
        const { table: told, rowsIn, rowsOut, dropped } = ledger(...steps);
        expect([rowsIn, rowsOut, dropped]).toEqual([before.length, after.length, before.length - after.length]);
        for (const { source, effect, rows } of objects(told)) {
          const name = source === "unknown" ? null : (source as string);
          if (effect === "dropped") expect(rows).toBe(count(before, name) - count(after, name));
        }
      }),
    );
  });

  test("raw rows left out by hand before they are read as events are told", async () => {
    const { calls, logins } = await wholeWay();
    const table = calls.table.filter((d: { type: string }) => d.type === "MOC") as typeof calls.table;
    const events = await normalise(
      [
        { raw: { ...calls, table }, map: { at: "start", kind: { constant: "call" }, phone: "a" } },
        { raw: logins, map: { at: "at", kind: { constant: "auth" }, user: "who" } },
      ],
      { region: "PT", zone: "Europe/Lisbon", latest: "2027-01-01" },
    );
    const { balance, rowsIn, rowsOut, dropped } = ledger(calls, { step: "own calls", table }, logins, events);
    expect(rowsIn).toBe(13);
    expect(rowsOut).toBe(events.table.numRows());
    expect(dropped).toBe(rowsIn - rowsOut);
    expect(sum(objects(balance).map(({ dropped: gone }) => gone as number))).toBe(dropped);
    expect(objects(balance)[1]).toEqual({ step: "own calls", opening: 7, dropped: 1, leftOut: 0, closing: 6 });
  });

  test("a number in the name of a file or a step is masked, and two that look alike then are told apart", () => {
    const step = (source: string[]) => {
      const [at, kind] = [source.map((_, i) => i), source.map(() => "call")];
      return arqueroTable({ at, kind, source });
    };
    const names = ["351912345678.csv", "351912340078.csv", "cdr-2026-03-01.csv", "cdr 2026-03-01 912345678.csv"];
    const { table } = ledger(
      { step: "+351912345678", table: step([...names, ...names, ...names]) },
      { step: "fewer", table: step(names) },
      { step: "none", table: step([]) },
    );
    const shown = JSON.stringify(table.objects());
    expect(shown).not.toMatch(/912345678|912340078|91234/);
    const sources = objects(table).flatMap(({ source, effect }) => (effect === "dropped" ? [source] : []));
    const masked = ["351•••••••78.csv", "351•••••••78.csv 2", "cdr-2026-03-01.csv", "cdr 2026-03-01 •••••••78.csv"];
    expect(sources).toEqual([...masked, ...masked]);
  });

  test("whatever is dropped, blanked or noted, the books balance", async () => {
    const row = fc.record({
      at: fc.constantFrom(0, 1000, 2000, 60_000).map((ms) => Date.UTC(2026, 2, 1) + ms),
      phone: fc.constantFrom("+351912345678", "+351961234567", null),
      peer: fc.constantFrom("+351912345678", "+351961234567", null),
      direction: fc.constantFrom("in", "out"),
      duration: fc.constantFrom(-5, 1, 60, 1e6, Number.NaN),
      source: fc.constantFrom("a", "b"),
    });
    const effect = fc.constantFrom("dropped", "noted") as fc.Arbitrary<"dropped" | "noted">;
    await fc.assert(
      fc.asyncProperty(fc.array(row, { maxLength: 30 }), effect, effect, async (rows, parties, overlap) => {
        const columns = ["at", "phone", "peer", "direction", "duration", "source"] as const;
        const events = arqueroTable({
          ...Object.fromEntries(columns.map((name) => [name, rows.map((r) => r[name])])),
          kind: rows.map(() => "call"),
          row: rows.map((_, i) => i + 1),
        }) as unknown as Events;
        const cleaned = await clean(events, {
          rules: { "both-parties": { effect: parties }, overlap: { effect: overlap } },
        });
        const { rowsIn, rowsOut, dropped } = ledger(cleaned);
        expect([rowsIn, rowsOut]).toEqual([rows.length, cleaned.table.numRows()]);
        expect(dropped).toBe(cleaned.dropped);
      }),
      { numRuns: 60 },
    );
  });

  test("what is no result is refused", () => {
    expect(thrown(() => ledger())).toMatchInlineSnapshot(`
      "ledger: give at least one step
        found: none
        try: ledger(raw, normalised, cleaned, linked), results whole, not their tables"
    `);
    expect(thrown(() => ledger(arqueroTable({ at: [1] }) as never))).toMatchInlineSnapshot(`
      "ledger: step 1 must be a result, or { step, table }
        found: object
        try: ledger(raw, normalised, cleaned, linked), results whole, not their tables"
    `);
    expect(thrown(() => ledger(null as never))).toMatchInlineSnapshot(
      `
      "ledger: step 1 must be a result, or { step, table }
        found: null
        try: ledger(raw, normalised, cleaned, linked), results whole, not their tables"
    `,
    );
  });
});
