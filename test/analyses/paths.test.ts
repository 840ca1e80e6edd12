import { table } from "arquero";
import fc from "fast-check";
import { beforeAll, describe, expect, test } from "vitest";
import { funnel } from "../../toolkit/analyses/funnel.ts";
import { type PathOptions, paths } from "../../toolkit/analyses/paths.ts";
import type { PathEdgeColumns, PathFlow, PathSequenceColumns } from "../../toolkit/analyses/paths-result.ts";
import { pathsChart } from "../../toolkit/charts/paths-chart.ts";
import type { Segments } from "../../toolkit/core/groups.ts";
import { random } from "../../toolkit/core/random.ts";
import { wilson } from "../../toolkit/core/statistics/wilson.ts";
import { journeys } from "../journeys.ts";
import { chdbInstalled, type DatedEvent, datedWorlds, inClickhouse, toDatedEvents } from "./calendar-worlds.ts";

type Row = Record<string, never>;
const rows = (table: PathFlow["table"] | PathFlow["nodes"] | PathFlow["sequences"]) =>
  table.objects({ limit: Infinity }) as Row[];
const edges = ({ table }: PathFlow) =>
  rows(table).map(({ level, from, to, paths: n }) => `${level} ${from} > ${to} ${n}`);

describe("paths", () => {
  const shop = journeys({
    ann: "10:00 auth.login, 10:01 app.search, 10:02 app.search, 10:03 app.buy",
    bob: "10:00 app.open, 10:05 auth.login, 10:06 app.search, 10:50 app.help",
    cy: "11:00 auth.login, 11:01 app.help, 11:02 auth.login, 11:03 app.search",
    dee: "12:00 app.open",
    nobody: "10:00 auth.login, 18:00 call",
  });

  test("tell what follows, step by step, repeats as one, with an exit where the visit ends", async () => {
    const result = await paths(shop, { start: "auth.login", steps: 2 });
    expect(edges(result)).toEqual([
      "0 auth.login > app.search 2",
      "0 auth.login > app.help 1",
      "1 app.search > app.buy 1",
      "1 app.search > exit 1",
      "1 app.help > auth.login 1",
    ]);
    expect(rows(result.nodes)[1]).toMatchObject({
      level: 1,
      node: "app.search",
      kind: "event",
      paths: 2,
      ...bounds(2, 3),
    });
    expect(result).toMatchObject({ paths: 3, people: 3, distinct: 3, unfinished: 0, anchor: "auth.login" });
    expect(rows(result.sequences).map(({ sequence }) => sequence)).toEqual([
      "auth.login → app.help → auth.login",
      "auth.login → app.search → app.buy",
      "auth.login → app.search → exit",
    ]);
  });

  const bounds = (n: number, of: number) => {
    const { estimate, lower, upper } = wilson(n, of);
    return { share: estimate, lower, upper };
  };

  test("edges and whole paths have Wilson's intervals: of all paths, and of those at the edge's beginning", async () => {
    const result = await paths(shop, { start: "auth.login", steps: 2, confidence: 0.9 });
    const of = (n: number, all: number) => wilson(n, all, 0.9);
    const [search, , buy] = rows(result.table) as unknown as PathEdgeColumns[];
    expect([search.share, search.share_lower, search.share_upper]).toEqual(Object.values(of(2, 3)));
    expect([buy.share, buy.share_lower, buy.share_upper]).toEqual(Object.values(of(1, 3)));
    expect([buy.rate, buy.rate_lower, buy.rate_upper]).toEqual(Object.values(of(1, 2)));
    const [first] = rows(result.sequences) as unknown as PathSequenceColumns[];
    expect([first.share, first.lower, first.upper]).toEqual(Object.values(of(1, 3)));
  });

  test("kept repeats are steps, and without a gap a visit is the whole life", async () => {
    const kept = await paths(shop, { start: "auth.login", steps: 2, repeats: "keep" });
    expect(edges(kept)).toContain("1 app.search > app.search 1");
    const whole = await paths(shop, { start: "auth.login", steps: 2, gap: "none" });
    expect(edges(whole)).toContain("1 app.search > app.help 1");
  });

  test("tell what comes before an event, from the entry on, and around it", async () => {
    const before = await paths(shop, { end: "app.search", steps: 2 });
    expect(edges(before)).toEqual([
      "-2 app.help > auth.login 1",
      "-2 app.open > auth.login 1",
      "-2 entry > auth.login 1",
      "-1 auth.login > app.search 3",
    ]);
    const around = await paths(shop, { through: "auth.login", steps: 1 });
    expect(edges(around)).toEqual([
      "-1 app.open > auth.login 1",
      "-1 entry > auth.login 2",
      "0 auth.login > app.search 2",
      "0 auth.login > app.help 1",
    ]);
  });

  test("beyond the most frequent, events are other, so that every level still sums", async () => {
    const result = await paths(shop, { start: "auth.login", steps: 1, top: 1 });
    expect(edges(result)).toEqual(["0 auth.login > app.search 2", "0 auth.login > other 1"]);
  });

  test("a person is counted once unless each visit counts; then there is no interval", async () => {
    const twice = journeys({ ann: "10:00 app.a, 10:01 app.b, 12:00 app.a, 12:01 app.c", nobody: "18:00 call" });
    expect((await paths(twice, { start: "app.a" })).paths).toBe(1);
    const visits = await paths(twice, { start: "app.a", unit: "visit", steps: 1 });
    expect([visits.paths, visits.people]).toEqual([2, 1]);
    expect(rows(visits.nodes)[0].lower).toBeNaN();
    const [edge] = rows(visits.table) as unknown as PathEdgeColumns[];
    expect([edge.rate, edge.share_lower, edge.rate_lower, edge.rate_upper]).toEqual([
      0.5,
      ...Array(3).fill(Number.NaN),
    ]);
    expect((rows(visits.sequences)[0] as unknown as PathSequenceColumns).upper).toBeNaN();
    expect(visits.semantics.interval).toBe("none");
  });

  test("a visit that may go on is left out and counted, unless its path is complete", async () => {
    const late = journeys({
      ann: "10:00 app.a, 10:01 app.b",
      bob: "10:00 app.a, 10:01 app.b, 10:02 app.c",
      nobody: "10:20 call",
    });
    const result = await paths(late, { start: "app.a", steps: 2 });
    expect([result.paths, result.unfinished]).toEqual([1, 1]);
  });

  test("events of one instant stand in the order of their names, whatever the order of rows", async () => {
    const rows = ["c", "a", "b"].map((name) => ({ person: 0, at: 0, name }));
    for (const order of [rows, rows.toReversed()]) {
      const result = await paths(toDatedEvents([...order, { person: 1, at: 36e5, name: "z" }]), { start: "app.a" });
      expect(result.sequences.get("sequence", 0)).toBe("app.a → app.b → app.c → exit");
    }
  });

  test("who goes directly from one event to another is who a funnel of the two counts, in worlds of two events", async () => {
    const world = datedWorlds({ seed: 5, worlds: 300, hours: 20, mesh: 7, begin: 0, names: ["a", "b"] }).map(
      (row, i) => ({ ...row, at: row.at + i }),
    );
    const events = toDatedEvents(world);
    const { table } = await paths(events, { start: "app.a", steps: 1, gap: "none" });
    const followed = rows(table).find(({ to }) => to === "app.b") as unknown as { paths: number };
    const both = await funnel(events, ["app.a", "app.b"], { within: "1000d", censor: "drop", entry: "first" });
    expect(followed.paths).toBe(both.converted);
  });

  test("mistakes are told with what to do", async () => {
    const wrong: (PathOptions & Record<string, unknown>)[] = [
      {},
      { start: "auth.login", end: "app.buy" },
      { start: "auth.logn" as never },
      { start: "auth.login", events: "app.serch" as never },
      { start: "auth.login", steps: 0 },
      { start: "auth.login", gap: "0s" },
      { start: "auth.login", repeats: "drop" as never },
      { start: "auth.login", asOf: "2026-03-01T10:00Z" },
      { start: "auth.login", stesp: 3 },
    ];
    const told = [];
    for (const options of wrong)
      told.push(
        await paths(shop, options).then(
          () => "no error",
          (error: Error) => error.message,
        ),
      );
    told.push(
      await paths(journeys({ nobody: "app.a", ann: "app.b" }), { start: "app.a" }).catch(
        (error: Error) => error.message,
      ),
    );
    expect(told.join("\n\n")).toMatchSnapshot();
  });
});

