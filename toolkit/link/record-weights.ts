import { FIELD_LEVELS } from "../../workers/records/levels.ts";
import type { RecordList } from "./record-list.ts";
import type { RecordModel } from "./record-model.ts";

/** What one field says of a pair, in bits. */
export interface FieldTerm {
  /** 0 for a field that says nothing. */
  level: number;
  match: number;
  rarity: number;
}

/** The weight of a pair: bits of its odds to be one person. */
export interface PairWeight {
  total: number;
  /** Without the prior: below 0 the records speak against it. */
  evidence: number;
  /** What the chance takes off that two people live together; 0 or less. */
  household: number;
}

/** Weighs pairs of records by their pattern and the values they agree in. */
export function pairWeigher(fields: RecordList["fields"], model: RecordModel) {
  const { m, u, h, own, match, mate, rarities } = model;
  const levels = fields.map(({ kind }) => FIELD_LEVELS[kind].length);
  const log = (a: Float64Array, b: Float64Array) => a.map((one, l) => Math.log2(one / b[l]));
  const bits = m.map((chances, f) => log(chances, u[f]));
  const mates = h?.map((chances, f) => log(chances, u[f]));
  const prior = Math.log2(match / (1 - match));
  const other = 1 - match - mate;
  const rarityOf = (f: number, level: number, record: number) => {
    for (const one of rarities[f]) {
      if (one.level === level) return one.bits[one.codes[fields[f].codes[record]]];
    }
    return 0;
  };
  const weigh = (pattern: number, a: number): PairWeight => {
    let rest = pattern;
    let [asMatch, asMate] = [0, 0];
    for (let f = 0; f < fields.length; f++) {
      const level = rest % (levels[f] + 1);
      rest = (rest - level) / (levels[f] + 1);
      if (level === 0) continue;
      const rarity = rarityOf(f, level, a);
      asMatch += bits[f][level - 1] + rarity;
      if (mates && !own[f]) asMate += mates[f][level - 1] + rarity;
    }
    const household = mates ? -Math.log2((mate * 2 ** asMate + other) / (1 - match)) : 0;
    return { total: prior + asMatch + household, evidence: asMatch + household, household };
  };
  const term = (f: number, level: number, a: number): FieldTerm =>
    level === 0 ? { level, match: 0, rarity: 0 } : { level, match: bits[f][level - 1], rarity: rarityOf(f, level, a) };
  return { prior, weigh, term };
}

/** The chance that two records are one person. */
export const probabilityOf = (weight: number): number => 1 / (1 + 2 ** -weight);
