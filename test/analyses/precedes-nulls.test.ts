import { describe, expect, test } from "vitest";
import { precedes } from "../../toolkit/analyses/precedes.ts";
import type { PrecedesOptions } from "../../toolkit/analyses/precedes-options.ts";
import { type Random, random } from "../../toolkit/core/random.ts";
import { precedenceEvents, precedenceWorld, QUESTION } from "./precedence-worlds.ts";

const DAY = 864e5;
const HOUR = 36e5;
const BEGIN = Date.UTC(2026, 1, 2);

type Row = [person: number, at: number, what: 0 | 1 | 2];
/** When a person does one thing, in so many days, being as active as that person is. */
type Habit = (chance: Random, days: number, active: number) => number[];

const times = (n: number, make: () => number) => Array.from({ length: n }, make);
const busyHour = (chance: Random) => (9 + (chance.chance(0.6) ? 0 : 8) + 3 * chance.uniform()) * HOUR;
const often =
  (mean: number): Habit =>
  (chance, days) =>
    times(chance.poisson(mean), () => chance.integer(days) * DAY + busyHour(chance));
const inBursts: Habit = (chance, days) =>
  often(4)(chance, days, 1).flatMap((at) => times(1 + chance.integer(6), () => at + chance.uniform() * (2 / 3) * HOUR));
const unlike: Habit = (chance, days, active) => often(Math.min(600, days * active))(chance, days, 1);
const onWorkdays: Habit = (chance, days) =>
  often(10)(chance, days, 1).filter((at) => Math.floor(at / DAY) % 7 < 5 || chance.chance(0.2));
const onTheHour: Habit = (chance, days) => often(10)(chance, days, 1).map((at) => Math.floor(at / HOUR) * HOUR);

/** As often on a day as `shape` says of it, with so many in all, times as many as the person is active. */
const shaped =
  (mean: number, shape: (day: number, days: number) => number): Habit =>
  (chance, days, active) => {
    const weights = Array.from({ length: days }, (_, day) => shape(day, days));
    const all = weights.reduce((sum, weight) => sum + weight, 0);
    const own = mean * Math.min(6, Math.exp(2) * active) ** 0.35;
    return weights.flatMap((weight, day) =>
      times(chance.poisson((own * weight) / all), () => day * DAY + busyHour(chance)),
    );
  };
const silencing = (days: number) => shaped(12, (day) => Math.exp(-day / days));
const growing = shaped(12, (day, days) => Math.exp((day - days) / 10));

/** Calls missed and chats that nothing ties. */
function worldOf(seed: number, people: number, days: number, habit: Habit, chats = habit, there = true) {
  const rows: Row[] = [];
  const chance = random(seed);
  for (let person = 0; person < people; person++) {
    const active = Math.exp(chance.normal(-2, 1.8));
    for (const at of habit(chance, days, active)) rows.push([person, BEGIN + at, 0]);
    for (const at of chats(chance, days, active)) rows.push([person, BEGIN + at, 1]);
    if (there) rows.push([person, BEGIN, 2], [person, BEGIN + days * DAY, 2]);
  }
  const pick = (k: 0 | 1 | 2) => rows.map((row) => row[k]);
  return precedenceEvents(pick(1), pick(2), pick(0));
}

async function rejections(
  worlds: number,
  [people, days, habit, chats, there]: readonly [number, number, Habit, Habit?, boolean?],
  options: Partial<PrecedesOptions> = {},
) {
  const found = { p: 0, open: 0, told: 0, warned: new Map<string, number>() };
  for (let seed = 0; seed < worlds; seed++) {
    const events = worldOf(seed, people, days, habit, chats, there);
    const quick = { within: "60m", draws: 199, series: false, workers: 0, ...options } as const;
    const { p, ratio, verdict, warnings } = await precedes(events, QUESTION, quick);
    if (p <= 0.05) found.p += 1 / worlds;
    if (!(ratio.lower > 1 || ratio.upper < 1)) found.open += 1 / worlds;
    if (verdict === "precedes" || verdict === "less often") found.told += 1 / worlds;
    for (const { code } of warnings) found.warned.set(code, (found.warned.get(code) ?? 0) + 1 / worlds);
  }
  return found;
}

