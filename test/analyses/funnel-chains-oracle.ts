/** An event as the oracle sees it: when, which required steps it could fill, and what else it is. */
export interface OracleEvent {
  at: number;
  fills: readonly number[];
  /** Optional steps, by their place among the optional ones. */
  optional: readonly number[];
  bars: readonly number[];
  /** What is held constant; null is like nothing else. */
  held: string | null;
}

/** The rules of a funnel, spelt out; steps are the required ones, counted from 0. */
export interface OracleRules {
  order: "ordered" | "strict" | "any";
  steps: number;
  within: number;
  stepWithin: readonly number[];
  grace: number;
  strictTies: boolean;
  once: boolean;
  first: boolean;
  totals: boolean;
  /** Entries from here, before there, and no later than this. */
  from: number;
  to: number;
  complete: number;
  bars: readonly { after: number; before: number; remove: boolean }[];
  optional: readonly { after: number; within: number }[];
}

/** A run: the times of its required steps and of its optional ones (NaN where skipped). */
export interface OracleRun {
  times: number[];
  optional: number[];
}

/**
 * What a funnel says of one person, by trying every chain of events: nothing is shared with the kernels' method. Exponential.
 * Each held value is a world of its own; of these the run that is better counts.
 */
export function oracleRuns(all: readonly OracleEvent[], rules: OracleRules): { runs: OracleRun[]; removed: number } {
  const values = [...new Set(all.map(({ held }) => held))].filter((held) => held !== null).sort();
  const worlds = values.map((value) => all.filter(({ held }) => held === value));
  if (rules.totals) {
    const runs = worlds.map((world) => totals(world, rules));
    return { runs: runs.flatMap((one) => one.runs), removed: runs.reduce((sum, one) => sum + one.removed, 0) };
  }
  let best: { times: number[]; world: readonly OracleEvent[] } | undefined;
  for (const world of worlds) {
    const entries = entriesOf(world, rules);
    if (entries.length === 0 || entries[0] > rules.complete) continue;
    const allowed = rules.first ? entries.slice(0, 1) : entries.filter((at) => at <= rules.complete);
    const times = bestRun(world, rules, allowed);
    if (
      best && rules.first && times[0] !== best.times[0]
        ? times[0] < best.times[0]
        : !best || isBetter(times, best.times)
    ) {
      best = { times, world };
    }
  }
  if (!best) return { runs: [], removed: 0 };
  if (stop(best.world, rules, best.times).removed) return { runs: [], removed: 1 };
  return { runs: [finished(best.world, rules, best.times)], removed: 0 };
}

function totals(world: readonly OracleEvent[], rules: OracleRules) {
  const answer: { runs: OracleRun[]; removed: number } = { runs: [], removed: 0 };
  let cursor = -Infinity;
  for (;;) {
    const entry = entriesOf(world, rules).find((at) => at > cursor);
    if (entry === undefined || entry > rules.complete) return answer;
    const times = bestRun(world, rules, [entry]);
    const { at, removed } = stop(world, rules, times);
    if (removed) answer.removed++;
    else answer.runs.push(finished(world, rules, times));
    cursor =
      times.length === rules.steps
        ? Math.max(...times) + rules.grace * (rules.steps - 1)
        : Math.min(at, entry + rules.within);
  }
}

/** When somebody could enter, ascending. */
function entriesOf(world: readonly OracleEvent[], { order, from, to }: OracleRules): number[] {
  const opens = ({ fills }: OracleEvent) => (order === "any" ? fills.length > 0 : fills.includes(0));
  const entries = world.filter((event) => opens(event) && event.at >= from && event.at < to).map(({ at }) => at);
  return entries.sort((a, b) => a - b);
}

/** Further; sooner at its last step; later at its first; sooner at the step before the last, and so on. */
function isBetter(a: readonly number[], b: readonly number[], soonest = false): boolean {
  if (a.length !== b.length) return a.length > b.length;
  if (a.at(-1) !== b.at(-1)) return a.at(-1)! < b.at(-1)!;
  if (a[0] !== b[0]) return a[0] > b[0];
  const i = soonest ? a.findIndex((time, k) => time !== b[k]) : a.findLastIndex((time, k) => time !== b[k]);
  return i >= 0 && a[i] < b[i];
}

