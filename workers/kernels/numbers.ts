import { classify } from "../numbers/classify.ts";
import { carrierOf, hasCarrier, isGeographic, type PrefixTables, placeOf, zonesOf } from "../numbers/prefixes.ts";
import { shortOfKey } from "../numbers/read-key.ts";
import { shortCost } from "../numbers/short-code.ts";
import { requireVersions, type ThreadVersions } from "../numbers/versions.ts";
import { kindCode, reasonCode, regionCodes, SHORT_COSTS, typeCodes } from "../numbers/words.ts";

type Codes = Int32Array<SharedArrayBuffer>;

/** One code per value; -1: missing. Place, carrier and zones are codes of the prefix data, 0 is unknown. */
export interface NumberCodes {
  kind: Codes;
  reason: Codes;
  region: Codes;
  type: Codes;
  flags: Codes;
  place: Codes;
  carrier: Codes;
  zones: Codes;
  /** What the short code costs. */
  cost: Codes;
  /** The digits of a valid number as one whole number; 0 where there is none, or more than 15 digits. */
  digits: Float64Array<SharedArrayBuffer>;
}

export interface NumbersTask {
  values: readonly string[];
  region: string | undefined;
  /** 00 and 011 count as a plus where that gives a valid number. */
  lenient: boolean;
  /** Where the first value of this task goes. */
  begin: number;
  columns: NumberCodes;
  tables: PrefixTables;
  /** What the caller has loaded: a thread with anything else refuses. */
  versions: ThreadVersions;
}

/** Position in the task, text. */
type Found = [at: number, text: string];

export interface NumbersAnswer {
  keys: (string | null)[];
  /** The few values with an extension. */
  extensions: Found[];
  /** What was read of the values that are no valid number, in the form of E.164, and whether their region was needed. */
  candidates: [at: number, e164: string, national: boolean][];
}

function costOf(key: string | null): number {
  const code = shortOfKey(key);
  return code === undefined ? -1 : SHORT_COSTS.indexOf(shortCost(code.digits, code.region));
}

/** Classifies, parses and looks up each value; facts go to the shared columns, texts come back. */
export function numbers({ values, region, lenient, begin, columns, tables, versions }: NumbersTask): NumbersAnswer {
  requireVersions(versions);
  const keys = new Array<string | null>(values.length);
  const extensions: Found[] = [];
  const candidates: NumbersAnswer["candidates"] = [];
  for (let i = 0; i < values.length; i++) {
    const row = begin + i;
    const { kind, key, reason, number, flags } = classify(values[i]!, region, lenient);
    keys[i] = key;
    columns.kind[row] = kindCode(kind);
    columns.reason[row] = reason === undefined ? -1 : reasonCode(reason);
    columns.flags[row] = flags;
    columns.cost[row] = costOf(key);
    const type = number?.type;
    if (type === undefined || number === undefined) {
      columns.type[row] = -1;
      columns.region[row] = -1;
      if (number !== undefined) candidates.push([i, number.e164, !number.international]);
      continue;
    }
    if (number.e164.length <= 16) columns.digits[row] = Number(number.e164);
    columns.type[row] = typeCodes.get(type) ?? -1;
    columns.region[row] = regionCodes.get(number.region) ?? -1;
    const geographic = isGeographic(number.e164, type);
    if (geographic) columns.place[row] = placeOf(tables, number.e164);
    if (hasCarrier(type)) columns.carrier[row] = carrierOf(tables, number.e164);
    columns.zones[row] = zonesOf(tables, number.e164, number.callingCode, geographic);
    if (number.extension !== "") extensions.push([i, number.extension]);
  }
  return { keys, extensions, candidates };
}
