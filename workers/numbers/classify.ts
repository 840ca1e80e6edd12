import { isIdentifier, isSurelyIdentifier } from "./identifier.ts";
import { isSenderId, readVanity, senderKeys } from "./letters.ts";
import { NOTHING, WITHHELD } from "./phrases.ts";
import { isPlaceholder } from "./placeholder.ts";
import { readKey } from "./read-key.ts";
import { type ReadNumber, readNumber, reasonOf } from "./read-number.ts";
import { readOwnCountry } from "./read-own-country.ts";
import { readPlain } from "./read-plain.ts";
import { readServiceCode } from "./service-code.ts";
import { isEmergency, isNetworkCode, isShortCode, reachesEmergency } from "./short-code.ts";
import { tidy } from "./tidy.ts";
import { isUri, readUri } from "./uri.ts";
import { flagBit, type NumberFlag, type NumberKind, type NumberReason } from "./words.ts";

export interface Classified {
  kind: NumberKind;
  /** What two spellings of the same thing share; null: nothing to join on. */
  key: string | null;
  reason: NumberReason | undefined;
  /** The number that was read, valid when it has a type. */
  number: ReadNumber | undefined;
  flags: number;
}

const LONGEST = 64;
const E164 = /^\+[1-9]\d{6,14}$/;
const SCIENTIFIC = /^[+-]?\d+(?:[.,]\d+)?e[+-]?\d{1,3}$/i;
const DATE_OR_TIME =
  /^(?:\d{1,2}[./]\d{1,2}[./](?:19|20)\d\d|(?:19|20)\d\d-\d\d-\d\d(?:[T ].*)?|\d{1,2}:\d\d(?::\d\d.*)?)$/;
const NETWORK_ADDRESS = /^\d{1,3}(?:\.\d{1,3}){3}$/;
const ADDRESS = /^[\w.+-]+@[\w.-]+$|^https?:|^www\.|[<>{}%]/i;
const LETTER = /\p{L}/u;
const LABEL_BEHIND = /\d[^\d]*\p{L}[^\d]*$/u;
const SECOND_EXTENSION = /(x\s*\d+)\s*\/\s*x?\s*\d+/i;
/** Seconds or milliseconds since 1970, of the years 2014 to 2033. */
const EPOCH = /^1[4-9]\d{8}(?:\d{3})?$/;
const SEPARATOR = /\s*(?:[;|,]|\s\/\s|\s(?:or|and|oder|ou|et|y|e|и|&)\s)\s*/iu;

