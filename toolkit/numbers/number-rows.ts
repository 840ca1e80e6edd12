import { NUMBER_REASONS } from "../../workers/numbers/words.ts";
import type { NumberFacts, RegionTexts } from "./number-facts.ts";
import type { RawValues } from "./raw-values.ts";
import { regionOfData } from "./region.ts";

/** Which distinct texts of which regions a column holds, and where each row finds its facts. */
export interface NumberRows {
  readonly groups: readonly RegionTexts[];
  /** Row -> place among the texts of all groups. */
  readonly places: Int32Array;
  /** Place -> distinct raw value. */
  readonly rawOf: Int32Array | undefined;
  readonly raw: RawValues;
}

/** Each distinct value once for each region that it stands in; rows without a region of their own have the default. */
export function numberRows(raw: RawValues, region: string | undefined, regions: RawValues | undefined): NumberRows {
  if (regions === undefined) {
    return { groups: [{ region, texts: raw.texts }], places: raw.codes, rawOf: undefined, raw };
  }
  const meant = regions.texts.map((text, i) => {
    if (i === regions.refused) return { region: undefined, bad: true };
    if (text.trim() === "") return { region, bad: false };
    const found = regionOfData(text);
    return { region: found, bad: found === undefined };
  });
  const pairs = new Map<number, number>();
  const members = meant.map((): number[] => []);
  const pairOf = new Int32Array(raw.codes.length);
  for (let row = 0; row < pairOf.length; row++) {
    const pair = raw.codes[row]! * meant.length + regions.codes[row]!;
    let code = pairs.get(pair);
    if (code === undefined) {
      code = pairs.size;
      pairs.set(pair, code);
      members[regions.codes[row]!]!.push(code);
    }
    pairOf[row] = code;
  }
  const rawOfPair = Int32Array.from(pairs.keys(), (pair) => Math.floor(pair / meant.length));
  const order = Int32Array.from(members.flat());
  const placeOf = new Int32Array(order.length);
  for (let place = 0; place < order.length; place++) placeOf[order[place]!] = place;
  return {
    groups: meant.map(({ region, bad }, i) => ({
      region,
      bad,
      texts: members[i]!.map((p) => raw.texts[rawOfPair[p]!]!),
    })),
    places: pairOf.map((pair) => placeOf[pair]!),
    rawOf: order.map((pair) => rawOfPair[pair]!),
    raw,
  };
}

/** Writes into the facts what was noticed of the values before they were read. */
export function markRaw({ flags, reason }: NumberFacts, { raw, rawOf, groups }: NumberRows): void {
  const notText = NUMBER_REASONS.indexOf("not text");
  const length = groups.reduce((sum, { texts }) => sum + texts.length, 0);
  for (let place = 0; place < length; place++) {
    const value = rawOf === undefined ? place : rawOf[place]!;
    flags[place]! |= raw.flags[value]!;
    if (value === raw.refused) reason.codes[place] = notText;
  }
}
