import type { Sightings } from "./owner-path.ts";

/** How many owners one identifier was seen with. */
export interface Crowd {
  identifier: number;
  /** Distinct owners within any stretch as long as the period. */
  most: number;
}

/** Sightings further apart than this, in milliseconds, are two visits. */
const VISIT = 18e5;
const TURNS = 3;
const TURN_SHARE = 0.25;

/**
 * The most distinct owners seen within one period; nothing where there is a single owner. Cost: linear for an identifier
 * with few owners over all time, which nearly all have.
 */
export function crowdOf({ size, at, owner }: Sightings, period: number, enough: number): Crowd | undefined {
  let change = 1;
  while (change < size && owner[change] === owner[0]) change++;
  if (change >= size) return undefined;
  const distinct = new Set([owner[0]]);
  for (let i = change; i < size; i++) if (owner[i] !== owner[i - 1]) distinct.add(owner[i]);
  if (distinct.size <= enough) return { identifier: -1, most: distinct.size };
  const most = mostAtOnce(owner.subarray(0, size), at, period);
  return { identifier: -1, most };
}

/** The most distinct values within one period; `at` ascending. */
export function mostAtOnce(values: ArrayLike<number>, at: ArrayLike<number>, period: number): number {
  const now = new Map<number, number>();
  let most = 0;
  for (let i = 0, from = 0; i < values.length; i++) {
    now.set(values[i], (now.get(values[i]) ?? 0) + 1);
    for (; at[from] <= at[i] - period; from++) {
      const left = now.get(values[from])! - 1;
      if (left === 0) now.delete(values[from]);
      else now.set(values[from], left);
    }
    most = Math.max(most, now.size);
  }
  return most;
}

/**
 * Whether owners alternate, so that the last one seen does not tell who is there now: at least three changes, and more
 * than a quarter of the visits (half an hour apart, or of another owner) are by somebody else than the visit before.
 */
export function takesTurns({ size, at, owner }: Sightings): boolean {
  let visits = 0;
  let changes = 0;
  for (let i = 0; i < size; i++) {
    const changed = i > 0 && owner[i] !== owner[i - 1];
    if (i === 0 || changed || at[i] - at[i - 1] > VISIT) visits++;
    if (changed) changes++;
  }
  return changes >= TURNS && changes > TURN_SHARE * visits;
}
