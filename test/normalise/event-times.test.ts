import { table as arqueroTable } from "arquero";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { EventInput, RawLike } from "../../toolkit/normalise/event-input.ts";
import { type NormaliseOptions, normalise } from "../../toolkit/normalise/normalise.ts";

const CALL = { kind: { constant: "call" } } as const;

/** What becomes of a column of times, row by row, and the issues as `effect reason: rows`. */
async function timesOf(
  columns: Record<string, readonly unknown[]>,
  input: Partial<EventInput<RawLike>> = {},
  options: NormaliseOptions = {},
) {
  const raw = { table: arqueroTable(columns as Record<string, unknown[]>) };
  const map = { at: "at", ...CALL, ...input.map };
  const result = await normalise({ raw, ...input, map } as EventInput<RawLike>, {
    latest: "2030-01-01",
    duplicates: "keep",
    ...options,
  });
  const { table, issues } = result;
  return {
    result,
    at: Array.from(table.array("at") as Float64Array, (at) => new Date(at).toISOString().replace(".000Z", "Z")),
    offset: Array.from(table.column("offset")!),
    rows: Array.from(table.array("row") as Float64Array),
    issues: (issues.objects() as { effect: string; reason: string; rows: number }[]).map(
      ({ effect, reason, rows }) => `${effect} ${reason.replace(/^at: /, "")}: ${rows}`,
    ),
  };
}
const messageOf = (run: Promise<unknown>) =>
  run.then(
    () => "",
    (error: Error) => error.message,
  );

describe("numbers are times", () => {
  test("in seconds, milli-, micro- and nanoseconds by their size, and dates written with digits", async () => {
    const at = [1284552005, 1284552005250, 1284552005250000, 1.28455200525e18, 20100915, 20100915120005, -86400, null];
    const { at: read, offset, issues } = await timesOf({ at }, { zone: "Europe/Lisbon" });
    expect(read.map((text) => text.slice(0, 19))).toEqual([
      "2010-09-15T12:00:05",
      "2010-09-15T12:00:05",
      "2010-09-15T12:00:05",
      "2010-09-15T12:00:05",
      "2010-09-14T23:00:00",
      "2010-09-15T11:00:05",
      "1969-12-31T00:00:00",
    ]);
    expect(offset).toEqual([60, 60, 60, 60, 60, 60, 60]);
    expect(issues).toEqual(["noted before 1990: 1", "dropped missing: 1"]);
  });

  test.each([true, false])("a clock that began anew is no date in digits (as text: %s)", async (asText) => {
    const times = Array.from({ length: 9 }, (_, i) => 1.74e12 + i).concat(42241104, 20250301);
    const { at } = await timesOf({ at: asText ? times.map(String) : times }, { zone: "UTC" });
    expect(at.slice(9)).toEqual(["1970-01-01T11:44:01.104Z", "1970-01-01T05:37:30.301Z"]);
    const dates = ["20250301", "20250302", "19000101", "1740000000000"];
    const { at: days } = await timesOf({ at: dates }, { zone: "UTC" });
    expect(days.slice(0, 3)).toEqual(["2025-03-01T00:00:00Z", "2025-03-02T00:00:00Z", "1900-01-01T00:00:00Z"]);
  });

  test.each([
    ["numbers", [1751371200123, 33007211, 315964800000, 1751371200, 1751371200456, 3159648000, 1751371200789]],
    [
      "texts",
      ["1751371200123", "33007211", "315964800000", "1751371200", "1751371200456", "3159648000", "1751371200789"],
    ],
  ])("that are none of our days are read in the unit of the others: %s", async (_, at) => {
    const { at: read, issues } = await timesOf({ at }, { zone: "UTC" });
    expect(read).toEqual([
      "2025-07-01T12:00:00.123Z",
      "1970-01-01T09:10:07.211Z",
      "1980-01-06T00:00:00Z",
      "2025-07-01T12:00:00Z",
      "2025-07-01T12:00:00.456Z",
      "1970-02-06T13:40:48Z",
      "2025-07-01T12:00:00.789Z",
    ]);
    expect(issues).toEqual(["noted before 1990: 3"]);
  });

  test.each([
    ["ios", [306244805, 306244805250000000, "306244805"], "2010-09-15T12:00:05"],
    ["spreadsheet", [40436.50005787037, "40436,50005787037"], "2010-09-15T12:00:05"],
    ["unix-s", [1284552005, "1284552005"], "2010-09-15T12:00:05"],
    ["unix-us", [1284552005000000], "2010-09-15T12:00:05"],
    ["smpp", [1009151200, "1009151200", "100915120000"], "2010-09-15T12:00:00"],
    ["smpp", [309151200, "0309151200"], "2003-09-15T12:00:00"],
  ] as const)("when the user says what they are: %s", async (written, values, expected) => {
    for (const value of values) {
      const { at } = await timesOf({ at: [value] }, { written, zone: "UTC" });
      expect(at[0]!.slice(0, 19)).toBe(expected);
    }
  });

  test("of a spreadsheet, but not told so, are refused with what to do", async () => {
    expect(await messageOf(timesOf({ at: ["45746.385", "45747.5"] }, { zone: "UTC" }))).toMatchInlineSnapshot(`
      "normalise: column "at" must hold times
        found: 2 of 2 values are none, the first of the form "99999.999"
        try: say what the numbers are: written: "spreadsheet", "unix-s" or another"
    `);
  });
});

