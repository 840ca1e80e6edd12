import { isCut, withoutCut } from "./cuts.ts";
import type { DecideInput } from "./decide.ts";
import type { DevicesDecided } from "./decide-devices.ts";
import { type CodesAndLogins, doubtUnusedRecords } from "./doubt-unused-records.ts";
import { filterOrder } from "./filter-order.ts";
import { ownerCounts } from "./gather-sightings.ts";
import { type Holdings, type HoldingTask, toHoldings } from "./holdings.ts";
import type { Aside } from "./identifiers.ts";
import { hubLimit } from "./link-limits.ts";
import type { Marks } from "./marks.ts";
import { narrowBounds } from "./narrow-bounds.ts";
import { oneNumberAtATime, withCuts } from "./one-number-at-a-time.ts";
import { placeRows } from "./place-rows.ts";
import { changedSince, type Remembered, remember } from "./remembered.ts";
import { areEvident, areUses, nameTimed, usersSeen } from "./row-codes.ts";
import { nameSomebody } from "./somebody.ts";
import { doubtStaleRecords } from "./stale-records.ts";
import { successionsOf } from "./successions.ts";
import { tooManyPhones } from "./too-many-phones.ts";

/** Which user held which number when. */
export interface NumbersDecided {
  phones: Holdings;
  /** For each row the interval of its number, -1 without. */
  phoneAt: Int32Array;
  aside: Aside[];
  memory: Remembered;
}

/**
 * Decides numbers, by what rows show of their users: those that they name, those of their session and device, those that
 * timing tells; then by what follows what in one device, and by who would have two numbers at once.
 */
export function decideNumbers(
  input: DecideInput,
  inSession: Int32Array,
  { devices, deviceAt }: Pick<DevicesDecided, "devices" | "deviceAt">,
): NumbersDecided {
  const { user, phone, device, at, timed, cuts, spec, orders, data, known } = input;
  const { quarantine, hazard, limits } = spec;
  const marks: Marks = { ...input.marks, phone: input.marks.phone.slice() };
  const uses = filterOrder(orders.phone, areUses(phone, marks.idle));
  const seen = usersSeen(user.codes, phone.codes, inSession, deviceAt, devices.owner, marks);
  if (timed.phone) nameTimed(seen, phone.codes, timed.phone, marks);
  const somebody = user.texts.length;
  nameSomebody(seen, phone.codes, input.source, marks, somebody);
  marks.phone = withoutCut(marks.phone, phone.codes, seen, at, cuts?.phone);
  const tell = () => filterOrder(orders.phone, areEvident(phone.codes, seen, marks.phone));
  const sightings = tell();
  doubtStaleRecords(sightings, seen, marks.idle, marks.phone, somebody + 1, marks.doubted);
  const told = codesAndLogins(input);
  if (told) doubtUnusedRecords(sightings, seen, marks, { ...told, uses, quarantine });
  const crowded = tooManyPhones(sightings, seen, user, limits.user);
  const bounds = timed.phone && narrowBounds(timed.phone.bounds, sightings, seen, marks.record);
  const task: HoldingTask = {
    ...{ uses, sightings, owner: seen, evidence: marks.phone, weights: marks.weights, records: marks.record },
    ...{ quarantine, hazard, data, somebody, ignored: crowded.ignored, limit: limits.phone, most: 0, turns: false },
    timed: timed.phone && bounds && { weight: timed.phone.weight, bounds },
    cuts: cuts?.phone,
  };
  task.most = hubLimit(task.limit.most, ownerCounts(task));
  const before = known && changedSince(task, phone.codes, known, "numbers");
  let phones = toHoldings(task, before);
  const memory = remember({ ...task, owner: seen.slice(), evidence: marks.phone.slice() }, phones, before);

  const again = new Uint8Array(phone.texts.length);
  for (const { row, owner } of successionsOf(phones, uses, device.codes, limits.device.most, quarantine)) {
    if (seen[row] >= 0 || isCut(cuts?.phone, phone.codes[row], owner, at[row])) continue;
    seen[row] = owner;
    marks.phone[row] = marks.succeeded;
    again[phone.codes[row]] = 1;
  }
  if (again.includes(1)) {
    task.sightings = tell();
    phones = toHoldings(task, { holdings: phones, changed: again });
  }
  const clashes = timed.phone && oneNumberAtATime(phones);
  if (clashes) {
    again.fill(0);
    for (const id of clashes.keys()) again[id] = 1;
    phones = toHoldings({ ...task, cuts: withCuts(cuts?.phone, clashes) }, { holdings: phones, changed: again });
  }
  const phoneAt = new Int32Array(at.length).fill(-1);
  placeRows(phones, orders.phone, phoneAt);
  return { phones, phoneAt, aside: crowded.aside, memory };
}

/** Codes to numbers and logins of users, where the events have both and records besides. */
function codesAndLogins({ user, marks, orders }: DecideInput): Omit<CodesAndLogins, "uses" | "quarantine"> | undefined {
  const { code, record } = marks;
  if (!orders.logins || !code.includes(1) || !record.includes(1)) return undefined;
  const isCode = new Uint8Array(code.length);
  for (let row = 0; row < code.length; row++) isCode[row] = code[row] === 1 ? 1 : 0;
  return { codes: filterOrder(orders.phone, isCode), ...orders.logins, user: user.codes };
}
