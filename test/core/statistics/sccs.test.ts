import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { caseSeries } from "../../../toolkit/core/statistics/sccs.ts";

const read = (name: string) => readFileSync(new URL(`fixtures/${name}`, import.meta.url), "utf8");
const expected = JSON.parse(read("sccs.json")) as Record<string, Record<"coef" | "se" | "p", number[]>>;
const children = read("sccs-itp.csv")
  .trim()
  .split("\n")
  .slice(1)
  .map((line) => line.split(",").map(Number));

/** Ages in groups, the second first: the oracle compares the others with it. */
const AGES = [427, 488, 549, 610, 671];
const ageOf = (day: number) => [4, -1, 0, 1, 2, 3][AGES.filter((age) => day >= age).length];

/** The children's days, those of one kind taken together. */
function cells(risks: (since: number) => number, ages: boolean) {
  const rows = new Map<string, { person: number; time: number; count: number; levels: number[] }>();
  const firstAge = ages ? 1 + Math.max(...[0, 15, 29].map(risks)) : 0;
  for (const child of new Set(children.map(([id]) => id))) {
    const own = children.filter(([id]) => id === child);
    const [, sta, end, , mmr] = own[0];
    for (let day = sta; day <= end; day++) {
      const since = day - mmr;
      const age = ageOf(day);
      const levels = [since >= 0 && since <= 42 ? risks(since) : -1, ages && age >= 0 ? firstAge + age : -1];
      const key = `${child} ${levels}`;
      const row = rows.get(key) ?? { person: child, time: 0, count: 0, levels };
      row.time++;
      row.count += own.filter(([, , , itp]) => itp === day).length;
      rows.set(key, row);
    }
  }
  const all = [...rows.values()].sort((a, b) => a.person - b.person);
  return {
    person: all.map(({ person }) => person),
    time: all.map(({ time }) => time),
    count: all.map(({ count }) => count),
    factors: [0, 1].map((f) => all.map(({ levels }) => levels[f])),
    effects: 1 + Math.max(...all.flatMap(({ levels }) => levels)),
  };
}

const MODELS = {
  risk: cells(() => 0, false),
  riskAge: cells(() => 0, true),
  risksAge: cells((since) => (since >= 29 ? 2 : since >= 15 ? 1 : 0), true),
};

describe("the self-controlled case series", () => {
  test.each(Object.entries(MODELS))("equals R's conditional logistic regression on MMR and ITP: %s", (name, given) => {
    const { effects, converged } = caseSeries(given);
    expect(converged).toBe(true);
    expect(effects.length).toBe(expected[name].coef.length);
    for (const [i, { log, standardError, p }] of effects.entries()) {
      expect(log).toBeCloseTo(expected[name].coef[i], 8);
      expect(standardError).toBeCloseTo(expected[name].se[i], 8);
      expect(p).toBeCloseTo(expected[name].p[i], 8);
    }
  });

  test("gives what the tutorial prints: 3.23 (1.53 to 6.79), and 5.95 in the days 15 to 28", () => {
    const { ratio, lower, upper } = caseSeries(MODELS.riskAge).effects[0];
    expect([ratio, lower, upper].map((x) => x.toFixed(2))).toEqual(["3.23", "1.53", "6.79"]);
    expect(caseSeries(MODELS.risksAge).effects[1].ratio.toFixed(2)).toBe("5.95");
  });

  test("people without the outcome, and cuts where nothing changes, alter nothing", () => {
    const given = MODELS.riskAge;
    const [before] = caseSeries(given).effects;
    const cut = (values: ArrayLike<number>, value: (v: number) => number[]) => Array.from(values).flatMap(value);
    const twice = caseSeries({
      person: [...cut(given.person, (v) => [v, v]), 999, 999],
      time: [...cut(given.time, (v) => [v / 4, (3 * v) / 4]), 5, 100],
      count: [...cut(given.count, (v) => [v, 0]), 0, 0],
      factors: given.factors.map((f, i) => [...cut(f, (v) => [v, v]), i - 1, -1]),
      effects: given.effects,
    });
    expect(twice.effects[0].log).toBeCloseTo(before.log, 10);
    expect(twice.effects[0].standardError).toBeCloseTo(before.standardError, 10);
  });

  test("a ratio in the thousands is found, and an endless one is said to be none", () => {
    const people = Array.from({ length: 200 }, (_, i) => i);
    const given = {
      person: people.flatMap((p) => [p, p]),
      time: people.flatMap(() => [1, 90]),
      factors: [people.flatMap(() => [0, -1])],
      effects: 1,
    };
    const some = caseSeries({ ...given, count: people.flatMap((p) => [1, p < 5 ? 1 : 0]) });
    // 200 of 205 outcomes are at the level: r / (r + 90) = 200 / 205
    expect(some.effects[0].ratio).toBeCloseTo(3600, 6);
    expect(some.converged).toBe(true);
    const all = caseSeries({ ...given, count: people.flatMap(() => [1, 0]) });
    expect(all.effects[0].ratio).toBeNaN();
    expect(all.converged).toBe(false);
  });

  test("an effect that nothing tells is missing, and leaves the others as they are", () => {
    const person = [1, 1, 1, 2, 2, 2];
    const given = { person, time: [5, 1, 2, 4, 2, 2], count: [1, 2, 0, 1, 0, 0] };
    const { effects, converged } = caseSeries({ ...given, factors: [[-1, 0, 1, -1, 0, 1]], effects: 2 });
    const alone = caseSeries({
      ...{ person: [1, 1, 2, 2], time: [5, 1, 4, 2], count: [1, 2, 1, 0] },
      ...{ factors: [[-1, 0, -1, 0]], effects: 1 },
    });
    expect(converged).toBe(true);
    expect(effects[1].log).toBeNaN();
    expect(effects[0].log).toBeCloseTo(alone.effects[0].log, 10);
    const twin = caseSeries({
      ...given,
      factors: [
        [-1, 0, -1, -1, 0, -1],
        [-1, 1, -1, -1, 1, -1],
      ],
      effects: 2,
    });
    expect(twin.effects.filter(({ log }) => Number.isNaN(log)).length).toBe(1);
  });
});