test("a date and a time of day in two columns are one time", async () => {
  const day = ["20100915", "20100915", "20101231", null, "20100915"];
  const time = ["12:00:05", "120005", "24:00", "10:00", "soon"];
  const map = { at: { columns: ["day", "time"] as const }, ...CALL };
  const { at, issues } = await timesOf({ day, time }, { map, zone: "Europe/Lisbon" } as never);
  expect(at).toEqual(["2010-09-15T11:00:05Z", "2010-09-15T11:00:05Z", "2011-01-01T00:00:00Z"]);
  expect(issues).toEqual(["dropped missing: 1", "dropped not a time: 1"]);
  const numbers = await timesOf({ day: [20100915], time: [90005] }, { map, zone: "UTC" } as never);
  expect(numbers.at).toEqual(["2010-09-15T09:00:05Z"]);
});

describe("a time of day in a column of numbers, which have lost their zeros:", () => {
  const map = { at: { columns: ["day", "time"] as const }, ...CALL };
  const clocks = (time: readonly (number | null)[]) =>
    timesOf({ day: time.map(() => "2026-03-01"), time }, { map, zone: "UTC" } as never);
  const shown = (at: readonly string[]) => at.map((text) => text.slice(11, 19));
  const READ = "noted times of day of up to four digits, read as hours and minutes";

  test("up to four digits are hours and minutes, and it is said", async () => {
    const { at, issues } = await clocks([915, 1430, 5, 0, 2359, null]);
    expect(shown(at)).toEqual(["09:15:00", "14:30:00", "00:05:00", "00:00:00", "23:59:00"]);
    expect(issues).toEqual([`${READ}: 5`, "dropped missing: 1"]);
  });

  test("a value that is neither does not change how the others are read", async () => {
    const { at, issues } = await clocks([915, 1430, 1275, 999999, -5, 9.5, 2400, 7]);
    expect(at).toEqual([
      "2026-03-01T09:15:00Z",
      "2026-03-01T14:30:00Z",
      "2026-03-02T00:00:00Z",
      "2026-03-01T00:07:00Z",
    ]);
    expect(issues).toEqual(["dropped not a time: 4", `${READ}: 4`]);
  });

  test("with seconds where most have them, also just after midnight", async () => {
    const { at, issues } = await clocks([91500, 143005, 5, 1430, 235959, 3000, 126000]);
    expect(shown(at)).toEqual(["09:15:00", "14:30:05", "00:00:05", "00:14:30", "23:59:59", "00:30:00"]);
    expect(issues).toEqual(["dropped not a time: 1"]);
  });

  test("every minute of a day comes back, with and without seconds", async () => {
    const minutes = Array.from({ length: 1440 }, (_, m) => m);
    const truth = minutes.map((m) => `${new Date(m * 6e4).toISOString().slice(11, 16)}:00`);
    const four = minutes.map((m) => Math.floor(m / 60) * 100 + (m % 60));
    expect(shown((await clocks(four)).at)).toEqual(truth);
    expect(shown((await clocks(four.map((time) => time * 100))).at)).toEqual(truth);
  });

  test("what could be either is refused with what to do", async () => {
    expect(await messageOf(clocks([5, 1430, 3015]))).toMatchInlineSnapshot(`
      "normalise: column "time" must show hours and minutes, or seconds too
        found: 2 numbers that could be hours and minutes, 1 that only have seconds
        try: write every time of day with all its digits, as text: "0915" or "091500""
    `);
  });
});

