import { sharedFloat64, sharedInt32 } from "../../workers/shared.ts";
import { type Column, TextColumn, WholeColumn } from "../core/columns.ts";
import { type Table, toTable } from "../core/table.ts";
import type { RunGroups } from "./funnel-groups.ts";
import type { Reached } from "./funnel-runs.ts";

/** One row for each run that counts, by person (or the unit's value), then by entry. */
export interface FunnelPeopleColumns {
  /** Where units are persons, or their sessions. */
  person: number;
  /** Where units are the values of a column. */
  unit: string;
  /** Only with `by`. */
  group: string;
  /** The highest step reached. */
  level: number;
  /** When each step was reached, UTC ms; missing beyond the level, and for an optional step that was skipped. One column a step: `at_1`, `at_2`, ... */
  [at: `at_${number}`]: number;
}

/** Everyone who entered, with the times of their steps. */
export function toFunnelPeople(
  { parts, base, names }: Reached,
  steps: number,
  groups?: RunGroups,
): Table<FunnelPeopleColumns> {
  const count = parts.reduce((sum, { people }) => sum + people.length, 0);
  const unit = sharedInt32(count);
  const level = sharedInt32(count);
  const group = sharedInt32(groups ? count : 0);
  const at = Array.from({ length: steps }, () => sharedFloat64(count).fill(Number.NaN));
  let line = 0;
  for (const [p, { people, levels, times }] of parts.entries()) {
    let time = 0;
    for (const [i, number] of people.entries()) {
      unit[line] = names ? number : base.ids[number];
      level[line] = levels[i];
      if (groups) group[line] = groups.codes[p][i];
      for (let step = 0; step < levels[i]; step++) at[step][line] = times[time++];
      line++;
    }
  }
  const columns: Record<string, Column | readonly unknown[]> = {
    ...(names ? { unit: new TextColumn(unit, names as string[]) } : { person: new WholeColumn(unit, -1) }),
    ...(groups ? { group: new TextColumn(group, groups.labels as string[]) } : {}),
    level: new WholeColumn(level, 0),
    ...Object.fromEntries(at.map((column, step) => [`at_${step + 1}`, column])),
  };
  return toTable(columns) as unknown as Table<FunnelPeopleColumns>;
}
