import type { Results } from "./results.ts";

interface Named {
  job: string;
  case: string;
  contender: string;
  rows?: number;
}

/** What was kept of other cases, beside those that were measured now; undefined where machine, versions or rows are others. */
export function beside(kept: Results, now: Results): Results | undefined {
  const { bandwidth: before, ...machine } = kept.machine;
  const { bandwidth, ...same } = now.machine;
  if (kept.rows !== now.rows || JSON.stringify(machine) !== JSON.stringify(same)) return undefined;
  return {
    machine: { ...same, bandwidth: [Math.max(before[0], bandwidth[0]), Math.max(before[1], bandwidth[1])] },
    day:
      kept.day.startsWith(now.day) || kept.day.endsWith(now.day) ? kept.day : `${kept.day.slice(0, 10)} to ${now.day}`,
    rows: now.rows,
    rounds: Math.min(kept.rounds, now.rounds),
    results: both(kept.results, now.results),
    growth: both(kept.growth, now.growth),
    small: both(kept.small, now.small),
  };
}

/** In the order of the jobs; of a case that was measured again nothing old is left. */
function both<N extends Named>(old: readonly N[], now: readonly N[]): N[] {
  const caseOf = ({ job, case: name }: Named) => `${job}/${name}`;
  const again = new Set(now.map(caseOf));
  const all = [...old.filter((one) => !again.has(caseOf(one))), ...now];
  return all
    .map((one, i) => ({ one, i }))
    .sort((a, b) => compare(a.one.job, b.one.job) || a.i - b.i)
    .map(({ one }) => one);
}

const compare = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0);
