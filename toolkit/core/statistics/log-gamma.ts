/**
 * The natural logarithm of the gamma function for x > 0; NaN elsewhere.
 *
 * Method: Lanczos' sum with g = 607/128 and 15 terms (Godfrey 2001) below 10, Stirling's series from there on; about
 * 1e-14, relative to the larger of the result and 1.
 */
export function logGamma(x: number): number {
  if (!(x > 0)) return Number.NaN;
  if (x >= 10) return (x - 0.5) * Math.log(x) - x + HALF_LOG_2_PI + stirlingError(x);
  let sum = LANCZOS[0];
  for (let i = 1; i < LANCZOS.length; i++) sum += LANCZOS[i] / (x + i);
  const base = x + 607 / 128 + 0.5;
  return (x + 0.5) * Math.log(base) - base + HALF_LOG_2_PI + Math.log(sum / x);
}

/** What Stirling's formula lacks of log-gamma, for x >= 10. */
export function stirlingError(x: number): number {
  const inverse = 1 / (x * x);
  return (
    (1 / 12 -
      inverse *
        (1 / 360 - inverse * (1 / 1260 - inverse * (1 / 1680 - inverse * (1 / 1188 - (inverse * 691) / 360360))))) /
    x
  );
}

/** Half the logarithm of 2π: the constant of Stirling's series. */
export const HALF_LOG_2_PI = 0.9189385332046728;

const LANCZOS = [
  0.9999999999999971, 57.15623566586292, -59.59796035547549, 14.136097974741746, -0.4919138160976202,
  0.00003399464998481189, 0.00004652362892704858, -0.00009837447530487956, 0.0001580887032249125,
  -0.00021026444172410488, 0.00021743961811521265, -0.0001643181065367639, 0.00008441822398385275,
  -0.000026190838401581408, 0.0000036899182659531625,
];
