import type { Exclusion } from "../core/about.ts";
import { TextColumn } from "../core/columns.ts";
import { PhonographError } from "../core/errors.ts";
import type { Events } from "../core/events.ts";
import type { Persons } from "../core/persons.ts";
import { columnOf, hasColumn, numbersOf, textOf } from "../core/table.ts";
import { timesOf } from "../core/times.ts";

/** What a person's value is the sum of. */
export const VALUES = ["amount", "duration", "bytes", "none"] as const;
export type BehaviourValue = (typeof VALUES)[number];

/** By person number; people without activity have a frequency of 0. */
export interface Measures {
  last: Float64Array;
  frequency: Float64Array;
  value: Float64Array;
  excluded: Exclusion[];
}

/** Last activity, number of activities and their summed value for each person within `[from, until]`. */
export function measuresOf(
  events: Events,
  persons: Persons,
  { match, from, until, value }: { match: Uint8Array; from: number; until: number; value: BehaviourValue },
): Measures {
  const at = timesOf("segmentByBehaviour", events);
  const amounts = value === "none" ? undefined : numbersOf("segmentByBehaviour", events, value);
  const people = persons.ids.length;
  const last = new Float64Array(people).fill(-Infinity);
  const frequency = new Float64Array(people);
  const sum = new Float64Array(people);
  const left = { "no time": 0, "outside the observation": 0, "not linked to a person": 0, "not an activity": 0 };
  for (let row = 0; row < at.length; row++) {
    const p = persons.rows[row];
    if (Number.isNaN(at[row])) left["no time"]++;
    else if (at[row] < from || at[row] > until) left["outside the observation"]++;
    else if (p < 0) left["not linked to a person"]++;
    else if (match[row] === 0) left["not an activity"]++;
    else {
      if (at[row] > last[p]) last[p] = at[row];
      frequency[p]++;
      if (amounts && !Number.isNaN(amounts[row])) sum[p] += amounts[row];
    }
  }
  return { last, frequency, value: sum, excluded: Object.entries(left).map(([reason, rows]) => ({ reason, rows })) };
}

/** The first of amount and duration that the activities have, else none. */
export function usualValue(events: Events, match: Uint8Array): BehaviourValue {
  for (const name of ["amount", "duration"] as const) {
    if (!hasColumn(events, name)) continue;
    const column = columnOf("segmentByBehaviour", events, name);
    if (column instanceof TextColumn) continue;
    const values = numbersOf("segmentByBehaviour", events, name);
    if (values.some((v, row) => match[row] === 1 && !Number.isNaN(v))) return name;
  }
  return "none";
}

/** Amounts in several currencies have no sum. */
export function oneCurrency(events: Events, match: Uint8Array): void {
  if (!hasColumn(events, "currency")) return;
  const amount = numbersOf("segmentByBehaviour", events, "amount");
  const { codes, values } = textOf("segmentByBehaviour", events, "currency");
  const seen = new Set<number>();
  for (let row = 0; row < codes.length; row++) {
    if (match[row] === 1 && codes[row] >= 0 && !Number.isNaN(amount[row])) seen.add(codes[row]);
  }
  if (seen.size < 2) return;
  throw new PhonographError({
    code: "data/unparseable",
    verb: "segmentByBehaviour",
    rule: "amounts in several currencies have no sum",
    found: [...seen]
      .map((code) => values[code])
      .sort()
      .join(", "),
    hint: 'filter to one currency, or value: "duration"',
  });
}
