import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { borders } from "../../../toolkit/core/compute.ts";
import { type FunnelLevels, funnel } from "../../../workers/kernels/funnel.ts";
import type { ClassColumn } from "../../../workers/kernels/funnel-classes.ts";
import { funnelDeal } from "../../../workers/kernels/funnel-deal.ts";
import { toPacking } from "../../../workers/kernels/funnel-packing.ts";
import { personSurvey } from "../../../workers/kernels/person-survey.ts";
import { type OracleRules, oracleRun } from "./funnel-oracle.ts";

const STEPS = 4;
const PEOPLE = 3;
/** Classes as the kernel numbers them: nothing, sets of several steps, then each step alone. */
const SETS = [[], [0, 1], [0, 1, 2], [0, 3], [1, 2, 3], [0], [1], [2], [3]];
const FIRST_SINGLE = 5;

interface Row {
  person: number;
  at: number;
  mine: number;
}

const rowsOf = (classes: fc.Arbitrary<number>, most = 7, least = 0) =>
  fc.array(
    fc.record({
      person: fc.integer({ min: 0, max: PEOPLE - 1 }),
      at: fc.integer({ min: 0, max: 12 }),
      mine: classes,
    }),
    { minLength: least * PEOPLE, maxLength: most * PEOPLE },
  );

const anyRows = rowsOf(fc.integer({ min: 0, max: SETS.length - 1 }), 6);
const singleRows = rowsOf(fc.integer({ min: FIRST_SINGLE, max: SETS.length - 1 }));

const rules = fc.record({
  steps: fc.constant(STEPS),
  within: fc.integer({ min: 1, max: 12 }),
  strict: fc.boolean(),
  first: fc.boolean(),
  recent: fc.boolean(),
  complete: fc.integer({ min: 0, max: 12 }),
});

const ANYTIME = { since: -Infinity, until: Infinity };

const CLASSES = {
  setOffsets: Uint32Array.from([...SETS, []], (_, c) => SETS.slice(0, c).flat().length),
  setSteps: Uint16Array.from(SETS.flat()),
  firstSingle: FIRST_SINGLE,
};

/** A single column whose codes are the classes. */
const asColumn = (codes: Int32Array): ClassColumn => ({
  codes,
  valueClass: Uint16Array.from({ length: SETS.length + 1 }, (_, i) => Math.max(0, i - 1)),
  width: SETS.length,
  next: Uint16Array.from(SETS.keys()),
});

/** Rows dealt to buckets of `2 ** bits` persons, or tagged with their class. */
function deal(person: Int32Array, at: Float64Array, mine: Int32Array, persons: number, bits?: number) {
  const rows = person.length;
  const task = { columns: [asColumn(mine)], start: 0, count: SETS.length, person, at, begin: 0, end: rows };
  if (bits === undefined) {
    const tag = new Uint16Array(rows);
    funnelDeal({ ...task, to: { classes: tag } });
    return { person, at, tag, from: 0, to: persons };
  }
  const met = new Uint8Array(persons);
  const survey = personSurvey({ person, at, begin: 0, end: rows, met, bits });
  const packing = toPacking(survey, SETS.length, { least: bits, most: bits })!;
  const begins = new Uint32Array(Math.ceil(persons / 2 ** bits));
  for (let b = 1; b < begins.length; b++) begins[b] = begins[b - 1]! + (survey.counts[b - 1] ?? 0);
  const ends = begins.slice();
  const events = new Float64Array(rows);
  funnelDeal({ ...task, to: { packing, events, next: ends } });
  return { packing, events, parts: [{ begins, ends }], first: 0, after: begins.length };
}

function run(rows: readonly Row[], { first, ...chosen }: OracleRules, bits?: number, buckets?: [number, number]) {
  const events = deal(
    Int32Array.from(rows, ({ person }) => person),
    Float64Array.from(rows, ({ at }) => at),
    Int32Array.from(rows, ({ mine }) => mine),
    PEOPLE,
    bits,
  );
  const part = buckets && { first: buckets[0], after: buckets[1] };
  return funnel({ ...chosen, ...CLASSES, ...ANYTIME, onlyFirst: first, events: { ...events, ...part } });
}

/** As `run`, of rows that fill one step each, with no class for several: the kernel then takes a shorter way. */
function runSingles(rows: readonly Row[], { first, ...chosen }: OracleRules, bits?: number) {
  const events = deal(
    Int32Array.from(rows, ({ person }) => person),
    Float64Array.from(rows, ({ at }) => at),
    Int32Array.from(rows, ({ mine }) => mine + 1 - FIRST_SINGLE),
    PEOPLE,
    bits,
  );
  const classes = {
    setOffsets: Uint32Array.of(0, 0, 1, 2, 3, 4),
    setSteps: Uint16Array.of(0, 1, 2, 3),
    firstSingle: 1,
  };
  return funnel({ ...chosen, ...classes, ...ANYTIME, onlyFirst: first, events });
}

function lines({ people, levels, times }: FunnelLevels) {
  let next = 0;
  return Array.from(people, (person, i) => {
    next += levels[i]!;
    return { person, times: [...times.subarray(next - levels[i]!, next)] };
  });
}