describe("zones", () => {
  test("are told by a column, row by row; the input's holds where it is silent, and a written one always", async () => {
    const at = ["2026-07-01 12:00", "2026-07-01 12:00", "2026-07-01 12:00", "2026-07-01 12:00", "2026-07-01 12:00Z"];
    const tz = ["America/New_York", "+05:45", null, "CEST", "Asia/Tokyo"];
    const columns = { at: [...at, "2026-07-01 12:00", "2026-07-01 12:00+01:00"], tz: [...tz, "Mars/Olympus", "IST"] };
    const { at: read, offset, issues } = await timesOf(columns, { zone: { column: "tz" } }, { zone: "Europe/Lisbon" });
    expect(read).toEqual([
      "2026-07-01T16:00:00Z",
      "2026-07-01T06:15:00Z",
      "2026-07-01T11:00:00Z",
      "2026-07-01T10:00:00Z",
      "2026-07-01T12:00:00Z",
      "2026-07-01T11:00:00Z",
    ]);
    expect(offset).toEqual([-240, 345, 60, 120, 540, 60]);
    expect(issues).toEqual(["dropped a zone that is unknown, or that several places call so: IST: 1"]);
  });

  test("are told by names in the texts, several in one column", async () => {
    const at = [
      "2026-03-29 01:30 Europe/Lisbon",
      "2026-07-01T12:00Z[Asia/Kathmandu]",
      "2026-07-01T12:00-04:00[America/New_York]",
    ];
    const { at: read, offset, issues } = await timesOf({ at });
    expect(read).toEqual(["2026-03-29T01:30:00Z", "2026-07-01T12:00:00Z", "2026-07-01T16:00:00Z"]);
    expect(offset).toEqual([60, 345, -240]);
    expect(issues).toEqual(["noted local time that the zone skipped: 1"]);
  });

  test("that several places call so need the user's word", async () => {
    const at = ["2026-07-01 12:00 IST", "2026-07-01 12:00 IST", "2026-07-01 12:00Z"];
    expect(await messageOf(timesOf({ at }))).toMatchInlineSnapshot(`
      "normalise: zones must be offsets, IANA names, or abbreviations that only one place uses
        found: column "at": 2 of 3 rows have another, such as IST
        try: say what is meant: abbreviations: { IST: "Asia/Kolkata" }"
    `);
    const said = await timesOf({ at }, { abbreviations: { IST: "Asia/Kolkata" }, zone: "UTC" });
    expect([said.at[0], said.offset[0]]).toEqual(["2026-07-01T06:30:00Z", 330]);
  });

  test("that are none fail at once, with the one that was meant", async () => {
    const messages = [];
    for (const zone of ["Lisbon", "europe/lisbom", "Mars/Olympus", "IST"]) {
      messages.push((await messageOf(timesOf({ at: ["2026-07-01"] }, { zone }))).split("\n").at(-1)!.trim());
    }
    expect(messages).toEqual([
      'try: did you mean "Europe/Lisbon"?',
      'try: did you mean "Europe/Lisbon"?',
      'try: "Europe/Lisbon", "America/New_York" or "UTC"',
      'try: "Europe/Lisbon", "America/New_York" or "UTC"',
    ]);
    expect(
      await messageOf(timesOf({ at: ["2026-07-01"] }, { abbreviations: { IST: "India" }, zone: "UTC" })),
    ).toContain("zone must be an IANA time zone");
  });

  test("differ within a column: the offsets that most rows do not have are counted, where no zone explains them", async () => {
    const offsets = [
      "+01:00",
      "+01:00",
      "+01:00",
      "+00:00",
      "+00:00",
      "-03:30",
      "+05:45",
      "+02:00",
      "+09:00",
      "+10:00",
    ];
    const at = offsets.map((offset) => `2026-07-01T12:00:00${offset}`);
    expect((await timesOf({ at })).issues).toEqual([
      "noted one of 3 other offsets, most rows have +01:00: 3",
      "noted offset +00:00, most rows have +01:00: 2",
      "noted offset +02:00, most rows have +01:00: 1",
      "noted offset -03:30, most rows have +01:00: 1",
    ]);
    expect((await timesOf({ at }, { zone: "Europe/Lisbon" })).issues).toEqual([]);
  });

  test("that nobody tells leave times in UTC without a local time, which is noted", async () => {
    const { offset, issues } = await timesOf({ at: ["2026-07-01T12:00:00Z", "2026-07-01T12:00:00+00:00"] });
    expect(offset).toEqual([null, 0]);
    expect(issues).toEqual(["noted in UTC without a zone, the local time is unknown: 1"]);
  });
});

