import { describe, expect, test } from "vitest";
import { funnel } from "../../toolkit/analyses/funnel.ts";
import type { Funnel } from "../../toolkit/analyses/funnel-result.ts";
import { retention } from "../../toolkit/analyses/retention.ts";
import type { Events } from "../../toolkit/core/events.ts";
import { toTable } from "../../toolkit/core/table.ts";
import { journeys } from "../journeys.ts";

/** The examples that vendors work through in their public documentation, with their answers. */
const counts = ({ table }: Funnel) => table.array("n");
const cell = async (result: ReturnType<typeof retention>, period: number) => {
  const { table } = await result;
  return [...table.indices()]
    .filter((row) => table.get("period", row) === period)
    .map((row) => table.get("returned", row));
};

describe("Amplitude: how funnels are computed, and their questions answered", () => {
  test("four searches and then one product in the cart are one conversion", async () => {
    const events = journeys({
      ann: "10:00 web.search, 10:01 web.search, 10:02 web.search, 10:03 web.search, 10:04 web.cart",
    });
    const result = await funnel(events, ["web.search", "web.cart"], { within: "1h", censor: "drop" });
    expect(counts(result)).toEqual([1, 1]);
  });

  test("a step may be asked for twice: A, A, B needs two A before B", async () => {
    const events = journeys({ ann: "10:00 app.a, 10:01 app.a, 10:02 app.b", bob: "10:00 app.a, 10:02 app.b" });
    const result = await funnel(events, ["app.a", "app.a", "app.b"], { within: "1h", censor: "drop" });
    expect(counts(result)).toEqual([2, 1, 1]);
  });

  test("exact order loses who does something else in between, this order does not, any order asks for no order", async () => {
    const events = journeys({ ann: "10:00 app.a, 10:01 app.x, 10:02 app.b", bob: "10:00 app.b, 10:01 app.a" });
    const ask = (order: "strict" | "ordered" | "any") =>
      funnel(events, ["app.a", "app.b"], { within: "1h", censor: "drop", order }).then(counts);
    expect([await ask("strict"), await ask("ordered"), await ask("any")]).toEqual([
      [2, 0],
      [2, 1],
      [2, 2],
    ]);
  });

  test("B in Canada and then A in the United States is segmented at step A: United States", async () => {
    const events = journeys({ ann: "10:00 app.b country=Canada, 10:01 app.a country=US, 10:02 app.b country=Canada" });
    const result = await funnel(events, ["app.a", "app.b"], {
      ...{ within: "1h", censor: "drop", by: "country", attribution: { step: 1 } },
    });
    expect(result.table.array("group")).toEqual(["US", "US"]);
  });

  test("the window is of 24 hours, not of the calendar's day", async () => {
    const events = journeys({
      ann: "2026-03-01 23:00 app.a, 2026-03-02 22:59 app.b",
      bob: "2026-03-01 01:00 app.a, 2026-03-02 01:01 app.b",
    });
    expect(counts(await funnel(events, ["app.a", "app.b"], { within: "1d", censor: "drop" }))).toEqual([2, 1]);
  });

  test("over time somebody who enters on several days counts in each, in the whole once", async () => {
    const events = journeys({
      ann: "2026-01-01 10:00 app.a, 2026-01-05 10:00 app.a, 2026-01-20 10:00 app.a, 2026-01-20 11:00 app.b",
    });
    const { entered, converted, overTime } = await funnel(events, ["app.a", "app.b"], {
      within: "1d",
      censor: "drop",
      over: "day",
    });
    const days = (overTime!.objects() as { period: string; n: number; converted: number }[]).filter(({ n }) => n > 0);
    expect([entered, converted]).toEqual([1, 1]);
    expect(days.map(({ period, n, converted: c }) => [period, n, c])).toEqual([
      ["2026-01-01", 1, 0],
      ["2026-01-05", 1, 0],
      ["2026-01-20", 1, 1],
    ]);
  });
});

