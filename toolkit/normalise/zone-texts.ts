import { NO_OFFSET } from "../core/columns.ts";

/** Stands where an offset in minutes would: no zone was written. */
export const LOCAL = NO_OFFSET;
/** Stands there too: only that it is UTC was written, not the local time. */
export const UTC = 32767;
/** A zone was written that is unknown, or that several zones call themselves. */
export const UNKNOWN_ZONE = 32766;
/** From here on: the clock of zone number `code - NAMED`. */
export const NAMED = 2000;
/** From here on: UTC, and the local time is that of zone number `code - NAMED_UTC`. */
export const NAMED_UTC = 17_000;

/** Whether a zone code is an offset in minutes. */
export const isOffset = (code: number) => code !== LOCAL && code < NAMED;

/**
 * Abbreviations that have stood for one offset only, wherever they were used since 1990, in minutes. Left out are those of
 * several places: IST (India, Ireland, Israel), BST (Britain, Bangladesh), CST (America, China, Cuba), EST and EDT (America,
 * Australia), PST and PDT (America, Philippines), MST (America, Malaysia), AST, GST, SST, WST and their like.
 */
export const ABBREVIATIONS: Readonly<Record<string, number>> = {
  WET: 0,
  WEST: 60,
  CET: 60,
  CEST: 120,
  EET: 120,
  EEST: 180,
  WAT: 60,
  CAT: 120,
  EAT: 180,
  SAST: 120,
  PKT: 300,
  WIB: 420,
  WITA: 480,
  WIT: 540,
  HKT: 480,
  JST: 540,
  AWST: 480,
  ACST: 570,
  ACDT: 630,
  AEST: 600,
  AEDT: 660,
  CHST: 600,
  NZST: 720,
  NZDT: 780,
  IDT: 180,
  MDT: -360,
  ADT: -180,
  NDT: -150,
  AKST: -540,
  AKDT: -480,
};

const OFFSET = /^(?:UTC|GMT)?([+-])(\d{1,2})(?::?(\d\d))?$/i;
/** RFC 3339: the moment is known, the local time is not. */
const NO_LOCAL = /^-00(?::?00)?$/;
/** The sign of 3GPP TS 32.298 is a letter in hexadecimal. */
const HEXADECIMAL = /^2([BD])(\d\d)(\d\d)$/i;

/** What zones are called in the texts of one column: offsets, names, abbreviations; each is looked up once. */
export class ZoneTexts {
  /** IANA names that were met, by their number. */
  readonly names: string[] = [];
  /** Some of the words that are no zone, or that of several places. */
  readonly unknown = new Set<string>();
  readonly #codes = new Map<string, number>([["", LOCAL]]);
  readonly #words: Readonly<Record<string, string>>;

  /** `words` are the user's own: `{IST: "Asia/Kolkata"}`. */
  constructor(words: Readonly<Record<string, string>> = {}) {
    this.#words = Object.fromEntries(Object.entries(words).map(([word, zone]) => [word.toUpperCase(), zone]));
  }

  /** An offset in minutes, {@link LOCAL}, {@link UTC}, {@link UNKNOWN_ZONE}, or {@link NAMED} and more. */
  codeOf(text: string): number {
    let code = this.#codes.get(text);
    if (code === undefined) {
      code = this.#find(text, true);
      if (code === UNKNOWN_ZONE && this.unknown.size < 100) this.unknown.add(text);
      if (this.#codes.size < 10_000) this.#codes.set(text, code);
    }
    return code;
  }

  #find(text: string, withWords: boolean): number {
    const word = text.toUpperCase();
    const meant = withWords && Object.hasOwn(this.#words, word) ? this.#words[word] : undefined;
    if (meant !== undefined) return this.#find(meant, false);
    if (word === "Z" || word === "UTC" || word === "GMT" || word === "UT" || NO_LOCAL.test(word)) return UTC;
    const offset = offsetOf(text);
    if (offset !== undefined) return offset;
    if (Object.hasOwn(ABBREVIATIONS, word)) return ABBREVIATIONS[word]!;
    if (!word.includes("/")) return UNKNOWN_ZONE;
    const name = zoneName(text);
    return name === undefined ? UNKNOWN_ZONE : this.codeOfName(name);
  }

  /** The code of an IANA name that is known to be one, such as `CET`, which has a summer time. */
  codeOfName(name: string): number {
    const place = this.names.indexOf(name);
    if (place >= 0) return NAMED + place;
    return this.names.length < NAMED_UTC - NAMED ? NAMED + this.names.push(name) - 1 : UNKNOWN_ZONE;
  }
}

/** Minutes of `+01:00`, `-0330`, `+1`, `UTC+1`; undefined for no offset, {@link UNKNOWN_ZONE} for one that nobody keeps. */
function offsetOf(text: string): number | undefined {
  const parts = OFFSET.exec(text) ?? HEXADECIMAL.exec(text);
  if (!parts) return undefined;
  const [, sign, hours, minutes = "0"] = parts;
  if (Number(hours) > 14 || Number(minutes) > 59) return UNKNOWN_ZONE;
  const size = Number(hours) * 60 + Number(minutes);
  return sign === "+" || sign!.toUpperCase() === "B" ? size : 0 - size;
}

/** An IANA zone name as it is; undefined for none. `Intl` knows some that have no clear meaning, such as IST. */
export function zoneName(text: string): string | undefined {
  try {
    return Temporal.Instant.fromEpochMilliseconds(0).toZonedDateTimeISO(text) && text;
  } catch {
    return undefined;
  }
}
