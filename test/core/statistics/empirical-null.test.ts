import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { benjaminiYekutieli } from "../../../toolkit/core/statistics/benjamini-yekutieli.ts";
import { calibrated, empiricalNull } from "../../../toolkit/core/statistics/empirical-null.ts";

const { nulls, by } = JSON.parse(readFileSync(new URL("fixtures/empirical-null.json", import.meta.url), "utf8")) as {
  nulls: ({ logs: number[]; errors: number[] } & Record<"mean" | "sd" | "p" | "error", number>)[];
  by: Record<"p" | "q", number[]>;
};

describe("the empirical null", () => {
  // optim stops where the likelihood is flat to its own precision
  test.each(nulls)("has the mean and sd that R's optim finds: %#", ({ logs, errors, mean, sd, p, error }) => {
    const found = empiricalNull(logs, errors);
    expect(found.mean).toBeCloseTo(mean, 5);
    expect(found.sd).toBeCloseTo(sd, 5);
    expect(found.error).toBeCloseTo(error, 5);
    expect(calibrated(found, 0.7, 0.2, 0.95).p).toBeCloseTo(p, 5);
  });

  test("controls that scatter no more than they should have no spread of their own, and change nothing", () => {
    const found = empiricalNull([0.01, -0.01, 0.02, -0.02], [0.5, 0.5, 0.5, 0.5]);
    expect(found).toEqual({ mean: 0, sd: 0, error: 0 });
    const { estimate, lower, upper } = calibrated(found, Math.log(2), 0.1, 0.95);
    expect(estimate).toBeCloseTo(2, 12);
    expect(Math.log(upper / lower)).toBeCloseTo(2 * 1.959963984540054 * 0.1, 12);
  });
});

test("Benjamini and Yekutieli as R's p.adjust; what is missing stays missing and counts for nothing", () => {
  for (const [i, q] of benjaminiYekutieli(by.p).entries()) expect(q).toBeCloseTo(by.q[i], 12);
  const gaps = benjaminiYekutieli([Number.NaN, ...by.p]);
  expect(gaps[0]).toBeNaN();
  expect(gaps[1]).toBeCloseTo(by.q[0], 12);
});
