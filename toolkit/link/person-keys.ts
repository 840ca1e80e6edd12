import { hash32 } from "../core/random.ts";
import type { Decided } from "./decide.ts";
import type { Identifiers } from "./identifiers.ts";
import type { Renumbered } from "./renumbered.ts";

const SEEDS = [0x3c6ef372, 0xa54ff53a];

/** Keys by the number of a user, and of a phone: those of a phone's first person. */
export interface PersonKeys {
  user: readonly string[];
  phone: readonly (string | undefined)[];
}

/** Keys that an earlier run gave, and how its identifiers are numbered now. */
export interface KnownKeys {
  keys: PersonKeys;
  user: Renumbered;
  phone: Renumbered;
}

/**
 * A key for each person: of the user; or of the number and which of its persons it is, counted from the first: by
 * silence that parts them, then by owners between them. It depends on all rows together, not on when they came.
 *
 * @returns the key of each person, and what a later run may take over
 */
export function toPersonKeys(
  { persons, phones, phonePersons }: Pick<Decided, "persons" | "phones" | "phonePersons">,
  user: Identifiers,
  phone: Identifiers,
  known?: KnownKeys,
): { keys: string[]; kept: PersonKeys } {
  const keptOf = (kind: "user" | "phone", id: number) => {
    const before = known?.[kind].before[id] ?? -1;
    return before < 0 ? undefined : known?.keys[kind][before];
  };
  const users = user.texts.map((text, id) => keptOf("user", id) ?? keyOf("user", text));
  const keys = users.slice();
  keys.length = persons;
  const first: (string | undefined)[] = new Array(phone.texts.length).fill(undefined);
  for (let id = 0; id < phone.texts.length; id++) {
    first[id] = keptOf("phone", id);
    let [part, place] = [0, 0];
    for (let h = phones.offsets[id]; h < phones.offsets[id + 1]; h++) {
      if (h > phones.offsets[id] && phones.to[h - 1] !== phones.from[h]) [part, place] = [part + 1, 0];
      if (phones.owner[h] >= 0) continue;
      const isFirst = part === 0 && place === 0;
      const person = phonePersons[h];
      place++;
      if (person < 0) continue;
      if (isFirst) first[id] ??= keyOf("phone", `${phone.texts[id]} 0 0`);
      keys[person] = isFirst ? first[id]! : keyOf("phone", `${phone.texts[id]} ${part} ${place - 1}`);
    }
  }
  return { keys, kept: { user: users, phone: first } };
}

/** 64 bits: among a hundred million persons two have the same key with a chance of one in four thousand. */
function keyOf(kind: string, text: string): string {
  return SEEDS.map((seed) => hash32(`${kind}\0${text}`, seed).toString(16).padStart(8, "0")).join("");
}
