import { sharedFloat64 } from "../../workers/shared.ts";
import { TextColumn } from "../core/columns.ts";
import { PhonographError } from "../core/errors.ts";
import { mask, maskText } from "../core/mask.ts";
import { hasColumn, numbersOf, type Table, textOf, toTable } from "../core/table.ts";
import { timesOf } from "../core/times.ts";
import { keysShown } from "./keys-shown.ts";
import { LINK_RULES, type Linked, type LinkRule } from "./linked.ts";
import { explanationOf, type PairExplanation } from "./pair-explanation.ts";
import { placesOf } from "./pair-of.ts";
import { requireLinked } from "./require-linked.ts";
import type { TimingTrace } from "./timing-trace.ts";

/** A row that speaks for or against a link. */
export interface EvidenceColumns {
  /** Where the row comes from; missing when the events do not tell. */
  source: string | null;
  row: number;
  /** ms UTC. */
  at: number;
  kind: string;
  name: string | null;
  /** The user it names, masked; missing where it names none, as a code sent to a number. */
  user: string | null;
  supports: "for" | "against";
}

/** Why a row has the person it has. Identifiers are masked. */
export interface LinkExplanation {
  readonly person: number | null;
  readonly confidence: number;
  readonly rule: LinkRule;
  /** A few sentences, one a line. */
  readonly text: string;
  /** The rows that the decision rests on, oldest first; by timing, the triggers and the responses. */
  readonly table: Table<EvidenceColumns>;
  /** Of a row linked by who holds its number: what timing says of owner and number, where it says anything; else null. */
  readonly timing: PairExplanation | null;
}

const day = (at: number) => (Number.isFinite(at) ? new Date(at).toISOString().slice(0, 10) : "now");

const times = (n: number) =>
  n === 1 ? "once" : n === 2 ? "twice" : n === 0 ? "never" : `${n.toLocaleString("en")} times`;

const WHY_NO_OWNER: Readonly<Record<string, string>> = {
  ambiguous: "the rows that name its user contradict each other, other rows of that user, or whoever uses its codes",
  shared: "too many users were seen with it at once",
};

/**
 * Why one row was linked to its person: the rule, the interval it falls in, and the rows that this interval rests on. Of a
 * run that only added events (`adds`) the rows are those of the events added; text and `timing` speak of all.
 *
 * @param linked what `link` gave
 * @param row the row of `linked.table`, from 0, or its origin `{source, row}`
 * @returns see {@link LinkExplanation}; users and numbers are masked, so it may be shown
 * @throws PhonographError `option/invalid` when there is no such row
 * @example
 * ```ts
 * import { explainLink, link } from "phonograph";
 * import { table } from "arquero";
 * const phone = "+351912345678";
 * const events = table({ at: [1e12, 1e12 + 6e4], kind: ["auth", "call"], phone: [phone, phone], user: ["ann-lee", null] });
 * const why = explainLink(await link(events), 1);
 * console.assert(why.rule === "phone" && why.table.numRows() === 1 && !why.text.includes(phone));
 * ```
 */
export function explainLink(linked: Linked, row: number | { source: string; row: number }): LinkExplanation {
  requireLinked("explainLink", linked, ["table", "owners", "devices", "shared", "trace"]);
  const { table, trace } = linked;
  const r = placeOf(linked, row);
  const person = table.get("person", r) as number | null;
  const confidence = table.get("link", r) as number;
  const rule = LINK_RULES[trace.rule[r]];
  const text = (name: string) => (hasColumn(table, name) ? (table.get(name, r) as string | null) : null);
  const shown = (name: string) => mask(text(name) ?? "");
  const lines = [
    person === null
      ? "not linked to anybody"
      : `person ${person}, confidence ${confidence.toFixed(3)}, by rule "${rule}"`,
  ];
  let rows: number[] = [];
  if (rule === "none") lines.push(whyNone(linked, text));
  if (rule === "user") {
    lines.push(`the row names user ${shown("user")}`);
    if (confidence < 1) lines.push(`but its number ${shown("phone")} belongs to somebody else at that time`);
  }
  if (rule === "session") {
    lines.push(`session ${shown("session")} has rows of one user only`);
    rows = rowsWhere(linked, "session", text("session"), { from: -Infinity, to: Infinity, user: null });
  }
  if (rule === "phone" || rule === "timing" || rule === "device" || rule === "number") {
    const kind = rule === "device" ? "device" : "phone";
    const held = rule === "device" ? linked.devices : linked.owners;
    const get = (name: string) => held.get(name, trace.interval[r]) as number;
    const user = held.get("user", trace.interval[r]) as string | null;
    const span = `from ${day(get("from"))} to ${day(get("to"))}`;
    if (rule !== "number") {
      const whose = user === null ? `person ${get("person")}` : `user ${mask(user)}`;
      lines.push(`${kind} ${shown(kind)} is held by ${whose} ${span}`);
      const seen = `seen ${times(get("observations"))} between ${day(get("first"))} and ${day(get("last"))}`;
      lines.push(`${seen}, contradicted ${times(get("against"))}`);
      if (get("timed") > 0)
        lines.push(`of these ${get("timed")} by timing: codes to the number that the user answered`);
    } else {
      lines.push(`number ${shown(kind)} has no known owner ${span} and stands for a person of its own`);
      const why = WHY_NO_OWNER[held.get("rule", trace.interval[r]) as string];
      if (why) lines.push(why);
    }
    if (rule !== "number" || held.get("rule", trace.interval[r]) !== "alone") {
      rows = rowsWhere(linked, kind, text(kind), { from: get("from"), to: get("to"), user });
    }
  }
  const timed = timedPair(linked, r, rule);
  const answers = timed === undefined ? [] : answersOf(linked, timed.trace, timed.places);
  const all = [...new Set([...rows, ...answers])];
  return Object.freeze({
    ...{ person, confidence, rule, text: lines.join("\n"), table: toEvidence(linked, all, person) },
    timing: timed === undefined ? null : explanationOf("explainLink", timed.trace, timed.places),
  });
}

