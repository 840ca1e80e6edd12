import { table } from "arquero";
import { expect, test } from "vitest";
import { normalise } from "../../toolkit/normalise/normalise.ts";

const raw = { table: table({ when: ["2026-03-01T12:00:00Z"], n: ["+351912345678"], word: ["x"], seconds: [5] }) };

test.each<[string, object]>([
  ["a constant for a number", { phone: { constant: "+351912345678" } }],
  ["words for a number", { phone: { column: "n", values: { x: "y" } } }],
  ["a pattern for an amount", { duration: { column: "seconds", match: { x: "y" } } }],
  ["a factor for a word", { kind: { constant: "call", times: 2 } }],
  ["words as a map", { name: { column: "word", values: new Map([["x", "login"]]) } }],
  ["a column that is no name", { name: { column: 5 } }],
  ["a sum of what are no names", { duration: { sum: [5] } }],
  ["an amount as two columns", { duration: { columns: ["seconds", "seconds"] } }],
])("a map that says what it cannot is refused: %s", async (_, part) => {
  const map = { at: "when", kind: { constant: "call" }, ...part };
  await expect(normalise({ raw, map } as never)).rejects.toMatchObject({ name: "PhonographError" });
  await normalise({ raw, map } as never).catch((error: Error) => expect(error.message).toMatchSnapshot());
});
