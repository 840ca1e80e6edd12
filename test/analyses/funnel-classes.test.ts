import fc from "fast-check";
import { expect, test } from "vitest";
import { stepClasses } from "../../toolkit/analyses/funnel-classes.ts";
import { TextColumn, WholeColumn } from "../../toolkit/core/columns.ts";
import { matchRows, type Pattern } from "../../toolkit/core/pattern.ts";
import { toTable } from "../../toolkit/core/table.ts";
import { funnelClasses } from "../../workers/kernels/funnel-classes.ts";
import { sharedFloat64 } from "../../workers/shared.ts";

const rows = fc.array(
  fc.record({
    name: fc.constantFrom("a", "b", "c", null),
    status: fc.constantFrom("ok", "denied", null),
    amount: fc.constantFrom(1, 2, 3, Number.NaN),
    level: fc.integer({ min: -1, max: 2 }),
    person: fc.integer({ min: -1, max: 2 }),
  }),
  { minLength: 1, maxLength: 30 },
);

const pattern: fc.Arbitrary<Pattern> = fc.record(
  {
    name: fc.constantFrom("a", ["a", "b"], "never", undefined),
    amount: fc.constantFrom(2, [1, 3], { min: 2 }, { max: 1 }),
    where: fc.record(
      { status: fc.constantFrom("ok", ["ok", "denied"]), level: fc.constantFrom(0, { min: 1 }) },
      { requiredKeys: [] },
    ),
  },
  { requiredKeys: [] },
);

test("a row could fill exactly the steps whose patterns match it, however they overlap", () => {
  fc.assert(
    fc.property(rows, fc.array(pattern, { minLength: 2, maxLength: 8 }), (list, patterns) => {
      const events = toTable({
        name: TextColumn.from(list.map(({ name }) => name)),
        status: TextColumn.from(list.map(({ status }) => status)),
        amount: list.map(({ amount }) => amount),
        level: new WholeColumn(
          Int32Array.from(list, ({ level }) => level),
          -1,
        ),
      });
      const { columns, start, sets } = stepClasses("test", events, patterns);
      const classes = new Uint16Array(list.length);
      const { rows, unlinked, dealt } = funnelClasses({
        ...{ columns, start, count: sets.length, classes, begin: 0, end: list.length, bits: 1, buckets: 2 },
        person: Int32Array.from(list, ({ person }) => person),
        at: sharedFloat64(list.length),
      });
      const matches = patterns.map((one) => matchRows("test", events, one));
      const wanted = list.map((_, row) => patterns.flatMap((_, step) => (matches[step]![row] === 1 ? [step] : [])));
      expect(Array.from(classes, (c) => sets[c])).toEqual(wanted);
      expect(rows.reduce((sum, n) => sum + n, 0)).toBe(list.length);
      const known = list.flatMap(({ person }, row) => (person >= 0 && wanted[row]!.length > 0 ? [person] : []));
      expect([...dealt]).toEqual([
        known.filter((person) => person < 2).length,
        known.filter((person) => person > 1).length,
      ]);
      const nobody = list.flatMap(({ person }, row) => (person < 0 ? [wanted[row]!.length > 0] : []));
      expect(unlinked).toEqual([nobody.filter((some) => !some).length, nobody.filter(Boolean).length]);
    }),
    { numRuns: 500 },
  );
});
