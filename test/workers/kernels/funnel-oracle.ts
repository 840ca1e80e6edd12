/** An event as the oracle sees it: when, and which steps it could fill. */
export interface OracleEvent {
  at: number;
  fills: readonly number[];
}

export interface OracleRules {
  steps: number;
  within: number;
  strict: boolean;
  first: boolean;
  recent: boolean;
  complete: number;
}

/**
 * What a funnel says of one person, by trying every chain of distinct events: the times of the run, or undefined for
 * somebody who does not enter. Exponential on purpose: nothing is shared with the kernel's method.
 */
export function oracleRun(events: readonly OracleEvent[], rules: OracleRules): number[] | undefined {
  const { steps, within, strict, first, recent, complete } = rules;
  const entries = events.filter(({ fills }) => fills.includes(0)).map(({ at }) => at);
  const allowed = first ? entries.filter((at) => at === Math.min(...entries)) : entries;
  let best: number[] | undefined;
  const extend = (used: readonly number[], times: readonly number[]) => {
    if (times.length > 0 && (best === undefined || isBetter(times, best))) best = [...times];
    if (times.length === steps) return;
    for (const [i, { at, fills }] of events.entries()) {
      if (used.includes(i) || !fills.includes(times.length)) continue;
      if (times.length === 0 ? !allowed.includes(at) || (!recent && at > complete) : at - times[0]! > within) continue;
      if (times.length > 0 && (strict ? at <= times.at(-1)! : at < times.at(-1)!)) continue;
      extend([...used, i], [...times, at]);
    }
  };
  extend([], []);
  return best;
}

/** Further; then sooner at its last step; then later at its first; then sooner at each step. */
function isBetter(a: readonly number[], b: readonly number[]): boolean {
  if (a.length !== b.length) return a.length > b.length;
  if (a.at(-1) !== b.at(-1)) return a.at(-1)! < b.at(-1)!;
  if (a[0] !== b[0]) return a[0]! > b[0]!;
  const i = a.findIndex((time, k) => time !== b[k]);
  return i >= 0 && a[i]! < b[i]!;
}