describe("Mixpanel: retention", () => {
  const asOf = "2026-05-01";

  test("Monday 8 pm and Tuesday 6 am is day 1 of the calendar, and day 0 of windows from the start", async () => {
    // 2 March 2026 is a Monday
    const events = journeys({ ann: "2026-03-02 20:00 app.signup, 2026-03-03 06:00 app.post" });
    const ask = (clock: "calendar" | "start") =>
      retention(events, { start: "app.signup", returning: "app.post", period: "day", clock, asOf });
    expect(await cell(ask("calendar"), 1)).toEqual([1]);
    expect(await cell(ask("start"), 1)).toEqual([0]);
  });

  test("Friday and then Monday is week 1 of the calendar, and week 0 of windows from the start", async () => {
    const events = journeys({ ann: "2026-03-06 12:00 app.signup, 2026-03-09 12:00 app.post" });
    const ask = (clock: "calendar" | "start") =>
      retention(events, { start: "app.signup", returning: "app.post", period: "week", clock, asOf });
    expect(await cell(ask("calendar"), 1)).toEqual([1]);
    expect(await cell(ask("start"), 1)).toEqual([0]);
  });

  test("windows from the start: day 1 is 24 to 48 hours, week 1 is 7 to 14 days, month 1 is 30 to 60", async () => {
    const hours: [period: "day" | "week" | "month", inside: number[], outside: number[]][] = [
      ["day", [24, 47], [23, 48]],
      ["week", [7 * 24, 14 * 24 - 1], [7 * 24 - 1, 14 * 24]],
      ["month", [30 * 24, 60 * 24 - 1], [30 * 24 - 1, 60 * 24]],
    ];
    for (const [period, inside, outside] of hours) {
      for (const [list, back] of [
        [inside, 1],
        [outside, 0],
      ] as const) {
        for (const hour of list) {
          const events = toTable({
            person: [0, 0],
            at: [0, hour * 36e5],
            kind: ["app", "app"],
            name: ["signup", "post"],
          });
          const result = retention(events as unknown as Events, {
            ...{ start: "app.signup", returning: "app.post", period, clock: "start", asOf: 400 * 864e5 },
          });
          expect(await cell(result, 1), `${hour} h, ${period}`).toEqual([back]);
        }
      }
    }
  });

  test("who buys in every week is in the cohort of every week, once in each", async () => {
    const events = journeys({
      ann: "2026-03-02 10:00 app.buy, 2026-03-03 10:00 app.buy, 2026-03-09 10:00 app.buy, 2026-03-16 10:00 app.buy",
    });
    const { table } = await retention(events, {
      start: "app.buy",
      kind: "recurring",
      period: "week",
      asOf,
      periods: 2,
    });
    const sizes = [...table.indices()]
      .filter((row) => table.get("period", row) === 0)
      .map((row) => [table.get("cohort", row), table.get("people", row)]);
    expect(sizes).toEqual([
      ["2026-03-02", 1],
      ["2026-03-09", 1],
      ["2026-03-16", 1],
    ]);
  });

  test("on or after counts who comes back then or at any later time; on, exactly then", async () => {
    const events = journeys({ ann: "2026-03-02 10:00 app.a, 2026-03-07 10:00 app.b" });
    const ask = (counting: "on" | "on-or-after") =>
      retention(events, { start: "app.a", returning: "app.b", counting, asOf, periods: 6 });
    const days = [1, 4, 5, 6];
    expect(await Promise.all(days.map((day) => cell(ask("on"), day)))).toEqual([[0], [0], [1], [0]]);
    expect(await Promise.all(days.map((day) => cell(ask("on-or-after"), day)))).toEqual([[1], [1], [1], [0]]);
  });

  test("198 of 338 back on the day after is 58.58 %", async () => {
    const people = Object.fromEntries(
      Array.from({ length: 338 }, (_, i) => [
        `p${i}`,
        `2023-05-02 10:00 app.signup${i < 198 ? ", 2023-05-03 10:00 app.view" : ""}`,
      ]),
    );
    const { curve } = await retention(journeys(people), {
      start: "app.signup",
      returning: "app.view",
      asOf: "2023-05-10",
    });
    expect((100 * curve.get("rate", 1)).toFixed(2)).toBe("58.58");
  });
});

