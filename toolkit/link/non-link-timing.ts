import { mask } from "../core/mask.ts";
import type { Reason } from "./non-link-reason.ts";
import { LEAST_MARGIN, linkedRival } from "./pair-guards.ts";
import { codesOfPair, placesOf } from "./pair-of.ts";
import { responsesOf, triggersOf } from "./timing-coincidences.ts";
import { likenessOf } from "./timing-likeness.ts";
import { type Hit, responseRates, unansweredBetween, unansweredWeight, weighHit } from "./timing-terms.ts";
import type { TimingTrace } from "./timing-trace.ts";

/** What timing says against a pair. */
export function timingReason(verb: string, trace: TimingTrace, pair: unknown): Reason {
  const [source, target] = codesOfPair(verb, trace, pair);
  const { pairs, names, threshold } = trace;
  const whose = `${names[0]} ${mask(trace.sources[source])} and ${names[1]} ${mask(trace.targets[target])}`;
  const places = placesOf(trace, source, target);
  if (places.some((p) => p < pairs.linked)) return { reason: "linked", lines: [`${whose} are linked by timing`] };
  const rate = responseRates(trace);
  const found = places[0];
  const prior = (found === undefined ? pairs.usualPrior : pairs.prior[found]) / Math.LN2;
  const need = Math.log2(threshold / (1 - threshold)) - prior;
  const hits = found === undefined ? hitsOf(trace, rate, source, target) : hitsAt(trace, rate, found);
  const rows = hits.map(({ trigger, response }) => [trigger, response]);
  const near = `${hits.length.toLocaleString("en")} ${hits.length === 1 ? "response comes" : "responses come"} at a delay at which answers come`;
  if (hits.length === 0) return neverNear(trace, whose, source, target);
  const [from, to] = [trace.rows.at[hits[0].trigger], trace.rows.at[hits.at(-1)!.trigger]];
  const silent = unansweredBetween(trace, source, { from, to }, new Set(hits.map(({ trigger }) => trigger)));
  const told = new Set<number>();
  const weights = hits.map((hit) => hit.weight + (likenessOf(trace, hit, told)?.weight ?? 0));
  const weight =
    found === undefined
      ? weights.reduce((sum, weight) => sum + weight, unansweredWeight(trace, silent))
      : pairs.evidence[found] / Math.LN2;
  const bits = `together a weight of ${weight.toFixed(1)} bits`;
  const rival = linkedRival(trace, source, target, from, to);
  if (rival !== undefined && found === undefined) {
    const same = pairs.source[rival] === source;
    const who = same
      ? `${names[1]} ${mask(trace.targets[pairs.target[rival]])}`
      : `${names[0]} ${mask(trace.sources[pairs.source[rival]])}`;
    const line = `at that time ${same ? names[0] : names[1]} is linked to ${who}, with ${(pairs.evidence[rival] / Math.LN2).toFixed(1)} bits`;
    return { reason: "somebody else", lines: [`${whose}: ${near}, ${bits}`, line], weight, rows };
  }
  const isAmbiguous = found !== undefined && (pairs.margin[found] / Math.LN2 < LEAST_MARGIN || weight >= need);
  const missing = Math.max(0, need - weight);
  const usual = weights.reduce((sum, weight) => sum + weight, 0) / hits.length;
  const more = usual > 0 ? Math.max(1, Math.ceil(missing / usual)) : Number.NaN;
  if (isAmbiguous) {
    const margin = pairs.margin[found] / Math.LN2;
    const line = Number.isFinite(margin)
      ? `that is ${margin.toFixed(1)} bits against the best pair that it excludes, and ${LEAST_MARGIN.toFixed(1)} ahead is asked`
      : `probability ${pairs.probability[found].toFixed(3)}, and ${threshold} is asked`;
    return { reason: "ambiguous", lines: [`${whose}: ${near}, ${bits}`, line], weight, missing, rows };
  }
  const lines = [
    `${whose}: ${near}, ${bits}`,
    `${need.toFixed(1)} bits are asked, ${missing.toFixed(1)} are missing: ${more} more ${more === 1 ? "coincidence" : "coincidences"} would do`,
  ];
  if (silent.length > 0) lines.push(`${silent.length} triggers between them went unanswered`);
  return { reason: "too little", lines, weight, missing, coincidences: more, rows };
}

function neverNear(trace: TimingTrace, whose: string, source: number, target: number): Reason {
  const [sent, came] = [triggersOf(trace, source), responsesOf(trace, target)];
  const answerable = sent.filter((row) => (trace.law?.answered[trace.rows.kind[row]] ?? 0) > 0);
  if (answerable.length === 0) {
    const line = `none of its ${sent.length.toLocaleString("en")} triggers is of a kind that is answered more often than by chance`;
    return { reason: "no answer", lines: [whose, line] };
  }
  const line = `never near each other: ${answerable.length.toLocaleString("en")} triggers and ${came.length.toLocaleString("en")} responses, none at a delay at which answers come`;
  return { reason: "never near", lines: [whose, line] };
}

function hitsAt(trace: TimingTrace, rate: (response: number) => number, p: number): Hit[] {
  const { hitBegins, triggerRow, responseRow, quiet } = trace.pairs;
  return Array.from({ length: hitBegins[p + 1] - hitBegins[p] }, (_, i) =>
    weighHit(trace, rate, triggerRow[hitBegins[p] + i], responseRow[hitBegins[p] + i], quiet[p]),
  );
}

/** Coincidences that speak for the pair, each event in one at most, the most telling first; in the order of time. */
function hitsOf(trace: TimingTrace, rate: (response: number) => number, source: number, target: number): Hit[] {
  const { law, rows } = trace;
  if (!law) return [];
  const [least, most] = [law.lowest, law.lowest + law.density.length * law.step];
  const all: Hit[] = [];
  const came = responsesOf(trace, target);
  let first = 0;
  for (const trigger of triggersOf(trace, source)) {
    while (first < came.length && rows.at[came[first]] - rows.at[trigger] < least) first++;
    for (let k = first; k < came.length && rows.at[came[k]] - rows.at[trigger] < most; k++) {
      const told = new Set<number>();
      const hit = weighHit(trace, rate, trigger, came[k], trace.pairs.usual);
      if (hit.weight + (likenessOf(trace, hit, told)?.weight ?? 0) > 0) all.push(hit);
    }
  }
  all.sort((a, b) => b.weight - a.weight || a.trigger - b.trigger || a.response - b.response);
  const used = new Set<number>();
  const taken = all.filter(({ trigger, response }) => {
    if (used.has(trigger) || used.has(response)) return false;
    used.add(trigger).add(response);
    return true;
  });
  return taken.sort((a, b) => rows.at[a.trigger] - rows.at[b.trigger]);
}
