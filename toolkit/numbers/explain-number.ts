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
import { shortCost } from "../../workers/numbers/short-code.ts";
import { LIBRARY_TYPES, LINE_TYPES, NUMBER_FLAGS } from "../../workers/numbers/words.ts";
import { knownOptions } from "../core/options.ts";
import { mayHaveMoved } from "./portable.ts";
import { prefixData } from "./prefix-data.ts";
import { regionName, toRegion } from "./region.ts";
import { numberVersions } from "./versions.ts";

/** One fact about a value: what it is, and the rule and data it comes from. */
export interface NumberFact {
  readonly field: string;
  readonly value: string;
  readonly because: string;
}

/**
 * Everything that {@link parseNumbers} finds in one value, each fact with the rule, the deciding prefix and the version
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
export function explainNumber(raw: string, options: { region?: string } = {}): readonly NumberFact[] {
  knownOptions("explainNumber", options, ["region"]);
  const region = toRegion("explainNumber", options.region);
  const data = prefixData();
  const versions = numberVersions(data);
  const { kind, key, reason, number, flags } = classify(raw, region);
  const facts: NumberFact[] = [];
  const tell = (field: string, value: string | undefined, because: string) => {
    if (value) facts.push(Object.freeze({ field, value, because }));
  };
  tell("kind", kind, `rule "${ruleOf(raw, region)}"`);
  tell("reason", reason, `rule "${ruleOf(raw, region)}"`);
  tell("flags", NUMBER_FLAGS.filter((_, i) => flags & (1 << i)).join(", "), "noticed while reading");
  const short = key?.startsWith("short:") ? key.slice(9) : undefined;
  tell(
    "cost",
    short && region ? shortCost(short, region) : undefined,
    `${versions["shortCodes"]}, short codes of ${region}`,
  );
  const type = number?.type;
  if (!number || !type) {
    tell("key", key ?? undefined, "what its spellings share");
    if (number?.possible) tell("candidate", number.e164, "its length is right, its range is not");
    return Object.freeze(facts);
  }
  const plan = `${versions["plans"]}, numbering plan of +${number.callingCode}`;
  tell("key", number.e164, number.international ? "written with its country code" : `default region ${region}`);
  tell("type", LINE_TYPES[LIBRARY_TYPES.indexOf(type as (typeof LIBRARY_TYPES)[number])], plan);
  tell("region", number.region, plan);
  tell("country", regionName(number.region), "name of the region, Unicode CLDR");
  tell("extension", number.extension, "digits behind an extension mark");
  const geographic = isGeographic(number.e164, type);
  const block = (table: PrefixTable, skip = -1) =>
    `prefix +${decidingPrefix(table, prefixKey(number.e164, skip))}, ${versions["prefixes"]}`;
  const { tables } = data;
  const place = geographic ? placeOf(tables, number.e164) : 0;
  const placeBlock = block(tables.places, number.e164.startsWith("+549") ? 3 : -1);
  tell("place", data.places[place], placeBlock);
  tell("area", data.areas[data.placeArea[place]!], placeBlock);
  const carrier = hasCarrier(type) ? data.carriers[carrierOf(tables, number.e164)] : undefined;
  tell("carrier", carrier, block(tables.carriers));
  if (carrier && mayHaveMoved(number.region)) {
    tell("mayHaveMoved", "yes", `numbers of ${number.region} can change network and stay the same`);
  }
  const zones = data.zones[zonesOf(tables, number.e164, number.callingCode, geographic)];
  tell(
    "timeZones",
    zones,
    geographic ? block(tables.zones) : `all zones of +${number.callingCode}, ${versions["prefixes"]}`,
  );
  return Object.freeze(facts);
}