describe("ClickHouse: parametric functions", () => {
  test("retention: users 0 to 4, 0 to 9 and 0 to 14 on three days: of the first day 5, and 5 and 5 come back", async () => {
    const rows = [5, 10, 15].flatMap((users, day) =>
      Array.from({ length: users }, (_, person) => ({ person, at: Date.UTC(2020, 0, 1 + day) })),
    );
    const events = toTable({
      person: rows.map(({ person }) => person),
      at: rows.map(({ at }) => at),
      kind: rows.map(() => "app"),
    });
    const { table } = await retention(events as unknown as Events, { start: "app", asOf: "2020-01-04" });
    const first = [...table.indices()].filter((row) => table.get("cohort", row) === "2020-01-01");
    expect(first.slice(0, 3).map((row) => table.get("returned", row))).toEqual([5, 5, 5]);
  });

  test("windowFunnel: a login, a phone found, ordered and ordered again within the window is level 4", async () => {
    const events = journeys({
      one: "2019-01-28 10:00 web.login, 2019-01-29 10:00 web.search, 2019-01-30 08:00 web.order, 2019-02-01 08:00 web.order",
    });
    const steps = ["web.login", "web.search", "web.order", "web.order"] as const;
    expect(counts(await funnel(events, steps, { within: "70d", censor: "drop" }))).toEqual([1, 1, 1, 1]);
  });

  test("c1 c2 c3 c4, c4 c3 c2 c1 and c4 c3 reach 3, 1 and 0 of c1, c2, c3", async () => {
    const order = (list: string) =>
      list
        .split(" ")
        .map((c, i) => `10:0${i} app.${c}`)
        .join(", ");
    const events = journeys({ a: order("c1 c2 c3 c4"), b: order("c4 c3 c2 c1"), c: order("c4 c3") });
    const result = await funnel(events, ["app.c1", "app.c2", "app.c3"], { within: "1h", censor: "drop" });
    expect(counts(result)).toEqual([2, 1, 1]);
    expect(result.people.array("level")).toEqual([3, 1]);
  });
});

describe("PostHog and GrowthBook", () => {
  test("sequential lets other events pass, strict does not: A > B > D > C is a conversion of A, B, C in the one", async () => {
    const events = journeys({
      ann: "10:00 app.a, 10:01 app.b, 10:02 app.d, 10:03 app.c",
      bob: "10:00 app.a, 10:01 app.b, 10:02 app.e",
    });
    const ask = (order: "ordered" | "strict") =>
      funnel(events, ["app.a", "app.b", "app.c"], { within: "1h", censor: "drop", order }).then(counts);
    expect([await ask("ordered"), await ask("strict")]).toEqual([
      [2, 2, 1],
      [2, 2, 0],
    ]);
  });

  test("twice as many carts of which a smaller share buys is no loss: groups are compared by the share of entrants", async () => {
    const side = (arm: string, entrants: number, carts: number, buyers: number) =>
      Array.from({ length: entrants }, (_, i) => [
        `${arm}${i}`,
        `10:00 web.visit arm=${arm}${i < carts ? `, 10:01 web.cart arm=${arm}` : ""}${i < buyers ? `, 10:02 web.buy arm=${arm}` : ""}`,
      ]);
    const events = journeys(
      Object.fromEntries([...side("control", 1000, 200, 100), ...side("variant", 1000, 400, 140)]),
    );
    const { table, comparisons, semantics } = await funnel(events, ["web.visit", "web.cart", "web.buy"], {
      ...{ within: "1h", censor: "drop", by: "arm", against: "control" },
    });
    const rows = table.objects() as { group: string; step: number; rate: number; step_rate: number }[];
    const bought = (arm: string) => rows.find(({ group, step }) => group === arm && step === 3)!;
    expect([bought("control").step_rate, bought("variant").step_rate]).toEqual([0.5, 0.35]);
    expect([bought("control").rate, bought("variant").rate]).toEqual([0.1, 0.14]);
    const found = (comparisons!.objects() as { step: number; difference: number; lower: number }[]).find(
      ({ step }) => step === 3,
    )!;
    expect(found.difference).toBeCloseTo(0.04, 12);
    expect(found.lower).toBeGreaterThan(0);
    expect(JSON.stringify(semantics)).toContain("entrants");
  });
});
