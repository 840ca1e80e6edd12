import { classify, ruleOf } from "../../workers/numbers/classify.ts";
import {
  carrierOf,
  decidingPrefix,
  hasCarrier,
  isGeographic,
  type PrefixTable,
  placeOf,
  prefixKey,
  zonesOf,
} from "../../workers/numbers/prefixes.ts";
import { shortOfKey } from "../../workers/numbers/read-key.ts";
import type { ReadNumber } from "../../workers/numbers/read-number.ts";
import { shortCost } from "../../workers/numbers/short-code.ts";
import { flagBit, LIBRARY_TYPES, LINE_GROUPS, LINE_TYPES, NUMBER_FLAGS } from "../../workers/numbers/words.ts";
import { PhonographError } from "../core/errors.ts";
import { type Instant, toInstant } from "../core/instant.ts";
import { keyword, knownOptions } from "../core/options.ts";
import { continentOf } from "./continents.ts";
import { type Migrations, toMigrations } from "./migration-option.ts";
import { MIGRATION_RULES, migrate, wasRight } from "./migrations.ts";
import { oneZone } from "./one-zone.ts";
import { mayHaveMoved, PORTABILITY_VERSION } from "./portable.ts";
import { prefixData } from "./prefix-data.ts";
import { rawValues } from "./raw-values.ts";
import { regionName, toRegion } from "./region.ts";
import { type RiskList, toRisks } from "./risk-lists.ts";
import { numberVersions, RULES_VERSION } from "./versions.ts";

/** One fact about a value: what it is, and the rule and data it comes from. */
export interface NumberFact {
  readonly field: string;
  readonly value: string;
  readonly because: string;
}

/** The options of `parseNumbers` that one value needs. */
export interface ExplainOptions {
  region?: string;
  idd?: "strict" | "lenient";
  migrations?: Migrations;
  /** When the number was used. */
  at?: Instant;
  riskLists?: readonly RiskList[];
}

type Versions = Readonly<Record<string, string>>;
type Tell = (field: string, value: string | undefined, because: string) => void;

/** Rules that look at the text alone; all others ask the numbering plans and the lists of short codes. */
const TEXT_RULES = new Set(["word", "length", "blank"]);

/**
 * Everything that {@link parseNumbers} finds in one value, a text or a whole number, each fact with the rule, the deciding prefix and the version
 * of the data that it rests on. Facts that are missing are left out. The value itself is in the answer: it is for the
 * screen of the one who asks, not for a report.
 *
 * @example
 * ```ts
 * import { explainNumber } from "phonograph";
 * const facts = explainNumber("020 7946 0958", { region: "GB" });
 * const place = facts.find(({ field }) => field === "place");
 * console.assert(place?.value === "London" && place.because.includes("+4420"));
 * ```
 */
export function explainNumber(
  raw: string | number | bigint | null,
  options: ExplainOptions = {},
): readonly NumberFact[] {
  const verb = "explainNumber";
  knownOptions(verb, options, ["region", "idd", "migrations", "at", "riskLists"]);
  const region = toRegion(verb, options.region);
  const lenient = keyword(verb, "idd", options.idd ?? "strict", ["strict", "lenient"]) === "lenient";
  const risks = toRisks(verb, options.riskLists ?? []);
  const facts: NumberFact[] = [];
  const tell: Tell = (field, value, because) => {
    if (value) facts.push(Object.freeze({ field, value, because }));
  };
  const { texts, flags: noticed, refused } = rawValues([raw]);
  const text = texts[0]!;
  let { kind, key, reason, number, flags } = classify(text, region, lenient);
  flags |= noticed[0]!;
  if (refused === 0) reason = "not text";
  const migrated = number && !number.type ? migratedBy(verb, number, options) : undefined;
  if (migrated) {
    tell("original", number!.e164, "what the value says");
    tell("migration", migrated.rule.name, `${migrated.rule.says}; ${migrated.rule.source}`);
    const home = number!.international ? 0 : flagBit("default-region-used");
    ({ kind, key, reason, number, flags } = classify(migrated.e164, undefined));
    flags |= home | flagBit("migrated");
  }
  const versions = numberVersions(prefixData());
  const decider = ruleOf(migrated?.e164 ?? text, region, lenient);
  const data = `${versions["plans"]}, ${versions["shortCodes"]}`;
  const rule = `rule "${decider}", ${TEXT_RULES.has(decider) ? RULES_VERSION : `${RULES_VERSION}, ${data}`}`;
  tell("kind", kind, rule);
  tell("reason", reason, rule);
  tell("flags", NUMBER_FLAGS.filter((_, i) => flags & (1 << i)).join(" "), `noticed while reading, ${RULES_VERSION}`);
  const short = shortOfKey(key);
  const cost = short && shortCost(short.digits, short.region);
  tell("cost", cost, `${versions["shortCodes"]}, short codes of ${short?.region}`);
  if (number?.type) {
    tellNumber(number, region, versions, tell);
    const risk = risks.of(number.e164);
    tell("risk", risk?.risk, `prefix ${risk?.prefix} of ${risk?.list}`);
  } else {
    tell("key", key ?? undefined, `what its spellings share, ${RULES_VERSION}`);
    const old = number && (options.migrations ?? "off") === "off" ? migrate(number.e164, MIGRATION_RULES) : undefined;
    tell("outdated", old?.rule.name, `${old?.rule.says}; migrations: "always" reads it, "by-date" by the day`);
    if (number && flags & flagBit("possible-not-valid"))
      tell("candidate", number.e164, `its length is right, its range is not: ${planOf(number, versions)}`);
  }
  return Object.freeze(facts);
}