function oracle(rows: readonly Row[], chosen: OracleRules) {
  return Array.from({ length: PEOPLE }, (_, person) => {
    const mine = rows.filter((row) => row.person === person);
    return {
      person,
      times: oracleRun(
        mine.map(({ at, mine }) => ({ at, fills: SETS[mine]! })),
        chosen,
      ),
    };
  }).filter(({ times }) => times !== undefined);
}

function recentEntrants(rows: readonly Row[], { complete }: OracleRules) {
  const entries = rows.filter(({ mine }) => SETS[mine]!.includes(0));
  const people = new Set(entries.map(({ person }) => person));
  return [...people].filter((p) => entries.every(({ person, at }) => person !== p || at > complete)).length;
}

describe("the funnel kernel", () => {
  test.each([
    ["steps that share no event", singleRows],
    ["events that could fill several steps", anyRows],
  ])("finds the run that trying every chain finds: %s", (_, rows) => {
    fc.assert(
      fc.property(rows, rules, (list, chosen) => {
        for (const bits of [undefined, 0, 1]) {
          const answer = run(list, chosen, bits);
          expect(lines(answer)).toEqual(oracle(list, chosen));
          expect(answer.recent.length).toBe(recentEntrants(list, chosen));
        }
      }),
      { numRuns: 1500 },
    );
  });

  test("finds the same runs where no class of events fills several steps", () => {
    fc.assert(
      fc.property(rowsOf(fc.integer({ min: FIRST_SINGLE, max: SETS.length - 1 }), 9, 5), rules, (list, chosen) => {
        for (const bits of [undefined, 0, 1]) {
          expect(lines(runSingles(list, chosen, bits))).toEqual(oracle(list, chosen));
          expect(runSingles(list, chosen, bits).fromFirst).toBe(run(list, chosen, bits).fromFirst);
        }
      }),
      { numRuns: 1500 },
    );
  });

  test("what comes after the last entry that counts begins no run", () => {
    const list = [
      [0, 5],
      [3, 7],
      [5, 5],
      [6, 6],
    ].map(([at, mine]) => ({ person: 0, at: at!, mine: mine! }));
    const chosen = { steps: STEPS, within: 3, strict: false, first: false, recent: false, complete: 4 };
    expect(lines(runSingles(list, chosen, 0))).toEqual([{ person: 0, times: [0] }]);
  });

  test("equal timestamps everywhere: one event fills one step, whatever the order of the rows", () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 1, max: SETS.length - 1 }), { maxLength: 6 }),
        rules,
        fc.infiniteStream(fc.nat()),
        (classes, chosen, keys) => {
          const list = classes.map((mine) => ({ person: 0, at: 5, mine, key: keys.next().value as number }));
          const answer = lines(run(list, chosen));
          expect(answer).toEqual(oracle(list, chosen));
          expect(
            lines(
              run(
                list.toSorted((a, b) => a.key - b.key),
                chosen,
              ),
            ),
          ).toEqual(answer);
        },
      ),
      { numRuns: 500 },
    );
  });

  test("neither the order of the rows nor the parts change the answer", () => {
    fc.assert(
      fc.property(
        anyRows,
        rules,
        fc.infiniteStream(fc.nat()),
        fc.integer({ min: 2, max: 4 }),
        (list, chosen, keys, parts) => {
          const keyed = list.map((row) => ({ ...row, key: keys.next().value as number }));
          const shuffled = keyed.sort((a, b) => a.key - b.key);
          const ends = borders(PEOPLE, parts);
          const split = ends.slice(1).map((to, i) => run(shuffled, chosen, 0, [ends[i]!, to]));
          expect(split.flatMap(lines)).toEqual(lines(run(list, chosen, 0)));
          expect(lines(run(list, chosen, parts))).toEqual(lines(run(list, chosen, 0)));
        },
      ),
    );
  });

  test("when steps must be strictly later, A@0 B@1 B@2 C@2 reaches the third step", () => {
    const list = [
      [0, 5],
      [1, 6],
      [2, 6],
      [2, 7],
    ].map(([at, mine]) => ({ person: 0, at: at!, mine: mine! }));
    const chosen = { steps: STEPS, within: 10, strict: true, first: false, recent: true, complete: 0 };
    expect(lines(run(list, chosen))).toEqual([{ person: 0, times: [0, 1, 2] }]);
  });

  test.each([0, undefined])("a person with a million events is counted like any other, in %s bits", (bits) => {
    const n = 1_000_000;
    const at = Float64Array.from({ length: n }, (_, i) => (i === 0 ? 2 ** 40 : (i * 7919) % n));
    const classes = Int32Array.from({ length: n }, (_, i) => FIRST_SINGLE + (i % 3));
    const answer = funnel({
      ...{ ...CLASSES, ...ANYTIME, events: deal(new Int32Array(n), at, classes, 1, bits), steps: STEPS, within: 1e9 },
      ...{ strict: false, complete: 0, recent: true, onlyFirst: false },
    });
    expect([...answer.levels]).toEqual([3]);
  });
});
