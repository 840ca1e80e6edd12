import { readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { LOCAL, parseTime, TimeReader, UTC } from "../../toolkit/normalise/parse-time.ts";
import { ABBREVIATIONS, NAMED, NAMED_UTC, ZoneTexts } from "../../toolkit/normalise/zone-texts.ts";

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
    ["2017-01-01T05:29:60+05:30", Date.UTC(2017, 0, 1, 5, 30), 330],
    ["2010-09-14 24:00:00", Date.UTC(2010, 8, 15), LOCAL],
    ["2010-09-15 12:00:05.123456789", NOON + 123.456789, LOCAL],
    ["2010-09-15 12:00:05:250", NOON + 250, LOCAL],
    ["2010-9-15 12:00:05 p.m.", NOON, LOCAL],
    ["2010-09-15T12:00:05−0330".replace("−", "-"), NOON, -210],
    ["2010-09-15T12:00:05-00:00", NOON, UTC],
    ["2010-09-15 12:00:05 GMT+1", NOON, 60],
    ["2010-09-15 12:00:05 CEST", NOON, 120],
    ["2010-09-15T12:00:05+01:00[Europe/Lisbon]", NOON, 60],
    ["2010-09-15 12:00:05 Europe/Lisbon", NOON, NAMED],
    ["2010-09-15T12:00:05[Europe/Lisbon]", NOON, NAMED],
    ["2010-09-15T12:00:05Z[Europe/Lisbon][u-ca=iso8601]", NOON, NAMED_UTC],
    ["20100915T120005Z", NOON, UTC],
    ["20100915T120005.250+0100", NOON + 250, 60],
    ["20100915 1200", NOON - 5000, LOCAL],
    ["20100915 12:00:05", NOON, LOCAL],
    ["20100915120005250", NOON + 250, LOCAL],
    ["20100915120005+0200", NOON, 120],
    ["100915120005+0100", NOON, 60],
    ["1009151200052B0100", NOON, 60],
    ["1009151200052D0330", NOON, -210],
    ["100915120005Z", NOON, UTC],
    ["1009151200", NOON - 5000, LOCAL, { smpp: true }],
    ["100915120005", NOON, LOCAL, { smpp: true }],
    ["100915120005204+", NOON + 200, 60, { smpp: true }],
    ["-1284552005", -NOON, UTC],
    ["1284552005000000000", NOON, UTC],
    ["[15/Sep/2010:12:00:05 +0100]", NOON, 60],
    ["Wednesday, 15-Sep-10 12:00:05 GMT", NOON, UTC],
    ["Wed 15 Sep 2010 12:00:05 PM WEST", NOON, 60],
    ["Wed Sep 15 2010 12:00:05 GMT+0100 (Western European Summer Time)", NOON, 60],
    ["15-SEP-10 12.00.05.250000 PM", NOON + 250, LOCAL],
    ["15th September 2010, 12:00:05", NOON, LOCAL],
    ["September 15, 2010 at 12:00:05\u202fPM", NOON, LOCAL],
    ["2010-09-15 12:00:05.25 +0000 UTC", NOON + 250, 0],
    ["2010-09-15-12.00.05.250000", NOON + 250, LOCAL],
    ["Sep 15 12:00:05 2010", NOON, LOCAL],
    ["Wed 15 Sep 12:00:05 WEST 2010", NOON, 60],
    ["15 September 2010 at 12:00:05", NOON, LOCAL],
    ["*12:00:05.250 UTC Wed Sep 15 2010", NOON + 250, UTC],
    ["12:00:05.250 CET Wed Sep 15 2010", NOON + 250, 60],
    ["2010 Sep 15 12:00:05", NOON, LOCAL],
    ["Sep 15 2010 12:00:05", NOON, LOCAL],
    ["<34>Sep  5 12:00:05", NOON - 10 * 864e5, LOCAL, { year: 2010 }],
    ["15/09/10 12:00", NOON - 5000, LOCAL, { dateOrder: "dmy" }],
    ["10/09/15 12:00", NOON - 5000, LOCAL, { dateOrder: "ymd" }],
    ["15.09.2010 12:00:05 +0100", NOON, 60, { dateOrder: "dmy" }],
    ["9/15/2010, 12:00:05 AM", NOON - 432e5, LOCAL, { dateOrder: "mdy" }],
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
    "2010-09-15x12:00",
    "12",
    "0",
    "0000-00-00 00:00:00",
    "2010-09-31 12:00",
    "2010-00-10",
    "2010-09-15 12:00:60",
    "2010-09-15 13:00 PM",
    "2010-09-15 12:00:05 IST",
    "2010-09-15 12:00:05 BST",
    "2010-09-15 12:00:05 CST",
    "2010-09-15 12:00:05 +15:00",
    "2010-09-15 12:00:05 Europe/Atlantis",
    "Foo, 15 Sep 2010 12:00:05 +0000",
    "15 Sab 2010",
    "1.28455E+09",
    "NaN",
    "2010-09-15 12:00:05.1234567891",
    `2010-09-15 ${" ".repeat(1000)}12:00`,
  ])("and nothing in %j", (text) => {
    expect(read(text)).toBeUndefined();
  });

  test("what the user says that an abbreviation means, and nothing else by it", () => {
    const reader = new TimeReader({}, new ZoneTexts({ ist: "Asia/Kolkata", CST: "-06:00" }));
    expect(reader.read("2010-09-15 12:00:05 IST")).toMatchObject({ wall: NOON, zone: NAMED });
    expect(reader.read("2010-09-15 12:00:05 CST")).toMatchObject({ wall: NOON, zone: -360 });
    expect(reader.zones.names).toEqual(["Asia/Kolkata"]);
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

describe("abbreviations of zones", () => {
  const known = JSON.parse(readFileSync(new URL("zone-abbreviations.json", import.meta.url), "utf8")) as Record<
    string,
    number[]
  >;
  test("are those that the time zone database has for one offset only since 1990", () => {
    for (const [word, minutes] of Object.entries(ABBREVIATIONS)) expect([word, known[word]]).toEqual([word, [minutes]]);
  });
  test.each(Object.keys(known).filter((word) => known[word]!.length > 1))("%s, which has several, is none", (word) => {
    expect(read(`2010-09-15 12:00:05 ${word}`)).toBeUndefined();
  });
});
