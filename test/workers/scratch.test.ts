import { describe, expect, test } from "vitest";
import { withScratch } from "../../workers/scratch.ts";

describe("withScratch", () => {
  test("gives the same memory to calls one after the other, and larger where more is asked for", async () => {
    const first = await withScratch(1000, async (buffer) => buffer);
    expect(first.byteLength).toBe(1000);
    expect(await withScratch(500, async (buffer) => buffer)).toBe(first);
    const larger = await withScratch(2000, async (buffer) => buffer);
    expect(larger.byteLength).toBe(2000);
    expect(await withScratch(1000, async (buffer) => buffer)).toBe(larger);
  });

  test("never gives memory to two calls at once, nor any that a failed call had", async () => {
    const buffers: SharedArrayBuffer[] = [];
    const inside = (buffer: SharedArrayBuffer) =>
      withScratch(100, async (other) => {
        buffers.push(buffer, other);
      });
    await withScratch(100, inside);
    expect(buffers[0]).not.toBe(buffers[1]);
    let lost: SharedArrayBuffer | undefined;
    const failing = withScratch(100, async (buffer) => {
      lost = buffer;
      throw new Error("failed");
    });
    await expect(failing).rejects.toThrow("failed");
    expect(await withScratch(100, async (buffer) => buffer)).not.toBe(lost);
  });
});