describe("an hour that came twice", () => {
  const at = ["00:59:58", "01:10:00", "01:50:00", "01:49:59", "01:10:01", "01:50:01", "02:00:00"].map(
    (time) => `2025-10-26 ${time}`,
  );
  const twice = async (overlap: "earlier" | "later" | "order" | "drop") => {
    const { at: read, issues } = await timesOf({ at }, { zone: "Europe/Lisbon", overlap });
    return { read: read.map((text) => text.slice(11, 19)), issues };
  };
  test("is the earlier, the later, or none, as the user says", async () => {
    expect((await twice("earlier")).read.slice(1, 6)).toEqual([
      "00:10:00",
      "00:50:00",
      "00:49:59",
      "00:10:01",
      "00:50:01",
    ]);
    expect((await twice("later")).read.slice(1, 6)).toEqual([
      "01:10:00",
      "01:50:00",
      "01:49:59",
      "01:10:01",
      "01:50:01",
    ]);
    const none = await twice("drop");
    expect(none.read).toEqual(["23:59:58", "02:00:00"]);
    expect(none.issues).toEqual(["dropped local time that the zone had twice: 5"]);
  });
  test("is decided by the order of the log, in which a second back is no hour back", async () => {
    const { read, issues } = await twice("order");
    expect(read).toEqual(["23:59:58", "00:10:00", "00:50:00", "00:49:59", "01:10:01", "01:50:01", "02:00:00"]);
    expect(issues).toEqual([
      "noted local time that the zone had twice, the first taken: 3",
      "noted local time that the zone had twice, the second taken: 2",
    ]);
  });
});

describe("day and month", () => {
  test("are told apart where the column itself proves the order, which is noted", async () => {
    const { at, issues } = await timesOf({ at: ["03/04/2026 10:00", "27/03/2026", "05/04/26 9:00"] }, { zone: "UTC" });
    expect(at).toEqual(["2026-04-03T10:00:00Z", "2026-03-27T00:00:00Z", "2026-04-05T09:00:00Z"]);
    expect(issues).toEqual(["noted day before month, as the column itself proves: 3"]);
    const american = await timesOf({ at: ["03/04/2026 10:00", "03/27/2026"] }, { zone: "UTC" });
    expect(american.at[0]).toBe("2026-03-04T10:00:00Z");
  });
  test("are not guessed where dates prove both orders, or hardly any proves one", async () => {
    const ask = 'say which comes first: dateOrder: "dmy" or "mdy"';
    expect(await messageOf(timesOf({ at: ["27/03/2026", "03/27/2026"] }, { zone: "UTC" }))).toContain(ask);
    const many = Array.from({ length: 12 * 12 }, (_, i) => `${(i % 12) + 1}/${Math.floor(i / 12) + 1}/2026`);
    expect(await messageOf(timesOf({ at: [...many, "13/01/2026"] }, { zone: "UTC" }))).toContain(ask);
  });
});

test("a log without years counts on where it passes New Year, also when lines are a little out of order", async () => {
  const at = ["Dec 31 23:59:58", "Jan  1 00:00:01", "Dec 31 23:59:59", "Jan  2 10:00:00", "Feb 29 10:00:00"];
  const { at: read, issues } = await timesOf({ at }, { zone: "UTC", year: 2024 });
  expect(read.map((text) => text.slice(0, 10))).toEqual([
    "2024-12-31",
    "2025-01-01",
    "2024-12-31",
    "2025-01-02",
    "2025-03-01",
  ]);
  expect(issues).toEqual(["noted after New Year, the year counted on: 3"]);
});

