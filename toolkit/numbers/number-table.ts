import { NUMBER_FLAGS, reasonCode } from "../../workers/numbers/words.ts";
import { sharedInt32, sharedUint8 } from "../../workers/shared.ts";
import { type Column, TextColumn } from "../core/columns.ts";
import { type ComputeOptions, compute, workersFor } from "../core/compute.ts";
import { type Table, toTable } from "../core/table.ts";
import type { Moved } from "./apply-migrations.ts";
import { regroup, sparseTexts } from "./named-codes.ts";
import type { NumberCounts } from "./number-banners.ts";
import { movedFlags, type NumberFacts } from "./number-facts.ts";
import type { Risks } from "./risk-lists.ts";

/** What {@link parseNumbers} tells of each value; missing where it says nothing else. */
export interface NumberColumns {
  /** What the value is; never missing: number, short, emergency, ussd, alphanumeric, vanity, uri, withheld, identifier, ambiguous, junk. */
  kind: string;
  /**
   * What all spellings of the same thing share: E.164 for numbers, `short:PT:112`, `ussd:PT:123`, the sender in
   * capitals (in small letters where its capitals are something else, as `1800FLOWERS` is). Missing where nothing may be
   * joined on. A key is read as itself again, in any region.
   */
  key: string | null;
  /** The number in E.164, where it is valid. */
  e164: string | null;
  /** 1 where it is a valid number. */
  valid: number;
  /** 1 where its length is right, valid or not. */
  possible: number;
  /** Why there is no valid number, or what is doubtful; missing otherwise. */
  reason: string | null;
  /** What was noticed or repaired, in words with blanks between them: `"default-region-used label-stripped"`. */
  flags: string | null;
  /** ISO 3166 code of the country, `"001"` for numbers that no country owns; missing unless valid. */
  region: string | null;
  /** English name of that country. */
  country: string | null;
  continent: string | null;
  /** What the number is for: mobile, fixed, fixed or mobile, toll free, premium, shared cost, voip, personal, pager, uan, voicemail. */
  type: string | null;
  /** The same in groups: mobile, fixed, fixed or mobile, toll free, premium, voip, special. */
  group: string | null;
  /** The extension's digits. */
  extension: string | null;
  /** A number that is possible but not valid, in the form of E.164: nothing to join on. */
  candidate: string | null;
  /** Town or district of the number block, where the numbering plan tells one: `"Sinton, TX"`. */
  place: string | null;
  /** The wider area of the place: state or province in North America, else what the data names, else the place. */
  area: string | null;
  /** State or province; United States and Canada only. */
  state: string | null;
  /** Network that the number's block was given to; mobile numbers and pagers only. */
  carrier: string | null;
  /** 1 where the carrier is known and the owner may have taken the number to another one. */
  mayHaveMoved: number;
  /** The block of ten thousand that the number lies in: E.164 without its last four digits. */
  block: string | null;
  /** The IANA time zones that the number may be in, separated by blanks. */
  timeZones: string | null;
  /** The one of them that is left in the number's region; missing while there are several. */
  tz: string | null;
  /** What a short code costs: toll free, premium, standard, unknown. */
  cost: string | null;
  /** 1 for an emergency number. */
  emergency: number;
  /** With `migrations`: the rule that made an old number today's. */
  migration?: string | null;
  /** With `migrations`: the old number, in the form of E.164. */
  original?: string | null;
  /** With `riskLists`: what the longest matching prefix says. */
  risk?: string | null;
  /** With `riskLists`: name and version of the list that says so. */
  riskList?: string | null;
  /** With `riskLists`: the prefix that matched. */
  riskPrefix?: string | null;
}

/** The facts as columns, row for row: `rows` are places of facts, `old` those of the numbers before a migration. */
export async function numberTable(
  verb: string,
  facts: NumberFacts,
  { places: rows, old }: Moved,
  risks: Risks | undefined,
  options: ComputeOptions,
): Promise<Table<NumberColumns>> {
  const { key, kind, type, flags, candidate } = facts;
  const e164 = new TextColumn(sharedInt32(type.length), key.values);
  const [valid, possible, emergency] = [sharedUint8(type.length), sharedUint8(type.length), sharedUint8(type.length)];
  const isEmergency = kind.values.indexOf("emergency");
  for (let i = 0; i < valid.length; i++) {
    valid[i] = type.codes[i]! >= 0 ? 1 : 0;
    possible[i] = valid[i] || candidate.codes[i]! >= 0 ? 1 : 0;
    emergency[i] = kind.codes[i] === isEmergency ? 1 : 0;
    e164.codes[i] = valid[i] ? key.codes[i]! : -1;
  }
  const columns: Record<string, TextColumn | Uint8Array<SharedArrayBuffer>> = {
    kind,
    key,
    e164,
    valid,
    possible,
    reason: facts.reason,
    flags: regroup(flags, flagWords),
    region: facts.region,
    country: facts.country,
    continent: facts.continent,
    type,
    group: facts.group,
    extension: facts.extension,
    candidate,
    place: facts.place,
    area: facts.area,
    state: facts.state,
    carrier: facts.carrier,
    mayHaveMoved: movedFlags(facts),
    block: facts.block,
    timeZones: facts.timeZones,
    tz: facts.tz,
    cost: facts.cost,
    emergency,
  };
  if (risks) Object.assign(columns, riskColumns(e164, risks));
  const spread = await spreadColumns(verb, columns, rows, options);
  if (old) Object.assign(spread, migrationColumns(facts, old));
  return toTable(spread) as unknown as Table<NumberColumns>;
}

