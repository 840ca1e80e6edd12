import { describe, expect, test } from "vitest";
import { funnel } from "../../toolkit/analyses/funnel.ts";
import type { FunnelOptions } from "../../toolkit/analyses/funnel-options.ts";
import type { Funnel } from "../../toolkit/analyses/funnel-result.ts";
import type { Step } from "../../toolkit/analyses/funnel-steps.ts";
import type { Events } from "../../toolkit/core/events.ts";
import { kaplanMeier } from "../../toolkit/core/statistics/kaplan-meier.ts";
import { wilson } from "../../toolkit/core/statistics/wilson.ts";
import { toTable } from "../../toolkit/core/table.ts";
import { journeys } from "../journeys.ts";

const [HOUR, DAY] = [36e5, 864e5];
const LATER = { nobody: "2026-12-31 call" };
const within = "1h";
const world = (people: Record<string, string>) => journeys({ ...people, ...LATER });
const counts = ({ table }: Funnel) => Array.from(table.array("n") as Float64Array);
const levels = ({ people }: Funnel) => Array.from(people.array("level") as ArrayLike<number>);
const groups = ({ table }: Funnel) =>
  (table.objects() as { group: string; step: number; n: number }[])
    .filter(({ step }) => step === 1)
    .map(({ group, n }) => `${group} ${n}`);

const ABC = ["app.a", "app.b", "app.c"] as const;

describe("windows, optional steps and order", () => {
  test("a step's own window runs from the required step before, its end included", async () => {
    const events = world({
      ann: "10:00 app.a, 10:01 app.b, 10:10 app.b, 10:20 app.c",
      bob: "10:00 app.a, 10:01 app.b, 10:20 app.c",
    });
    const steps: Step[] = ["app.a", "app.b", { event: "app.c", within: "10m" }];
    const result = await funnel(events, steps, { within });
    expect(counts(result)).toEqual([2, 2, 1]);
    expect(result.table.get("wait_median", 2)).toBe(600_000);
  });

  test("without a window of the whole, those of the steps add up", async () => {
    const events = world({ ann: "10:00 app.a, 10:09 app.b, 10:19 app.c" });
    const steps: Step[] = ["app.a", { event: "app.b", within: "10m" }, { event: "app.c", within: "10m" }];
    const { semantics, converted } = await funnel(events, steps, {});
    expect({ converted, within: semantics.within }).toEqual({ converted: 1, within: 1_200_000 });
  });

  test("an optional step is counted by itself, anchors nothing and loses nobody", async () => {
    const events = world({
      ann: "10:00 app.a, 10:05 app.o, 10:20 app.b",
      bob: "10:00 app.a, 10:10 app.b",
      cid: "10:00 app.a, 10:10 app.o",
      dan: "10:00 app.o, 10:10 app.a, 10:20 app.b, 10:30 app.o",
    });
    const steps: Step[] = ["app.a", { label: "O", event: "app.o", optional: true }, { event: "app.b", within: "15m" }];
    const { table, people } = await funnel(events, steps, { within });
    expect(Array.from(table.array("n") as Float64Array)).toEqual([4, 2, 2]);
    expect(Array.from(table.array("step_rate") as Float64Array)).toEqual([Number.NaN, 0.5, 0.5]);
    expect(Array.from(people.array("level") as Int32Array)).toEqual([2, 3, 2, 3]);
  });

  test("strict: another event in between breaks a run, a repeat of the step just taken does not", async () => {
    const events = world({
      ann: "10:00 app.a, 10:01 app.b",
      bob: "10:00 app.a, 10:01 call, 10:02 app.b",
      cid: "10:00 app.a, 10:01 app.a, 10:02 app.b",
      dan: "10:00 app.a, 10:01 call, 10:02 app.a, 10:03 app.b",
      eve: "10:00 app.a, 10:00 call, 10:01 app.b",
    });
    expect(levels(await funnel(events, ["app.a", "app.b"], { within, order: "strict" }))).toEqual([2, 1, 2, 2, 2]);
  });

  test("any order: row k counts who took k of the steps", async () => {
    const events = world({
      ann: "10:00 app.c, 10:01 app.a, 10:02 app.b",
      bob: "10:00 app.b, 10:30 app.b",
      cid: "10:00 app.a, 12:00 app.c",
    });
    const result = await funnel(events, ABC, { within, order: "any" });
    expect(counts(result)).toEqual([3, 1, 1]);
    expect(result.table.array("label")).toEqual(["any 1 of 3 steps", "any 2 of 3 steps", "all 3 steps"]);
  });
});

