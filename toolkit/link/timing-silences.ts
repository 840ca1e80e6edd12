import type { TimingLog } from "./timing-log.ts";

/** How many events each source, or target, has, and how likely it is that none of them shows to whom it belongs. */
export interface Silences {
  /** Those with equally many events of each kind are alike: the class of each, -1 without an event that counts. */
  classOf: Int32Array;
  /** The likelihood of each class. */
  likelihood: Float64Array;
  /** Classes that are equally likely to belong to anybody: the size of each, below `sizes`. */
  sizeOf: Uint8Array;
  sizes: number;
  /** So many are of each class. */
  all: Float64Array;
  /** So many have a class. */
  count: number;
}

/** The silences of all sources, by the number of their triggers of each kind: all of them go unanswered. */
export function silencesOfSources(
  { triggers: { offsets, kind }, sources }: TimingLog,
  answered: Float64Array,
): Silences {
  const unanswered = answered.map((q) => Math.log1p(-q));
  const classOf = new Int32Array(sources).fill(-1);
  const classes = new Map<number, number>();
  const likelihood: number[] = [];
  const all: number[] = [];
  let count = 0;
  for (let s = 0; s < sources; s++) {
    let sum = 0;
    let isIn = false;
    for (let i = offsets[s]; i < offsets[s + 1]; i++) {
      if (answered[kind[i]] === 0) continue;
      isIn = true;
      sum += unanswered[kind[i]];
    }
    if (!isIn) continue;
    count++;
    const known = classes.get(sum);
    classOf[s] = known ?? all.push(0) - 1;
    all[classOf[s]]++;
    if (known !== undefined) continue;
    classes.set(sum, classOf[s]);
    likelihood.push(Math.exp(sum));
  }
  const sizeOf = new Uint8Array(likelihood.length);
  const [likely, members] = [Float64Array.from(likelihood), Float64Array.from(all)];
  return { classOf, likelihood: likely, sizeOf, sizes: 1, all: members, count };
}

/**
 * The silences of all targets, by the number of their responses: none of them has a trigger, at the cost of `orphan` each.
 * Who responds often is likelier to have a source at all, and who only once may never have had one: targets of about as
 * many responses, to the next power of two, are of one size.
 */
export function silencesOfTargets(responses: Int32Array, orphan: number): Silences {
  let most = 0;
  let count = 0;
  for (let t = 0; t < responses.length; t++) most = Math.max(most, responses[t]);
  const classOf = new Int32Array(responses.length);
  const all = new Float64Array(most);
  for (let t = 0; t < responses.length; t++) {
    const c = responses[t] - 1;
    classOf[t] = c;
    if (c < 0) continue;
    count++;
    all[c]++;
  }
  const likelihood = Float64Array.from({ length: most }, (_, c) => Math.exp(orphan * (c + 1)));
  const sizeOf = Uint8Array.from({ length: most }, (_, c) => Math.ceil(Math.log2(c + 1)));
  return { classOf, likelihood, sizeOf, sizes: (sizeOf.at(-1) ?? 0) + 1, all, count };
}
