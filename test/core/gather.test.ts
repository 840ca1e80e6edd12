import fc from "fast-check";
import { expect, test } from "vitest";
import { TextColumn, WholeColumn } from "../../toolkit/core/columns.ts";
import { gatherColumn } from "../../toolkit/core/gather.ts";
import { sharedLike } from "../../workers/shared.ts";

const KINDS = [Float64Array, Float32Array, Int32Array, Uint32Array, Int16Array, Uint16Array, Int8Array, Uint8Array];

test("gathers numbers of every width exactly; row -1 is missing", () => {
  fc.assert(
    fc.property(
      fc.constantFrom(...KINDS),
      fc.array(fc.integer({ min: 0, max: 127 }), { minLength: 1 }),
      fc.array(fc.nat()),
      fc.boolean(),
      (kind, numbers, picks, withMissing) => {
        const typed = kind.from(numbers);
        const from = sharedLike(typed as Float64Array, typed.length) as Float64Array<SharedArrayBuffer>;
        from.set(typed);
        const rows = Int32Array.from(picks, (pick) => (withMissing && pick % 3 === 0 ? -1 : pick % numbers.length));
        const gathered = gatherColumn(from, rows) as Float64Array;
        expect([...gathered]).toEqual(Array.from(rows, (row) => (row < 0 ? Number.NaN : numbers[row])));
        const widened = rows.includes(-1) && kind !== Float32Array;
        expect(gathered.constructor).toBe(widened ? Float64Array : kind);
        expect(gathered.buffer).toBeInstanceOf(SharedArrayBuffer);
      },
    ),
  );
});

test("keeps the dictionary of text and the missing value of whole numbers", () => {
  const kinds = TextColumn.from(["a", "b", null]);
  const turned = gatherColumn(kinds, Uint32Array.of(2, 1, 0, 0)) as TextColumn;
  expect([...turned]).toEqual([null, "b", "a", "a"]);
  expect(turned.values).toBe(kinds.values);
  const people = new WholeColumn(Int32Array.of(5, -1, 6), -1);
  expect([...(gatherColumn(people, Int32Array.of(-1, 1, 2)) as WholeColumn)]).toEqual([null, null, 6]);
});
