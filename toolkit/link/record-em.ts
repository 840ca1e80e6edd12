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
  /** Where the shares of each lesson begin. */
  shares?: EmAnswer["shares"];
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
const BELIEF = 20;
/** The same of each class among the pairs of a rule. */
const MORE = 0.5;

/**
 * Chances of agreement among matches (`m`) and housemates (`h`), and the share of each class among the pairs of each
 * rule, by expectation maximisation on counts of patterns; fields are independent within a class, missing ones are left
 * out, `u` is fixed. All rules are learnt from side by side, each silent about its own fields: the likelihood that grows
 * is the product over rules. Cost: patterns times fields, a round.
 */
export function recordEm(input: EmInput, { tolerance = 1e-4, rounds = 2000 }: EmOptions = {}): EmAnswer {
  const { levels, u, own } = input;
  const fields = u.length;
  const starts = u.map((_, f) => u.slice(0, f).reduce((sum, chances) => sum + chances.length, 0));
  const lessons = input.lessons.map((lesson) => toLesson(levels, lesson, starts));
  let m: Chances = input.m.map((chances) => chances.slice());
  let h: Chances | undefined = input.h?.map((chances, f) => (own[f] ? u[f] : chances).slice());
  const beliefs = [input.prior?.m ?? input.m, input.prior?.h ?? input.h].map((start) =>
    start === undefined ? undefined : flat(start, (one) => BELIEF * one),
  );
  let shares: EmAnswer["shares"] = input.shares ?? lessons.map(() => (h ? [0.3, 0.2, 0.5] : [0.3, 0, 0.7]));
  const likelihoods: number[] = [];
  let taught = new Float64Array(fields);
  const logU = flat(u, Math.log);
  for (let round = 0; round < rounds; round++) {
    const seenM = beliefs[0]!.slice();
    const seenH = (h === undefined ? beliefs[0]! : beliefs[1]!).slice();
    const logM = flat(m, Math.log);
    const logH = h === undefined ? logU : flat(h, Math.log);
    let likelihood = 0;
    const next = lessons.map((lesson, l): [number, number, number] => {
      const start = shares[l].map(Math.log);
      const sums = expect(lesson, start, { logM, logH, logU, seenM, seenH });
      likelihood += sums.likelihood;
      for (const share of start) if (share > -Infinity) likelihood += MORE * share;
      return [sums.match + MORE, h ? sums.mate + MORE : 0, sums.other + MORE];
    });
    for (let f = 0; f < fields; f++) {
      for (let at = starts[f]; at < starts[f] + u[f].length; at++) {
        likelihood += beliefs[0]![at] * logM[at];
        if (h && !own[f]) likelihood += beliefs[1]![at] * logH[at];
      }
    }
    likelihoods.push(likelihood);
    const field = (seen: Float64Array, f: number) => seen.slice(starts[f], starts[f] + u[f].length);
    const newM = u.map((_, f) => normalised(field(seenM, f)));
    const newH = h && u.map((_, f) => (own[f] ? u[f] : normalised(field(seenH, f))));
    const newShares = next.map((sums) => normalised(Float64Array.from(sums)));
    taught = Float64Array.from(u, (_, f) => field(seenM, f).reduce((sum, one) => sum + one, 0) - BELIEF);
    const oldShares = shares.map((share) => Float64Array.from(share));
    const change = Math.max(furthest(m, newM), h && newH ? furthest(h, newH) : 0, furthest(oldShares, newShares));
    [m, h] = [newM, newH];
    shares = newShares.map((share) => [share[0], share[1], share[2]]);
    if (!(change > tolerance)) break;
  }
  return { m, h, shares, likelihoods, taught };
}

interface FlatLesson {
  /** Places of the levels of pattern `i` among all levels of all fields: `at[ends[i] .. ends[i + 1])`. */
  at: Int32Array;
  ends: Int32Array;
  counts: Float64Array;
}

/** The patterns as far as the lesson teaches, equal ones once. */
function toLesson(levels: Uint8Array, { patterns, counts, teaches }: Lesson, starts: readonly number[]): FlatLesson {
  const fields = starts.length;
  const known = new Map<string, number>();
  const lists: number[][] = [];
  const sums: number[] = [];
  for (let i = 0; i < patterns.length; i++) {
    const list: number[] = [];
    for (let f = 0; f < fields; f++) {
      const level = levels[patterns[i] * fields + f];
      if (level > 0 && teaches[f]) list.push(starts[f] + level - 1);
    }
    const key = list.join();
    const place = known.get(key) ?? lists.push(list) - 1;
    known.set(key, place);
    sums[place] = (sums[place] ?? 0) + counts[i];
  }
  const ends = new Int32Array(lists.length + 1);
  for (const [i, list] of lists.entries()) ends[i + 1] = ends[i] + list.length;
  return { at: Int32Array.from(lists.flat()), ends, counts: Float64Array.from(sums) };
}

type Logs = Record<"logM" | "logH" | "logU" | "seenM" | "seenH", Float64Array>;

/** One pass over a lesson: expected counts of its levels are added to `seenM` and `seenH`. */
function expect({ at, ends, counts }: FlatLesson, start: readonly number[], logs: Logs) {
  const { logM, logH, logU, seenM, seenH } = logs;
  let [matches, mates, others, likelihood] = [0, 0, 0, 0];
  for (let i = 0; i < counts.length; i++) {
    let match = start[0];
    let mate = start[1];
    let other = start[2];
    for (let k = ends[i]; k < ends[i + 1]; k++) {
      match += logM[at[k]];
      mate += logH[at[k]];
      other += logU[at[k]];
    }
    const top = Math.max(match, mate, other);
    const x = Math.exp(match - top);
    const y = Math.exp(mate - top);
    const z = Math.exp(other - top);
    const each = counts[i] / (x + y + z);
    likelihood += counts[i] * (top + Math.log(x + y + z));
    matches += each * x;
    mates += each * y;
    others += each * z;
    for (let k = ends[i]; k < ends[i + 1]; k++) {
      seenM[at[k]] += each * x;
      seenH[at[k]] += each * y;
    }
  }
  return { match: matches, mate: mates, other: others, likelihood };
}

function flat(chances: Chances, as: (one: number) => number): Float64Array {
  return Float64Array.from(chances.flatMap((ofField) => Array.from(ofField, as)));
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
