import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { layStretches } from "../../../workers/kernels/lay-stretches.ts";
import { type ParseCsvTask, type ParsedCsv, parseCsv } from "../../../workers/kernels/parse-csv.ts";
import { uniteTexts } from "../../../workers/kernels/unite-texts.ts";
import { sharedFloat64, sharedInt32 } from "../../../workers/shared.ts";
import type { ByteValues } from "../../../workers/text/byte-dictionary.ts";
import { scratch } from "../../sources/scratch.ts";

const file = scratch();

const taskOf = (path: string, begin: number, end: number, more: Partial<ParseCsvTask> = {}): ParseCsvTask => ({
  path,
  begin,
  end,
  delimiter: 44,
  quote: 34,
  escape: 34,
  fields: 3,
  nulls: [Buffer.from(""), Buffer.from("NULL")],
  columns: [
    { field: 0, type: "text", decimal: 46 },
    { field: 1, type: "count", decimal: 46 },
    { field: 2, type: "text", decimal: 46 },
  ],
  room: 0,
  progress: sharedFloat64(1),
  part: 0,
  ...more,
});

const valuesOf = ({ bytes, ends, count }: Pick<ByteValues, "bytes" | "ends" | "count">) =>
  Array.from({ length: count }, (_, code) =>
    Buffer.from(bytes.slice(code === 0 ? 0 : ends[code - 1], ends[code])).toString(),
  );

/** The columns of all stretches below each other, the lines and what was set aside. */
function joined(parts: readonly ParsedCsv[]) {
  const rows = parts.reduce((sum, { records }) => sum + records, 0);
  let lines = 0;
  const skips = parts.flatMap((part) => {
    lines += part.lines;
    return Array.from(part.skips, (line, i) => [lines - part.lines + line, part.reasons[i]!]);
  });
  const columns = [0, 1, 2].map((c) => {
    let at = 0;
    const stretches = parts.map(({ records, columns }) => {
      at += records;
      return { at: at - records, column: columns[c]! };
    });
    const texts = stretches.flatMap(({ at, column }) => ("codes" in column ? [{ at, ...column }] : []));
    if (texts.length > 0) {
      const { values, places } = uniteTexts({ dictionaries: texts.map(({ dictionary }) => dictionary) });
      const to = sharedInt32(rows);
      layStretches({ to, stretches: texts.map(({ at, codes }, i) => ({ from: codes, at, places: places[i] })) });
      return { codes: [...to], values: valuesOf(values) };
    }
    const to = sharedFloat64(rows);
    const numbers = stretches.flatMap(({ at, column }) => ("numbers" in column ? [{ at, from: column.numbers }] : []));
    layStretches({ to, stretches: numbers });
    return [...to];
  });
  return { rows, lines, skips, columns };
}

const plain = fc.oneof(
  fc.stringMatching(/^[+]?[0-9]{0,15}$/),
  fc.stringMatching(/^[a-zé"' -]{0,20}$/),
  fc.constantFrom("", "NULL", "0", "a"),
);
const quoted = fc.stringMatching(/^[a-z,"é]{0,9}$/).map((text) => `"${text.replaceAll('"', '""')}"`);
const line = fc.oneof(
  { weight: 8, arbitrary: fc.tuple(plain, fc.integer().map(String), plain).map((cells) => cells.join(",")) },
  { weight: 3, arbitrary: fc.tuple(quoted, plain, quoted).map((cells) => cells.join(",")) },
  { weight: 2, arbitrary: fc.constantFrom("", "x", "a,b", "a,b,c,d", '"a"x,b,c', 'a,"b", c') },
);
const ending = fc.constantFrom("\n", "\n", "\r\n", "\r");
/** Lines without line breaks in quotes: a stretch may begin with any of them. */
const text = fc
  .array(
    line.filter((one) => (one.match(/"/g) ?? []).length % 2 === 0),
    { maxLength: 40 },
  )
  .chain((lines) =>
    fc.array(ending, { minLength: lines.length, maxLength: lines.length }).map((ends) => ({ lines, ends })),
  );

describe("parseCsv gives the same", () => {
  test("wherever the file is cut, and however often it is repeated", () => {
    fc.assert(
      fc.property(text, fc.integer({ min: 1, max: 60 }), fc.array(fc.nat(), { maxLength: 3 }), (some, times, cuts) => {
        const pieces = Array.from({ length: times }, () => some.lines.map((one, i) => one + some.ends[i])).flat();
        const ends = [0];
        for (const piece of pieces) ends.push(ends.at(-1)! + Buffer.byteLength(piece));
        const path = file("cut.csv", pieces.join(""));
        // a line feed after a carriage return belongs to it
        const isBorder = (i: number) => !(pieces[i - 1]?.endsWith("\r") && pieces[i]?.startsWith("\n"));
        const borders = [0, ...cuts.map((cut) => cut % ends.length).filter(isBorder), ends.length - 1].sort(
          (a, b) => a - b,
        );
        const whole = parseCsv(taskOf(path, 0, ends.at(-1)!));
        const parts = borders.slice(1).map((end, i) => parseCsv(taskOf(path, ends[borders[i]!]!, ends[end]!)));
        expect(joined(parts)).toEqual(joined([whole]));
      }),
      { numRuns: 150 },
    );
  });

  test("with room for its rows, with too little, and with none", () => {
    const lines = Array.from({ length: 3000 }, (_, i) => `+3519${i % 700},${i},${i % 3 === 0 ? "" : "x"}\n`);
    const path = file("room.csv", lines.join(""));
    const end = Buffer.byteLength(lines.join(""));
    const answers = [0, 1, 2999, 3000, 5000].map((room) => {
      const rooms = [{ codes: sharedInt32(room) }, { numbers: sharedFloat64(room) }, { codes: sharedInt32(room) }];
      const parsed = parseCsv(taskOf(path, 0, end, { rooms, room }));
      expect(parsed.columns.map(({ inRoom }) => inRoom)).toEqual(Array(3).fill(room >= 3000));
      return joined([parsed]);
    });
    for (const answer of answers) expect(answer).toEqual(answers[0]);
    expect(answers[0]!.columns[1]).toEqual(lines.map((_, i) => i));
  });
});

test("a record of any length up to the longest is whole, wherever the windows and blocks of the reader end", () => {
  const lengths = [15, 16_380, 16_384, 40_000, 1_000_000, 1_899_000, 7, 1_500_000, 1_800_000, 3];
  const lines = lengths.map((length, i) => `${"y".repeat(length)},${i},"${"z".repeat(i)}"\n`);
  const path = file("long.csv", lines.join(""));
  const { columns, rows } = joined([parseCsv(taskOf(path, 0, Buffer.byteLength(lines.join(""))))]);
  expect(rows).toBe(lengths.length);
  const [first, second, third] = columns as [{ values: string[] }, number[], { codes: number[]; values: string[] }];
  expect(first.values.map(({ length }) => length)).toEqual(lengths);
  expect(second).toEqual(lengths.map((_, i) => i));
  expect(third.codes.map((code) => third.values[code]?.length ?? 0)).toEqual(lengths.map((_, i) => i));
});
