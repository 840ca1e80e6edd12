import { type About, toAbout } from "../core/about.ts";
import { TextColumn, type WholeColumn } from "../core/columns.ts";
import { PhonographError } from "../core/errors.ts";
import { filled } from "../core/filled.ts";
import { mask, maskText } from "../core/mask.ts";
import { knownOptions, whole } from "../core/options.ts";
import { columnOf, hasColumn, numbersOf, type Table, textOf, toTable } from "../core/table.ts";
import type { Linked } from "./linked.ts";
import { type PersonNode, personTies, strongestTies, type Tie } from "./person-ties.ts";
import { requireLinked } from "./require-linked.ts";

/** One row for each tie of the path of evidence, strongest first. */
export interface PersonTieColumns {
  /** The two identifiers, masked. */
  kind: string;
  identifier: string;
  other_kind: string;
  other: string;
  /** `rows`: on one row; `timing`: one answers the other in time. */
  by: "rows" | "timing";
  /** Rows that hold both, or answers; first and last, ms UTC. */
  events: number;
  first: number;
  last: number;
  /** Whether it is the weakest: without it the person falls apart. */
  weakest: "yes" | "no";
}

/** One row for each identifier and the interval in which it is the person's. */
export interface PersonIdentifierColumns {
  kind: "user" | "phone" | "device";
  /** Masked. */
  identifier: string;
  /** Half-open, ms UTC; infinite where nothing ends it. */
  from: number;
  to: number;
  /** Rows that show it, and rows that contradict; missing for a user. */
  observations: number;
  against: number;
  confidence: number;
  rule: string;
}

/** One row for each event behind a tie, up to the most asked for. */
export interface PersonEvidenceColumns {
  /** Row of the ties, from 0. */
  tie: number;
  source: string | null;
  row: number;
  at: number;
  kind: string;
  name: string | null;
}

/** What makes a person one person. Identifiers are masked. */
export interface PersonExplanation {
  readonly person: number;
  readonly basis: "user" | "number";
  /** The path of evidence: the strongest ties that hold all its identifiers together. */
  readonly table: Table<PersonTieColumns>;
  readonly identifiers: Table<PersonIdentifierColumns>;
  readonly evidence: Table<PersonEvidenceColumns>;
  /** Rows of the person. */
  readonly rows: number;
  /** Events behind the weakest tie; NaN for a person with one identifier. */
  readonly weakest: number;
  /** A few sentences, one a line. */
  readonly text: string;
  readonly about: About;
}

/** How much `explainPerson` shows. */
export interface ExplainPersonOptions {
  /** The most source rows for each tie, the first ones. Default 10. */
  rows?: number;
}

const VERB = "explainPerson";

/**
 * What makes a person one person: its identifiers, each with its interval, and the path of evidence between them.
 *
 * Two identifiers are tied by the rows that hold both, and by answers in time. Of all ties those are shown that hold
 * everything together and are strongest (a maximum spanning tree by number of events), so there is one path between any
 * two identifiers; the weakest of them is marked: it is the first to look at when two people were taken for one.
 *
 * Of a run that only added events (`adds`) ties are those of the events added; the identifiers are all.
 *
 * Cost: one pass over the rows.
 *
 * @param linked what `link` gave
 * @param person the person, as in column `person`
 * @param options see {@link ExplainPersonOptions}
 * @returns see {@link PersonExplanation}; masked, so it may be shown
 * @throws PhonographError `option/invalid` when there is no such person
 * @example
 * ```ts
 * import { explainPerson, link } from "phonograph";
 * import { table } from "arquero";
 * const phone = "+351912345678";
 * const events = table({
 *   at: [1e12, 1e12 + 6e4, 1e12 + 9e4], kind: ["auth", "auth", "app"],
 *   user: ["ann-lee", "ann-lee", "ann-lee"], phone: [phone, phone, null], device: [null, null, "d1-x"],
 * });
 * const linked = await link(events);
 * const why = explainPerson(linked, linked.table.get("person", 0));
 * console.assert(why.identifiers.numRows() === 3 && why.table.get("weakest", 1) === "yes" && why.weakest === 1);
 * ```
 */
export function explainPerson(linked: Linked, person: number, options: ExplainPersonOptions = {}): PersonExplanation {
  requireLinked(VERB, linked, ["table", "owners", "devices", "people"]);
  knownOptions(VERB, options, ["rows"]);
  const most = whole(VERB, "rows", options.rows ?? 10, 1, 10_000);
  const place = [...columnOf(VERB, linked.people, "person")].indexOf(person);
  if (place < 0) {
    throw new PhonographError({
      code: "option/invalid",
      verb: VERB,
      rule: "person must be one of the linked table's",
      found: typeof person === "number" ? maskText(`${person}`) : person === null ? "null" : typeof person,
      hint:
        typeof person === "string"
          ? "give its number, not its key: linked.people tells both"
          : `there are ${linked.people.numRows().toLocaleString("en")}: see linked.people`,
    });
  }
  const { array } = columnOf(VERB, linked.table, "person") as WholeColumn;
  const rows: number[] = [];
  for (let row = 0; row < array.length; row++) if (array[row] === person) rows.push(row);
  const ties = strongestTies(personTies(VERB, linked, rows, most));
  const weakest =
    ties.length === 0 ? Number.NaN : ties.reduce((least, { events }) => Math.min(least, events), Infinity);
  const last = ties.findLastIndex(({ events }) => events === weakest);
  const identifiers = identifiersOf(linked, person, rows);
  return Object.freeze({
    person,
    basis: linked.people.get("basis", place) as "user" | "number",
    table: toTiesTable(ties, last),
    identifiers: toIdentifiersTable(identifiers),
    evidence: toEvidence(linked, ties),
    rows: rows.length,
    weakest,
    text: [
      `person ${person}: ${identifiers.length} ${identifiers.length === 1 ? "identifier" : "identifiers"}, ${rows.length.toLocaleString("en")} ${rows.length === 1 ? "row" : "rows"}`,
      ...ties.map(
        (tie, i) =>
          `${shown(tie.a)} - ${shown(tie.b)}: ${countOf(tie)}, ${day(tie.first)} to ${day(tie.last)}${i === last && ties.length > 1 ? " (weakest)" : ""}`,
      ),
    ].join("\n"),
    about: toAbout({ verb: VERB, options: { person, rows: most }, input: linked.table, peopleIn: 1 }),
  });
}

