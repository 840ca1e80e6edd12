import { type ColumnTable, escape as derived } from "arquero";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Events } from "../../toolkit/core/events.ts";
import { type Cooccurrence, cooccurrence } from "../../toolkit/link/cooccurrence.ts";
import type { CooccurrenceOptions } from "../../toolkit/link/cooccurrence-options.ts";
import { otpWorld } from "./otp-world.ts";
import { sessionWorld } from "./session-world.ts";

const ASKED = { trigger: "sms", response: "auth" } as const;
const BEGIN = Date.UTC(2026, 2, 1);
const DAY = 864e5;

/** Events of one stretch of time after the other. */
function batches(events: Events, cuts: readonly number[]): Events[] {
  const ends = [-Infinity, ...cuts, Infinity];
  return ends.slice(1).map((end, i) => {
    const begin = ends[i];
    return events
      .filter(derived(({ at }: { at: number }) => at >= begin! && at < end))
      .orderby("at")
      .reify() as unknown as Events;
  });
}

const joined = (parts: readonly Events[]) =>
  parts.slice(1).reduce((all, part) => (all as ColumnTable).concat(part) as unknown as Events, parts[0]!);

const content = (found: Cooccurrence) => ({
  pairs: found.table.objects(),
  events: found.events.objects(),
  kinds: found.kinds.objects(),
  delays: found.delays.objects(),
  said: [found.linked, found.delay, found.candidates, found.falseShare, found.agreement],
});

async function stepwise(parts: readonly Events[], question: typeof ASKED, options: CooccurrenceOptions) {
  let found: Cooccurrence | undefined;
  let reused = 0;
  for (const part of parts) {
    found = await cooccurrence(part, question, { ...options, previous: found });
    reused += found.reused;
  }
  return { found: found!, reused };
}

describe("given day by day, with the previous answer each time, cooccurrence answers as for all days at once", () => {
  const { table } = otpWorld({ seed: 21, users: 800, days: 10 });
  const days = Array.from({ length: 9 }, (_, day) => BEGIN + (day + 1) * DAY);

  test.each([1, 2, 5])("in batches of %s days", async (length) => {
    const parts = batches(
      table,
      days.filter((_, day) => (day + 1) % length === 0),
    );
    const { found, reused } = await stepwise(parts, ASKED, { workers: 0 });
    expect(found.linked).toBeGreaterThan(500);
    expect(content(found)).toEqual(content(await cooccurrence(joined(parts), ASKED, { workers: 0 })));
    if (length === 1) expect(reused).toBeGreaterThan(parts.at(-1)!.numRows());
  });

  test("wherever the cuts are, also where batches overlap in time", async () => {
    const small = otpWorld({ seed: 22, users: 200, days: 6 }).table;
    const moments = fc.array(fc.double({ min: 0.5, max: 5.5, noNaN: true }), { minLength: 1, maxLength: 4 });
    await fc.assert(
      fc.asyncProperty(moments, fc.boolean(), fc.constantFrom(0, 1, 2), async (at, late, workers) => {
        const cuts = at.map((day) => BEGIN + day * DAY).sort((a, b) => a - b);
        const parts = batches(small, cuts).filter((part) => part.numRows() > 0);
        if (late) parts.reverse();
        const { found } = await stepwise(parts, ASKED, { workers, control: false });
        expect(content(found)).toEqual(content(await cooccurrence(joined(parts), ASKED, { control: false })));
      }),
      { numRuns: 12 },
    );
  });

  test("with addresses", async () => {
    const sessions = sessionWorld({ seed: 23, users: 500 }).table;
    const question = { trigger: "data", response: "app" } as never;
    const parts = batches(sessions, days.slice(0, 6));
    const options = { agree: "ip", workers: 0 };
    const { found } = await stepwise(parts, question, options);
    expect(content(found)).toEqual(content(await cooccurrence(joined(parts), question, options)));
  });

  test("another question, or the answer of something else, is refused", async () => {
    const [first, second] = batches(table, [BEGIN + 5 * DAY]);
    const previous = await cooccurrence(first!, ASKED, { control: false });
    await expect(cooccurrence(second!, ASKED, { previous, threshold: 0.9 })).rejects.toThrow(/same question/);
    await expect(cooccurrence(second!, ASKED, { previous: { ...previous } })).rejects.toThrow(/an answer of this verb/);
    await expect(cooccurrence(second!, ASKED, { previous: 5 as never })).rejects.toThrow(/an earlier answer/);
  });
});
