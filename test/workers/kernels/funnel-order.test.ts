import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { funnelDeal } from "../../../workers/kernels/funnel-deal.ts";
import { eachPackedBucket, packedRows } from "../../../workers/kernels/funnel-order.ts";
import { type Packing, toPacking } from "../../../workers/kernels/funnel-packing.ts";

interface Event {
  person: number;
  at: number;
  mine: number;
}

const span = (earliest: number, latest: number, whole = true) => ({ earliest, latest, whole });
const free = { least: 0, most: 16 };

/** What a world of events is packed with, and the events, those at the limits of time and class among them. */
const worlds = fc
  .record({ bits: fc.integer({ min: 0, max: 5 }), classBits: fc.constantFrom(1, 2, 3, 5, 12) })
  .chain(({ bits, classBits }) =>
    fc.record({
      bits: fc.constant(bits),
      classBits: fc.constant(classBits),
      timeBits: fc.integer({ min: 0, max: 53 - bits - classBits }),
    }),
  )
  .chain(({ bits, classBits, timeBits }) => {
    const classes = 2 ** classBits;
    const most = 2 ** timeBits - 1;
    return fc
      .maxSafeInteger()
      .map((place) => Math.min(place, Number.MAX_SAFE_INTEGER - most))
      .chain((earliest) => {
        const at = fc
          .oneof(fc.constantFrom(0, most, Math.floor(most / 2)), fc.integer({ min: 0, max: most }))
          .map((time) => earliest + time);
        const event = fc.record({
          person: fc.integer({ min: 0, max: 3 * 2 ** bits - 1 }),
          at,
          mine: fc.oneof(fc.constantFrom(1, classes - 1), fc.integer({ min: 1, max: classes - 1 })),
        });
        return fc.record({
          bits: fc.constant(bits),
          packing: fc.constant(toPacking(span(earliest, earliest + most), classes, { least: bits, most: bits })),
          events: fc.array(event, { maxLength: 200 }),
        });
      });
  });

/** Events in order as kernels see them, dealt in two parts. */
function ordered(events: readonly Event[], packing: Packing): Event[] {
  const size = 2 ** packing.bits;
  const half = events.length >> 1;
  const packed = new Float64Array(events.length);
  const parts = [events.slice(0, half), events.slice(half)].map((mine) => ({
    mine,
    begins: new Uint32Array(3),
    ends: new Uint32Array(3),
  }));
  let place = 0;
  for (let bucket = 0; bucket < 3; bucket++) {
    for (const { mine, begins } of parts) {
      begins[bucket] = place;
      place += mine.filter(({ person }) => Math.floor(person / size) === bucket).length;
    }
  }
  for (const { mine, begins, ends } of parts) {
    ends.set(begins);
    const codes = Int32Array.from(mine, ({ mine }) => mine);
    const count = 2 ** packing.classBits;
    funnelDeal({
      columns: [
        {
          codes,
          valueClass: Uint16Array.from({ length: count + 1 }, (_, i) => Math.max(0, i - 1)),
          width: count,
          next: Uint16Array.from({ length: count }, (_, i) => i),
        },
      ],
      ...{ start: 0, count, begin: 0, end: mine.length, to: { packing, events: packed, next: ends } },
      person: Int32Array.from(mine, ({ person }) => person),
      at: Float64Array.from(mine, ({ at }) => at),
    });
  }
  const buckets = { packing, events: packed, parts, first: 0, after: 3 };
  expect(packedRows(buckets)).toBe(events.length);
  const found: Event[] = [];
  eachPackedBucket(buckets, ({ rows, at, offsets }, from) => {
    for (let p = 0; p < size; p++) {
      for (let i = offsets[p]!; i < offsets[p + 1]!; i++) found.push({ person: from + p, at: at[i]!, mine: rows[i]! });
    }
  });
  return found;
}

const inOrder = (events: readonly Event[]) =>
  events.toSorted((a, b) => a.person - b.person || a.at - b.at || a.mine - b.mine);

describe("packed events", () => {
  test("come back as they were, by person, time and class, up to the last bit of a float", () => {
    fc.assert(
      fc.property(worlds, ({ packing, events }) => {
        expect(packing).toBeDefined();
        expect(ordered(events, packing!)).toEqual(inOrder(events));
      }),
      { numRuns: 500 },
    );
  });

  test.each([
    ["all at one moment", (_: number) => 5],
    ["all but one at one moment", (i: number) => (i === 0 ? 2 ** 45 : 5)],
    ["in reverse", (i: number) => 100_000 - i],
  ])("a hundred thousand events of a person come in order: %s", (_, at) => {
    const events = Array.from({ length: 100_000 }, (_, i) => ({ person: 1, at: at(i), mine: 1 + (i % 7) }));
    const packing = toPacking(span(0, 2 ** 45), 8, { least: 1, most: 1 })!;
    expect(ordered(events, packing)).toEqual(inOrder(events));
  });

  test("take 53 bits at most, of which the person gives way first", () => {
    expect(toPacking(span(0, 2 ** 40 - 1), 8, free)).toEqual({ bits: 10, earliest: 0, timeBits: 40, classBits: 3 });
    expect(toPacking(span(0, 2 ** 40), 8, free)).toMatchObject({ bits: 9, timeBits: 41 });
    expect(toPacking(span(0, 2 ** 40 - 1), 9, free)).toMatchObject({ bits: 9, classBits: 4 });
    expect(toPacking(span(-3, 2 ** 50 - 4), 8, free)).toMatchObject({ bits: 0, timeBits: 50 });
    expect(toPacking(span(-3, 2 ** 50 - 3), 8, free)).toBeUndefined();
    expect(toPacking(span(0, 2 ** 40 - 1), 8, { least: 11, most: 16 })).toBeUndefined();
  });

  test.each([
    ["parts of milliseconds", span(0, 9, false)],
    ["endless time", span(0, Infinity)],
    ["more classes than there is room for", span(0, 2 ** 38 - 1), 2 ** 15 + 1],
  ] as const)("are not made of %s", (_, times, classes = 8) => {
    expect(toPacking(times, classes, free)).toBeUndefined();
  });

  test("are made where no row has a time", () => {
    expect(toPacking(span(Infinity, -Infinity), 5, free)).toMatchObject({ bits: 16, timeBits: 0, classBits: 3 });
  });
});
