/** When clocks that lost their time begin anew, after 1990: devices at the turn of the millennium, Apple's at 2001. */
const RESETS = [Date.UTC(2000, 0, 1), Date.UTC(2001, 0, 1)] as const;
const DAY = 864e5;
/** From this long before a reset, for zones ahead of UTC, to this long after it. */
const WINDOW = [-DAY, 2 * DAY] as const;
const AROUND = 60 * DAY;
const LEAST = 3;

/**
 * Marks times that pile up where clocks begin anew: at least three within two days after it, more than in the 60 days
 * before and after, and fewer than half of all.
 */
export function markResets(at: Float64Array, marks: Uint8Array, mark: number): void {
  for (const reset of RESETS) {
    const [first, last] = [reset + WINDOW[0], reset + WINDOW[1]];
    let inside = 0;
    let near = 0;
    for (let i = 0; i < at.length; i++) {
      const time = at[i]!;
      if (time >= first && time < last) inside++;
      else if (time >= first - AROUND && time < last + AROUND) near++;
    }
    if (inside < LEAST || near >= inside || inside * 2 >= at.length) continue;
    for (let i = 0; i < at.length; i++) if (at[i]! >= first && at[i]! < last && marks[i] === 0) marks[i] = mark;
  }
}
