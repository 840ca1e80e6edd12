/** Pairs of an identifier and its user, each with the first and the last time that it was seen. */
export interface SpannedPairs {
  held: ArrayLike<number>;
  user: ArrayLike<number>;
  from: ArrayLike<number>;
  to: ArrayLike<number>;
  odds: ArrayLike<number>;
}

interface Span {
  held: number;
  from: number;
  to: number;
}

/**
 * Which pairs stand when a user has one identifier at a time: surest first, those that fall into the time of another, or
 * that would stretch their own identifier's time over another, are left out.
 *
 * @returns for each of the first `count` pairs whether it stands
 */
export function oneAtATime({ held, user, from, to, odds }: SpannedPairs, count: number): Uint8Array {
  const stands = new Uint8Array(count);
  const order = Array.from({ length: count }, (_, p) => p).sort(
    (a, b) => odds[b] - odds[a] || from[a] - from[b] || held[a] - held[b],
  );
  const spans = new Map<number, Span[]>();
  for (const p of order) {
    const mine = spans.get(user[p]) ?? [];
    spans.set(user[p], mine);
    const own = mine.find((span) => span.held === held[p]);
    const wide = {
      held: held[p],
      from: Math.min(from[p], own?.from ?? from[p]),
      to: Math.max(to[p], own?.to ?? to[p]),
    };
    if (mine.some((span) => span.held !== held[p] && span.from <= wide.to && wide.from <= span.to)) continue;
    stands[p] = 1;
    if (own) Object.assign(own, wide);
    else mine.push(wide);
  }
  return stands;
}