describe("what is counted", () => {
  // Mixpanel's documentation: in totals a new entry is counted after converting or timing out.
  const events = world({
    ann: "10:00 app.a, 10:05 app.b, 10:10 app.a, 10:15 app.a, 11:30 app.a, 11:40 app.b",
    bob: "10:00 app.a, 10:20 app.a, 10:40 app.b",
  });
  const steps = ["app.a", "app.b"] as const;

  test("totals: every run, one after the other", async () => {
    const result = await funnel(events, steps, { within, count: "totals" });
    // ann: 10:00 converts, 10:10 runs out of its window (10:15 lies in it), 11:30 converts; bob: 10:00 converts
    expect(counts(result)).toEqual([4, 3]);
    expect(result.semantics).toMatchObject({ count: "totals", entry: "first" });
    expect(Array.from(result.people.array("person") as Int32Array)).toEqual([0, 0, 0, 1]);
  });

  test("the interval of totals knows that runs of one person are not several people", async () => {
    const regulars = Object.fromEntries(
      Array.from({ length: 12 }, (_, i) => [
        `p${i}`,
        Array.from({ length: 5 }, (_, k) => `2026-03-0${k + 1} 10:00 app.a${i % 2 === 0 ? ", 10:05 app.b" : ""}`).join(
          ", ",
        ),
      ]),
    );
    const all = world(regulars);
    const totals = await funnel(all, steps, { within, count: "totals" });
    const uniques = await funnel(all, steps, { within });
    const width = ({ table }: Funnel) => table.get("rate_upper", 1) - table.get("rate_lower", 1);
    expect(counts(totals)).toEqual([60, 30]);
    expect(width(totals)).toBeGreaterThan(0.95 * width(uniques));
    expect(totals.semantics.interval).toContain("delta method");
  });

  test("sessions: each counts once, and no run leaves its session", async () => {
    const visits = world({ ann: "10:00 app.a, 10:10 app.b, 11:00 app.a, 11:40 app.b, 15:00 app.a, 15:05 app.b" });
    const result = await funnel(visits, steps, { within: "2h", unit: "session", gap: "30m" });
    expect(counts(result)).toEqual([3, 2]);
    expect(counts(await funnel(visits, steps, { within: "2h", count: "sessions", gap: "45m" }))).toEqual([3, 3]);
  });

  test("numbers and values of a column are units as persons are", async () => {
    const calls = journeys({
      ann: "10:00 app.a phone=+351911111111 order=x, 10:05 app.b phone=+351922222222 order=x",
      nobody: "10:00 app.a phone=+351911111111 order=y, 10:05 app.b phone=+351911111111 order=z, 2026-12-31 call",
    });
    const byNumber = await funnel(calls, steps, { within, unit: "number" });
    expect(counts(byNumber)).toEqual([1, 1]);
    expect(byNumber.people.array("unit")).toEqual(["+351911111111"]);
    const byOrder = await funnel(calls, steps, { within, unit: { column: "order" } });
    expect(counts(byOrder)).toEqual([2, 1]);
    expect(byOrder.semantics.unit).toBe("order");
  });

  test("held columns: all steps of a run have the same value, a missing one fills nothing", async () => {
    const calls = world({
      ann: "10:00 app.a call_id=c1, 10:01 app.a call_id=c2, 10:02 app.b call_id=c3",
      bob: "10:00 app.a call_id=c4, 10:01 app.a call_id=c5, 10:02 app.b call_id=c4",
      cid: "10:00 app.a, 10:02 app.b",
    });
    const result = await funnel(calls, steps, { within, hold: ["call_id"] });
    expect(levels(result)).toEqual([1, 2]);
    expect(result.about.excluded).toContainEqual({
      reason: "could fill a step, but a held column is missing",
      rows: 2,
    });
    expect(result.semantics.hold).toEqual(["call_id"]);
  });
});

