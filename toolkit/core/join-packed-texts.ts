import type { PackedTexts } from "../../workers/kernels/join-text-hash.ts";
import { sharedInt32, sharedUint8 } from "../../workers/shared.ts";
import type { Runner } from "./join-coders.ts";

/** Texts are written out this many at a time. */
const BATCH = 1 << 13;
const MOST_LENGTH = 2 ** 29;

/** Numbers equal texts of two lists alike, in the workers; nothing when a text is not plain Unicode or holds a zero. */
export async function matchPacked(few: readonly string[], many: readonly string[], runner: Runner) {
  const [a, b] = [await pack(few, runner), await pack(many, runner)];
  if (!a || !b) return undefined;
  const regionBits = Math.min(6, Math.ceil(Math.log2(Math.max(1, 2 * runner.workers))));
  const fewNumbers = sharedInt32(few.length);
  const manyNumbers = sharedInt32(many.length);
  const task = { few: a, many: b, fewNumbers, manyNumbers, regionBits };
  await runner.run(
    "joinTextMatch",
    Array.from({ length: 2 ** regionBits }, (_, region) => ({ ...task, region })),
  );
  return { fewNumbers, manyNumbers };
}

async function pack(texts: readonly string[], { workers, run }: Runner): Promise<PackedTexts | undefined> {
  let length = 0;
  for (const text of texts) length += text.length + 1;
  if (length > MOST_LENGTH) return undefined;
  // a UTF-16 unit takes three bytes at most; what is not written takes no memory
  const bytes = sharedUint8(3 * length);
  const encoder = new TextEncoder();
  const marks = [{ byte: 0, text: 0 }];
  let at = 0;
  for (let from = 0; from < texts.length; from += BATCH) {
    const batch = texts.slice(from, from + BATCH);
    const joined = `${batch.join("\0")}\0`;
    if (!joined.isWellFormed()) return undefined;
    at += encoder.encodeInto(joined, bytes.subarray(at)).written;
    marks.push({ byte: at, text: from + batch.length });
  }
  const packed = { bytes, starts: sharedInt32(texts.length + 1), hashes: sharedInt32(texts.length) };
  const step = Math.max(1, Math.ceil((marks.length - 1) / Math.max(1, 2 * workers)));
  const cuts = marks.filter((_, i) => i % step === 0 || i === marks.length - 1);
  const counts = await run(
    "joinTextHash",
    cuts.slice(1).map(({ byte }, i) => ({ texts: packed, begin: cuts[i]!.byte, end: byte, first: cuts[i]!.text })),
  );
  const asMany = counts.every((count, i) => count === cuts[i + 1]!.text - cuts[i]!.text);
  return asMany ? packed : undefined;
}
