import type { PersonOrder } from "../../workers/kernels/person-order.ts";
import { sharedFloat64, sharedInt32 } from "../../workers/shared.ts";
import { TextColumn } from "../core/columns.ts";
import { PhonographError } from "../core/errors.ts";
import { mask } from "../core/mask.ts";
import { type Table, toTable } from "../core/table.ts";
import type { Decided } from "./decide.ts";
import type { Identifiers } from "./identifiers.ts";
import type { PersonColumns } from "./linked.ts";
import { type KnownKeys, type PersonKeys, toPersonKeys } from "./person-keys.ts";

interface PeopleInput {
  phone: Identifiers;
  /** Keys of the run that this one goes on from. */
  known?: KnownKeys;
  user: Identifiers;
  device: Identifiers;
  at: Float64Array;
}

/** One row a person, and the guard against a person who swallows the others. */
export function toPeople(
  decided: Decided,
  input: PeopleInput,
  largest?: number,
): { people: Table<PersonColumns>; keys: PersonKeys } {
  const { user, phone, device, at, known } = input;
  const { persons, person, phones, phonePersons, deviceUses } = decided;
  const users = user.texts.length;
  const numbers = countDistinct(persons, phonePersons, phones.identifier);
  const devices = devicesOf(persons, person, deviceUses);
  const rows = countRows(persons, person);
  const [first, last] = spans(persons, person, at);
  const identifiers = sharedInt32(persons);
  const ids = sharedInt32(persons);
  const basis = sharedInt32(persons);
  let heaviest = -1;
  for (let p = 0; p < persons; p++) {
    identifiers[p] = (p < users ? 1 : 0) + numbers[p] + devices[p];
    ids[p] = p;
    basis[p] = p < users ? 0 : 1;
    if (heaviest < 0 || identifiers[p] > identifiers[heaviest]) heaviest = p;
  }
  const all = users + phones.offsets.length - 1 + device.texts.length;
  const most = largest ?? Math.max(50, 0.001 * all);
  if (identifiers[heaviest] > most) {
    throw new PhonographError({
      code: "data/unparseable",
      verb: "link",
      rule: `one person would have more than ${Math.floor(most).toLocaleString("en")} identifiers: something is shared that should be set aside`,
      found: `user ${mask(user.texts[heaviest] ?? "")} with ${numbers[heaviest].toLocaleString("en")} numbers and ${devices[heaviest].toLocaleString("en")} devices`,
      hint: "name it in `block` if it stands for nobody, or raise `largest` if it is one person",
    });
  }
  const { keys, kept } = toPersonKeys(decided, user, phone, known);
  const people = toTable<PersonColumns>({
    person: ids,
    key: new TextColumn(ids, keys),
    basis: new TextColumn(basis, ["user", "number"]),
    identifiers,
    phones: numbers,
    devices,
    first,
    last,
    rows,
  });
  return { people, keys: kept };
}

// a loop a function: several in one are compiled again and again

/** How many different things each person has, those of one thing standing together. */
function countDistinct(persons: number, who: Int32Array, things: Int32Array) {
  const counts = sharedInt32(persons);
  const stamp = new Int32Array(persons).fill(-1);
  for (let h = 0; h < who.length; h++) {
    const p = who[h];
    if (p < 0) continue;
    if (stamp[p] !== things[h]) counts[p]++;
    stamp[p] = things[h];
  }
  return counts;
}

function devicesOf(persons: number, person: Int32Array, { rows, offsets }: PersonOrder) {
  const counts = sharedInt32(persons);
  const stamp = new Int32Array(persons).fill(-1);
  for (let d = 0; d + 1 < offsets.length; d++)
    countDevice(rows.subarray(offsets[d], offsets[d + 1]), person, d, stamp, counts);
  return counts;
}

function countDevice(rows: Uint32Array, person: Int32Array, d: number, stamp: Int32Array, counts: Int32Array): void {
  for (let i = 0; i < rows.length; i++) {
    const p = person[rows[i]];
    if (p < 0 || stamp[p] === d) continue;
    counts[p]++;
    stamp[p] = d;
  }
}

function countRows(persons: number, person: Int32Array) {
  const counts = sharedInt32(persons);
  for (let row = 0; row < person.length; row++) if (person[row] >= 0) counts[person[row]]++;
  return counts;
}

/** First and last row of each person; NaN where none has a time. */
function spans(persons: number, person: Int32Array, at: Float64Array) {
  const first = sharedFloat64(persons).fill(Infinity);
  const last = sharedFloat64(persons).fill(-Infinity);
  for (let row = 0; row < person.length; row++) {
    const p = person[row];
    if (p < 0) continue;
    if (at[row] < first[p]) first[p] = at[row];
    if (at[row] > last[p]) last[p] = at[row];
  }
  for (let p = 0; p < persons; p++) if (first[p] > last[p]) first[p] = last[p] = Number.NaN;
  return [first, last];
}
