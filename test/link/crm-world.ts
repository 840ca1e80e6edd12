import { type Random, random } from "../../toolkit/core/random.ts";
import { type Table, toTable } from "../../toolkit/core/table.ts";

/** A customer table whose duplicates are known. */
export interface CrmWorld {
  crm: Table<Record<string, unknown>>;
  /** The person of each row. */
  truth: number[];
  /** What was done to each row: `""` for the first of a person, `"copy"`, `"moved"`, ... */
  done: string[];
  persons: Person[];
}

export interface CrmOptions {
  households: number;
  seed: number;
  /** Share of persons with further rows. Default 0.15. */
  repeated?: number;
  /** Chance that a field of a further row has a slip. Default 0.06. */
  slips?: number;
  /** Chance that a field is missing. Default 0.08. */
  missing?: number;
}

interface Person {
  given: string;
  family: string;
  email: string;
  phone: string;
  birth: number;
  postcode: string;
  city: string;
  address: string;
  /** `twin`, `namesake` (a child named as a parent), `reception` (shares its number with a company), or none. */
  special: string;
  household: number;
}

const SYLLABLES =
  "ba be bo ca co da de di do fa fe ga go ja jo la le li lo ma me mi mo na ne ni no pa pe pi ra re ri ro sa se si so ta te ti to va ve vi zé cão rão são ná lé".split(
    " ",
  );
const ENDS = ["", "", "", "n", "s", "l", "r", "z", "ra", "ques"];
const DAY = 864e5;

const names = (chance: Random, count: number) => {
  const found = new Set<string>();
  while (found.size < count) {
    const length = 2 + chance.integer(2);
    const word = Array.from({ length }, () => chance.pick(SYLLABLES)).join("") + chance.pick(ENDS);
    found.add(word[0].toUpperCase() + word.slice(1));
  }
  return [...found];
};
/** The i-th of a list is about 1 / (i + 6) as common as the first. */
const common = <T>(chance: Random, list: readonly T[]) => {
  const top = Math.log((list.length + 6) / 6);
  return list[Math.min(list.length - 1, Math.floor(6 * Math.exp(chance.uniform() * top) - 6))];
};

/**
 * Households with parents, children, twins and children named as a parent, who share home and sometimes phone or e-mail;
 * companies with one number; and a customer table in which some have further rows: with slips, fields missing, names swapped,
 * shortened or changed by marriage, after a move, with a new number or address, and whole copies.
 */
export function crmWorld({ households, seed, repeated = 0.15, slips = 0.06, missing = 0.08 }: CrmOptions): CrmWorld {
  const chance = random(`crm/${seed}`);
  const lists = {
    given: names(chance, 400),
    family: names(chance, 1500),
    street: names(chance, 900),
    taken: new Set<string>(),
  };
  const persons: Person[] = [];
  for (let home = 0; home < households; home++) populate(persons, home, chance.stream(home + 1), lists);
  const rows: { person: number; done: string; order: number; fields: (string | null)[] }[] = [];
  for (const [p, person] of persons.entries()) {
    const dice = chance.stream(p + 1, 7);
    const more = dice.chance(repeated) ? 1 + dice.weighted([0.75, 0.2, 0.05]) : 0;
    for (let row = 0; row <= more; row++) {
      const { changed, done } = row === 0 ? { changed: person, done: "" } : change(person, dice, lists);
      const slipped = done === "copy" ? 0 : row === 0 ? slips / 6 : slips;
      const fields = write(changed, dice, slipped, row === 0 || done !== "copy" ? missing : 0);
      const last = rows.at(-1);
      rows.push({ person: p, done, order: dice.uniform(), fields: done === "copy" && last ? last.fields : fields });
    }
  }
  rows.sort((a, b) => a.order - b.order);
  const column = (i: number) => rows.map(({ fields }) => fields[i]);
  const crm = toTable<Record<string, unknown>>({
    given_name: column(0),
    family_name: column(1),
    email: column(2),
    phone: column(3),
    birth_date: column(4),
    postcode: column(5),
    city: column(6),
    address: column(7),
  });
  return { crm, truth: rows.map(({ person }) => person), done: rows.map(({ done }) => done), persons };
}

type Lists = Record<"given" | "family" | "street", string[]> & { taken: Set<string> };

/** No two people get the same address. */
function mail(given: string, family: string, chance: Random, { taken }: Lists) {
  const plain = (text: string) => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
  const domain = common(chance, ["gmail.com", "sapo.pt", "hotmail.com", "mail.pt", "outlook.com"]);
  for (let digits = 0; ; digits++) {
    const end = digits === 0 && chance.chance(0.4) ? "" : chance.integer(10 ** (1 + digits));
    const address = `${plain(given)}${chance.pick([".", "", "_"])}${plain(family)}${end}@${domain}`;
    if (taken.has(address)) continue;
    taken.add(address);
    return address;
  }
}

const mobile = (chance: Random) =>
  `+3519${chance.pick(["1", "2", "3", "6"])}${String(chance.integer(1e7)).padStart(7, "0")}`;