/** All columns at the given places, spread over the workers. */
async function spreadColumns(
  verb: string,
  columns: Record<string, TextColumn | Uint8Array<SharedArrayBuffer>>,
  given: Int32Array,
  { workers: wanted, signal, progress }: ComputeOptions,
): Promise<Record<string, Column>> {
  const workers = workersFor(verb, given.length, { workers: wanted });
  const rows = workers === 0 ? given : inSharedMemory(given);
  const spread: Record<string, Column> = {};
  const tasks = Object.entries(columns).map(([name, column]) => {
    const from = column instanceof TextColumn ? column.codes : column;
    const to = from instanceof Int32Array ? sharedInt32(rows.length) : sharedUint8(rows.length);
    spread[name] = column instanceof TextColumn ? new TextColumn(to as typeof column.codes, column.values) : to;
    return { from, rows, to, begin: 0, end: rows.length };
  });
  await compute(verb, "gather", tasks, { workers, signal, progress });
  return spread;
}

function inSharedMemory(rows: Int32Array): Int32Array {
  if (rows.buffer instanceof SharedArrayBuffer) return rows;
  const shared = sharedInt32(rows.length);
  shared.set(rows);
  return shared;
}

const flagWords = (bits: number) => NUMBER_FLAGS.filter((_, i) => bits & (1 << i)).join(" ");

function riskColumns({ codes, values }: TextColumn, risks: Risks) {
  const found = values.map((value) => (value.startsWith("+") ? risks.of(value) : undefined));
  return {
    risk: regroup(codes, (code) => found[code]?.risk),
    riskList: regroup(codes, (code) => found[code]?.list),
    riskPrefix: regroup(codes, (code) => found[code]?.prefix),
  };
}

/** A column at the given places; -1 is missing. */
export function spreadColumn({ codes, values }: TextColumn, rows: Int32Array): TextColumn {
  const to = sharedInt32(rows.length);
  for (let i = 0; i < rows.length; i++) to[i] = rows[i]! < 0 ? -1 : codes[rows[i]!]!;
  return new TextColumn(to, values);
}

/** `old` is the place of the old number where a row got today's, else -1. */
function migrationColumns({ migrated }: NumberFacts, old: Int32Array) {
  const rules = new Map<number, string>();
  const originals = new Map<number, string>();
  for (let row = 0; row < old.length; row++) {
    const found = old[row]! < 0 ? undefined : migrated.get(old[row]!);
    if (!found) continue;
    rules.set(row, found.rule.name);
    originals.set(row, found.old);
  }
  return { migration: sparseTexts(old.length, rules), original: sparseTexts(old.length, originals) };
}

/** What the banners look at, counted over the rows. */
export function countNumbers({ key, reason, flags }: NumberFacts, rows: Int32Array): NumberCounts {
  const weights = new Float64Array(key.length);
  for (let row = 0; row < rows.length; row++) weights[rows[row]!]!++;
  const empty = reasonCode("empty");
  const bits = (flag: (typeof NUMBER_FLAGS)[number]) => 1 << NUMBER_FLAGS.indexOf(flag);
  const [home, lost] = [bits("default-region-used"), bits("scientific-notation-precision-lost")];
  let [values, invalid, defaultRegion, scientific] = [0, 0, 0, 0];
  for (let i = 0; i < weights.length; i++) {
    const why = reason.codes[i]!;
    if (why === empty) continue;
    values += weights[i]!;
    if (why >= 0 && key.codes[i]! < 0) invalid += weights[i]!;
    if (flags[i]! & home) defaultRegion += weights[i]!;
    if (flags[i]! & lost) scientific += weights[i]!;
  }
  return Object.freeze({ values, invalid, defaultRegion, scientific });
}
