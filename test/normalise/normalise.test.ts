import { table as arqueroTable, desc } from "arquero";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { normalise } from "../../toolkit/normalise/normalise.ts";
import { readAccessLog } from "../../toolkit/sources/read-access-log.ts";
import { readCsv } from "../../toolkit/sources/read-csv.ts";
import { readLog } from "../../toolkit/sources/read-log.ts";
import { describeWithData } from "../real-data.ts";
import { messageOf, scratch } from "../sources/scratch.ts";

const file = scratch();
const objects = (table: { objects(): object[] }) => table.objects() as Record<string, unknown>[];
const CALL = { kind: { constant: "call" } } as const;

describe("normalise", () => {
  test("one moment can stand for all rows of a table that tells how things stood then", async () => {
    const raw = { table: arqueroTable({ user: ["ann", "bob"] }) };
    const map = { at: { constant: "2026-07-01T12:00Z" }, kind: { constant: "crm" }, user: "user" } as const;
    const { table } = await normalise({ raw, map, zone: "Europe/Lisbon" });
    expect(table.array("at")).toEqual([Date.UTC(2026, 6, 1, 12), Date.UTC(2026, 6, 1, 12)]);
    expect(table.array("offset")).toEqual([60, 60]);
    await expect(normalise({ raw, map: { ...map, at: { constant: "July" } } })).rejects.toThrow(
      "normalise: map.at.constant must be a moment",
    );
  });

  test("gives UTC with the local offset, E.164 with its facts, our words, and the issues of it all", async () => {
    const raw = await readCsv(
      file(
        "cdr.csv",
        "type,a,b,start,secs\nMOC,912345678,112,2026-07-01 12:00:00,61\nMTC,+351 912 345 678,anonymous,2026-01-01 12:00:00,x\nXXX,12,MPESA,2026-01-01 12:00:01,5\nbroken\n",
      ),
      { columns: { type: "type", a: "a", b: "b", start: "start", secs: { from: "secs", type: "number" } } },
    );
    const { table, issues, about } = await normalise(
      {
        raw,
        keep: ["type"],
        map: {
          at: "start",
          ...CALL,
          direction: { column: "type", values: { MOC: "out", MTC: "in" } },
          phone: "a",
          peer: "b",
          duration: { column: "secs", times: 1 },
        },
      },
      { region: "PT", zone: "Europe/Lisbon" },
    );
    expect(objects(table)).toEqual([
      {
        at: Date.UTC(2026, 6, 1, 11),
        offset: 60,
        kind: "call",
        direction: "out",
        phone: "+351912345678",
        phone_country: "PT",
        phone_area: null,
        phone_carrier: "Vodafone",
        phone_type: "mobile",
        peer: "short:PT:112",
        peer_country: null,
        peer_type: null,
        duration: 61,
        source: "cdr.csv",
        row: 2,
        type: "MOC",
      },
      {
        at: Date.UTC(2026, 0, 1, 12),
        offset: 0,
        kind: "call",
        direction: "in",
        phone: "+351912345678",
        phone_country: "PT",
        phone_area: null,
        phone_carrier: "Vodafone",
        phone_type: "mobile",
        peer: null,
        peer_country: null,
        peer_type: null,
        duration: Number.NaN,
        source: "cdr.csv",
        row: 3,
        type: "MTC",
      },
      {
        at: Date.UTC(2026, 0, 1, 12, 0, 1),
        offset: 0,
        kind: "call",
        direction: null,
        phone: null,
        phone_country: null,
        phone_area: null,
        phone_carrier: null,
        phone_type: null,
        peer: "MPESA",
        peer_country: null,
        peer_type: null,
        duration: 5,
        source: "cdr.csv",
        row: 4,
        type: "XXX",
      },
    ]);
    const told = objects(issues).map(({ reason, effect, lines }) => `${effect} ${reason}: ${lines}`);
    expect(told).toEqual(
      expect.arrayContaining([
        "dropped too few columns: 5",
        "blanked secs: not a number: 3",
        'blanked direction: unknown word "XXX": 4',
        "blanked peer: withheld: 3",
        "noted phone: default region used: 2",
      ]),
    );
    expect(about).toMatchObject({ rowsIn: 4, excluded: [{ reason: "too few columns", rows: 1 }] });
    expect(about.versions["plans"]).toMatch(/^libphonenumber-js 1\./);
  });

  test("stacks inputs in their order, each with its own zone, region and columns", async () => {
    const lisbon = { table: arqueroTable({ t: ["2026-07-01 12:00:00"], p: ["912345678"], x: [1] }) };
    const york = { table: arqueroTable({ when: ["2026-07-01T12:00:00Z"], who: ["(415) 555-2671"], how: ["ok"] }) };
    const { table } = await normalise([
      { raw: lisbon, zone: "Europe/Lisbon", region: "PT", keep: ["x"], map: { at: "t", ...CALL, phone: "p" } },
      {
        raw: york,
        zone: "America/New_York",
        region: "US",
        map: { at: "when", kind: { constant: "auth" }, phone: "who", status: "how" },
      },
    ]);
    expect(
      objects(table).map(({ at, offset, kind, phone, status, x, source, row }) => [
        at,
        offset,
        kind,
        phone,
        status,
        x,
        source,
        row,
      ]),
    ).toEqual([
      [Date.UTC(2026, 6, 1, 11), 60, "call", "+351912345678", null, 1, "table 1", 1],
      [Date.UTC(2026, 6, 1, 12), -240, "auth", "+14155552671", "ok", Number.NaN, "table 2", 1],
    ]);
  });

  test("takes names by patterns, sums, units and amounts written as text", async () => {
    const raw = {
      table: arqueroTable({
        at: [1751371200, 1751371201],
        path: ["/cart?a", "/x"],
        up: [1, Number.NaN],
        down: [2, 5],
        min: ["1.5", "?"],
      }),
    };
    const { table, issues } = await normalise({
      raw,
      map: {
        at: "at",
        kind: { constant: "web" },
        name: { column: "path", match: { "^/cart": "cart" } },
        bytes: { sum: ["up", "down"] },
        duration: { column: "min", times: 60 },
      },
    });
    expect(objects(table).map(({ at, offset, name, bytes, duration }) => [at, offset, name, bytes, duration])).toEqual([
      [1751371200000, null, "cart", 3, 90],
      [1751371201000, null, null, 5, Number.NaN],
    ]);
    expect(objects(issues)).toMatchObject([
      { reason: "at: in UTC without a zone, the local time is unknown", effect: "noted", rows: 2 },
      { reason: "duration: not a number", effect: "blanked", rows: 1 },
    ]);
  });

  test("drops rows that repeat an earlier one of their source in every column, or keeps them", async () => {
    const path = file(
      "twice.csv",
      "at,p,n\n2026-01-01 10:00:00,912345678,1\n2026-01-01 10:00:00,912345678,1\n2026-01-01 10:00:00,912345678,2\n",
    );
    const raw = await readCsv(path);
    const input = { raw, zone: "UTC", region: "PT", map: { at: "at", ...CALL, phone: "p" } } as const;
    const { table, issues } = await normalise(input);
    expect(Array.from(table.array("row"))).toEqual([2, 4]);
    expect(objects(issues).find(({ reason }) => reason === "repeated row")).toMatchObject({
      effect: "dropped",
      rows: 1,
      lines: "3",
    });
    expect((await normalise(input, { duplicates: "keep" })).table.numRows()).toBe(3);
    const both = await normalise([input, { ...input, raw: { ...raw, table: raw.table } }]);
    expect(both.table.numRows()).toBe(4);
  });

  test("keeps pseudonyms as they are when told", async () => {
    const raw = { table: arqueroTable({ at: [1751371200000], p: ["p_x7Fa"], q: ["9990001"] }) };
    const { table, issues } = await normalise({
      raw,
      zone: "UTC",
      numbers: "keep",
      map: { at: "at", ...CALL, phone: "p", peer: "q" },
    });
    expect(objects(table)[0]).toMatchObject({ phone: "p_x7Fa", peer: "9990001" });
    expect(table.columnNames()).not.toContain("phone_country");
    expect(issues.numRows()).toBe(0);
  });

  test("notes times before 1990, in the future, skipped and doubled, and drops none of them", async () => {
    const at = [
      "1980-02-11 07:00:00",
      "2031-01-01 00:00:00",
      "2025-03-30 01:30:00",
      "2025-10-26 01:30:00",
      "2025-06-01 00:00:00",
    ];
    const { table, issues } = await normalise(
      { raw: { table: arqueroTable({ at }) }, zone: "Europe/Lisbon", map: { at: "at", ...CALL } },
      { latest: "2026-01-01" },
    );
    expect(table.numRows()).toBe(5);
    expect(
      objects(issues)
        .map(({ reason, effect, lines }) => `${effect} ${reason}: ${lines}`)
        .sort(),
    ).toEqual([
      "noted at: before 1990: 1",
      "noted at: in the future: 2",
      "noted at: local time that the zone had twice, the first taken: 4",
      "noted at: local time that the zone skipped: 3",
    ]);
  });

  test("two zones in one column: the written ones as written, the others in the zone of the input", async () => {
    const path = file("zones.csv", "at\n2026-07-01 12:00:00\n2026-07-01T12:00:00+02:00\n2026-07-01T12:00:00Z\n");
    const { table } = await normalise({
      raw: await readCsv(path),
      zone: "America/New_York",
      map: { at: "at", ...CALL },
    });
    expect(objects(table).map(({ at, offset }) => [new Date(at as number).toISOString(), offset])).toEqual([
      ["2026-07-01T16:00:00.000Z", -240],
      ["2026-07-01T10:00:00.000Z", 120],
      ["2026-07-01T12:00:00.000Z", -240],
    ]);
  });

  test("a filtered and ordered raw table gives just its rows in their order", async () => {
    const raw = await readCsv(
      file("some.csv", "at,n\n2026-01-01 10:00:00,1\n2026-01-01 11:00:00,2\n2026-01-01 12:00:00,3\n"),
      { zone: "UTC" },
    );
    const table = raw.table.filter((d: { n: number }) => d.n > 1).orderby(desc("n")) as typeof raw.table;
    const events = await normalise({ raw: { ...raw, table }, map: { at: "at", ...CALL } });
    expect(Array.from(events.table.array("row"))).toEqual([4, 3]);
    expect(events.about.rowsIn).toBe(2);
  });

  test("the same whatever the number of workers", async () => {
    const phones = Array.from({ length: 3000 }, (_, i) => `9${10_000_000 + i * 7919}`);
    const raw = { table: arqueroTable({ at: phones.map((_, i) => 1751371200 + i), p: phones }) };
    const input = { raw, region: "PT", map: { at: "at", ...CALL, phone: "p" } } as const;
    const digests = [];
    for (const workers of [0, 1, 2]) digests.push((await normalise(input, { workers })).about.digest);
    expect(new Set(digests).size).toBe(1);
  });

  test("every row that comes in is an event or is dropped for a reason, whatever it holds", async () => {
    const cell = fc.oneof(
      fc.string({ maxLength: 12 }),
      fc.constantFrom("2026-01-01 10:00:00", "1284552005", "912345678", "+14155552671", "112", "MOC", null),
    );
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(cell, cell, cell, cell), { maxLength: 20 }),
        fc.boolean(),
        async (some, keep) => {
          const rows = [...some, ...some, ["", "", "", ""]].map((row, i) =>
            i < some.length ? row : [`2026-01-01 10:00:${10 + i}`, row[1], null, null],
          );
          const column = (i: number) => rows.map((row) => row[i]);
          const raw = { table: arqueroTable({ a: column(0), b: column(1), c: column(2), d: column(3) }) };
          const { table, issues, about } = await normalise(
            {
              raw,
              zone: "Europe/Lisbon",
              map: {
                at: "a",
                kind: { column: "b", values: { MOC: "call" } },
                phone: "c",
                peer: "d",
                duration: "d",
                name: "b",
              },
            },
            { duplicates: keep ? "keep" : "drop" },
          );
          const dropped = objects(issues).filter(({ effect }) => effect === "dropped");
          expect(table.numRows() + dropped.reduce((sum, { rows }) => sum + (rows as number), 0)).toBe(rows.length);
          expect(about.rowsIn).toBe(rows.length);
          expect((table.array("at") as Float64Array).every((at) => Number.isFinite(at))).toBe(true);
        },
      ),
      { numRuns: 60 },
    );
  });
});

