const PLAIN = /^[\x20-\x7e]*$/;
const DIGIT = /\p{Nd}/u;
const INVISIBLE = /\p{Cf}/gu;
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is to be removed
const CONTROL = /[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]/g;
/** Characters that turn the direction of a text round: what is seen is not what is written. Marks alone turn nothing. */
const BIDI = /[\u202a-\u202e\u2066-\u2069]/;
const WRAPPED = /^=?["'`´‘’“”]["'`´‘’“”\s]*|["'`´‘’“”\s]+$/g;

const known = new Map<string, string>();

/** The western digit of any decimal digit: in Unicode they stand in runs of ten, from 0 on. */
export function plainDigit(character: string): string {
  let digit = known.get(character);
  if (digit === undefined) {
    let before = 0;
    for (let code = character.codePointAt(0)! - 1; DIGIT.test(String.fromCodePoint(code)); code--) before++;
    digit = String(before % 10);
    known.set(character, digit);
  }
  return digit;
}

export interface Tidied {
  text: string;
  /** A control character was removed, or one that turns the direction of a text. */
  control: boolean;
}

/**
 * A value as a reader means it: western digits, plain forms of full-width signs, no invisible or control characters,
 * no quotes around it, no blanks at its ends. Superscripts and unusual separators are not guessed at.
 */
export function tidy(raw: string): Tidied {
  let text = raw;
  let control = false;
  if (!PLAIN.test(text)) {
    const turned = BIDI.test(text);
    text = text
      .replace(INVISIBLE, "")
      .replace(/\p{Nd}/gu, (c) => (c >= "0" && c <= "9" ? c : plainDigit(c)))
      .replace(/[\uff01-\uff5e]/g, (c) => String.fromCharCode(c.charCodeAt(0) - 0xfee0));
    const cleaned = text.replace(CONTROL, "");
    control = turned || cleaned.length !== text.length;
    text = cleaned;
  }
  return { text: text.trim().replace(WRAPPED, "").trim(), control };
}