describe("where nothing ties them, precedes rejects no more than it should", () => {
  test.each([
    ["in bursts", 40, 30, inBursts],
    ["by people of whom a few do nearly everything", 60, 30, unlike],
    ["with hardly any response", 60, 30, often(12), often(0.6)],
    ["on the hour, at equal times", 60, 30, onTheHour],
    ["by six people", 6, 30, often(30)],
    ["by three people", 3, 30, often(30)],
    ["by one person", 1, 30, often(60)],
  ] as const)("%s", async (_, people, days, habit, chats?: Habit) => {
    const { p, open, told } = await rejections(300, [people, days, habit, chats]);
    // three standard errors of 300 worlds
    expect(p).toBeLessThan(0.088);
    expect(open).toBeGreaterThan(0.912);
    expect(told).toBeLessThan(0.088);
  });

  test.each([
    ["who slowly fall silent", 45, silencing(10)],
    ["who slowly fall silent, later", 45, silencing(20)],
    ["who grow", 45, growing],
    ["who fall silent and are many", 180, silencing(10)],
  ] as const)("by people %s: from 3.5 to 6.5 % of worlds at 0.05", async (_, people, habit) => {
    const { p, open, told } = await rejections(people > 100 ? 400 : 1000, [people, 28, habit, habit, false]);
    expect(p).toBeGreaterThan(0.035);
    expect(p).toBeLessThan(0.065);
    expect(open).toBeGreaterThan(0.935);
    expect(told).toBeLessThan(0.065);
  });

  test("a rhythm of the week that both keep is warned of, and weeks compare without it", async () => {
    const days = await rejections(60, [60, 42, onWorkdays]);
    expect(days.warned.get("week-rhythm")).toBeGreaterThan(0.95);
    const weeks = await rejections(300, [60, 42, onWorkdays], { compare: "weeks" });
    expect(weeks.warned.get("week-rhythm")).toBeUndefined();
    expect(weeks.p).toBeLessThan(0.088);
    expect((await rejections(60, [60, 42, often(10)])).warned.get("week-rhythm") ?? 0).toBeLessThan(0.05);
  });

  test("one person tells no interval, and few people are warned of", async () => {
    const { ratio, placebo, excess, warnings, verdict, table } = await precedes(
      worldOf(1, 1, 30, often(60)),
      QUESTION,
      { within: "60m", workers: 0, series: false },
    );
    expect([ratio.lower, ratio.upper, placebo.lower, placebo.upper]).toEqual([0, Infinity, 0, Infinity]);
    expect([excess.lower, excess.upper]).toEqual([-Infinity, Infinity]);
    expect(warnings.map(({ code }) => code)).toContain("few-people");
    expect(verdict).toBe("no evidence");
    expect(new Set(table.array("upper")).has(1)).toBe(false);
  });

  test("where next to nothing is expected the interval is endless above, never unknown", async () => {
    for (let seed = 0; seed < 100; seed++) {
      const events = worldOf(seed, 30, 20, often(2), often(1));
      const quick = { within: "60m", draws: 99, workers: 0, series: false } as const;
      const { ratio, placebo, excess } = await precedes(events, QUESTION, quick);
      for (const { estimate, lower, upper } of [ratio, placebo, excess]) {
        if (!Number.isNaN(estimate)) expect(lower <= estimate && estimate <= upper).toBe(true);
      }
    }
  });

  test("one person who does the same at every moment has a p of 1", async () => {
    const rows = Array.from({ length: 20_000 }, (_, i) => [0, BEGIN + i * 60_000, i % 2] as const);
    const events = precedenceEvents(
      rows.map(([, at]) => at),
      rows.map(([, , what]) => what),
      rows.map(() => 0),
    );
    const { p, minimumRatio } = await precedes(events, QUESTION, { within: "60m", workers: 0, series: false });
    expect([p, minimumRatio]).toEqual([1, Infinity]);
  });

  test("with too few draws for the correction nothing can be told, and that is said", async () => {
    const events = precedenceWorld(7, { people: 150, brings: 0.3, rate: 0.3 }).events;
    const ask = (draws: number) => precedes(events, QUESTION, { within: "60m", draws, tests: 30, series: false });
    const few = await ask(999);
    expect([few.verdict, few.q]).toEqual(["no evidence", 0.06]);
    expect(few.warnings.find(({ code }) => code === "few-draws")?.detail).toContain("draws: 2400");
    const enough = await ask(2400);
    expect(enough.verdict).toBe("precedes");
    expect(enough.warnings.map(({ code }) => code)).not.toContain("few-draws");
  });
});