const WORLDS = 3000;
const STEPS = 3;
const HALF_HOUR = 1_800_000;
const world: DatedEvent[] = datedWorlds({
  seed: 15,
  worlds: WORLDS,
  hours: 9,
  mesh: 5,
  begin: 0,
  names: ["a", "b", "c", "d", "e", "f"],
});
const asOf = 9 * 36e5;

describe.skipIf(!chdbInstalled)(`as ClickHouse's arrays on ${WORLDS} random worlds`, () => {
  const slices = {
    start: `arrayConcat(arraySlice(names, place, ${STEPS + 1}), if(length(names) - place < ${STEPS}, ['exit'], []))`,
    end: `arrayConcat(if(place - 1 < ${STEPS}, ['entry'], []), arraySlice(names, greatest(1, toInt64(place) - ${STEPS}), least(place, ${STEPS + 1})))`,
    through: `arrayConcat(if(place - 1 < ${STEPS}, ['entry'], []), arraySlice(names, greatest(1, toInt64(place) - ${STEPS}), least(place - 1, ${STEPS})),
      arraySlice(names, place, ${STEPS + 1}), if(length(names) - place < ${STEPS}, ['exit'], []))`,
  };
  const sql = (anchored: keyof typeof slices, unit: string, repeats: string) => `
    WITH arraySort(groupArray((at, name))) AS arr,
      arrayMap(x -> x.1, arr) AS ats,
      arraySplit((x, i) -> i > 1 AND ats[i] - ats[i - 1] > ${HALF_HOUR}, arr, arrayEnumerate(ats)) AS visits,
      arrayFilter(v -> arrayExists(x -> x.2 = 'a', v), visits) AS anchored
    SELECT arrayStringConcat(sequence, ' → ') AS s, count() FROM (
      SELECT ${repeats === "keep" ? "" : "arrayCompact"}(arrayMap(x -> x.2, visit)) AS names, indexOf(names, 'a') AS place, visit[-1].1 AS last, ${slices[anchored]} AS sequence
      FROM (SELECT person, arrayJoin(${unit === "visit" ? "anchored" : "arraySlice(anchored, 1, 1)"}) AS visit FROM events GROUP BY person)
      WHERE ${anchored === "end" ? "1" : `${asOf} - last > ${HALF_HOUR} OR length(names) - place >= ${STEPS}`})
    GROUP BY s ORDER BY s`;
  const cases = (["start", "end", "through"] as const).flatMap((anchored) =>
    (["person", "visit"] as const).flatMap((unit) =>
      (["collapse", "keep"] as const).map((repeats) => [anchored, unit, repeats] as const),
    ),
  );

  test.each(cases)("whole paths, %s, by %s, %s", async (anchored, unit, repeats) => {
    const theirs = await inClickhouse(world, sql(anchored, unit, repeats));
    const result = await paths(toDatedEvents(world), {
      [anchored]: "app.a",
      steps: STEPS,
      unit,
      repeats,
      asOf,
      sequences: 1e6,
    });
    const ours = rows(result.sequences).map(({ sequence, paths: n }) => [String(sequence).replaceAll("app.", ""), n]);
    expect(theirs.length).toBeGreaterThan(50);
    const sorted = (list: unknown[][]) => list.map(([s, n]) => `${s} ${n}`).sort();
    expect(sorted(ours)).toEqual(sorted(theirs));
  });
});

