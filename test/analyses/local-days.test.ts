import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { lifecycle } from "../../toolkit/analyses/lifecycle.ts";
import { retention } from "../../toolkit/analyses/retention.ts";
import { stickiness } from "../../toolkit/analyses/stickiness.ts";
import { lifecycleChart } from "../../toolkit/charts/lifecycle-chart.ts";
import { retentionChart } from "../../toolkit/charts/retention-chart.ts";
import { stickinessChart } from "../../toolkit/charts/stickiness-chart.ts";
import type { Events } from "../../toolkit/core/events.ts";
import { random } from "../../toolkit/core/random.ts";
import { toTable } from "../../toolkit/core/table.ts";

const HOUR = 36e5;
const DAY = 864e5;

interface Row {
  person: number;
  at: number;
  offset: number | null;
}
const toEvents = (rows: readonly Row[]) =>
  toTable({
    person: rows.map(({ person }) => person),
    at: rows.map(({ at }) => at),
    offset: rows.map(({ offset }) => offset),
    kind: rows.map(() => "app"),
  }) as unknown as Events;
const rowsOf = (table: object) => (table as { objects(o: object): Record<string, unknown>[] }).objects({ limit: 1e6 });
/** All that does not name a moment. */
const counted = (table: object) => rowsOf(table).map(({ at: _, cohort_at: __, ...row }) => row);

const answers = async (events: Events, options: { zone: string; asOf: number }) => [
  ...(await Promise.all(
    (["day", "week", "month"] as const).map(async (period) =>
      counted((await retention(events, { ...options, period })).table),
    ),
  )),
  counted((await retention(events, { ...options, kind: "recurring" })).table),
  counted((await lifecycle(events, { ...options, period: "day" })).table),
  counted((await stickiness(events, options)).table),
  counted((await stickiness(events, options)).ratios),
];

describe("days by everybody's own clock", () => {
  test("are the days of one zone where all clocks are that zone's, also when they change", async () => {
    const chance = random(4);
    const rows = Array.from({ length: 600 }, () => {
      const at = Date.UTC(2026, 1, 1) + Math.floor(chance.uniform() * 90 * 96) * 9e5;
      const zoned = Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO("Europe/Lisbon");
      return { person: chance.integer(40), at, offset: zoned.offsetNanoseconds / 6e10 };
    });
    expect(new Set(rows.map(({ offset }) => offset))).toEqual(new Set([0, 60]));
    const asOf = Date.UTC(2026, 4, 2, 12);
    const [own, zone] = [
      await answers(toEvents(rows), { zone: "local", asOf }),
      await answers(toEvents(rows), { zone: "Europe/Lisbon", asOf }),
    ];
    expect(own).toEqual(zone);
    expect(own).not.toEqual(await answers(toEvents(rows), { zone: "Asia/Tokyo", asOf }));
  });

  test("are read off the wall: each row's time with its own offset, as if that were UTC", async () => {
    const row = fc.record({
      person: fc.nat(3),
      at: fc.nat(20 * 24).map((hours) => hours * HOUR),
      offset: fc.constantFrom(-600, 0, 330, 840),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(row, { minLength: 1, maxLength: 30 }), async (rows) => {
        const asOf = 22 * DAY;
        const wall = rows.map(({ person, at, offset }) => ({ person, at: at + offset! * 6e4, offset: 0 }));
        const behind = Math.min(...rows.map(({ offset }) => offset!));
        const [own, read] = [
          await retention(toEvents(rows), { zone: "local", asOf }),
          await retention(toEvents(wall), { asOf: asOf + behind * 6e4 }),
        ];
        expect(rowsOf(own.table)).toEqual(rowsOf(read.table));
        expect(own.semantics).toEqual({ ...read.semantics, zone: "local", asOf });
      }),
      { numRuns: 60 },
    );
  });

  test("at 23:30 in Tokyo and in New York is the same day there, and a day is over when it is over everywhere", async () => {
    // 23:30 of 1 March in both places, then 00:30 of 2 March: two days of each one's own, three of UTC
    const rows = [540, -300].flatMap((offset, person) =>
      [23.5, 24.5].map((hour) => ({ person, at: Date.UTC(2026, 2, 1) + hour * HOUR - offset * 6e4, offset })),
    );
    const days = async (zone: string, asOf: number) =>
      rowsOf((await lifecycle(toEvents(rows), { period: "day", zone, asOf })).table).map(
        ({ period, new: fresh, returning, over }) => [period, fresh, returning, over],
      );
    const noon = Date.UTC(2026, 2, 3, 2);
    expect(await days("local", noon)).toEqual([
      ["2026-03-01", 2, 0, true],
      ["2026-03-02", 0, 2, false],
    ]);
    expect(await days("local", noon + 4 * HOUR)).toEqual([
      ["2026-03-01", 2, 0, true],
      ["2026-03-02", 0, 2, true],
      ["2026-03-03", 0, 0, false],
    ]);
    expect((await days("UTC", noon)).slice(0, 2)).toEqual([
      ["2026-03-01", 1, 0, true],
      ["2026-03-02", 1, 0, true],
    ]);
  });

  test("leave out rows whose clock is not known, and say how many; charts tell whose days they are", async () => {
    const rows = Array.from({ length: 60 }, (_, i) => ({
      person: i % 6,
      at: (i / 2) * DAY,
      offset: i % 6 === 5 ? null : 60,
    }));
    const events = toEvents(rows);
    const came = await retention(events, { zone: "local" });
    expect(came.people).toBe(5);
    expect(came.about.excluded).toContainEqual({ reason: "local time unknown", rows: 10 });
    for (const chart of [
      retentionChart(came),
      lifecycleChart(await lifecycle(events, { zone: "local" })),
      stickinessChart(await stickiness(events, { zone: "local" })),
    ]) {
      expect(chart.caption?.toLowerCase()).toContain("by the clock where each event happened");
    }
  });

  test.each([
    [
      "without a column of offsets",
      () =>
        retention(toEvents([{ person: 0, at: 0, offset: 0 }]).select("person", "at", "kind") as Events, {
          zone: "local",
        }),
    ],
    ["where no event has one", () => lifecycle(toEvents([{ person: 0, at: 0, offset: null }]), { zone: "local" })],
    [
      "with windows from each one's start",
      () => retention(toEvents([{ person: 0, at: 0, offset: 0 }]), { zone: "local", clock: "start" }),
    ],
    ["in a zone that is none", () => stickiness(toEvents([{ person: 0, at: 0, offset: 0 }]), { zone: "Lisbon" })],
  ])("are refused %s", async (_, run) => {
    await expect(run()).rejects.toThrowErrorMatchingSnapshot();
  });
});
