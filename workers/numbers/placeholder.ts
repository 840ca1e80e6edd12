const RISING = "01234567890123456789";
const FALLING = "98765432109876543210";

/** Whether the digits were typed to fill a field: one digit over and over, or a run up or down the keypad. */
export function isPlaceholder(digits: string): boolean {
  if (/^(\d)\1*$/.test(digits)) return true;
  return digits.length >= 5 && (RISING.includes(digits) || FALLING.includes(digits));
}
