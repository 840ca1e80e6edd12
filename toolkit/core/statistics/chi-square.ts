import { logUpperGamma } from "./incomplete-gamma.ts";

/** A p-value with its natural logarithm, which stays finite where `p` is below the smallest double. */
export interface TailProbability {
  p: number;
  logP: number;
}

/** P(X > x) for a chi-square X with `df` degrees of freedom. */
export function chiSquareTail(x: number, df: number): TailProbability {
  const logP = logUpperGamma(df / 2, x / 2);
  return { p: Math.exp(logP), logP };
}
