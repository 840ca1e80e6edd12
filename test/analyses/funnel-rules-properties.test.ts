import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { funnel } from "../../toolkit/analyses/funnel.ts";
import type { FunnelOptions } from "../../toolkit/analyses/funnel-options.ts";
import type { Funnel } from "../../toolkit/analyses/funnel-result.ts";
import type { Step } from "../../toolkit/analyses/funnel-steps.ts";
import { toEvents, type WorldEvent, worlds } from "./funnel-worlds.ts";

const STEPS: Step[] = ["app.a", "app.b", { event: "app.c", within: "6s" }, "app.d"];
const NAMES = ["a", "b", "c", "d", "y"];
const END = 60_000;

const world = worlds([...NAMES, "x"]).filter((events) =>
  events.some(({ person, name }) => person >= 0 && name !== "x"),
);
const seconds = fc.integer({ min: 1, max: 13 });
const rules = fc.record({
  order: fc.constantFrom("ordered" as const, "strict" as const, "any" as const),
  entry: fc.constantFrom("best" as const, "first" as const),
  once: fc.boolean(),
  exclude: fc.constantFrom([], [{ where: "app.y" as const, policy: "drop" as const }]),
});
const run = (events: readonly WorldEvent[], within: number, { order, ...options }: Partial<FunnelOptions> = {}) => {
  const steps = order === "any" ? ["app.a", "app.b", "app.c", "app.d"] : STEPS;
  return funnel(toEvents(events, NAMES), steps as Step[], {
    within: `${within}s`,
    asOf: END,
    censor: "drop",
    order,
    ...options,
  });
};

const counts = ({ table }: Funnel) => Array.from(table.array("n") as Float64Array);
const levels = ({ people }: Funnel) =>
  new Map(
    (people.objects({ limit: Infinity }) as { person: number; level: number }[]).map((line) => [
      line.person,
      line.level,
    ]),
  );

describe("whatever the world and the rules", () => {
  test("counts never grow from step to step, and the intervals hold their shares", async () => {
    await fc.assert(
      fc.asyncProperty(
        world,
        seconds,
        rules,
        fc.constantFrom("uniques" as const, "sessions" as const),
        async (events, within, options, count) => {
          const result = await run(events, within, { ...options, count, gap: "4s" });
          expect(counts(result)).toEqual(counts(result).toSorted((a, b) => b - a));
          for (const row of (
            result.table.objects() as { step: number; rate: number; rate_lower: number; rate_upper: number }[]
          ).slice(1)) {
            if (Number.isNaN(row.rate)) continue;
            expect(row.rate_lower <= row.rate + 1e-12 && row.rate <= row.rate_upper + 1e-12).toBe(true);
          }
        },
      ),
    );
  });

  test("a smaller window never raises anybody's level", async () => {
    await fc.assert(
      fc.asyncProperty(world, seconds, seconds, rules, async (events, a, b, options) => {
        const small = levels(await run(events, Math.min(a, b), options));
        const large = levels(await run(events, Math.max(a, b), options));
        for (const [person, level] of small) expect(large.get(person)).toBeGreaterThanOrEqual(level);
      }),
    );
  });

  test("events that match no step change nothing, save in strict order", async () => {
    await fc.assert(
      fc.asyncProperty(world, seconds, rules, async (events, within, options) => {
        const order = options.order === "strict" ? "ordered" : options.order;
        const without = events.filter(({ name }) => name !== "x");
        const told = ({ table, people }: Funnel) => [table.objects(), people.objects()];
        expect(told(await run(events, within, { ...options, order }))).toEqual(
          told(await run(without, within, { ...options, order })),
        );
      }),
    );
  });

  test("best is never below first, and convertedFromFirst is what first converts", async () => {
    await fc.assert(
      fc.asyncProperty(world, seconds, rules, async (events, within, options) => {
        const best = await run(events, within, { ...options, entry: "best" });
        const first = await run(events, within, { ...options, entry: "first" });
        for (const [person, level] of levels(first)) expect(levels(best).get(person)).toBeGreaterThanOrEqual(level);
        expect(best.convertedFromFirst).toBe(first.converted);
      }),
    );
  });

  test("dependOnTies is what strict ties would change", async () => {
    await fc.assert(
      fc.asyncProperty(world, seconds, fc.constantFrom(undefined, "app.y" as const), async (events, within, where) => {
        const exclude = where ? [{ where, policy: "drop" as const }] : [];
        const steps = where ? STEPS : ["app.a", "app.b", "app.c", "app.d"];
        const of = (ties: "ordered" | "strict") =>
          funnel(toEvents(events, NAMES), steps as Step[], {
            within: `${within}s`,
            asOf: END,
            censor: "drop",
            exclude,
            ties,
          });
        const [loose, strict] = [await of("ordered"), await of("strict")];
        expect(loose.dependOnTies).toBe(loose.converted - strict.converted);
        expect(strict.dependOnTies).toBe(loose.converted - strict.converted);
      }),
    );
  });

  test("groups add up to the whole, by whatever value of a run", async () => {
    await fc.assert(
      fc.asyncProperty(
        world,
        seconds,
        rules,
        fc.constantFrom("first" as const, "last" as const),
        async (events, within, options, attribution) => {
          const whole = await run(events, within, options);
          const by = await run(events, within, { ...options, by: "name", attribution });
          const rows = by.table.objects({ limit: Infinity }) as { step: number; n: number }[];
          const sums = STEPS.map((_, i) =>
            rows.filter(({ step }) => step === i + 1).reduce((sum, { n }) => sum + n, 0),
          );
          expect(sums).toEqual(counts(whole));
        },
      ),
    );
  });

  test("the entries of all periods are those of all totals", async () => {
    await fc.assert(
      fc.asyncProperty(world, seconds, async (events, within) => {
        const { overTime, entered, converted } = await run(events, within, { count: "totals", over: "day" });
        const sum = (name: "n" | "converted") =>
          Array.from(overTime!.array(name) as Float64Array).reduce((a, b) => a + b, 0);
        expect([sum("n"), sum("converted")]).toEqual([entered, converted]);
      }),
    );
  });
});