describe("doubtful clocks are noted and stay:", () => {
  const good = Array.from({ length: 40 }, (_, i) => `2025-05-${String((i % 28) + 1).padStart(2, "0")} 10:00:00`);
  test("those from before 1990, in the future, or piled up where clocks begin anew", async () => {
    const odd = [
      "1904-01-01",
      "1970-01-01 00:00:07",
      "1980-02-11",
      "2000-01-01 00:03",
      "2000-01-01 00:04",
      "2000-01-02",
      "2036-02-07 06:28:16",
    ];
    const { issues, rows } = await timesOf({ at: [...good, ...odd] }, { zone: "UTC" });
    expect(rows.length).toBe(47);
    expect(issues).toEqual([
      "noted before 1990: 3",
      "noted many at the turn of 2000 or 2001, where lost clocks begin anew: 3",
      "noted in the future: 1",
    ]);
  });
  test("but not the first days of 2000 where they are the data", async () => {
    const { issues } = await timesOf(
      { at: Array.from({ length: 60 }, (_, i) => Date.UTC(2000, 0, 1 + i)) },
      { zone: "UTC" },
    );
    expect(issues).toEqual([]);
  });
  test("and what counts as the future is in about: given back, it gives the same issues on any day", async () => {
    const later = new Date(Date.now() + 10 * 864e5).toISOString();
    const first = await timesOf({ at: [...good, later] }, { zone: "UTC" }, { latest: undefined });
    expect(first.issues).toEqual(["noted in the future: 1"]);
    const latest = first.result.about.options["latest"] as string;
    expect(latest).toBe("2025-05-28T10:00:00.000Z");
    expect((await timesOf({ at: [...good, later] }, { zone: "UTC" }, { latest })).issues).toEqual(first.issues);
  });
});

describe("a clock that was wrong", () => {
  test("is corrected by what the user says, every row counted", async () => {
    const { at, issues } = await timesOf(
      { at: ["2026-07-01T12:00:23Z", "soon", "2026-07-01T12:00:24Z"] },
      { clock: "-23s", zone: "UTC" },
    );
    expect(at).toEqual(["2026-07-01T12:00:00Z", "2026-07-01T12:00:01Z"]);
    expect(issues).toEqual(["noted clock corrected by -23s: 2", "dropped not a time: 1"]);
  });
  test("is corrected device by device", async () => {
    const columns = { at: ["2026-07-01T12:00:00Z", "2026-07-01T12:00:00Z"], device: ["d_1", "d_2"] };
    const clock = { column: "device", values: { d_2: "+5m" } } as const;
    const { at, issues, result } = await timesOf(columns, { clock, zone: "UTC" });
    expect(JSON.stringify(result.about.options)).not.toContain("d_2");
    expect(at).toEqual(["2026-07-01T12:00:00Z", "2026-07-01T12:05:00Z"]);
    expect(issues).toEqual(["noted clock corrected by its device: 1"]);
  });
  test.each(["23s", "-23", "-0s", "", 23])("is not corrected by %j", async (clock) => {
    expect(await messageOf(timesOf({ at: ["2026-07-01"] }, { clock: clock as "-1s", zone: "UTC" }))).toContain(
      "clock must be",
    );
  });
});

