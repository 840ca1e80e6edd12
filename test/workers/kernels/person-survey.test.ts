import fc from "fast-check";
import { expect, test } from "vitest";
import { personSurvey } from "../../../workers/kernels/person-survey.ts";

const PLACES = 64;
const rows = fc.array(
  fc.record({
    person: fc.integer({ min: -1, max: PLACES - 1 }),
    at: fc.oneof(
      { weight: 30, arbitrary: fc.integer({ min: -50, max: 50 }) },
      { weight: 2, arbitrary: fc.constant(Number.NaN) },
      { weight: 1, arbitrary: fc.constantFrom(0.5, -0.25, Infinity, -Infinity) },
    ),
  }),
  { maxLength: 60 },
);

const survey = (person: readonly number[], at: readonly number[], bits: number, met = new Uint8Array(PLACES)) =>
  personSurvey({ person: Int32Array.from(person), at: Float64Array.from(at), begin: 0, end: at.length, met, bits });

test("rows are counted by persons, and times by their limits", () => {
  fc.assert(
    fc.property(rows, fc.integer({ min: 0, max: 3 }), (list, bits) => {
      const persons = list.map(({ person }) => person);
      const times = list.map(({ at }) => at).filter((at) => !Number.isNaN(at));
      const met = new Uint8Array(PLACES);
      const found = survey(
        persons,
        list.map(({ at }) => at),
        bits,
        met,
      );
      const known = persons.filter((person) => person >= 0);
      expect([...met]).toEqual(Array.from(met, (_, person) => (known.includes(person) ? 1 : 0)));
      expect(Array.from({ length: PLACES >> bits }, (_, run) => found.counts[run] ?? 0)).toEqual(
        Array.from({ length: PLACES >> bits }, (_, run) => known.filter((person) => person >> bits === run).length),
      );
      expect(found).toMatchObject({
        highest: Math.max(-1, ...persons),
        earliest: Math.min(...times),
        latest: Math.max(...times),
        whole: times.every((at) => Math.floor(at) === at),
      });
    }),
  );
});

test("persons that have no place are told, and nothing is written beside", () => {
  expect(survey([1, PLACES, 2], [1, 2, 3], 0).highest).toBe(Infinity);
  expect(survey([1, -7, 2], [1, 2, 3], 0).highest).toBe(Infinity);
});
