import { digitSlip, levenshteinSimilarity, oneSlip } from "./edit-distance.ts";
import { jaroWinkler } from "./jaro-winkler.ts";
import { FIELD_LEVELS, type FieldKind, NEAR, patternFactors, type RecordField, SIMILAR } from "./levels.ts";

/** The level of two different values; both are known. */
type Judge = (a: number, b: number) => number;

const level = <K extends FieldKind>(kind: K, word: (typeof FIELD_LEVELS)[K][number]) =>
  (FIELD_LEVELS[kind] as readonly string[]).indexOf(word) + 1;

const SWAPPED = level("given", "swapped");
const SLIP = level("email", "slip");
const LOCAL = level("email", "local");
const CACHE = 1 << 14;
/** Kinds whose values come back in other pairs, and take longer to compare than to look up. */
const REMEMBERED: ReadonlySet<FieldKind> = new Set(["given", "family", "city", "address", "text"]);

/**
 * Compares records: gives the pattern of a pair, the sum of the level of each field times its factor.
 *
 * Where given and family names are swapped the family name is implied, where addresses agree the postcode and town are,
 * and where postcodes agree the town is: then the weaker field has level 0. So it has where the names are equal and the
 * local parts of e-mails differ by a slip, or are all that agrees: namesakes choose such addresses. Agreement is symmetric.
 */
export function recordComparer(fields: readonly RecordField[]): (a: number, b: number) => number {
  const factors = patternFactors(fields);
  const count = fields.length;
  const codes = sideBySide(fields);
  const judges = fields.map((field) =>
    REMEMBERED.has(field.kind) ? remembered(field, judgeOf(field)) : judgeOf(field),
  );
  const place = (kind: FieldKind) => fields.findIndex((field) => field.kind === kind);
  const [given, family, email] = (["given", "family", "email"] as const).map(place) as [number, number, number];
  const [address, postcode, city] = (["address", "postcode", "city"] as const).map(place) as [number, number, number];
  const levels = new Int32Array(fields.length);
  const named = given >= 0 && family >= 0;
  const swap = named ? swapFinder(fields[given]!, fields[family]!) : undefined;
  const locals = named && email >= 0 ? fields[email]!.forms[1] : undefined;
  return (a, b) => {
    const [atA, atB] = [a * count, b * count];
    for (let f = 0; f < count; f++) {
      const x = codes[atA + f]!;
      const y = codes[atB + f]!;
      levels[f] = x < 0 || y < 0 ? 0 : x === y ? 1 : x < y ? judges[f]!(x, y) : judges[f]!(y, x);
    }
    if (swap !== undefined && levels[given]! > 1 && levels[family]! > 1 && swap(a, b)) {
      levels[given] = SWAPPED;
      levels[family] = 0;
    }
    if (locals !== undefined && levels[given] === 1 && levels[family] === 1) {
      const level = levels[email];
      const ofName = level === SLIP ? locals[codes[atA + email]!] !== locals[codes[atB + email]!] : level === LOCAL;
      if (ofName) levels[email] = 0;
    }
    if (address >= 0 && (levels[address] === 1 || levels[address] === 2)) {
      if (postcode >= 0) levels[postcode] = 0;
      if (city >= 0) levels[city] = 0;
    } else if (postcode >= 0 && city >= 0 && levels[postcode] === 1) levels[city] = 0;
    let pattern = 0;
    for (let f = 0; f < count; f++) pattern += levels[f]! * factors[f]!;
    return pattern;
  };
}

/** All values of a record next to each other: records come in no order, and each costs one look at memory. */
function sideBySide(fields: readonly RecordField[]): Int32Array {
  const all = new Int32Array(fields.length * (fields[0]?.codes.length ?? 0));
  for (const [f, { codes }] of fields.entries()) {
    for (let r = 0; r < codes.length; r++) all[r * fields.length + f] = codes[r]!;
  }
  return all;
}

function swapFinder({ codes, forms }: RecordField, family: RecordField): (a: number, b: number) => boolean {
  const asFamily = forms[0]!;
  return (a, b) => asFamily[codes[a]!] === family.codes[b]! && asFamily[codes[b]!] === family.codes[a]!;
}

/** Each pair of values is judged once, as long as its place is not taken by another. */
function remembered({ ends }: RecordField, judge: Judge): Judge {
  const keys = new Float64Array(CACHE).fill(-1);
  const levels = new Uint8Array(CACHE);
  const values = ends.length - 1;
  return (a, b) => {
    const key = a * values + b;
    const slot = (Math.imul(a, 0x9e3779b1) ^ Math.imul(b, 0x85ebca6b)) >>> 18;
    if (keys[slot] === key) return levels[slot]!;
    keys[slot] = key;
    levels[slot] = judge(a, b);
    return levels[slot]!;
  };
}

