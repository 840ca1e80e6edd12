import type { Cut } from "./cuts.ts";
import type { Holdings } from "./holdings.ts";

type Cuts = Map<number, Cut[]>;

/**
 * What is to be cut so that nobody whose numbers timing tells has two of them at once: of two intervals of one user of
 * which timing tells one, and no deed under a name, the time that both have goes to the one whose user was seen with it
 * then, else to the surer. Two numbers that somebody was seen with stay: people have two. Cost: linear in the intervals,
 * but for users with several of which timing tells one.
 *
 * @returns for each identifier whose time is cut what is cut from its owners; undefined where nothing is
 */
export function oneNumberAtATime(held: Holdings): Cuts | undefined {
  const byTiming = new Map<number, number[]>();
  for (let h = 0; h < held.owner.length; h++) if (isByTiming(held, h)) byTiming.set(held.owner[h], []);
  if (byTiming.size === 0) return undefined;
  for (let h = 0; h < held.owner.length; h++) byTiming.get(held.owner[h])?.push(h);
  const cuts: Cuts = new Map();
  for (const list of byTiming.values()) {
    for (let i = 1; i < list.length; i++) {
      for (let j = 0; j < i; j++) {
        const [a, b] = [list[j], list[i]];
        if (held.identifier[a] === held.identifier[b] || !(isByTiming(held, a) || isByTiming(held, b))) continue;
        settle(held, a, b, cuts);
      }
    }
  }
  return cuts.size > 0 ? cuts : undefined;
}

/** Cuts with others beside them. */
export function withCuts(some: ReadonlyMap<number, readonly Cut[]> | undefined, others: Cuts): Cuts {
  const all: Cuts = new Map([...(some ?? [])].map(([id, list]) => [id, [...list]]));
  for (const [id, list] of others) all.set(id, [...(all.get(id) ?? []), ...list]);
  return all;
}

const isByTiming = ({ owner, timed, acts }: Holdings, h: number) => owner[h] >= 0 && timed[h] > 0 && acts[h] === 0;

/** Every part of the time that both have is taken from one of them. */
function settle(held: Holdings, a: number, b: number, cuts: Cuts): void {
  const from = Math.max(held.from[a], held.from[b]);
  const to = Math.min(held.to[a], held.to[b]);
  if (!(from < to)) return;
  const weaker = surer(held, a, b) ? b : a;
  const borders = [a, b]
    .flatMap((h) => (isRecordOnly(held, h) ? [] : [held.first[h], held.last[h] + 1]))
    .filter((at) => at > from && at < to)
    .sort((x, y) => x - y);
  const times = [from, ...borders, to];
  for (let i = 0; i + 1 < times.length; i++) {
    if (!(times[i] < times[i + 1])) continue;
    const [inA, inB] = [isSeen(held, a, times[i]), isSeen(held, b, times[i])];
    const loser = inA === inB ? weaker : inA ? b : a;
    take(cuts, held.identifier[loser], { user: held.owner[loser], from: times[i], to: times[i + 1] });
  }
}

/** Puts a cut to the others of its identifier, as one with the cut that it goes on from. */
function take(cuts: Cuts, id: number, cut: Cut): void {
  const list = cuts.get(id);
  const before = list?.at(-1);
  if (before?.user === cut.user && before.to === cut.from) before.to = cut.to;
  else if (list) list.push(cut);
  else cuts.set(id, [cut]);
}

const isRecordOnly = ({ timed, acts }: Holdings, h: number) => timed[h] === 0 && acts[h] === 0;

const isSeen = (held: Holdings, h: number, at: number) =>
  !isRecordOnly(held, h) && at >= held.first[h] && at <= held.last[h];

/** What was done under a name is surer than timing, and that than a record. */
function surer(held: Holdings, a: number, b: number): boolean {
  const difference = (name: "acts" | "timed" | "confidence") => held[name][a] - held[name][b];
  return (
    (difference("acts") || difference("timed") || difference("confidence") || held.identifier[b] - held.identifier[a]) >
    0
  );
}
