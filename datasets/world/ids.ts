import { hash32 } from "../../toolkit/core/random.ts";

// Hashes here and elsewhere are salted with numbers that mean nothing but differ, so that no two of them go together.

/** Handset models by their type allocation code; made up, in the range of the code's form. */
const HANDSETS = Array.from({ length: 64 }, (_, i) => 35_900_100 + i * 137);
/** The model of a SIM gateway: no handset. */
export const GATEWAY = 86_550_040;

/** A person's user id, as eight hexadecimal digits say it; one-to-one. */
export const userCode = (person: number, seed: number) => hash32(person, seed ^ 0x05e7);

/** A device's id; one-to-one. */
export const deviceCode = (device: number, seed: number) => hash32(device, seed ^ 0xd371);

/** A customer number of seven digits; one-to-one. */
export const customerNumber = (person: number, seed: number) =>
  1_000_000 + ((person * 7_368_787 + (hash32(seed, 0xc) % 9_000_000)) % 9_000_000);

/** Devices of nobody among the people are numbered from here on. */
export const STRANGE_DEVICES = 3_000_000;

/** The IMEI of a device's first (0) or second (1) SIM slot: model, serial, check digit; one-to-one below 4,000,000. */
export function imeiOf(device: number, slot: 0 | 1, seed: number): number {
  const unit = device * 2 + slot;
  const model = HANDSETS[(Math.floor(unit / 1_000_000) % 8) * 8 + (hash32(device, seed ^ 0x1e1) & 7)];
  return withCheckDigit(model, ((unit % 1_000_000) * 736_879 + (hash32(seed, 0xe) % 1_000_000)) % 1_000_000);
}

/** A model and a serial of six digits with Luhn's check digit. */
export function withCheckDigit(model: number, serial: number): number {
  const body = model * 1_000_000 + serial;
  let sum = 0;
  for (let left = body, i = 0; i < 14; i++) {
    const tenth = Math.floor(left / 10);
    const digit = left - tenth * 10;
    const doubled = i % 2 === 0 ? digit * 2 : digit;
    sum += doubled > 9 ? doubled - 9 : doubled;
    left = tenth;
  }
  return body * 10 + ((10 - (sum % 10)) % 10);
}

// Addresses nobody has: 240.0.0.0/4 is reserved, 198.18.0.0/15 is for measurements, the others for documentation.
/** The address of a household's line; it changes for one household in five every 28 days. */
export function homeAddress(household: number, day: number, seed: number): number {
  const lease = hash32(household, seed ^ 0x1ea) % 5 === 0 ? Math.floor((day + 400 + (household % 28)) / 28) % 16 : 0;
  return (0xf0000000 + lease * 0x1000000 + (hash32(household, seed ^ 0xadd) >>> 8)) >>> 0;
}

/** The public address that a mobile session gets: one of few, shared by hundreds of people of a region. */
export function carrierGradeAddress(person: number, place: number, day: number, people: number, seed: number): number {
  const pool = Math.max(2, Math.round(people / 6000));
  const first = place * pool;
  return 0xc6120000 + ((first + (hash32(person * 1024 + (day & 1023), seed ^ 0xc9a7) % pool)) & 0xffff);
}

/** A workplace or shop whose visitors share one address. */
export const officeAddress = (place: number, office: number) => 0xc6130000 + place * 64 + (office & 63);

/** An address abroad, used by attackers and robots. */
export const strangerAddress = (index: number) => (index & 1 ? 0xc0000200 : 0xc6336400) + ((index >> 1) & 255);
