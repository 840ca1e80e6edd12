import { FIELD_LEVELS, type FieldKind, patternFactors } from "../../workers/records/levels.ts";
import { type Chances, type EmAnswer, type EmOptions, type Lesson, recordEm } from "./record-em.ts";
import { type Rarity, rarities } from "./record-frequencies.ts";
import { teachesNothing } from "./record-keys.ts";
import type { RecordList } from "./record-list.ts";

/** Pairs counted by what they are: a pattern of agreement, and the rules that give it as bits. */
export interface Sorts {
  patterns: Int32Array;
  rules: Int32Array;
  /** Pairs of records that differ in something. */
  pairs: Float64Array;
  /** The same with the copies of equal rows, from which matches are learnt too. */
  counts: Float64Array;
  /** Which of the patterns each is, of `levels`. */
  places: Int32Array;
  levels: Uint8Array;
}

/** What was learnt of matches, housemates and strangers. */
export interface RecordModel {
  m: Chances;
  u: Chances;
  h: Chances | undefined;
  /** Share of matches, and of housemates, among all pairs of records. */
  match: number;
  mate: number;
  /** Given names, else birth dates: there housemates agree as strangers do, which tells them from matches. */
  own: boolean[];
  rarities: Rarity[][];
  /** Whether matches showed how often each field agrees; where not, the start stands. */
  learnt: boolean[];
  /** Share of matches, housemates and strangers among the pairs of each rule. */
  shares: EmAnswer["shares"];
  /** Of each pass, with the `u` of that pass: penalised log-likelihood round by round. */
  likelihoods: readonly (readonly number[])[];
}

export interface ModelInput {
  list: Pick<RecordList, "fields" | "size">;
  rules: readonly (readonly string[])[];
  /** What the pairs of heavy keys of each rule agree in besides, as others were left out: they do not show how strangers agree. */
  refinedBy: readonly (readonly string[])[];
  sorts: Sorts;
  u: Chances;
  household: boolean;
  leastFrequency: number;
  em?: EmOptions;
}

/** Where matches begin: equal, all between, different. */
const START: Record<FieldKind, readonly [number, number]> = {
  given: [0.8, 0.06],
  family: [0.85, 0.06],
  email: [0.7, 0.2],
  phone: [0.7, 0.25],
  birthDate: [0.9, 0.04],
  postcode: [0.7, 0.2],
  city: [0.8, 0.15],
  address: [0.6, 0.25],
  text: [0.7, 0.2],
};
const MATE_START: Record<FieldKind, readonly [number, number]> = {
  given: [0.01, 0.9],
  family: [0.6, 0.3],
  email: [0.1, 0.8],
  phone: [0.3, 0.6],
  birthDate: [0.02, 0.95],
  postcode: [0.8, 0.1],
  city: [0.9, 0.05],
  address: [0.7, 0.15],
  text: [0.1, 0.8],
};
const ROUNDS = 3;
/** Of the pairs that agree in a field at least this share are taken for strangers. */
const LEAST = 0.01;

const spread = (kind: FieldKind, [equal, different]: readonly [number, number]) => {
  const between = FIELD_LEVELS[kind].length - 2;
  return Float64Array.from(FIELD_LEVELS[kind], (_, l) =>
    l === 0 ? equal : l === between + 1 ? different : (1 - equal - different) / between,
  );
};

/**
 * Fits the model: chances of agreement by `recordEm`, and the share of matches and housemates among all pairs.
 *
 * How often strangers agree in a field, `u`, is first its share among all pairs; then matches and housemates are taken out
 * of it, by their shares among the pairs of the rule that is this field alone, else among all pairs, and all is learnt anew.
 */
