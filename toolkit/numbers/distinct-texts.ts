import { uniteTexts } from "../../workers/kernels/unite-texts.ts";
import { sharedInt32, sharedUint8 } from "../../workers/shared.ts";
import { MARGIN } from "../../workers/text/batch.ts";
import { borders, type ComputeOptions, compute } from "../core/compute.ts";

/** Texts are written out this many at a time. */
const BATCH = 1 << 13;
const MOST_LENGTH = 2 ** 29;

/** A list of texts, each distinct one once. */
export interface DistinctTexts {
  readonly codes: Int32Array;
  /** By order of first appearance. */
  readonly texts: string[];
}

/**
 * Codes a list of texts in the workers; a missing one is the empty text. Undefined where something else is among them, a
 * zero character or half a character. A map of texts on one thread must hash each of them, and fetch it from wherever it
 * lies in memory; written out as bytes, they can be shared out.
 */
export async function distinctTexts(
  verb: string,
  list: readonly unknown[],
  options: ComputeOptions & { workers: number },
): Promise<DistinctTexts | undefined> {
  const edges = borders(list.length, options.workers);
  const packed = pack(list, edges);
  if (packed === undefined) return undefined;
  const { bytes, marks } = packed;
  const tasks = edges.slice(1).map((to, i) => ({ bytes, begin: marks[i]!, end: marks[i + 1]!, count: to - edges[i]! }));
  const parts = await compute(verb, "textCodes", tasks, options);
  if (!parts.every((part) => part !== undefined)) return undefined;
  const { places } = uniteTexts({ dictionaries: parts.map(({ values }) => values) });
  const codes = sharedInt32(list.length);
  const texts: string[] = [];
  for (const [p, { codes: own, first }] of parts.entries()) {
    const place = places[p];
    const from = edges[p]!;
    for (let code = 0; code < first.length; code++) {
      const united = place === undefined ? code : place[code]!;
      if (united === texts.length) texts.push((list[from + first[code]!] ?? "") as string);
    }
    if (place === undefined) codes.set(own, from);
    else for (let i = 0; i < own.length; i++) codes[from + i] = place[own[i]!]!;
  }
  return { codes, texts };
}

/** The texts as bytes, each ended by a zero, and where the runs between the edges begin. */
function pack(list: readonly unknown[], edges: readonly number[]) {
  let length = 0;
  for (const text of list) {
    if (typeof text === "string") length += text.length + 1;
    else if (text === null || text === undefined) length++;
    else return undefined;
  }
  if (length > MOST_LENGTH) return undefined;
  // a UTF-16 unit takes three bytes at most; what is not written takes no memory
  const bytes = sharedUint8(3 * length + 2 * MARGIN);
  const encoder = new TextEncoder();
  const marks = [MARGIN];
  let at = MARGIN;
  for (let part = 1; part < edges.length; part++) {
    for (let from = edges[part - 1]!; from < edges[part]!; from += BATCH) {
      const joined = `${list.slice(from, Math.min(from + BATCH, edges[part]!)).join("\0")}\0`;
      if (!joined.isWellFormed()) return undefined;
      at += encoder.encodeInto(joined, bytes.subarray(at)).written;
    }
    marks.push(at);
  }
  return { bytes, marks };
}
