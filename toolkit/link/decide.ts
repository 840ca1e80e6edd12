import type { PersonOrder } from "../../workers/kernels/person-order.ts";
import { sharedFloat64, sharedInt32 } from "../../workers/shared.ts";
import type { TextColumn } from "../core/columns.ts";
import { type Cuts, withoutCut } from "./cuts.ts";
import { decideDevices, decideOpenDevices } from "./decide-devices.ts";
import { decideNumbers } from "./decide-numbers.ts";
import type { CodesAndLogins } from "./doubt-unused-records.ts";
import type { Holdings } from "./holdings.ts";
import type { Aside, IdentifierKind, Identifiers } from "./identifiers.ts";
import type { LinkSpec } from "./link-options.ts";
import type { Marks } from "./marks.ts";
import type { Known, Remembered } from "./remembered.ts";
import { ownersOfRows } from "./row-codes.ts";
import { ownerOfSessions } from "./sessions.ts";
import { type Rows, settleDevices, settleRows, settleSessions, weighRows } from "./settle-rows.ts";
import type { Timed } from "./timed-rows.ts";

/** Rows in the order of identifier and time. */
export interface RowOrders {
  phone: PersonOrder;
  device: PersonOrder;
  /** Logins by user and time, and all of them by time; undefined where there are none, or no codes. */
  logins: Pick<CodesAndLogins, "ofUser" | "logins"> | undefined;
}

export interface DecideInput extends Record<IdentifierKind, Identifiers> {
  at: Float64Array;
  /** Which table each row comes from. */
  source?: TextColumn;
  marks: Marks;
  /** Whose numbers and devices timing tells. */
  timed: Timed;
  orders: RowOrders;
  /** When the first and the last use of any identifier were seen. */
  data: { begin: number; end: number };
  /** Ties that are not to be. */
  cuts?: Cuts;
  /** The first of the rows that are new. */
  begin: number;
  spec: LinkSpec;
  /** What an earlier run decided; undefined: all is decided anew. */
  known?: Known;
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
  /** What a later run may take over. */
  memory: Record<"devices" | "numbers", Remembered>;
}

const YEAR = 365.25 * 864e5;

/**
 * Users first, then what ties rows to them, strongest first; a second round for what only numbers tie. Each stage reads
 * what the stages before it give, and nothing else: sessions, devices, numbers, rows.
 */
export function decide(input: DecideInput): Decided {
  const { user, phone, session, device, at, marks, cuts, spec, orders } = input;
  const { limits } = spec;
  const inSessions = withoutCut(marks.device, session.codes, user.codes, at, cuts?.session);
  const sessions = ownerOfSessions(session, user.codes, inSessions);
  const inSession = ownersOfRows(session.codes, sessions.owners);
  const { devices, deviceAt, ...ofDevices } = decideDevices(input);
  const { phones, phoneAt, ...ofNumbers } = decideNumbers(input, inSession, { devices, deviceAt });
  const phonePersons = sharedInt32(phones.owner.length);
  let persons = user.texts.length;
  for (let h = 0; h < phonePersons.length; h++) phonePersons[h] = phones.owner[h] < 0 ? persons++ : phones.owner[h];

  const rows: Rows = {
    person: sharedInt32(at.length).fill(-1),
    confidence: sharedFloat64(at.length).fill(Number.NaN),
    rule: new Uint8Array(at.length),
    interval: new Int32Array(at.length).fill(-1),
  };
  const evidence = { user: user.codes, inSession, phoneAt, phones, phonePersons, deviceAt, devices };
  settleRows(rows, evidence);

  const aside = [...[user, phone, session, device].flatMap((one) => one.aside), ...sessions.aside, ...ofNumbers.aside];
  crowdsAside(aside, phones, phone, `more than ${limits.phone.most} users at once`);
  crowdsAside(aside, devices, device, "several users by turns, or too many at once");

  let devicesOfPersons: Holdings | undefined;
  const openSessions = openTies(rows.person, session, taken(session, sessions.owners, sessions.aside));
  if (openSessions) {
    const more = ownerOfSessions(session, rows.person, inSessions);
    settleSessions(rows, ownersOfRows(openSessions, more.owners));
  }
  const claimed = claimedDevices(devices, device.texts.length);
  const openDevices = openTies(rows.person, device, claimed);
  if (openDevices) {
    const { held, place } = decideOpenDevices(input, openDevices, claimed, rows.person, ofDevices.evidence);
    devicesOfPersons = held;
    settleDevices(rows, place, held.owner, devices.owner.length);
    crowdsAside(aside, held, device, "several numbers by turns, or too many at once");
  }
  const disputed = weighRows(rows, evidence, at, devicesOfPersons, spec.hazard / YEAR, input.begin);
  const memory = { devices: ofDevices.memory, numbers: ofNumbers.memory };
  const deviceUses = orders.device;
  return dropEmpty(
    { ...rows, phones, phonePersons, devices, devicesOfPersons, deviceUses, persons, disputed, aside, memory },
    user.texts.length,
  );
}

/** The column's identifiers that are not taken, when any of them is on a row with a person and on a row without one. */
function openTies(person: Int32Array, { codes, texts }: Identifiers, claimed: Uint8Array): Int32Array | undefined {
  const met = new Uint8Array(texts.length);
  for (let row = 0; row < person.length; row++) {
    if (codes[row] >= 0 && claimed[codes[row]] === 0) met[codes[row]] |= person[row] < 0 ? 1 : 2;
  }
  if (!met.includes(3)) return undefined;
  const open = new Int32Array(codes.length);
  for (let row = 0; row < open.length; row++)
    open[row] = codes[row] >= 0 && claimed[codes[row]] === 0 ? codes[row] : -1;
  return open;
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