function bestRun(world: readonly OracleEvent[], rules: OracleRules, entries: readonly number[]): number[] {
  return rules.order === "any" ? bestInAnyOrder(world, rules, entries) : bestInOrder(world, rules, entries);
}

function bestInOrder(world: readonly OracleEvent[], rules: OracleRules, entries: readonly number[]): number[] {
  const { steps, within, stepWithin, grace, strictTies, once, bars, order } = rules;
  let best: number[] = [];
  const passes = ({ at }: OracleEvent, step: number, times: readonly number[]): boolean => {
    const before = times[step - 1];
    if (at - times[0] > within || at - before > stepWithin[step]) return false;
    if (strictTies ? at <= before : at < before - grace) return false;
    for (const [b, { after, before: until }] of bars.entries()) {
      if (until === step + 1 && world.some((x) => x.bars.includes(b) && x.at > times[after - 1] && x.at < at))
        return false;
      const under = after <= step && step + 1 < until;
      if (under && world.some((x) => x.bars.includes(b) && x.at > times[after - 1] && x.at < at)) return false;
    }
    if (order === "ordered") return true;
    const between = world.filter((x) => x.at > before && x.at < at);
    const may = rules.optional.flatMap(({ after }, o) => (after === step ? [o] : []));
    return between.every((x) => x.fills.includes(step - 1) || x.optional.some((o) => may.includes(o)));
  };
  const extend = (used: readonly number[], times: readonly number[]): void => {
    if (times.length > 0 && isBetter(times, best)) best = [...times];
    if (times.length === steps) return;
    for (const [i, event] of world.entries()) {
      if (!event.fills.includes(times.length) || (once && used.includes(i))) continue;
      if (times.length === 0 ? !entries.includes(event.at) : !passes(event, times.length, times)) continue;
      extend([...used, i], [...times, event.at]);
    }
  };
  extend([], []);
  return best;
}

function bestInAnyOrder(world: readonly OracleEvent[], rules: OracleRules, entries: readonly number[]): number[] {
  const { steps, within, once, bars } = rules;
  let best: number[] = [];
  const assign = (step: number, used: readonly number[]): void => {
    if (step === steps) {
      const times = used.map((i) => world[i].at).sort((a, b) => a - b);
      if (times.length === 0 || !entries.includes(times[0]) || times.at(-1)! - times[0] > within) return;
      if (world.some((x) => bars.some((_, b) => x.bars.includes(b)) && x.at > times[0] && x.at < times.at(-1)!)) return;
      if (isBetter(times, best, true)) best = times;
      return;
    }
    assign(step + 1, used);
    for (const [i, { fills }] of world.entries()) {
      if (fills.includes(step) && !(once && used.includes(i))) assign(step + 1, [...used, i]);
    }
  };
  assign(0, []);
  return best;
}

/** The first excluded event that a run meets after it got no further, and whether it takes the run out. */
function stop(world: readonly OracleEvent[], { bars, within }: OracleRules, times: readonly number[]) {
  let [at, removed] = [Infinity, false];
  for (const [b, { after, before, remove }] of bars.entries()) {
    if (times.length < after || times.length >= before) continue;
    const met = world.filter((x) => x.bars.includes(b) && x.at > times[after - 1] && x.at <= times[0] + within);
    if (met.length === 0) continue;
    at = Math.min(at, ...met.map((x) => x.at));
    removed ||= remove;
  }
  return { at, removed };
}

/** Optional steps take the first event that fits between the required ones around them. */
function finished(world: readonly OracleEvent[], rules: OracleRules, times: number[]): OracleRun {
  const optional: number[] = [];
  for (const [o, { after, within }] of rules.optional.entries()) {
    const anchor = times[after - 1];
    const earlier = optional.filter((time, k) => rules.optional[k].after === after && !Number.isNaN(time));
    const since = Math.max(anchor, ...earlier);
    const next = times[after];
    const fits = world.filter(({ at, optional: could }) => {
      const inTime = at - anchor <= within && at - times[0] <= rules.within;
      const inOrder = rules.strictTies
        ? at > since && !(at >= next)
        : at >= since - rules.grace && !(at > next + rules.grace);
      return could.includes(o) && inTime && inOrder;
    });
    optional.push(times.length >= after && fits.length > 0 ? Math.min(...fits.map(({ at }) => at)) : Number.NaN);
  }
  return { times, optional };
}
