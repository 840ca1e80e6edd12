import type { PersonOrder } from "../../workers/kernels/person-order.ts";
import { sharedFloat64, sharedInt32 } from "../../workers/shared.ts";
import type { TextColumn } from "../core/columns.ts";
import { type Cuts, isCut, withoutCut } from "./cuts.ts";
import { type CodesAndLogins, doubtUnusedRecords } from "./doubt-unused-records.ts";
import { type Holdings, toHoldings } from "./holdings.ts";
import type { Aside, IdentifierKind, Identifiers } from "./identifiers.ts";
import type { LinkSpec } from "./link-options.ts";
import type { RowCounts } from "./link-state.ts";
import type { Marks } from "./marks.ts";
import { narrowBounds } from "./narrow-bounds.ts";
import { oneNumberAtATime, withCuts } from "./one-number-at-a-time.ts";
import { placeRows } from "./place-rows.ts";
import {
  nameTimed,
  onlyEvident,
  onlyIdle,
  onlyUsed,
  ownersOfRows,
  usersSeen,
  withTimed,
  withUses,
} from "./row-codes.ts";
import { ownerOfSessions } from "./sessions.ts";
import { type Rows, settleHeld, settleNumbers, settleSessions, settleUsers } from "./settle-rows.ts";
import { nameSomebody } from "./somebody.ts";
import { doubtStaleRecords } from "./stale-records.ts";
import { successionsOf } from "./successions.ts";
import type { Timed } from "./timed-rows.ts";
import { tooManyPhones } from "./too-many-phones.ts";

export interface DecideInput extends Record<IdentifierKind, Identifiers> {
  at: Float64Array;
  /** Which table each row comes from. */
  source?: TextColumn;
  marks: Marks;
  /** Whose numbers and devices timing tells. */
  timed: Timed;
  /** For how many rows each stands, and the first of those that are new. */
  stands?: RowCounts;
  /** Ties that are not to be. */
  cuts?: Cuts;
  begin: number;
  spec: LinkSpec;
  /** Rows in the order of code and time; rows of code -1 are left out. */
  sort: (lists: readonly Codes[]) => Promise<PersonOrder[]>;
}

export interface Codes {
  codes: Int32Array;
  count: number;
}

/** The person of every row, and the intervals it was decided by. */
export interface Decided extends Rows {
  phones: Holdings;
  /** The person of each interval of a number. */
  phonePersons: Int32Array<SharedArrayBuffer>;
  /** Devices held by users; devices that no user was seen on, held by persons. */
  devices: Holdings;
  devicesOfPersons: Holdings | undefined;
  deviceUses: PersonOrder;
  persons: number;
  disputed: number;
  aside: Aside[];
}

const YEAR = 365.25 * 864e5;

