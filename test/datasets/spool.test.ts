import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { ByteWriter } from "../../datasets/write/byte-writer.ts";
import { Spool } from "../../datasets/write/spool.ts";

const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);

describe("Spool", () => {
  test("hands every row on once, in time order, whatever the order of writing and the cuts between days", () => {
    const rows = fc.array(fc.record({ at: fc.nat(1000), twice: fc.boolean() }), { maxLength: 60 });
    fc.assert(
      fc.property(rows, fc.array(fc.nat(1000), { maxLength: 4 }), (written, cuts) => {
        const spool = new Spool(1);
        let out = "";
        const marked: [number, number][] = [];
        const sink = {
          write: (bytes: Uint8Array) => {
            out += text(bytes);
          },
          drain: async () => {},
          close: async () => {},
        };
        for (const [i, { at, twice }] of written.entries()) {
          spool.begin().text(`${at} ${i}\n`);
          spool.end(at, i % 5 === 0 ? 2 : 0, i);
          if (twice) spool.repeat(at + 7, 1, i);
        }
        const borders = [...cuts].sort((a, b) => a - b).concat(5000);
        for (const until of borders) spool.flush(until, sink, (_, ref, line) => marked.push([ref, line]));
        const expected = written
          .flatMap(({ at, twice }, i) => [{ key: at, i, at }, ...(twice ? [{ key: at + 7, i, at }] : [])])
          .sort((a, b) => a.key - b.key);
        const lines = out.split("\n").slice(0, -1);
        expect(spool.rows).toBe(expected.length);
        expect(lines).toEqual(expected.map(({ at, i }) => `${at} ${i}`));
        for (const [ref, line] of marked) expect(lines[line - 2]).toBe(`${written[ref].at} ${ref}`);
      }),
    );
  });
});

describe("ByteWriter", () => {
  const written = (write: (row: ByteWriter) => void) => {
    const row = new ByteWriter(64);
    row.room(200);
    write(row);
    return text(row.bytes.subarray(0, row.length));
  };

  test("writes whole numbers as String does", () => {
    fc.assert(fc.property(fc.maxSafeNat(), (n) => written((row) => row.int(n)) === String(n)));
    for (const n of [0, 9, 10, 999_999_999, 1e9, 1e10, 351_912_345_678])
      expect(written((row) => row.int(n))).toBe(String(n));
  });

  test("writes instants, offsets, money and addresses", () => {
    const at = Date.UTC(2025, 2, 30, 9, 15, 7, 42);
    expect(written((row) => row.utc(at))).toBe("2025-03-30T09:15:07.042Z");
    expect(written((row) => row.offset(-60))).toBe("-01:00");
    expect(written((row) => row.offset(330, ""))).toBe("+0530");
    expect(written((row) => row.cents(1205))).toBe("12.05");
    expect(written((row) => row.ip(0xc6120003))).toBe("198.18.0.3");
    expect(written((row) => row.hex(0xbeef))).toBe("0000beef");
  });
});