describe("excluded events", () => {
  // Both products' documentation: PostHog removes whoever meets one from every step, Mixpanel leaves the entry and counts the drop.
  const events = world({
    ann: "10:00 app.a, 10:01 app.x, 10:02 app.b",
    bob: "10:00 app.a, 10:02 app.b, 10:03 app.x",
    cid: "10:00 app.a, 10:01 app.x",
    dan: "10:00 app.a, 10:01 app.x, 10:02 app.a, 10:03 app.b",
    eve: "10:00 app.a, 12:00 app.x",
  });
  const exclude = (policy: "remove" | "drop") => ({ where: "app.x", policy }) as const;

  test("remove takes people out of every step, unless another of their runs converts; after the window it is harmless", async () => {
    const result = await funnel(events, ["app.a", "app.b"], { within, exclude: exclude("remove") });
    expect(counts(result)).toEqual([3, 2]);
    expect(result.removed).toBe(2);
    expect(result.notes).toContain("2 entrants are taken out by an excluded event.");
  });

  test("drop leaves them where they were", async () => {
    const result = await funnel(events, ["app.a", "app.b"], { within, exclude: exclude("drop") });
    expect(counts(result)).toEqual([5, 2]);
    expect(result.semantics.exclude).toEqual(['app.x between "app.a" and "app.b": drop']);
  });

  test("between two steps only, by number or by label", async () => {
    const three = world({
      ann: "10:00 app.a, 10:01 app.x, 10:02 app.b, 10:03 app.c",
      bob: "10:00 app.a, 10:01 app.b, 10:02 app.x, 10:03 app.c",
    });
    const between = (after: number | string, before: number | string) =>
      funnel(three, ABC, { within, exclude: { where: "app.x", after, before, policy: "drop" } });
    expect(levels(await between(1, "app.b"))).toEqual([1, 3]);
    expect(levels(await between("app.b", 3))).toEqual([3, 2]);
  });
});

describe("what a result says of itself", () => {
  test("how many conversions depend on ties, on grace and on the entry", async () => {
    const events = world({
      ann: "10:00 app.a, 10:00 app.b",
      bob: "10:00 app.a, 10:05 app.b",
      cid: "10:00:02 app.a, 10:00:00 app.b",
      dan: "08:00 app.a, 10:00 app.a, 10:05 app.b",
    });
    const plain = await funnel(events, ["app.a", "app.b"], { within });
    expect(plain).toMatchObject({ converted: 3, dependOnTies: 1, dependOnGrace: 0, convertedFromFirst: 2 });
    const kind = await funnel(events, ["app.a", "app.b"], { within, grace: "2s" });
    expect(kind).toMatchObject({ converted: 4, dependOnGrace: 1, convertedFromFirst: 3 });
    expect(kind.notes).toMatchInlineSnapshot(`
      [
        "From everybody's first entry alone: 3 conversions instead of 4.",
        "1 conversion would be lost if each step had to be later than the one before.",
        "1 conversion would be lost without grace.",
      ]
    `);
    const strict = await funnel(events, ["app.a", "app.b"], { within, ties: "strict" });
    expect(strict).toMatchObject({ converted: 2, dependOnTies: 1 });
  });

  test("the plain way and that of the full rules tell the same", async () => {
    const events = world({
      ann: "08:00 app.a, 10:00 app.a, 10:00 app.b, 10:05 app.c",
      bob: "10:00 app.a, 10:05 app.b",
      cid: "10:00 app.a",
    });
    const plain = await funnel(events, ABC, { within });
    const full = await funnel(events, ABC, { within, exclude: { where: "call", policy: "drop" } });
    const told = ({ table, people, dependOnTies, convertedFromFirst, about }: Funnel) => [
      table.objects(),
      people.objects(),
      dependOnTies,
      convertedFromFirst,
      about.peopleIn,
    ];
    expect(told(full)).toEqual(told(plain));
  });

  test("steps that share events are named", async () => {
    const events = world({ ann: "10:00 web.view, 10:01 web.view" });
    const { notes } = await funnel(events, ["web.view", "web"], { within });
    expect(notes).toEqual(["Some events could fill steps 1 and 2; each fills one of them."]);
  });
});

