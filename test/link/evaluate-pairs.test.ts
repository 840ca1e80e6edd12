import { type ColumnTable, table as toArquero } from "arquero";
import { describe, expect, test } from "vitest";
import { wilson } from "../../toolkit/core/statistics/wilson.ts";
import { clusteredShare } from "../../toolkit/link/clustered-share.ts";
import { cooccurrence } from "../../toolkit/link/cooccurrence.ts";
import { evaluatePairs } from "../../toolkit/link/evaluate-pairs.ts";
import { otpWorld } from "./otp-world.ts";

const world = otpWorld({ seed: 7, users: 1500, days: 10, perUser: 3, orphans: 0.15 });
const found = await cooccurrence(world.table, { trigger: "sms", response: "auth" }, { control: false });
const split = [...world.pairs].map((pair) => pair.split(" "));
const truth = toArquero({ phone: split.map(([phone]) => phone), user: split.map(([, user]) => user) });
const scored = (given: ColumnTable = truth, options = {}) => evaluatePairs(found, given, options);

describe("evaluatePairs", () => {
  test("counts what a loop over pairs and events counts", () => {
    const stretches = (found.table.objects() as { phone: string; user: string; state: string }[])
      .filter(({ state }) => state === "linked")
      .map(({ phone, user }) => `${phone} ${user}`);
    const linked = [...new Set(stretches)];
    const right = linked.filter((pair) => world.pairs.has(pair)).length;
    const events = found.events.objects() as unknown as { trigger: number; response: number }[];
    const rightEvents = events.filter(({ trigger, response }) => world.code[response] === trigger).length;
    const all = world.code.filter((cause) => cause >= 0).length;
    const { table, pairF1, eventF1, ceiling } = scored(truth, { triggerOf: Float64Array.from(world.code) });
    const [pairs, single] = table.objects() as Record<string, number>[];
    expect(pairs).toMatchObject({ measure: "pairs", linked: linked.length, true: world.pairs.size, right });
    expect(single).toMatchObject({ measure: "events", linked: events.length, true: all, right: rightEvents });
    expect(pairF1).toBeCloseTo((2 * right) / (linked.length + world.pairs.size), 12);
    expect(eventF1).toBeCloseTo((2 * rightEvents) / (events.length + all), 12);
    for (const row of [pairs!, single!]) {
      for (const name of ["precision", "recall", "f1"]) {
        expect(row[name]).toBeGreaterThanOrEqual(row[`${name}_lower`]!);
        expect(row[name]).toBeLessThanOrEqual(row[`${name}_upper`]!);
      }
    }
    expect(ceiling).toBeGreaterThanOrEqual(pairs!["recall"]!);
    expect(ceiling).toBeLessThanOrEqual(1);
  });

  test("a higher threshold links less, of which more is right", () => {
    const rows = scored().curve.objects() as { threshold: number; linked: number; precision: number; recall: number }[];
    for (const [i, row] of rows.entries()) {
      if (i === 0) continue;
      expect(row.linked).toBeLessThanOrEqual(rows[i - 1]!.linked);
      expect(row.recall).toBeLessThanOrEqual(rows[i - 1]!.recall);
    }
    expect(rows.at(-1)!.precision).toBeGreaterThan(rows[0]!.precision);
    expect([...scored(truth, { thresholds: [0.9, 0.5] }).curve.array("threshold")]).toEqual([0.5, 0.9]);
  });

  test("repeated and foreign pairs of the truth count for nothing, and are told", () => {
    const foreign = toArquero({ phone: ["+351999999999"], user: ["u1"] });
    const again = scored(truth.concat(truth).concat(foreign));
    expect(again.table.objects()).toEqual(scored().table.objects());
    expect(again.about.excluded).toEqual([{ reason: "true pair with an identifier that no event has", rows: 1 }]);
  });

  test("has no score for single events without their truth, and none at all without a true pair", () => {
    expect(scored().table.numRows()).toBe(1);
    expect(scored().eventF1).toBeNaN();
    const none = scored(truth.slice(0, 0) as ColumnTable);
    expect(none.table.get("precision", 0)).toBe(0);
    expect(none.table.get("recall", 0)).toBeNaN();
    expect(none.ceiling).toBeNaN();
  });

  test("a true pair that is never seen near each other is out of reach", () => {
    const [a, b] = [split[0]!, split.find(([phone, user]) => phone !== split[0]![0] && user !== split[0]![1])!];
    const swapped = toArquero({ phone: [a[0], a[0]], user: [a[1], b[1]] });
    const { ceiling, table } = scored(swapped);
    expect(ceiling).toBe(0.5);
    expect(table.get("recall", 0)).toBe(0.5);
  });

  test("where timing finds nothing there is nothing to score", async () => {
    const none = otpWorld({ seed: 5, answered: 0, orphans: 0.5, users: 200 });
    const empty = await cooccurrence(none.table, { trigger: "sms", response: "auth" }, { control: false });
    const { table, curve, calibration, ceiling } = evaluatePairs(
      empty,
      toArquero({ phone: [none.table.get("phone", 0)], user: ["u1"] }),
    );
    expect(table.objects()[0]).toMatchObject({ linked: 0, true: 1, right: 0, precision: Number.NaN, recall: 0 });
    expect([curve.numRows(), calibration.numRows(), ceiling]).toEqual([13, 0, 0]);
  });

  test("refuses in words", () => {
    const message = (run: () => unknown) => {
      try {
        run();
      } catch (error) {
        return `${(error as Error).message}`;
      }
      return "nothing";
    };
    expect(
      [
        message(() => scored(toArquero({ phone: ["912345678"], user: ["u1"] }))),
        message(() => scored(truth.select("phone"))),
        message(() => scored(truth, { triggerOf: new Float64Array(3) })),
        message(() => scored(truth, { triggerOf: null } as never)),
        message(() => scored(truth, { triggerOf: new Float64Array(found.trace.rows.at.length).fill(1e9) })),
        message(() => scored(truth, { triggerOf: new Float64Array(found.trace.rows.at.length).fill(0.5) })),
        message(() => scored(truth, { triggerOf: Array.from(found.trace.rows.at, () => "row 1") } as never)),
        message(() => scored(truth, { thresholds: [2] })),
        message(() => scored(truth, { thresholds: [Number.NaN] })),
        message(() => evaluatePairs(Promise.resolve(found) as never, truth)),
        message(() => evaluatePairs(found.table as never, truth)),
      ].join("\n"),
    ).toMatchInlineSnapshot(`
      "evaluatePairs: the truth must name its phones as the events do
        found: none of 1 is in the events
        try: write numbers in E.164 form, with a plus
      evaluatePairs: the table has no column "user"
        found: "phone"
      evaluatePairs: triggerOf must have one value for each row of the events
        found: 3 values for 9,953 rows
      evaluatePairs: triggerOf must be the name of a column, a column or a list
        found: null
      evaluatePairs: triggerOf must hold rows of the events, from 0, missing where a response has no trigger
        found: 1,000,000,000 of 9,953 rows
      evaluatePairs: triggerOf must hold rows of the events, from 0, missing where a response has no trigger
        found: 0.5 of 9,953 rows
      evaluatePairs: triggerOf must hold rows of the events, from 0, missing where a response has no trigger
        found: text
      evaluatePairs: thresholds must be a list of numbers from 0 to 1
        found: a list of 1
        try: [0.5, 0.9, 0.95, 0.99]
      evaluatePairs: thresholds must be a list of numbers from 0 to 1
        found: a list of 1
        try: [0.5, 0.9, 0.95, 0.99]
      evaluatePairs: the first argument must be what cooccurrence gave
        found: a promise
        try: await it first
      evaluatePairs: the first argument must be what cooccurrence gave
        found: a table
        try: evaluatePairs(await cooccurrence(events, { trigger, response }), ...)"
    `);
  });
});

describe("the interval of a share of clusters", () => {
  test("is Wilson's where each cluster has one", () => {
    const right = Array.from({ length: 263 }, (_, i) => (i < 81 ? 1 : 0));
    const share = clusteredShare(right, new Array(263).fill(1));
    const { estimate, lower, upper } = wilson(81, 263);
    expect(share.estimate).toBe(estimate);
    expect(share.lower).toBeCloseTo(lower, 12);
    expect(share.upper).toBeCloseTo(upper, 12);
  });

  test("is as wide as one of so many clusters where all of a cluster stand or fall together", () => {
    const right = Array.from({ length: 40 }, (_, i) => (i < 30 ? 25 : 0));
    const { lower, upper } = clusteredShare(right, new Array(40).fill(25));
    expect(lower).toBeCloseTo(wilson(30, 40).lower, 12);
    expect(upper).toBeCloseTo(wilson(30, 40).upper, 12);
  });

  test("does not close where all is right, and is missing for a share of nothing", () => {
    expect(clusteredShare([5, 5], [5, 5]).lower).toBeCloseTo(wilson(2, 2).lower, 12);
    expect(clusteredShare([], []).estimate).toBeNaN();
  });
});
