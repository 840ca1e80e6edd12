import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { checkZone, ONCE, SKIPPED, TWICE, ZoneClock } from "../../toolkit/normalise/zone-clock.ts";

const FIRST = Date.UTC(1980, 0, 1);
const LAST = Date.UTC(2040, 0, 1);

describe.each([
  "Europe/Lisbon",
  "America/New_York",
  "Australia/Lord_Howe",
  "Asia/Kolkata",
  "Asia/Kathmandu",
  "Africa/Casablanca",
  "Africa/Cairo",
  "Asia/Pyongyang",
  "Europe/Istanbul",
  "Pacific/Apia",
  "America/Caracas",
  "Antarctica/Troll",
  "UTC",
  "America/Sao_Paulo",
])("the clock of %s", (zone) => {
  const clock = new ZoneClock(zone, FIRST, LAST);
  test("shows what Temporal shows, at any moment and for any wall time", () => {
    fc.assert(
      fc.property(fc.integer({ min: FIRST, max: LAST }), (moment) => {
        const time = Temporal.Instant.fromEpochMilliseconds(moment).toZonedDateTimeISO(zone);
        expect(clock.offsetAt(moment)).toBe(time.offsetNanoseconds / 6e10);
        const wall = Temporal.Instant.fromEpochMilliseconds(moment).toZonedDateTimeISO("UTC").toPlainDateTime();
        expect(clock.momentOf(moment)).toBe(
          wall.toZonedDateTime(zone, { disambiguation: "compatible" }).epochMilliseconds,
        );
      }),
      { numRuns: 500 },
    );
  });

  test("gives local times back, but those that it skipped; those that it had twice as either of two", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: FIRST, max: Date.UTC(2038, 0) }),
        fc.integer({ min: -90, max: 90 }),
        (near, minutes) => {
          const change = Temporal.Instant.fromEpochMilliseconds(near)
            .toZonedDateTimeISO(zone)
            .getTimeZoneTransition("next");
          const moment = (change?.epochMilliseconds ?? near) + minutes * 6e4;
          const wall = moment + clock.offsetAt(moment) * 6e4;
          const first = clock.momentOf(wall);
          const shift = clock.shiftAt(wall) * 6e4;
          expect(shift).toBeLessThanOrEqual(0);
          expect(moment === first || (shift < 0 && moment === first - shift)).toBe(true);
          const date = Temporal.Instant.fromEpochMilliseconds(wall).toZonedDateTimeISO("UTC").toPlainDateTime();
          expect(date.toZonedDateTime(zone, { disambiguation: "later" }).epochMilliseconds).toBe(first - shift);
        },
      ),
      { numRuns: 300 },
    );
  });
});

test("an hour that was skipped or came twice is told, and decided as Temporal's compatible rule does", () => {
  const clock = new ZoneClock("Europe/Lisbon", Date.UTC(2025, 0, 1), Date.UTC(2026, 0, 1));
  const cases = [
    [Date.UTC(2025, 2, 30, 0, 59), Date.UTC(2025, 2, 30, 0, 59), ONCE],
    [Date.UTC(2025, 2, 30, 1, 30), Date.UTC(2025, 2, 30, 1, 30), SKIPPED],
    [Date.UTC(2025, 2, 30, 2, 0), Date.UTC(2025, 2, 30, 1, 0), ONCE],
    [Date.UTC(2025, 9, 26, 1, 30), Date.UTC(2025, 9, 26, 0, 30), TWICE],
    [Date.UTC(2025, 9, 26, 2, 0), Date.UTC(2025, 9, 26, 2, 0), ONCE],
  ] as const;
  for (const [wall, moment, occurrence] of cases) {
    expect([clock.momentOf(wall), clock.occurrence(wall)]).toEqual([moment, occurrence]);
  }
});

test("what is no zone is refused", () => {
  expect(() => checkZone("normalise", "Lisbon/Europe")).toThrowErrorMatchingInlineSnapshot(`
    [PhonographError: normalise: zone must be an IANA time zone
      found: "Lisbon/Europe"
      try: did you mean "Europe/Lisbon"?]
  `);
});
