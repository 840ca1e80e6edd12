import type { TimingLog } from "./timing-log.ts";

/** So many pairs of a trigger and a response are enough to see the shape of the delays. */
const ENOUGH = 2e7;

/**
 * Places of triggers in the order of time: all of them, or where each meets so many responses that there would be too many
 * pairs, a share of them spread evenly; which ones follows from their places alone.
 */
export function sampledTriggers(
  { triggers: { at, byTime } }: { triggers: Pick<TimingLog["triggers"], "at" | "byTime"> },
  responsesEach: number,
  enough = ENOUGH,
): Uint32Array {
  const share = enough / (at.length * responsesEach);
  if (!(share < 1)) return byTime;
  const below = Math.max(1, Math.floor(share * 2 ** 32));
  const some = new Uint32Array(byTime.length);
  let count = 0;
  for (let j = 0; j < byTime.length; j++) {
    if (Math.imul(byTime[j] + 1, 0x9e3779b1) >>> 0 < below) some[count++] = byTime[j];
  }
  return some.slice(0, count);
}
