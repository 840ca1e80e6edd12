/** A wall time as people say it: `34 ms`, `1.2 s`. */
export function durationText(ms: number): string {
  return ms < 950 ? `${Math.max(1, Math.round(ms))} ms` : `${(ms / 1000).toFixed(1)} s`;
}
