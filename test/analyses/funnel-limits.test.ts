import { table } from "arquero";
import { describe, expect, test } from "vitest";
import { funnel } from "../../toolkit/analyses/funnel.ts";
import { retention } from "../../toolkit/analyses/retention.ts";
import type { Events } from "../../toolkit/core/events.ts";
import { journeys } from "../journeys.ts";

const messageOf = (promise: Promise<unknown>) => promise.then(String, (error: Error) => error.message);
const AB = ["app.a", "app.b"] as const;

/** One person, an event every five minutes: app, payment, call, web, call and again. */
function tireless(rows: number): Events {
  const kinds = ["app", "payment", "call", "web", "call"];
  return table({
    person: new Int32Array(rows),
    at: Float64Array.from({ length: rows }, (_, i) => 300_000 * i),
    kind: Array.from({ length: rows }, (_, i) => kinds[i % 5]),
  }) as unknown as Events;
}

describe("one person with very many events", () => {
  const rules = { within: "365d", censor: "drop", count: "totals" } as const;

  test.each(["ordered", "any"] as const)("totals with an exclusion stay linear: %s", async (order) => {
    const events = tireless(100_000);
    const result = await funnel(events, ["app", "web", "payment"], {
      ...rules,
      order,
      exclude: { where: "call", policy: "drop" },
    });
    expect(result).toMatchObject({ converted: 0, entered: order === "any" ? 40_000 : 20_000 });
  });

  test("where every run would read its whole window anew, the funnel says so instead of never ending", async () => {
    const exclude = { where: "call", after: 2, before: 3, policy: "drop" } as const;
    const said = await messageOf(funnel(tireless(20_000), ["app", "web", "payment"], { ...rules, exclude }));
    expect(said).toMatchInlineSnapshot(`
      "funnel: totals with exclusions must not read the same events over and over
        found: person 0 has 20,000 events that fill or exclude steps, and runs that are stopped again and again, with windows of 365d that overlap: more than 5,000,000 events to read
        try: leave out who has so many events (is it a machine?), a shorter window, or count: "uniques""
    `);
    const phone = Array.from({ length: 20_000 }, () => "+351912345678");
    const numbers = tireless(20_000).assign({ phone } as never) as unknown as Events;
    const masked = await messageOf(funnel(numbers, ["app", "web", "payment"], { ...rules, exclude, unit: "number" }));
    expect(masked).toContain("phone +351•••••••78 has 20,000 events");
    expect(masked).not.toContain("912345678");
  });
});

describe("what counts for nothing is told", () => {
  test("a held column that is missing in some events is noted, one that is missing in all is refused", async () => {
    const columns = { at: [0, 1, 2, 3], kind: ["app", "app", "web", "call"], person: [0, 1, 0, 2] };
    const some = table({ ...columns, order: ["x", null, "x", null] }) as unknown as Events;
    const { notes } = await funnel(some, ["app", "web"], { within: "1h", hold: "order", censor: "drop" });
    expect(notes).toEqual(["1 event that could fill a step has no order and fills none."]);
    const none = table({ ...columns, order: [null, null, null, "x"] }) as unknown as Events;
    expect(await messageOf(funnel(none, ["app", "web"], { within: "1h", hold: "order" }))).toMatchInlineSnapshot(`
      "funnel: no event that could fill a step has a value of order to hold
        found: 3 events without one
        try: another column, or leave hold out"
    `);
  });

  test("a funnel that nobody enters says why", async () => {
    const events = journeys({ ann: "10:00 app.a, 10:01 app.b" });
    const early = await funnel(events, AB, { within: "1h", range: { from: "2040-01-01" } });
    expect(early.notes).toEqual(["Nobody took “app.a” in the range."]);
    const timeless = table({ at: [Number.NaN, Number.NaN], kind: ["app", "web"], person: [0, 0] }) as unknown as Events;
    expect((await funnel(timeless, ["app", "web"], { within: "1h" })).notes).toEqual([
      "Nobody took “app”: 2 events that could fill a step have no time.",
    ]);
  });

  test("an exclusion by a label that several steps have is refused", async () => {
    const events = journeys({ ann: "10:00 app.a, 10:01 app.b" });
    const exclude = { where: "app.b", after: "app.a", policy: "drop" } as const;
    expect(await messageOf(funnel(events, ["app.a", "app.a", "app.b"], { within: "1h", exclude }))).toBe(
      'funnel: exclude.after must name one step\n  found: several steps "app.a"\n  try: the step by number from 1',
    );
  });

  test("a promise of events is told from events", async () => {
    const events = Promise.resolve(journeys({ ann: "10:00 app.a" })) as unknown as Events;
    for (const asked of [funnel(events, AB, { within: "1h" }), retention(events)])
      expect(await messageOf(asked)).toMatch(/found: a promise\n {2}try: await it first/);
  });
});

test("recent entrants are counted under every rule, also where they are not left out", async () => {
  const events = journeys({
    ann: "2026-03-01 10:00 app.a, 10:05 app.b",
    bob: "2026-03-01 10:00 app.a, 2026-03-20 10:00 app.a",
    cid: "2026-03-19 10:00 app.a, 10:05 app.b",
    dan: "2026-03-20 10:00 app.a",
    end: "2026-03-21 00:00 call",
  });
  for (const censor of ["exclude", "km", "drop"] as const)
    for (const rules of [{}, { order: "strict" }, { grace: "1s" }, { count: "totals" }, { order: "any" }] as const)
      expect((await funnel(events, AB, { within: "7d", censor, ...rules })).recentEntrants).toBe(2);
});