describe("entries and the end of the data", () => {
  const events = journeys({
    ann: "2026-03-01 10:00 app.a, 10:30 app.b",
    bob: "2026-03-02 10:00 app.a",
    cid: "2026-03-03 10:00 app.a, 2026-03-05 11:00 app.b",
    dan: "2026-03-09 10:00 app.a",
    nobody: "2026-03-10 00:00 call",
  });
  const steps = ["app.a", "app.b"] as const;

  test("the range is that of entries; what follows is read to the end of the window", async () => {
    const result = await funnel(events, steps, { within: "3d", range: { from: "2026-03-02", to: "2026-03-05" } });
    expect(counts(result)).toEqual([2, 1]);
    expect(result.people.get("at_2", 1)).toBe(Date.UTC(2026, 2, 5, 11));
  });

  test("exclude, drop and km say what became of those whose window is not over", async () => {
    const row = (result: Funnel) =>
      ["n", "at_risk", "censored", "rate"].map((name) => result.table.get(name as "n", 1));
    expect(row(await funnel(events, steps, { within: "3d" }))).toEqual([2, 3, 1, 2 / 3]);
    expect(row(await funnel(events, steps, { within: "3d", censor: "drop" }))).toEqual([2, 4, 1, 0.5]);
    const km = await funnel(events, steps, { within: "3d", censor: "km" });
    const day = 864e5;
    const curve = kaplanMeier({
      exit: Float64Array.of(day / 48, 3 * day, (49 * day) / 24, (14 * day) / 24),
      event: Uint8Array.of(1, 0, 1, 0),
    });
    expect(row(km)).toEqual([2, 4, 1, 1 - curve.survival.at(-1)!]);
    expect(km.conversion).toBe(1 - curve.survival.at(-1)!);
    expect(km.semantics.interval).toContain("Greenwood");
  });

  test("without anybody censored Kaplan-Meier is the plain share, with Wilson's interval", async () => {
    const all = await funnel(events, steps, { within: "3d", censor: "km", asOf: "2026-12-31" });
    const plain = await funnel(events, steps, { within: "3d", entry: "first", asOf: "2026-12-31" });
    for (const name of ["rate", "rate_lower", "rate_upper"] as const) {
      expect(all.table.get(name, 1)).toBeCloseTo(plain.table.get(name, 1), 12);
    }
  });

  test("over time: each period's entries by themselves, in the days of the zone", async () => {
    const midnight = journeys({
      ann: "2026-03-01 23:30 app.a, 23:50 app.b",
      bob: "2026-03-02 01:00 app.a",
      nobody: "2026-03-03 00:00 call",
    });
    const days = async (zone: string) =>
      (await funnel(midnight, steps, { within, over: "day", zone }))
        .overTime!.select("period", "n", "converted", "final")
        .objects();
    expect(await days("UTC")).toEqual([
      { period: "2026-03-01", n: 1, converted: 1, final: true },
      { period: "2026-03-02", n: 1, converted: 0, final: false },
      { period: "2026-03-03", n: 0, converted: 0, final: false },
    ]);
    expect((await days("America/New_York"))[0]).toEqual({ period: "2026-03-01", n: 2, converted: 1, final: true });
  });

  test("somebody who enters in two periods is counted in both, once in the whole", async () => {
    const twice = world({ ann: "2026-03-02 10:00 app.a, 2026-03-10 10:00 app.a, 10:05 app.b" });
    const { entered, overTime } = await funnel(twice, steps, { within, over: "week", range: { to: "2026-03-16" } });
    expect(entered).toBe(1);
    expect((overTime!.objects() as { n: number; converted: number }[]).slice(0, 2)).toMatchObject([
      { n: 1, converted: 0 },
      { n: 1, converted: 1 },
    ]);
  });

  describe("by group", () => {
    const told = (given: object) =>
      (given as { objects(): Record<string, unknown>[] })
        .objects()
        .map((row) => [row.group, row.period, row.n, row.censored, row.converted]);
    // ann of the north converts and comes again too late, bob of the south does not, cat of the south and dan come too late
    const places = world({
      ann: "2026-03-02 10:00 app.a, 10:05 app.b, 2026-03-09 10:00 app.a",
      bob: "2026-03-02 11:00 app.a",
      cat: "2026-03-10 10:00 app.a",
      dan: "2026-03-10 11:00 app.a",
      eve: "2026-03-02 12:00 app.a, 2026-03-03 09:00 app.b",
    });
    const names = ["ann", "bob", "cat", "dan", "eve"];
    const place = { ann: "north", bob: "south", cat: "south", dan: "north", eve: "south" } as Record<string, string>;
    const numbers = places.array("person") as ArrayLike<number>;
    const column = Array.from(numbers, (p) => place[names[p]]);
    const placed = places.assign({ place: column } as never) as unknown as Events;
    const options = { within: "3d", asOf: "2026-03-11", by: "place", over: "week" } as const;

    test("over time tells every group's periods, and sums to the whole", async () => {
      const { overTime, table } = await funnel(placed, steps, options);
      expect(told(overTime!)).toEqual([
        ["south", "2026-03-02", 2, 0, 1],
        ["south", "2026-03-09", 0, 1, 0],
        ["north", "2026-03-02", 1, 0, 1],
        ["north", "2026-03-09", 0, 2, 0],
      ]);
      expect([table.get("group", 0), table.get("group", 2)]).toEqual(["south", "north"]);
      const whole = await funnel(placed, steps, { ...options, by: undefined });
      for (const [p, row] of (
        whole.overTime!.objects() as { n: number; censored: number; converted: number }[]
      ).entries()) {
        const parts = (overTime!.objects() as { n: number; censored: number; converted: number }[]).filter(
          (_, i) => i % 2 === p,
        );
        for (const name of ["n", "censored", "converted"] as const)
          expect(parts.reduce((sum, part) => sum + part[name], 0)).toBe(row[name]);
      }
    });

    test.each([["first"], ["all"], [{ step: 1 }]] as const)(
      "who came too late is counted by the group of the entry: attribution %j",
      async (attribution) => {
        const { table, overTime } = await funnel(placed, steps, { ...options, attribution });
        const late = (table.objects() as { group: string; step: number; censored: number }[])
          .filter(({ step }) => step === 1)
          .map(({ group, censored }) => [group, censored]);
        expect(late).toEqual([
          ["south", 1],
          ["north", 1],
        ]);
        expect(told(overTime!).map(([group, , , censored]) => [group, censored])).toEqual([
          ["south", 0],
          ["south", 1],
          ["north", 0],
          ["north", 2],
        ]);
      },
    );

    test("where a later step decides, nobody knows the group of who came too late: missing, never 0", async () => {
      for (const attribution of ["last", { step: 2 }] as const) {
        const { table, overTime } = await funnel(placed, steps, { ...options, attribution });
        expect(table.get("censored", 0)).toBeNaN();
        expect(overTime!.get("censored", 0)).toBeNaN();
      }
    });
  });

  test("several runs of one person make the curve no surer than they make the rate", async () => {
    // ten people, each with twelve runs: six always convert, four never
    const rows = Array.from({ length: 120 }, (_, i) => {
      const [person, at] = [i % 10, Math.floor(i / 10) * 6 * HOUR];
      return [{ person, at, name: "a" }, ...(person < 6 ? [{ person, at: at + HOUR, name: "b" }] : [])];
    }).flat();
    const events = toTable({
      person: rows.map(({ person }) => person),
      at: rows.map(({ at }) => at),
      kind: rows.map(() => "app"),
      name: rows.map(({ name }) => name),
    }) as unknown as Events;
    const runs = await funnel(events, ["app.a", "app.b"], { within: "2h", count: "totals", asOf: 10 * DAY });
    const last = runs.curve.objects().at(-1) as { share: number; lower: number; upper: number };
    expect([last.share, last.lower, last.upper]).toEqual([
      expect.closeTo(runs.table.get("rate", 1), 12),
      expect.closeTo(runs.table.get("rate_lower", 1), 12),
      expect.closeTo(runs.table.get("rate_upper", 1), 12),
    ]);
    // as sure as nine people, not as 120 runs: p (1 - p) over the variance of a ratio of sums by person
    const { lower, upper } = wilson(0.6 * 9, 9, 0.95);
    expect([last.lower, last.upper]).toEqual([expect.closeTo(lower, 9), expect.closeTo(upper, 9)]);
  });

  test("how long conversions take, in classes and as a curve", async () => {
    const { histogram, curve, conversion } = await funnel(events, steps, { within: "3d" });
    const bins = histogram.objects() as { from: number; to: number; n: number }[];
    expect(bins).toHaveLength(3);
    expect(bins.map(({ n }) => n)).toEqual([1, 0, 1]);
    expect([bins[0].from, bins[2].to]).toEqual([18e5, 1764e5]);
    expect((curve.objects() as { share: number }[]).at(-1)!.share).toBeCloseTo(conversion, 12);
  });
});

