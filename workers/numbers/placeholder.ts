const RISING = "01234567890123456789";

/** Whether the digits were typed to fill a field: one digit over and over, or a run up the keypad. */
export function isPlaceholder(digits: string): boolean {
  return /^(\d)\1*$/.test(digits) || (digits.length >= 6 && RISING.includes(digits));
}