/** Users first, then what ties rows to them, strongest first; a second round for what only numbers tie. */
export async function decide(input: DecideInput): Promise<Decided> {
  const { user, phone, session, device, at, marks, timed, stands, cuts, spec, sort } = input;
  const inSessions = withoutCut(marks.device, session.codes, user.codes, at, cuts?.session);
  const sessions = ownerOfSessions(session, user.codes, inSessions);
  const inSession = ownersOfRows(session.codes, sessions.owners);
  const list = (codes: Int32Array, { texts }: Identifiers) => ({ codes, count: texts.length });
  const used = onlyUsed(phone.codes, marks.idle, withUses(phone, marks.idle));
  const idle = onlyIdle(phone.codes, marks.idle);
  const onDevice = timed.device ? withTimed(user.codes, device.codes, timed.device) : user.codes;
  const ofDevice = withoutCut(marks.device, device.codes, onDevice, at, cuts?.device);
  const shown = onlyEvident(device.codes, onDevice, ofDevice);
  const [phoneUses, phoneIdle, deviceUses, deviceSightings] = await sort([
    list(used, phone),
    list(idle, phone),
    list(device.codes, device),
    list(shown, device),
  ]);
  const { quarantine, hazard, limits } = spec;
  const rules = { quarantine, hazard, stands, data: usesBetween(at, marks.idle) };
  const ofDevices = { ...rules, uses: deviceUses, evidence: marks.device, weights: marks.deviceWeights, turns: true };
  const devices = toHoldings({
    ...ofDevices,
    sightings: deviceSightings,
    owner: onDevice,
    timed: timed.device && {
      ...timed.device,
      bounds: narrowBounds(timed.device.bounds, deviceSightings, onDevice, marks.record),
    },
    limit: limits.device,
    cuts: cuts?.device,
  });
  const deviceAt = new Int32Array(at.length).fill(-1);
  placeRows(devices, deviceUses, deviceAt);

  const seen = usersSeen(user.codes, phone.codes, inSession, deviceAt, devices.owner, marks);
  if (timed.phone) nameTimed(seen, phone.codes, timed.phone, marks);
  const somebody = user.texts.length;
  nameSomebody(seen, phone.codes, input.source, marks, somebody);
  marks.phone.set(withoutCut(marks.phone, phone.codes, seen, at, cuts?.phone));
  const tell = async () => (await sort([list(onlyEvident(phone.codes, seen, marks.phone), phone)]))[0];
  const phoneSightings = await tell();
  doubtStaleRecords(phoneSightings, seen, marks.idle, marks.phone, somebody + 1, marks.doubted);
  const told = await codesAndLogins(input);
  if (told) doubtUnusedRecords(phoneSightings, seen, marks, { ...told, uses: phoneUses, quarantine });
  const crowded = tooManyPhones(phoneSightings, seen, user, limits.user);
  const ofPhones = {
    ...rules,
    uses: phoneUses,
    owner: seen,
    evidence: marks.phone,
    weights: marks.weights,
    once: marks.succeeded,
    records: marks.record,
    timed: timed.phone && {
      ...timed.phone,
      bounds: narrowBounds(timed.phone.bounds, phoneSightings, seen, marks.record),
    },
    somebody,
    ignored: crowded.ignored,
    limit: limits.phone,
    cuts: cuts?.phone,
    turns: false,
  };
  let sightings = phoneSightings;
  let phones = toHoldings({ ...ofPhones, sightings });
  const successions = successionsOf(phones, phoneUses, device.codes, limits.device.most, quarantine);
  if (successions.length > 0) {
    for (const { row, owner } of successions) {
      if (seen[row] >= 0 || isCut(cuts?.phone, phone.codes[row], owner, at[row])) continue;
      seen[row] = owner;
      marks.phone[row] = marks.succeeded;
    }
    sightings = await tell();
    phones = toHoldings({ ...ofPhones, sightings });
  }
  const clashes = timed.phone && oneNumberAtATime(phones);
  if (clashes) phones = toHoldings({ ...ofPhones, sightings, cuts: withCuts(cuts?.phone, clashes) });
  const phoneAt = new Int32Array(at.length).fill(-1);
  placeRows(phones, phoneUses, phoneAt);
  placeRows(phones, phoneIdle, phoneAt);
  const phonePersons = sharedInt32(phones.owner.length);
  let persons = user.texts.length;
  for (let h = 0; h < phonePersons.length; h++) phonePersons[h] = phones.owner[h] < 0 ? persons++ : phones.owner[h];

  const rows: Rows = {
    person: sharedInt32(at.length).fill(-1),
    confidence: sharedFloat64(at.length).fill(Number.NaN),
    rule: new Uint8Array(at.length),
    interval: new Int32Array(at.length).fill(-1),
  };
  const fading = hazard / YEAR;
  const disputed = settleUsers(rows, user.codes, phoneAt, phones.owner, input.begin);
  settleSessions(rows, inSession);
  settleHeld(rows, "phone", phoneAt, phones, at, fading);
  settleHeld(rows, "device", deviceAt, devices, at, fading);
  settleNumbers(rows, phoneAt, phonePersons);

  const aside = [...user.aside, ...phone.aside, ...session.aside, ...device.aside, ...sessions.aside, ...crowded.aside];
  crowdsAside(aside, phones, phone, `more than ${limits.phone.most} users at once`);
  crowdsAside(aside, devices, device, "several users by turns, or too many at once");

  let devicesOfPersons: Holdings | undefined;
  const openSessions = openTies(rows.person, session, taken(session, sessions.owners, sessions.aside));
  if (openSessions) {
    const more = ownerOfSessions(session, rows.person, inSessions);
    settleSessions(rows, ownersOfRows(openSessions, more.owners));
  }
  const openDevices = openTies(rows.person, device, claimedDevices(devices, device.texts.length));
  if (openDevices) {
    const sighted = onlyEvident(openDevices, rows.person, ofDevice);
    const [seenOn] = await sort([list(sighted, device)]);
    devicesOfPersons = toHoldings({ ...ofDevices, sightings: seenOn, owner: rows.person, limit: limits.device });
    const place = new Int32Array(at.length).fill(-1);
    placeRows(devicesOfPersons, deviceUses, place);
    settleHeld(rows, "device", place, devicesOfPersons, at, fading, devices.owner.length);
    crowdsAside(aside, devicesOfPersons, device, "several numbers by turns, or too many at once");
  }
  const decided = { ...rows, phones, phonePersons, devices, devicesOfPersons, deviceUses, persons, disputed, aside };
  return dropEmpty(decided, user.texts.length);
}

