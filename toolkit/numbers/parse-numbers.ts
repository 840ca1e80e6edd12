import { type About, toAbout } from "../core/about.ts";
import { COMPUTE_OPTIONS, type ComputeOptions } from "../core/compute.ts";
import { PhonographError } from "../core/errors.ts";
import type { Instant } from "../core/instant.ts";
import { keyword, knownOptions } from "../core/options.ts";
import type { Table } from "../core/table.ts";
import { applyMigrations } from "./apply-migrations.ts";
import { type Migrations, toMigrations } from "./migration-option.ts";
import { type NumberBanner, type NumberCounts, numberBanners } from "./number-banners.ts";
import { numberFacts } from "./number-facts.ts";
import { markRaw, numberRows } from "./number-rows.ts";
import { countNumbers, type NumberColumns, numberTable } from "./number-table.ts";
import { prefixData } from "./prefix-data.ts";
import { rawValues, readRaw, type Values } from "./raw-values.ts";
import { toRegion } from "./region.ts";
import { type RiskConflict, type RiskList, toRisks } from "./risk-lists.ts";
import { numberVersions } from "./versions.ts";

/** How raw values become numbers. */
export interface NumberOptions extends ComputeOptions {
  /**
   * The country of numbers written without their country code, as two capital letters: `"PT"`. Default: none, then
   * only international spellings are numbers, and nothing is guessed.
   */
  region?: string;
  /**
   * The country of each row, as long as the values, such as `table.column("country")`; missing ones have `region`. A value
   * that is no ISO 3166 code reads its row without a region, with the reason `bad-region`.
   */
  regionColumn?: Values;
  /**
   * Foreign prefixes: `"strict"` takes those of the region alone, `"lenient"` also 00 and 011 of anywhere, with or
   * without a plus, and none at all (`21620062948`, as networks write E.164), where the region has no such number and that
   * gives a valid one; flagged `lenient-idd`. `4915112345678` is a line in Leer to Germany too: `"strict"` reads that and
   * flags it `country-code-read-as-area`, `"lenient"` reads the mobile. For columns that a network wrote, not people: of
   * Portuguese mobiles with one digit too many it makes foreign numbers of 4 %, with two of 20 %. Default `"strict"`.
   */
  idd?: "strict" | "lenient";
  /**
   * What happens to numbers of an old numbering plan, such as the 8 digits of the Ivory Coast before 2021. The old number
   * is kept in the column `original`. `"by-date"` needs `at`. Default `"off"`.
   */
  migrations?: Migrations;
  /** When the numbers were used: one moment, or one for each row, in milliseconds since 1970 or as ISO text. */
  at?: Instant | ArrayLike<Instant | null>;
  /** Lists of risky prefixes of your own; the longest matching prefix wins, of equal ones the first list. */
  riskLists?: readonly RiskList[];
}

/** What raw values are. */
export interface Numbers {
  /** One row for each value, in the order of the values: put it beside them with Arquero's `assign`. */
  readonly table: Table<NumberColumns>;
  /** How many values are invalid, rest on the default region, or lost digits. */
  readonly counts: NumberCounts;
  /** What a report must say aloud: shares of {@link counts} above their limit. */
  readonly banners: readonly NumberBanner[];
  /** Prefixes of which the risk lists say different things. */
  readonly conflicts: readonly RiskConflict[];
  readonly about: About;
}

