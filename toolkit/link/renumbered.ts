import type { Identifiers } from "./identifiers.ts";

/** How the numbers of the identifiers of a run differ from those of the run before, whose texts it has, and more. */
export interface Renumbered {
  /** For each identifier its number then, -1 for a new one. */
  before: Int32Array;
  /** For each identifier of then its number now; below 0 when it is not the same any more. */
  now: Int32Array;
  /** Whether one has come that earlier rows held and that was set aside then. */
  returned: boolean;
}

/** Follows each text from its number then to its number now. Cost: linear in the texts. */
export function renumber(old: Identifiers, is: Identifiers): Renumbered {
  const before = new Int32Array(is.texts.length).fill(-1);
  const now = new Int32Array(old.texts.length).fill(-2);
  let returned = false;
  for (let value = 0; value < old.ranks.length; value++) {
    const [was, place] = [old.ranks[value], is.ranks[value]];
    if (place < 0) continue;
    if (was < 0) returned = true;
    else if (old.texts[was] === is.texts[place]) {
      before[place] = was;
      now[was] = place;
    }
  }
  return { before, now, returned };
}
