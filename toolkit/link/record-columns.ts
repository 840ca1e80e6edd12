import type { ColumnTable } from "arquero";
import { PhonographError } from "../core/errors.ts";
import { maskText } from "../core/mask.ts";
import { knownOptions } from "../core/options.ts";
import { listed } from "../core/suggest.ts";
import { hasColumn, missingColumn, requireTable } from "../core/table.ts";
import { foldText } from "./record-texts.ts";

/** Which columns of a table of records say what. A table has full names, or given and family names. */
export interface RecordColumns {
  /** Full names; they are split into given names and the last family name. */
  readonly name?: string;
  readonly given?: string;
  readonly family?: string;
  readonly email?: string;
  /** Numbers, in E.164 or as people write them (then with `region`). */
  readonly phone?: string;
  readonly birthDate?: string;
  readonly postcode?: string;
  readonly city?: string;
  readonly address?: string;
  /** Anything else that is written as text; up to three columns. */
  readonly text?: string | readonly string[];
}

const KNOWN: Readonly<Record<Exclude<keyof RecordColumns, "text">, string>> = {
  given: "given givenname givennames firstname first forename forenames prenom vorname nombre",
  family: "family familyname lastname last surname apelido nachname nom apellido apellidos",
  name: "name fullname customername contactname clientname nome displayname",
  email: "email mail emailaddress mailaddress correo",
  phone: "phone msisdn mobile telephone tel phonenumber mobilenumber telephonenumber mobilephone telemovel telefone",
  birthDate: "birthdate dateofbirth dob birthday born birth datanascimento geburtsdatum",
  postcode: "postcode zip zipcode postalcode plz codigopostal",
  city: "city town locality place localidade ort ville",
  address: "address street streetaddress address1 addressline1 morada rua",
};
const KINDS = [...Object.keys(KNOWN), "text"] as (keyof RecordColumns)[];

/** The columns to compare, as chosen, or as their names tell. */
export function recordColumns(verb: string, crm: ColumnTable, chosen: RecordColumns | undefined): RecordColumns {
  requireTable(verb, crm);
  const names = crm.columnNames() as string[];
  if (chosen === undefined) return byName(verb, names);
  knownOptions(verb, chosen, KINDS);
  const pairs = Object.entries(chosen).filter(([, name]) => name !== undefined);
  for (const [kind, name] of pairs) {
    const list: unknown[] = kind === "text" && Array.isArray(name) ? name : [name];
    for (const one of list) {
      if (typeof one !== "string") throw wrong(verb, `compare.${kind} must be the name of a column`, typeof one);
      if (!hasColumn(crm, one)) throw missingColumn(verb, crm, one);
    }
    if (list.length > 3) throw wrong(verb, "compare.text may name three columns at most", `${list.length} columns`);
  }
  if (pairs.length === 0) throw nothing(verb, names);
  if (chosen.name !== undefined && (chosen.given !== undefined || chosen.family !== undefined)) {
    throw wrong(verb, "compare takes full names, or given and family names", "both", "leave out compare.name");
  }
  const columns = pairs.flatMap(([, name]) => name as string | string[]);
  const twice = columns.find((name, i) => columns.indexOf(name) < i);
  if (twice !== undefined) {
    throw wrong(
      verb,
      "compare may name a column once: two fields of one column agree always",
      `"${maskText(twice)}" twice`,
    );
  }
  return chosen;
}

function byName(verb: string, names: readonly string[]): RecordColumns {
  const plain = names.map((name) => foldText(name).replace(/[^a-z0-9]/g, ""));
  const found: Record<string, string> = {};
  for (const [kind, known] of Object.entries(KNOWN)) {
    const word = known.split(" ").find((one) => plain.includes(one));
    if (word !== undefined) found[kind] = names[plain.indexOf(word)];
  }
  if (found.given !== undefined && found.family !== undefined) delete found.name;
  else if (found.name !== undefined) {
    delete found.given;
    delete found.family;
  }
  if (Object.keys(found).length === 0) throw nothing(verb, names);
  return found;
}

function nothing(verb: string, names: readonly string[]): PhonographError {
  return new PhonographError({
    code: "option/missing",
    verb,
    rule: "there is no column to compare",
    found: names.length === 0 ? "a table without columns" : listed(names),
    hint: 'compare: { name: "customer", phone: "contact" }',
  });
}

function wrong(verb: string, rule: string, found: string, hint?: string): PhonographError {
  return new PhonographError({ code: "option/invalid", verb, rule, found, hint });
}
