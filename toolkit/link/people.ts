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
  const numbers = sharedInt32(persons);
  const devices = sharedInt32(persons);
  const rows = sharedInt32(persons);
  const first = sharedFloat64(persons).fill(Infinity);
  const last = sharedFloat64(persons).fill(-Infinity);
  const stamp = new Int32Array(persons).fill(-1);
  for (let h = 0; h < phonePersons.length; h++) {
    const who = phonePersons[h];
    if (who < 0) continue;
    if (stamp[who] !== phones.identifier[h]) numbers[who]++;
    stamp[who] = phones.identifier[h];
  }
  stamp.fill(-1);
  for (let d = 0; d < device.texts.length; d++) {
    for (let i = deviceUses.offsets[d]; i < deviceUses.offsets[d + 1]; i++) {
      const who = person[deviceUses.rows[i]];
      if (who < 0) continue;
      if (stamp[who] !== d) devices[who]++;
      stamp[who] = d;
    }
  }
  for (let row = 0; row < person.length; row++) {
    const who = person[row];
    if (who < 0) continue;
    rows[who]++;
    if (at[row] < first[who]) first[who] = at[row];
    if (at[row] > last[who]) last[who] = at[row];
  }
  const identifiers = sharedInt32(persons);
  const ids = sharedInt32(persons);
  const basis = sharedInt32(persons);
  let heaviest = -1;
  for (let p = 0; p < persons; p++) {
    identifiers[p] = (p < users ? 1 : 0) + numbers[p] + devices[p];
    ids[p] = p;
    basis[p] = p < users ? 0 : 1;
    if (first[p] > last[p]) first[p] = last[p] = Number.NaN;
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
