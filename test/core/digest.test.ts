import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { digestTable } from "../../toolkit/core/digest.ts";
import { toTable } from "../../toolkit/core/table.ts";

const column = fc.array(fc.oneof(fc.string(), fc.constant(null)), { minLength: 2, maxLength: 20 });

describe("digestTable", () => {
  test("does not depend on the layout of the columns", () => {
    fc.assert(
      fc.property(column, (texts) => {
        const twice = toTable({ k: [...texts, ...texts] });
        const plain = toTable({ k: texts });
        const viewed = twice.slice(0, texts.length);
        expect(digestTable(viewed)).toBe(digestTable(plain));
      }),
    );
  });

  test("changes with a value, with the order of rows and with a column's name", () => {
    const base = digestTable(toTable({ x: [1, 2, 3], k: ["a", "b", "c"] }));
    expect(digestTable(toTable({ x: [1, 2, 4], k: ["a", "b", "c"] }))).not.toBe(base);
    expect(digestTable(toTable({ x: [1, 3, 2], k: ["a", "b", "c"] }))).not.toBe(base);
    expect(digestTable(toTable({ x: [1, 2, 3], l: ["a", "b", "c"] }))).not.toBe(base);
    expect(digestTable(toTable({ k: ["a", "b", "c"], x: [1, 2, 3] }))).toBe(base);
  });
});
