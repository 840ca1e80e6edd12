import { firstBytes } from "./unpack.ts";

/** A text of one record a line: where the first line begins, behind the byte order mark if there is one. */
export async function firstLineOf(path: string): Promise<number> {
  const head = await firstBytes(path, 3);
  return head[0] === 0xef && head[1] === 0xbb && head[2] === 0xbf ? 3 : 0;
}
