import type { Found } from "./timing-chain.ts";
import type { Agreed } from "./timing-task.ts";

/** How much likelier what a response holds is if it answers the trigger. */
export function likeness(
  { share, nothing, something, trigger, response, chance }: Agreed,
  i: number,
  k: number,
): number {
  if (trigger[i] < 0) return 1;
  if (response[k] < 0) return nothing;
  return something * (trigger[i] === response[k] ? share / chance[k] + 1 - share : 1 - share);
}

/**
 * Of one pair, holding the same thing again is no news: who shares a household's address shares it every day. Takes it out
 * of the ratio of all hits but the first that show it.
 */
export function tellOnce(
  { trigger, response, ratio, next }: Found,
  head: number,
  agreement: Agreed,
  places: Int32Array,
  silent: (trigger: number) => number,
): void {
  const holds = agreement.response;
  for (let f = head; f >= 0; f = next[f]) {
    const i = places[trigger[f]];
    const held = holds[response[f]];
    if (held < 0 || agreement.trigger[i] !== held) continue;
    let earlier = next[f];
    while (
      earlier >= 0 &&
      (holds[response[earlier]] !== held || agreement.trigger[places[trigger[earlier]]] !== held)
    ) {
      earlier = next[earlier];
    }
    if (earlier < 0) continue;
    const rest = silent(i);
    ratio[f] = Math.max(1, rest + (ratio[f] - rest) / likeness(agreement, i, response[f]));
  }
}