function migratedBy(verb: string, { e164 }: ReadNumber, { migrations, at }: ExplainOptions) {
  const plan = toMigrations(verb, migrations);
  const found = plan && migrate(e164, plan.rules);
  if (!found || !plan.byDate) return found;
  if (at === undefined) {
    throw new PhonographError({
      code: "option/missing",
      verb,
      rule: "migrations by date need to know when",
      found: "no at",
      hint: 'at: "2020-05-01", or migrations: "always"',
    });
  }
  return wasRight(found.rule, toInstant(verb, "at", at)) ? found : undefined;
}

const planOf = ({ callingCode }: ReadNumber, versions: Versions) =>
  `${versions["plans"]}, numbering plan of +${callingCode}`;

function tellNumber(number: ReadNumber, region: string | undefined, versions: Versions, tell: Tell): void {
  const { e164, callingCode, international, extension } = number;
  const type = number.type!;
  const data = prefixData();
  const { tables } = data;
  const plan = planOf(number, versions);
  const row = LIBRARY_TYPES.indexOf(type as (typeof LIBRARY_TYPES)[number]);
  tell("key", e164, international ? "written with its country code" : `default region ${region}`);
  tell("type", LINE_TYPES[row], plan);
  tell("group", LINE_GROUPS[row], `the type in groups, ${RULES_VERSION}`);
  tell("region", number.region, plan);
  tell("country", regionName(number.region), "name of the region, Unicode CLDR");
  tell("continent", continentOf(number.region), "continent of the region, GeoNames");
  tell("extension", extension, "digits behind an extension mark");
  const geographic = isGeographic(e164, type);
  const block = (table: PrefixTable, skip = -1) =>
    `prefix +${decidingPrefix(table, prefixKey(e164, skip))}, ${versions["prefixes"]}`;
  const place = geographic ? placeOf(tables, e164) : 0;
  const placeBlock = block(tables.places, e164.startsWith("+549") ? 3 : -1);
  const area = data.areas[data.placeArea[place]!];
  tell("place", data.places[place], placeBlock);
  tell("area", area, placeBlock);
  if (number.region === "US" || number.region === "CA") tell("state", area, placeBlock);
  const carrier = hasCarrier(type) ? data.carriers[carrierOf(tables, e164)] : undefined;
  tell("carrier", carrier, block(tables.carriers));
  if (carrier && mayHaveMoved(number.region)) {
    const because = `numbers of ${number.region} can change network and stay the same, ${PORTABILITY_VERSION}`;
    tell("mayHaveMoved", "yes", because);
  }
  tell("block", e164.slice(0, -4), "the number without its last four digits");
  const zones = data.zones[zonesOf(tables, e164, callingCode, geographic)]!;
  const zoned = geographic ? block(tables.zones) : `all zones of +${callingCode}, ${versions["prefixes"]}`;
  tell("timeZones", zones, zoned);
  tell("tz", oneZone(zones, number.region), `the only one of them in ${number.region}, Unicode CLDR`);
}
