import fc from "fast-check";
import { expect, test } from "vitest";
import { stepClasses } from "../../toolkit/analyses/funnel-classes.ts";
import { TextColumn, WholeColumn } from "../../toolkit/core/columns.ts";
import { matchRows, type Pattern } from "../../toolkit/core/pattern.ts";
import { toTable } from "../../toolkit/core/table.ts";
import { funnelDeal } from "../../workers/kernels/funnel-deal.ts";

const rows = fc.array(
  fc.record({
    name: fc.constantFrom("a", "b", "c", null),
    status: fc.constantFrom("ok", "denied", null),
    amount: fc.constantFrom(1, 2, 3, Number.NaN),
    level: fc.integer({ min: -1, max: 2 }),
    person: fc.integer({ min: -1, max: 2 }),
    at: fc.constantFrom(1, 2, Number.NaN),
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
      const person = Int32Array.from(list, ({ person }) => person);
      const { seen, unlinked, timeless } = funnelDeal({
        ...{ columns, start, count: sets.length, person, begin: 0, end: list.length, to: { classes } },
        at: Float64Array.from(list, ({ at }) => at),
      });
      const matches = patterns.map((one) => matchRows("test", events, one));
      const fills = list.map((_, row) => patterns.flatMap((_, step) => (matches[step]![row] === 1 ? [step] : [])));
      const isKept = ({ person, at }: (typeof list)[number]) => person >= 0 && !Number.isNaN(at);
      expect(Array.from(classes, (c) => sets[c])).toEqual(fills.map((steps, row) => (isKept(list[row]!) ? steps : [])));
      const met = sets.filter((_, c) => seen[c] === 1).map(String);
      expect(new Set(met)).toEqual(new Set(fills.map(String)));
      const some = (wanted: (row: (typeof list)[number], fits: boolean) => boolean) =>
        list.filter((one, row) => wanted(one, fills[row]!.length > 0)).length;
      expect(unlinked).toBe(some(({ person }, fits) => person < 0 && fits));
      expect(timeless).toBe(some(({ person, at }, fits) => person >= 0 && fits && Number.isNaN(at)));
    }),
    { numRuns: 500 },
  );
});
