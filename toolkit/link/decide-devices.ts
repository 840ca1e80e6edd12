import { withoutCut } from "./cuts.ts";
import type { DecideInput } from "./decide.ts";
import { filterOrder } from "./filter-order.ts";
import { ownerCounts } from "./gather-sightings.ts";
import { type Holdings, type HoldingTask, noHoldings, toHoldings } from "./holdings.ts";
import { hubLimit } from "./link-limits.ts";
import { narrowBounds } from "./narrow-bounds.ts";
import { placeRows } from "./place-rows.ts";
import { changedSince, type Remembered, remember } from "./remembered.ts";
import { areEvident, withTimed } from "./row-codes.ts";

/** Which user held which device when. */
export interface DevicesDecided {
  devices: Holdings;
  /** For each row the interval of its device, -1 without. */
  deviceAt: Int32Array;
  /** What each row can show of its device. */
  evidence: Uint8Array;
  memory: Remembered;
}

/** Decides devices by the users that rows name on them, and by those that timing tells. */
export function decideDevices({ user, device, at, marks, timed, cuts, spec, orders, data, known }: DecideInput) {
  const onDevice = timed.device ? withTimed(user.codes, device.codes, timed.device) : user.codes;
  const evidence = withoutCut(marks.device, device.codes, onDevice, at, cuts?.device);
  const sightings = filterOrder(orders.device, areEvident(device.codes, onDevice, evidence));
  const bounds = timed.device && narrowBounds(timed.device.bounds, sightings, onDevice, marks.record);
  const task: HoldingTask = {
    ...{ uses: orders.device, sightings, owner: onDevice, evidence, weights: marks.deviceWeights },
    ...{ quarantine: spec.quarantine, hazard: spec.hazard, data, turns: true },
    timed: timed.device && bounds && { weight: timed.device.weight, bounds },
    limit: spec.limits.device,
    most: 0,
    cuts: cuts?.device,
  };
  task.most = hubLimit(task.limit.most, ownerCounts(task));
  const before = known && changedSince(task, device.codes, known, "devices");
  const devices = toHoldings(task, before);
  const deviceAt = new Int32Array(at.length).fill(-1);
  placeRows(devices, orders.device, deviceAt);
  return { devices, deviceAt, evidence, memory: remember(task, devices, before) };
}

/** Devices that no user was seen on, by the persons of their rows; of `claimed` ones nothing is told. */
export function decideOpenDevices(
  { device, marks, spec, orders, data }: DecideInput,
  open: Int32Array,
  claimed: Uint8Array,
  person: Int32Array,
  evidence: Uint8Array,
): { held: Holdings; place: Int32Array } {
  const uses = orders.device;
  const task: HoldingTask = {
    ...{ uses, owner: person, evidence, weights: marks.deviceWeights },
    sightings: filterOrder(uses, areEvident(open, person, evidence)),
    ...{ quarantine: spec.quarantine, hazard: spec.hazard, data, turns: true },
    limit: spec.limits.device,
    most: 0,
  };
  task.most = hubLimit(task.limit.most, ownerCounts(task));
  const changed = new Uint8Array(claimed.length);
  for (let id = 0; id < changed.length; id++) changed[id] = 1 - claimed[id];
  const held = toHoldings(task, { holdings: noHoldings(claimed.length), changed });
  const place = new Int32Array(device.codes.length).fill(-1);
  placeRows(held, uses, place);
  return { held, place };
}
