import type { ColumnTable } from "arquero";
import { type SharedArray, sharedUint8 } from "../../workers/shared.ts";
import { TextColumn, WholeColumn } from "./columns.ts";
import { PhonographError } from "./errors.ts";
import type { EventColumns, EventKind } from "./events.ts";
import { mask, maskText } from "./mask.ts";
import { columnOf } from "./table.ts";

/** A range of numbers, both ends included; either end may be left out. */
export interface NumberRange {
  min?: number;
  max?: number;
}

type Test<V> =
  Extract<V, string> extends never
    ? number | readonly number[] | NumberRange
    : Extract<V, string> | readonly Extract<V, string>[];

/**
 * A condition on events, as data: every named column must hold the value, one of the values, or a number in the range.
 * A missing value never matches.
 */
export type Pattern = object & { readonly [K in keyof EventColumns]?: Test<EventColumns[K]> } & {
  /** Columns of the user's own. */
  readonly where?: Readonly<Record<string, string | number | readonly (string | number)[] | NumberRange>>;
};

/** The short form of a pattern: a kind, or a kind and a name, such as `"sms.otp"`. */
export type PatternText = EventKind | `${EventKind}.${string}`;

/** `"sms.otp"` as `{kind: "sms", name: "otp"}`; a pattern stays as it is, what is none is refused. */
export function toPattern(pattern: Pattern | PatternText, verb = "pattern"): Pattern {
  if (typeof pattern !== "string") return checked(verb, pattern);
  const dot = pattern.indexOf(".");
  return dot < 0
    ? { kind: pattern as EventKind }
    : { kind: pattern.slice(0, dot) as EventKind, name: pattern.slice(dot + 1) };
}

/** A map, a list or a condition left undefined would mean any event. */
function checked(verb: string, pattern: Pattern): Pattern {
  const prototype = typeof pattern === "object" && pattern !== null ? Object.getPrototypeOf(pattern) : undefined;
  const isPlain = prototype === null || prototype === Object.prototype;
  const open = isPlain ? Object.entries(pattern).find(([, test]) => test === undefined)?.[0] : undefined;
  if (isPlain && open === undefined) return pattern;
  throw new PhonographError({
    code: "option/invalid",
    verb,
    rule: "events are chosen by a kind, a kind and a name, or an object of conditions",
    found: open !== undefined ? `${open}: undefined` : told(pattern),
    hint: '"sms.otp" or { kind: "sms", name: "otp" }',
  });
}

function told(value: unknown): string {
  if (typeof value === "number" || typeof value === "boolean" || value === null || value === undefined)
    return `${value}`;
  return Array.isArray(value) ? "a list" : typeof value === "object" ? value.constructor.name : typeof value;
}

/** A pattern in words, for labels and errors, identifiers masked: `"sms.otp"`, `"call status=missed"`. */
export function describePattern(pattern: Pattern): string {
  const { kind, name, where, ...rest } = pattern;
  const words = [kind, name].filter((w) => w !== undefined).map((w) => (Array.isArray(w) ? w.join("|") : w));
  const others = Object.entries({ ...rest, ...where }).map(([column, test]) => `${column}=${inWords(column, test)}`);
  return [words.join("."), ...others].filter((w) => w !== "").join(" ") || "any event";
}

/** For each row of the table as shown, 1 where the pattern matches. */
export function matchRows(verb: string, table: ColumnTable, pattern: Pattern): Uint8Array<SharedArrayBuffer> {
  const { where, ...own } = pattern;
  const match = sharedUint8(table.numRows()).fill(1);
  for (const [name, test] of Object.entries({ ...own, ...where })) {
    if (test === undefined) continue;
    const column = columnOf(verb, table, name);
    if (column instanceof TextColumn) keepText(match, column, textSet(verb, name, test));
    else if (isText(test) && isEmpty(column)) match.fill(0);
    else
      keepNumbers(
        match,
        column instanceof WholeColumn ? column : { array: column, missing: Number.NaN },
        numberTest(verb, name, test),
      );
  }
  return match;
}

const isText = (test: unknown) => [test].flat().some((value) => typeof value === "string");

/** A foreign column without any value has no type: it is told as numbers. */
const isEmpty = (column: SharedArray | WholeColumn) =>
  column instanceof Float64Array && column.every((value) => Number.isNaN(value));

function keepText(match: Uint8Array, { codes, values }: TextColumn, wanted: ReadonlySet<string>): void {
  const hit = new Uint8Array(values.length + 1);
  for (const [code, value] of values.entries()) if (wanted.has(value)) hit[code + 1] = 1;
  for (let row = 0; row < match.length; row++) match[row] &= hit[codes[row] + 1];
}

function keepNumbers(
  match: Uint8Array,
  { array, missing }: { array: ArrayLike<number>; missing: number },
  passes: (value: number) => boolean,
): void {
  for (let row = 0; row < match.length; row++) {
    const value = array[row]!;
    if (match[row] === 1 && (value === missing || !passes(value))) match[row] = 0;
  }
}

function textSet(verb: string, name: string, test: unknown): ReadonlySet<string> {
  const wanted = Array.isArray(test) ? test : [test];
  if (wanted.length > 0 && wanted.every((value) => typeof value === "string")) return new Set(wanted);
  throw badTest(verb, name, "a text or a list of texts", test);
}

function numberTest(verb: string, name: string, test: unknown): (value: number) => boolean {
  if (typeof test === "number" || Array.isArray(test)) {
    const wanted = Array.isArray(test) ? test : [test];
    if (!wanted.every((value) => Number.isFinite(value))) throw badTest(verb, name, "numbers", test);
    return (value) => wanted.includes(value);
  }
  const { min = -Infinity, max = Infinity } = (test ?? {}) as NumberRange;
  if (typeof test !== "object" || !(min <= max))
    throw badTest(verb, name, "a number, a list of numbers or {min, max}", test);
  return (value) => value >= min && value <= max;
}

function badTest(verb: string, name: string, wanted: string, test: unknown): PhonographError {
  const found = Array.isArray(test) && test.length === 0 ? "an empty list" : inWords(name, test);
  return new PhonographError({ code: "option/invalid", verb, rule: `column "${name}" is matched by ${wanted}`, found });
}

const IDENTIFIERS: readonly string[] = ["phone", "peer", "user", "device", "ip", "session"];

function inWords(column: string, test: unknown): string {
  if (Array.isArray(test)) return test.map((value) => inWords(column, value)).join("|");
  if (typeof test === "object" && test !== null) {
    const { min, max } = test as NumberRange;
    return `${min ?? ""}..${max ?? ""}`;
  }
  return IDENTIFIERS.includes(column) ? mask(String(test)) : maskText(String(test));
}
