import { describe, expect, test } from "vitest";
import { precedes } from "../../toolkit/analyses/precedes.ts";
import type { PrecedesOptions } from "../../toolkit/analyses/precedes-options.ts";
import type { Events } from "../../toolkit/core/events.ts";
import { random } from "../../toolkit/core/random.ts";
import { journeys } from "../journeys.ts";
import { precedenceOracle } from "./precedence-oracle.ts";
import { precedenceWorld, QUESTION } from "./precedence-worlds.ts";

const MINUTE = 60_000;
const DAY = 864e5;
const ask = (events: Events, options: Partial<PrecedesOptions> = {}) =>
  precedes(events, QUESTION, { within: "60m", ...options });
const quick = { draws: 99, series: false, workers: 0 } as const;

describe("what precedes counts", () => {
  test.each([1, 2, 3, 4])(
    "is what the definition counts, whatever the window and the shifts: world %i",
    async (seed) => {
      const { events } = precedenceWorld(seed, { people: 12, days: 24, brings: 0.2, rate: 0.8 });
      for (const [within, ms, compare, step] of [
        ["60m", 60 * MINUTE, "days", DAY],
        ["5h", 300 * MINUTE, "days", DAY],
        ["30h", 1800 * MINUTE, "days", 2 * DAY],
        ["60m", 60 * MINUTE, "weeks", 7 * DAY],
      ] as const) {
        const shifts = [-3, -2, -1, 1, 2, 3].map((k) => k * step);
        const oracle = precedenceOracle(events, ms, shifts);
        const found = await ask(events, { ...quick, within, compare });
        expect(found.null.shifts).toEqual(shifts);
        expect(found.n.compared).toBe(oracle.compared);
        expect(found.n.pairs).toBe(oracle.after);
        expect(found.ratio.estimate).toBeCloseTo(oracle.after / oracle.usualAfter, 10);
        expect(found.placebo.estimate).toBeCloseTo(oracle.before / oracle.usualBefore, 10);
        expect(found.excess.estimate).toBeCloseTo((oracle.after - oracle.usualAfter) / oracle.compared, 10);
        const half = found.table.numRows() / 2;
        const seen = found.table.array("seen") as number[];
        const sum = (values: number[]) => values.reduce((total, value) => total + value, 0);
        expect([sum(seen.slice(0, half)), sum(seen.slice(half))]).toEqual([oracle.before, oracle.after]);
        expect(sum(found.dose.array("seen") as number[])).toBe(oracle.after);
        expect(sum(found.dose.array("triggers") as number[])).toBe(oracle.compared);
      }
    },
  );

  test("a response at the instant of the trigger is neither before nor after; the end of the window is within", async () => {
    const days = (first: string, ...at: string[]) => [first, ...at, "2026-03-09 00:00 app.screen"].join(", ");
    const events = journeys({
      ann: days(
        "2026-03-01 00:00 app.screen",
        "2026-03-04 10:00 call.missed",
        "10:00 app.chat",
        "11:00 app.chat",
        "09:00 app.chat",
      ),
      bob: days(
        "2026-03-01 00:00 app.screen",
        "2026-03-04 10:00 call.missed",
        "11:00:01 app.chat",
        "08:59:59 app.chat",
      ),
    });
    const { n, table, warnings } = await ask(events, quick);
    expect(n).toMatchObject({ people: 2, compared: 2, pairs: 1, responses: 5 });
    expect((table.array("seen") as number[]).reduce((a, b) => a + b)).toBe(2);
    expect(warnings.map(({ code }) => code)).toContain("same-transaction");
  });

  test("triggers too near to the edges of a person's time, or without a day on both sides, are counted apart", async () => {
    const events = journeys({
      ann: "2026-03-01 00:00 app.screen, 00:30 call.missed, 2026-03-04 10:00 call.missed, 2026-03-07 23:30 call.missed, 23:59 app.screen",
      bob: "2026-03-02 00:00 app.screen, 10:00 call.missed, 12:00 app.chat",
      cat: "2026-03-01 00:00 call.missed",
      nobody: "2026-03-04 10:00 call.missed",
    });
    const { n, about } = await ask(events, quick);
    expect(n).toMatchObject({ triggers: 5, compared: 1 });
    expect(about.excluded).toEqual([
      { reason: "no person", rows: 1 },
      { reason: "trigger too near to the first or last event of its person, or to the end of the data", rows: 3 },
      { reason: "trigger without a day before and a day after it that its person was there", rows: 1 },
    ]);
    const whole = await ask(events, { ...quick, active: "whole" });
    expect(whole.n.compared).toBe(2);
  });

  test("repeats apart: of triggers in a row the first counts, and what it brings counts once", async () => {
    const row = "2026-03-04 10:00 call.missed, 10:05 call.missed, 10:10 call.missed, 10:20 app.chat, 12:00 call.missed";
    const events = journeys({ ann: `2026-03-01 00:00 app.screen, ${row}, 2026-03-09 00:00 app.screen` });
    const all = await ask(events, quick);
    expect(all.n).toMatchObject({ compared: 4, pairs: 3 });
    expect(all.dose.array("triggers")).toEqual([2, 1, 1]);
    expect(all.warnings.map(({ code }) => code)).toContain("clustered-triggers");
    const apart = await ask(events, { ...quick, repeats: "apart" });
    expect(apart.n).toMatchObject({ compared: 2, pairs: 1 });
    expect(apart.about.excluded).toContainEqual({ reason: "trigger within the window of another", rows: 2 });
  });
});

