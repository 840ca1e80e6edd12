import { type ReadNumber, readNumber } from "./read-number.ts";

/**
 * The other reading of digits without a plus that are a number of their region: where they begin with its country code and
 * are valid behind it too. `4915112345678` is a line in Leer (0491) to Germany, and far more often a mobile that lost its plus.
 */
export function readOwnCountry(
  digits: string,
  { e164, callingCode, international }: ReadNumber,
): ReadNumber | undefined {
  if (international || !digits.startsWith(callingCode)) return undefined;
  const national = e164.slice(1 + callingCode.length);
  const other = national.startsWith(callingCode) ? readNumber(`+${national}`, undefined) : undefined;
  return other?.type === undefined ? undefined : other;
}