describe("normalise refuses, saying what to do:", () => {
  const raw = { table: arqueroTable({ when: ["2026-07-01 12:00:00"], who: ["ana 351912345678"] }) };
  const map = { at: "when", ...CALL };
  test.each<[string, () => Promise<unknown>]>([
    ["local times without a zone", () => normalise({ raw, map })],
    [
      "dates of which day and month could be either",
      () =>
        normalise({
          raw: { table: arqueroTable({ when: ["04/03/2026 10:00", "05/03/2026 9:00", "2026-03-06"] }) },
          map,
          zone: "UTC",
        }),
    ],
    [
      "times without their year",
      () => normalise({ raw: { table: arqueroTable({ when: ["Mar  3 10:00:01"] }) }, map, zone: "UTC" }),
    ],
    [
      "national numbers without a region",
      () =>
        normalise({
          raw: { table: arqueroTable({ when: [1e12], who: ["912 345 678"] }) },
          map: { ...map, phone: "who" },
        }),
    ],
    ["a column that holds no times", () => normalise({ raw, map: { ...map, at: "who" as "when" }, zone: "UTC" })],
    ["a region that is none", () => normalise({ raw, map, zone: "UTC", region: "UK" })],
    ["a column that is not there", () => normalise({ raw, zone: "UTC", map: { ...map, phone: "whom" } })],
    ["a map without a kind", () => normalise({ raw, map: { at: "when" } as unknown as typeof map })],
    [
      "a word that is none of ours",
      () => normalise({ raw, map: { at: "when", kind: { constant: "phonecall" as "call" } } }),
    ],
    ["an event column that does not exist", () => normalise({ raw, map: { ...map, phnoe: "who" } as typeof map })],
    [
      "an amount that is no number",
      () => normalise({ raw, zone: "UTC", map: { ...map, duration: { column: "who", times: Number.NaN } } }),
    ],
    ["something else for raw", () => normalise({ raw: [] as unknown as typeof raw, map })],
    [
      "a broken pattern",
      () => normalise({ raw, zone: "UTC", map: { ...map, name: { column: "who", match: { "(": "x" } } } }),
    ],
  ])("%s", async (_, run) => {
    expect(await messageOf(run())).toMatchSnapshot();
  });

  test("a wrong column name does not compile", async () => {
    const typed = await readCsv(file("typed.csv", "a,b\n1,2\n"), { columns: { when: "a", who: "b" } });
    // @ts-expect-error "whom" is no column of the raw table
    expect(await messageOf(normalise({ raw: typed, map: { at: "when", ...CALL, phone: "whom" } }))).toContain(
      'no column "whom"',
    );
  });
});

