/**
 * Milliseconds since 1970 of a number of seconds, milli-, micro- or nanoseconds, told by its size: of one of our days none of them
 * can be taken for another. `size` where it is known otherwise, as from digits with leading zeros.
 */
export function epochTime(value: number, size = Math.abs(value)): number {
  return size < 1e11 ? value * 1e3 : size < 1e14 ? value : size < 1e17 ? value / 1e3 : value / 1e6;
}
