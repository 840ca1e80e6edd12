import type { WrittenTimes } from "./written-times.ts";

const HALF_A_YEAR = 183 * 864e5;

/**
 * Counts the year on where times without one pass New Year: each is taken in the year, not before that of the first row,
 * that puts it nearest to the row before it in its source. Gives 1 for the rows whose year went up.
 */
export function passNewYears({ wall, yearless }: WrittenTimes, source: Int32Array): Uint8Array | undefined {
  if (!yearless) return undefined;
  let moved: Uint8Array | undefined;
  const years = new Map<number, number>();
  const before = new Map<number, number>();
  for (let i = 0; i < wall.length; i++) {
    if (yearless[i] === 0 || !Number.isFinite(wall[i]!)) continue;
    const last = before.get(source[i]!);
    let up = years.get(source[i]!) ?? 0;
    if (last !== undefined) {
      if (yearsOn(wall[i]!, up) < last - HALF_A_YEAR) up++;
      else if (up > 0 && yearsOn(wall[i]!, up) > last + HALF_A_YEAR) up--;
    }
    if (up > 0) {
      wall[i] = yearsOn(wall[i]!, up);
      moved ??= new Uint8Array(wall.length);
      moved[i] = 1;
    }
    years.set(source[i]!, up);
    before.set(source[i]!, wall[i]!);
  }
  return moved;
}

function yearsOn(wall: number, years: number): number {
  if (years === 0) return wall;
  const time = new Date(wall);
  return time.setUTCFullYear(time.getUTCFullYear() + years);
}
