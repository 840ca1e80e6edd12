import fc from "fast-check";
import { expect, test } from "vitest";
import { type FunnelWaits, funnelWaits } from "../../../workers/kernels/funnel-waits.ts";
import { quantiles } from "../../../workers/kernels/quantiles.ts";

const STEPS = 4;
const GROUPS = 3;
const people = fc.array(
  fc.record({
    group: fc.integer({ min: 0, max: GROUPS - 1 }),
    times: fc.array(fc.integer({ min: 0, max: 50 }), { minLength: 1, maxLength: STEPS }),
  }),
  { maxLength: 30 },
);

type Person = { group: number; times: number[] };

const quartiles = (values: readonly number[]) => quantiles(Float64Array.from(values), [0.25, 0.5, 0.75, 0.9]);

function expected(list: readonly Person[], step: number): FunnelWaits {
  const reached = list.map(({ times }) => times).filter((times) => times.length > step);
  const since = (from: number) => quartiles(step > 0 ? reached.map((times) => times[step]! - times[from]!) : []);
  return { people: reached.length, wait: since(step - 1), elapsed: since(0) };
}

test("people are counted and timed group by group, whatever the parts they come in", () => {
  fc.assert(
    fc.property(people, fc.nat({ max: 30 }), fc.nat({ max: STEPS - 1 }), (list, cut, step) => {
      const parts = [list.slice(0, cut), list.slice(cut)].map((part) => ({
        levels: Uint16Array.from(part, ({ times }) => times.length),
        times: Float64Array.from(part.flatMap(({ times }) => times)),
      }));
      const previous = Math.max(0, step - 1);
      const grouped = parts.map((part, i) => ({
        ...part,
        groups: Int32Array.from(i === 0 ? list.slice(0, cut) : list.slice(cut), ({ group }) => group),
      }));
      expect(funnelWaits({ parts, step, previous, count: 1 })).toEqual([expected(list, step)]);
      expect(funnelWaits({ parts: grouped, step, previous, count: GROUPS })).toEqual(
        Array.from({ length: GROUPS }, (_, g) =>
          expected(
            list.filter(({ group }) => group === g),
            step,
          ),
        ),
      );
    }),
  );
});
