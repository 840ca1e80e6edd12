import type { Life } from "./lives.ts";
import type { Sightings } from "./owner-path.ts";

/** A number in use is silent for less than this share of the quarantine. */
export const IN_USE = 1 / 3;
/** What a sighting is: an event, a record that holds from its time on, one that held and does no longer, or one by timing. */
export const [EVENT, HOLDS, HELD, TIMED] = [0, 1, 2, 3];

/** Whether a sighting is what a table says, not what somebody did. */
export const isRecord = (kind: number): boolean => kind === HOLDS || kind === HELD;

/**
 * Brings the records among sightings to where they speak.
 *
 * A record holds from its time on, so one from before the first use of a life, or from the rest before it, is a sighting
 * at that use. It speaks of a later life where its user is otherwise seen in that one only. Of two users' records in one
 * life, of which one no longer holds, the other speaks of the next life; where there is none, the one counts that fits
 * the number's end: one that holds a number in use, one that held a number fallen silent. A record that names no user stands for somebody: the records of users in its life are worth nothing, as two customers cannot
 * both have the number; it is then taken out.
 *
 * @param silence how long the identifier was silent when the data end, as a share of the quarantine
 * @param somebody the owner of records that name nobody
 */
export function placeRecords(seen: Sightings, lives: readonly Life[], silence: number, somebody: number): void {
  if (!seen.record.subarray(0, seen.size).some(isRecord)) return;
  const lifeOf = livesOf(seen, lives);
  followUsers(seen, lifeOf);
  yieldToHolders(seen, lifeOf, lives.length, silence);
  const others = new Set<number>();
  for (let i = 0; i < seen.size; i++) {
    const { used } = lives[lifeOf[i]];
    if (isRecord(seen.record[i]) && seen.at[i] < used) seen.at[i] = used;
    if (seen.owner[i] === somebody) others.add(lifeOf[i]);
  }
  for (let i = 0; i < seen.size; i++) if (isRecord(seen.record[i]) && others.has(lifeOf[i])) seen.weight[i] = 0;
  if (others.size > 0) take(seen, somebody);
  sort(seen);
}

function livesOf({ size, at }: Sightings, lives: readonly Life[]): Int32Array {
  const lifeOf = new Int32Array(size);
  let life = 0;
  for (let i = 0; i < size; i++) {
    while (life + 1 < lives.length && lives[life + 1].silentFrom < at[i]) life++;
    lifeOf[i] = life;
  }
  return lifeOf;
}

/** Records of users whose events all lie in later lives go to the first of these. */
function followUsers({ size, owner, record }: Sightings, lifeOf: Int32Array): void {
  if (lifeOf[size - 1] === 0) return;
  const met = new Map<number, number>();
  for (let i = 0; i < size; i++) {
    if (!isRecord(record[i]) && !met.has(owner[i])) met.set(owner[i], lifeOf[i]);
  }
  for (let i = 0; i < size; i++) {
    if (isRecord(record[i])) lifeOf[i] = Math.max(lifeOf[i], met.get(owner[i]) ?? 0);
  }
}

/** Where a record that no longer holds meets one that does, of another owner, they follow one another. */
function yieldToHolders(seen: Sightings, lifeOf: Int32Array, lives: number, silence: number): void {
  const { size, owner, record, weight } = seen;
  const owners = [EVENT, HOLDS, HELD, TIMED].map(() => new Map<number, Set<number>>());
  for (let i = 0; i < size; i++) {
    const ofLife = owners[record[i]];
    const met = ofLife.get(lifeOf[i]);
    if (met) met.add(owner[i]);
    else ofLife.set(lifeOf[i], new Set([owner[i]]));
  }
  if (owners[HELD].size === 0) return;
  const meets = (i: number, kind: number) => {
    const met = owners[kind].get(lifeOf[i]);
    return met !== undefined && (met.size > 1 || !met.has(owner[i]));
  };
  const moves = Array.from({ length: size }, (_, i) => record[i] === HOLDS && meets(i, HELD));
  const wrong = silence < IN_USE ? HELD : silence >= 1 ? HOLDS : EVENT;
  const last = (i: number) => lifeOf[i] + 1 === lives;
  for (let i = 0; i < size; i++) {
    if (isRecord(record[i]) && record[i] === wrong && last(i) && meets(i, wrong === HELD ? HOLDS : HELD)) weight[i] = 0;
  }
  for (let i = 0; i < size; i++) if (moves[i] && lifeOf[i] + 1 < lives) lifeOf[i]++;
}

function take(seen: Sightings, somebody: number): void {
  let kept = 0;
  for (let i = 0; i < seen.size; i++) if (seen.owner[i] !== somebody) move(seen, i, kept++);
  seen.size = kept;
}

/** By time, those of one instant as they stood. */
function sort(seen: Sightings): void {
  const order = Array.from({ length: seen.size }, (_, i) => i).sort((a, b) => seen.at[a] - seen.at[b] || a - b);
  if (order.every((place, i) => place === i)) return;
  for (const column of [seen.at, seen.owner, seen.weight, seen.record]) {
    const old = column.slice(0, seen.size);
    for (const [i, place] of order.entries()) column[i] = old[place];
  }
}

function move({ at, owner, weight, record }: Sightings, from: number, to: number): void {
  at[to] = at[from];
  owner[to] = owner[from];
  weight[to] = weight[from];
  record[to] = record[from];
}
