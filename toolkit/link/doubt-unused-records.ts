import type { PersonOrder } from "../../workers/kernels/person-order.ts";
import { lowerGamma } from "../core/statistics/incomplete-gamma.ts";
import type { Marks } from "./marks.ts";

/** One-time passwords and the logins that they may lead to. */
export interface CodesAndLogins {
  /** Delivered codes by number and time. */
  codes: PersonOrder;
  /** Logins by user and time, and all of them by time. */
  ofUser: PersonOrder;
  logins: PersonOrder;
  /** Uses of numbers, and the silence after which a number may be another's. */
  uses: PersonOrder;
  quarantine: number;
  /** The user of each row. */
  user: Int32Array;
}

const DAY = 864e5;
/** The longest life of a code. */
const LIFE = 3e5;
/** Logins of one other user that must follow codes before chance is asked at all. */
const LEAST = 2;
/** Chance that any user's logins follow the codes of one number as often as seen. */
const CHANCE = 0.05;

/**
 * Doubts records whose number gets codes that somebody else uses: never within five minutes after one did the record's
 * user log in, and another user did again and again, more often than any of all users would by chance.
 *
 * By chance means: as often as that user logs in at all, times how much more often anybody logs in at that time of day
 * (counted one to three days before and after). That the record's user did not log in alone proves nothing. Cost: linear
 * in the codes and logins; only for numbers whose record looks unused are logins near their codes counted.
 */
export function doubtUnusedRecords(
  { rows, at, offsets }: PersonOrder,
  owner: Int32Array,
  { phone: evidence, record, doubted }: Marks,
  told: CodesAndLogins,
): void {
  const suspects: number[] = [];
  for (let number = 0; number + 1 < offsets.length; number++) {
    if (told.codes.offsets[number + 1] - told.codes.offsets[number] < LEAST) continue;
    let known = false;
    let unused = false;
    for (let i = offsets[number]; i < offsets[number + 1]; i++) {
      if (record[rows[i]] === 0) known = true;
      else unused ||= !usesCodes(owner[rows[i]], number, told, lifeEnd(number, at[i], told));
    }
    if (unused && !known) suspects.push(number);
  }
  const crowding = crowdingOf(suspects, told);
  for (const number of suspects) {
    for (let i = offsets[number]; i < offsets[number + 1]; i++) {
      const until = lifeEnd(number, at[i], told);
      if (usesCodes(owner[rows[i]], number, told, until)) continue;
      if (usedByAnother(number, told, crowding, until)) evidence[rows[i]] = doubted;
    }
  }
}

/** The last use of a number before it rests for the first time after a record: codes after it are another's, perhaps. */
function lifeEnd(number: number, record: number, { uses, quarantine }: CodesAndLogins): number {
  let last = Math.max(record, uses.at[uses.offsets[number]] ?? Infinity);
  for (let i = uses.offsets[number]; i < uses.offsets[number + 1]; i++) {
    if (uses.at[i] <= last) continue;
    if (uses.at[i] - last >= quarantine) return last;
    last = uses.at[i];
  }
  return Infinity;
}

/** Whether the user logged in within the life of a code to the number. */
function usesCodes(user: number, number: number, { codes, ofUser }: CodesAndLogins, until: number): boolean {
  if (user + 1 >= ofUser.offsets.length) return false;
  let login = ofUser.offsets[user];
  for (let c = codes.offsets[number]; c < codes.offsets[number + 1] && codes.at[c] <= until; c++) {
    while (login < ofUser.offsets[user + 1] && ofUser.at[login] <= codes.at[c]) login++;
    if (login < ofUser.offsets[user + 1] && ofUser.at[login] <= codes.at[c] + LIFE) return true;
  }
  return false;
}

function usedByAnother(number: number, told: CodesAndLogins, crowding: number, until: number): boolean {
  const { ofUser, logins, user } = told;
  const times = new Map<number, number>();
  const watched = eachLoginAfterCodes(number, told, { shift: 0, until }, (login) => {
    const who = user[logins.rows[login]];
    times.set(who, (times.get(who) ?? 0) + 1);
  });
  const span = spanOf(logins);
  let users = 0;
  for (const [who, seen] of times) {
    if (seen < LEAST) continue;
    users ||= usersWith(ofUser);
    // the lower gamma is the chance of at least so many where that mean is expected (Poisson)
    const all = ofUser.offsets[who + 1] - ofUser.offsets[who];
    if (users * lowerGamma(seen, (all * crowding * watched) / span) < CHANCE) return true;
  }
  return false;
}

/** Visits every login within the life of a code to the number, once; gives how long codes lived in all. */
function eachLoginAfterCodes(
  number: number,
  { codes, logins }: CodesAndLogins,
  { shift, until: end }: { shift: number; until: number },
  visit: (login: number) => void,
): number {
  let watched = 0;
  let until = -Infinity;
  for (let c = codes.offsets[number]; c < codes.offsets[number + 1] && codes.at[c] <= end; c++) {
    const from = Math.max(codes.at[c] + shift, until);
    until = codes.at[c] + shift + LIFE;
    watched += until - from;
    for (let i = firstAfter(logins.at, from); i < logins.at.length && logins.at[i] <= until; i++) visit(i);
  }
  return watched;
}

/** How much more often than on average anybody logs in at the time of day of these numbers' codes; at least 1. */
function crowdingOf(numbers: readonly number[], told: CodesAndLogins): number {
  let near = 0;
  let watched = 0;
  for (const number of numbers) {
    for (const days of [-3, -2, -1, 1, 2, 3])
      watched += eachLoginAfterCodes(number, told, { shift: days * DAY, until: Infinity }, () => near++);
  }
  return watched === 0 ? 1 : Math.max(1, (near * spanOf(told.logins)) / (watched * told.logins.at.length));
}

const spanOf = ({ at }: PersonOrder) => Math.max(DAY, at[at.length - 1] - at[0]);

function usersWith({ offsets }: PersonOrder): number {
  let users = 0;
  for (let user = 0; user + 1 < offsets.length; user++) if (offsets[user + 1] > offsets[user]) users++;
  return users;
}

/** The first of ascending times that is later. */
function firstAfter(times: Float64Array, at: number): number {
  let from = 0;
  let to = times.length;
  while (from < to) {
    const middle = (from + to) >> 1;
    if (times[middle] <= at) from = middle + 1;
    else to = middle;
  }
  return from;
}
