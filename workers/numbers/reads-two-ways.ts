import { type ReadNumber, readNumber } from "./read-number.ts";

/**
 * Whether digits without a plus, read as a number of their region, begin with its country code and are a valid number
 * behind it too: `4915112345678` in Germany is a line in Leer (0491) and, far more often, a mobile of which the plus is lost.
 */
export function readsTwoWays(digits: string, { e164, callingCode, international }: ReadNumber): boolean {
  if (international || !digits.startsWith(callingCode)) return false;
  const national = e164.slice(1 + callingCode.length);
  return national.startsWith(callingCode) && readNumber(`+${national}`, undefined)?.type !== undefined;
}
