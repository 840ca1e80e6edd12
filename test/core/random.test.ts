import { describe, expect, test } from "vitest";
import { hash32, random } from "../../toolkit/core/random.ts";

const draws = (count: number, draw: () => number) => Array.from({ length: count }, draw);
const mean = (list: number[]) => list.reduce((sum, x) => sum + x, 0) / list.length;
const variance = (list: number[]) => {
  const centre = mean(list);
  return mean(list.map((x) => (x - centre) ** 2));
};

describe("random", () => {
  test("the same seed draws the same, another seed does not", () => {
    const one = random(1);
    const again = random(1);
    const other = random(2);
    const first = draws(100, () => one.uniform());
    expect(draws(100, () => again.uniform())).toEqual(first);
    expect(draws(100, () => other.uniform())).not.toEqual(first);
    expect(random("north").uniform()).not.toBe(random("south").uniform());
    expect(random(0.25).uniform()).not.toBe(random(0.75).uniform());
  });

  test("its first draws never change between versions", () => {
    const chance = random(1);
    expect(draws(4, () => chance.integer(1e6))).toMatchInlineSnapshot(`
      [
        146735,
        733676,
        348353,
        292972,
      ]
    `);
  });

  test("a stream depends on the seed and its two numbers only", () => {
    const chance = random(5);
    const first = draws(10, () => chance.stream(3, 2).uniform());
    expect(new Set(first).size).toBe(1);
    const starts = new Set<number>();
    for (let id = 0; id < 200; id++)
      for (let part = 0; part < 50; part++) starts.add(chance.stream(id, part).uniform());
    // 10,000 draws of 32 bits: 0.01 equal pairs are expected
    expect(starts.size).toBeGreaterThanOrEqual(9_999);
  });

  test("streams of neighbouring people are uniform across people (chi-squared, 99.9 %)", () => {
    const chance = random(11);
    const cells = new Float64Array(64);
    for (let id = 0; id < 64_000; id++) cells[Math.floor(chance.stream(id, 1).uniform() * 64)]++;
    const chi2 = cells.reduce((sum, n) => sum + (n - 1000) ** 2 / 1000, 0);
    expect(chi2).toBeLessThan(103.4);
    expect(chi2).toBeGreaterThan(33);
  });

  test("normal, exponential and poisson have their means and variances", () => {
    const chance = random(3);
    const n = 40_000;
    const normal = draws(n, () => chance.normal(10, 2));
    expect(Math.abs(mean(normal) - 10)).toBeLessThan((4 * 2) / Math.sqrt(n));
    expect(Math.abs(variance(normal) / 4 - 1)).toBeLessThan(4 * Math.sqrt(2 / n));
    const waits = draws(n, () => chance.exponential(5));
    expect(Math.abs(mean(waits) - 5)).toBeLessThan((4 * 5) / Math.sqrt(n));
    for (const m of [0.3, 4, 12, 250]) {
      const counts = draws(n, () => chance.poisson(m));
      expect(Math.abs(mean(counts) - m)).toBeLessThan(4 * Math.sqrt(m / n));
      expect(Math.abs(variance(counts) / m - 1)).toBeLessThan(4 * Math.sqrt((2 + 1 / m) / n));
    }
    expect(chance.poisson(0)).toBe(0);
    expect(chance.poisson(-1)).toBe(0);
  });

  test("poisson above mean 10 has the exact probabilities (chi-squared, 99.9 %)", () => {
    const chance = random(8);
    const n = 50_000;
    const counts = new Float64Array(60);
    for (let i = 0; i < n; i++) counts[Math.min(59, chance.poisson(15))]++;
    let chi2 = 0;
    let expected = Math.exp(-15);
    let cells = 0;
    for (let k = 1; k < 40; k++) {
      expected *= 15 / k;
      if (expected * n < 20) continue;
      chi2 += (counts[k] - expected * n) ** 2 / (expected * n);
      cells++;
    }
    expect(cells).toBe(26);
    expect(chi2).toBeLessThan(54.05);
  });

  test("weighted draws in proportion and never takes a weight of 0", () => {
    const chance = random(4);
    const seen = [0, 0, 0, 0];
    for (let i = 0; i < 30_000; i++) seen[chance.weighted([0, 1, 2, 0])]++;
    expect(seen[0]).toBe(0);
    expect(seen[3]).toBe(0);
    expect(Math.abs(seen[1] - 10_000)).toBeLessThan(4 * Math.sqrt((30_000 * 2) / 9));
  });

  test("shuffle keeps every element and gives every order alike", () => {
    const chance = random(6);
    const orders = new Map<string, number>();
    for (let i = 0; i < 24_000; i++) {
      const order = chance.shuffle(["a", "b", "c", "d"]).join("");
      orders.set(order, (orders.get(order) ?? 0) + 1);
    }
    expect(orders.size).toBe(24);
    for (const n of orders.values()) expect(Math.abs(n - 1000)).toBeLessThan(160);
  });

  test("a seed that is not a number is refused", () => {
    expect(() => random(Number.NaN)).toThrow(/random: seed must be text or a finite number/);
  });
});

describe("hash32", () => {
  test("is one-to-one on small whole numbers and differs by seed and by type", () => {
    const hashes = new Set(Array.from({ length: 100_000 }, (_, i) => hash32(i, 9)));
    expect(hashes.size).toBe(100_000);
    expect(hash32(5)).not.toBe(hash32("5"));
    expect(hash32(5, 1)).not.toBe(hash32(5, 2));
    expect(hash32(5)).not.toBe(hash32(5 + 2 ** 32));
  });

  test("samples of two seeds are independent", () => {
    let both = 0;
    for (let i = 0; i < 100_000; i++) both += Number(hash32(i, 1) < 2 ** 31 && hash32(i, 2) < 2 ** 31);
    expect(Math.abs(both - 25_000)).toBeLessThan(4 * Math.sqrt(100_000 * 0.25 * 0.75));
  });

  test("text hashes spread over 32 bits", () => {
    const hashes = new Set(Array.from({ length: 20_000 }, (_, i) => hash32(`u_${i}`)));
    expect(hashes.size).toBeGreaterThan(19_996);
    expect(hash32("")).not.toBe(hash32("a"));
  });
});
