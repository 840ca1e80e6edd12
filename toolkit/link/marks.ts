import type { TextColumn } from "../core/columns.ts";
import type { EventKind } from "../core/events.ts";
import { IN_USE } from "./holdings.ts";
import type { LinkSpec } from "./link-options.ts";

/** A row whose user is known through its session or device only is weaker evidence of who owns its number. */
const INDIRECT_ERROR = 0.1;
/** Chance that a row names the wrong user of its device. */
const DEVICE_ERROR = 0.01;

const weightOf = (error: number) => Math.log((1 - error) / error);

/** What each row can show of the identifiers on it. */
export interface Marks {
  /** For numbers: class of evidence by kind of event, and whether the number was in use. */
  phone: Uint8Array;
  /** For devices and sessions: 1 unless the row failed or was denied, and whether the device was in use. */
  device: Uint8Array;
  /** Weight of each class; the last is that of indirect evidence. */
  weights: Float64Array;
  indirect: number;
  deviceWeights: Float64Array;
}

/** A record (`crm`) tells who owned a number when it was written; it does not show the number in use. */
export function toMarks(kind: TextColumn, status: TextColumn | undefined, { evidence }: LinkSpec): Marks {
  const kinds = Object.keys(evidence) as EventKind[];
  const weights = Float64Array.from([0.5, ...kinds.map((name) => evidence[name] as number), INDIRECT_ERROR], weightOf);
  const classes = kind.values.map((name) => kinds.indexOf(name as EventKind) + 1);
  const used = kind.values.map((name) => (name === "crm" ? 0 : IN_USE));
  const failed = (status?.values ?? []).map((word) => word === "failed" || word === "denied");
  const phone = new Uint8Array(kind.length);
  const device = new Uint8Array(kind.length);
  for (let row = 0; row < phone.length; row++) {
    const code = kind.codes[row];
    const inUse = code < 0 ? IN_USE : used[code];
    const refused = status !== undefined && status.codes[row] >= 0 && failed[status.codes[row]];
    phone[row] = inUse | (refused || code < 0 ? 0 : classes[code]);
    device[row] = inUse | (refused ? 0 : 1);
  }
  return {
    phone,
    device,
    weights,
    indirect: weights.length - 1,
    deviceWeights: Float64Array.of(0, weightOf(DEVICE_ERROR)),
  };
}
