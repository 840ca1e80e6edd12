import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { LOCAL, parseTime, UTC } from "../../toolkit/normalise/parse-time.ts";

const read = (text: string, options = {}) => {
  const to = new Float64Array(2);
  return parseTime(text, options, to) ? [to[0], to[1]] : undefined;
};
const NOON = Date.UTC(2010, 8, 15, 12, 0, 5);

describe("parseTime reads", () => {
  test.each<[string, number, number, object?]>([
    ["2010-09-15T12:00:05Z", NOON, UTC],
    ["2010-09-15T12:00:05.250Z", NOON + 250, UTC],
    ["2010-09-15 12:00:05", NOON, LOCAL],
    ["2010/09/15 12:00:05", NOON, LOCAL],
    ["2010-09-15 12:00:05,5", NOON + 500, LOCAL],
    ["2010-09-15T12:00:05+01:00", NOON, 60],
    ["2010-09-15T12:00:05-0330", NOON, -210],
    ["2010-09-15 12:00:05 +05", NOON, 300],
    ["2010-09-15 12:00:05 UTC", NOON, UTC],
    ["2010-09-15 12:00", NOON - 5000, LOCAL],
    ["2010-09-15", Date.UTC(2010, 8, 15), LOCAL],
    ["20100915120005", NOON, LOCAL],
    ["20100915", Date.UTC(2010, 8, 15), LOCAL],
    ["1284552005", NOON, UTC],
    ["1284552005.25", NOON + 250, UTC],
    ["1284552005000", NOON, UTC],
    ["1284552005000000", NOON, UTC],
    ["15/Sep/2010:12:00:05 +0100", NOON, 60],
    ["Wed Sep 15 12:00:05 +0100 2010", NOON, 60],
    ["Wed Sep 15 12:00:05 2010", NOON, LOCAL],
    ["Wed Sep  5 12:00:05 UTC 2010", NOON - 10 * 864e5, UTC],
    ["Wed, 15 Sep 2010 12:00:05 +0000", NOON, 0],
    ["15 September 2010 12:00:05 PM", NOON, LOCAL],
    ["Sep 15, 2010 12:00:05 AM", NOON - 432e5, LOCAL],
    ["Sep 15 12:00:05", NOON, LOCAL, { year: 2010 }],
    ["15/09/2010 12:00:05", NOON, LOCAL, { dateOrder: "dmy" }],
    ["9/15/2010 12:00:05", NOON, LOCAL, { dateOrder: "mdy" }],
    ["15.9.2010", Date.UTC(2010, 8, 15), LOCAL, { dateOrder: "dmy" }],
    ["2016-12-31 23:59:60", Date.UTC(2017, 0, 1), LOCAL],
  ])("%s", (text, wall, zone, options) => {
    expect(read(text, options)).toEqual([wall, zone]);
  });

  test.each([
    "",
    "soon",
    "2010-13-01",
    "2010-02-29",
    "2010-09-15 24:30:00",
    "2010-09-15 12:60",
    "15/09/2010",
    "Sep 15 12:00:05",
    "912345678901",
    "2010-09-15 12:00:05 CEST",
    "2010-09-15x12:00",
    "12",
  ])("and nothing in %j", (text) => {
    expect(read(text)).toBeUndefined();
  });

  test("what Temporal writes, whenever and at whatever offset", () => {
    fc.assert(
      fc.property(fc.integer({ min: -2e12, max: 4e12 }), fc.integer({ min: -14 * 60, max: 14 * 60 }), (at, minutes) => {
        const sign = minutes < 0 ? "-" : "+";
        const size = Math.abs(minutes);
        const offset = `${sign}${String(Math.floor(size / 60)).padStart(2, "0")}:${String(size % 60).padStart(2, "0")}`;
        const time = Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(offset);
        if (time.year < 1) return;
        expect(read(`${time.toPlainDateTime()}${offset}`)).toEqual([at + minutes * 6e4, minutes]);
        expect(read(`${time.toPlainDateTime()}`.replace("T", " "))).toEqual([at + minutes * 6e4, LOCAL]);
      }),
    );
  });
});
