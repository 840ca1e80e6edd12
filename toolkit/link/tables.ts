import { sharedFloat64, sharedInt32 } from "../../workers/shared.ts";
import { NO_PERSON, TextColumn, WholeColumn } from "../core/columns.ts";
import type { Events } from "../core/events.ts";
import { type Table, toTable } from "../core/table.ts";
import { questionWords } from "./cooccur-options.ts";
import { type CooccurrenceEvents, toEventsTable, toPairsTable } from "./cooccurrence-tables.ts";
import type { Decided } from "./decide.ts";
import { middleDelay } from "./delay-law.ts";
import type { Holdings } from "./holdings.ts";
import type { Aside, Identifiers } from "./identifiers.ts";
import { HOLDING_RULES, INTERVAL_COLUMNS } from "./intervals.ts";
import {
  type CoverageColumns,
  type DeviceColumns,
  LINK_RULES,
  type LinkedTiming,
  type OwnerColumns,
  type SharedColumns,
} from "./linked.ts";
import type { TimedQuestion } from "./timed-rows.ts";
import { toTimingTrace } from "./timing-trace.ts";

/** The intervals of numbers as a table, in the order of {@link Decided.phones}. */
export function toOwners(
  { phones, phonePersons }: Decided,
  phone: Identifiers,
  user: Identifiers,
): Table<OwnerColumns> {
  return toTable<OwnerColumns>({
    phone: new TextColumn(whole(phones.identifier), phone.texts),
    user: new TextColumn(whole(phones.owner), user.texts),
    person: new WholeColumn(phonePersons, NO_PERSON),
    ...numbersOf(phones),
    rule: new TextColumn(whole(phones.rule), HOLDING_RULES),
  });
}

/** The intervals of devices as a table; `trace.interval` is made to point into it. */
export function toDevices(
  { devices, devicesOfPersons, interval, rule }: Decided,
  device: Identifiers,
  user: Identifiers,
): Table<DeviceColumns> {
  const parts = devicesOfPersons ? [devices, devicesOfPersons] : [devices];
  const place = new Int32Array(parts.reduce((sum, { owner }) => sum + owner.length, 0)).fill(-1);
  let count = 0;
  let base = 0;
  for (const { owner } of parts) {
    for (let h = 0; h < owner.length; h++) if (owner[h] >= 0) place[base + h] = count++;
    base += owner.length;
  }
  for (let row = 0; row < rule.length; row++)
    if (interval[row] >= 0 && rule[row] === BY_DEVICE) interval[row] = place[interval[row]];
  const kept = pick(parts, place, count);
  return toTable<DeviceColumns>({
    device: new TextColumn(whole(kept.identifier), device.texts),
    user: new TextColumn(whole(kept.owner.map((who) => (who < user.texts.length ? who : -1))), user.texts),
    person: whole(kept.owner),
    ...numbersOf(kept),
  });
}

const BY_DEVICE = LINK_RULES.indexOf("device");

/** The intervals that have a place, of one table after the other. */
function pick(parts: readonly Holdings[], place: Int32Array, count: number): Holdings {
  const columns = INTERVAL_COLUMNS.map((name) => {
    const picked = parts[0][name] instanceof Int32Array ? new Int32Array(count) : new Float64Array(count);
    let base = 0;
    for (const part of parts) {
      pickInto(picked, part[name], place.subarray(base));
      base += part.owner.length;
    }
    return [name, picked];
  });
  return { ...parts[0], ...Object.fromEntries(columns) };
}

function pickInto(picked: Int32Array | Float64Array, column: Int32Array | Float64Array, place: Int32Array): void {
  for (let h = 0; h < column.length; h++) if (place[h] >= 0) picked[place[h]] = column[h];
}

function numbersOf({ from, to, first, last, observations, timed, against, confidence }: Holdings) {
  return {
    from: wide(from),
    to: wide(to),
    first: wide(first),
    last: wide(last),
    observations: whole(observations),
    timed: whole(timed),
    against: whole(against),
    confidence: wide(confidence),
  };
}

/** The identifiers set aside, by kind, most rows first. */
export function toShared(aside: Aside[]): Table<SharedColumns> {
  const order = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0);
  aside.sort((a, b) => order(a.kind, b.kind) || b.rows - a.rows || order(a.identifier, b.identifier));
  return toTable<SharedColumns>({
    kind: TextColumn.from(aside.map((one) => one.kind)),
    identifier: TextColumn.from(aside.map((one) => one.identifier)),
    reason: TextColumn.from(aside.map((one) => one.reason)),
    others: whole(aside.map((one) => one.others)),
    rows: whole(aside.map((one) => one.rows)),
  });
}

/** What timing told, a table of pairs and one of events for each question. */
export function toTimings(
  questions: readonly TimedQuestion[],
  given: Events,
  begin: number,
  identifiers: Record<"user" | "phone" | "device", Identifiers>,
): readonly LinkedTiming[] {
  const timings = questions.map(({ spec, found, kinds }) => {
    const texts = { sources: identifiers[spec.source].texts, targets: identifiers[spec.target].texts };
    const pairs = toPairsTable(found.pairs, spec, texts);
    const events = fromRow(toEventsTable(found.pairs), begin);
    const delay = found.law ? middleDelay(found.law) / 1000 : Number.NaN;
    const trace = toTimingTrace(spec, {
      events: given,
      rows: found.rows,
      law: found.law,
      pairs: found.pairs,
      ...texts,
      kinds,
    });
    return Object.freeze({ ...questionWords(spec), pairs, events, delay, trace });
  });
  return Object.freeze(timings);
}

/** Rows of the events that are new, counted from the first of these; -1 (missing) for those of before. */
function fromRow(events: Table<CooccurrenceEvents>, begin: number): Table<CooccurrenceEvents> {
  if (begin === 0) return events;
  const columns = events.data() as unknown as Record<string, WholeColumn>;
  const moved = (name: string) => {
    const { array } = columns[name];
    const rows = sharedInt32(array.length);
    for (let i = 0; i < rows.length; i++) rows[i] = Math.max(-1, array[i] - begin);
    return new WholeColumn(rows, -1);
  };
  return toTable({ ...columns, trigger: moved("trigger"), response: moved("response") }) as typeof events;
}

/** Linked rows by kind of event. */
export function toCoverage(kind: TextColumn, person: Int32Array): Table<CoverageColumns> {
  const rows = new Int32Array(kind.values.length);
  const linked = new Int32Array(kind.values.length);
  for (let row = 0; row < person.length; row++) {
    if (kind.codes[row] < 0) continue;
    rows[kind.codes[row]]++;
    if (person[row] >= 0) linked[kind.codes[row]]++;
  }
  const kinds = [...kind.values.keys()].filter((k) => rows[k] > 0);
  kinds.sort((a, b) => (kind.values[a] < kind.values[b] ? -1 : 1));
  return toTable<CoverageColumns>({
    kind: TextColumn.from(kinds.map((k) => kind.values[k])),
    rows: whole(kinds.map((k) => rows[k])),
    linked: whole(kinds.map((k) => linked[k])),
    share: wide(kinds.map((k) => linked[k] / rows[k])),
  });
}

function wide(values: ArrayLike<number>) {
  const column = sharedFloat64(values.length);
  column.set(values);
  return column;
}

function whole(values: ArrayLike<number>) {
  const column = sharedInt32(values.length);
  column.set(values);
  return column;
}