function judgeOf(field: RecordField): Judge {
  const { kind, forms } = field;
  const different = level(kind, "different");
  switch (kind) {
    case "given":
      return judgeGiven(field);
    case "family":
      return judgeFamily(field);
    case "email":
      return judgeEmail(field);
    case "phone": {
      const slip = level("phone", "slip");
      const slipped = digitSlip(field);
      return (a, b) => (slipped(a, b) ? slip : different);
    }
    case "birthDate": {
      const [turned, slip] = [level("birthDate", "swapped"), level("birthDate", "slip")];
      const swap = forms[0]!;
      const slipped = digitSlip(field);
      return (a, b) => (swap[a] === b || swap[b] === a ? turned : slipped(a, b) ? slip : different);
    }
    case "postcode": {
      const prefix = level("postcode", "prefix");
      const district = forms[0]!;
      return (a, b) => (district[a] === district[b] ? prefix : different);
    }
    case "city": {
      const near = level("city", "near");
      return (a, b) => (jaroWinkler(field, a, b) >= NEAR.city ? near : different);
    }
    case "address": {
      const [near, similar] = [level("address", "near"), level("address", "similar")];
      const digits = forms[0]!;
      return (a, b) => {
        const sameDigits = digits[a] === digits[b];
        const similarity = levenshteinSimilarity(field, a, b, sameDigits ? NEAR.address : SIMILAR.address);
        if (sameDigits && similarity >= NEAR.address) return near;
        return similarity >= SIMILAR.address ? similar : different;
      };
    }
    case "text": {
      const [near, similar] = [level("text", "near"), level("text", "similar")];
      return (a, b) => {
        const similarity = levenshteinSimilarity(field, a, b, SIMILAR.text);
        return similarity >= NEAR.text ? near : similarity >= SIMILAR.text ? similar : different;
      };
    }
  }
}

function judgeGiven(field: RecordField): Judge {
  const nicknames = field.forms[1];
  const nickname = level("given", "nickname");
  const judge = judgeName(field, "given", (a, b) => abbreviates(field, a, b) || abbreviates(field, b, a));
  if (nicknames === undefined) return judge;
  return (a, b) => (nicknames[a]! >= 0 && nicknames[a] === nicknames[b] ? nickname : judge(a, b));
}

function judgeFamily(field: RecordField): Judge {
  return judgeName(field, "family", (a, b) => holds(field, a, b) || holds(field, b, a));
}

function judgeName(field: RecordField, kind: "given" | "family", partly: (a: number, b: number) => boolean): Judge {
  const part = kind === "given" ? level("given", "initials") : level("family", "part");
  const [near, similar, different] = [level(kind, "near"), level(kind, "similar"), level(kind, "different")];
  return (a, b) => {
    if (partly(a, b)) return part;
    const similarity = jaroWinkler(field, a, b);
    return similarity >= NEAR[kind] ? near : similarity >= SIMILAR[kind] ? similar : different;
  };
}

function judgeEmail(field: RecordField): Judge {
  const [base, local] = field.forms as [Int32Array, Int32Array];
  const [tag, different] = [level("email", "tag"), level("email", "different")];
  return (a, b) => {
    if (base[a] === base[b]) return tag;
    if (oneSlip(field, a, b)) return SLIP;
    return local[a] === local[b] ? LOCAL : different;
  };
}

const BLANK = 32;

/** Whether each word of `a` stands for the word of `b` at its place: the same one, or its first letter alone. */
function abbreviates({ units, ends }: RecordField, a: number, b: number): boolean {
  let [i, j] = [ends[a]!, ends[b]!];
  const [endA, endB] = [ends[a + 1]!, ends[b + 1]!];
  while (i < endA) {
    if (j >= endB) return false;
    let [wordA, wordB] = [i, j];
    while (wordA < endA && units[wordA] !== BLANK) wordA++;
    while (wordB < endB && units[wordB] !== BLANK) wordB++;
    if (units[i] !== units[j]) return false;
    if (wordA - i > 1) {
      if (wordA - i !== wordB - j) return false;
      for (let k = 1; k < wordA - i; k++) if (units[i + k] !== units[j + k]) return false;
    }
    [i, j] = [wordA + 1, wordB + 1];
  }
  return true;
}

/** Whether every word of `a` is a word of `b`: one of two family names, or a married name added. */
function holds({ units, ends }: RecordField, a: number, b: number): boolean {
  const [endA, startB, endB] = [ends[a + 1]!, ends[b]!, ends[b + 1]!];
  for (let i = ends[a]!; i < endA; ) {
    let word = i;
    while (word < endA && units[word] !== BLANK) word++;
    let found = false;
    for (let j = startB; j < endB && !found; ) {
      let other = j;
      while (other < endB && units[other] !== BLANK) other++;
      if (other - j === word - i) {
        let k = 0;
        while (k < word - i && units[i + k] === units[j + k]) k++;
        found = k === word - i;
      }
      j = other + 1;
    }
    if (!found) return false;
    i = word + 1;
  }
  return true;
}
