import type { ColumnTable } from "arquero";
import { mask } from "../core/mask.ts";
import { maskPrivate } from "./mask-private.ts";

/** A column of a table as it is to be read: what it is called, how it is aligned, and its cells in words. */
export interface ShownColumn {
  name: string;
  kind: "number" | "text";
  /** The cells as they are shown; missing values are empty. */
  cells: readonly string[];
  /** The cells for sorting and csv, where they say more than the shown ones. */
  exact: readonly (string | undefined)[];
}

const sensitive =
  /^(?:.*_)?(?:phone|peer|user|identifier|ip|device|session|msisdn|imei|imsi|iccid|email|caller|callee|recipient|sender|address|customer)(?:_?(?:id|number|no|hash|address))?$/i;
const phoneShaped = /^\+?\d[\d\s().-]{8,}$/;
const dateShaped = /^\d{4}-\d{2}(-\d{2})?/;
const measure = /bytes|octets|amount|count|total|rows|sum|seconds|^ms$|_ms$|^n$|value|size|duration|seed/i;
const instant = /^(at|time|start|end|begin|first|last|from|to|until|when|date|day|week|month)$|_at$|At$|time$|Time$/;

/**
 * The first rows of a table in words: numbers with the precision that the column's middle value earns, instants as UTC dates,
 * and whatever identifies a person masked: columns named for it, and values that have the shape of a phone number.
 *
 * @param table any Arquero table, filtered or not
 * @param rows how many rows
 * @param allowRaw leave identifiers as they are
 */
export function tableColumns(table: ColumnTable, rows: number, allowRaw = false): ShownColumn[] {
  return (table.columnNames() as string[]).map((written) => {
    // A join that finds a name on both sides adds a number to it: at_1, user_2.
    const name = written.replace(/_[12]$/, "");
    const values: unknown[] = [];
    const get = table.getter(written);
    const most = Math.min(rows, table.numRows());
    for (let row = 0; row < most; row++) values.push(get(row));
    const known = values.filter((value) => !isMissing(value));
    const isNumber = known.length > 0 && known.every((value) => typeof value === "number" || typeof value === "bigint");
    if (!allowRaw && isNumber && holdsNumbers(name, known)) {
      return toText(written, values, (value) => mask(`${value}`));
    }
    if (isNumber && instant.test(name) && isTimes(known.map(Number))) {
      return toText(written, values, (value) => {
        if (Number.isFinite(Number(value))) return toDate(new Date(Number(value)));
        return Number(value) > 0 ? "∞" : "−∞";
      });
    }
    if (isNumber) return numeric(written, values, known.map(Number));
    const hide = !allowRaw && sensitive.test(name);
    return toText(written, values, (value) => {
      if (typeof value === "boolean") return value ? "yes" : "no";
      if (value instanceof Date) return toDate(value);
      const text = typeof value === "object" ? JSON.stringify(value) : `${value}`;
      if (allowRaw) return text;
      return hide || (phoneShaped.test(text) && !dateShaped.test(text)) ? mask(text) : maskPrivate(text);
    });
  });
}

function isMissing(value: unknown): boolean {
  return value === null || value === undefined || (typeof value === "number" && Number.isNaN(value));
}

// Milliseconds of 1973 to 2128; an open end is infinite.
function isTimes(known: readonly number[]): boolean {
  const finite = known.filter(Number.isFinite);
  return finite.length > 0 && finite.every((value) => value > 1e11 && value < 5e12);
}

// Whole numbers as long as a phone number, in a column that is not known to be a measure, are taken for phone numbers.
function holdsNumbers(name: string, known: readonly unknown[]): boolean {
  if (measure.test(name) || instant.test(name)) return false;
  const long = known.filter((value) => /^\d{9,15}$/.test(`${value}`)).length;
  return sensitive.test(name) ? known.some((value) => Number(value) >= 1e5) : long > known.length / 2;
}

function toText(name: string, values: readonly unknown[], say: (value: unknown) => string): ShownColumn {
  const cells = values.map((value) => (isMissing(value) ? "" : say(value)));
  return { name, kind: "text", cells, exact: cells.map(() => undefined) };
}

function numeric(name: string, values: readonly unknown[], known: readonly number[]): ShownColumn {
  const finite = known.filter(Number.isFinite).map(Math.abs);
  const whole = finite.every(Number.isInteger);
  const year = whole && /year/i.test(name);
  const middle = finite.filter((value) => value > 0).sort((a, b) => a - b);
  const typical = middle[middle.length >> 1] ?? 1;
  const digits = whole ? 0 : Math.min(4, Math.max(0, 2 - Math.floor(Math.log10(typical))));
  const plain = new Intl.NumberFormat("en-GB", {
    minimumFractionDigits: digits,
    maximumFractionDigits: digits,
    useGrouping: !year,
  });
  const least = 10 ** -digits;
  const shares = finite.every((value) => value <= 1);
  const say = (value: number): string => {
    if (!Number.isFinite(value)) return value > 0 ? "∞" : "−∞";
    if (value !== 0 && Math.abs(value) < least / 2)
      return value > 0 ? `<${plain.format(least)}` : `>−${plain.format(least)}`;
    const text = plain.format(value).replace("-", "−");
    return shares && value < 1 && Number(text) === 1 ? `>${plain.format(1 - least)}` : text;
  };
  const cells = values.map((value) => (isMissing(value) ? "" : say(Number(value))));
  const exact = values.map((value, i) => (isMissing(value) || cells[i] === `${value}` ? undefined : `${value}`));
  return { name, kind: "number", cells, exact };
}

function toDate(date: Date): string {
  if (Number.isNaN(date.getTime())) return "";
  const text = date.toISOString();
  return text.endsWith("T00:00:00.000Z") ? text.slice(0, 10) : text.slice(0, 19).replace("T", " ");
}
