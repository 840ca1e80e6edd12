import type { FunnelWaits } from "../../workers/kernels/funnel-waits.ts";
import { TextColumn } from "../core/columns.ts";
import { compute } from "../core/compute.ts";
import { filled } from "../core/filled.ts";
import { type Table, toTable } from "../core/table.ts";
import type { RunGroups } from "./funnel-groups.ts";
import { followedRates, plainRates, type RateSource } from "./funnel-rates.ts";
import { runTimes } from "./funnel-run-times.ts";
import type { Reached } from "./funnel-runs.ts";
import type { FunnelSpec } from "./funnel-spec.ts";

/** One row for each step, or for each group and step. */
export interface FunnelColumns {
  /** Only with `by`. */
  group: string;
  /** 1, 2, ... */
  step: number;
  label: string;
  /** Whether runs may go on without it. */
  optional: boolean;
  /** Units (of totals: runs) that reached the step. */
  n: number;
  /** Entrants of whom `rate` is a share. */
  at_risk: number;
  /**
   * Entrants whose window was not over when the data end: left out of all steps (`censor: "exclude"`; missing where their group is not
   * known), or counted without having reached this step.
   */
  censored: number;
  /** Of those who entered, with Wilson's interval; the interval of step 1 is missing, as 1 is no estimate. */
  rate: number;
  rate_lower: number;
  rate_upper: number;
  /** Of those who reached the required step before; missing at step 1. */
  step_rate: number;
  step_rate_lower: number;
  step_rate_upper: number;
  /** Milliseconds since the required step before, of those who reached this one: quartiles, median, ninth decile; missing at step 1. */
  wait_q1: number;
  wait_median: number;
  wait_q3: number;
  wait_p90: number;
  /** Milliseconds since step 1. */
  elapsed_q1: number;
  elapsed_median: number;
  elapsed_q3: number;
  elapsed_p90: number;
}

/** The table of a funnel, and where its rates come from. */
export interface Counted {
  table: Table<FunnelColumns>;
  rates: RateSource;
}

/** Steps of each group, or of all units together. */
export async function toFunnelTable(reached: Reached, spec: FunnelSpec, groups?: RunGroups): Promise<Counted> {
  const { verb, steps, censor, count, compute: options, order } = spec;
  const labels = groups?.labels ?? [null];
  const parts = reached.parts.map(({ levels, times }, i) => ({ levels, times, groups: groups?.codes[i] }));
  const previous = steps.map((_, step) => steps.findLastIndex(({ optional }, i) => i < step && !optional));
  const waits = await compute(
    verb,
    "funnelWaits",
    steps.map((_, step) => ({ parts, count: labels.length, step, previous: Math.max(0, previous[step]) })),
    { ...options, workers: reached.workers },
  );
  const counts = labels.map((_, group) => waits.map((groups) => groups[group].people));
  const isPlain = censor !== "km" && count === "uniques";
  const rates = isPlain ? plainRates(counts, spec) : followedRates(runTimes(reached, spec, groups), spec, reached.asOf);
  const late = lateByGroup(reached, groups);
  const rows = labels.flatMap((group, code) =>
    steps.map(({ label, optional }, step) => ({
      ...{ group, step: step + 1, label: order === "any" ? anyLabel(step, steps.length) : label, optional },
      ...stepRow(code, step, previous[step], waits[step][code], rates),
      ...(censor === "exclude" ? { censored: late ? late[code] : Number.NaN } : {}),
    })),
  );
  if (censor === "drop" && isPlain) {
    const open = openRuns(reached, spec, labels.length, groups);
    for (const [row, line] of rows.entries()) line.censored = open[row];
  }
  const columns = {
    ...(groups ? { group: TextColumn.from(rows.map(({ group }) => group)) } : {}),
    step: filled(rows.length, (row) => rows[row].step),
    label: TextColumn.from(rows.map(({ label }) => label)),
    optional: rows.map(({ optional }) => optional),
    ...Object.fromEntries(NUMBERS.map((name) => [name, filled(rows.length, (row) => rows[row][name])])),
  };
  return { table: toTable(columns) as unknown as Table<FunnelColumns>, rates };
}

/** Those who came too late, by group; undefined where their groups are not known. */
function lateByGroup({ recent }: Reached, groups?: RunGroups): number[] | undefined {
  if (!groups) return [recent.reduce((sum, { people }) => sum + people.length, 0)];
  if (!groups.late) return undefined;
  const late = groups.labels.map(() => 0);
  for (const codes of groups.late) for (const code of codes) if (code >= 0) late[code]++;
  return late;
}

/** Runs whose window is not over, of those who have not reached a step: by group and step. */
function openRuns(
  { parts, asOf }: Reached,
  { steps, within }: FunnelSpec,
  groups: number,
  codes?: RunGroups,
): Float64Array {
  const open = new Float64Array(groups * steps.length);
  for (const [p, { levels, times }] of parts.entries()) {
    let entry = 0;
    for (let i = 0; i < levels.length; i++) {
      if (times[entry] + within > asOf) {
        const group = codes ? codes.codes[p][i] : 0;
        for (let step = 0; step < steps.length; step++) {
          if (!(levels[i] > step) || Number.isNaN(times[entry + step])) open[group * steps.length + step]++;
        }
      }
      entry += levels[i];
    }
  }
  return open;
}

const anyLabel = (step: number, steps: number) =>
  step + 1 === steps ? `all ${steps} steps` : `any ${step + 1} of ${steps} steps`;

const NUMBERS = [
  ...(["n", "at_risk", "censored", "rate", "rate_lower", "rate_upper"] as const),
  ...(["step_rate", "step_rate_lower", "step_rate_upper"] as const),
  ...(["wait_q1", "wait_median", "wait_q3", "wait_p90"] as const),
  ...(["elapsed_q1", "elapsed_median", "elapsed_q3", "elapsed_p90"] as const),
] as const;

function stepRow(group: number, step: number, previous: number, { wait, elapsed }: FunnelWaits, rates: RateSource) {
  const first = step === 0;
  const rate = rates.ofEntrants([group], step);
  const stepRate = first ? MISSING : rates.ofPrevious(group, step, previous);
  return {
    n: rate.n,
    at_risk: rate.entrants,
    censored: rate.censored,
    rate: rate.estimate,
    rate_lower: first ? Number.NaN : rate.lower,
    rate_upper: first ? Number.NaN : rate.upper,
    step_rate: stepRate.estimate,
    step_rate_lower: stepRate.lower,
    step_rate_upper: stepRate.upper,
    wait_q1: wait[0],
    wait_median: wait[1],
    wait_q3: wait[2],
    wait_p90: wait[3],
    elapsed_q1: elapsed[0],
    elapsed_median: elapsed[1],
    elapsed_q3: elapsed[2],
    elapsed_p90: elapsed[3],
  };
}

const MISSING = { estimate: Number.NaN, lower: Number.NaN, upper: Number.NaN };
