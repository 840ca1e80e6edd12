import type { RunGroups } from "./funnel-groups.ts";
import type { RunTimes } from "./funnel-rates.ts";
import type { Reached } from "./funnel-runs.ts";
import type { FunnelSpec } from "./funnel-spec.ts";

/** Runs with the times of their steps side by side; with Kaplan-Meier nobody enters after the data end. */
export function runTimes(
  { parts, asOf }: Reached,
  { steps, censor }: FunnelSpec,
  groups?: RunGroups,
): RunTimes & { period: Int32Array } {
  const most = parts.reduce((sum, { people }) => sum + people.length, 0);
  const entry = new Float64Array(most);
  const unit = new Int32Array(most);
  const group = new Int32Array(most);
  const period = new Int32Array(most);
  const reached = steps.map(() => new Float64Array(most).fill(Number.NaN));
  let line = 0;
  for (const [p, { people, levels, times, periods }] of parts.entries()) {
    let at = 0;
    for (let i = 0; i < people.length; i++) {
      const from = at;
      at += levels[i];
      if (censor === "km" && times[from] > asOf) continue;
      entry[line] = times[from];
      unit[line] = people[i];
      group[line] = groups ? groups.codes[p][i] : 0;
      period[line] = periods ? periods[i] : 0;
      for (let step = from; step < at; step++) reached[step - from][line] = times[step];
      line++;
    }
  }
  return {
    entry: entry.subarray(0, line),
    unit: unit.subarray(0, line),
    group: group.subarray(0, line),
    period: period.subarray(0, line),
    reached: reached.map((times) => times.subarray(0, line)),
  };
}
