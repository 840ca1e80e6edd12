import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { funnel } from "../../toolkit/analyses/funnel.ts";
import type { FunnelOptions } from "../../toolkit/analyses/funnel-options.ts";
import type { Funnel } from "../../toolkit/analyses/funnel-result.ts";
import { random } from "../../toolkit/core/random.ts";
import { toEvents, type WorldEvent, worlds } from "./funnel-worlds.ts";

const STEPS = ["app.a", "app.b", "app.c", "app.d"] as const;
const NAMES = ["a", "b", "c", "d"];

/** Events of nobody alone are refused. */
const world = worlds([...NAMES, "x"]).filter((events) =>
  events.some(({ person, name }) => person >= 0 && name !== "x"),
);
const seconds = fc.integer({ min: 1, max: 13 });
const rules = fc.record({
  entry: fc.constantFrom("best" as const, "first" as const),
  ties: fc.constantFrom("ordered" as const, "strict" as const),
  censor: fc.constantFrom("drop" as const, "exclude" as const),
});
const END = 60_000;

const run = (events: readonly WorldEvent[], within: number, options: Partial<FunnelOptions> = {}) =>
  funnel(toEvents(events, NAMES), STEPS, { within: `${within}s`, asOf: END, ...options });

const people = ({ table }: Funnel) => Array.from(table.array("n") as Float64Array);
const levels = ({ people }: Funnel) =>
  new Map((people.objects() as { person: number; level: number }[]).map(({ person, level }) => [person, level]));

/** Everything that a funnel says, without how it was run. */
const told = (result: Funnel) => ({
  table: result.table.objects(),
  people: result.people.objects(),
  scalars: [result.entered, result.converted, result.conversion, result.recentEntrants],
});

describe("whatever the world", () => {
  test("the order of the rows never changes an answer", async () => {
    await fc.assert(
      fc.asyncProperty(world, seconds, rules, fc.integer(), async (events, within, options, seed) => {
        const shuffled = random(seed).shuffle([...events]);
        expect(told(await run(shuffled, within, options))).toEqual(told(await run(events, within, options)));
      }),
    );
  });

  test("counts never grow from step to step, and add up", async () => {
    await fc.assert(
      fc.asyncProperty(world, seconds, rules, async (events, within, options) => {
        const result = await run(events, within, options);
        const counts = people(result);
        expect(counts).toEqual(counts.toSorted((a, b) => b - a));
        expect(result.entered).toBe(counts[0]);
        expect(result.converted).toBe(counts.at(-1));
        expect(result.people.numRows()).toBe(result.entered);
      }),
    );
  });

  test("a smaller window never raises anybody's level", async () => {
    await fc.assert(
      fc.asyncProperty(world, seconds, seconds, rules, async (events, a, b, options) => {
        const small = levels(await run(events, Math.min(a, b), { ...options, censor: "drop" }));
        const large = levels(await run(events, Math.max(a, b), { ...options, censor: "drop" }));
        for (const [person, level] of small) expect(large.get(person)).toBeGreaterThanOrEqual(level);
      }),
    );
  });

  test("events that match no step change nothing", async () => {
    await fc.assert(
      fc.asyncProperty(world, seconds, rules, async (events, within, options) => {
        const without = events.filter(({ name }) => name !== "x");
        expect(told(await run(events, within, options))).toEqual(told(await run(without, within, options)));
      }),
    );
  });

  test("the best entry never gives a lower level than the first", async () => {
    await fc.assert(
      fc.asyncProperty(world, seconds, rules, async (events, within, options) => {
        const best = levels(await run(events, within, { ...options, entry: "best" }));
        const first = levels(await run(events, within, { ...options, entry: "first" }));
        expect([...best.keys()]).toEqual([...first.keys()]);
        for (const [person, level] of first) expect(best.get(person)).toBeGreaterThanOrEqual(level);
      }),
    );
  });

  test("every reported run is one: in order, within the window, each step in its time", async () => {
    await fc.assert(
      fc.asyncProperty(world, seconds, rules, async (events, within, options) => {
        const result = await run(events, within, options);
        for (const line of result.people.objects() as Record<string, number>[]) {
          const times = STEPS.map((_, i) => line[`at_${i + 1}`]!);
          const reached = times.slice(0, line["level"]);
          expect(times.slice(line["level"]!).every(Number.isNaN)).toBe(true);
          for (const [i, at] of reached.entries()) {
            expect(events.some((e) => e.person === line["person"] && e.at === at && e.name === NAMES[i])).toBe(true);
            if (i > 0) expect(at - reached[i - 1]!).toBeGreaterThanOrEqual(options.ties === "strict" ? 1 : 0);
          }
          expect(reached.at(-1)! - reached[0]!).toBeLessThanOrEqual(within * 1000);
        }
      }),
    );
  });

  test("groups add up to the whole, whoever has none being unknown", async () => {
    await fc.assert(
      fc.asyncProperty(world, seconds, rules, async (events, within, options) => {
        const whole = await run(events, within, options);
        const by = await run(events, within, { ...options, by: "name" });
        const sums = STEPS.map((_, i) =>
          (by.table.objects() as { step: number; n: number }[])
            .filter(({ step }) => step === i + 1)
            .reduce((sum, { n }) => sum + n, 0),
        );
        expect(sums).toEqual(people(whole));
      }),
    );
  });
});

