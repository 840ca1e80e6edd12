import type { FunnelWaits } from "../../workers/kernels/funnel-waits.ts";
import { sharedFloat64, sharedInt32 } from "../../workers/shared.ts";
import { TextColumn, WholeColumn } from "../core/columns.ts";
import { compute } from "../core/compute.ts";
import type { Groups } from "../core/groups.ts";
import { wilson } from "../core/statistics/wilson.ts";
import { type Table, toTable } from "../core/table.ts";
import type { FunnelSpec, Reached } from "./funnel-people.ts";

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
export async function toFunnelTable(
  { parts, workers }: Reached,
  { verb, steps, confidence, compute: options }: FunnelSpec,
  groups?: Groups,
): Promise<Table<FunnelColumns>> {
  const labels = groups?.labels ?? [null];
  const task = { parts, groups: groups?.codes, count: labels.length };
  const waits = await compute(
    verb,
    "funnelWaits",
    steps.map((_, step) => ({ ...task, step })),
    { ...options, workers },
  );
  const rows = labels.flatMap((group, code) => {
    const mine = waits.map((groups) => groups[code]!);
    return steps.map(({ label }, step) => ({ group, label, ...stepRow(step, mine, confidence) }));
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

function stepRow(step: number, all: readonly FunnelWaits[], confidence: number) {
  const { people, wait, elapsed } = all[step]!;
  const first = step === 0;
  const rate = wilson(people, all[0]!.people, confidence);
  const stepRate = first ? MISSING : wilson(people, all[step - 1]!.people, confidence);
  return {
    step: step + 1,
    people,
    rate: rate.estimate,
    rate_lower: first ? Number.NaN : rate.lower,
    rate_upper: first ? Number.NaN : rate.upper,
    step_rate: stepRate.estimate,
    step_rate_lower: stepRate.lower,
    step_rate_upper: stepRate.upper,
    wait_q1: wait[0]!,
    wait_median: wait[1]!,
    wait_q3: wait[2]!,
    elapsed_q1: elapsed[0]!,
    elapsed_median: elapsed[1]!,
    elapsed_q3: elapsed[2]!,
  };
}

const MISSING = { estimate: Number.NaN, lower: Number.NaN, upper: Number.NaN };

/** How many people reached a step, all groups together. */
export function peopleAt(table: Table<FunnelColumns>, step: number): number {
  const [steps, people] = [table.array("step"), table.array("people")] as Float64Array[];
  return people!.reduce((sum, n, row) => (steps![row] === step ? sum + n : sum), 0);
}

/** Everyone who entered, with the times of their steps. */
export function toFunnelPeople(
  { parts, persons }: Reached,
  steps: number,
  groups?: Groups,
): Table<FunnelPeopleColumns> {
  const count = parts.reduce((sum, { people }) => sum + people.length, 0);
  const person = sharedInt32(count);
  const level = sharedInt32(count);
  const group = sharedInt32(groups ? count : 0);
  const at = Array.from({ length: steps }, () => sharedFloat64(count).fill(Number.NaN));
  let line = 0;
  for (const { people, levels, times } of parts) {
    let time = 0;
    for (const [i, number] of people.entries()) {
      person[line] = persons.ids[number]!;
      level[line] = levels[i]!;
      if (groups) group[line] = groups.codes[number]!;
      for (let step = 0; step < levels[i]!; step++) at[step]![line] = times[time++]!;
      line++;
    }
  }
  const columns = {
    person: new WholeColumn(person, -1),
    ...(groups ? { group: new TextColumn(group, groups.labels) } : {}),
    level: new WholeColumn(level, 0),
    ...Object.fromEntries(at.map((column, step) => [`at_${step + 1}`, column])),
  };
  return toTable(columns) as unknown as Table<FunnelPeopleColumns>;
}
