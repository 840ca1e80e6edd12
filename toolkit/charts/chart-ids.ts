import { createHash } from "node:crypto";

/**
 * Renames every id in a drawing to `<prefix>-1`, `-2`, ... in the order of appearance, and the places that point there.
 *
 * Plot and Vega count their ids per process, so two drawings in one page would share them and the bytes would depend on what was
 * drawn before.
 *
 * @param svg the drawing
 * @param prefix what the ids begin with; without one, a digest of the drawing
 */
export function withIds(svg: string, prefix?: string): string {
  const names = [...new Set([...svg.matchAll(/\sid="([^"]+)"/g)].map(([, id]) => id))];
  if (names.length === 0) return svg;
  const numbers = new Map(names.map((name, i) => [name, i + 1]));
  const rename = (start: string): string =>
    svg.replace(/(\sid="|url\(#|href="#)([^")]+)/g, (whole, before: string, name: string) =>
      numbers.has(name) ? `${before}${start}-${numbers.get(name)}` : whole,
    );
  return rename(prefix ?? `c${createHash("sha256").update(rename("c")).digest("hex").slice(0, 8)}`);
}
