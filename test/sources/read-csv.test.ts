import { truncateSync } from "node:fs";
import { gzipSync, zstdCompressSync } from "node:zlib";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { TextColumn } from "../../toolkit/core/columns.ts";
import { readCsv } from "../../toolkit/sources/read-csv.ts";
import { messageOf, scratch } from "./scratch.ts";

const file = scratch();
const columns = (table: { objects(): object[] }) => table.objects() as Record<string, unknown>[];

describe("readCsv reads", () => {
  test("the columns asked for, under our names, with source and line", async () => {
    const path = file(
      "plain.csv",
      "msisdn,start,secs\n+351912345678,2026-03-01 12:00:00,12\n112,2026-03-01 12:00:05,\n",
    );
    const { table, issues, about, times } = await readCsv(path, {
      columns: { phone: "msisdn", at: "start", duration: { from: "secs", type: "number" } },
    });
    expect(columns(table)).toEqual([
      { phone: "+351912345678", at: Date.UTC(2026, 2, 1, 12), duration: 12, source: "plain.csv", row: 2 },
      { phone: "112", at: Date.UTC(2026, 2, 1, 12, 0, 5), duration: Number.NaN, source: "plain.csv", row: 3 },
    ]);
    expect(times).toEqual({ at: "local" });
    expect(issues.numRows()).toBe(0);
    expect(about.rowsIn).toBe(2);
  });

  test("and tells which files it read, with which options", async () => {
    const paths = [file("one.csv", "a;b\n1;2\n"), file("two.csv", "a;b\n3;4\n")];
    const { about } = await readCsv(paths, { delimiter: ";" });
    expect(about).toMatchObject({
      verb: "readCsv",
      options: { files: ["one.csv", "two.csv"], delimiter: ";" },
      rowsIn: 2,
    });
  });

  test("identifiers as text however numeric they look, counts as numbers", async () => {
    const path = file(
      "types.csv",
      "msisdn,dialled,imei,zip,secs,cost,bytes\n912345678,351912345678,359006488755285,01234,61,1.50,19606264\n112,112,1,99999,0,0.1,5\n",
    );
    const { table } = await readCsv(path);
    expect(columns(table)[0]).toEqual({
      msisdn: "912345678",
      dialled: "351912345678",
      imei: "359006488755285",
      zip: "01234",
      secs: 61,
      cost: 1.5,
      bytes: 19606264,
      source: "types.csv",
      row: 2,
    });
  });

  test("a guessed type that later values break as text, and loses nothing", async () => {
    const rows = Array.from({ length: 5000 }, (_, i) => `${i},2026-03-01 12:00:00,${i}`);
    const path = file(
      "late.csv",
      `n,at,m\n${rows.join("\n")}\n007,2026-03-01 12:00:00,1\n8,2026-03-01 12:00:00+01:00,2\n`,
    );
    const { table, times } = await readCsv(path);
    expect(table.get("n", 5000)).toBe("007");
    expect(table.get("at", 5001)).toBe("2026-03-01 12:00:00+01:00");
    expect(table.get("m", 5001)).toBe(2);
    expect(times).toEqual({});
  });

  test("times with an offset, with Z, as logs write them and, when declared, since 1970", async () => {
    const path = file(
      "times.csv",
      "a,b,c,d,e\n2025-07-01T12:00:00+01:00,2025-07-01T12:00:00.250Z,01/Jul/2025:12:00:00 -0330,1751371200123,2025-07-01 12:00:00-0130\n",
    );
    const { table, times } = await readCsv(path, {
      columns: { a: "a", b: "b", c: "c", d: { from: "d", type: "time" }, e: "e" },
    });
    const [row] = columns(table);
    expect(row).toMatchObject({
      a: Date.UTC(2025, 6, 1, 11),
      a_offset: 60,
      b: Date.UTC(2025, 6, 1, 12) + 250,
      c: Date.UTC(2025, 6, 1, 15, 30),
      c_offset: -210,
      d: 1751371200123,
      e: Date.UTC(2025, 6, 1, 13, 30),
      e_offset: -90,
    });
    expect(times).toEqual({ a: "offset", b: "utc", c: "offset", d: "utc", e: "offset" });
  });

  test("; and tabs without being told, BOM, CRLF, old Mac line ends and all mixed", async () => {
    for (const [name, text] of [
      ["semi.csv", "\ufeffa;b\r\nx;1\r\ny;2\r\n"],
      ["tab.csv", "a\tb\nx\t1\ny\t2"],
      ["mac.csv", "a,b\rx,1\ry,2\r"],
      ["mixed.csv", "a,b\r\nx,1\ny,2\r"],
      ["excel.csv", "sep=|\na|b\nx|1\ny|2\n"],
    ] as const) {
      const { table, issues } = await readCsv(file(name, text));
      expect(columns(table).map(({ a, b }) => [a, b])).toEqual(
        [
          ["x", 1],
          ["y", 2],
        ].map(([a, b]) => [a, table.get("b", 0) === "1" ? String(b) : b]),
      );
      expect(issues.numRows()).toBe(0);
    }
  });

  test("quoted fields with delimiters, quotes and line ends; a row has the line it begins on", async () => {
    const path = file("quoted.csv", 'id,text\n1,"a, ""b""\nc"\n2,"d"\n\n3,e"f\n');
    const { table, issues } = await readCsv(path, { columns: { text: "text" } });
    expect(columns(table).map(({ text, row }) => [text, row])).toEqual([
      ['a, "b"\nc', 2],
      ["d", 4],
      ['e"f', 6],
    ]);
    expect(columns(issues)).toMatchObject([{ reason: "blank line", effect: "dropped", rows: 1, lines: "5" }]);
  });

  test("other quotes and escapes, files without a header, lines to skip", async () => {
    const path = file("mysql.csv", "report of March\n'a\\'b';1\n'c;d';2\n");
    const { table } = await readCsv(path, { header: ["text", "n"], quote: "'", escape: "\\", delimiter: ";", skip: 1 });
    expect(columns(table).map(({ text, row }) => [text, row])).toEqual([
      ["a'b", 2],
      ["c;d", 3],
    ]);
  });

  test("gzip and zstd by their bytes, UTF-16 by its mark, Latin-1 when told", async () => {
    const text = "name,n\nJosé,1\n";
    for (const [name, bytes] of [
      ["a.csv.gz", gzipSync(text)],
      ["a.csv.zst", zstdCompressSync(text)],
      ["a.txt", Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from(text, "utf16le")])],
    ] as const) {
      expect((await readCsv(file(name, bytes))).table.get("name", 0)).toBe("José");
    }
    const latin = file("latin.csv", Buffer.from(text, "latin1"));
    expect((await readCsv(latin, { encoding: "latin-1" })).table.get("name", 0)).toBe("José");
  });

  test("lines that are not UTF-8 as Windows-1252, and counts them", async () => {
    const path = file(
      "mixed-encodings.csv",
      Buffer.concat([Buffer.from("name,n\nJosé,1\n"), Buffer.from("José,2\n", "latin1")]),
    );
    const { table, issues } = await readCsv(path);
    expect(columns(table).map(({ name }) => name)).toEqual(["José", "José"]);
    expect(columns(issues)).toMatchObject([
      { reason: "not UTF-8, read as Windows-1252", effect: "noted", rows: 1, lines: "3" },
    ]);
  });

  test("several files and globs into one table, each with its own lines", async () => {
    file("day-1.csv", "a,b\nx,1\n");
    const second = file("day-2.csv", "b,a\n2,y\nbroken\n3,z\n");
    const { table, issues, about } = await readCsv(second.replace("day-2", "day-*"));
    expect(columns(table).map(({ a, source, row }) => [a, source, row])).toEqual([
      ["x", "day-1.csv", 2],
      ["y", "day-2.csv", 2],
      ["z", "day-2.csv", 4],
    ]);
    expect(columns(issues)).toMatchObject([
      { source: "day-2.csv", reason: "too few columns", lines: "3", share: 1 / 3 },
    ]);
    expect(about.rowsIn).toBe(4);
  });

  test("decimal commas, yes and no, and the spellings of nothing", async () => {
    const path = file("forms.csv", "amount;ok;x\n1,50;yes;NULL\n-;no;\\N\n2;maybe;NA\n");
    const { table, issues } = await readCsv(path, {
      decimal: ",",
      columns: { amount: { from: "amount", type: "number" }, ok: { from: "ok", type: "boolean" }, x: "x" },
    });
    expect(columns(table).map(({ amount, ok, x }) => [amount, ok, x])).toEqual([
      [1.5, 1, null],
      [Number.NaN, 0, null],
      [2, Number.NaN, "NA"],
    ]);
    expect(columns(issues).map(({ reason, effect, lines }) => [reason, effect, lines])).toEqual([
      ["amount: not a number", "blanked", "3"],
      ["ok: not a yes or no", "blanked", "4"],
    ]);
  });

  test("a header without rows as no rows, and says so", async () => {
    const { table, issues } = await readCsv(file("empty-day.csv", "a,b\n"));
    expect(table.numRows()).toBe(0);
    expect(table.columnNames()).toEqual(["a", "b", "source", "row"]);
    expect(issues.get("reason", 0)).toBe("no rows below the header");
  });
});

