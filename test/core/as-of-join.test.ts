import { desc, table } from "arquero";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { asOfJoin } from "../../toolkit/core/as-of-join.ts";

const calls = table({
  at: [10, 20, 30, Number.NaN, 12],
  phone: ["a", "a", "b", "a", null],
  seconds: [1, 2, 3, 4, 5],
});
const tariffs = table({ since: [5, 20, 20, 25, 1], phone: ["a", "a", "a", "b", null], plan: [1, 2, 3, 4, 5] });
const plans = async (options: object, left = calls, right = tariffs) =>
  Array.from((await asOfJoin(left, right, { at: ["at", "since"], ...options } as never)).array("plan") as number[]);

describe("asOfJoin gives each row what was last known before it", () => {
  test("of the same key, the last row of several at one time, and nothing without a time or a key", async () => {
    expect(await plans({ by: "phone" })).toEqual([1, 3, 4, Number.NaN, Number.NaN]);
  });

  test("of anybody where no key is asked for", async () => {
    expect(await plans({})).toEqual([1, 3, 4, Number.NaN, 1]);
  });

  test("not longer ago than asked for", async () => {
    expect(await plans({ by: "phone", within: "5ms" })).toEqual([1, 3, 4, Number.NaN, Number.NaN]);
    expect(await plans({ by: "phone", within: "4ms" })).toEqual([Number.NaN, 3, Number.NaN, Number.NaN, Number.NaN]);
  });

  test("with all rows and columns of the left as shown, and the right ones renamed where they clash", async () => {
    const shown = calls.filter((row: { seconds: number }) => row.seconds !== 3).orderby(desc("seconds"));
    const answer = await asOfJoin(shown, tariffs.rename({ since: "at" }), { by: "phone" });
    expect(answer.columnNames()).toEqual(["at", "phone", "seconds", "at_2", "plan"]);
    expect(Array.from(answer.array("seconds") as number[])).toEqual([5, 4, 2, 1]);
    expect(Array.from(answer.array("at_2") as number[])).toEqual([Number.NaN, Number.NaN, 20, 5]);
  });

  test("as looking at every pair of rows would", async () => {
    const rows = fc.array(fc.tuple(fc.integer({ min: 0, max: 30 }), fc.constantFrom("a", "b", "c", null)), {
      maxLength: 40,
    });
    await fc.assert(
      fc.asyncProperty(rows, rows, fc.constantFrom(0, 1), async (lefts, rights, workers) => {
        const side = (list: typeof lefts, name: string) =>
          table({ at: list.map(([at]) => at), key: list.map(([, key]) => key), [name]: list.map((_, i) => i) });
        const answer = await asOfJoin(side(lefts, "l"), side(rights, "r"), { by: "key", workers: workers && 1 });
        const expected = lefts.map(([at, key]) => {
          let best = -1;
          for (const [r, [past, theirs]] of rights.entries()) {
            if (key === null || theirs !== key || past > at) continue;
            if (best < 0 || past >= rights[best]![0]) best = r;
          }
          return best < 0 ? Number.NaN : best;
        });
        expect(Array.from(answer.array("r") as ArrayLike<number>, Number)).toEqual(expected);
      }),
      { numRuns: 60 },
    );
  });

  test.each<[string, object, RegExp]>([
    ["a key that is not there", { by: "phon" }, /has no column "phon"/],
    ["a time that is not there", { at: "when" }, /has no column "when"/],
    ["an option that is not there", { withn: "5m" }, /withn/],
    ["times that are neither a name nor two", { at: 5 }, /at must be a column name/],
  ])("and refuses %s", async (_, options, told) => {
    await expect(plans(options)).rejects.toThrow(told);
  });
});
