import type { Life } from "./lives.ts";
import type { Sightings } from "./owner-path.ts";
import { EVENT, TIMED } from "./records.ts";

/** A stretch of one owner within one life of the identifier. */
export interface Stretch {
  owner: number;
  life: number;
  first: number;
  last: number;
  observations: number;
  /** Of these, what its owner did with it, and what timing tells; the others are records. */
  acts: number;
  timed: number;
  against: number;
  weight: number;
}

const NONE = { observations: 0, acts: 0, timed: 0, against: 0, weight: 0 };

/** Sightings and who held the identifier at each, as stretches; sightings of others count against the stretch they fall in. */
export function toStretches(lives: readonly Life[], seen: Sightings, path: Int32Array): Stretch[] {
  const stretches: Stretch[] = [];
  let life = 0;
  let now: Stretch | undefined;
  let against = 0;
  let doubt = 0;
  for (let i = 0; i < seen.size; i++) {
    while (life + 1 < lives.length && lives[life + 1].begins <= seen.at[i]) life++;
    if (i > 0 && path[i] !== path[i - 1]) against = doubt = settle(now, against, doubt);
    if (seen.owner[i] !== path[i]) {
      against++;
      doubt += seen.weight[i];
      continue;
    }
    if (!now || now.owner !== path[i] || now.life !== life) {
      now = { owner: path[i], life, first: seen.at[i], last: seen.at[i], ...NONE };
      stretches.push(now);
    }
    now.last = seen.at[i];
    now.observations++;
    if (seen.record[i] === EVENT) now.acts++;
    if (seen.record[i] === TIMED) now.timed++;
    now.against += against;
    now.weight += seen.weight[i] - doubt;
    against = doubt = 0;
  }
  settle(now, against, doubt);
  return stretches;
}

function settle(stretch: Stretch | undefined, against: number, doubt: number): 0 {
  if (stretch) {
    stretch.against += against;
    stretch.weight -= doubt;
  }
  return 0;
}