/** A foreign prefix that the region does not have: 00 of most of the world, 011 of North America. */
const ABROAD = /^\(?\+?\(?(?:00|011)[\s.)-]*([1-9].*)$/;
/** E.164 as networks write it, without its plus; longer ones may be identifiers, as of a device without its check digit. */
const BARE_E164 = /^[1-9]\d{9,12}$/;
const PAIRS = /^\d\d(?:\.\d\d){3}$/;

type Rule = (text: string, region: string | undefined, flags: number, lenient: boolean) => Classified | undefined;

/** The rules in their order; the first that answers wins. */
const RULES: readonly (readonly [string, Rule])[] = [
  ["key", fromKey],
  ["word", fromPhrase],
  ["artefact", fromArtefact],
  ["address", fromUri],
  ["code", fromCode],
  ["letters", fromLetters],
  ["several numbers", fromSeveral],
  ["number", fromNumber],
];

/**
 * Says what a raw value is, and reads the number in it. Total: every text has an answer, none throws. `lenient` takes
 * 00 and 011 for a plus where the region does not, and reads digits whose plus was left out, if that gives a valid number.
 */
export function classify(raw: string, region: string | undefined, lenient = false): Classified {
  if (raw.length > LONGEST) return nothing("too long to read", 0);
  if (E164.test(raw)) {
    const number = readPlain(raw, undefined);
    if (number) return valid("number", number, 0);
  }
  const { text, control } = tidy(raw);
  const flags = control ? bit("control-removed") : 0;
  if (text === "") return nothing("empty", flags);
  for (const [, rule] of RULES) {
    const answer = rule(text, region, flags, lenient);
    if (answer) return answer;
  }
  return nothing("not a number", flags);
}

/** The name of the rule that decides over a value. */
export function ruleOf(raw: string, region: string | undefined, lenient = false): string {
  if (raw.length > LONGEST) return "length";
  const { text } = tidy(raw);
  return text === "" ? "blank" : (RULES.find(([, rule]) => rule(text, region, 0, lenient))?.[0] ?? "number");
}

const bit = (flag: NumberFlag) => flagBit(flag);
const DOUBTED = flagBit("float-artefact") | flagBit("multiple-numbers");

function nothing(reason: NumberReason, flags: number, kind: NumberKind = "junk", number?: ReadNumber): Classified {
  return { kind, key: null, reason, number, flags };
}

function valid(kind: NumberKind, number: ReadNumber, flags: number): Classified {
  if (!number.international) flags |= bit("default-region-used");
  if (number.e164.length > 16) flags |= bit("longer-than-15-digits");
  return { kind, key: number.e164, reason: undefined, number, flags };
}

/** What an earlier reading left behind: `short:PT:112` is 112 in Portugal, wherever it is read again. */
function fromKey(text: string, _region: string | undefined, flags: number): Classified | undefined {
  const known = readKey(text);
  const answer = known && fromCode(known.text, known.region, flags);
  return answer?.key === text ? answer : undefined;
}

function fromPhrase(text: string, _region: string | undefined, flags: number): Classified | undefined {
  // no phrase holds a digit, and nearly all values do
  if (/[0-9]/.test(text)) return undefined;
  const word = text.toLowerCase().replace(/[\s_]+/g, " ");
  if (WITHHELD.has(word)) return { kind: "withheld", key: null, reason: undefined, number: undefined, flags };
  if (NOTHING.has(word)) return nothing("junk word", flags);
  return /[\p{N}\p{L}]/u.test(text) ? undefined : nothing("not a number", flags);
}

/** What spreadsheets and exports do to numbers; dates, addresses. */
function fromArtefact(
  text: string,
  region: string | undefined,
  flags: number,
  lenient: boolean,
): Classified | undefined {
  if (SCIENTIFIC.test(text)) {
    const [mantissa = "", exponent = ""] = text.toLowerCase().split("e");
    const kept = mantissa.replace(/\D/g, "").length > Number(exponent);
    return nothing("digits lost", flags | bit("scientific-notation-precision-lost"), kept ? "ambiguous" : "junk");
  }
  if (DATE_OR_TIME.test(text)) return nothing("date or time", flags);
  if (/^\+?\d{6,}\.0+$/.test(text)) {
    const whole = fromNumber(text.replace(/\.0+$/, ""), region, flags | bit("float-artefact"), lenient);
    return { ...whole, kind: whole.kind === "number" ? "ambiguous" : whole.kind };
  }
  return undefined;
}

function fromUri(text: string, region: string | undefined, flags: number): Classified | undefined {
  if (isUri(text)) {
    const { number: part, label } = readUri(text);
    const number = part === undefined ? undefined : readNumber(part, region);
    if (label) flags |= bit("label-stripped");
    if (number?.type) return valid("uri", number, flags);
    return nothing(part === undefined ? "address" : reasonOf(part, region, number), flags, "uri", number);
  }
  const account = /^\+?(\d{7,15})(?::\d+)?@(?:s\.whatsapp\.net|c\.us)$/.exec(text);
  if (account) {
    const number = readNumber(`+${account[1]}`, undefined);
    if (number?.type) return valid("ambiguous", number, flags | bit("label-stripped"));
  }
  return ADDRESS.test(text) ? nothing("address", flags) : undefined;
}

/** Star codes, emergency numbers and short codes. */
function fromCode(text: string, region: string | undefined, flags: number): Classified | undefined {
  const where = region ?? "??";
  const service = readServiceCode(text);
  if (service) {
    const key = service.service === undefined ? null : `ussd:${where}:${service.service}`;
    return { kind: "ussd", key, reason: undefined, number: undefined, flags: service.mmi ? flags | bit("mmi") : flags };
  }
  if (/^[*#]/.test(text) && !LETTER.test(text) && text.replace(/\D/g, "").length < 7)
    return nothing("not a number", flags);
  const digits = text.endsWith("#") ? text.slice(0, -1).trim() : text;
  if (!/^\d{2,8}$/.test(digits)) return undefined;
  const code = (kind: NumberKind, reason?: NumberReason): Classified => ({
    kind,
    key: `short:${where}:${digits}`,
    reason,
    number: undefined,
    flags,
  });
  if (region === undefined) {
    if (digits === "112" || digits === "911") return code("emergency");
    return digits.length >= 3 && digits.length <= 5 && !/^0+$/.test(digits) ? code("short", "no region") : undefined;
  }
  if (isEmergency(digits, region)) return code("emergency");
  const number = readNumber(digits, region);
  if (number?.type) return valid("number", number, flags);
  if (isShortCode(digits, region)) return code("short");
  if (isNetworkCode(digits, region)) return code("short", "unlisted short code");
  return undefined;
}

function fromLetters(text: string, region: string | undefined, flags: number): Classified | undefined {
  if (!LETTER.test(text)) return undefined;
  if (isIdentifier(text)) return nothing("not a number", flags, "identifier");
  const spelled = readVanity(text);
  if (spelled !== undefined) {
    const number = region || spelled.startsWith("+") ? readNumber(spelled, region) : undefined;
    if (number?.type) return valid("vanity", number, flags);
    return nothing(reasonOf(spelled, region, number), flags, "vanity", number);
  }
  if (isSenderId(text)) {
    const key = senderKeys(text).find((key) => key === text || readsAsItself(key));
    return { kind: "alphanumeric", key: key ?? null, reason: undefined, number: undefined, flags };
  }
  if (text.replace(/\D/g, "").length < 5) return nothing("not a number", flags);
  return undefined;
}

/** Whether a sender's key is that sender when it is read again, and not a word such as "private" or a vanity number. */
function readsAsItself(key: string): boolean {
  const again = classify(key, undefined);
  return again.kind === "alphanumeric" && again.key === key;
}

/** Several numbers in one field: the first is read, all are announced. */
function fromSeveral(
  text: string,
  region: string | undefined,
  flags: number,
  lenient: boolean,
): Classified | undefined {
  const parts = text.split(SEPARATOR);
  if (parts.length < 2 || !parts.every((part) => part.replace(/\D/g, "").length >= 7)) return undefined;
  const first = fromNumber(parts[0]!, region, flags | bit("multiple-numbers"), lenient);
  return { ...first, kind: first.kind === "number" ? "ambiguous" : first.kind };
}

function fromNumber(raw: string, region: string | undefined, flags: number, lenient: boolean): Classified {
  const text = raw.replace(SECOND_EXTENSION, "$1");
  if (text !== raw) flags |= bit("multiple-extensions");
  if (/^-\s*\d/.test(text)) flags |= bit("leading-minus");
  const digits = text.replace(/\D/g, "");
  const bare = digits.length === text.length;
  if (bare && isSurelyIdentifier(digits)) return nothing("not a number", flags, "identifier");
  const number = readNumber(text, region);
  if (number?.type) {
    if (number.extension === "" && LABEL_BEHIND.test(text)) flags |= bit("label-stripped");
    const other = readOwnCountry(digits, number);
    if (other && lenient) return valid("number", { ...other, extension: number.extension }, flags | bit("lenient-idd"));
    // what comes from a float or from several numbers becomes ambiguous anyway
    if (other && !(flags & DOUBTED)) flags |= bit("country-code-read-as-area");
    return valid("number", number, flags);
  }
  const abroad = lenient ? (ABROAD.exec(text)?.[1] ?? (BARE_E164.test(text) ? text : undefined)) : undefined;
  const foreign = abroad === undefined ? undefined : readNumber(`+${abroad}`, undefined);
  if (foreign?.type) return valid("number", foreign, flags | bit("lenient-idd"));
  if (isIdentifier(text)) return nothing("not a number", flags, "identifier");
  return invalid(text, digits, region, flags, number);
}

/** Digits that are no valid number: still a number, something that may be one, or nothing. */
function invalid(
  text: string,
  digits: string,
  region: string | undefined,
  flags: number,
  number: ReadNumber | undefined,
): Classified {
  const plus = /^[^\d+]*\+/.test(text);
  const bare = digits.length === text.length;
  if (NETWORK_ADDRESS.test(text) && (region === undefined || !PAIRS.test(text))) return nothing("address", flags);
  if (/\p{No}{7}/u.test(text)) return nothing("not a number", flags, "number");
  if (digits.length < 3 || /^0{1,7}$/.test(digits)) return nothing("placeholder", flags);
  if (isPlaceholder(digits)) return nothing("placeholder", flags, "ambiguous");
  if (bare && EPOCH.test(digits)) return nothing("date or time", flags, "ambiguous");
  const reason = reasonOf(text, region, number);
  if (/^\+\s*\p{L}/u.test(text)) return nothing("not a number", flags, "ambiguous");
  if (plus && digits.length < 7) return nothing(reason, flags, "ambiguous", number);
  if (region === undefined && !plus) return nothing("no region", flags, digits.length < 6 ? "junk" : "ambiguous");
  if (digits.length > 17) return nothing("too long", flags);
  if (region !== undefined && !plus && digits.length < 9 && reachesEmergency(digits, region)) {
    return nothing("emergency number with more digits", flags, "ambiguous", number);
  }
  return nothing(reason, number?.possible ? flags | bit("possible-not-valid") : flags, "number", number);
}
