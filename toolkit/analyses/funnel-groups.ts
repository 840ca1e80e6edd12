import { sharedInt32 } from "../../workers/shared.ts";
import { TextColumn, WholeColumn } from "../core/columns.ts";
import type { Events } from "../core/events.ts";
import { type Groups, groupsOf, type Segments } from "../core/groups.ts";
import { countingUp } from "../core/persons.ts";
import { toTable } from "../core/table.ts";
import type { Reached, RunPart } from "./funnel-runs.ts";
import type { FunnelSpec } from "./funnel-spec.ts";

/** The group of each run. */
export interface RunGroups {
  labels: readonly string[];
  title: string;
  /** By part and run. */
  codes: readonly Int32Array[];
  /** Those who came too late, by group; undefined where their group is not known. */
  recent: readonly number[] | undefined;
}

/** Groups by segment or most frequent value of each unit, or by a value at a step of each run. */
export function runGroups(events: Events, reached: Reached, spec: FunnelSpec): RunGroups | undefined {
  const { verb, by, attribution, top } = spec;
  if (by === undefined) return undefined;
  if (attribution !== "person") return attributed(events, reached, spec);
  const groups = groupsOf(verb, events, by, reached.base, { top, counted: entrants(reached) });
  const recent = groups.labels.map(() => 0);
  for (const { people } of reached.recent) {
    for (let i = 0; i < people.length; i++) if (groups.codes[people[i]] >= 0) recent[groups.codes[people[i]]]++;
  }
  return {
    ...titled(groups),
    codes: reached.parts.map(({ people }) => people.map((unit) => groups.codes[unit])),
    recent,
  };
}

const titled = ({ labels, title }: Groups) => ({ labels, title });

function entrants({ parts, base }: Reached): Uint8Array {
  const flags = new Uint8Array(base.ids.length);
  for (const { people } of parts) for (let i = 0; i < people.length; i++) flags[people[i]] = 1;
  return flags;
}

function attributed(
  events: Events,
  { parts, values = [] }: Reached,
  { verb, by, attribution, top }: FunnelSpec,
): RunGroups {
  const marks = parts.map((part) => marksOf(part, attribution));
  const runs = marks.reduce((sum, own) => sum + own.length, 0);
  const all = sharedInt32(runs);
  let next = 0;
  for (const own of marks) {
    all.set(own, next);
    next += own.length;
  }
  const persons = { ids: countingUp(runs), rows: sharedInt32(0) };
  const table = toTable({
    person: new WholeColumn(countingUp(runs), -1),
    segment: new TextColumn(all, values as string[]),
  });
  const groups = groupsOf(verb, events, { table, title: by } as unknown as Segments, persons, { top });
  next = 0;
  const codes = marks.map((own) => {
    next += own.length;
    return groups.codes.subarray(next - own.length, next);
  });
  return { ...titled(groups), codes, recent: undefined };
}

/** The value that counts of each run, -1 for none. */
function marksOf({ levels, times, marks }: RunPart, attribution: FunnelSpec["attribution"]): Int32Array {
  const found = new Int32Array(levels.length).fill(-1);
  let entry = 0;
  for (let i = 0; i < levels.length; i++) {
    const end = entry + levels[i];
    if (typeof attribution === "object") {
      const place = entry + attribution.step - 1;
      if (place < end && !Number.isNaN(times[place])) found[i] = marks![place];
    } else {
      for (let place = entry; place < end; place++) {
        if (marks![place] < 0 || (attribution !== "last" && found[i] >= 0)) continue;
        found[i] = marks![place];
      }
    }
    entry = end;
  }
  return found;
}
