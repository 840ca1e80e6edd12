import { PhonographError } from "../core/errors.ts";
import { EVENT_KINDS, type EventKind, type EventStatus } from "../core/events.ts";
import { maskText } from "../core/mask.ts";
import { knownOptions } from "../core/options.ts";
import { listed, suggest } from "../core/suggest.ts";

/** A column of words: the same word in every row, or a raw column whose words are ours or become ours. */
export type WordMap<N extends string, W extends string> =
  | N
  | { readonly constant: W }
  | {
      readonly column: N;
      /** Raw word to our word; `null` for one that rightly has none. A word not listed is counted and left missing. */
      readonly values: Readonly<Record<string, W | null>>;
    };

/** A column of names: as {@link WordMap}, but words not listed stay; or the first regular expression that fits. */
export type NameMap<N extends string> =
  | N
  | { readonly constant: string }
  | {
      readonly column: N;
      readonly values?: Readonly<Record<string, string | null>>;
      /** Regular expressions and the names they stand for, first fit first; what none fits has no name. */
      readonly match?: Readonly<Record<string, string>>;
    };

/** A column of amounts: a raw column, in other units, or the sum of several (a missing part counts as nothing). */
export type AmountMap<N extends string> =
  | N
  | { readonly constant: number }
  | { readonly column: N; readonly times?: number }
  | { readonly sum: readonly N[] };

/** How the columns of a raw table become those of events: data, so that it can be stored and compared. */
export interface EventMap<N extends string = string> {
  /**
   * When it began: a column that was read as times, text in any common spelling, or numbers since 1970. For a table of
   * customers the date since when each row holds, and closed customers as status `"expired"`; where a table only says how
   * things stood on one day, that day: `{constant: "2026-03-01"}`. Where date and time of day have a column each:
   * `{columns: ["CALL_DATE", "CALL_TIME"]}`. Of times that were
   * read as numbers, 915 is 09:15 where the column has no seconds, else 00:09:15.
   */
  at: N | { readonly constant: string | number } | { readonly columns: readonly [date: N, time: N] };
  kind: WordMap<N, EventKind>;
  name?: NameMap<N>;
  direction?: WordMap<N, "in" | "out">;
  status?: WordMap<N, EventStatus>;
  phone?: N;
  peer?: N;
  user?: N;
  device?: N;
  ip?: N;
  session?: N;
  cell?: N;
  /** Seconds: `{column: "minutes", times: 60}`. */
  duration?: AmountMap<N>;
  /** Octets: `{sum: ["bytes_up", "bytes_down"]}`. */
  bytes?: AmountMap<N>;
  amount?: AmountMap<N>;
  currency?: N | { readonly constant: string };
}

const STATUSES: readonly EventStatus[] = [
  "answered",
  "missed",
  "busy",
  "failed",
  "rejected",
  "queued",
  "sent",
  "delivered",
  "read",
  "undelivered",
  "expired",
  "ok",
  "denied",
];

/** The words that a column may hold; undefined for any. */
export const ALLOWED: Readonly<Record<string, readonly string[] | undefined>> = {
  kind: EVENT_KINDS,
  direction: ["in", "out"],
  status: STATUSES,
};

/** Columns that hold words on our scales, or names. */
export const WORDS = ["kind", "name", "direction", "status"] as const;
/** Columns that hold phone numbers. */
export const NUMBERS = ["phone", "peer"] as const;
/** Columns that are taken over as text. */
export const IDENTIFIERS = ["user", "device", "ip", "session", "cell", "currency"] as const;
/** Columns that hold numbers: seconds, octets, money. */
export const AMOUNTS = ["duration", "bytes", "amount"] as const;
const ALL = ["at", ...WORDS, ...NUMBERS, ...IDENTIFIERS, ...AMOUNTS];

/** Any part of a map, as it is read. */
export interface MapEntry {
  constant?: string | number;
  column?: string;
  values?: Readonly<Record<string, string | null>>;
  match?: Readonly<Record<string, string>>;
  times?: number;
  sum?: readonly string[];
  columns?: readonly string[];
}

