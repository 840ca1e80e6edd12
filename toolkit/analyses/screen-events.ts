import { sharedInt32, sharedUint8 } from "../../workers/shared.ts";
import { PhonographError } from "../core/errors.ts";
import { EVENT_KINDS, type Events } from "../core/events.ts";
import { type MarkedEvents, markEvents } from "../core/marked-events.ts";
import { maskText } from "../core/mask.ts";
import { orderRows } from "../core/person-rows.ts";
import { suggest } from "../core/suggest.ts";
import { eventLabels } from "../core/unmatched-events.ts";
import { thereRole } from "./precedes-marks.ts";
import type { ScreenSpec } from "./screen-options.ts";

/** The events of a screen, by person and time, each with the number of its name from 1; 0 for one that only shows a person. */
export interface TypedEvents {
  marked: MarkedEvents;
  at: Float64Array;
  type: Uint8Array;
  offsets: Uint32Array;
  names: string[];
  /** Names that were left out as less frequent. */
  others: number;
  whole: readonly [number, number] | undefined;
}

/** Chooses the names and orders the rows. */
export async function orderTyped(events: Events, spec: ScreenSpec): Promise<TypedEvents> {
  const { verb, activity, asOf, active, compute: run } = spec;
  const roles = { events: { kind: [...EVENT_KINDS] }, ...thereRole(events, spec, activity) };
  const marked = markEvents(verb, events, roles, asOf);
  const { codes, values } = eventLabels(verb, events);
  const rows = new Float64Array(values.length);
  for (let row = 0; row < codes.length; row++) if (codes[row] >= 0 && marked.marks[row] !== 0) rows[codes[row]]++;
  const names = spec.names ? checked(verb, spec.names, values, rows) : frequent(values, rows, spec.top);
  const numbers = new Uint8Array(values.length);
  for (const [i, name] of names.entries()) numbers[values.indexOf(name)] = i + 1;
  const subject = sharedInt32(codes.length);
  // with one role alone every event shows that its person is there
  const there = Object.keys(roles).length > 1 ? 2 : 1;
  for (let row = 0; row < subject.length; row++) {
    const counts =
      (marked.marks[row] & there) !== 0 || (marked.marks[row] !== 0 && codes[row] >= 0 && numbers[codes[row]] > 0);
    subject[row] = counts ? marked.persons.rows[row] : -1;
  }
  const order = await orderRows(verb, subject, marked.at, marked.persons.ids.length, run);
  const type = sharedUint8(order.rows.length);
  for (let i = 0; i < type.length; i++) {
    const code = codes[order.rows[i]];
    type[i] = code < 0 ? 0 : numbers[code];
  }
  const whole = active === "whole" ? ([marked.span[0], marked.asOf] as const) : undefined;
  const others = rows.reduce((sum, n) => sum + (n > 0 ? 1 : 0), 0) - names.length;
  return { marked, at: order.at, type, offsets: order.offsets, names, others, whole };
}

function frequent(values: readonly string[], rows: Float64Array, top: number): string[] {
  return [...values.keys()]
    .filter((code) => rows[code] > 0)
    .sort((a, b) => rows[b] - rows[a] || (values[a] < values[b] ? -1 : 1))
    .slice(0, top)
    .map((code) => values[code]);
}

function checked(verb: string, names: readonly string[], values: readonly string[], rows: Float64Array): string[] {
  for (const name of names) {
    const code = values.indexOf(name);
    if (code >= 0 && rows[code] > 0) continue;
    const known = frequent(values, rows, 6);
    throw new PhonographError({
      code: "option/invalid",
      verb,
      rule: `names: "${maskText(name)}" matches no event`,
      found: known.map(maskText).join(", ") || "a table without events of persons",
      hint: suggest(name, frequent(values, rows, values.length)),
    });
  }
  return [...names];
}
