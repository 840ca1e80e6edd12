import type { TextLayout } from "./text-layout.ts";
import { firstBytes } from "./unpack.ts";

/** A text of one record a line: no quotes, and a delimiter (the byte 1) that neither JSON nor a log may hold. */
export async function lineLayout(path: string): Promise<TextLayout> {
  const head = await firstBytes(path, 3);
  const hasMark = head[0] === 0xef && head[1] === 0xbb && head[2] === 0xbf;
  return { delimiter: "\u0001", quote: "", escape: "", names: ["line"], begin: hasMark ? 3 : 0, firstLine: 1 };
}
