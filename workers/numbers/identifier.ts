/** Whether the last digit is the check digit of the others (Luhn, ISO/IEC 7812-1). */
function hasCheckDigit(digits: string): boolean {
  let sum = 0;
  for (let i = digits.length - 1, double = false; i >= 0; i--, double = !double) {
    const value = (digits.charCodeAt(i) - 48) * (double ? 2 : 1);
    sum += value > 9 ? value - 9 : value;
  }
  return sum % 10 === 0;
}

const IBAN = /^[A-Z]{2}\d{2}[A-Z0-9]{11,30}$/;
const SOCIAL_SECURITY = /^\d{3}-\d{2}-\d{4}$/;

/**
 * Whether a value that is no valid phone number looks like a subscriber (IMSI), device (IMEI), card (ICCID, payment
 * card) or account identifier.
 */
export function isIdentifier(text: string): boolean {
  if (SOCIAL_SECURITY.test(text) || IBAN.test(text)) return true;
  const digits = text.replace(/[ -]/g, "");
  if (!/^\d{14,22}$/.test(digits) || /^(\d)\1*$/.test(digits)) return false;
  if (digits.length >= 18) return digits.startsWith("89");
  if (digits.length === 15) return /^[2-7]/.test(digits) || hasCheckDigit(digits);
  return digits.length === 16 && (hasCheckDigit(digits) || /^(01|35|86|99)/.test(digits));
}

/** Whether bare digits are so surely a device or card that no numbering plan may claim them. */
export function isSurelyIdentifier(digits: string): boolean {
  return (digits.length === 15 || digits.length === 16) && !digits.startsWith("0") && hasCheckDigit(digits);
}
