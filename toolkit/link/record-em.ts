/** Pairs of one blocking rule, by pattern of agreement. */
export interface Lesson {
  /** Places among the patterns. */
  patterns: ArrayLike<number>;
  counts: ArrayLike<number>;
  /** Whether each field teaches here: the rule's own fields always agree. */
  teaches: readonly boolean[];
}

/** How often each level of each field occurs, by class of pairs; element `l - 1` is level `l`. */
export type Chances = Float64Array[];

export interface EmInput {
  /** Level of field `f` in pattern `p`: `levels[p * fields + f]`; 0 is missing. */
  levels: Uint8Array;
  lessons: readonly Lesson[];
  /** Of pairs that have nothing to do with each other; fixed. */
  u: Chances;
  /** Where to begin. */
  m: Chances;
  /** Of pairs of two people who live together; undefined leaves this class out. */
  h?: Chances;
  /** What is believed beforehand, where that is not where to begin. */
  prior?: { m: Chances; h?: Chances };
  /** Fields in which housemates are strangers to each other: there `h` is `u`. */
  own: readonly boolean[];
}

export interface EmOptions {
  /** Stops when no chance changes by more. Default 1e-4. */
  tolerance?: number;
  rounds?: number;
}

export interface EmAnswer {
  m: Chances;
  h: Chances | undefined;
  /** Shares of matches, housemates and strangers among the pairs of each lesson. */
  shares: [number, number, number][];
  /** Penalised log-likelihood of each round; never falls. */
  likelihoods: number[];
  /** Expected matches in which each field was compared, over the lessons that teach it. */
  taught: Float64Array;
}

/** So many matches, and housemates, are taken for seen as at the start, so that no chance is 0: a Dirichlet prior. */
const BELIEF = 2;
/** The same of each class among the pairs of a rule. */
const MORE = 0.5;

/**
 * Chances of agreement among matches (`m`) and housemates (`h`), and the share of each class among the pairs of each
 * rule, by expectation maximisation on counts of patterns; fields are independent within a class, missing ones are left
 * out, `u` is fixed. All rules are learnt from side by side, each silent about its own fields: the likelihood that grows
 * is the product over rules. Cost: patterns times fields, a round.
 */
export function recordEm(input: EmInput, { tolerance = 1e-4, rounds = 2000 }: EmOptions = {}): EmAnswer {
  const { levels, lessons, u, own } = input;
  const fields = u.length;
  let m: Chances = input.m.map((chances) => chances.slice());
  let h: Chances | undefined = input.h?.map((chances, f) => (own[f] ? u[f] : chances).slice());
  const beliefs = [input.prior?.m ?? input.m, input.prior?.h ?? input.h].map((start) =>
    start?.map((chances) => chances.map((one) => BELIEF * one)),
  );
  let shares: EmAnswer["shares"] = lessons.map(() => (h ? [0.3, 0.2, 0.5] : [0.3, 0, 0.7]));
  const likelihoods: number[] = [];
  let taught = new Float64Array(fields);
  for (let round = 0; round < rounds; round++) {
    const seenM = beliefs[0]!.map((chances) => chances.slice());
    const seenH = beliefs[1]?.map((chances) => chances.slice());
    const [logM, logH, logU] = [m, h, u].map((chances) => chances?.map((ofField) => ofField.map(Math.log)));
    taught = new Float64Array(fields);
    let likelihood = 0;
    const next = lessons.map(({ patterns, counts, teaches }, lesson): [number, number, number] => {
      const share = shares[lesson];
      const sums: [number, number, number] = [MORE, h ? MORE : 0, MORE];
      const start = share.map(Math.log);
      for (let i = 0; i < patterns.length; i++) {
        const base = patterns[i] * fields;
        let [match, mate, other] = start;
        for (let f = 0; f < fields; f++) {
          const level = levels[base + f];
          if (level === 0 || !teaches[f]) continue;
          match += logM![f][level - 1];
          if (logH) mate += logH[f][level - 1];
          other += logU![f][level - 1];
        }
        const top = Math.max(match, mate, other);
        const [x, y, z] = [Math.exp(match - top), Math.exp(mate - top), Math.exp(other - top)];
        const all = x + y + z;
        const count = counts[i];
        likelihood += count * (top + Math.log(all));
        const [asMatch, asMate] = [(count * x) / all, (count * y) / all];
        sums[0] += asMatch;
        sums[1] += asMate;
        sums[2] += (count * z) / all;
        for (let f = 0; f < fields; f++) {
          const level = levels[base + f];
          if (level === 0 || !teaches[f]) continue;
          seenM[f][level - 1] += asMatch;
          taught[f] += asMatch;
          if (seenH) seenH[f][level - 1] += asMate;
        }
      }
      for (const share of start) if (share > -Infinity) likelihood += MORE * share;
      return sums;
    });
    for (let f = 0; f < fields; f++) {
      for (let l = 0; l < u[f].length; l++) {
        likelihood += beliefs[0]![f][l] * logM![f][l];
        if (logH && !own[f]) likelihood += beliefs[1]![f][l] * logH[f][l];
      }
    }
    likelihoods.push(likelihood);
    const newM = seenM.map(normalised);
    const newH = seenH?.map((seen, f) => (own[f] ? u[f] : normalised(seen)));
    const newShares = next.map((sums) => normalised(Float64Array.from(sums)) as unknown as Float64Array);
    const change = Math.max(
      furthest(m, newM),
      h && newH ? furthest(h, newH) : 0,
      furthest(
        shares.map((share) => Float64Array.from(share)),
        newShares,
      ),
    );
    m = newM;
    h = newH;
    shares = newShares.map((share) => [share[0], share[1], share[2]]);
    if (!(change > tolerance)) break;
  }
  return { m, h, shares, likelihoods, taught };
}

function normalised(seen: Float64Array): Float64Array {
  const sum = seen.reduce((a, b) => a + b, 0);
  return seen.map((one) => one / sum);
}

function furthest(a: readonly Float64Array[], b: readonly Float64Array[]): number {
  let most = 0;
  for (const [f, chances] of a.entries()) {
    for (let l = 0; l < chances.length; l++) most = Math.max(most, Math.abs(chances[l] - b[f][l]));
  }
  return most;
}
