/** Below these sizes numbers since 1970 are seconds, milliseconds, microseconds; above, nanoseconds. */
export const SECONDS_BELOW = 1e11;
export const MILLISECONDS_BELOW = 1e14;
export const MICROSECONDS_BELOW = 1e17;

/**
 * Milliseconds since 1970 of a number of seconds, milli-, micro- or nanoseconds, told by its size: of times of our days none can
 * be taken for another. `size` where it is known otherwise, as from digits with leading zeros.
 */
export function epochTime(value: number, size = Math.abs(value)): number {
  if (size < SECONDS_BELOW) return value * 1e3;
  return size < MILLISECONDS_BELOW ? value : size < MICROSECONDS_BELOW ? value / 1e3 : value / 1e6;
}
