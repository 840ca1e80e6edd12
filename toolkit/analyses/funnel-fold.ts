import type { ChainLines } from "../../workers/kernels/funnel-chain-lines.ts";
import { sharedFloat64 } from "../../workers/shared.ts";
import type { RunPart } from "./funnel-runs.ts";
import type { Units } from "./funnel-units.ts";

/** How runs are weighed against each other. */
export interface FoldRules {
  totals: boolean;
  onlyFirst: boolean;
  /** Where required steps stand among all. */
  places: ArrayLike<number>;
  marked: boolean;
}

/** What is counted: runs, units taken out by an excluded event, and those who came too late. */
export interface Folded {
  part: RunPart & { periods: Int32Array };
  removed: number;
  recent: { people: Int32Array; periods: Int32Array; marks: Int32Array | undefined };
  /** How many required steps each run took. */
  required: Uint16Array;
}

/** Of the runs of each unit that is counted once, in each period, the one that counts; of totals every run. */
export function foldRuns(all: readonly ChainLines[], { counted, owner }: Units, rules: FoldRules): Folded {
  const { subject, period, levels, required, times, marks, removed } = joined(all);
  const offsets = new Float64Array(levels.length + 1);
  for (let i = 0; i < levels.length; i++) offsets[i + 1] = offsets[i] + levels[i];
  const { totals, onlyFirst, places, marked } = rules;
  const time = (line: number, step: number) => times[offsets[line] + places[step]];
  const kept: number[] = [];
  const late = new Set<string>();
  for (const { recent, recentPeriod } of all) {
    for (let i = 0; i < recent.length; i++) late.add(`${recent[i]} ${recentPeriod[i]}`);
  }
  // Who is late matters only where somebody is, and most often nobody is.
  const someLate = late.size > 0;
  const met = new Set<string>();
  const meet = (line: number) => {
    if (!late.has(`${subject[line]} ${period[line]}`)) met.add(`${counted[subject[line]]} ${period[line]}`);
  };
  let out = 0;
  const choose = (line: number) => {
    if (removed[line] === 1) out++;
    else kept.push(line);
  };

  const isBetter = (a: number, b: number): boolean => {
    if (onlyFirst && time(a, 0) !== time(b, 0)) return time(a, 0) < time(b, 0);
    if (required[a] !== required[b]) return required[a] > required[b];
    const last = required[a] - 1;
    if (time(a, last) !== time(b, last)) return time(a, last) < time(b, last);
    if (time(a, 0) !== time(b, 0)) return time(a, 0) > time(b, 0);
    for (let step = last - 1; step > 0; step--) {
      if (time(a, step) !== time(b, step)) return time(a, step) < time(b, step);
    }
    return false;
  };

  for (let line = 0; line < levels.length; ) {
    const unit = counted[subject[line]];
    let end = line;
    while (end < levels.length && counted[subject[end]] === unit) end++;
    if (end === line + 1) {
      choose(line);
      if (someLate) meet(line);
      line = end;
      continue;
    }
    const best = new Map<number, number>();
    for (let i = line; i < end; i++) {
      if (totals) choose(i);
      else {
        const rival = best.get(period[i]);
        if (rival === undefined || isBetter(i, rival)) best.set(period[i], i);
      }
      if (someLate) meet(i);
    }
    for (const [, i] of [...best].sort(([a], [b]) => a - b)) choose(i);
    line = end;
  }

  const tooLate = { people: [] as number[], periods: [] as number[], marks: [] as number[] };
  for (const { recent, recentPeriod, recentMark } of all) {
    for (let i = 0; i < recent.length; i++) {
      const key = `${counted[recent[i]]} ${recentPeriod[i]}`;
      if (met.has(key)) continue;
      met.add(key);
      tooLate.people.push(owner[recent[i]]);
      tooLate.periods.push(recentPeriod[i]);
      if (marked) tooLate.marks.push(recentMark[i]);
    }
  }

  const steps = kept.reduce((sum, i) => sum + levels[i], 0);
  const part = {
    people: Int32Array.from(kept, (i) => owner[subject[i]]),
    levels: Uint16Array.from(kept, (i) => levels[i]),
    times: sharedFloat64(steps),
    marks: marked ? new Int32Array(steps) : undefined,
    periods: Int32Array.from(kept, (i) => period[i]),
  };
  let next = 0;
  for (const i of kept) {
    const [from, to] = [offsets[i], offsets[i + 1]];
    part.times.set(times.subarray(from, to), next);
    part.marks?.set(marks.subarray(from, to), next);
    next += to - from;
  }
  return {
    part,
    removed: out,
    recent: {
      people: Int32Array.from(tooLate.people),
      periods: Int32Array.from(tooLate.periods),
      marks: marked ? Int32Array.from(tooLate.marks) : undefined,
    },
    required: Uint16Array.from(kept, (i) => required[i]),
  };
}

type Joined = Pick<ChainLines, "subject" | "period" | "levels" | "required" | "times" | "marks" | "removed">;

function joined(all: readonly ChainLines[]): {
  [name in keyof Joined]: Joined[name] | Float64Array | Int32Array | Uint16Array | Uint8Array;
} {
  if (all.length === 1) return all[0];
  const one = <A extends Int32Array | Float64Array | Uint16Array | Uint8Array>(
    pick: (lines: ChainLines) => A,
    make: (length: number) => A,
  ) => {
    const whole = make(all.reduce((sum, lines) => sum + pick(lines).length, 0));
    let next = 0;
    for (const lines of all) {
      whole.set(pick(lines), next);
      next += pick(lines).length;
    }
    return whole;
  };
  const whole = (length: number) => new Int32Array(length);
  const short = (length: number) => new Uint16Array(length);
  return {
    subject: one<Int32Array>((lines) => lines.subject, whole),
    period: one<Int32Array>((lines) => lines.period, whole),
    levels: one<Uint16Array>((lines) => lines.levels, short),
    required: one<Uint16Array>((lines) => lines.required, short),
    times: one<Float64Array>(
      (lines) => lines.times,
      (length) => new Float64Array(length),
    ),
    marks: one<Int32Array>((lines) => lines.marks, whole),
    removed: one<Uint8Array>(
      (lines) => lines.removed,
      (length) => new Uint8Array(length),
    ),
  };
}
