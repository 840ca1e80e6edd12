import type { PlannedColumn, TimeLayout } from "./column-plan.ts";

const ISO = /^\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(?:\.\d{1,9})?(Z|[+-]\d\d:\d\d|[+-]\d{4})?$/;
const LOG = /^\d\d\/[A-Z][a-z]{2}\/\d{4}:\d\d:\d\d:\d\d [+-]\d{4}$/;
const EPOCH = /^\d{9,19}(?:\.\d{1,9})?$/;
/** Seven digits and more may be a number to call, an IMSI, an account: those are never numbers to count with. */
const COUNT = /^-?(?:0|[1-9]\d{0,5})(?:\.\d{1,9})?$/;
/** Unless the column says that it counts something. */
const QUANTITY =
  /(?:^|[^a-z])(?:bytes|octets|volume|duration|secs|seconds|billsec|amount|price|cost|fee|balance|size)(?:$|[^a-z])/;
const AMOUNT = /^-?(?:0|[1-9]\d{0,14})(?:\.\d{1,9})?$/;
const IDENTIFIER =
  /(?:^|[^a-z])(?:a|b|caller|called|callee|calling|number|num|no|nr|phone|mobile|msisdn|imsi|imei|tac|iccid|id|code|cell|lac|cgi|sender|from|to|peer|party|user|account|customer|device|session|zip|postcode|pin|otp)(?:$|[^a-z])/;

/**
 * Seconds, milli- or microseconds since 1970, from 2001 to 2033: whole numbers that a double holds, all beginning with 1.
 * Ten such digits may be a number to call in some country; 13 and 16 are none, but may be a prefix and a number dialled.
 */
const SECONDS = /^1\d{9}$/;
const FINER = /^(?:1\d{12}|1\d{15})$/;
/** So the column's last word, which says what it holds, must be that of a clock or, for the finer ones, of an event. */
const CLOCK = /(?:^|[^a-z])(?:at|ts|utc|epoch|unix|date|[a-z]*(?:time|timestamp))(?:[^a-z]+(?:utc|s|ms|us))?[^a-z]*$/;
const MOMENT =
  /(?:^|[^a-z])(?:start|started|begin|began|begun|end|ended|stop|stopped|created|updated|changed|sent|received|delivered|answered|seen|logged)[^a-z]*$/;

/** A column's type by its first values: text unless every one of them is plainly a number or a time. */
export function sniffType(column: PlannedColumn, values: readonly unknown[]): PlannedColumn {
  const texts = values.filter((value): value is string => typeof value === "string");
  if (column.declared && column.type !== "time") return column;
  const layout = texts.length > 0 ? timeLayout(texts, column.declared) : undefined;
  if (layout) return { ...column, type: "time", layout };
  if (column.declared || texts.length === 0) return { ...column, type: "text" };
  const words = toWords(column.from);
  if (isEpoch(words, texts)) return { ...column, type: "number" };
  const isCount = !IDENTIFIER.test(words) && texts.every((text) => (QUANTITY.test(words) ? AMOUNT : COUNT).test(text));
  return { ...column, type: isCount ? "number" : "text" };
}

/** Whether the name of the column and all its values say that it is a time since 1970. */
function isEpoch(words: string, texts: readonly string[]): boolean {
  const isClock = CLOCK.test(words);
  const unit = [SECONDS, FINER].find((digits) => digits.test(texts[0]!));
  if (unit === undefined || !(isClock || (unit === FINER && MOMENT.test(words)))) return false;
  const { length } = texts[0]!;
  return texts.every((text) => text.length === length && unit.test(text));
}

/** A time whose local offset would take the place of another column that is read stays text. */
export function withoutClashes(plan: readonly PlannedColumn[]): PlannedColumn[] {
  const names = new Set(plan.map(({ name }) => name));
  return plan.map((column) =>
    column.layout?.spelling === "offset" && names.has(`${column.name}_offset`)
      ? { ...column, type: "text", layout: undefined }
      : column,
  );
}

/** `callerId` as `caller_id`: names somebody or something, as do `a_party`, `MSISDN`, `to`. */
const toWords = (name: string) => name.replace(/([a-z])([A-Z])/g, "$1_$2").toLowerCase();

function timeLayout(texts: readonly string[], declared: boolean): TimeLayout | undefined {
  if (declared && texts.every((text) => EPOCH.test(text))) return { spelling: "utc", suffix: "epoch" };
  if (texts.every((text) => LOG.test(text))) return { spelling: "offset", suffix: "log" };
  const suffixes = new Set(texts.map((text) => suffixOf(text)));
  const [suffix] = suffixes;
  if (suffixes.size > 1 || suffix === undefined) return undefined;
  return { spelling: suffix === "" ? "local" : suffix === "Z" ? "utc" : "offset", suffix };
}

function suffixOf(text: string): "" | "Z" | "+00:00" | "+0000" | undefined {
  const parts = ISO.exec(text);
  if (!parts) return undefined;
  const zone = parts[1] ?? "";
  return zone === "" || zone === "Z" ? zone : zone.length === 6 ? "+00:00" : "+0000";
}
