import { open } from "node:fs/promises";

/** Moves every inner border to the beginning of a line. */
export async function lineBorders(path: string, cuts: number[]): Promise<number[]> {
  if (cuts.length <= 2) return cuts;
  const last = cuts.at(-1)!;
  const file = await open(path, "r");
  try {
    const buffer = Buffer.alloc(1 << 16);
    for (let i = 1; i < cuts.length - 1; i++) {
      for (let at = Math.max(cuts[i]!, cuts[i - 1]!); ; ) {
        const { bytesRead } = await file.read(buffer, 0, buffer.length, at);
        const feed = buffer.subarray(0, bytesRead).indexOf(10);
        cuts[i] = feed >= 0 ? at + feed + 1 : last;
        if (feed >= 0 || bytesRead === 0) break;
        at += bytesRead;
      }
    }
    return cuts;
  } finally {
    await file.close();
  }
}