describe("whatever the world", () => {
  const small = fc.array(
    fc.record({
      person: fc.integer({ min: -1, max: 3 }),
      at: fc.integer({ min: 0, max: 30 }).map((m) => m * 6e5),
      name: fc.constantFrom("a", "b", "c", "d"),
    }),
    { maxLength: 30 },
  );
  const rules = fc.record({
    steps: fc.integer({ min: 1, max: 4 }),
    top: fc.integer({ min: 1, max: 3 }),
    unit: fc.constantFrom("person" as const, "visit" as const),
    repeats: fc.constantFrom("collapse" as const, "keep" as const),
  });
  const fixed = [
    { person: 7, at: 0, name: "a" },
    { person: 7, at: 6e4, name: "b" },
    { person: -1, at: 36e6, name: "a" },
  ];
  const anchors = fc.constantFrom(
    { start: "app.a" as const },
    { end: "app.a" as const },
    { through: "app.a" as const },
  );

  test("nodes and edges of every level sum to all paths, and agree with each other", async () => {
    await fc.assert(
      fc.asyncProperty(small, rules, anchors, async (events, options, anchor) => {
        const result = await paths(toDatedEvents([...events, ...fixed]), { ...anchor, ...options });
        const sums = (table: Row[], key: (row: Row) => string) => {
          const totals = new Map<string, number>();
          for (const row of table) totals.set(key(row), (totals.get(key(row)) ?? 0) + (row["paths"] as number));
          return totals;
        };
        const nodes = sums(rows(result.nodes), ({ level }) => String(level));
        const width = "through" in anchor ? 2 * options.steps + 1 : options.steps + 1;
        expect([nodes.size, new Set(nodes.values())]).toEqual([width, new Set([result.paths])]);
        const byNode = sums(rows(result.nodes), ({ level, node }) => `${level} ${node}`);
        const out = sums(rows(result.table), ({ level, from }) => `${level} ${from}`);
        const into = sums(rows(result.table), ({ level, to }) => `${(level as number) + 1} ${to}`);
        for (const [node, n] of [...out, ...into]) expect(byNode.get(node)).toBe(n);
        expect(new Set(sums(rows(result.table), ({ level }) => String(level)).values())).toEqual(
          new Set([result.paths]),
        );
      }),
      { numRuns: 80 },
    );
  });

  let many: ReturnType<typeof toDatedEvents>;
  beforeAll(() => {
    many = toDatedEvents(world);
  });
  const told = (result: PathFlow) => [edges(result), rows(result.nodes), rows(result.sequences), result.unfinished];

  test("neither the order of the rows nor the threads change an answer", async () => {
    await fc.assert(
      fc.asyncProperty(small, rules, anchors, fc.integer(), async (events, options, anchor, seed) => {
        const all = [...events, ...fixed];
        const shuffled = random(seed).shuffle([...all]);
        const ask = (list: DatedEvent[]) => paths(toDatedEvents(list), { ...anchor, ...options });
        expect(told(await ask(shuffled))).toEqual(told(await ask(all)));
      }),
      { numRuns: 60 },
    );
    const inline = told(await paths(many, { start: "app.a", workers: 0 }));
    for (const workers of [1, 2, 3]) expect(told(await paths(many, { start: "app.a", workers }))).toEqual(inline);
  });

  test("groups have paths of their own, and each level of each sums to them", async () => {
    const events = journeys({
      ann: "10:00 app.open, 10:01 app.search, 10:02 app.buy",
      bob: "10:00 app.open, 10:01 app.help",
      cid: "10:00 app.open, 10:01 app.search",
      end: "2026-03-04 10:00 call.none",
    });
    const persons = [...new Set(events.array("person") as Iterable<number>)].sort((a, b) => a - b);
    const segments = {
      table: table({ person: persons, segment: ["north", "south", "north", "west"] }),
      title: "town",
    } as unknown as Segments;
    const result = await paths(events, { start: "app.open", steps: 2, by: segments });
    const nodes = result.nodes.objects({ limit: Infinity }) as { group: string; level: number; paths: number }[];
    const sums: Record<string, number> = {};
    for (const { group, level, paths: n } of nodes) sums[`${group} ${level}`] = (sums[`${group} ${level}`] ?? 0) + n;
    expect(sums).toEqual({ "north 0": 2, "north 1": 2, "north 2": 2, "south 0": 1, "south 1": 1, "south 2": 1 });
    expect(result).toMatchObject({ paths: 3, groupedBy: "town" });
    expect(result.sequences.array("group")).toEqual(["north", "north", "south"]);
    expect(pathsChart(result).alt).toMatch(/^Flow of 2 paths of north from app.open/);
    expect(pathsChart(result, { group: "south" }).title).toContain("(south)");
    expect(() => pathsChart(result, { group: "east" })).toThrow(/group must be one of the groups/);
  });
});