describe("groups", () => {
  const steps = ["app.a", "app.b"] as const;
  const touched = world({
    ann: "10:00 app.a ad=x, 10:05 app.b ad=y",
    bob: "10:00 app.a, 10:05 app.b ad=y",
    cid: "10:00 app.a ad=x, 10:01 call ad=z, 10:02 call ad=z",
    dan: "10:00 app.a",
  });
  const by = async (attribution: FunnelOptions["attribution"]) =>
    groups(await funnel(touched, steps, { within, by: "ad", attribution }));

  test("a column's value is that of the first, the last or a step of the run, or the most frequent", async () => {
    expect(await by(undefined)).toEqual(["x 1", "y 1", "z 1", "unknown 1"]);
    expect(await by("first")).toEqual(["x 2", "y 1", "unknown 1"]);
    expect(await by("last")).toEqual(["y 2", "x 1", "unknown 1"]);
    expect(await by({ step: 1 })).toEqual(["x 2", "unknown 2"]);
    expect(await by({ step: 2 })).toEqual(["y 2", "unknown 2"]);
    expect(await by("all")).toEqual(["x 2", "y 1"].filter((group) => group.startsWith("x")));
  });

  const many = world(
    Object.fromEntries(
      Array.from({ length: 200 }, (_, i) => [
        `p${i}`,
        `10:00 app.a plan=${i % 4 === 0 ? "gold" : "basic"}${i % (i % 4 === 0 ? 8 : 6) === 0 ? ", 10:05 app.b" : ""}`,
      ]),
    ),
  );

  test("are compared by the share of entrants: difference, interval, test and q", async () => {
    const { comparisons, semantics } = await funnel(many, steps, { within, by: "plan" });
    expect(semantics.comparesRateOf).toBe("entrants");
    const [row] = comparisons!.objects() as Record<string, number | string | boolean>[];
    expect(comparisons!.numRows()).toBe(1);
    expect(row).toMatchObject({
      group: "basic",
      against: "gold",
      step: 2,
      at_risk: 150,
      other_at_risk: 50,
      other_n: 25,
      test: "chi-square",
      small: false,
    });
    expect(row["difference"]).toBeCloseTo((row["n"] as number) / 150 - 0.5, 12);
    expect(row["q"]).toBe(row["p"]);
  });

  test("each against the rest, or all against one; small ones are marked and tested exactly", async () => {
    const three = world({
      ...Object.fromEntries(
        Array.from({ length: 9 }, (_, i) => [
          `p${i}`,
          `10:00 app.a plan=${["x", "y", "z"][i % 3]}${i < 4 ? ", 10:05 app.b" : ""}`,
        ]),
      ),
    });
    const rest = (await funnel(three, steps, { within, by: "plan" })).comparisons!;
    expect(rest.array("against")).toEqual(["rest", "rest", "rest"]);
    expect(new Set(rest.array("test"))).toEqual(new Set(["Fisher"]));
    expect(rest.array("small")).toEqual([true, true, true]);
    const one = (await funnel(three, steps, { within, by: "plan", against: "y" })).comparisons!;
    expect(one.array("group")).toEqual(["x", "z"]);
  });
});

