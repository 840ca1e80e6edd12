import type { Holdings } from "./holdings.ts";
import { TIMED_ONLY } from "./intervals.ts";
import { LINK_RULES } from "./linked.ts";

/** What is known of every row; how sure it is, and its interval, of new ones only. */
export interface Rows {
  person: Int32Array<SharedArrayBuffer>;
  confidence: Float64Array<SharedArrayBuffer>;
  /** Index into the rules. */
  rule: Uint8Array;
  /** Interval of the number, or of the device (those of users first, then those of numbers); -1 for other rules. */
  interval: Int32Array;
}

const [NONE, BY_USER, BY_SESSION, BY_PHONE, BY_DEVICE, BY_NUMBER, BY_TIMING] = LINK_RULES.keys();
const SESSION_CONFIDENCE = 0.99;
const DISPUTED_CONFIDENCE = 0.5;

/** What can tell whose a row is. */
export interface RowEvidence {
  user: Int32Array;
  /** The only user of the row's session, -1 without. */
  inSession: Int32Array;
  /** The intervals of its number and its device. */
  phoneAt: Int32Array;
  phones: Holdings;
  /** The person of each interval of a number. */
  phonePersons: Int32Array;
  deviceAt: Int32Array;
  devices: Holdings;
}

/**
 * The person of every row, by the first rule that applies: the user that it names, that of its session, of its number, of
 * its device; else the number itself.
 */
export function settleRows({ person, rule }: Rows, evidence: RowEvidence): void {
  const { user, inSession, phoneAt, phones, phonePersons, deviceAt, devices } = evidence;
  for (let row = 0; row < person.length; row++) {
    const phone = phoneAt[row];
    if (user[row] >= 0) {
      person[row] = user[row];
      rule[row] = BY_USER;
    } else if (inSession[row] >= 0) {
      person[row] = inSession[row];
      rule[row] = BY_SESSION;
    } else if (phone >= 0 && phones.owner[phone] >= 0) {
      person[row] = phones.owner[phone];
      rule[row] = phones.rule[phone] === TIMED_ONLY ? BY_TIMING : BY_PHONE;
    } else if (deviceAt[row] >= 0 && devices.owner[deviceAt[row]] >= 0) {
      person[row] = devices.owner[deviceAt[row]];
      rule[row] = BY_DEVICE;
    } else if (phone >= 0) {
      person[row] = phonePersons[phone];
      rule[row] = BY_NUMBER;
    }
  }
}

/** Rows that no rule has reached, by the sessions of persons. */
export function settleSessions({ person, rule }: Rows, inSession: Int32Array): void {
  for (let row = 0; row < person.length; row++) {
    if (person[row] >= 0 || inSession[row] < 0) continue;
    person[row] = inSession[row];
    rule[row] = BY_SESSION;
  }
}

/** Rows that no rule has reached, by devices of persons; their intervals come after the `base` intervals of users. */
export function settleDevices(
  { person, rule, interval }: Rows,
  place: Int32Array,
  owner: Int32Array,
  base: number,
): void {
  for (let row = 0; row < person.length; row++) {
    if (person[row] >= 0 || place[row] < 0 || owner[place[row]] < 0) continue;
    person[row] = owner[place[row]];
    rule[row] = BY_DEVICE;
    interval[row] = base + place[row];
  }
}

/** How sure the new rows are, and of which interval; gives how many name a user whose number is somebody else's then. */
export function weighRows(
  { rule, confidence, interval }: Rows,
  { user, phoneAt, phones, deviceAt, devices }: RowEvidence,
  at: Float64Array,
  devicesOfPersons: Holdings | undefined,
  hazard: number,
  begin: number,
): number {
  let disputed = 0;
  const sure = ({ first, last, confidence: known }: Holdings, h: number, time: number) => {
    const away = Math.max(first[h] - time, time - last[h]);
    return away > 0 ? known[h] * Math.exp(-hazard * away) : known[h];
  };
  for (let row = begin; row < rule.length; row++) {
    const [by, phone] = [rule[row], phoneAt[row]];
    if (by === NONE) continue;
    if (by === BY_USER) {
      const contradicted = phone >= 0 && phones.owner[phone] >= 0 && phones.owner[phone] !== user[row];
      if (contradicted) disputed++;
      confidence[row] = contradicted ? DISPUTED_CONFIDENCE : 1;
    } else if (by === BY_SESSION) confidence[row] = SESSION_CONFIDENCE;
    else if (by === BY_NUMBER) {
      confidence[row] = 1;
      interval[row] = phone;
    } else if (by !== BY_DEVICE) {
      confidence[row] = sure(phones, phone, at[row]);
      interval[row] = phone;
    } else if (interval[row] >= 0) {
      confidence[row] = sure(devicesOfPersons as Holdings, interval[row] - devices.owner.length, at[row]);
    } else {
      confidence[row] = sure(devices, deviceAt[row], at[row]);
      interval[row] = deviceAt[row];
    }
  }
  return disputed;
}
