import { readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  CONFIDENCE_TYPES,
  type ConfidenceType,
  kaplanMeier,
  type Lifetimes,
} from "../../../toolkit/core/statistics/kaplan-meier.ts";
import { logRank } from "../../../toolkit/core/statistics/log-rank.ts";
import { medianSurvival, restrictedMean, survivalAt } from "../../../toolkit/core/statistics/survival-summary.ts";

type Ends = { lower: (number | null)[]; upper: (number | null)[] };
interface Case {
  data: { entry?: number[]; time: number[]; status: number[]; group: string[] };
  tau: number;
  curves: {
    group: string;
    time: number[];
    atRisk: number[];
    events: number[];
    censored: number[];
    survival: number[];
    standardError: (number | null)[];
    bands: Record<ConfidenceType, Ends>;
    median: Record<ConfidenceType, (number | null)[]>;
    rmst: [number, number];
  }[];
  test: { chiSquare: number; df: number; p: number; observed?: number[]; expected?: number[] };
}
const { versions, ...cases }: Record<string, Case> & { versions: unknown } = JSON.parse(
  readFileSync(new URL("fixtures/survival.json", import.meta.url), "utf8"),
);

function lives({ data }: Case, group: string): Lifetimes {
  const mine = [...data.group.keys()].filter((i) => data.group[i] === group);
  return {
    exit: Float64Array.from(mine, (i) => data.time[i]),
    event: Uint8Array.from(mine, (i) => data.status[i]),
    entry: data.entry && Float64Array.from(mine, (i) => data.entry?.[i] ?? 0),
  };
}

/** Equal within 1e-9, and missing where R has none. */
function same(ours: ArrayLike<number>, theirs: readonly (number | null)[], what: string): void {
  expect(ours.length, what).toBe(theirs.length);
  for (const [i, truth] of theirs.entries()) {
    if (truth === null) expect(Number.isFinite(ours[i]), `${what}[${i}]`).toBe(false);
    else expect(Math.abs(ours[i] - truth), `${what}[${i}]`).toBeLessThanOrEqual(1e-9 * Math.max(1, Math.abs(truth)));
  }
}

test("the fixture was made by R's survival package", () => {
  expect(versions).toMatch(/^R version 4.* survival 3/);
  expect(Object.keys(cases).length).toBe(10);
});

describe.each(Object.entries(cases))("%s equals R to 1e-9", (_, example) => {
  test.each(example.curves.map((curve) => [curve.group, curve] as const))("curve of %s", (group, truth) => {
    for (const confidenceType of CONFIDENCE_TYPES) {
      const curve = kaplanMeier(lives(example, group), { confidenceType });
      for (const name of ["time", "atRisk", "events", "censored", "survival", "standardError"] as const)
        same(curve[name], truth[name], name);
      same(curve.lower, truth.bands[confidenceType].lower, `${confidenceType} lower`);
      same(curve.upper, truth.bands[confidenceType].upper, `${confidenceType} upper`);
      const { estimate, lower, upper } = medianSurvival(curve);
      same([estimate, lower, upper], truth.median[confidenceType], `${confidenceType} median`);
      const mean = restrictedMean(curve, example.tau);
      same([mean.estimate, mean.standardError], truth.rmst, "restricted mean");
    }
  });

  test("log-rank test", () => {
    const answer = logRank(example.curves.map(({ group }) => lives(example, group)));
    same([answer.chiSquare, answer.df, answer.p], [example.test.chiSquare, example.test.df, example.test.p], "test");
    expect(Math.exp(answer.logP)).toBeCloseTo(answer.p, 12);
    if (example.test.expected) same(answer.expected, example.test.expected, "expected");
    if (example.test.observed) same(answer.observed, example.test.observed, "observed");
  });
});

test("Gehan's trial gives the published figures", () => {
  const treated = kaplanMeier(lives(cases["gehan"], "6-MP"));
  expect(survivalAt(treated, 6).estimate).toBeCloseTo(0.857142857, 9);
  expect(survivalAt(treated, 7.5).estimate).toBeCloseTo(0.806722689, 9);
  expect(survivalAt(treated, 13).estimate).toBeCloseTo(0.690196078, 9);
  expect(survivalAt(treated, 0).estimate).toBe(1);
  expect(restrictedMean(treated, 20).estimate).toBeCloseTo(16.1165266, 7);
  expect(restrictedMean(kaplanMeier(lives(cases["gehan"], "control")), 20).estimate).toBeCloseTo(8.4285714, 7);
});

const someLives = fc
  .array(fc.record({ exit: fc.nat(12), event: fc.nat(1) }), { minLength: 1, maxLength: 40 })
  .map((rows) => ({
    exit: Float64Array.from(rows, ({ exit }) => exit),
    event: Uint8Array.from(rows, ({ event }) => event),
  }));

test("without censoring the curve is the plain share of those still there", () => {
  fc.assert(
    fc.property(someLives, ({ exit }) => {
      const curve = kaplanMeier({ exit, event: new Uint8Array(exit.length).fill(1) });
      for (const [i, t] of curve.time.entries())
        expect(curve.survival[i]).toBeCloseTo(exit.filter((x) => x > t).length / exit.length, 12);
    }),
  );
});

test("the order of people changes nothing, and entering at minus infinity is not entering late", () => {
  fc.assert(
    fc.property(someLives, ({ exit, event }) => {
      const turned = { exit: exit.toReversed(), event: event.toReversed() };
      const entry = new Float64Array(exit.length).fill(-Infinity);
      expect(kaplanMeier(turned)).toEqual(kaplanMeier({ exit, event }));
      expect(kaplanMeier({ exit, event, entry })).toEqual(kaplanMeier({ exit, event }));
    }),
  );
});

test("a test of one group, or without an event, says that it knows nothing", () => {
  const quiet = { exit: Float64Array.of(1, 2), event: Uint8Array.of(0, 0) };
  expect(logRank([quiet])).toMatchObject({ df: 0, p: Number.NaN });
  expect(logRank([quiet, quiet])).toMatchObject({ df: 0, chiSquare: Number.NaN });
  expect(medianSurvival(kaplanMeier(quiet)).estimate).toBeNaN();
});

test("a difference beyond the smallest double keeps the logarithm of its p", () => {
  const n = 4000;
  const early = { exit: Float64Array.from({ length: n }, (_, i) => i / n), event: new Uint8Array(n).fill(1) };
  const late = { exit: Float64Array.from({ length: n }, (_, i) => 1 + i / n), event: new Uint8Array(n).fill(1) };
  const { p, logP } = logRank([early, late]);
  expect(p).toBe(0);
  expect(logP).toBeLessThan(-745);
  expect(logP).toBeGreaterThan(-1e5);
});
