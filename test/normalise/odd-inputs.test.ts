import { table } from "arquero";
import { describe, expect, test } from "vitest";
import * as P from "../../toolkit/index.ts";
import { scratch } from "../sources/scratch.ts";

const file = scratch();
const CSV = () => file("a.csv", "when,who\n2026-01-01 10:00:00,912345678\n");
const JSON_LINES = () =>
  file("b.csv", '{"ts":"2026-01-01","phone":"+351912345678"}\n{"ts":"2026-01-02","phone":"+351912345679"}\n');
const raw = { table: table({ when: ["2026-01-01T10:00:00Z"], who: ["912345678"] }) };
const map = { at: "when", kind: { constant: "call" } } as const;
const ok = await P.normalise({ raw, map });

const tries: [string, () => unknown][] = [
  ["keep 5", () => P.normalise({ raw, map, keep: 5 } as never)],
  ["keep [5]", () => P.normalise({ raw, map, keep: [5] } as never)],
  ["keep 'who'", () => P.normalise({ raw, map, keep: "who" } as never)],
  ["zone null", () => P.normalise({ raw, map, zone: null } as never)],
  ["zone 5", () => P.normalise({ raw, map, zone: 5 } as never)],
  ["option zone null", () => P.normalise({ raw, map }, { zone: null } as never)],
  ["regionColumn 5", () => P.normalise({ raw, map, regionColumn: 5 } as never)],
  ["abbreviations {a:null}", () => P.normalise({ raw, map, abbreviations: { a: null } } as never)],
  ["abbreviations null", () => P.normalise({ raw, map, abbreviations: null } as never)],
  ["abbreviations Map", () => P.normalise({ raw, map, abbreviations: new Map([["IST", "Asia/Kolkata"]]) } as never)],
  ["abbreviations 5", () => P.normalise({ raw, map, abbreviations: 5 } as never)],
  ["clock values Map", () => P.normalise({ raw, map, clock: { column: "who", values: new Map() } } as never)],
  ["clock values null", () => P.normalise({ raw, map, clock: { column: "who", values: null } } as never)],
  ["clock null", () => P.normalise({ raw, map, clock: null } as never)],
  ["input null", () => P.normalise(null as never)],
  ["input [null]", () => P.normalise([null] as never)],
  ["options null", () => P.normalise({ raw, map }, null as never)],
  ["map array", () => P.normalise({ raw, map: [] } as never)],
  ["map Map", () => P.normalise({ raw, map: new Map() } as never)],
  [
    "keep mapped name",
    () =>
      P.normalise({
        raw: { table: table({ when: ["2026-01-01T10:00:00Z"], user: ["u"], phone: ["x"] }) },
        map: { ...map, user: "phone" },
        keep: ["user"],
      } as never),
  ],
  ["issues bad", () => P.normalise({ raw: { table: raw.table, issues: 5 }, map } as never)],
  ["migrations 5", () => P.normalise({ raw, map }, { migrations: 5 } as never)],
  ["latest {}", () => P.normalise({ raw, map }, { latest: {} } as never)],
  ["year '5'", () => P.normalise({ raw, map, year: "5" } as never)],
  ["at columns one", () => P.normalise({ raw, map: { ...map, at: { columns: ["when"] } } } as never)],
  ["phone constant", () => P.normalise({ raw, map: { ...map, phone: { column: 5 } } } as never)],
  ["readCsv nulls str", () => P.readCsv(CSV(), { nulls: "NULL" } as never)],
  ["readCsv nulls [5]", () => P.readCsv(CSV(), { nulls: [5] } as never)],
  ["readCsv columns {x:null}", () => P.readCsv(CSV(), { columns: { x: null } } as never)],
  ["readCsv columns {x:{}}", () => P.readCsv(CSV(), { columns: { x: {} } } as never)],
  ["readCsv columns {x:5}", () => P.readCsv(CSV(), { columns: { x: 5 } } as never)],
  ["readCsv columns []", () => P.readCsv(CSV(), { columns: ["when"] } as never)],
  ["readCsv columns Map", () => P.readCsv(CSV(), { columns: new Map([["a", "when"]]) } as never)],
  ["readCsv columns unknown key", () => P.readCsv(CSV(), { columns: { x: { from: "when", typ: "time" } } } as never)],
  ["readCsv options null", () => P.readCsv(CSV(), null as never)],
  ["readCsv json", () => P.readCsv(JSON_LINES(), { columns: { at: "ts" } } as never)],
  ["readCsv header [5]", () => P.readCsv(CSV(), { header: [5] } as never)],
  ["readJsonl nulls", () => P.readJsonl(JSON_LINES(), { nulls: "NULL" } as never)],
  ["readJsonl columns x null", () => P.readJsonl(JSON_LINES(), { columns: { x: null } } as never)],
  ["readJsonl columns x 5", () => P.readJsonl(JSON_LINES(), { columns: { x: 5 } } as never)],
  ["readJsonl columns null", () => P.readJsonl(JSON_LINES(), { columns: null } as never)],
  ["readLog no pattern", () => P.readLog(CSV(), {} as never)],
  ["readLog pattern 5", () => P.readLog(CSV(), { pattern: 5 } as never)],
  ["quality steps 5", () => P.quality(ok, { steps: 5 } as never)],
  ["quality steps {}", () => P.quality(ok, { steps: {} } as never)],
  ["quality steps [5]", () => P.quality(ok, { steps: [5] } as never)],
  ["quality written 5", () => P.quality(ok, { written: 5 } as never)],
  ["quality written {phone:5}", () => P.quality(ok, { written: { phone: 5 } } as never)],
  ["quality limits 5", () => P.quality(ok, { limits: 5 } as never)],
  ["quality null", () => P.quality(null as never)],
  ["quality {table, issues:5}", () => P.quality({ table: ok.table, issues: 5 } as never)],
  ["parseNumbers length -1", () => P.parseNumbers({ length: -1 } as never)],
  ["parseNumbers length 1.5", () => P.parseNumbers({ length: 1.5 } as never)],
  ["parseNumbers length NaN", () => P.parseNumbers({ length: Number.NaN } as never)],
  ["parseNumbers length 2**31", () => P.parseNumbers({ length: 2 ** 40 } as never)],
  ["parseNumbers string", () => P.parseNumbers("912" as never)],
  ["parseNumbers null", () => P.parseNumbers(null as never)],
  ["parseNumbers opts null", () => P.parseNumbers(["1"], null as never)],
  ["parseNumbers at {}", () => P.parseNumbers(["1"], { at: {}, migrations: "by-date" } as never)],
  [
    "parseNumbers riskLists [{prefixes: Map}]",
    () => P.parseNumbers(["1"], { riskLists: [{ name: "a", version: "1", prefixes: new Map([["1", "x"]]) }] } as never),
  ],
  ["clean rules Map", () => P.clean(ok.table, { rules: new Map([["overlap", "off"]]) } as never)],
  ["clean rules 5", () => P.clean(ok.table, { rules: 5 } as never)],
  ["clean rules null", () => P.clean(ok.table, { rules: null } as never)],
  ["clean rules overlap Map", () => P.clean(ok.table, { rules: { overlap: new Map() } } as never)],
  ["clean null", () => P.clean(null as never)],
  ["clean opts null", () => P.clean(ok.table, null as never)],
  ["clean id 5", () => P.clean(ok.table, { id: 5 } as never)],
  ["ledger()", () => P.ledger()],
  ["ledger(null)", () => P.ledger(null as never)],
  ["ledger(undefined)", () => P.ledger(undefined as never)],
  ["ledger(5)", () => P.ledger(5 as never)],
  ["ledger({about:{}})", () => P.ledger({ about: {} } as never)],
  ["ledger({about:null})", () => P.ledger({ about: null } as never)],
  ["ledger({about:{verb:'x'}})", () => P.ledger({ about: { verb: "x" } } as never)],
  ["ledger({about:{verb,rowsIn:'a'}})", () => P.ledger({ about: { verb: "x", rowsIn: "a", excluded: [] } } as never)],
  ["ledger({about, issues:5})", () => P.ledger({ ...ok, issues: 5 } as never)],
  ["ledger({about, table:5})", () => P.ledger({ ...ok, table: 5 } as never)],
  ["ledger({step:5,table})", () => P.ledger({ step: 5, table: ok.table } as never)],
  ["ledger({step:'x',table:null})", () => P.ledger(ok, { step: "x", table: null } as never)],
  ["ledger(string)", () => P.ledger("readCsv" as never)],
  ["ledger(array)", () => P.ledger([ok] as never)],
  ["ledger(normalised, reader)", async () => P.ledger(ok, await P.readCsv(CSV()))],
  ["numberBanners", () => P.numberBanners(null as never)],
];

