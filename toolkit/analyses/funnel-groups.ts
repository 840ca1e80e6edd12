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
  /** The same of those who came too late, -1 for a group that nobody entered; undefined where a later step decides. */
  late: readonly Int32Array[] | undefined;
}

/** Groups by segment or most frequent value of each unit, or by a value at a step of each run. */
export function runGroups(events: Events, reached: Reached, spec: FunnelSpec): RunGroups | undefined {
  const { verb, by, attribution, top } = spec;
  if (by === undefined) return undefined;
  if (attribution !== "person") return attributed(events, reached, spec);
  const groups = groupsOf(verb, events, by, reached.base, { top, counted: entrants(reached) });
  const codesOf = ({ people }: { people: Int32Array }) => people.map((unit) => groups.codes[unit]);
  return { ...titled(groups), codes: reached.parts.map(codesOf), late: reached.recent.map(codesOf) };
}

const titled = ({ labels, title }: Groups) => ({ labels, title });

function entrants({ parts, base }: Reached): Uint8Array {
  const flags = new Uint8Array(base.ids.length);
  for (const { people } of parts) for (let i = 0; i < people.length; i++) flags[people[i]] = 1;
  return flags;
}

function attributed(
  events: Events,
  { parts, recent, values = [] }: Reached,
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
  const codeOf = new Int32Array(values.length + 1).fill(-1);
  for (let run = 0; run < runs; run++) codeOf[all[run] + 1] = groups.codes[run];
  const atEntry = typeof attribution === "object" ? attribution.step === 1 : attribution !== "last";
  const late = atEntry ? recent.map((own) => own.marks!.map((mark) => codeOf[mark + 1])) : undefined;
  return { ...titled(groups), codes, late };
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