/** What the map of each column can say. */
const PARTS: readonly [columns: readonly string[], parts: readonly (keyof MapEntry)[]][] = [
  [["at"], ["column", "constant", "columns"]],
  [WORDS, ["column", "constant", "values", "match"]],
  [IDENTIFIERS, ["column", "constant", "values", "match"]],
  [NUMBERS, ["column"]],
  [AMOUNTS, ["column", "constant", "times", "sum"]],
];

/** The entries of a map, checked: only columns of events, only our words. */
export function toEntries(verb: string, map: EventMap): Map<string, MapEntry> {
  if (typeof map !== "object" || map === null) throw bad(verb, "map must say which column is which", typeof map);
  knownOptions(verb, map, ALL);
  const entries = new Map<string, MapEntry>();
  for (const [name, value] of Object.entries(map) as [string, string | MapEntry | undefined][]) {
    if (value === undefined) continue;
    const entry = typeof value === "string" ? { column: value } : value;
    if (typeof entry !== "object" || entry === null) throw bad(verb, `map.${name} must name a column`, typeof value);
    checkParts(verb, name, entry);
    const ways = [entry.column, entry.constant, entry.sum, entry.columns].filter((way) => way !== undefined);
    if (ways.length !== 1) throw bad(verb, `map.${name} must have a column or a constant`, `${ways.length} of them`);
    if (entry.columns && (name !== "at" || !Array.isArray(entry.columns) || entry.columns.length !== 2)) {
      throw bad(verb, "columns are two, of date and time, and only of map.at", `map.${name}`);
    }
    const allowed = ALLOWED[name];
    for (const word of [entry.constant, ...Object.values(entry.values ?? {})]) {
      if (!allowed || word === undefined || word === null || allowed.includes(String(word))) continue;
      throw bad(
        verb,
        `map.${name} must give ${listed(allowed, 20)}`,
        JSON.stringify(word),
        suggest(String(word), allowed),
      );
    }
    const amounts: readonly unknown[] = (AMOUNTS as readonly string[]).includes(name)
      ? [entry.constant ?? 0, entry.times ?? 1]
      : [];
    for (const amount of amounts) {
      if (Number.isFinite(amount)) continue;
      throw bad(
        verb,
        `the constant and times of map.${name} must be finite numbers`,
        typeof amount === "number" ? `${amount}` : typeof amount,
      );
    }
    entries.set(name, entry);
  }
  for (const needed of ["at", "kind"]) {
    if (!entries.has(needed)) throw bad(verb, `map.${needed} must be given`, listed([...entries.keys()]));
  }
  return entries;
}

function checkParts(verb: string, name: string, entry: MapEntry): void {
  const parts = PARTS.find(([columns]) => columns.includes(name))![1];
  for (const [part, value] of Object.entries(entry)) {
    if (!parts.includes(part as keyof MapEntry)) {
      throw bad(verb, `map.${name} has no part "${maskText(part)}"`, listed(parts), suggest(part, parts));
    }
    const isList = Array.isArray(value) && value.length > 0 && value.every((item) => typeof item === "string");
    const isPlain = typeof value === "object" && value !== null && Object.getPrototypeOf(value) === Object.prototype;
    const [fits, rule] =
      part === "column"
        ? [typeof value === "string", "name a column"]
        : part === "columns" || part === "sum"
          ? [isList, "be a list of column names"]
          : part === "values" || part === "match"
            ? [isPlain, "be an object, from what is written to what it means"]
            : [true, ""];
    if (value !== undefined && !fits) {
      throw bad(verb, `map.${name}.${part} must ${rule}`, Array.isArray(value) ? "a list" : typeof value);
    }
  }
}

const bad = (verb: string, rule: string, found: string, hint?: string) =>
  new PhonographError({ code: "option/invalid", verb, rule, found, hint });
