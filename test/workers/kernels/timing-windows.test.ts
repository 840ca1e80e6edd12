import fc from "fast-check";
import { expect, test } from "vitest";
import { agreeCounts } from "../../../workers/kernels/agree-counts.ts";
import { timingWindows } from "../../../workers/kernels/timing-windows.ts";

const times = (max: number) =>
  fc.array(fc.integer({ min: 0, max: 60 }), { maxLength: max }).map((list) => Float64Array.from(list).sort());

test("timingWindows finds the run of responses that lie within the delays of each trigger, whatever the cuts", () => {
  fc.assert(
    fc.property(
      times(30),
      times(30),
      fc.integer({ min: -9, max: 9 }),
      fc.integer({ min: 1, max: 20 }),
      fc.nat(30),
      (at, responseAt, lowest, width, cut) => {
        const places = Uint32Array.from(at, (_, j) => at.length - 1 - j);
        const windows = new Int32Array(2 * at.length);
        const task = { byTime: places, triggerAt: at, responseAt, lowest, width, windows };
        const middle = Math.min(cut, at.length);
        const pairs =
          timingWindows({ ...task, begin: 0, end: middle }) + timingWindows({ ...task, begin: middle, end: at.length });
        let expected = 0;
        for (const [j, time] of at.entries()) {
          const inside = [...responseAt.keys()].filter(
            (k) => responseAt[k]! - time >= lowest && responseAt[k]! - time < lowest + width,
          );
          const [first, last] = windows.subarray(2 * places[j]!, 2 * places[j]! + 2);
          expect(Array.from({ length: last! - first! }, (_, i) => first! + i)).toEqual(inside);
          expected += inside.length;
        }
        expect(pairs).toBe(expected);
      },
    ),
  );
});

test("agreeCounts counts responses that hold nothing, another thing and the same as their trigger, shift by shift", () => {
  const side = fc
    .array(fc.tuple(fc.integer({ min: 0, max: 60 }), fc.integer({ min: -1, max: 2 })), { maxLength: 25 })
    .map((list) => list.sort((a, b) => a[0] - b[0]));
  fc.assert(
    fc.property(
      side,
      side,
      fc.array(fc.integer({ min: -20, max: 20 }), { minLength: 1, maxLength: 3 }),
      (a, b, shifts) => {
        const counts = agreeCounts({
          triggers: Float64Array.from(a, ([at]) => at),
          triggerHolds: Int32Array.from(a, ([, held]) => held),
          responses: Float64Array.from(b, ([at]) => at),
          responseHolds: Int32Array.from(b, ([, held]) => held),
          shifts,
          lowest: -3,
          width: 10,
        });
        const expected = shifts.flatMap((shift) => {
          const near = a.flatMap(([at, held]) =>
            b
              .filter(([time]) => held >= 0 && time + shift - at >= -3 && time + shift - at < 7)
              .map(([, theirs]) => (theirs < 0 ? "nothing" : theirs === held ? "same" : "other")),
          );
          return ["nothing", "other", "same"].map((level) => near.filter((one) => one === level).length);
        });
        expect([...counts]).toEqual(expected);
      },
    ),
  );
});