function place(chance: Random, lists: Lists) {
  const district = common(
    chance,
    Array.from({ length: 60 }, (_, i) => i),
  );
  const postcode = `${1000 + 50 * district + chance.integer(12)}-${String(100 + chance.integer(40))}`;
  const street = lists.street[(district * 15 + chance.integer(15)) % lists.street.length];
  return {
    postcode,
    city: `${lists.street[district]} ${"aeiou"[district % 5]}`,
    address: `Rua ${street} ${1 + chance.integer(120)}`,
  };
}

function populate(persons: Person[], household: number, chance: Random, lists: Lists) {
  const home = place(chance, lists);
  const family = common(chance, lists.family);
  const sharedPhone = mobile(chance);
  const sharedMail = mail("familia", family, chance, lists);
  const reception = household % 40 === 0;
  const adults = 1 + chance.integer(2);
  const children = adults === 2 ? chance.integer(4) : 0;
  const birth = -(25 + chance.integer(50)) * 365 * DAY + chance.integer(365) * DAY;
  const add = (given: string, day: number, special: string, surname = family) => {
    const phones = chance.weighted([0.8, 0.2]) === 1 && !reception;
    persons.push({
      given,
      family: surname,
      email: chance.chance(0.06) ? sharedMail : mail(given, surname, chance, lists),
      phone: reception
        ? `+35121${String(1000000 + Math.floor(household / 600)).slice(-7)}`
        : phones
          ? sharedPhone
          : mobile(chance),
      birth: day,
      ...home,
      special: reception ? "reception" : special,
      household,
    });
  };
  const first = common(chance, lists.given);
  add(first, birth, "");
  if (adults === 2) {
    add(
      common(chance, lists.given),
      birth + (chance.integer(3000) - 1500) * DAY,
      "",
      chance.chance(0.75) ? family : common(chance, lists.family),
    );
  }
  for (let child = 0; child < children; child++) {
    const last = persons[persons.length - 1];
    const twin = child > 0 && chance.chance(0.06);
    const namesake = !twin && chance.chance(0.03);
    const day = twin ? last.birth : birth + (20 * 365 + chance.integer(15 * 365)) * DAY;
    add(namesake ? first : common(chance, lists.given), day, twin ? "twin" : namesake ? "namesake" : "");
  }
}

const CHANGES = ["copy", "slips", "moved", "married", "swapped", "initial", "number", "mail", "thin"] as const;

function change(person: Person, chance: Random, lists: Lists): { changed: Person; done: string } {
  const done = CHANGES[chance.weighted([0.1, 0.4, 0.12, 0.06, 0.05, 0.05, 0.08, 0.08, 0.06])];
  const changed = { ...person };
  if (done === "moved")
    Object.assign(changed, place(chance, lists), chance.chance(0.3) ? { phone: mobile(chance) } : {});
  if (done === "married") changed.family = common(chance, lists.family);
  if (done === "swapped") Object.assign(changed, { given: person.family, family: person.given });
  if (done === "initial") changed.given = `${person.given[0]}.`;
  if (done === "number") changed.phone = mobile(chance);
  if (done === "mail")
    changed.email = chance.chance(0.3)
      ? person.email.replace("@", "+shop@")
      : mail(person.given, person.family, chance, lists);
  if (done === "thin") Object.assign(changed, { address: "", postcode: "", city: "", birth: Number.NaN });
  return { changed, done };
}

function write(person: Person, chance: Random, slips: number, missing: number): (string | null)[] {
  const date = Number.isNaN(person.birth) ? "" : day(person.birth, chance, slips);
  const { given, family, email, phone, postcode, city, address } = person;
  return [given, family, email, phone, date, postcode, city, address].map((text, i) => {
    if (text === "" || chance.chance(i === 2 ? 2.5 * missing : i === 0 ? missing / 8 : missing)) return null;
    return i === 4 || !chance.chance(slips) ? text : slip(text, chance, i === 3);
  });
}

function day(at: number, chance: Random, slips: number) {
  const [year, month, date] = new Date(at).toISOString().slice(0, 10).split("-");
  if (chance.chance(slips / 2) && Number(date) <= 12) return `${year}-${date}-${month}`;
  if (!chance.chance(slips)) return `${year}-${month}-${date}`;
  return `${year.slice(0, 3)}${chance.integer(10)}-${month}-${date}`;
}

/** One letter left out, doubled, replaced, or two swapped; of a number a digit replaced or two swapped. */
function slip(text: string, chance: Random, digits: boolean) {
  const at = (digits ? 5 : 1) + chance.integer(Math.max(1, text.length - (digits ? 6 : 2)));
  const kind = digits ? 2 + chance.integer(2) : chance.integer(4);
  if (kind === 0) return text.slice(0, at) + text.slice(at + 1);
  if (kind === 1) return text.slice(0, at) + text.slice(at - 1);
  if (kind === 2)
    return (
      text.slice(0, at) +
      (digits ? chance.integer(10) : "abcdefghijlmnoprstuvz"[chance.integer(21)]) +
      text.slice(at + 1)
    );
  return text.slice(0, at) + (text[at + 1] ?? "") + text[at] + text.slice(at + 2);
}
