import type { PersonOrder } from "../../workers/kernels/person-order.ts";
import { sharedFloat64, sharedInt32 } from "../../workers/shared.ts";
import { type Holdings, holdingOfRows, toHoldings } from "./holdings.ts";
import type { Aside, IdentifierKind, Identifiers } from "./identifiers.ts";
import type { LinkSpec } from "./link-options.ts";
import { LINK_RULES } from "./linked.ts";
import type { Marks } from "./marks.ts";
import { ownerOfSessions } from "./sessions.ts";
import { tooManyPhones } from "./too-many-phones.ts";

export interface DecideInput extends Record<IdentifierKind, Identifiers> {
  at: Float64Array;
  marks: Marks;
  phoneOrder: PersonOrder;
  deviceOrder: PersonOrder;
  spec: LinkSpec;
}

/** The person of every row, and the intervals it was decided by. */
export interface Decided {
  person: Int32Array<SharedArrayBuffer>;
  confidence: Float64Array<SharedArrayBuffer>;
  /** Index into the rules. */
  rule: Uint8Array;
  /** Interval of the number, or of the device (those of users first, then those of numbers); -1 for other rules. */
  interval: Int32Array;
  phones: Holdings;
  /** The person of each interval of a number. */
  phonePersons: Int32Array;
  /** Devices held by users; devices that no user was seen on, held by persons. */
  devices: Holdings;
  devicesOfPersons: Holdings | undefined;
  persons: number;
  disputed: number;
  aside: Aside[];
}

const [, BY_USER, BY_SESSION, BY_PHONE, BY_DEVICE, BY_NUMBER] = LINK_RULES.keys();
const SESSION_CONFIDENCE = 0.99;
const DISPUTED_CONFIDENCE = 0.5;
const YEAR = 365.25 * 864e5;

/** Users first, then what ties rows to them, strongest first; a second round for what only numbers tie. */
export function decide(input: DecideInput): Decided {
  const { user, phone, session, device, at, marks, phoneOrder, deviceOrder, spec } = input;
  const rows = at.length;
  const sessions = ownerOfSessions(session, user.codes, marks.device);
  const ofDevices = { order: deviceOrder, mark: marks.device, weights: marks.deviceWeights, ...spec };
  const devices = toHoldings({ ...ofDevices, owner: user.codes, ownersAtOnce: spec.usersPerDevice, turns: true });
  const deviceAt = holdingOfRows(devices, deviceOrder, rows);

  const seen = user.codes.slice();
  for (let row = 0; row < rows; row++) {
    if (seen[row] >= 0 || phone.codes[row] < 0 || (marks.phone[row] & 127) === 0) continue;
    const inSession = session.codes[row] < 0 ? -1 : sessions.owners[session.codes[row]];
    seen[row] = inSession >= 0 ? inSession : deviceAt[row] >= 0 ? devices.owner[deviceAt[row]] : -1;
    marks.phone[row] = (marks.phone[row] & 128) | marks.indirect;
  }
  const crowded = tooManyPhones(phoneOrder, seen, marks.phone, user, spec);
  const ofPhones = { order: phoneOrder, mark: marks.phone, weights: marks.weights, ...spec };
  const phones = toHoldings({
    ...ofPhones,
    owner: seen,
    ignored: crowded.ignored,
    ownersAtOnce: spec.usersPerPhone,
    turns: false,
  });
  const phoneAt = holdingOfRows(phones, phoneOrder, rows);
  const phonePersons = Int32Array.from(phones.owner);
  let persons = user.texts.length;
  for (let h = 0; h < phonePersons.length; h++) if (phonePersons[h] < 0) phonePersons[h] = persons++;

  const person = sharedInt32(rows).fill(-1);
  const confidence = sharedFloat64(rows).fill(Number.NaN);
  const rule = new Uint8Array(rows);
  const interval = new Int32Array(rows).fill(-1);
  const settle = (row: number, who: number, by: number, sure: number, holding = -1) => {
    person[row] = who;
    rule[row] = by;
    confidence[row] = sure;
    interval[row] = holding;
  };
  const hazard = spec.hazard / YEAR;
  let disputed = 0;
  let left = 0;
  for (let row = 0; row < rows; row++) {
    const named = user.codes[row];
    const p = phoneAt[row];
    const owned = p >= 0 && phones.owner[p] >= 0;
    const d = deviceAt[row];
    const inSession = session.codes[row] < 0 ? -1 : sessions.owners[session.codes[row]];
    if (named >= 0) {
      const contradicted = owned && phones.owner[p] !== named;
      if (contradicted) disputed++;
      settle(row, named, BY_USER, contradicted ? DISPUTED_CONFIDENCE : 1);
    } else if (inSession >= 0) settle(row, inSession, BY_SESSION, SESSION_CONFIDENCE);
    else if (owned) settle(row, phones.owner[p], BY_PHONE, sureness(phones, p, at[row], hazard), p);
    else if (d >= 0 && devices.owner[d] >= 0)
      settle(row, devices.owner[d], BY_DEVICE, sureness(devices, d, at[row], hazard), d);
    else if (p >= 0) settle(row, phonePersons[p], BY_NUMBER, 1, p);
    else if (session.codes[row] >= 0 || device.codes[row] >= 0) left++;
  }

  const aside = [...user.aside, ...phone.aside, ...session.aside, ...device.aside, ...sessions.aside, ...crowded.aside];
  crowdsAside(aside, phones, phone, `more than ${spec.usersPerPhone} users at once`);
  crowdsAside(aside, devices, device, "several users by turns, or too many at once");
  const decided: Decided = {
    person,
    confidence,
    rule,
    interval,
    phones,
    phonePersons,
    devices,
    devicesOfPersons: undefined,
    persons,
    disputed,
    aside,
  };
  if (left === 0) return dropEmpty(decided, user.texts.length);

  const none = new Set(sessions.aside.map(({ identifier }) => identifier));
  const ofNumbers = ownerOfSessions(session, person, marks.device);
  const claimed = claimedDevices(devices, device.texts.length);
  const others = person.map((who, row) => (device.codes[row] >= 0 && claimed[device.codes[row]] === 0 ? who : -1));
  const more = toHoldings({ ...ofDevices, owner: others, ownersAtOnce: spec.usersPerDevice, turns: true });
  const moreAt = holdingOfRows(more, deviceOrder, rows);
  for (let row = 0; row < rows; row++) {
    if (person[row] >= 0) continue;
    const s = session.codes[row];
    const d = moreAt[row];
    const inSession = s < 0 || none.has(session.texts[s]) ? -1 : ofNumbers.owners[s];
    if (inSession >= 0) settle(row, inSession, BY_SESSION, SESSION_CONFIDENCE);
    else if (d >= 0 && more.owner[d] >= 0) {
      settle(row, more.owner[d], BY_DEVICE, sureness(more, d, at[row], hazard), devices.owner.length + d);
    }
  }
  crowdsAside(aside, more, device, "several numbers by turns, or too many at once");
  return dropEmpty({ ...decided, devicesOfPersons: more }, user.texts.length);
}

