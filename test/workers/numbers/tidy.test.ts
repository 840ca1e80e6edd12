import { expect, test } from "vitest";
import { tidy } from "../../../workers/numbers/tidy.ts";

test("each of Unicode's decimal digits becomes the western one of its value", () => {
  const wrong: string[] = [];
  let count = 0;
  const known = new Map<number, string>();
  for (let code = 0; code <= 0x10ffff; code++) {
    if (!/\p{Nd}/u.test(String.fromCodePoint(code))) continue;
    const digit = String(count++ % 10);
    known.set(code, digit);
    if (tidy(String.fromCodePoint(code)).text !== digit) wrong.push(code.toString(16));
  }
  expect(count).toBeGreaterThan(600);
  expect(wrong).toEqual([]);
});

test("superscripts and other numerals are left as they are", () => {
  expect(tidy("⁺¹²³ Ⅳ ½").text).toBe("⁺¹²³ Ⅳ ½");
});
