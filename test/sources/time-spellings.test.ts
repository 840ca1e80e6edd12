import { DuckDBInstance } from "@duckdb/node-api";
import fc from "fast-check";
import { expect, test } from "vitest";
import { LOCAL, parseTime, UTC } from "../../toolkit/normalise/parse-time.ts";
import type { TimeLayout } from "../../toolkit/sources/column-plan.ts";
import { valueSql } from "../../toolkit/sources/value-sql.ts";
import { TimeReader } from "../../workers/text/byte-times.ts";

const LAYOUTS: readonly TimeLayout[] = [
  { spelling: "local", suffix: "" },
  { spelling: "utc", suffix: "Z" },
  { spelling: "offset", suffix: "+00:00" },
  { spelling: "offset", suffix: "+0000" },
  { spelling: "offset", suffix: "log" },
  { spelling: "utc", suffix: "epoch" },
];

const two = fc.integer({ min: 0, max: 70 }).map((n) => String(n).padStart(2, "0"));
const date = fc.tuple(fc.constantFrom("2025", "2024", "1999", "0000"), two, two);
const clock = fc
  .tuple(two, two, two, fc.constantFrom("", ".5", ".123456", ".", ".x"))
  .map(([h, m, s, f]) => `${h}:${m}:${s}${f}`);
const zone = fc.constantFrom("", "Z", "+01:00", "-0330", "+14:00", " +0000", "+01", "UTC");
const month = fc.constantFrom("Jan", "Feb", "Dec", "Foo");
const written = fc.oneof(
  fc.tuple(date, fc.constantFrom(" ", "T", "x"), clock, zone).map(([d, gap, c, z]) => `${d.join("-")}${gap}${c}${z}`),
  fc.tuple(two, month, clock, fc.constantFrom(" +0100", " -0330", "")).map(([d, m, c, z]) => `${d}/${m}/2025:${c}${z}`),
  fc.constantFrom(
    "1751371200",
    "1751371200123",
    "1751371200123456",
    "1751371200.5",
    "soon",
    "2025-01-01",
    "2025-01-01 10:00+02",
  ),
  fc.date({ min: new Date(0), max: new Date("2100-01-01"), noInvalidDate: true }).map((time) => time.toISOString()),
);

test("the readers' fast ways to read times give what the slow one gives, or leave the text to it", async () => {
  const texts = fc.sample(written, { numRuns: 3000, seed: 7 });
  const connection = await (await DuckDBInstance.create(":memory:")).connect();
  await connection.run("SET TimeZone = 'UTC'");
  await connection.run("CREATE TABLE t (n INTEGER, s VARCHAR)");
  const list = texts.map((text, n) => `(${n}, '${text}')`).join(", ");
  await connection.run(`INSERT INTO t VALUES ${list}`);
  let agreed = 0;
  for (const layout of LAYOUTS) {
    const { value, offset } = valueSql({ name: "s", from: "s", type: "time", declared: true, layout }, "s", ".");
    const rows = (await connection.runAndReadAll(`SELECT ${value}, ${offset ?? "0"} FROM t ORDER BY n`)).getRows() as [
      number,
      number,
    ][];
    const reader = new TimeReader(layout.suffix);
    const slow = new Float64Array(2);
    for (const [n, text] of texts.entries()) {
      const bytes = Buffer.from(text);
      const fast = reader.read(bytes, 0, bytes.length);
      const [inSql, sqlOffset] = rows[n]!;
      for (const [way, time, minutes] of [
        ["bytes", fast, reader.offset],
        ["sql", inSql, sqlOffset],
      ] as const) {
        if (time === Infinity) continue;
        agreed++;
        const isTime = parseTime(text, {}, slow);
        const zoned = slow[1] !== LOCAL && slow[1] !== UTC;
        const expected = isTime ? slow[0]! - (zoned ? slow[1]! * 6e4 : 0) : Number.NaN;
        expect([way, text, layout.suffix, Math.round(time * 1000)]).toEqual([
          way,
          text,
          layout.suffix,
          Math.round(expected * 1000),
        ]);
        if (layout.spelling === "offset") expect([text, minutes]).toEqual([text, slow[1]]);
      }
    }
  }
  expect(agreed).toBeGreaterThan(1000);
});