/** The owner of the row's number, or device, and it, where timing ties them. */
function timedPair({ owners, devices, trace, timing = [] }: Linked, row: number, rule: LinkRule) {
  if (rule !== "phone" && rule !== "timing" && rule !== "device") return undefined;
  const [kind, held] = rule === "device" ? (["device", devices] as const) : (["phone", owners] as const);
  const identifiers: Record<string, unknown> = {
    [kind]: held.get(kind, trace.interval[row]),
    user: held.get("user", trace.interval[row]),
  };
  for (const { trace: told } of timing) {
    if (!told.names.includes(kind)) continue;
    const [source, target] = told.names.map((name, side) =>
      [told.sources, told.targets][side].indexOf(identifiers[name] as string),
    );
    const places = placesOf(told, source, target);
    if (places.length > 0) return { trace: told, places };
  }
  return undefined;
}

/** Rows of a pair's triggers and responses; timing of a run that added events knows rows of before too. */
function answersOf({ table }: Linked, { pairs, rows }: TimingTrace, places: readonly number[]): number[] {
  const begin = rows.at.length - table.numRows();
  const hits = places.flatMap((p) => {
    const [from, to] = [pairs.hitBegins[p], pairs.hitBegins[p + 1]];
    return [...pairs.triggerRow.subarray(from, to), ...pairs.responseRow.subarray(from, to)];
  });
  return hits.map((row) => row - begin).filter((row) => row >= 0);
}

interface Span {
  from: number;
  to: number;
  user: string | null;
}

function placeOf({ table, trace }: Linked, row: number | { source: string; row: number }): number {
  let place = typeof row === "number" ? row : -1;
  if (typeof row === "object" && row !== null) {
    const { codes, values } = textOf("explainLink", table, "source");
    const numbers = numbersOf("explainLink", table, "row");
    place = numbers.findIndex((number, i) => number === row.row && values[codes[i]] === row.source);
  }
  if (Number.isInteger(place) && place >= 0 && place < trace.rule.length) return place;
  const at = row as { source?: unknown; row?: unknown } | null;
  const isPlace = typeof at === "object" && at !== null && "row" in at && "source" in at;
  throw new PhonographError({
    code: "option/invalid",
    verb: "explainLink",
    rule: "row must be a row of the linked table, from 0, or {source, row} of one",
    found:
      typeof row === "number"
        ? `${row} of ${trace.rule.length.toLocaleString("en")}`
        : isPlace
          ? `no such row ${maskText(String(at.row))}`
          : typeof row === "object"
            ? keysShown(at ?? {})
            : typeof row,
    hint:
      isPlace || typeof row === "number"
        ? undefined
        : "whose a phone, device or user is tells resolve(linked, { phone, at })",
  });
}

function whyNone({ shared }: Linked, text: (name: string) => string | null): string {
  for (const kind of ["user", "phone", "session", "device"]) {
    const value = text(kind);
    if (value === null) continue;
    for (let i = 0; i < shared.numRows(); i++) {
      if (shared.get("kind", i) === kind && shared.get("identifier", i) === value) {
        return `${kind} ${mask(value)} was set aside: ${shared.get("reason", i)}`;
      }
    }
  }
  return "no identifier on it has a known owner at that time";
}

/**
 * Rows that name a user and hold the identifier within the interval; of the owner's records also those of before, as a
 * record holds from its time on.
 */
function rowsWhere({ table }: Linked, kind: string, value: string | null, span: Span): number[] {
  const { codes, values } = textOf("explainLink", table, kind);
  const wanted = new Set([...values.keys()].filter((code) => values[code] === value));
  const at = timesOf("explainLink", table);
  const kinds = textOf("explainLink", table, "kind");
  const users = hasColumn(table, "user") ? textOf("explainLink", table, "user") : undefined;
  const rows: number[] = [];
  for (let row = 0; users && row < codes.length; row++) {
    if (!wanted.has(codes[row]) || users.codes[row] < 0 || !(at[row] < span.to)) continue;
    const ownRecord = kinds.values[kinds.codes[row]] === "crm" && users.values[users.codes[row]] === span.user;
    if (at[row] >= span.from || ownRecord) rows.push(row);
  }
  return rows;
}

function toEvidence({ table }: Linked, found: readonly number[], person: number | null): Table<EvidenceColumns> {
  const at = timesOf("explainLink", table);
  const rows = found.toSorted((a, b) => at[a] - at[b] || a - b);
  const texts = (name: string) =>
    rows.map((row) => (hasColumn(table, name) ? (table.get(name, row) as string | null) : null));
  const numbers = (name: string) => {
    const column = sharedFloat64(rows.length).fill(Number.NaN);
    if (hasColumn(table, name)) for (const [i, row] of rows.entries()) column[i] = table.get(name, row) as number;
    return column;
  };
  return toTable<EvidenceColumns>({
    source: TextColumn.from(texts("source")),
    row: numbers("row"),
    at: numbers("at"),
    kind: TextColumn.from(texts("kind")),
    name: TextColumn.from(texts("name")),
    user: TextColumn.from(texts("user").map((user) => (user === null ? null : mask(user)))),
    supports: TextColumn.from(rows.map((row) => (table.get("person", row) === person ? "for" : "against"))),
  });
}
