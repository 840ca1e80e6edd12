import type { AnotherDay } from "./timing-another-day.ts";
import type { TimingLog } from "./timing-log.ts";
import type { Decided } from "./timing-rounds.ts";

/**
 * Links that coincidence alone makes, as a share of those found, by competition with another day, of which every link is
 * false.
 *
 * A false link counts where it would have stood: it falls where its target then had a source with more evidence, and where
 * it beats that one, the two are as likely as not, and the beaten is no longer one of the found. A source that is nobody's
 * is linked as often as one of the other day; one that is linked in truth is nobody's no more. Where nobody belongs to
 * anybody, half of the links fall to false ones of the other day, and the share is 1.
 */
export function falseShareOf(
  found: Decided,
  others: Decided,
  { log, inTruth }: AnotherDay,
  answered: Float64Array,
  isExclusive: boolean,
): number {
  const linksOf = new Map<number, { since: number; until: number; evidence: number }[]>();
  // few targets are linked on the other day: of all others the links need not be known
  for (const { round, linked } of others.rounds) for (const place of linked) linksOf.set(round.target[place], []);
  let [links, tried] = [0, 0];
  for (const { round, linked } of found.rounds) {
    for (const place of linked) {
      links++;
      if (round.source[place] < log.sources) tried++;
      linksOf.get(round.target[place])?.push({
        since: round.since[place],
        until: round.until[place],
        evidence: round.evidence[place],
      });
    }
  }
  let [wins, beaten] = [0, 0];
  for (const { round, linked } of others.rounds) {
    for (const place of linked) {
      const at = inTruth(round.hitResponse[round.begins[place]]);
      const rivals = isExclusive ? linksOf.get(round.target[place]) : undefined;
      const rival = rivals?.find(({ since, until }) => since <= at && at <= until);
      if (rival && rival.evidence >= round.evidence[place]) continue;
      wins++;
      if (rival) beaten++;
    }
  }
  const sources = sourcesOf(log, answered);
  const left = tried * (1 - beaten / Math.max(1, links));
  if (wins >= Math.min(left, sources)) return 1;
  const wrong = (wins * Math.max(0, sources - left)) / (sources - wins);
  return Math.min(1, wrong / left);
}

/** Sources with a trigger of a kind that is answered. */
function sourcesOf({ triggers: { offsets, kind }, sources }: TimingLog, answered: Float64Array): number {
  let count = 0;
  for (let s = 0; s < sources; s++) {
    for (let i = offsets[s]; i < offsets[s + 1]; i++) {
      if (answered[kind[i]] === 0) continue;
      count++;
      break;
    }
  }
  return count;
}
