import type { NumberColumns } from "../../workers/kernels/numbers.ts";
import {
  LINE_TYPES,
  NUMBER_FLAGS,
  NUMBER_KINDS,
  NUMBER_REASONS,
  type NumberFlag,
  REGIONS,
  SHORT_COSTS,
} from "../../workers/numbers/words.ts";
import { sharedInt32, sharedUint8 } from "../../workers/shared.ts";
import { TextColumn } from "../core/columns.ts";
import { COMPUTE_OPTIONS, type ComputeOptions, compute, workersFor } from "../core/compute.ts";
import { PhonographError } from "../core/errors.ts";
import { knownOptions } from "../core/options.ts";
import { namedCodes, regroup } from "./named-codes.ts";
import { mayHaveMoved } from "./portable.ts";
import { type PrefixData, prefixData } from "./prefix-data.ts";
import { type RawTexts, toTexts } from "./raw-texts.ts";
import { regionName, toRegion } from "./region.ts";
import { numberVersions } from "./versions.ts";

/** How raw values become numbers. */
export interface NumberOptions extends ComputeOptions {
  /**
   * The country of numbers written without their country code, as two capital letters: `"PT"`. Default: none, then
   * only international spellings are numbers, and nothing is guessed.
   */
  region?: string;
}

/** Facts about raw values, row for row: each column is as long as the values given. */
export interface NumberFacts {
  readonly length: number;
  /** What the value is; never missing. Words: {@link NumberKind}. */
  readonly kind: TextColumn;
  /**
   * What all spellings of the same thing share: E.164 for numbers, `short:PT:112`, `ussd:PT:123`, the sender in
   * capitals. Missing where nothing may be joined on.
   */
  readonly key: TextColumn;
  /** 1 where the key is a valid number. */
  readonly valid: Uint8Array<SharedArrayBuffer>;
  /** Why there is no valid number, or what is doubtful; missing otherwise. */
  readonly reason: TextColumn;
  /** ISO 3166 code of the country, `"001"` for numbers that no country owns; missing unless valid. */
  readonly region: TextColumn;
  /** English name of that country. */
  readonly country: TextColumn;
  /** What the number is for: mobile, fixed, toll free, ...; missing unless valid. */
  readonly type: TextColumn;
  /** The extension's digits. */
  readonly extension: TextColumn;
  /** Town or district of the number block, where the numbering plan tells one: `"Sinton, TX"`. */
  readonly place: TextColumn;
  /** The wider area of the place: state or province in North America, else what the data names, else the place. */
  readonly area: TextColumn;
  /** Network that the number's block was given to; mobile numbers and pagers only. */
  readonly carrier: TextColumn;
  /** 1 where the carrier is known and the owner may have taken the number to another one. */
  readonly mayHaveMoved: Uint8Array<SharedArrayBuffer>;
  /** The IANA time zones that the number may be in, separated by blanks. */
  readonly timeZones: TextColumn;
  /** What a short code of the region costs: toll free, premium, standard, unknown; missing for anything else. */
  readonly cost: TextColumn;
  /** Bits of what was noticed; read them with {@link numberFlags}. */
  readonly flags: Int32Array<SharedArrayBuffer>;
  /** Versions of the numbering plans and prefix data. */
  readonly versions: Readonly<Record<string, string>>;
}

const CHUNK = 4096;

/**
 * Reads raw phone-number values: what each is, its international form, whether it is valid and why not, country, line
 * type, place, time zones and the network that owns its block. Columns as long as `values`, in its order; `at(i)` reads
 * one. Of a long column give each distinct value once and join the answer back by code.
 *
 * Never throws on a value: null, NaN and blanks are `junk` with the reason `empty`; whole numbers are read as digits
 * and flagged; texts above 64 characters are not read. Numbering plans: libphonenumber; prefix data: Google's, English
 * (Apache-2.0). Valid does not mean assigned or reachable, a region is not a residence, and a carrier is the owner of
 * the number's block. About 8 microseconds a value on one thread, spread over the workers above 10,000 values.
 *
 * @param values texts or whole numbers, such as `table.array("phone")`
 * @example
 * ```ts
 * import { parseNumbers } from "phonograph";
 * const facts = await parseNumbers(["912 345 678", "+1 (212) 555-0123", "112", "*100#", "MPESA", "private"], { region: "PT" });
 * console.assert(facts.key.at(0) === "+351912345678" && facts.type.at(0) === "mobile" && facts.region.at(0) === "PT");
 * console.assert(facts.area.at(1) === "New York" && facts.key.at(2) === "short:PT:112" && facts.key.at(3) === "ussd:PT:100");
 * console.assert(facts.kind.at(4) === "alphanumeric" && facts.kind.at(5) === "withheld" && facts.key.at(5) === null);
 * ```
 */
