import type { ColumnTable } from "arquero";
import { sharedFloat64, sharedInt32 } from "../../workers/shared.ts";
import { type Column, NO_PERSON, type TextColumn, WholeColumn } from "../core/columns.ts";
import { PhonographError } from "../core/errors.ts";
import { knownOptions } from "../core/options.ts";
import { columnOf, hasColumn, numbersOf, textOf, toTable } from "../core/table.ts";
import { timesOf } from "../core/times.ts";
import { toHeldIndex } from "./held-index.ts";
import type { Linked } from "./linked.ts";
import { personNames } from "./person-names.ts";
import { requireLinked } from "./require-linked.ts";

/** Which columns of a table tell who its rows are about. */
export interface JoinPeopleOptions {
  /** The column of phone numbers, written as in the linked events. Default: `"phone"`, where the table has it. */
  phone?: string;
  /** The column of devices. Default: `"device"`, where the table has it. */
  device?: string;
  /** The column of users. Default: `"user"`, where the table has it. */
  user?: string;
  /** The column of times. Default `"at"`. */
  at?: string;
}

const VERB = "joinPeople";
const YEAR = 365.25 * 864e5;

/**
 * Whose the rows of any table are: adds the person of each row's identifier at the row's time.
 *
 * A number has owners one after another, so this is an as-of join: each row finds the interval of `linked` that holds at
 * its time. Of several identifiers on a row the user counts first, then the number, then the device; see {@link resolve}
 * for one identifier at one time.
 *
 * @param table any table with a column of times, and one of phones, devices or users
 * @param linked what `link` gave
 * @param options which columns hold them, where they are named otherwise
 * @returns the same rows in the same order, with `person` (missing where nobody held the identifier then) and `link`, the
 * chance that the person is right (NaN where missing); columns of these names are replaced
 * @throws PhonographError `data/column-missing` without a column of identifiers or of times, which only users do without
 * @example
 * ```ts
 * import { joinPeople, link } from "phonograph";
 * import { table } from "arquero";
 * const phone = "+351912345678";
 * const at = [Date.UTC(2026, 0, 5), Date.UTC(2026, 5, 5)];
 * const linked = await link(table({ at, kind: ["auth", "auth"], phone: [phone, phone], user: ["ann", "bob"] }));
 * const calls = table({ at: [Date.UTC(2026, 0, 6), Date.UTC(2026, 6, 1)], phone: [phone, phone] });
 * const [one, other] = joinPeople(calls, linked).array("person");
 * console.assert(one !== other && one === linked.table.get("person", 0));
 * ```
 *
 * Cost: linear in the rows, and one search in the few intervals of an identifier for each.
 */
export function joinPeople(table: ColumnTable, linked: Linked, options: JoinPeopleOptions = {}): ColumnTable {
  knownOptions(VERB, options, ["phone", "device", "user", "at"]);
  requireLinked(VERB, linked, ["owners", "devices", "people", "about"]);
  const named = (kind: "phone" | "device" | "user") => {
    const name = options[kind] ?? kind;
    if (options[kind] === undefined && !hasColumn(table, name)) return undefined;
    return textOf(VERB, table, name);
  };
  const columns = { user: named("user"), phone: named("phone"), device: named("device") };
  if (!columns.user && !columns.phone && !columns.device) {
    throw new PhonographError({
      code: "data/column-missing",
      verb: VERB,
      rule: "people are found by a column of phones, devices or users",
      found: `columns ${table.columnNames().join(", ")}`,
      hint: 'name it: joinPeople(table, linked, { phone: "msisdn" })',
    });
  }
  const rows = table.numRows();
  const found = { person: sharedInt32(rows).fill(NO_PERSON), link: sharedFloat64(rows).fill(Number.NaN) };
  if (columns.user) byUser(columns.user, linked, found);
  if (columns.phone || columns.device) {
    const times = options.at === undefined ? timesOf(VERB, table) : numbersOf(VERB, table, options.at);
    const fading = Number(linked.about.options["hazard"]) / YEAR;
    if (columns.phone) byHolding(columns.phone, times, linked.owners, "phone", fading, found);
    if (columns.device) byHolding(columns.device, times, linked.devices, "device", fading, found);
  }
  const own = table.columnNames().map((name): [string, Column] => [name, columnOf(VERB, table, name)]);
  const person = new WholeColumn(found.person, NO_PERSON);
  return toTable({ ...Object.fromEntries(own), person, link: found.link }) as unknown as ColumnTable;
}

interface Found {
  person: Int32Array;
  link: Float64Array;
}

function byUser({ codes, values }: TextColumn, linked: Linked, { person, link }: Found): void {
  const { owners, people } = linked;
  const names = personNames(linked);
  const known = new Map(textOf(VERB, owners, "user").values.map((user, p) => [user, p]));
  const persons = people.numRows();
  const of = values.map((user) => known.get(names.get(user) ?? user) ?? NO_PERSON);
  for (let row = 0; row < codes.length; row++) {
    const who = codes[row] < 0 ? NO_PERSON : of[codes[row]];
    if (who < 0 || who >= persons) continue;
    person[row] = who;
    link[row] = 1;
  }
}

/** Rows whose identifier is held at their time; surer the nearer to a sighting of the owner. */
function byHolding(
  { codes, values }: TextColumn,
  at: Float64Array,
  held: ColumnTable,
  kind: "phone" | "device",
  fading: number,
  { person, link }: Found,
): void {
  const { offsets, places, codeOf } = toHeldIndex(held, kind);
  const column = (name: string) => numbersOf(VERB, held, name);
  const [from, to, first, last] = ["from", "to", "first", "last"].map(column);
  const [persons, sure] = [column("person"), column("confidence")];
  const known = values.map((value) => codeOf.get(value) ?? -1);
  for (let row = 0; row < codes.length; row++) {
    if (person[row] !== NO_PERSON || codes[row] < 0) continue;
    const id = known[codes[row]];
    for (let i = id < 0 ? 0 : offsets[id]; id >= 0 && i < offsets[id + 1]; i++) {
      const h = places[i];
      if (!(from[h] <= at[row] && at[row] < to[h]) || !(persons[h] >= 0)) continue;
      const away = Math.max(0, first[h] - at[row] || 0, at[row] - last[h] || 0);
      person[row] = persons[h];
      link[row] = sure[h] * Math.exp(-fading * away);
      break;
    }
  }
}
