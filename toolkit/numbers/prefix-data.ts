import { readFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";
import { indexOf, type PrefixTable, type PrefixTables } from "../../workers/numbers/prefixes.ts";

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

interface Header extends Omit<PrefixData, "tables"> {
  countryZones: Record<string, number>;
}

let loaded: PrefixData | undefined;

/** The prefix data, unpacked on first use (about 30 ms and 5 MB) into memory that all threads share. */
export function prefixData(): PrefixData {
  loaded ??= unpack(gunzipSync(readFileSync(new URL("../../workers/numbers/tables/prefixes.bin", import.meta.url))));
  return loaded;
}

function unpack(bytes: Uint8Array): PrefixData {
  const view = new DataView(bytes.buffer, bytes.byteOffset);
  const size = view.getUint32(0, true);
  const { countryZones, ...names } = JSON.parse(new TextDecoder().decode(bytes.subarray(4, 4 + size))) as Header;
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