export async function parseNumbers(values: ArrayLike<unknown>, options: NumberOptions = {}): Promise<NumberFacts> {
  knownOptions("parseNumbers", options, ["region", ...COMPUTE_OPTIONS]);
  const region = toRegion("parseNumbers", options.region);
  if (typeof values !== "object" || typeof values?.length !== "number") {
    throw new PhonographError({
      code: "option/invalid",
      verb: "parseNumbers",
      rule: "the values must be a list",
      found: typeof values,
      hint: 'parseNumbers([value]), or parseNumbers(table.array("phone"))',
    });
  }
  const workers = workersFor("parseNumbers", values.length * 10, options);
  const raw = toTexts(values);
  const data = prefixData();
  const columns = emptyColumns(values.length);
  const tasks = Array.from({ length: Math.ceil(values.length / CHUNK) }, (_, i) => ({
    values: raw.texts.slice(i * CHUNK, (i + 1) * CHUNK),
    region,
    begin: i * CHUNK,
    columns,
    tables: data.tables,
  }));
  const answers = await compute("parseNumbers", "numbers", tasks, { ...options, workers });
  const extensions = new Map(
    answers.flatMap(({ extensions }, i) => extensions.map(([at, digits]) => [i * CHUNK + at, digits] as const)),
  );
  return toFacts(
    columns,
    answers.flatMap(({ keys }) => keys),
    extensions,
    raw,
    data,
  );
}

function emptyColumns(length: number): NumberColumns {
  return {
    kind: sharedInt32(length),
    reason: sharedInt32(length),
    region: sharedInt32(length),
    type: sharedInt32(length),
    flags: sharedInt32(length),
    place: sharedInt32(length),
    carrier: sharedInt32(length),
    zones: sharedInt32(length),
    cost: sharedInt32(length),
  };
}

function toFacts(
  columns: NumberColumns,
  keys: readonly (string | null)[],
  extensions: ReadonlyMap<number, string>,
  raw: RawTexts,
  data: PrefixData,
): NumberFacts {
  const { length } = keys;
  const valid = sharedUint8(length);
  const moved = sharedUint8(length);
  const portable = REGIONS.map(mayHaveMoved);
  for (let i = 0; i < length; i++) {
    if (columns.type[i]! >= 0) valid[i] = 1;
    if (columns.carrier[i]! > 0 && portable[columns.region[i]!]) moved[i] = 1;
    if (raw.flags) columns.flags[i]! |= raw.flags[i]!;
    if (raw.refused?.[i]) columns.reason[i] = NUMBER_REASONS.indexOf("not text");
  }
  return Object.freeze({
    length,
    kind: new TextColumn(columns.kind, NUMBER_KINDS),
    key: TextColumn.from(keys),
    valid,
    reason: new TextColumn(columns.reason, NUMBER_REASONS),
    region: new TextColumn(columns.region, REGIONS),
    country: regroup(columns.region, (code) => regionName(REGIONS[code]!)),
    type: new TextColumn(columns.type, LINE_TYPES),
    extension: TextColumn.from(Array.from({ length }, (_, i) => extensions.get(i))),
    place: namedCodes(columns.place, data.places),
    area: regroup(columns.place, (code) => data.areas[data.placeArea[code]!]),
    carrier: namedCodes(columns.carrier, data.carriers),
    mayHaveMoved: moved,
    timeZones: namedCodes(columns.zones, data.zones),
    cost: new TextColumn(columns.cost, SHORT_COSTS),
    flags: columns.flags,
    versions: numberVersions(data),
  });
}

/**
 * The words behind the flag bits of one value of {@link NumberFacts}.
 *
 * @example
 * ```ts
 * import { numberFlags, parseNumbers } from "phonograph";
 * const { flags } = await parseNumbers(["415-555-2671 (cell)"], { region: "US" });
 * console.assert(numberFlags(flags[0]!).join() === "default-region-used,label-stripped");
 * ```
 */
export function numberFlags(bits: number): NumberFlag[] {
  return NUMBER_FLAGS.filter((_, i) => bits & (1 << i));
}