describe("wherever the times and the persons lie", () => {
  /** What does not depend on when it was, nor on who. */
  const counted = ({ table, recentEntrants, people }: Funnel) => ({
    table: table.objects(),
    recentEntrants,
    levels: Array.from(people.array("level") as Int32Array),
  });
  const moved = (by: number, persons = 1) =>
    fc.asyncProperty(world, seconds, rules, async (events, within, options) => {
      const shifted = events.map(({ person, at, name }) => ({
        person: person < 0 ? person : person * persons,
        at: at + by,
        name,
      }));
      const there = await funnel(toEvents(shifted, NAMES), STEPS, {
        ...{ within: `${within}s` as const, ...options },
        asOf: END + by,
      });
      expect(counted(there)).toEqual(counted(await run(events, within, options)));
      expect(there.about.peopleIn).toBe(new Set(events.map(({ person }) => person).filter((p) => p >= 0)).size);
    });

  test.each([
    ["of today", Date.UTC(2026, 2, 1)],
    ["before 1970", -1e12],
    ["in parts of milliseconds", 0.25],
    ["in parts of milliseconds, before 1970", -1e12 - 0.5],
  ])("times %s", (_, by) => fc.assert(moved(by), { numRuns: 40 }));

  test.each([2, 1000, 500_000_000])("person ids that are %i apart", (persons) =>
    fc.assert(moved(0, persons), { numRuns: 40 }),
  );

  test.each([1e-3, -1, 8.64e15 - 1])("one event far away, at %d", async (at) => {
    const events = [0, 1, 2, 3].map((i) => ({ person: 1, at: 1000 * i, name: NAMES[i]! }));
    const reached = levels(await run([...events, { person: 2, at, name: "a" }], 9, { censor: "drop" }));
    expect(reached).toEqual(
      new Map([
        [1, 4],
        [2, 1],
      ]),
    );
  });

  test("times that are missing, or endless, take nothing from the others", async () => {
    const events = [0, 1, 2, 3].map((i) => ({ person: 1, at: 1000 * i, name: NAMES[i]! }));
    const odd = [Number.NaN, Infinity, -Infinity].map((at) => ({ person: 2, at, name: "b" }));
    const result = await run([...events, ...odd], 9, { censor: "drop" });
    expect(people(result)).toEqual([1, 1, 1, 1]);
    expect(result.about.excluded).toContainEqual({ reason: "no time, could fill a step", rows: 3 });
  });
});

test("more classes of events than a byte holds, and long funnels, are counted as any other", async () => {
  const many = Array.from({ length: 300 }, (_, i) => `s${i}`);
  const events = toEvents(many.map((name, i) => ({ person: 5, at: 1000 * i, name })));
  const { converted } = await funnel(
    events,
    many.map((name) => `app.${name}` as const),
    { within: "300s", censor: "drop" },
  );
  expect(converted).toBe(1);
});

describe("the number of threads", () => {
  const chance = random(7);
  const many = Array.from({ length: 30_000 }, () => ({
    person: chance.integer(1500) - 1,
    at: chance.integer(600) * 100,
    name: chance.pick([...NAMES, "x"]),
  }));

  test.each([
    { entry: "best", ties: "ordered" },
    { entry: "first", ties: "strict" },
  ] as const)("inline, one, two and three give the same: %j", async (options) => {
    const inline = told(await run(many, 9, { ...options, workers: 0 }));
    expect(inline.scalars[1]).toBeGreaterThan(20);
    for (const workers of [1, 2, 3]) {
      expect(told(await run(many, 9, { ...options, workers }))).toEqual(inline);
    }
  });

  test("progress is told, and an abort on the way rejects with its reason", async () => {
    const done: number[] = [];
    await run(many, 9, { workers: 2, progress: (part, of) => done.push(part / of) });
    expect(done.at(-1)).toBe(1);
    const controller = new AbortController();
    const call = run(many, 9, {
      workers: 2,
      signal: controller.signal,
      progress: () => controller.abort(new Error("enough")),
    });
    await expect(call).rejects.toThrow("enough");
  });
});
