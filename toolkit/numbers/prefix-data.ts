import { readFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";
import { indexOf, type PrefixTable, type PrefixTables } from "../../workers/numbers/prefixes.ts";
import { PhonographError } from "../core/errors.ts";

/** The packed prefix data: tables for the workers, and the names behind their codes (code 0 is "", nothing known). */
export interface PrefixData {
  version: string;
  tables: PrefixTables;
  places: readonly string[];
  areas: readonly string[];
  /** The code of the area that each place lies in. */
  placeArea: readonly number[];
  carriers: readonly string[];
  /** Lists of IANA zone names, separated by blanks. */
  zones: readonly string[];
}

/** The digits of a key; {@link prefixKey} makes as many. */
const DIGITS = 9;

interface Header extends Omit<PrefixData, "tables"> {
  digits: number;
  countryZones: Record<string, number>;
}

let loaded: PrefixData | undefined;

/** The prefix data, unpacked on first use (about 30 ms and 5 MB) into memory that all threads share. */
export function prefixData(): PrefixData {
  loaded ??= loadPrefixes(new URL("../../workers/numbers/tables/prefixes.bin", import.meta.url));
  return loaded;
}

/** The packed tables of a file; one that is missing, cut or of another layout fails, and nothing is looked up in it. */
export function loadPrefixes(file: URL): PrefixData {
  try {
    return unpack(gunzipSync(readFileSync(file)));
  } catch (cause) {
    throw new PhonographError({
      code: "backend/failed",
      verb: "parseNumbers",
      rule: "the number tables that come with the toolkit cannot be read",
      found: cause instanceof Error ? ((cause as { code?: string }).code ?? cause.message) : "no error",
      hint: "install it anew, or run datasets/build-prefixes.ts",
      cause,
    });
  }
}

function unpack(bytes: Uint8Array): PrefixData {
  const view = new DataView(bytes.buffer, bytes.byteOffset);
  const size = view.getUint32(0, true);
  const { countryZones, digits, ...names } = JSON.parse(
    new TextDecoder().decode(bytes.subarray(4, 4 + size)),
  ) as Header;
  if (digits !== DIGITS) throw new Error(`keys of ${digits} digits`);
  let at = 4 + size;
  const next = (): number => {
    let value = 0;
    for (let weight = 1; ; weight *= 128) {
      const byte = bytes[at++]!;
      value += (byte & 127) * weight;
      if (byte < 128) return value;
    }
  };
  const table = (): PrefixTable => {
    const length = next();
    const keys = new Uint32Array(new SharedArrayBuffer(length * 4));
    const values = new Uint16Array(new SharedArrayBuffer(length * 2));
    for (let i = 0, key = 0; i < length; i++) keys[i] = key += next();
    for (let i = 0; i < length; i++) values[i] = next();
    return { keys, values, index: indexOf(keys) };
  };
  const tables = { places: table(), carriers: table(), zones: table(), countryZones: byCountry(countryZones) };
  return { ...names, tables };
}

function byCountry(zones: Record<string, number>): Uint16Array<SharedArrayBuffer> {
  const codes = new Uint16Array(new SharedArrayBuffer(1000 * 2));
  for (const [callingCode, code] of Object.entries(zones)) codes[Number(callingCode)] = code;
  return codes;
}
