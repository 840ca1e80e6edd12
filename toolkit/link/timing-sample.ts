/** So many pairs of a trigger and a response are enough to see the shape of the delays. */
const ENOUGH = 2e7;

/**
 * The how-manieth triggers in the order of time: all of them, or where each meets so many responses that there would be too many
 * pairs, a share of them spread evenly; which ones follows from their places alone.
 */
export function sampledTriggers(byTime: Uint32Array, responsesEach: number, enough = ENOUGH): Uint32Array {
  const some = new Uint32Array(byTime.length);
  const share = enough / (byTime.length * responsesEach);
  if (!(share < 1)) {
    for (let j = 0; j < some.length; j++) some[j] = j;
    return some;
  }
  const below = Math.max(1, Math.floor(share * 2 ** 32));
  let count = 0;
  for (let j = 0; j < byTime.length; j++) {
    if (Math.imul(byTime[j] + 1, 0x9e3779b1) >>> 0 < below) some[count++] = j;
  }
  return some.slice(0, count);
}
