/** "From this border on" keys and their values, with the first key of every three leading digits. */
export interface PrefixTable {
  keys: Uint32Array<SharedArrayBuffer>;
  values: Uint16Array<SharedArrayBuffer>;
  index: Uint32Array<SharedArrayBuffer>;
}

/** What the kernel needs of the prefix data; code 0 is "nothing known". */
export interface PrefixTables {
  places: PrefixTable;
  carriers: PrefixTable;
  zones: PrefixTable;
  /** The time zones of a whole country calling code. */
  countryZones: Uint16Array<SharedArrayBuffer>;
}

const MILLION = 1_000_000;

/** The first nine digits of an E.164 number, filled up with zeros; `skip` leaves out the digit at that position. */
export function prefixKey(e164: string, skip = -1): number {
  let key = 0;
  let taken = 0;
  for (let i = 1; taken < 9; i++) {
    if (i === skip) continue;
    key = key * 10 + (i < e164.length ? e164.charCodeAt(i) - 48 : 0);
    taken++;
  }
  return key;
}

/** The value of the last border that is not above the key: the longest prefix wins. */
export function lookUp({ keys, values, index }: PrefixTable, key: number): number {
  const block = Math.floor(key / MILLION);
  let low = index[block]!;
  let high = index[block + 1]!;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (keys[middle]! <= key) low = middle + 1;
    else high = middle;
  }
  return low === 0 ? 0 : values[low - 1]!;
}

/**
 * The digits that decide over a key: the shortest prefix of it all of whose numbers have the same answer.
 */
export function decidingPrefix({ keys, index }: PrefixTable, key: number): string {
  let at = index[Math.floor(key / MILLION)]!;
  while (at < keys.length && keys[at]! <= key) at++;
  const from = at === 0 ? 0 : keys[at - 1]!;
  const to = at < keys.length ? keys[at]! : 1000 * MILLION;
  const digits = String(key).padStart(9, "0");
  for (let length = 1; length < 9; length++) {
    const size = 10 ** (9 - length);
    const start = Math.floor(key / size) * size;
    if (start >= from && start + size <= to) return digits.slice(0, length);
  }
  return digits;
}

/** How many keys lie below each three leading digits. */
export function indexOf(keys: Uint32Array): Uint32Array<SharedArrayBuffer> {
  const index = new Uint32Array(new SharedArrayBuffer(1001 * 4));
  let at = 0;
  for (let block = 0; block <= 1000; block++) {
    while (at < keys.length && keys[at]! < block * MILLION) at++;
    index[block] = at;
  }
  return index;
}

/** The numbering plans whose mobile numbers tell a place too: Mexico, Argentina, Brazil, Indonesia, China. */
const PLACED_MOBILES = new Set(["52", "54", "55", "62", "86"]);

/** Whether numbers of this type belong to a place. */
export function isGeographic(e164: string, type: string): boolean {
  if (type === "FIXED_LINE" || type === "FIXED_LINE_OR_MOBILE") return true;
  return type === "MOBILE" && PLACED_MOBILES.has(e164.slice(1, 3));
}

export function hasCarrier(type: string): boolean {
  return type === "MOBILE" || type === "FIXED_LINE_OR_MOBILE" || type === "PAGER";
}

/** Code of the place; Argentine mobiles are looked up without the 9 that only marks them. */
export function placeOf(tables: PrefixTables, e164: string): number {
  return lookUp(tables.places, prefixKey(e164, e164.startsWith("+549") ? 3 : -1));
}

export function carrierOf(tables: PrefixTables, e164: string): number {
  return lookUp(tables.carriers, prefixKey(e164));
}

/** Code of the list of time zones: of the place, or of the whole country for a number without one. */
export function zonesOf(tables: PrefixTables, e164: string, callingCode: string, geographic: boolean): number {
  return geographic ? lookUp(tables.zones, prefixKey(e164)) : tables.countryZones[Number(callingCode)]!;
}
