import { gzipSync } from "node:zlib";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { readJsonl } from "../../toolkit/sources/read-jsonl.ts";
import { messageOf, scratch } from "./scratch.ts";

const file = scratch();
const objects = (table: { objects(): object[] }) => table.objects() as Record<string, unknown>[];

describe("readJsonl", () => {
  test("reads all fields of all lines, nested ones under dotted paths", async () => {
    const path = file("all.jsonl", '{"a":1,"u":{"id":"x"}}\n{"b":[1,2],"u":{"n":null},"t":true}\n');
    const { table } = await readJsonl(path);
    expect(objects(table)).toEqual([
      { a: "1", b: null, t: null, "u.id": "x", "u.n": null, source: "all.jsonl", row: 1 },
      { a: null, b: "[1,2]", t: "true", "u.id": null, "u.n": null, source: "all.jsonl", row: 2 },
    ]);
  });

  test("reads the fields asked for, numbers exactly, a key with a dot before a path", async () => {
    const path = file(
      "asked.jsonl.gz",
      gzipSync(
        '{"user":{"id":"u1"},"user.id":"literal","phone":351912345678,"cart":{"total":12.5},"ts":1751371200123}\n',
      ),
    );
    const { table, times } = await readJsonl(path, {
      columns: {
        user: "user.id",
        phone: "phone",
        total: { from: "cart.total", type: "number" },
        at: { from: "ts", type: "time" },
      },
    });
    expect(objects(table)[0]).toMatchObject({ user: "literal", phone: "351912345678", total: 12.5, at: 1751371200123 });
    expect(times).toEqual({ at: "utc" });
  });

  test("counts lines that are no objects, with their numbers", async () => {
    const path = file("broken.jsonl", '\ufeff{"a":"x"}\r\n{"a":\r\n\r\n[1]\r\n"a"\r\n{"a":"y"} trailing\r\n{"a":"z"}');
    const { table, issues, about } = await readJsonl(path);
    expect(objects(table).map(({ a, row }) => [a, row])).toEqual([
      ["x", 1],
      ["z", 7],
    ]);
    expect(objects(issues).map(({ reason, rows, lines }) => [reason, rows, lines])).toEqual([
      ["not a JSON object", 4, "2, 4, 5, 6"],
      ["blank line", 1, "3"],
    ]);
    expect(about.rowsIn).toBe(7);
  });

  test("rows in = rows out + rows in issues, whatever the lines", async () => {
    const line = fc.oneof(
      fc.json({ maxDepth: 2 }),
      fc.constantFrom(
        "",
        "{",
        "{}",
        '{"a":1}',
        '{"a":"é"}',
        '{"a":"\u0001"}',
        "null",
        '{"a":{"b":1}}',
        '{"a":1}{"a":2}',
      ),
    );
    let k = 0;
    await fc.assert(
      fc.asyncProperty(fc.array(line, { minLength: 1, maxLength: 15 }), async (some) => {
        const lines = [...some, "{}"];
        const path = file(`any-${k++ % 4}.jsonl`, `${lines.join("\n")}\n`);
        const { table, issues, about } = await readJsonl(path);
        const dropped = objects(issues).filter(({ effect }) => effect === "dropped");
        const lost = dropped.reduce((sum, { rows }) => sum + (rows as number), 0);
        expect(about.rowsIn).toBe(lines.length);
        expect(table.numRows() + lost).toBe(lines.length);
      }),
      { numRuns: 30 },
    );
  });

  test("many files come below each other, clean and dirty ones alike, each with its own lines", async () => {
    const texts = ['{"a":"1"}\n{"a":"2"}\n', '{"a":"3"}\n', '\n{"a":"4"}\r\nno\n', '{"a":"5"}\n', '{"a":"6"}\n\n'];
    const paths = texts.map((text, f) => file(`part-${f}.jsonl`, text));
    const { table, issues, about } = await readJsonl(paths);
    expect(objects(table).map(({ a, source, row }) => `${a} ${source} ${row}`)).toEqual([
      "1 part-0.jsonl 1",
      "2 part-0.jsonl 2",
      "3 part-1.jsonl 1",
      "4 part-2.jsonl 2",
      "5 part-3.jsonl 1",
      "6 part-4.jsonl 1",
    ]);
    expect(objects(issues).map(({ source, reason, lines }) => `${source} ${reason} ${lines}`)).toEqual([
      "part-2.jsonl blank line 1",
      "part-2.jsonl not a JSON object 3",
      "part-4.jsonl blank line 2",
    ]);
    expect(about.rowsIn).toBe(9);
  });

  test("an empty file and a pattern without files are refused", async () => {
    expect(await messageOf(readJsonl(file("none.jsonl", "")))).toContain("the file is empty");
    expect(await messageOf(readJsonl("no-such-folder/*.jsonl"))).toContain("no file matches");
  });
});

describe("readJsonl refuses", () => {
  test.each([
    ["a list of objects", '[{"a":1},{"a":2}]'],
    ["an object spread over lines", '{\n  "a": 1,\n  "b": 2\n}\n'],
  ])("%s, and says how to write it one a line", async (_, text) => {
    expect(await messageOf(readJsonl(file("spread.json", text)))).toMatchSnapshot();
  });
});

describe("readJsonl survives", () => {
  test.each([
    ["lists", `[${"[".repeat(99_999)}${"]".repeat(100_000)}`],
    ["objects", `${'{"a":'.repeat(100_000)}1${"}".repeat(100_000)}`],
    ["objects that are just taken apart", `${'{"a":'.repeat(3000)}1${"}".repeat(3000)}`],
  ])("a hundred thousand %s in each other", async (_, deep) => {
    const { table, issues } = await readJsonl(file("deep.jsonl", `{"v":1,"w":${deep}}\n{"v":2}\n`));
    expect(table.numRows()).toBe(2);
    expect(table.get("v", 1)).toBe(2);
    expect(issues.numRows()).toBe(0);
  });

  test("a NUL in a key", async () => {
    const { table } = await readJsonl(file("nul.jsonl", '{"a\\u0000b":"x","c":"y"}\n'));
    expect(table.get("c", 0)).toBe("y");
    expect(table.numRows()).toBe(1);
  });

  test("a field that no line has, and says so", async () => {
    const path = file("unmet.jsonl", '{"a":1}\n{"a":2}\n');
    const { table, issues } = await readJsonl(path, { columns: { a: "a", z: "zz" } });
    expect(table.get("z", 0)).toBe(null);
    expect(issues.objects()).toMatchObject([{ reason: 'no line has "zz"', effect: "noted" }]);
  });
});

test("an object of very many fields is read as one of few: same values, in the order of first appearance", async () => {
  const fields = 700;
  const lines = Array.from({ length: 60 }, (_, i) =>
    JSON.stringify(
      Object.fromEntries(Array.from({ length: 30 }, (_, k) => [`key_${(i * 30 + k) % fields}`, `v${i % 7}`])),
    ),
  );
  const { table } = await readJsonl(file("wide.jsonl", lines.join("\n")));
  expect(table.numCols()).toBe(fields + 2);
  for (const [row, line] of lines.entries()) {
    const object = JSON.parse(line) as Record<string, string>;
    for (const key of [0, 1, 349, 699, (row * 30) % fields]) {
      expect(table.get(`key_${key}`, row)).toBe(object[`key_${key}`] ?? null);
    }
  }
});