describe("readCsv refuses, naming file, finding and remedy:", () => {
  const text = "a,b\n1,2\n";
  test.each<[string, () => Promise<unknown>]>([
    ["a missing file", () => readCsv(file("calls.csv", text).replace("calls", "call"))],
    ["an empty file", () => readCsv(file("empty.csv", ""))],
    ["a pattern without files", () => readCsv("no-such-folder/*.csv")],
    ["a missing column", () => readCsv(file("c1.csv", "msisdn,secs\n1,2\n"), { columns: { phone: "msisdm" } })],
    ["a wrong delimiter", () => readCsv(file("c2.csv", "a;b\n1;2\n3;4\n"), { delimiter: "," })],
    ["a file that no line fits", () => readCsv(file("c3.csv", "title of the report,x\n1;2;3\n4;5;6\n"))],
    [
      "a gzip cut short",
      () =>
        readCsv(
          file("c4.csv.gz", gzipSync(Array.from({ length: 9999 }, (_, i) => i * 7919).join("\n")).subarray(0, 9000)),
        ),
    ],
    ["a parquet file", () => readCsv(file("c5.csv", "PAR1\0\0"))],
    ["bytes that are no text", () => readCsv(file("c11.csv", Buffer.alloc(999, "a\0\0")))],
    ["an unknown option", () => readCsv(file("c6.csv", text), { delimeter: ";" } as object)],
    ["a list of no columns", () => readCsv(file("c7.csv", text), { columns: {} })],
    ["a long delimiter", () => readCsv(file("c8.csv", text), { delimiter: "||" })],
    ["a reserved name", () => readCsv(file("c9.csv", text), { columns: { row: "a" } })],
    [
      "an unknown type",
      () => readCsv(file("c10.csv", text), { columns: { a: { from: "a", type: "nummer" as "number" } } }),
    ],
  ])("%s", async (_, read) => {
    const message = await messageOf(read());
    expect(message.replace(/"?\S*phonograph-test-\w+\/?/g, "<folder>/")).toMatchSnapshot();
  });
});

test("a call that is aborted rejects with the reason of its signal", async () => {
  const path = file("long.csv", `a,b\n${"some text,more text\n".repeat(4_000_000)}`);
  const reason = new Error("enough");
  const controller = new AbortController();
  setTimeout(() => controller.abort(reason), 20);
  expect(
    await readCsv(path, { signal: controller.signal }).then(
      () => "read",
      (error) => error,
    ),
  ).toBe(reason);
  await expect(readCsv(path, { signal: AbortSignal.abort(reason) })).rejects.toBe(reason);
});

test("line numbers hold over many buffers, broken lines and blank ones", async () => {
  const lines = Array.from({ length: 300_000 }, (_, i) =>
    i % 9973 === 0 ? "broken" : i % 7919 === 0 ? "" : `${i + 2},some text to fill the buffers of every reader`,
  );
  const { table, issues, about } = await readCsv(file("big.csv", `line,text\n${lines.join("\n")}\n`), {
    columns: { line: { from: "line", type: "number" } },
  });
  const numbers = table.array("line") as Float64Array;
  const rows = table.array("row") as Float64Array;
  expect(rows.findIndex((row, i) => row !== numbers[i])).toBe(-1);
  expect(table.numRows() + (issues.array("rows") as number[]).reduce((sum, n) => sum + n, 0)).toBe(about.rowsIn);
  expect(about.rowsIn).toBe(300_000);
});

test.each([
  ["longer", 1000, 4],
  ["shorter", 1, 60],
])("rows hold where the first records are much %s than the others", async (_, first, later) => {
  const lines = Array.from(
    { length: 200_000 },
    (_, i) => `${i},${"x".repeat(i < 3000 ? first : later)}${i % 5},${i % 7}`,
  );
  const { table, issues } = await readCsv(
    file("uneven.csv", `n,text,m\n${lines.join("\n")}\n${",,\n".repeat(2_000_000)}`),
    {
      columns: { n: "n", text: "text", m: { from: "m", type: "number" } },
    },
  );
  expect(table.numRows()).toBe(2_200_000);
  expect(issues.numRows()).toBe(0);
  const [n, m] = (["n", "m"] as const).map((name) => Float64Array.from(table.array(name) as number[])) as [
    Float64Array,
    Float64Array,
  ];
  expect(lines.findIndex((_, i) => n[i] !== i || m[i] !== i % 7)).toBe(-1);
  expect(n.subarray(200_000).every(Number.isNaN) && m.subarray(200_000).every(Number.isNaN)).toBe(true);
  const { codes, values } = table.column("text") as unknown as TextColumn;
  expect(lines.findIndex((_, i) => values[codes[i]!] !== "x".repeat(i < 3000 ? first : later) + (i % 5))).toBe(-1);
  expect(codes.subarray(200_000).every((code) => code === -1)).toBe(true);
  expect(codes.length).toBe(2_200_000);
});

test("fields of many lines are whole where the stretches of two threads meet", async () => {
  const text = Array.from({ length: 40 }, (_, i) => `"line ${i}, of a text`)
    .join("\n")
    .replaceAll('"', '""');
  const records = Array.from({ length: 12_000 }, (_, i) => `${i},"${text}"`);
  const { table, issues } = await readCsv(file("long-fields.csv", `id,text\n${records.join("\n")}\n`));
  expect(table.numRows()).toBe(12_000);
  expect((table.array("row") as number[]).findIndex((row, i) => row !== 2 + 40 * i)).toBe(-1);
  expect((table.column("text") as TextColumn).values).toEqual([text.replaceAll('""', '"')]);
  expect(issues.numRows()).toBe(0);
});

describe("nothing is lost, whatever the dirt:", () => {
  const cell = fc.stringMatching(/^[a-z0-9 éñ+"';-]{0,6}$/);
  const clean = fc
    .tuple(cell, cell, cell)
    .map((cells) => cells.map((text) => `"${text.replaceAll('"', '""')}"`).join(","));
  const dirt = fc.oneof(
    fc.tuple(cell, cell, cell).map((cells) => cells.join(",")),
    fc.constantFrom(
      "",
      "x",
      "a,b",
      "a,b,c,d",
      '"open,b,c',
      'a,"b"x,c',
      '"two\nlines",b,c',
      "a,b,\u0000",
      'a,"",c',
      '"',
      '""',
      "a,b,c\r",
    ),
  );
  test("rows in = rows out + rows in issues, and every row stands on its own line", async () => {
    let k = 0;
    await fc.assert(
      fc.asyncProperty(fc.array(fc.oneof({ weight: 3, arbitrary: clean }, dirt), { maxLength: 30 }), async (lines) => {
        const records = lines;
        const text = `p,q,r\n${records.join("\n")}`;
        const path = file(`dirt-${k++ % 4}.csv`, text);
        let raw: Awaited<ReturnType<typeof readCsv>>;
        try {
          raw = await readCsv(path, { delimiter: "," });
        } catch (error) {
          expect((error as Error).message).toMatch(/no line of|first line must be/);
          return;
        }
        const dropped = (columns(raw.issues) as { effect: string; rows: number }[]).filter(
          ({ effect }) => effect === "dropped",
        );
        const lost = dropped.reduce((sum, { rows }) => sum + rows, 0);
        expect(raw.table.numRows() + lost).toBe(raw.about.rowsIn);
        const physical = text.split(/\r\n|\n|\r/);
        if (/[\n\r]$/.test(text)) physical.pop();
        const inQuotes = columns(raw.table).reduce(
          (sum, { p, q, r }) => sum + [p, q, r].join("").split(/\r\n|\n|\r/).length - 1,
          0,
        );
        expect(raw.about.rowsIn).toBe(physical.length - 1 - inQuotes);
        for (const { p, row } of columns(raw.table) as { p: string | number | null; row: number }[]) {
          expect(physical[row - 1]!.replaceAll('"', "")).toContain(
            String(Number.isNaN(p) ? "" : (p ?? ""))
              .replaceAll('"', "")
              .split("\n")[0],
          );
        }
      }),
      { numRuns: 60 },
    );
  });
});

describe("readCsv loses nothing and survives", () => {
  test("a column called __proto__, length or constructor, or two that our own names would make one", async () => {
    const path = file("names.csv", "__proto__,constructor,length,source,source_in_file\na,b,c,d,e\n");
    const { table } = await readCsv(path);
    expect(table.columnNames()).toEqual([
      "__proto___in_file",
      "constructor",
      "length",
      "source_in_file_2",
      "source_in_file",
      "source",
      "row",
    ]);
    expect(table.columnNames().map((name) => table.get(name, 0))).toEqual(["a", "b", "c", "d", "e", "names.csv", 2]);
  });

  test("a column that has the name of a time's local offset: the time stays text", async () => {
    const path = file("offset.csv", "at,at_offset\n2026-03-01T10:00:00+01:00,x\n");
    const { table, times } = await readCsv(path);
    expect(table.get("at", 0)).toBe("2026-03-01T10:00:00+01:00");
    expect(table.get("at_offset", 0)).toBe("x");
    expect(times).toEqual({});
  });

  test("header names in Latin-1", async () => {
    const { table } = await readCsv(file("latin-header.csv", Buffer.from("região,b\nx,1\n", "latin1")));
    expect(table.columnNames()).toContain("região");
  });

  test("no header at all: the numbers in its place stay out of errors and issues", async () => {
    const one = file("bare-1.csv", "+351912345678,2\n+351912345679,3\n");
    const two = file("bare-2.csv", "+351962345678,2\n");
    expect(await messageOf(readCsv(one, { columns: { phone: "msisdn" } }))).not.toMatch(/91234567/);
    const { issues } = await readCsv([one, two]);
    expect(issues.numRows()).toBeGreaterThan(0);
    expect(JSON.stringify(issues.objects())).not.toMatch(/9[16]234567/);
  });

  test("a file that is cut while it is read is refused", async () => {
    const path = file("shrinks.csv", `a,b\n${"1234,abcd\n".repeat(20_000)}`);
    // the option is checked first; then it is looked at after the size of the file and before its rows
    let looks = 0;
    const options = {
      get nulls() {
        if (++looks > 1) truncateSync(path, 1004);
        return [""];
      },
    };
    expect(await messageOf(readCsv(path, options))).toMatch(
      /must not change while it is read\n {2}found: shrinks.csv: 200,004 bytes at first, then 1,004/,
    );
  });

  test("addresses and devices are refused as files", async () => {
    expect(await messageOf(readCsv(new URL("https://example.org/a.csv")))).toMatch(/URL must be that of a file/);
    expect(await messageOf(readCsv("/dev/zero"))).toMatch(/a pipe or device, not a file/);
  });

  test("bytes behind the end of a zstd file are not passed over", async () => {
    const path = file("behind.csv.zst", Buffer.concat([zstdCompressSync("a,b\n1,2\n"), Buffer.from("3,4\n")]));
    expect(await messageOf(readCsv(path))).toMatch(/behind.csv.zst: 2 lines, and 4 bytes behind them/);
  });
});
