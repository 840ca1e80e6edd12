import { sharedInt32 } from "../../workers/shared.ts";
import type { TextColumn } from "../core/columns.ts";
import { PhonographError } from "../core/errors.ts";
import { mask } from "../core/mask.ts";
import { hash32 } from "../core/random.ts";
import { rankTexts } from "./rank-texts.ts";

/** The kinds of identifier that tie events to people; an address (`ip`) or a `cell` never does. */
export const IDENTIFIER_KINDS = ["user", "phone", "session", "device"] as const;
export type IdentifierKind = (typeof IDENTIFIER_KINDS)[number];

/** An identifier that links nothing, and why. */
export interface Aside {
  kind: IdentifierKind;
  identifier: string;
  reason: string;
  /** Distinct identifiers of the other kind seen with it within the period; 0 when it was set aside unseen. */
  others: number;
  rows: number;
}

/** One identifier column after screening. */
export interface Identifiers {
  kind: IdentifierKind;
  /** For each row the identifier's number, -1 when missing or set aside. */
  codes: Int32Array<SharedArrayBuffer>;
  /** The text of each number, and the number of each text of the column, -1 for one that is not in use. */
  texts: readonly string[];
  ranks: Int32Array;
  /** Rows that hold each. */
  rows: Int32Array;
  aside: Aside[];
  facts: TextFacts;
}

const NO_IDENTIFIER =
  /^(?:[0-]*|-1|null|nil|none|undefined|nan|n\/?a|unknown|anonym(?:ous)?|guest|not[ _-]?set|\(not set\)|private|withheld)$/i;
const E164 = /^\+[1-9]\d{6,14}$/;
const KEYED = /^[a-z]+:/;
const LOOKS_DIALLED = /^[+(]*\d[\d\s().,/-]*(?:e\+?\d+)?$/i;

/** Values on this share of a column's rows, and so many times the median value's rows, name nobody. */
const HUGE = { share: 0.05, medians: 50, rows: 1000 };

/** What is known of each text of a column, by its code. */
export interface TextFacts {
  /** Rows that hold it. */
  counts: Int32Array;
  /** Why it stands for nobody whatever the rows; undefined where it may stand for somebody. */
  reasons: readonly (string | undefined)[];
  hashes: Uint32Array;
}

/** What an earlier run knew, of the rows before `begin` and the texts that they hold. */
export interface KnownTexts {
  facts: TextFacts;
  begin: number;
}

/** Numbers the identifiers of a column and sets aside those that can name nobody. */
export function screen(
  kind: IdentifierKind,
  { codes: raw, values }: TextColumn,
  blocked: ReadonlySet<string>,
  known?: KnownTexts,
): Identifiers {
  const facts = factsOf(kind, raw, values, blocked, known);
  const { counts, hashes } = facts;
  const reasons = facts.reasons.slice();
  const aside: Aside[] = [];
  setHugeAside(counts, reasons);
  for (let code = 0; code < reasons.length; code++) {
    const reason = counts[code] === 0 ? undefined : reasons[code];
    if (reason) aside.push({ kind, identifier: values[code], reason, others: 0, rows: counts[code] });
  }
  const inUse = (code: number) => counts[code] > 0 && reasons[code] === undefined;
  const isNew = (code: number) => !(known && known.facts.counts[code] > 0);
  if (kind === "phone") refuseUnnormalised(values, (code) => inUse(code) && isNew(code));
  const { ranks, texts } = rankTexts(values, inUse, hashes);
  const rows = new Int32Array(texts.length);
  for (let code = 0; code < counts.length; code++) if (ranks[code] >= 0) rows[ranks[code]] += counts[code];
  return { kind, codes: ranksOfRows(raw, ranks), texts, ranks, rows, aside, facts };
}

function factsOf(
  kind: IdentifierKind,
  raw: Int32Array,
  values: readonly string[],
  blocked: ReadonlySet<string>,
  known: KnownTexts | undefined,
): TextFacts {
  const old = known?.facts.reasons.length ?? 0;
  const reasons = known ? known.facts.reasons.slice() : [];
  const hashes = new Uint32Array(values.length);
  if (known) hashes.set(known.facts.hashes);
  for (let code = old; code < values.length; code++) {
    reasons.push(reasonAgainst(kind, values[code], blocked));
    hashes[code] = hash32(values[code]);
  }
  return { counts: countCodes(raw, values.length, known), reasons, hashes };
}

function countCodes(raw: Int32Array, count: number, known: KnownTexts | undefined): Int32Array {
  const counted = new Int32Array(count + 1);
  if (known) counted.set(known.facts.counts, 1);
  for (let row = known?.begin ?? 0; row < raw.length; row++) counted[raw[row] + 1]++;
  return counted.subarray(1);
}

function ranksOfRows(raw: Int32Array, ranks: Int32Array): Int32Array<SharedArrayBuffer> {
  const codes = sharedInt32(raw.length);
  const numbers = new Int32Array(ranks.length + 1).fill(-1);
  numbers.set(ranks, 1);
  for (let row = 0; row < raw.length; row++) codes[row] = numbers[raw[row] + 1];
  return codes;
}

/** A column that the table does not have. */
export function noIdentifiers(kind: IdentifierKind, length: number): Identifiers {
  const none = new Int32Array(0);
  const facts = { counts: none, reasons: [], hashes: new Uint32Array(0) };
  return { kind, codes: sharedInt32(length).fill(-1), texts: [], ranks: none, rows: none, aside: [], facts };
}

const PLUS = 43;

function reasonAgainst(kind: IdentifierKind, value: string, blocked: ReadonlySet<string>): string | undefined {
  // nothing that stands for nobody begins with a plus
  if (value.charCodeAt(0) === PLUS && blocked.size === 0) return undefined;
  const plain = value.trim();
  if (blocked.has(plain.toLowerCase())) return "blocked";
  if (NO_IDENTIFIER.test(plain)) return "stands for no identifier";
  return kind === "phone" && KEYED.test(plain) ? "not a subscriber's number" : undefined;
}

function setHugeAside(counts: Int32Array, reasons: (string | undefined)[]): void {
  let total = 0;
  for (let code = 0; code < counts.length; code++) if (reasons[code] === undefined) total += counts[code];
  const many = Math.max(HUGE.rows, HUGE.share * total);
  if (!counts.some((rows, code) => rows > many && reasons[code] === undefined)) return;
  const usable = counts.filter((rows, code) => rows > 0 && reasons[code] === undefined).sort();
  const least = Math.max(many, HUGE.medians * usable[usable.length >> 1]);
  for (let code = 0; code < counts.length; code++) {
    if (counts[code] > least) reasons[code] ??= `on more than ${HUGE.share * 100} % of the rows`;
  }
}

function refuseUnnormalised(values: readonly string[], toCheck: (code: number) => boolean): void {
  const isWrong = (value: string) => !E164.test(value) && LOOKS_DIALLED.test(value.trim());
  const wrong = values.filter((value, code) => toCheck(code) && isWrong(value));
  if (wrong.length === 0) return;
  throw new PhonographError({
    code: "data/unparseable",
    verb: "link",
    rule: "phone numbers must be in E.164 form, such as +351 and nine digits, before they can tell people apart",
    found: `${wrong.length.toLocaleString("en")} distinct numbers in other forms, such as ${mask(wrong[0])}`,
    hint: "run normalise first, with the region that the numbers were dialled in",
  });
}
