import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { compute } from "../../toolkit/core/compute.ts";
import { matchPacked } from "../../toolkit/core/join-packed-texts.ts";

const runner = (workers: number): Parameters<typeof matchPacked>[2] => ({
  workers,
  run: (kernel, tasks) => compute("join", kernel, tasks, { workers }),
});

/** By a map, as a reader would: the place of the first equal text in `few`. */
function byMap(few: readonly string[], many: readonly string[]) {
  const numbers = new Map<string, number>();
  for (const [i, text] of few.entries()) if (!numbers.has(text)) numbers.set(text, i);
  return { few: few.map((text) => numbers.get(text)), many: many.map((text) => numbers.get(text) ?? -1) };
}

const text = fc.oneof(
  fc.constantFrom("", "a", "aa", "b", "é", "é", "電話", "☎️", "+351"),
  fc.string({ unit: "grapheme" }),
);

describe("texts compared as bytes", () => {
  test("are numbered as by a map, twins and empty ones included", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(text), fc.array(text), async (few, many) => {
        fc.pre(![...few, ...many].some((t) => t.includes("\0")));
        const packed = await matchPacked(few, many, runner(0));
        const expected = byMap(few, many);
        expect([...packed!.fewNumbers]).toEqual(expected.few);
        expect([...packed!.manyNumbers]).toEqual(expected.many);
      }),
    );
  });

  test("are numbered alike by any number of workers, over many batches", async () => {
    const few = Array.from({ length: 30_000 }, (_, i) => `+3519${(i * 7919) % 29_000}`);
    const many = Array.from({ length: 50_000 }, (_, i) => `+3519${i}${i % 5 === 0 ? "é" : ""}`);
    const expected = byMap(few, many);
    for (const workers of [0, 1, 2, 3]) {
      const packed = await matchPacked(few, many, runner(workers));
      expect([...packed!.fewNumbers]).toEqual(expected.few);
      expect([...packed!.manyNumbers]).toEqual(expected.many);
    }
  });

  test("are left to others when bytes cannot tell them apart: zeros, halves of a pair", async () => {
    expect(await matchPacked(["a\0b"], ["a"], runner(0))).toBeUndefined();
    expect(await matchPacked(["a"], ["\ud83d"], runner(0))).toBeUndefined();
  });
});
