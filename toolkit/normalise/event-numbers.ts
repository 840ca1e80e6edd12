import { kindCode, NUMBER_FLAGS, NUMBER_KINDS, reasonCode } from "../../workers/numbers/words.ts";
import { TextColumn } from "../core/columns.ts";
import type { ComputeOptions } from "../core/compute.ts";
import { PhonographError } from "../core/errors.ts";
import { textOf } from "../core/table.ts";
import { applyMigrations } from "../numbers/apply-migrations.ts";
import type { MigrationPlan } from "../numbers/migration-option.ts";
import { type NumberFacts, numberFacts, type RegionTexts } from "../numbers/number-facts.ts";
import { numberRows } from "../numbers/number-rows.ts";
import { spreadColumn } from "../numbers/number-table.ts";
import { rawValues } from "../numbers/raw-values.ts";
import type { PreparedInput } from "./event-input.ts";
import { NUMBERS } from "./event-map.ts";
import { keyedIssue, keylessIssue } from "./number-issues.ts";
import type { RowIssues } from "./row-issues.ts";

/** The number columns of one input, with what the numbers themselves tell. */
export type EventNumbers = Record<string, TextColumn>;

/** Which facts travel along with which number, and under which name. */
const FACTS = {
  phone: { region: "phone_country", area: "phone_area", carrier: "phone_carrier", type: "phone_type" },
  peer: { region: "peer_country", type: "peer_type" },
} as const;

/** Doubts that are worth a line in the issues. */
const NOTED = [
  "default-region-used",
  "country-code-read-as-area",
  "lenient-idd",
  "scientific-notation-precision-lost",
  "multiple-numbers",
] as const;

export interface EventNumberOptions extends ComputeOptions {
  lenient: boolean;
  migrations: MigrationPlan | undefined;
}

/** One number column of one input, and where its rows find their facts. */
interface Use {
  i: number;
  name: (typeof NUMBERS)[number];
  rows: Int32Array;
}

/**
 * Reads the number columns of all inputs: each distinct text of one region once, whatever inputs and columns it is in.
 * `at` are the times of each input's rows: they decide about numbers of an old plan.
 */
export async function eventNumbers(
  verb: string,
  inputs: readonly PreparedInput[],
  at: readonly Float64Array[],
  issues: readonly RowIssues[],
  { lenient, migrations, ...compute }: EventNumberOptions,
): Promise<EventNumbers[]> {
  const answers = inputs.map((): EventNumbers => ({}));
  const gathered = new GatheredTexts();
  const uses = inputs.flatMap((input, i) =>
    NUMBERS.flatMap((name): Use[] => {
      const column = input.entries.get(name)?.column;
      if (column === undefined) return [];
      const raw = textOf(verb, input.table, column);
      if (input.numbers === "keep") answers[i]![name] = raw;
      return input.numbers === "keep" ? [] : [{ i, name, rows: gathered.add(raw, input.region, input.regions) }];
    }),
  );
  if (uses.length === 0) return answers;
  const { groups, starts } = gathered.groups();
  const facts = await numberFacts(verb, groups, { ...compute, lenient, migrations });
  for (const { i, name, rows } of uses) {
    for (let row = 0; row < rows.length; row++) rows[row] = gathered.place(rows[row]!, starts);
    const { places, old } = applyMigrations(verb, facts, rows, migrations, at[i]);
    answers[i]![name] = spreadColumn(facts.key, places);
    for (const [fact, column] of Object.entries(FACTS[name])) {
      answers[i]![column] = spreadColumn(facts[fact as "region" | "area" | "carrier" | "type"], places);
    }
    if (inputs[i]!.region === undefined && !inputs[i]!.regions) refuseNational(verb, name, facts, places);
    refuseIdentifiers(verb, name, facts, places);
    enter(name, facts, places, issues[i]!);
    if (old) answers[i]![`${name}_original`] = originals(name, facts, old, issues[i]!);
  }
  return answers;
}

/** The distinct texts of each region, of all columns together. */
class GatheredTexts {
  readonly #regions: { region: string | undefined; bad: boolean; places: Map<string, number> }[] = [];
  /** Of each member its group, and its place in it: an object each would be most of the cost. */
  readonly #groupOf: number[] = [];
  readonly #placeOf: number[] = [];
  readonly #known = new Map<string, number>();