describe("refuses", () => {
  const events = world({ ann: "10:00 app.a, 10:05 app.b, 10:06 app.c", bob: "10:00 app.a" });
  const refusal = async (options: unknown, steps: unknown = ABC, of: Events = events) =>
    (await funnel(of, steps as Step[], options as FunnelOptions).catch((error) => error)).message;

  test.each([
    [{ within, exclude: { where: "app.x" } }],
    [{ within, exclude: { where: "app.bb", policy: "drop" } }],
    [{ within, exclude: { where: "call", after: 2, before: 2, policy: "drop" } }],
    [{ within, exclude: { where: "call", after: "app.d", policy: "drop" } }],
    [{ within, over: "day", zone: "Europe/Lisboa" }],
    [{ within, count: "totals", entry: "best" }],
    [{ within, censor: "km", entry: "best" }],
    [{ within, grace: "2s", ties: "strict" }],
    [{ within, grace: "2s", order: "any" }],
    [{ within, attribution: "first" }],
    [{ within, range: { from: "2026-03-02", to: "2026-03-01" } }],
    [{ within, by: "name", against: "app" }],
    [{ within, unit: "user" }],
    [{ within, unit: { column: "order" } }],
    [{ within: "0s" }],
    [{}],
  ])("%j", async (options) => {
    expect(await refusal(options)).toMatchSnapshot();
  });

  test.each([
    [["app.a", { event: "app.b", within: "-5m" }]],
    [[{ event: "app.a", optional: true }, "app.b"]],
    [["app.a", { event: "app.b", optional: true }]],
    [["app.a", { event: "app.b", optionl: true }]],
    [["app.a", { kind: "app", name: ["b", "a"] }]],
  ])("steps %j", async (steps) => {
    expect(await refusal({ within, grace: "2s" }, steps)).toMatchSnapshot();
  });

  test("events that belong to nobody", async () => {
    expect(
      await refusal({ within }, ABC, journeys({ nobody: "10:00 app.a, 10:01 app.b, 10:02 app.c" })),
    ).toMatchSnapshot();
  });
});

test("a person with a million events is counted by the full rules", async () => {
  const n = 1_000_000;
  const { toTable } = await import("../../toolkit/core/table.ts");
  const { TextColumn, WholeColumn } = await import("../../toolkit/core/columns.ts");
  const codes = Int32Array.from({ length: n }, (_, i) => ((i * 7919) % 1009) % 3);
  const million = toTable({
    at: Float64Array.from({ length: n }, (_, i) => 1000 * Math.floor(i / 3)),
    kind: TextColumn.from(["app", ...new Array<string>(n - 1).fill("app")]),
    name: new TextColumn(codes as unknown as Int32Array<SharedArrayBuffer>, ["a", "b", "x"]),
    person: new WholeColumn(new Int32Array(n), -1),
  } as never) as unknown as Events;
  const steps: Step[] = ["app.a", "app.b", { event: { kind: "app", name: "a" }, within: "1s" }];
  const options = { within: "1000d", censor: "drop", exclude: { where: "app.x", policy: "drop", after: 2 } } as const;
  const once = await funnel(million, steps, options);
  expect(once.converted).toBe(1);
  const totals = await funnel(million, steps, { within: "1000d", censor: "drop", count: "totals" });
  expect(totals.entered).toBeGreaterThan(1000);
});