describe("what cannot be meant is refused, by rule, finding and remedy, and nothing personal is shown", () => {
  test.each(tries)("%s", async (_, attempt) => {
    const error = await (async () => attempt())().then(
      () => undefined,
      (thrown) => thrown,
    );
    expect(P.isPhonographError(error), String(error)).toBe(true);
    expect(String(error)).not.toMatch(/9123|9196/);
    expect(String(error)).toMatchSnapshot();
  });
});

describe("what is not in our words is named", () => {
  const words = (list: readonly string[]) => ({
    table: table({ when: list.map((_, i) => 1.7e12 + i * 1000), word: list }),
  });
  const reasons = async (list: readonly string[]) => {
    const status = { column: "word", values: { OK: "ok" } } as const;
    const { issues } = await P.normalise({ raw: words(list), map: { at: "when", kind: { constant: "app" }, status } });
    return (issues.objects() as { reason: string; rows: number }[])
      .filter(({ reason }) => reason.startsWith("status"))
      .map(({ reason, rows }) => `${reason} ${rows}`)
      .sort();
  };

  test("words of a scale by name and count, all else by count alone", async () => {
    expect(await reasons(["OK", "FAIL", "FAIL", "BUSY", "912345678", "a@b.example"])).toEqual([
      'status: unknown word "BUSY" 1',
      'status: unknown word "FAIL" 2',
      "status: unknown word 2",
    ]);
  });

  test("too many to be a scale are anybody's: none is shown", async () => {
    const names = Array.from({ length: 30 }, (_, i) => `name${String.fromCharCode(97 + (i % 26))}${i > 25 ? "x" : ""}`);
    expect(await reasons(names)).toEqual(["status: unknown word 30"]);
  });

  test("of a column of which no word is known, none that may be somebody's name", async () => {
    expect(await reasons(["Ann Smith", "Rui", "ann", "912345678"])).toEqual(["status: unknown word 4"]);
    expect(await reasons(Array.from({ length: 24 }, (_, i) => (i % 2 ? "Ann" : "FAILED")))).toEqual([
      'status: unknown word "FAILED" 12',
      "status: unknown word 12",
    ]);
  });

  test("no zone that may be somebody's name", async () => {
    const zone = ["Ann", "Rui", "IST", "Smith/Ann", "Europe/Lisboa"];
    const { issues } = await P.normalise({
      raw: { table: table({ when: zone.map(() => "2026-03-01 10:00:00"), zone }) },
      map: { at: "when", kind: { constant: "app" } },
      zone: { column: "zone" },
    });
    const [told] = (issues.objects() as { reason: string }[]).map(({ reason }) => reason);
    expect(told).toBe("at: a zone that is unknown, or that several places call so: IST, Europe/Lisboa");
  });

  test("zones by their abbreviations", async () => {
    const when = ["2026-03-01 10:00:00 IST", "2026-03-01 11:00:00 UTC", "2026-03-01 12:00:00 UTC"];
    const { issues } = await P.normalise({
      raw: { table: table({ when }) },
      map: { at: "when", kind: { constant: "app" } },
    });
    const told = (issues.objects() as { reason: string }[]).map(({ reason }) => reason);
    expect(told).toContain("at: a zone that is unknown, or that several places call so: IST");
  });
});