/** Numbers without an owner whose rows all name users are nobody: the others move up, so that no person is without rows. */
function dropEmpty(decided: Decided, users: number): Decided {
  const { person, phonePersons, devicesOfPersons } = decided;
  const place = new Int32Array(decided.persons).fill(-1);
  for (let row = 0; row < person.length; row++) if (person[row] >= 0) place[person[row]] = 0;
  let persons = 0;
  for (let p = 0; p < place.length; p++) if (p < users || place[p] === 0) place[p] = persons++;
  if (persons === decided.persons) return decided;
  for (let row = 0; row < person.length; row++) if (person[row] >= 0) person[row] = place[person[row]];
  for (let h = 0; h < phonePersons.length; h++) phonePersons[h] = place[phonePersons[h]];
  const owner = devicesOfPersons?.owner.map((who) => (who < 0 ? -1 : place[who]));
  return {
    ...decided,
    persons,
    devicesOfPersons: devicesOfPersons && { ...devicesOfPersons, owner: owner as number[] },
  };
}

function sureness({ confidence, first, last }: Holdings, h: number, at: number, hazard: number): number {
  const away = Math.max(0, first[h] - at, at - last[h]);
  return confidence[h] * Math.exp(-hazard * away);
}

function crowdsAside(aside: Aside[], { crowd }: Holdings, { kind, texts, rows }: Identifiers, reason: string): void {
  for (const { identifier, most } of crowd) {
    aside.push({ kind, identifier: texts[identifier], reason, others: most, rows: rows[identifier] });
  }
}

/** Devices on which a user was seen, shared ones included: numbers tell nothing more about them. */
function claimedDevices({ identifier, owner, crowd }: Holdings, count: number): Uint8Array {
  const claimed = new Uint8Array(count);
  for (const one of crowd) claimed[one.identifier] = 1;
  for (let h = 0; h < owner.length; h++) if (owner[h] >= 0) claimed[identifier[h]] = 1;
  return claimed;
}
