import type { PersonOrder } from "../../workers/kernels/person-order.ts";

/** What churning means and between which moments people were watched; milliseconds. */
export interface Watch {
  inactivity: number;
  from: number;
  until: number;
  define: "first-gap" | "last-seen";
  /** When each person's clock starts; NaN unknown. Without it: the first activity. */
  origin?: Float64Array;
}

/** Why a person is not followed; 0 is followed. */
export const NOT_FOLLOWED = [
  "followed",
  "no activity",
  "no origin",
  "began too late: less than the inactivity before the end",
  "had churned before the clock or the observation began",
] as const;
const [FOLLOWED, NO_ACTIVITY, NO_ORIGIN, TOO_LATE, GONE_BEFORE] = [0, 1, 2, 3, 4];

/** One life a person, by person number; times in milliseconds since that person's origin. */
export interface Lives {
  /** An index into `NOT_FOLLOWED`; the other columns hold for 0 only. */
  state: Uint8Array;
  origin: Float64Array;
  entry: Float64Array;
  exit: Float64Array;
  event: Uint8Array;
}

/**
 * When each person churned, or until when it is known that they had not.
 *
 * Whether somebody fell silent at `t` is known only `inactivity` later. So nobody is followed past `until - inactivity`: up to
 * there every silence could be told from a pause, for all alike, and from there on for nobody. Following people further, to
 * their last activity or the end, would count days in which no churn can be seen, and understate it.
 */
export function livesOf({ at, offsets }: PersonOrder, watch: Watch): Lives {
  const people = offsets.length - 1;
  const lives: Lives = {
    state: new Uint8Array(people),
    origin: new Float64Array(people),
    entry: new Float64Array(people),
    exit: new Float64Array(people),
    event: new Uint8Array(people),
  };
  const horizon = watch.until - watch.inactivity;
  for (let p = 0; p < people; p++) {
    const [begin, end] = [offsets[p], offsets[p + 1]];
    const origin = watch.origin ? watch.origin[p] : at[begin];
    lives.state[p] =
      begin === end ? NO_ACTIVITY : Number.isNaN(origin) ? NO_ORIGIN : origin > horizon ? TOO_LATE : FOLLOWED;
    if (lives.state[p] !== FOLLOWED) continue;
    const last = lastActivity(at, begin, end, origin, watch);
    const event = last <= horizon;
    const entry = origin < watch.from ? watch.from - origin : -Infinity;
    const exit = (event ? last : horizon) - origin;
    if (last < origin || entry >= exit) lives.state[p] = GONE_BEFORE;
    lives.origin[p] = origin;
    lives.entry[p] = entry;
    lives.exit[p] = exit;
    lives.event[p] = event ? 1 : 0;
  }
  return lives;
}

/** The moment after which the person was silent for long enough; Infinity when that cannot be said yet. */
function lastActivity(at: Float64Array, begin: number, end: number, origin: number, watch: Watch): number {
  const { inactivity, from, until, define } = watch;
  if (define === "last-seen") return until - at[end - 1] >= inactivity ? at[end - 1] : Infinity;
  if (watch.origin) {
    if (origin < from && at[begin] - from >= inactivity) return -Infinity;
    if (origin >= from && at[begin] - origin >= inactivity) return origin;
  }
  for (let i = begin; i < end; i++) if ((i + 1 < end ? at[i + 1] : until) - at[i] >= inactivity) return at[i];
  return Infinity;
}