describeWithData("nodobo/calls.csv", "the calls of 27 pupils", (path) => {
  const input = async () => ({
    raw: await readCsv(path),
    region: "GB",
    map: {
      at: "timestamp",
      ...CALL,
      phone: "user",
      peer: "other",
      direction: { column: "direction", values: { Incoming: "in", Missed: "in", Outgoing: "out" } },
      duration: "duration",
    } as const,
  });

  test("31 rows have a clock at 1980, 5,589 an offset of one hour, and none is lost", async () => {
    const { table, issues, about } = await normalise(await input());
    expect(table.numRows()).toBe(13_035);
    expect(about.rowsIn).toBe(13_035);
    expect(objects(issues).find(({ reason }) => reason === "at: before 1990")?.["rows"]).toBe(31);
    const offsets = Array.from(table.column("offset")!);
    expect([0, 60].map((minutes) => offsets.filter((offset) => offset === minutes).length)).toEqual([7446, 5589]);
  });

  test("hours of the day are those of the clock that the phone showed", async () => {
    const { table } = await normalise(await input());
    const raw = await readCsv(path, { columns: { timestamp: { from: "timestamp", type: "text" } } });
    const shown = (raw.table.array("timestamp") as string[]).map((text) => Number(/ (\d\d):/.exec(text)![1]));
    const at = table.array("at") as Float64Array;
    const offset = Array.from(table.column("offset")!) as number[];
    const hours = Array.from(at, (time, i) => new Date(time + offset[i]! * 6e4).getUTCHours());
    expect(hours).toEqual(shown);
  });
});

