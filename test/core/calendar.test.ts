import { describe, expect, test } from "vitest";
import { type CalendarOptions, periodName, toCalendar, toZone } from "../../toolkit/core/calendar.ts";

const HOUR = 36e5;
const at = (text: string) => Date.parse(text);

function lengths(options: CalendarOptions, first: string, last: string) {
  const calendar = toCalendar("test", options, at(first), at(last));
  const { starts } = calendar;
  return Array.from({ length: starts.length - 1 }, (_, i) => [
    periodName(calendar, i),
    (starts[i + 1] - starts[i]) / HOUR,
  ]);
}

describe("toCalendar", () => {
  test("days have 23 and 25 hours where the zone's clocks change, and half an hour more on Lord Howe", () => {
    const lisbon = { unit: "day", zone: "Europe/Lisbon" } as const;
    expect(lengths(lisbon, "2026-03-28T12:00Z", "2026-03-30T12:00Z")).toEqual([
      ["2026-03-28", 24],
      ["2026-03-29", 23],
      ["2026-03-30", 24],
    ]);
    expect(lengths(lisbon, "2026-10-25T12:00Z", "2026-10-25T12:00Z")).toEqual([["2026-10-25", 25]]);
    expect(lengths({ unit: "day", zone: "Australia/Lord_Howe" }, "2026-04-04T14:00Z", "2026-04-04T14:00Z")).toEqual([
      ["2026-04-05", 24.5],
    ]);
  });

  test("a day that begins at one o'clock begins there, and one that a zone left out is not there", () => {
    expect(lengths({ unit: "day", zone: "America/Santiago" }, "2026-09-06T12:00Z", "2026-09-06T12:00Z")).toEqual([
      ["2026-09-06", 23],
    ]);
    const apia = lengths({ unit: "day", zone: "Pacific/Apia" }, "2011-12-29T12:00Z", "2011-12-31T12:00Z");
    expect(apia.reduce((sum, [, hours]) => sum + (hours as number), 0)).toBe(72);
  });

  test("weeks begin on Monday unless on Sunday, months on the first", () => {
    const first = ["2026-03-01T12:00Z", "2026-03-01T12:00Z"] as const;
    expect(lengths({ unit: "week", zone: "UTC" }, ...first)).toEqual([["2026-02-23", 168]]);
    expect(lengths({ unit: "week", zone: "UTC", weekStart: "sunday" }, ...first)).toEqual([["2026-03-01", 168]]);
    expect(lengths({ unit: "month", zone: "Europe/Lisbon" }, ...first)).toEqual([["2026-03", 31 * 24 - 1]]);
  });

  test("the last period holds the last moment, also when that is its first", () => {
    expect(lengths({ unit: "day", zone: "UTC" }, "2026-03-01T00:00Z", "2026-03-02T00:00Z")).toHaveLength(2);
  });
});

test("toZone gives the zone's name and says which was meant", () => {
  expect(toZone("test", "Europe/Lisbon")).toBe("Europe/Lisbon");
  for (const [wrong, hint] of [
    ["lisbon", "Europe/Lisbon"],
    ["New York", "America/New_York"],
    ["Europe/Lisbonn", "Europe/Lisbon"],
  ]) {
    expect(() => toZone("test", wrong)).toThrow(`did you mean "${hint}"?`);
  }
  expect(() => toZone("test", 3)).toThrow("found: number");
});