const day = (at: number) => (Number.isFinite(at) ? new Date(at).toISOString().slice(0, 10) : "an unknown day");
const shown = ({ kind, text }: PersonNode) => `${kind} ${mask(text)}`;
const countOf = ({ by, events }: Tie) =>
  by === "rows"
    ? `on ${events.toLocaleString("en")} ${events === 1 ? "row" : "rows"} together`
    : `${events.toLocaleString("en")} ${events === 1 ? "answer" : "answers"} in time`;

function toTiesTable(ties: readonly Tie[], weakest: number): Table<PersonTieColumns> {
  const texts = (of: (tie: Tie, i: number) => string) => TextColumn.from(ties.map(of));
  return toTable<PersonTieColumns>({
    kind: texts(({ a }) => a.kind),
    identifier: texts(({ a }) => mask(a.text)),
    other_kind: texts(({ b }) => b.kind),
    other: texts(({ b }) => mask(b.text)),
    by: texts(({ by }) => by),
    events: numbers(ties, ({ events }) => events),
    first: numbers(ties, ({ first }) => first),
    last: numbers(ties, ({ last }) => last),
    weakest: texts((_, i) => (i === weakest ? "yes" : "no")),
  });
}

const numbers = <T>(list: readonly T[], of: (item: T) => number) => filled(list.length, (i) => of(list[i]));

function identifiersOf(
  { table, owners, devices, state }: Linked,
  person: number,
  rows: readonly number[],
): PersonIdentifierColumns[] {
  const users = hasColumn(table, "user") ? textOf(VERB, table, "user") : undefined;
  // users are the first persons, in their order; a person's added rows need not name its user
  const known = state.memory.identifiers.user.texts.slice(person, person + 1);
  const mine = new Set([...rows.flatMap((row) => users?.at(row) ?? []), ...known]);
  const missing = { observations: Number.NaN, against: Number.NaN, confidence: Number.NaN };
  const held: PersonIdentifierColumns[] = [...mine].map((user) => ({
    ...{ kind: "user", identifier: mask(user), from: -Infinity, to: Infinity, ...missing, rule: "user" },
  }));
  for (const [kind, intervals] of [
    ["phone", owners],
    ["device", devices],
  ] as const) {
    for (let h = 0; h < intervals.numRows(); h++) {
      if (intervals.get("person", h) !== person) continue;
      const get = (name: string) => intervals.get(name, h) as number;
      held.push({
        ...{ kind, identifier: mask(intervals.get(kind, h) as string), from: get("from"), to: get("to") },
        ...{ observations: get("observations"), against: get("against"), confidence: get("confidence") },
        rule: kind === "phone" ? (intervals.get("rule", h) as string) : "observed",
      });
    }
  }
  return held;
}

function toIdentifiersTable(list: readonly PersonIdentifierColumns[]): Table<PersonIdentifierColumns> {
  return toTable<PersonIdentifierColumns>({
    kind: TextColumn.from(list.map(({ kind }) => kind)),
    identifier: TextColumn.from(list.map(({ identifier }) => identifier)),
    from: numbers(list, ({ from }) => from),
    to: numbers(list, ({ to }) => to),
    observations: numbers(list, ({ observations }) => observations),
    against: numbers(list, ({ against }) => against),
    confidence: numbers(list, ({ confidence }) => confidence),
    rule: TextColumn.from(list.map(({ rule }) => rule)),
  });
}

function toEvidence({ table }: Linked, ties: readonly Tie[]): Table<PersonEvidenceColumns> {
  const all = ties.flatMap(({ rows }, tie) => rows.map((row) => ({ tie, row })));
  const texts = (name: string) => {
    const column = hasColumn(table, name) ? textOf(VERB, table, name) : undefined;
    return TextColumn.from(all.map(({ row }) => column?.at(row) ?? null));
  };
  const origin = hasColumn(table, "row") ? numbersOf(VERB, table, "row") : undefined;
  const at = numbersOf(VERB, table, "at");
  return toTable<PersonEvidenceColumns>({
    tie: numbers(all, ({ tie }) => tie),
    source: texts("source"),
    row: numbers(all, ({ row }) => origin?.[row] ?? row),
    at: numbers(all, ({ row }) => at[row]),
    kind: texts("kind"),
    name: texts("name"),
  });
}