/** Codes to numbers and logins of users, where the events have both and records besides. */
async function codesAndLogins({
  user,
  phone,
  at,
  marks,
  sort,
}: DecideInput): Promise<Omit<CodesAndLogins, "uses" | "quarantine"> | undefined> {
  const { code, record } = marks;
  if (!code.includes(1) || !code.includes(2) || !record.includes(1)) return undefined;
  const [codes, logins, all] = [sharedInt32(at.length), sharedInt32(at.length), sharedInt32(at.length)];
  for (let row = 0; row < at.length; row++) {
    codes[row] = code[row] === 1 ? phone.codes[row] : -1;
    logins[row] = code[row] === 2 ? user.codes[row] : -1;
    all[row] = logins[row] < 0 ? -1 : 0;
  }
  const [byNumber, ofUser, byTime] = await sort([
    { codes, count: phone.texts.length },
    { codes: logins, count: user.texts.length },
    { codes: all, count: 1 },
  ]);
  return { codes: byNumber, ofUser, logins: byTime, user: user.codes };
}

function usesBetween(at: Float64Array, idle: Uint8Array): { begin: number; end: number } {
  let [begin, end] = [Infinity, -Infinity];
  for (let row = 0; row < at.length; row++) {
    if (idle[row] === 1) continue;
    if (at[row] < begin) begin = at[row];
    if (at[row] > end) end = at[row];
  }
  return { begin, end };
}

/** The column's identifiers that are not taken, when any of them is on a row with a person and on a row without one. */
function openTies(person: Int32Array, { codes, texts }: Identifiers, claimed: Uint8Array): Int32Array | undefined {
  const met = new Uint8Array(texts.length);
  for (let row = 0; row < person.length; row++) {
    if (codes[row] >= 0 && claimed[codes[row]] === 0) met[codes[row]] |= person[row] < 0 ? 1 : 2;
  }
  if (!met.includes(3)) return undefined;
  return codes.map((code) => (code >= 0 && claimed[code] === 0 ? code : -1));
}

function taken({ texts }: Identifiers, owners: Int32Array, aside: readonly Aside[]): Uint8Array {
  const several = new Set(aside.map(({ identifier }) => identifier));
  return Uint8Array.from(owners, (owner, s) => (owner >= 0 || (several.size > 0 && several.has(texts[s])) ? 1 : 0));
}

/** Devices on which a user was seen, shared ones included: numbers tell nothing more about them. */
function claimedDevices({ identifier, owner, crowd }: Holdings, count: number): Uint8Array {
  const claimed = new Uint8Array(count);
  for (const one of crowd) claimed[one.identifier] = 1;
  for (let h = 0; h < owner.length; h++) if (owner[h] >= 0) claimed[identifier[h]] = 1;
  return claimed;
}

function crowdsAside(aside: Aside[], { crowd }: Holdings, { kind, texts, rows }: Identifiers, reason: string): void {
  for (const { identifier, most } of crowd) {
    aside.push({ kind, identifier: texts[identifier], reason, others: most, rows: rows[identifier] });
  }
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
    devicesOfPersons: devicesOfPersons && { ...devicesOfPersons, owner: owner as Int32Array },
  };
}
