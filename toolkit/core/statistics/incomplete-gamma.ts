import { HALF_LOG_2_PI, logGamma, stirlingError } from "./log-gamma.ts";

/** The regularised upper incomplete gamma function Q(a, x) for a > 0, x >= 0; NaN elsewhere. */
export function upperGamma(a: number, x: number): number {
  return Math.exp(logUpperGamma(a, x));
}

/** The regularised lower incomplete gamma function P(a, x) = 1 - Q(a, x), precise where it is small. */
export function lowerGamma(a: number, x: number): number {
  if (!(a > 0 && x >= 0)) return Number.NaN;
  return x < a + 1 ? series(a, x) : -Math.expm1(logUpperGamma(a, x));
}

/**
 * The natural logarithm of Q(a, x), also where Q itself is below the smallest double.
 *
 * Method: power series of P below a + 1, Lentz's continued fraction of Q from there on (DLMF 8.11.4 and 8.9.2).
 */
export function logUpperGamma(a: number, x: number): number {
  if (!(a > 0 && x >= 0)) return Number.NaN;
  if (x === Infinity) return -Infinity;
  return x < a + 1 ? Math.log1p(-series(a, x)) : logDensity(a, x) - Math.log(fraction(a, x));
}

/** log(x^a e^-x / gamma(a)); for a large `a` without the cancellation of the plain formula. */
function logDensity(a: number, x: number): number {
  if (a < 10) return a * Math.log(x) - x - logGamma(a);
  const excess = (x - a) / a;
  // far below `a`, 1 + excess has lost the digits of x
  const log = excess < -0.5 ? Math.log(x / a) : Math.log1p(excess);
  return -a * (excess - log) + 0.5 * Math.log(a) - HALF_LOG_2_PI - stirlingError(a);
}

function series(a: number, x: number): number {
  if (x === 0) return 0;
  let term = 1 / a;
  let sum = term;
  for (let n = 1; term > sum * 1e-17; n++) {
    term *= x / (a + n);
    sum += term;
  }
  return Math.min(1, sum * Math.exp(logDensity(a, x)));
}

/** 1 / (Q(a, x) gamma(a) e^x x^-a). */
function fraction(a: number, x: number): number {
  let b = x + 1 - a;
  let value = b;
  let c = b;
  let d = 0;
  for (let n = 1; ; n++) {
    const numerator = -n * (n - a);
    b += 2;
    d = 1 / (b + numerator * d || TINY);
    c = b + numerator / c || TINY;
    const change = c * d;
    value *= change;
    if (Math.abs(change - 1) < 1e-16 || n > 100_000) return value;
  }
}

const TINY = 1e-300;
