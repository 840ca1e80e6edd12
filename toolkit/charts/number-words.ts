/** A count with thousands apart: `12,345`. */
export function countWords(n: number): string {
  return Math.round(n).toLocaleString("en-GB");
}

/** A share as per cent, with no more digits than it deserves: `34 %`, `3.4 %`, `< 0.1 %`. */
export function percentWords(share: number): string {
  const percent = 100 * share;
  if (Number.isNaN(percent)) return "unknown";
  if (percent > 0 && percent < 0.1) return "< 0.1 %";
  if (percent < 100 && percent > 99.9) return "> 99.9 %";
  const digits = (percent < 9.95 || percent > 90.05) && percent !== 0 && percent !== 100 ? 1 : 0;
  return `${percent.toFixed(digits)} %`;
}

/** Days: `34 days`, `2.5 days`. */
export function dayWords(days: number): string {
  const text = days < 9.95 ? String(Number(days.toFixed(1))) : countWords(days);
  return `${text} ${text === "1" ? "day" : "days"}`;
}

/** A p-value: `p = 0.034`, `p < 0.001`, `p < 10⁻²⁷`; from its logarithm, so that none is ever 0. */
export function pWords(logP: number): string {
  const p = Math.exp(logP);
  if (p >= 0.001) return `p = ${p.toFixed(p < 0.1 ? 3 : 2)}`;
  const power = Math.floor(-logP / Math.LN10);
  return power < 6 ? "p < 0.001" : `p < 10⁻${[...String(power)].map((digit) => "⁰¹²³⁴⁵⁶⁷⁸⁹"[Number(digit)]).join("")}`;
}

/** `a, b and c`. */
export function listWords(parts: readonly string[]): string {
  return parts.length < 2 ? (parts[0] ?? "") : `${parts.slice(0, -1).join(", ")} and ${parts.at(-1)}`;
}
