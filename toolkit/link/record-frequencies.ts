import { FIELD_LEVELS, type FieldKind } from "../../workers/records/levels.ts";
import { hash32 } from "../core/random.ts";
import type { Chances } from "./record-em.ts";
import type { RecordList } from "./record-list.ts";

/** How common the value is that two records agree in; bits to add to the weight of that level. */
export interface Rarity {
  level: number;
  /** Place in `bits` of each value. */
  codes: ArrayLike<number>;
  bits: Float64Array;
}

/** A list of pairs of records: all of them where there are at most `most`, else as many, chosen by a hash. */
export function somePairs(size: number, most: number, seed: number): { a: Int32Array; b: Int32Array } {
  const all = (size * (size - 1)) / 2;
  const a: number[] = [];
  const b: number[] = [];
  if (all <= most) {
    for (let i = 0; i < size; i++) {
      for (let j = i + 1; j < size; j++) {
        a.push(i);
        b.push(j);
      }
    }
  } else {
    for (let k = 0; k < most; k++) {
      const i = Math.floor((hash32(k, seed) / 2 ** 32) * size);
      const j = Math.floor((hash32(k, seed ^ 0x2545f491) / 2 ** 32) * (size - 1));
      a.push(i);
      b.push(j < i ? j : j + 1);
    }
  }
  return { a: Int32Array.from(a), b: Int32Array.from(b) };
}

/** Share of pairs that agree exactly, of those that have a value, from the frequencies; half a pair where none does, or all do. */
export function equalShare(codes: Int32Array): number {
  const counts = countsOf(codes);
  let [pairs, known] = [0, 0];
  for (const n of counts) {
    pairs += n * (n - 1);
    known += n;
  }
  const all = known * (known - 1);
  return known < 2 ? 0.5 : Math.min(Math.max(pairs, 1), all - 1) / all;
}

/**
 * Chances of each level between strangers: equal by `equal`, the others in proportion to the sampled pairs, each counted
 * half a pair more than seen (less of fewer than a thousand pairs).
 */
export function strangers(
  kinds: readonly FieldKind[],
  levels: Uint8Array,
  counts: ArrayLike<number>,
  equal: ArrayLike<number>,
): Chances {
  return kinds.map((kind, f) => {
    const seen = new Float64Array(FIELD_LEVELS[kind].length);
    for (let p = 0; p < counts.length; p++) {
      const level = levels[p * kinds.length + f];
      if (level > 1) seen[level - 1] += counts[p];
    }
    const pairs = seen.reduce((a, b) => a + b, 0);
    const more = Math.min(0.5, Math.max(1, pairs) / 2000);
    for (let l = 1; l < seen.length; l++) seen[l] += more;
    const sum = seen.reduce((a, b) => a + b, 0);
    const u = seen.map((one) => ((1 - equal[f]) * one) / sum);
    u[0] = equal[f];
    return u;
  });
}

const LOCAL = (FIELD_LEVELS.email as readonly string[]).indexOf("local") + 1;

/**
 * Term frequency: agreement in a common value says less than in a rare one. A value's frequency is that among the other
 * records, without the pair itself, and at least `least`, half a record of those known (few records cannot show how rare
 * a value is), or the average one where that is lower; the bits are those between the average frequency and this. Of e-mails and phones the distinct given names that share a value are counted,
 * so that the copies of one customer do not make an address look common.
 */
export function rarities(list: RecordList, u: Chances, least: number): Rarity[][] {
  const given = list.fields.find(({ kind }) => kind === "given")?.codes;
  return list.fields.map((field, f) => {
    const { kind, codes, texts } = field;
    const people = kind === "email" || kind === "phone" ? given : undefined;
    const own = texts.map((_, v) => v);
    const found: Rarity[] = [{ level: 1, codes: own, bits: bitsOf(codes, people, u[f][0], least) }];
    if (kind === "email") {
      const local = field.forms[1];
      const ofRecord = codes.map((code) => (code < 0 ? -1 : local[code]));
      found.push({ level: LOCAL, codes: local, bits: bitsOf(ofRecord, people, u[f][LOCAL - 1], least) });
    }
    return found;
  });
}

function bitsOf(codes: Int32Array, people: Int32Array | undefined, average: number, least: number): Float64Array {
  const counts = people === undefined ? countsOf(codes) : peopleOf(codes, people);
  let known = 0;
  for (const code of codes) if (code >= 0) known++;
  const floor = Math.min(average, Math.max(least, 0.5 / known));
  return counts.map((n) => Math.log2(average / Math.max((n - 2) / known, floor)));
}

function countsOf(codes: Int32Array): Float64Array {
  let most = -1;
  for (const code of codes) if (code > most) most = code;
  const counts = new Float64Array(most + 1);
  for (const code of codes) if (code >= 0) counts[code]++;
  return counts;
}

/** Distinct people by given name that have each value; who has no name is one of their own. */
function peopleOf(codes: Int32Array, people: Int32Array): Float64Array {
  const counts = new Float64Array(countsOf(codes).length);
  const met = new Set<number>();
  let names = 0;
  for (const name of people) names = Math.max(names, name + 1);
  for (let r = 0; r < codes.length; r++) {
    if (codes[r] < 0) continue;
    const key = people[r] < 0 ? -1 : codes[r] * names + people[r];
    if (key >= 0 && met.has(key)) continue;
    met.add(key);
    counts[codes[r]]++;
  }
  return counts;
}
