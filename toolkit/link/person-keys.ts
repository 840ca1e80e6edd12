import { hash32 } from "../core/random.ts";
import { numbersOf, textOf } from "../core/table.ts";
import type { Decided } from "./decide.ts";
import type { Identifiers } from "./identifiers.ts";
import type { Linked } from "./linked.ts";

const SEEDS = [0x3c6ef372, 0xa54ff53a];

/**
 * A key for each person that does not change with the rows beside its own: of the user, or of the number and the time
 * from which it is that person.
 */
export function toPersonKeys(
  { persons, phones, phonePersons }: Decided,
  user: Identifiers,
  phone: Identifiers,
  previous: Pick<Linked, "owners" | "people"> | undefined,
): string[] {
  const keys = user.texts.map((text) => keyOf("user", text));
  keys.length = persons;
  for (let h = 0; h < phonePersons.length; h++) {
    const person = phonePersons[h];
    if (person < user.texts.length) continue;
    keys[person] = keyOf("phone", `${phone.texts[phones.identifier[h]]} ${phones.from[h]}`);
  }
  if (previous) keepKeys(keys, previous, { phones, phonePersons }, user.texts.length, phone);
  return keys;
}

/** A number whose time as a person of its own begins otherwise than before keeps its key, where nobody else has it. */
function keepKeys(
  keys: string[],
  { owners, people }: Pick<Linked, "owners" | "people">,
  { phones, phonePersons }: Pick<Decided, "phones" | "phonePersons">,
  users: number,
  phone: Identifiers,
): void {
  const known = people.array("key") as string[];
  const taken = new Set(keys);
  const before = new Set(known);
  const fresh = new Map<string, number[]>();
  for (let h = 0; h < phonePersons.length; h++) {
    if (phonePersons[h] < users || before.has(keys[phonePersons[h]])) continue;
    const number = phone.texts[phones.identifier[h]];
    fresh.set(number, [...(fresh.get(number) ?? []), h]);
  }
  if (fresh.size === 0) return;
  const numbers = textOf("link", owners, "phone");
  const [from, to] = ["from", "to"].map((name) => numbersOf("link", owners, name));
  const persons = owners.array("person") as (number | null)[];
  for (const [o, person] of persons.entries()) {
    if (person === null || owners.get("user", o) !== null || taken.has(known[person])) continue;
    const heir = fresh.get(numbers.at(o)!)?.find((h) => phones.from[h] < to[o] && from[o] < phones.to[h]);
    if (heir === undefined || before.has(keys[phonePersons[heir]])) continue;
    keys[phonePersons[heir]] = known[person];
    taken.add(known[person]);
  }
}

/** 64 bits: among a hundred million persons two have the same key with a chance of one in four thousand. */
function keyOf(kind: string, text: string): string {
  return SEEDS.map((seed) => hash32(`${kind}\0${text}`, seed).toString(16).padStart(8, "0")).join("");
}
