import type { PersonOrder } from "../../workers/kernels/person-order.ts";
import { sharedFloat64, sharedInt32, sharedUint32 } from "../../workers/shared.ts";
import type { Exclusion } from "../core/about.ts";
import { borders, type ComputeOptions, compute, workersFor } from "../core/compute.ts";
import type { Events } from "../core/events.ts";
import type { Persons } from "../core/persons.ts";
import { numbersOf } from "../core/table.ts";
import type { ChurnSpec } from "./churn-spec.ts";

/** The times of activity of each person, in order. */
export async function orderActivity(
  spec: ChurnSpec,
  persons: Persons,
  excluded: Exclusion[],
  options: ComputeOptions,
): Promise<PersonOrder> {
  const { at, from, until } = spec;
  const person = sharedInt32(at.length);
  const left = { "no time": 0, "outside the observation": 0, "not linked to a person": 0, "not an activity": 0 };
  for (let row = 0; row < at.length; row++) {
    person[row] = -1;
    if (Number.isNaN(at[row])) left["no time"]++;
    else if (at[row] < from || at[row] > until) left["outside the observation"]++;
    else if (persons.rows[row] < 0) left["not linked to a person"]++;
    else if (spec.active.match[row] === 0) left["not an activity"]++;
    else person[row] = persons.rows[row];
  }
  excluded.push(...Object.entries(left).map(([reason, rows]) => ({ reason, rows })));
  const workers = workersFor("churn", at.length, options);
  const edges = borders(persons.ids.length, Math.max(1, workers));
  const tasks = edges.slice(1).map((to, i) => ({ person, at, from: edges[i], to }));
  const parts = await compute("churn", "personOrder", tasks, { ...options, workers });
  if (parts.length === 1) return parts[0];
  return joined(parts);
}

/** Parts that are ranges of persons, as one. */
function joined(parts: readonly PersonOrder[]): PersonOrder {
  const total = parts.reduce((sum, { at }) => sum + at.length, 0);
  const people = parts.reduce((sum, { offsets }) => sum + offsets.length - 1, 0);
  const all: PersonOrder = {
    rows: parts[0].rows,
    at: sharedFloat64(total),
    offsets: sharedUint32(people + 1),
  };
  let [row, p] = [0, 0];
  for (const { at, offsets } of parts) {
    all.at.set(at, row);
    for (let i = 0; i + 1 < offsets.length; i++) all.offsets[p++] = row + offsets[i];
    row += at.length;
  }
  all.offsets[people] = total;
  return all;
}

/** The earliest moment of a column for each person; NaN without any. */
export function earliest(events: Events, name: string, persons: Persons): Float64Array {
  const column = numbersOf("churn", events, name);
  const origin = new Float64Array(persons.ids.length).fill(Number.NaN);
  for (let row = 0; row < column.length; row++) {
    const p = persons.rows[row];
    if (p >= 0 && !(column[row] >= origin[p]) && !Number.isNaN(column[row])) origin[p] = column[row];
  }
  return origin;
}