export function fitRecords(input: ModelInput): RecordModel {
  const { list, rules, refinedBy, sorts, household, leastFrequency, em } = input;
  const { fields } = list;
  const lessons = rules.map((parts, rule): Lesson => {
    const mine = [...sorts.rules.keys()].filter((i) => (sorts.rules[i] & (1 << rule)) !== 0);
    return {
      patterns: mine.map((i) => sorts.places[i]),
      counts: mine.map((i) => sorts.counts[i]),
      teaches: fields.map((field) => ![...parts, ...refinedBy[rule]].some((part) => teachesNothing(part, field))),
    };
  });
  const tells: FieldKind = fields.some(({ kind }) => kind === "given") ? "given" : "birthDate";
  const own = fields.map(({ kind }) => kind === tells);
  const withMates = household && own.includes(true) && fields.length > 2;
  const shareOf = input.u;
  let u = input.u;
  let m: Chances = fields.map(({ kind }) => spread(kind, START[kind]));
  let h: Chances | undefined = withMates ? fields.map(({ kind }) => spread(kind, MATE_START[kind])) : undefined;
  const prior = { m, h };
  let answer: EmAnswer | undefined;
  let [match, mate] = [0, 0];
  const likelihoods: number[][] = [];
  for (let round = 0; round < ROUNDS; round++) {
    answer = recordEm({ levels: sorts.levels, lessons, u, m, h, prior, own, shares: answer?.shares }, em);
    likelihoods.push(answer.likelihoods);
    ({ m, h } = answer);
    ({ match, mate } = shareOfAll(sorts, fields.length, { m, u, h }, list.size));
    if (round + 1 === ROUNDS) break;
    const strange = shareOf.map((chances, f) => {
      const rule = rules.findIndex(
        (parts, r) => refinedBy[r].length === 0 && parts.length === 1 && parts[0] === fields[f].name,
      );
      if (rule >= 0) return answer!.shares[rule][2];
      return 1 - (match * m[f][0] + mate * (h?.[f][0] ?? 0)) / chances[0];
    });
    u = shareOf.map((chances, f) => withoutMatches(chances, Math.max(LEAST, strange[f])));
  }
  return {
    m,
    u,
    h: h?.map((chances, f) => (own[f] ? u[f] : chances)),
    match,
    mate,
    own,
    rarities: rarities(list as RecordList, u, leastFrequency),
    learnt: fields.map((_, f) => lessons.some(({ teaches }) => teaches[f]) && answer!.taught[f] >= 1),
    shares: answer!.shares,
    likelihoods,
  };
}

/** Of the pairs that agree exactly this share are strangers. */
function withoutMatches(chances: Float64Array, strange: number): Float64Array {
  const equal = chances[0] * strange;
  return chances.map((one, l) => (l === 0 ? equal : (one * (1 - equal)) / (1 - chances[0])));
}

/** Shares of matches and housemates among all pairs; those that no rule gives count as strangers. */
function shareOfAll(sorts: Sorts, fields: number, { m, u, h }: Pick<RecordModel, "m" | "u" | "h">, size: number) {
  const odds = new Float64Array(sorts.levels.length / fields);
  const mates = new Float64Array(odds.length);
  for (let p = 0; p < odds.length; p++) {
    let [match, mate] = [0, 0];
    for (let f = 0; f < fields; f++) {
      const level = sorts.levels[p * fields + f];
      if (level === 0) continue;
      match += Math.log(m[f][level - 1] / u[f][level - 1]);
      if (h) mate += Math.log(h[f][level - 1] / u[f][level - 1]);
    }
    odds[p] = Math.exp(match);
    mates[p] = h ? Math.exp(mate) : 0;
  }
  const all = Math.max(1, (size * (size - 1)) / 2);
  let [match, mate] = [1 / Math.max(2, size), h ? 1 / Math.max(2, size) : 0];
  for (let round = 0; round < 1000; round++) {
    let [matches, together] = [0, 0];
    for (let i = 0; i < sorts.pairs.length; i++) {
      const [x, y] = [match * odds[sorts.places[i]], mate * mates[sorts.places[i]]];
      const sum = x + y + 1 - match - mate;
      matches += (sorts.pairs[i] * x) / sum;
      together += (sorts.pairs[i] * y) / sum;
    }
    const next = Math.min(0.5, Math.max(0.5, matches) / all);
    const nextMate = h ? Math.min(0.25, Math.max(0.5, together) / all) : 0;
    const done = Math.abs(next - match) <= 1e-12 * match && Math.abs(nextMate - mate) <= 1e-12 * mate;
    [match, mate] = [next, nextMate];
    if (done) break;
  }
  return { match, mate };
}

/** Levels of each field in patterns, row by row. */
export function levelsOf(patterns: ArrayLike<number>, kinds: readonly { kind: FieldKind }[]): Uint8Array {
  const factors = patternFactors(kinds);
  const levels = new Uint8Array(patterns.length * kinds.length);
  for (let p = 0; p < patterns.length; p++) {
    for (let f = 0; f < kinds.length; f++) {
      levels[p * kinds.length + f] = Math.floor(patterns[p] / factors[f]) % (FIELD_LEVELS[kinds[f].kind].length + 1);
    }
  }
  return levels;
}