describeWithData("auth-log/auth.log", "a log without years", (path) => {
  test("is read in the year that is given", async () => {
    const raw = await readLog(path, {
      pattern: /^(?<at>\w{3} [ \d]\d [\d:]{8}) \S+ sshd\[\d+\]: Accepted \S+ for (?<user>\S+) from (?<ip>\S+)/,
    });
    const { table } = await normalise({
      raw,
      zone: "UTC",
      year: 2017,
      map: { at: "at", kind: { constant: "auth" }, user: "user", ip: "ip" },
    });
    expect(table.numRows()).toBe(226);
    expect(new Date(table.get("at", 0) as number).toISOString()).toBe("2017-03-27T13:08:09.000Z");
  });
});

describeWithData("web-access-log/apache_combined_10000.log", "a web log", (path) => {
  test("9,999 requests are events but for repeated ones, and one line is named", async () => {
    const { table, issues, about } = await normalise({
      raw: await readAccessLog(path),
      map: { at: "at", kind: { constant: "web" }, ip: "ip", bytes: "bytes" },
    });
    const dropped = objects(issues).filter(({ effect }) => effect === "dropped");
    expect(about.rowsIn).toBe(10_000);
    expect(table.numRows() + dropped.reduce((sum, { rows }) => sum + (rows as number), 0)).toBe(10_000);
    expect(dropped).toContainEqual(expect.objectContaining({ reason: "not an access log line", lines: "8899" }));
  });
});
