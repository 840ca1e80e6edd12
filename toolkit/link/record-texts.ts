/** Letters that do not fall apart into a plain one and its mark. */
const PLAIN: Readonly<Record<string, string>> = {
  ß: "ss",
  æ: "ae",
  œ: "oe",
  ø: "o",
  ł: "l",
  đ: "d",
  ð: "d",
  þ: "th",
  ı: "i",
};
const UNPLAIN = /[ßæœøłđðþı]/g;
const TITLES = new Set("mr mrs ms miss mx dr prof sr sra srta dna dona herr frau mme mlle sig signora".split(" "));
const SUFFIXES = new Set("jr junior snr senior ii iii iv filho neto sobrinho".split(" "));
const NOTHING =
  /^(?:[-_.?*0x\s]*|n\/?a|null|nil|none|nan|undefined|unknown|anonym(?:ous)?|not (?:set|known|given)|no|test|tbd|desconhecido|unbekannt)$/i;
const EMAIL = /^[^\s@,;<>]+@[^\s@,;<>]+\.[^\s@,;<>.]{2,}$/;
const NOBODYS_MAIL = /^(?:no|none|na|null|not?-?reply|noemail|no\.email|unknown|test)@/;

/** Whether a text says that there is no value. */
export const saysNothing = (text: string): boolean => NOTHING.test(text.trim());

/** Small letters without marks, digits, and single blanks: `"  Conceição, ANA-Rita"` is `"conceicao ana rita"`. */
export function foldText(text: string): string {
  return text
    .normalize("NFKD")
    .toLowerCase()
    .replace(/[\p{M}'’`´]/gu, "")
    .replace(UNPLAIN, (letter) => PLAIN[letter])
    .replace(/[^\p{L}\p{N}]+/gu, " ")
    .trim();
}

/**
 * A full name as given names and the last family name; `"Silva, Ana"` is read backwards. Titles are left out; `jr` and the
 * like go to the given names, as they tell a son from his father. Of Chinese, Japanese and Korean names written without a
 * blank the first letters are the family name.
 */
export function splitName(name: string): { given: string; family: string } {
  const comma = name.indexOf(",");
  const turned = comma > 0 ? `${name.slice(comma + 1)} ${name.slice(0, comma)}` : name;
  const words = foldText(turned).split(" ");
  while (words.length > 1 && TITLES.has(words[0])) words.shift();
  let suffix = "";
  while (words.length > 2 && SUFFIXES.has(words[words.length - 1])) suffix = ` ${words.pop()}${suffix}`;
  if (words.length < 2) return splitUnspaced(words[0]);
  const family = words.pop() as string;
  return { given: words.join(" ") + suffix, family };
}

const UNSPACED = /^[\p{Script=Han}\p{Script=Hangul}]{2,4}$/u;
/** Family names of two letters; other names of two or three letters have one. */
const TWO_LETTERS = new Set(
  "欧阳 歐陽 司马 司馬 诸葛 諸葛 上官 司徒 东方 東方 皇甫 尉迟 尉遲 夏侯 慕容 남궁 황보 제갈 선우 독고".split(" "),
);

function splitUnspaced(word: string): { given: string; family: string } {
  const whole = word.normalize("NFC");
  if (!UNSPACED.test(whole)) return { given: word, family: "" };
  const letters = [...whole];
  const cut = letters.length === 4 || (letters.length === 3 && TWO_LETTERS.has(letters[0] + letters[1])) ? 2 : 1;
  const part = (from: number, to?: number) => letters.slice(from, to).join("").normalize("NFKD");
  return { given: part(cut), family: part(0, cut) };
}

/** An address in small letters; empty where it is none, or nobody's. */
export function foldEmail(text: string): string {
  const email = text
    .normalize("NFKC")
    .trim()
    .toLowerCase()
    .replace(/^mailto:/, "")
    .replace(/^<(.*)>$/, "$1");
  return EMAIL.test(email) && !NOBODYS_MAIL.test(email) ? email : "";
}

/** The mailbox behind an address: without `+tag`, and at Google without dots. */
export function mailbox(email: string): string {
  const at = email.lastIndexOf("@");
  let local = email.slice(0, at).replace(/(?<=.)\+.*$/, "");
  let domain = email.slice(at + 1);
  if (domain === "googlemail.com") domain = "gmail.com";
  if (domain === "gmail.com") local = local.replaceAll(".", "");
  return `${local}@${domain}`;
}

/** Capitals and digits only. */
export const foldPostcode = (text: string): string => text.toUpperCase().replace(/[^\p{L}\p{N}]+/gu, "");

/** The district: all but the last three characters, as in `1000-123`, `SW1A 1AA`, `10115`. */
export const postcodePrefix = (postcode: string): string => (postcode.length > 3 ? postcode.slice(0, -3) : postcode);

const SOUNDS: Readonly<Record<string, string>> = Object.fromEntries(
  [..."bfpv"]
    .map((letter) => [letter, "1"])
    .concat(
      [..."cgjkqsxz"].map((letter) => [letter, "2"]),
      [..."dt"].map((letter) => [letter, "3"]),
      [["l", "4"]],
      [..."mn"].map((letter) => [letter, "5"]),
      [["r", "6"]],
    ),
);

/** American Soundex of the last word, `"r163"` for `"Robert"`; of other scripts the first three letters. */
export function soundex(folded: string): string {
  const word = folded.slice(folded.lastIndexOf(" ") + 1);
  if (!/^[a-z]/.test(word)) return word.slice(0, 3);
  let code = word[0];
  let last = SOUNDS[word[0]];
  for (let i = 1; i < word.length && code.length < 4; i++) {
    const letter = word[i];
    const sound = SOUNDS[letter];
    if (sound !== undefined && sound !== last) code += sound;
    if (letter !== "h" && letter !== "w") last = sound;
  }
  return code.padEnd(4, "0");
}
