import { expect, test } from "vitest";
import { rawValues } from "../../toolkit/numbers/raw-values.ts";

test("numbers stay apart from texts of their digits, and what is no text from the empty one", () => {
  const { codes, texts, refused } = rawValues(["7", 7, 7n, "7", null, "", {}, new Date(0), Number.NaN, 7]);
  expect([...codes]).toEqual([0, 1, 2, 0, 3, 3, 4, 4, 3, 1]);
  expect(texts).toEqual(["7", "7", "7", "", ""]);
  expect(refused).toBe(4);
});
