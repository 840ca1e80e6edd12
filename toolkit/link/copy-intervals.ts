import type { DecidedBefore } from "./holdings.ts";
import { growBy, type IntervalStore } from "./interval-store.ts";

/** Puts the intervals that identifier `old` had behind the others, as those of `id`. */
export function copyIntervals(store: IntervalStore, { holdings: from, now }: DecidedBefore, old: number, id: number) {
  const [begin, end] = [from.offsets[old], from.offsets[old + 1]];
  const place = growBy(store, end - begin);
  const to = store.columns;
  for (let h = begin, i = place; h < end; h++, i++) {
    const owner = from.owner[h];
    to.identifier[i] = id;
    to.owner[i] = now && owner >= 0 ? now[owner] : owner;
    to.from[i] = from.from[h];
    to.to[i] = from.to[h];
    to.first[i] = from.first[h];
    to.last[i] = from.last[h];
    to.observations[i] = from.observations[h];
    to.acts[i] = from.acts[h];
    to.timed[i] = from.timed[h];
    to.against[i] = from.against[h];
    to.confidence[i] = from.confidence[h];
    to.rule[i] = from.rule[h];
  }
}
