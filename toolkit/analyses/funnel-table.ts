import { sharedFloat64, sharedInt32 } from "../../workers/shared.ts";
import { TextColumn, WholeColumn } from "../core/columns.ts";
import type { Groups } from "../core/groups.ts";
import { quantiles } from "../core/statistics/quantiles.ts";
import { wilson } from "../core/statistics/wilson.ts";
import { type Table, toTable } from "../core/table.ts";
import type { Reached } from "./funnel-people.ts";
import type { FunnelStep } from "./funnel-steps.ts";

/** One row for each step, or for each group and step. */
export interface FunnelColumns {
  /** Only with `by`. */
  group: string;
  /** 1, 2, ... */
  step: number;
  label: string;
  /** People who reached the step. */
  people: number;
  /** Of those who entered, with Wilson's interval; the interval of step 1 is missing, as 1 is no estimate. */
  rate: number;
  rate_lower: number;
  rate_upper: number;
  /** Of those who reached the step before; missing at step 1. */
  step_rate: number;
  step_rate_lower: number;
  step_rate_upper: number;
  /** Milliseconds since the step before, of those who reached this one: quartiles and median; missing at step 1. */
  wait_q1: number;
  wait_median: number;
  wait_q3: number;
  /** Milliseconds since step 1. */
  elapsed_q1: number;
  elapsed_median: number;
  elapsed_q3: number;
}

/** One row for each person who entered, by person. */
export interface FunnelPeopleColumns {
  person: number;
  /** Only with `by`. */
  group: string;
  /** The highest step reached. */
  level: number;
  /** When each step was reached, UTC ms; missing beyond the level. One column a step: `at_1`, `at_2`, ... */
  [at: `at_${number}`]: number;
}

/** Steps of each group, the group being null for all people together. */
export function toFunnelTable(
  reached: Reached,
  steps: readonly FunnelStep[],
  confidence: number,
  groups?: Groups,
): Table<FunnelColumns> {
  const labels = groups?.labels ?? [null];
  const rows = labels.flatMap((group, code) => {
    const waits = stepTimes(reached, steps.length, groups && { codes: groups.codes, code });
    return waits.map((times, i) => ({ group, ...stepRow(steps[i]!.label, i, times, waits, confidence) }));
  });
  const numbers = (name: Exclude<keyof FunnelColumns, "group" | "label">) => {
    const column = sharedFloat64(rows.length);
    for (const [row, values] of rows.entries()) column[row] = values[name];
    return column;
  };
  const columns = {
    ...(groups ? { group: TextColumn.from(rows.map(({ group }) => group)) } : {}),
    step: numbers("step"),
    label: TextColumn.from(rows.map(({ label }) => label)),
    ...Object.fromEntries(NUMBERS.map((name) => [name, numbers(name)])),
  };
  return toTable(columns) as unknown as Table<FunnelColumns>;
}

const NUMBERS = [
  "people",
  ...(["rate", "rate_lower", "rate_upper"] as const),
  ...(["step_rate", "step_rate_lower", "step_rate_upper"] as const),
  ...(["wait_q1", "wait_median", "wait_q3"] as const),
  ...(["elapsed_q1", "elapsed_median", "elapsed_q3"] as const),
] as const;

const QUARTILES = [0.25, 0.5, 0.75];

interface StepTimes {
  /** Since the step before, and since step 1, of each person who reached the step. */
  waits: Float64Array;
  elapsed: Float64Array;
}

function stepTimes(
  { people, levels, offsets, times }: Reached,
  steps: number,
  only?: { codes: Int32Array; code: number },
): StepTimes[] {
  const counts = new Uint32Array(steps);
  const isCounted = (i: number) => only === undefined || only.codes[people[i]!] === only.code;
  for (let i = 0; i < people.length; i++) if (isCounted(i)) counts[levels[i]! - 1]!++;
  for (let step = steps - 2; step >= 0; step--) counts[step]! += counts[step + 1]!;
  const lists = Array.from(counts, (n) => ({ waits: new Float64Array(n), elapsed: new Float64Array(n) }));
  const next = new Uint32Array(steps);
  for (let i = 0; i < people.length; i++) {
    if (!isCounted(i)) continue;
    const entry = offsets[i]!;
    for (let step = 0; step < levels[i]!; step++) {
      const place = next[step]!++;
      const { waits, elapsed } = lists[step]!;
      const time = times[entry + step]!;
      waits[place] = step === 0 ? 0 : time - times[entry + step - 1]!;
      elapsed[place] = time - times[entry]!;
    }
  }
  return lists;
}

function stepRow(label: string, i: number, { waits, elapsed }: StepTimes, all: StepTimes[], confidence: number) {
  const people = waits.length;
  const first = i === 0;
  const rate = wilson(people, all[0]!.waits.length, confidence);
  const step = first ? MISSING : wilson(people, all[i - 1]!.waits.length, confidence);
  const wait = first ? NOTHING : quantiles(waits, QUARTILES);
  const since = i < 2 ? wait : quantiles(elapsed, QUARTILES);
  return {
    step: i + 1,
    label,
    people,
    rate: rate.estimate,
    rate_lower: first ? Number.NaN : rate.lower,
    rate_upper: first ? Number.NaN : rate.upper,
    step_rate: step.estimate,
    step_rate_lower: step.lower,
    step_rate_upper: step.upper,
    wait_q1: wait[0]!,
    wait_median: wait[1]!,
    wait_q3: wait[2]!,
    elapsed_q1: since[0]!,
    elapsed_median: since[1]!,
    elapsed_q3: since[2]!,
  };
}

const MISSING = { estimate: Number.NaN, lower: Number.NaN, upper: Number.NaN };
const NOTHING = [Number.NaN, Number.NaN, Number.NaN];

/** Everyone who entered, with the times of their steps. */
export function toFunnelPeople(
  { people, persons, levels, offsets, times }: Reached,
  steps: number,
  groups?: Groups,
): Table<FunnelPeopleColumns> {
  const person = sharedInt32(people.length);
  const group = sharedInt32(people.length);
  const at = Array.from({ length: steps }, () => sharedFloat64(people.length).fill(Number.NaN));
  for (let i = 0; i < people.length; i++) {
    person[i] = persons.ids[people[i]!]!;
    if (groups) group[i] = groups.codes[people[i]!]!;
    for (let step = 0; step < levels[i]!; step++) at[step]![i] = times[offsets[i]! + step]!;
  }
  const columns = {
    person: new WholeColumn(person, -1),
    ...(groups ? { group: new TextColumn(group, groups.labels) } : {}),
    level: new WholeColumn(
      sharedInt32(people.length).map((_, i) => levels[i]!),
      0,
    ),
    ...Object.fromEntries(at.map((column, step) => [`at_${step + 1}`, column])),
  };
  return toTable(columns) as unknown as Table<FunnelPeopleColumns>;
}
