import type { ChainCosts } from "../../workers/kernels/timing-chain.ts";
import type { Round } from "./timing-accepted.ts";

/** What a pair costs beside its hits, and by how much less its responses come by chance. */
export type Costs = ChainCosts & { quiet: number };

/**
 * What follows when a target gives so many of its responses without a trigger: each of these has that chance, and those
 * that would come by chance, were the two strangers, are fewer by the rest (a Poisson stream of a smaller rate).
 */
export function toCosts(orphans: number, partial: number): Costs {
  const quiet = 1 - orphans;
  return { orphan: Math.log(orphans) + quiet, quiet, partial: Math.log(partial) };
}

/**
 * What the links so far say of responses without a trigger, and of pairs that hold for a part of the time.
 *
 * A stretch ends with a hit on either side, so one hit of each pair is no news of how many there are among the responses.
 * Links are the surest pairs, and in these are few: the share is not less than `unexplained`, what all answers leave of the
 * responses of those who have a source. A pair that ends does so between one event and the next: how often it does in one
 * such place is what an end in the likeliest place costs. Few links say little: a hundred responses with one that has no
 * trigger, and fifty places with one end, are taken as seen before.
 */
export function learnCosts(rounds: readonly { round: Round; linked: Int32Array }[], unexplained: number): Costs {
  let [orphans, hits, ends, places] = [0, 0, 0, 0];
  for (const { round, linked } of rounds) {
    for (const place of linked) {
      orphans += round.orphans[place];
      hits += round.begins[place + 1] - round.begins[place] - 1;
      ends += Number(round.since[place] > -Infinity) + Number(round.until[place] < Infinity);
      places += round.triggers[place] + round.orphans[place] + 1;
    }
  }
  return toCosts(Math.max(unexplained, (orphans + 1) / (orphans + hits + 100)), (ends + 1) / (places + 50));
}
