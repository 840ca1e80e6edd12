import type { Interval } from "./wilson.ts";

/** An odds ratio by exact conditional inference; 0 or infinite where a cell is empty, with the one end that is known. */
export interface ExactOdds extends Interval {
  /** Two-sided: all outcomes that are no more probable than the one seen. */
  p: number;
}

/** Which counts were possible, and the logarithm of how probable each was (up to a constant) if nothing mattered. */
export interface CountLaw {
  least: number;
  logWeights: Float64Array;
}

/**
 * The conditional law of a count under an odds ratio, inverted: estimate by conditional likelihood, interval by two one-sided tests
 * of half the error each, p from the outcomes that are no more probable. The same as R's `fisher.test` and `mantelhaen.test(exact = TRUE)`.
 * NaN where only one count was possible.
 */
export function exactOdds({ least, logWeights }: CountLaw, count: number, confidence: number): ExactOdds {
  const last = logWeights.length - 1;
  const at = count - least;
  if (last === 0) return { estimate: Number.NaN, lower: 0, upper: Infinity, p: 1 };
  const tail = (1 - confidence) / 2;
  const law = new Float64Array(logWeights.length);
  const share = (log: number, from: number, to: number) => sumOf(lawUnder(logWeights, log, law), from, to);
  const mean = (log: number) => lawUnder(logWeights, log, law).reduce((sum, p, k) => sum + p * k, 0);
  const p = asImprobable(lawUnder(logWeights, 0, law), at);
  return {
    estimate: at === 0 ? 0 : at === last ? Infinity : Math.exp(root((log) => mean(log) - at)),
    lower: at === 0 ? 0 : Math.exp(root((log) => share(log, at, last) - tail)),
    upper: at === last ? Infinity : Math.exp(root((log) => tail - share(log, 0, at))),
    p,
  };
}

function lawUnder(logWeights: Float64Array, log: number, law: Float64Array): Float64Array {
  let most = -Infinity;
  for (let k = 0; k < law.length; k++) most = Math.max(most, logWeights[k] + k * log);
  let total = 0;
  for (let k = 0; k < law.length; k++) {
    law[k] = Math.exp(logWeights[k] + k * log - most);
    total += law[k];
  }
  for (let k = 0; k < law.length; k++) law[k] /= total;
  return law;
}

function sumOf(values: Float64Array, from: number, to: number): number {
  let sum = 0;
  for (let k = from; k <= to; k++) sum += values[k];
  return sum;
}

function asImprobable(law: Float64Array, at: number): number {
  const limit = law[at] * (1 + 1e-7);
  return Math.min(
    1,
    law.reduce((sum, p) => (p <= limit ? sum + p : sum), 0),
  );
}

/** Where a rising function of the logarithm crosses 0. */
function root(rising: (log: number) => number): number {
  let [low, high] = [-1, 1];
  while (rising(low) > 0 && low > -600) low *= 2;
  while (rising(high) < 0 && high < 600) high *= 2;
  for (let i = 0; i < 200 && high - low > 1e-15 * Math.max(1, Math.abs(low)); i++) {
    const middle = (low + high) / 2;
    if (middle === low || middle === high) break;
    if (rising(middle) < 0) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}

/** The law of the exposed among `drawn` out of `total`, of which `exposed` are: the hypergeometric. */
export function hypergeometric(exposed: number, total: number, drawn: number): CountLaw {
  const least = Math.max(0, drawn - (total - exposed));
  const logWeights = new Float64Array(Math.min(exposed, drawn) - least + 1);
  for (let i = 1; i < logWeights.length; i++) {
    const k = least + i - 1;
    const ratio = ((exposed - k) * (drawn - k)) / ((k + 1) * (total - exposed - drawn + k + 1));
    logWeights[i] = logWeights[i - 1] + Math.log(ratio);
  }
  return { least, logWeights };
}

/** The law of a sum of independent counts. Cost: the square of the sum. */
export function sumLaw(laws: readonly CountLaw[]): CountLaw {
  let least = 0;
  let whole = Float64Array.of(1);
  for (const law of laws) {
    const part = lawUnder(law.logWeights, 0, new Float64Array(law.logWeights.length));
    least += law.least;
    const next = new Float64Array(whole.length + part.length - 1);
    for (let i = 0; i < whole.length; i++) for (let k = 0; k < part.length; k++) next[i + k] += whole[i] * part[k];
    whole = next;
  }
  return { least, logWeights: whole.map(Math.log) };
}