  /** Row -> member, -1 where the row has no value. */
  add(raw: TextColumn, region: string | undefined, regions: TextColumn | undefined): Int32Array {
    const { groups, places } = numberRows(rawValues(raw), region, regions && rawValues(regions));
    const members = groups.flatMap((group) => group.texts.map((text) => this.#member(group, text)));
    return places.map((place, row) => (raw.codes[row]! < 0 ? -1 : members[place]!));
  }

  #member({ region, bad = false }: RegionTexts, text: string): number {
    const name = bad ? "bad" : (region ?? "");
    let group = this.#known.get(name);
    if (group === undefined) {
      group = this.#regions.push({ region, bad, places: new Map() }) - 1;
      this.#known.set(name, group);
    }
    const { places } = this.#regions[group]!;
    let member = places.get(text);
    if (member === undefined) {
      member = this.#groupOf.push(group) - 1;
      this.#placeOf.push(places.size);
      places.set(text, member);
    }
    return member;
  }

  groups(): { groups: RegionTexts[]; starts: number[] } {
    const groups = this.#regions.map(({ region, bad, places }) => ({ region, bad, texts: [...places.keys()] }));
    let next = 0;
    const starts = groups.map(({ texts }) => {
      next += texts.length;
      return next - texts.length;
    });
    return { groups, starts };
  }

  place(member: number, starts: readonly number[]): number {
    if (member < 0) return -1;
    return starts[this.#groupOf[member]!]! + this.#placeOf[member]!;
  }
}

/** The old numbers of rows that were given today's, each rule noted. */
function originals(name: string, { migrated }: NumberFacts, old: Int32Array, issues: RowIssues): TextColumn {
  const found = [...migrated];
  const mark = new Map(found.map(([place], i) => [place, i]));
  const marks = Int32Array.from(old, (place) => mark.get(place) ?? -1);
  const rules = new Set(found.map(([, { rule }]) => rule));
  for (const rule of rules) {
    const hit = Int32Array.from(marks, (m) => (m >= 0 && found[m]![1].rule === rule ? 1 : 0));
    if (hit.includes(1)) issues.addMarked(hit, 1, `${name}: migrated by ${rule.name}`, "noted");
  }
  const column = TextColumn.from(found.map(([, successor]) => successor.old));
  return spreadColumn(column, marks);
}

/** Numbers of which most lack their country would all be lost: the region was forgotten. */
function refuseNational(verb: string, name: string, facts: NumberFacts, rows: Int32Array): void {
  let national = 0;
  for (const row of rows) {
    if (row >= 0 && facts.key.codes[row]! < 0 && facts.reason.at(row) === "no region") national++;
  }
  if (national * 2 <= rows.length) return;
  throw new PhonographError({
    code: "option/missing",
    verb,
    rule: "region must be given where numbers have no country code",
    found: `${name}: ${national.toLocaleString("en")} of ${rows.length.toLocaleString("en")} rows show a national number`,
    hint: 'region: "PT", or numbers: "keep" for pseudonyms',
  });
}

/** A few identifiers among numbers are blanked and counted; a column of them was mapped by mistake. */
function refuseIdentifiers(verb: string, name: string, facts: NumberFacts, rows: Int32Array): void {
  const [identifier, empty] = [kindCode("identifier"), reasonCode("empty")];
  if (!facts.kind.codes.includes(identifier)) return;
  let [identifiers, values] = [0, 0];
  for (const place of rows) {
    if (place < 0 || facts.reason.codes[place] === empty) continue;
    values++;
    if (facts.kind.codes[place] === identifier) identifiers++;
  }
  if (identifiers * 2 <= values) return;
  throw new PhonographError({
    code: "option/invalid",
    verb,
    rule: `map.${name} must be a column of phone numbers`,
    found: `${identifiers.toLocaleString("en")} of ${values.toLocaleString("en")} values are identifiers of lines, devices or cards`,
    hint: 'map them as user or device, or numbers: "keep" to take them as they are',
  });
}

/** Values that have no key are missing from now on, by kind and reason; kinds that a key hides and doubts are noted. */
function enter(name: string, facts: NumberFacts, rows: Int32Array, issues: RowIssues): void {
  const reasons: string[] = [];
  const lost = Int32Array.from({ length: facts.key.length }, (_, i) => {
    if (facts.key.codes[i]! >= 0) return -1;
    const reason = keylessIssue(name, facts.kind.at(i)!, facts.reason.at(i));
    return reasons.includes(reason) ? reasons.indexOf(reason) : reasons.push(reason) - 1;
  });
  const marks = new Int32Array(rows.length);
  const markBy = (of: (place: number) => number) => {
    for (let i = 0; i < rows.length; i++) marks[i] = rows[i]! < 0 ? -1 : of(rows[i]!);
  };
  if (reasons.length > 0) markBy((place) => lost[place]!);
  for (const [mark, reason] of reasons.entries()) issues.addMarked(marks, mark, reason, "blanked");
  const keyed = facts.key.codes;
  const has = new Int8Array(keyed.length);
  /** Notes the values with a key of which `words` has one of `bits`. */
  const note = (issue: string, words: Int32Array, bits: number, isOne: boolean) => {
    let any = 0;
    for (let i = 0; i < has.length; i++) {
      has[i] = keyed[i]! >= 0 && (isOne ? words[i] === bits : (words[i]! & bits) !== 0) ? 1 : 0;
      any |= has[i]!;
    }
    if (any === 0) return;
    markBy((place) => has[place]!);
    issues.addMarked(marks, 1, issue, "noted");
  };
  for (const kind of NUMBER_KINDS) {
    const words = keyedIssue(name, kind);
    if (words !== undefined) note(words, facts.kind.codes, kindCode(kind), true);
  }
  for (const flag of NOTED) {
    note(`${name}: ${flag.replaceAll("-", " ")}`, facts.flags, 1 << NUMBER_FLAGS.indexOf(flag), false);
  }
  note(`${name}: bad-region`, facts.reason.codes, reasonCode("bad-region"), true);
}