test("a column of two spellings, two zones and garbage loses just what is no time, whatever its order", async () => {
  const texts = [
    "2026-03-29 10:00:00",
    "29/Mar/2026:10:00:00 +0200",
    "2026-13-01 10:00:00",
    "2026-02-30 10:00:00",
    "2026-03-29T24:00:00",
    "2026-03-29T25:00:00",
    "2026-06-30 23:59:60Z",
    "0000-00-00 00:00:00",
    "-86400",
    "NaN",
    "",
    "  2026-03-29 10:00:00  ",
    "2026-03-29 10:00:00\u0000",
    null,
    "soon",
    "Sun, 29 Mar 2026 10:00:00 GMT",
    "2026-03-29 10:00:00",
    "2026-03-29 10:00:00",
    "2026-03-29 10:00:00",
    "2026-03-29 10:00:00",
  ];
  const sorted = await timesOf({ at: texts }, { zone: "Europe/Lisbon" });
  expect(sorted.issues).toEqual(["dropped not a time: 8", "dropped missing: 2"]);
  expect(new Set(sorted.at)).toEqual(
    new Set([
      "2026-03-29T09:00:00Z",
      "2026-03-29T08:00:00Z",
      "2026-03-29T23:00:00Z",
      "2026-07-01T00:00:00Z",
      "2026-03-29T10:00:00Z",
    ]),
  );
  await fc.assert(
    fc.asyncProperty(fc.shuffledSubarray(texts, { minLength: texts.length }), async (shuffled) => {
      const { at, issues } = await timesOf({ at: shuffled }, { zone: "Europe/Lisbon" });
      expect([[...at].sort(), [...issues].sort()]).toEqual([[...sorted.at].sort(), [...sorted.issues].sort()]);
    }),
    { numRuns: 40 },
  );
});

test.each([
  "Europe/Lisbon",
  "Australia/Lord_Howe",
  "Asia/Kathmandu",
  "Africa/Casablanca",
  "Asia/Pyongyang",
  "America/Caracas",
])("local times come back as they were written, but those that %s skipped", async (zone) => {
  const day = fc.integer({ min: Date.UTC(2014, 0), max: Date.UTC(2027, 0) });
  await fc.assert(
    fc.asyncProperty(fc.array(day, { minLength: 1, maxLength: 20 }), async (walls) => {
      const near = walls.map((wall) => {
        const next = Temporal.Instant.fromEpochMilliseconds(wall)
          .toZonedDateTimeISO(zone)
          .getTimeZoneTransition("next");
        return wall % 2 || !next ? wall : next.epochMilliseconds + (wall % 360) * 6e4;
      });
      const texts = near.map((wall) => new Date(wall).toISOString().slice(0, 19));
      const { result } = await timesOf({ at: texts }, { zone }, { latest: "2100-01-01" });
      const at = result.table.array("at") as Float64Array;
      const offsets = Array.from(result.table.column("offset")!);
      for (const [i, text] of texts.entries()) {
        const back = new Date(at[i]! + (offsets[i] as number) * 6e4).toISOString().slice(0, 19);
        const known = Temporal.PlainDateTime.from(text).toZonedDateTime(zone);
        expect([text, at[i]]).toEqual([text, known.epochMilliseconds]);
        expect(back).toBe(known.toPlainDateTime().toString({ smallestUnit: "second" }));
      }
      const skipped = texts.filter((text, i) => {
        const back = new Date(at[i]! + (offsets[i] as number) * 6e4).toISOString().slice(0, 19);
        return back !== text;
      });
      const noted = result.issues.objects() as { reason: string; rows: number }[];
      expect(noted.find(({ reason }) => reason.endsWith("the zone skipped"))?.rows ?? 0).toBe(skipped.length);
    }),
    { numRuns: 30 },
  );
});

test("the order and the number of workers change no time", async () => {
  const texts = Array.from({ length: 500 }, (_, i) => `${(i % 28) + 1}/0${(i % 9) + 1}/2026 ${i % 24}:0${i % 10}`);
  const digests = [];
  for (const workers of [0, 1, 2]) {
    const { result } = await timesOf({ at: texts }, { zone: "Europe/Lisbon" }, { workers });
    digests.push(result.about.digest);
  }
  expect(new Set(digests).size).toBe(1);
});

test.each([
  ["2026-01-15T12:00:00Z", "+180d", "2026-07-14T12:00:00Z", 60],
  ["2026-03-29T00:59:50Z", "+20s", "2026-03-29T01:00:10Z", 60],
  ["2026-01-15T12:00:00+03:00", "+180d", "2026-07-14T09:00:00Z", 180],
] as const)("a corrected clock has the local offset of the corrected time: %s %s", async (at, clock, right, offset) => {
  const read = await timesOf({ at: [at] }, { zone: "Europe/Lisbon", clock });
  expect(read.at).toEqual([right]);
  expect(read.offset).toEqual([offset]);
});
