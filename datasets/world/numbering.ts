import { hash32 } from "../../toolkit/core/random.ts";
import { PLACES } from "./country.ts";

/** The country's calling code in front of nine digits. */
export const COUNTRY = 351_000_000_000;

/** Customer care, the operator's own short number. */
export const CARE = 16_990;
/** The emergency number. */
export const EMERGENCY = 112;
/** The other party withheld its number. */
export const WITHHELD = 0;

/** How many customers hold a number of each block: 96, 91, 93 and the mixed 92. */
const BLOCK_SHARES = [0.31, 0.33, 0.27, 0.09];
const BLOCK_PREFIX = [96, 91, 93];
const MIXED_PREFIX = [921, 924, 925, 926, 927];
const TEN_MILLION = 10_000_000;
const MILLION = 1_000_000;

/** The most people a world can have: the mixed block then has no number left. */
export const MOST_PEOPLE = 1_200_000;

/**
 * The national mobile number number `slot` of the world: one-to-one, spread over four prefixes, different for every seed.
 * Slots below 5,000,000 only.
 */
export function mobile(slot: number, seed: number): number {
  const share = hash32(slot, seed ^ 0x51ed) / 2 ** 32;
  let block = 0;
  for (let left = share - BLOCK_SHARES[0]; left >= 0 && block < 3; left -= BLOCK_SHARES[block]) block++;
  if (block < 3) return BLOCK_PREFIX[block] * TEN_MILLION + scramble(slot, 7, seed);
  return MIXED_PREFIX[slot % 5] * MILLION + scramble(Math.floor(slot / 5), 6, seed);
}

/** A number of another operator's customer; shares no number with {@link mobile} slots in use. */
export function otherMobile(index: number, people: number, seed: number): number {
  const slot = 4 * people + 100_000 + index;
  return BLOCK_PREFIX[hash32(index, seed ^ 0x0ff) % 3] * TEN_MILLION + scramble(slot, 7, seed);
}

/** A landline in that place. */
export function landline(place: number, index: number, seed: number): number {
  const { area } = PLACES[place];
  return area < 100
    ? area * TEN_MILLION + (hash32(index, seed) % TEN_MILLION)
    : area * MILLION + (hash32(index, seed) % MILLION);
}

/** A mobile number abroad: Spain, France, Great Britain or Brazil. */
export function foreign(country: number, index: number, seed: number): number {
  const digits = hash32(index, seed ^ (country + 77));
  if (country === 0) return 34_600_000_000 + (digits % 100_000_000);
  if (country === 1) return 33_600_000_000 + (digits % 100_000_000);
  if (country === 2) return 447_100_000_000 + (digits % 300_000_000);
  return 5_511_960_000_000 + (digits % 40_000_000);
}

/** A one-to-one scrambling of numbers below 10^digits. */
function scramble(index: number, digits: 6 | 7, seed: number): number {
  const size = digits === 7 ? TEN_MILLION : MILLION;
  const first = ((index % size) * (digits === 7 ? 7_368_787 : 736_879) + (hash32(seed, 0xa) % size)) % size;
  let reversed = 0;
  for (let left = first, i = 0; i < digits; i++) {
    const tenth = Math.floor(left / 10);
    reversed = reversed * 10 + left - tenth * 10;
    left = tenth;
  }
  return (reversed * (digits === 7 ? 5_915_587 : 591_559) + (hash32(seed, 0xb) % size)) % size;
}
