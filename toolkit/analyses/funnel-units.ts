import { sharedInt32 } from "../../workers/shared.ts";
import type { TextColumn } from "../core/columns.ts";
import { PhonographError } from "../core/errors.ts";
import type { Events } from "../core/events.ts";
import { orderRows } from "../core/person-rows.ts";
import { countingUp, type Persons, personsOf } from "../core/persons.ts";
import { textOf } from "../core/table.ts";
import type { FunnelSpec } from "./funnel-spec.ts";
import { cutSessions } from "./sessions-cut.ts";

/** Whose events make runs together. */
export interface Units {
  /** Persons, or the values of the unit's column, by row. */
  base: Persons;
  /** The values of the unit's column, undefined for persons. */
  names: readonly string[] | undefined;
  /** By row the subject, -1 for rows that fill nothing: rows of one subject make runs together. */
  rows: Int32Array<SharedArrayBuffer>;
  /** By subject: what is counted once, and the base unit. Subjects of the same counted unit stand together. */
  counted: Int32Array;
  owner: Int32Array;
}

/** The base units of a funnel: persons, or what a column says. */
export function baseUnits(events: Events, { verb, unitColumn }: FunnelSpec): Pick<Units, "base" | "names"> {
  const own = unitColumn === undefined ? undefined : alphabetical(textOf(verb, events, unitColumn));
  const base = own ? { ids: countingUp(own.values.length), rows: own.codes } : personsOf(verb, events);
  if (base.ids.length > 0) return { base, names: own?.values };
  throw new PhonographError({
    code: "data/unparseable",
    verb,
    rule:
      unitColumn === undefined
        ? "none of the events belongs to a person"
        : `column "${unitColumn}" is missing in every row`,
    found: `${events.numRows().toLocaleString("en-GB")} rows`,
    hint:
      unitColumn === undefined ? 'link(events) finds out who they are, or count numbers: unit: "number"' : undefined,
  });
}

/**
 * The subjects of a funnel: units, or their sessions, or the parts of them that hold columns the same. `apart` is the column
 * whose values are counted each by itself.
 */
export async function unitsOf(
  events: Events,
  spec: FunnelSpec,
  at: Float64Array<SharedArrayBuffer>,
  apart: string | undefined,
): Promise<Units> {
  const { verb, count, gap, hold, compute } = spec;
  const { base, names } = baseUnits(events, spec);
  const people = countingUp(base.ids.length);
  let units: Units = { base, names, rows: base.rows, counted: people, owner: people };
  if (count === "sessions") {
    const order = await orderRows(verb, base.rows, at, people.length, compute);
    const subjects = { rows: base.rows, person: people, whole: new Uint8Array(people.length) };
    const { ofRow, subject } = cutSessions(order, subjects, at.length, gap, undefined);
    units = { ...units, rows: ofRow, counted: countingUp(subject.length), owner: subject };
  }
  if (apart !== undefined) units = split(units, alphabetical(textOf(verb, events, apart)), true);
  for (const name of hold) units = split(units, alphabetical(textOf(verb, events, name)), false);
  return units;
}

/** Subjects by the value of a column as well; rows without one are left out. */
function split(units: Units, { codes, values }: Pick<TextColumn, "codes" | "values">, counts: boolean): Units {
  const width = values.length;
  const rows = sharedInt32(units.rows.length).fill(-1);
  const number = new Map<number, number>();
  for (let row = 0; row < rows.length; row++) {
    if (units.rows[row] >= 0 && codes[row] >= 0) number.set(units.rows[row] * width + codes[row], 0);
  }
  const keys = Float64Array.from(number.keys()).sort();
  for (const [i, key] of keys.entries()) number.set(key, i);
  for (let row = 0; row < rows.length; row++) {
    if (units.rows[row] >= 0 && codes[row] >= 0) rows[row] = number.get(units.rows[row] * width + codes[row])!;
  }
  const before = Int32Array.from(keys, (key) => Math.floor(key / width));
  return {
    ...units,
    rows,
    counted: counts ? countingUp(keys.length) : before.map((subject) => units.counted[subject]),
    owner: before.map((subject) => units.owner[subject]),
  };
}

/** A text column whose codes are in the order of the alphabet, so that nothing depends on the order of rows. */
export function alphabetical({ codes, values }: Pick<TextColumn, "codes" | "values">): {
  codes: Int32Array<SharedArrayBuffer>;
  values: string[];
} {
  const order = [...values.keys()].sort((a, b) => (values[a] < values[b] ? -1 : 1));
  const place = new Int32Array(values.length);
  for (const [rank, code] of order.entries()) place[code] = rank;
  const ranked = sharedInt32(codes.length);
  for (let row = 0; row < ranked.length; row++) ranked[row] = codes[row] < 0 ? -1 : place[codes[row]];
  return { codes: ranked, values: order.map((code) => values[code]) };
}
