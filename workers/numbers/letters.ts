const KEYPAD = "22233344455566677778889999";
const VANITY = /^\+?\d[\d\s().-]*[\s.-][A-Z][A-Z0-9\s.-]*$|^\+?\d{4,}[A-Z]{3,}$/;
const SENDER = /^[\p{L}\p{M}\d][\p{L}\p{M}\d .,&_'’!+/-]*$/u;
const LONGEST_SENDER = 14;
/** Small words with blanks between them: somebody's remark. */
const REMARK = /^\p{Ll}+(?: \p{Ll}+)+$/u;

/**
 * A number spelled with the letters of the keypad, as digits; undefined when the text is none. A number needs three digits in
 * front of its letters, as libphonenumber has it: shorter ones come back as they are and give no number.
 */
export function readVanity(text: string): string | undefined {
  const letters = text.replace(/[^A-Z]/g, "").length;
  const length = text.replace(/[^A-Z\d]/g, "").length;
  if (letters < 3 || length < 6 || length > 16 || !VANITY.test(text)) return undefined;
  if (!/^\D*\d\D*\d\D*\d/.test(text.replace(/[A-Z].*$/, ""))) return text;
  return text.replace(/[A-Z]/g, (letter) => KEYPAD[letter.charCodeAt(0) - 65]!);
}

/**
 * Whether a text is an alphanumeric sender id: a letter, few characters. GSM allows eleven; exports pad and cut, so a
 * few more pass. What has the digits of a whole number is read as a number first.
 */
export function isSenderId(text: string): boolean {
  return text.length <= LONGEST_SENDER && SENDER.test(text) && !REMARK.test(text) && text.replace(/\D/g, "").length < 7;
}

/**
 * The sender as it is compared, best form first: in capitals, blanks single. In small letters or as it is where the capitals
 * would be read as something else: `1800Flowers` is a sender, `1800FLOWERS` a number.
 */
export function senderKeys(text: string): readonly string[] {
  const plain = text.normalize("NFC").replace(/\s+/g, " ");
  return [plain.toUpperCase().normalize("NFC"), plain.toLowerCase().normalize("NFC"), plain];
}