/**
 * Reads raw phone-number values: what each is, its international form, whether it is valid and why not, country, line
 * type, place, time zones and the network that owns its block. Each distinct value is read once, spread over the workers
 * above 10,000 of them; a column of a table is taken as it is.
 *
 * Never throws on a value: null, NaN and blanks are `junk` with the reason `empty`; whole numbers are read as digits
 * and flagged; texts above 64 characters are not read. Numbering plans: libphonenumber; prefix data: Google's, English
 * (Apache-2.0). Valid does not mean assigned or reachable, a region is not a residence, and a carrier is the owner of
 * the number's block. About 4 microseconds a distinct value on one thread.
 *
 * @param values texts or whole numbers: an array, or `table.column("phone")`
 * @throws PhonographError `option/invalid`; `option/missing` (migrations by date without dates)
 * @example
 * ```ts
 * import { parseNumbers } from "phonograph";
 * const { table, banners } = await parseNumbers(["912 345 678", "+1 (212) 555-0123", "112", "*100#", "MPESA", "private"], { region: "PT" });
 * console.assert(table.get("e164", 0) === "+351912345678" && table.get("type", 0) === "mobile" && table.get("tz", 1) === "America/New_York");
 * console.assert(table.get("state", 1) === "New York" && table.get("key", 2) === "short:PT:112" && table.get("key", 3) === "ussd:PT:100");
 * console.assert(table.get("kind", 4) === "alphanumeric" && table.get("kind", 5) === "withheld" && table.get("key", 5) === null);
 * console.assert(banners[0].name === "default-region");
 * ```
 */
export async function parseNumbers(values: Values, options: NumberOptions = {}): Promise<Numbers> {
  const verb = "parseNumbers";
  knownOptions(verb, options, [...OWN_OPTIONS, ...COMPUTE_OPTIONS]);
  const region = toRegion(verb, options.region);
  const lenient = keyword(verb, "idd", options.idd ?? "strict", ["strict", "lenient"]) === "lenient";
  const migrations = toMigrations(verb, options.migrations);
  const risks = options.riskLists === undefined ? undefined : toRisks(verb, options.riskLists);
  requireList(verb, "the values", values, undefined);
  if (options.regionColumn !== undefined) requireList(verb, "regionColumn", options.regionColumn, values.length);
  const { workers, signal, progress } = options;
  const raw = await readRaw(verb, values, { workers, signal, progress });
  const regions = options.regionColumn === undefined ? undefined : rawValues(options.regionColumn);
  const rows = numberRows(raw, region, regions);
  const facts = await numberFacts(verb, rows.groups, { lenient, migrations, workers, signal, progress });
  markRaw(facts, rows);
  const moved = applyMigrations(verb, facts, rows.places, migrations, options.at);
  const table = await numberTable(verb, facts, moved, risks, { workers, signal, progress });
  const counts = countNumbers(facts, moved.places);
  return Object.freeze({
    table,
    counts,
    banners: numberBanners(counts),
    conflicts: risks?.conflicts ?? Object.freeze([]),
    about: toAbout({ verb, options: said(options), input: table, versions: numberVersions(prefixData()) }),
  });
}

const OWN_OPTIONS = ["region", "regionColumn", "idd", "migrations", "at", "riskLists"];

/** What the answer says of its options: no row of the data. */
function said({ region, regionColumn, idd = "strict", migrations = "off", at, riskLists }: NumberOptions): object {
  return {
    region,
    regionColumn: regionColumn !== undefined,
    idd,
    migrations,
    at: typeof at === "object" && !(at instanceof Date) ? "by row" : at,
    riskLists: riskLists?.map(({ name, version, source }) => ({ name, version, source })),
  };
}

/** As many rows as an array of whole numbers can have. */
const MOST_VALUES = 2 ** 30;

function requireList(verb: string, what: string, given: unknown, length: number | undefined): void {
  const list = given as { length?: unknown } | null | undefined;
  const size = typeof list === "object" ? list?.length : undefined;
  const is = Number.isInteger(size) && (size as number) >= 0 && (size as number) <= MOST_VALUES;
  if (is && (length === undefined || size === length)) return;
  throw new PhonographError({
    code: "option/invalid",
    verb,
    rule: `${what} must be a list${length === undefined ? "" : " as long as the values"}`,
    found: is ? `${size} of ${length}` : typeof size === "number" ? `a length of ${size}` : typeof given,
    hint: what === "the values" ? 'parseNumbers([value]), or parseNumbers(table.column("phone"))' : undefined,
  });
}
