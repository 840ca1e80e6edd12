import { table as arqueroTable, desc, op } from "arquero";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Events } from "../../toolkit/core/events.ts";
import { type LocalColumns, localTimes } from "../../toolkit/normalise/local-times.ts";
import { normalise } from "../../toolkit/normalise/normalise.ts";
import { readCsv } from "../../toolkit/sources/read-csv.ts";
import { describeWithData } from "../real-data.ts";

const rowsOf = (table: { objects(options: object): object[] }) => table.objects({ limit: Infinity }) as LocalColumns[];

test("the last part of a millisecond before midnight is still of its hour", () => {
  const local = localTimes(arqueroTable({ at: [-1e-9], offset: [0] }) as Events).table;
  expect(rowsOf(local)[0]).toMatchObject({ local_hour: 23, local_day: "1969-12-31" });
});

test.each(["Europe/Lisbon", "Asia/Kathmandu", "Australia/Lord_Howe", "America/St_Johns"])(
  "hour, weekday and date are those of Temporal, in %s",
  (zone) => {
    const moments = fc.array(fc.integer({ min: Date.UTC(1950, 0), max: Date.UTC(2040, 0) }), { minLength: 1 });
    fc.assert(
      fc.property(moments, (at) => {
        const known = at.map((time) => Temporal.Instant.fromEpochMilliseconds(time).toZonedDateTimeISO(zone));
        const events = arqueroTable({ at, offset: known.map((time) => time.offsetNanoseconds / 6e10) }) as Events;
        const wanted = known.map((time) => ({
          local_hour: time.hour,
          local_weekday: time.dayOfWeek,
          local_day: time.toPlainDate().toString(),
        }));
        const { table, unknown } = localTimes(events);
        expect(rowsOf(table)).toMatchObject(wanted);
        expect(unknown).toBe(0);
        expect(rowsOf(localTimes(arqueroTable({ at }) as Events, { zone }).table)).toMatchObject(wanted);
      }),
      { numRuns: 40 },
    );
  },
);

describe("rows whose place nobody knows", () => {
  const events = arqueroTable({ at: [0, 36e5, Number.NaN], offset: [60, null, 60] }) as Events;
  test("have no local time, and are counted", () => {
    const { table, unknown, about } = localTimes(events);
    expect(rowsOf(table).map(({ local_hour, local_day }) => [local_hour, local_day])).toEqual([
      [1, "1970-01-01"],
      [null, null],
      [null, null],
    ]);
    expect([unknown, about.excluded]).toEqual([2, [{ reason: "local time unknown", rows: 2 }]]);
  });
  test("have that of the zone which is given, the others keep their own", () => {
    expect(rowsOf(localTimes(events, { zone: "Asia/Tokyo" }).table).map(({ local_hour }) => local_hour)).toEqual([
      1,
      10,
      null,
    ]);
  });
  test("are refused where there are no others", () => {
    expect(() => localTimes(arqueroTable({ at: [0] }) as Events)).toThrowErrorMatchingInlineSnapshot(`
      [PhonographError: localTimes: zone must be given where only UTC is known
        found: 1 rows, none with a local offset
        try: zone: "Europe/Lisbon" here or in normalise]
    `);
    expect(() => localTimes(events, { zone: "Tokio" })).toThrowErrorMatchingInlineSnapshot(`
      [PhonographError: localTimes: zone must be an IANA time zone
        found: "Tokio"
        try: did you mean "Asia/Tokyo"?]
    `);
  });
});

test("a filtered and ordered table keeps its rows, order and columns", () => {
  const events = arqueroTable({ at: [0, 36e5, 72e5], offset: [0, 0, 0], x: ["a", "b", "c"] }) as Events;
  const some = events.filter((d: { at: number }) => d.at > 0).orderby(desc("at")) as Events;
  expect(rowsOf(localTimes(some).table)).toMatchObject([
    { x: "c", local_hour: 2 },
    { x: "b", local_hour: 1 },
  ]);
  expect(localTimes(events.slice(0, 0) as Events).table.numRows()).toBe(0);
});

describeWithData("nodobo/calls.csv", "the calls of 27 pupils", (path) => {
  test("are at the hour that the phone showed; in UTC the summer's are an hour early", async () => {
    const { table, issues } = await normalise(
      {
        raw: await readCsv(path),
        numbers: "keep",
        map: { at: "timestamp", kind: { constant: "call" }, phone: "user" },
      },
      { latest: "2026-01-01" },
    );
    expect(issues.objects()).toMatchObject([
      { reason: "at: offset +01:00, most rows have +00:00", rows: 5589, effect: "noted" },
      { reason: "at: before 1990", rows: 31, effect: "noted" },
    ]);
    const local = localTimes(table).table;
    const raw = await readCsv(path, { columns: { timestamp: { from: "timestamp", type: "text" } } });
    const shown = (raw.table.array("timestamp") as string[]).map((text) => [
      Number(/ (\d\d):/.exec(text)![1]),
      text.slice(0, 3),
    ]);
    const DAYS = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];
    expect(rowsOf(local).map(({ local_hour, local_weekday }) => [local_hour, DAYS[local_weekday! - 1]])).toEqual(shown);
    const moved = local
      .derive({ utc: (d: { at: number }) => op.floor((d.at / 36e5) % 24) })
      .filter((d: { utc: number; local_hour: number }) => d.utc !== d.local_hour);
    expect(moved.numRows()).toBe(5589);
  });
});
