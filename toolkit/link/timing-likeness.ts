import type { Hit, Term } from "./timing-terms.ts";
import type { TimingTrace } from "./timing-trace.ts";

/**
 * What a coincidence says beyond its delay, where both sides have a column in common: that the two show the same there, or
 * that they do not, or that the response shows nothing. Of one pair the same value again is no news. `told`: what was the
 * same before; it is added to.
 */
export function likenessOf(
  { agreement, rows: { held, kind }, law }: TimingTrace,
  { trigger, response, m, u }: Hit,
  told: Set<number>,
): Term | undefined {
  const [asked, given] = [held?.codes[trigger] ?? -1, held?.codes[response] ?? -1];
  if (!agreement || asked < 0 || told.has(given)) return undefined;
  const { name, share, nothing, something, usuallyNothing } = agreement;
  if (given < 0 && usuallyNothing === 0) return undefined;
  const isSame = asked === given;
  if (isSame) told.add(given);
  const chance = agreement.chance[response];
  const byChance = given < 0 ? usuallyNothing : (1 - usuallyNothing) * (isSame ? chance : 1 - chance);
  // the response may be no answer at all: then it agrees by chance only
  const rest = 1 - (law?.answered[kind[trigger]] ?? 0);
  const likelier = given < 0 ? nothing : something * (isSame ? share / chance + 1 - share : 1 - share);
  const ratio = (rest + (m / u - rest) * likelier) / (m / u);
  const label = given < 0 ? `no ${name}` : isSame ? `the same ${name}, as ${inWords(chance)} then` : `another ${name}`;
  return {
    label,
    value: isSame ? chance : Number.NaN,
    ...{ m: byChance * ratio, u: byChance, weight: Math.log2(ratio), rows: [trigger, response] },
  };
}

const inWords = (chance: number) =>
  chance > 0.5 ? "most have" : `one in ${Math.max(2, Math.round(1 / chance)).toLocaleString("en")} has`;