describe("how sure precedes is", () => {
  const significant = ({ n, naiveLift }: { n: { pairs: number }; naiveLift: number }) => {
    const expected = n.pairs / naiveLift;
    return Math.abs(n.pairs - expected) > 1.96 * Math.sqrt(expected);
  };

  test("where only hour, activity and tenure are shared, p rejects 5 % and naive lift is significant nearly always", async () => {
    const worlds = 1500;
    let [rejected, naive, missed] = [0, 0, 0];
    for (let seed = 0; seed < worlds; seed++) {
      const { events } = precedenceWorld(seed, { people: 45, days: 28 });
      const found = await ask(events, { ...quick, draws: 199 });
      if (found.p <= 0.05) rejected++;
      if (significant(found)) naive++;
      if (found.ratio.lower > 1 || found.ratio.upper < 1) missed++;
    }
    expect(rejected / worlds).toBeGreaterThan(0.035);
    expect(rejected / worlds).toBeLessThan(0.065);
    expect(naive / worlds).toBeGreaterThan(0.95);
    expect(missed / worlds).toBeLessThan(0.065);
  }, 300_000);

  test("of what is planted the intervals hold the truth in nearly all worlds, and the placebo stays 1", async () => {
    const worlds = 150;
    let [held, found, placebo, series] = [0, 0, 0, 0];
    for (let seed = 0; seed < worlds; seed++) {
      const { events, triggers, brought } = precedenceWorld(seed, { people: 60, days: 40, rate: 0.15, brings: 0.3 });
      const result = await ask(events, { ...quick, draws: 399, series: true });
      // what is brought follows at once; other triggers of the day add next to nothing
      const truth = brought / triggers;
      if (result.excess.lower <= truth && truth <= result.excess.upper) held++;
      if (result.verdict === "precedes") found++;
      if (result.placebo.lower <= 1 && result.placebo.upper >= 1) placebo++;
      if (result.series!.ratio.lower > 1 && result.series!.before.lower < 1) series++;
    }
    expect(held / worlds).toBeGreaterThan(0.9);
    expect(found / worlds).toBeGreaterThan(0.9);
    expect(placebo / worlds).toBeGreaterThan(0.9);
    expect(series / worlds).toBeGreaterThan(0.9);
  });

  test("also where most people have no response near a trigger and are drawn as one", async () => {
    let [held, quiet] = [0, 0];
    for (let seed = 0; seed < 15; seed++) {
      const { events, triggers, brought } = precedenceWorld(seed, { people: 5000, days: 28, rate: 0.02, brings: 0.2 });
      const { excess, n } = await ask(events, quick);
      if (n.people - n.informative > 1000) quiet++;
      if (excess.lower <= brought / triggers && brought / triggers <= excess.upper) held++;
    }
    expect(quiet).toBe(15);
    expect(held).toBeGreaterThanOrEqual(13);
  });

  test("with visits that nobody logs the placebo says so: they occur together", async () => {
    for (let seed = 0; seed < 20; seed++) {
      const { events } = precedenceWorld(seed, { people: 300, rate: 0.2, visits: 0.2 });
      const found = await ask(events, quick);
      expect(found.ratio.lower).toBeGreaterThan(1);
      expect(found.verdict).toBe("occur together");
      expect(found.warnings.map(({ code }) => code)).toContain("before-trigger");
      expect(found.sentence).toContain("occur together");
    }
  });

  test("swapping trigger and response turns the finding around", async () => {
    const { events } = precedenceWorld(7, { people: 150, brings: 0.3, rate: 0.3 });
    const turned = await precedes(
      events,
      { trigger: QUESTION.response, response: QUESTION.trigger },
      { ...quick, within: "60m" },
    );
    expect((await ask(events, quick)).verdict).toBe("precedes");
    expect(turned.verdict).toBe("comes before");
  });

  test("no words of cause, in any verdict or warning", async () => {
    const worlds = [{}, { brings: 0.3 }, { visits: 0.3 }, { rate: 0.02 }];
    for (const [i, options] of worlds.entries()) {
      const result = await ask(precedenceWorld(i, { people: 60, ...options }).events, { draws: 99 });
      expect(JSON.stringify([result.sentence, result.warnings, result.verdict])).not.toMatch(/caus|leads? to|because/i);
      expect(result.sentence).toMatch(/^After call\.missed, .*before it, .*\.$/);
    }
  });
});

describe("what precedes never depends on", () => {
  test("the order of rows, the threads and where the sums are cut", async () => {
    const { events } = precedenceWorld(3, { people: 400, days: 40, rate: 3, brings: 0.1 });
    expect(events.numRows()).toBeGreaterThan(100_000);
    const plain = (result: object) =>
      JSON.stringify(result, (key, value) =>
        key === "about" ? undefined : typeof value?.objects === "function" ? value.objects() : value,
      );
    const options = { draws: 99, workers: 0 } as const;
    const first = plain(await ask(events, options));
    for (const workers of [1, 2, 3]) expect(plain(await ask(events, { ...options, workers }))).toBe(first);
    const order = random(5).shuffle(Array.from({ length: events.numRows() }, (_, i) => i));
    const shuffled = events
      .assign({ order } as never)
      .orderby("order")
      .reify() as unknown as Events;
    expect(plain(await ask(shuffled, options))).toBe(first);
  });

  test("another seed draws differently, and the finding stays", async () => {
    const { events } = precedenceWorld(1, { people: 150, brings: 0.2, rate: 0.3 });
    const [one, two] = [await ask(events, quick), await ask(events, { ...quick, seed: 2 })];
    expect(one.ratio.estimate).toBe(two.ratio.estimate);
    expect([one.ratio, one.placebo, one.excess]).not.toEqual([two.ratio, two.placebo, two.excess]);
    expect(one.ratio.lower).toBeCloseTo(two.ratio.lower, 0);
  });
});
