import type { TextColumn } from "../core/columns.ts";
import type { EventKind } from "../core/events.ts";
import type { LinkSpec } from "./link-options.ts";

/** A row whose user is known through its session or device only is weaker evidence of who owns its number. */
const INDIRECT_ERROR = 0.1;
/** Chance that a row names the wrong user of its device. */
const DEVICE_ERROR = 0.01;

/** What happens to a message or a call that nobody was there to take. */
const NOT_REACHED = ["queued", "sent", "undelivered", "expired", "failed", "denied"];

const weightOf = (error: number) => Math.log((1 - error) / error);

/** What each row can show of the identifiers on it. */
export interface Marks {
  /** Class of evidence for who owns a number, by kind of event; 0 for none. */
  phone: Uint8Array;
  /** Class of evidence for who uses a device or session: 1, or 0 when the row failed or was denied. */
  device: Uint8Array;
  /** 1 for a row that does not show the number in use: a record (`crm`), a message that did not arrive. */
  idle: Uint8Array;
  /** Weight of each class for numbers. */
  weights: Float64Array;
  /** The class of a row that names a user through its session or device only. */
  indirect: number;
  /** The class of a record that the user's other rows speak against. */
  doubted: number;
  deviceWeights: Float64Array;
}

/** What each row is worth as evidence of ownership and as a sign of use. */
export function toMarks(kind: TextColumn, status: TextColumn | undefined, { evidence }: LinkSpec): Marks {
  const kinds = Object.keys(evidence) as EventKind[];
  const weights = Float64Array.from(
    [0.5, ...kinds.map((name) => evidence[name] as number), INDIRECT_ERROR, 0.5],
    weightOf,
  );
  const classes = Uint8Array.from(kind.values, (name) => kinds.indexOf(name as EventKind) + 1);
  const idles = Uint8Array.from(kind.values, (name) => (name === "crm" ? 1 : 0));
  const failed = Uint8Array.from(status?.values ?? [], (word) => (word === "failed" || word === "denied" ? 1 : 0));
  const phone = new Uint8Array(kind.length);
  const device = new Uint8Array(kind.length).fill(1);
  const idle = new Uint8Array(kind.length);
  for (let row = 0; row < phone.length; row++) {
    const code = kind.codes[row];
    if (code < 0) continue;
    phone[row] = classes[code];
    idle[row] = idles[code];
  }
  const missed = Uint8Array.from(status?.values ?? [], (word) => (NOT_REACHED.includes(word) ? 1 : 0));
  for (let row = 0; status && row < phone.length; row++) {
    const code = status.codes[row];
    if (code < 0) continue;
    if (missed[code] === 1) idle[row] = 1;
    if (failed[code] === 1) phone[row] = device[row] = 0;
  }
  return {
    phone,
    device,
    idle,
    weights,
    indirect: weights.length - 2,
    doubted: weights.length - 1,
    deviceWeights: Float64Array.of(0, weightOf(DEVICE_ERROR)),
  };
}
