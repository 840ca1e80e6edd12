import fc from "fast-check";
import { expect, test } from "vitest";
import { type HoldingTask, toHoldings } from "../../toolkit/link/holdings.ts";
import type { PersonOrder } from "../../workers/kernels/person-order.ts";

const DAY = 864e5;
const IDS = 3;

const row = fc.record({
  id: fc.nat(IDS - 1),
  day: fc.integer({ min: 0, max: 40 }),
  owner: fc.constantFrom(-1, 0, 0, 0, 1, 2),
  evidence: fc.constantFrom(0, 1, 1, 2, 3),
  isUse: fc.constantFrom(true, true, true, false),
  record: fc.constantFrom(0, 0, 0, 0, 0, 1, 2),
  byTiming: fc.constantFrom(0, 0, 0, 0.3, 4),
});
type Told = typeof row extends fc.Arbitrary<infer R> ? R : never;

function order(list: readonly Told[], isIn: (row: Told) => boolean): PersonOrder {
  const offsets = new Uint32Array(new SharedArrayBuffer(4 * (IDS + 1)));
  const rows = [...list.keys()].filter((r) => isIn(list[r]!));
  rows.sort((a, b) => list[a]!.id - list[b]!.id || list[a]!.day - list[b]!.day || a - b);
  for (const r of rows) offsets[list[r]!.id + 1]!++;
  for (let id = 0; id < IDS; id++) offsets[id + 1]! += offsets[id]!;
  const shared = { rows: new Uint32Array(new SharedArrayBuffer(4 * rows.length)), at: times(rows.length) };
  shared.rows.set(rows);
  shared.at.set(rows.map((r) => list[r]!.day * DAY));
  return { offsets, ...shared };
}

const times = (length: number) => new Float64Array(new SharedArrayBuffer(8 * length));

// An empty list of cuts cuts nothing, and has every identifier decided the general way.
const EVERY = new Map(Array.from({ length: IDS }, (_, id) => [id, []]));

test("identifiers with at most one owner are held as the general way has it", () => {
  let simple = 0;
  fc.assert(
    fc.property(
      fc.array(row, { minLength: 1, maxLength: 14, size: "max" }),
      fc.boolean(),
      fc.boolean(),
      fc.constantFrom(undefined, 2),
      (list, isTimed, hasRecords, somebody) => {
        const isTold = ({ owner, evidence }: Told) => owner >= 0 && evidence > 0;
        const uses = order(list, ({ isUse, record }) => isUse && record === 0);
        const task: HoldingTask = {
          ...{ uses, sightings: order(list, isTold), somebody, turns: true },
          owner: Int32Array.from(list, ({ owner }) => owner),
          evidence: Uint8Array.from(list, ({ evidence }) => evidence),
          weights: [0, 4.6, 2.2, 0.4],
          records: hasRecords ? Uint8Array.from(list, ({ record }) => record) : undefined,
          timed: isTimed
            ? { weight: Float64Array.from(list, ({ byTiming }) => byTiming), bounds: new Map() }
            : undefined,
          ...{ data: { begin: 0, end: 40 * DAY }, quarantine: 12 * DAY, hazard: 0.1 / 365 / DAY },
          ...{ limit: { most: 1, per: 90 * DAY }, most: 1 },
        };
        const { crowd, offsets, ...columns } = toHoldings(task);
        const general = toHoldings({ ...task, cuts: EVERY });
        expect([offsets, crowd]).toEqual([general.offsets, general.crowd]);
        for (const [name, column] of Object.entries(columns)) {
          expect([name, ...column]).toEqual([name, ...general[name as keyof typeof columns]]);
        }
        for (let id = 0; id < IDS; id++) simple += Number(offsets[id + 1]! - offsets[id]! === 1);
      },
    ),
    { numRuns: 400 },
  );
  expect(simple).toBeGreaterThan(200);
});
