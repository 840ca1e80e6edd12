import type { TextColumn } from "../core/columns.ts";
import type { EventKind } from "../core/events.ts";
import type { LinkSpec } from "./link-options.ts";

/** A row whose user is known through its session or device only is weaker evidence of who owns its number. */
const INDIRECT_ERROR = 0.1;
/** Two numbers that followed one another in one device are of two people as often as a record names the wrong one. */
const SUCCESSION_ERROR = 0.05;
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
  /** 1 for a record (`crm`), which holds from its time on; 2 for one that is `expired`: it held and does no longer. */
  record: Uint8Array;
  /** 1 for a one-time password that arrived (`sms.otp`), 2 for a login that worked (`auth.login`). */
  code: Uint8Array;
  /** Weight of each class for numbers. */
  weights: Float64Array;
  /** The class of a row that names a user through its session or device only. */
  indirect: number;
  /** The class of a row by which a number follows another in its device. */
  succeeded: number;
  /** The class of a row whose user timing tells; each such row has a weight of its own. */
  timed: number;
  /** The class of a record that the user's other rows speak against. */
  doubted: number;
  deviceWeights: Float64Array;
}

/** What each row is worth as evidence of ownership and as a sign of use. */
export function toMarks(
  kind: TextColumn,
  name: TextColumn | undefined,
  status: TextColumn | undefined,
  { evidence }: LinkSpec,
): Marks {
  const kinds = Object.keys(evidence) as EventKind[];
  const weights = Float64Array.from(
    [0.5, ...kinds.map((name) => evidence[name] as number), INDIRECT_ERROR, SUCCESSION_ERROR, 0.5, 0.5],
    weightOf,
  );
  const classes = Uint8Array.from(kind.values, (name) => kinds.indexOf(name as EventKind) + 1);
  const records = Uint8Array.from(kind.values, (name) => (name === "crm" ? 1 : 0));
  const failed = Uint8Array.from(status?.values ?? [], (word) => (word === "failed" || word === "denied" ? 1 : 0));
  const phone = new Uint8Array(kind.length);
  const device = new Uint8Array(kind.length).fill(1);
  const idle = new Uint8Array(kind.length);
  const record = new Uint8Array(kind.length);
  for (let row = 0; row < phone.length; row++) {
    const code = kind.codes[row];
    if (code < 0) continue;
    phone[row] = classes[code];
    idle[row] = record[row] = records[code];
  }
  const missed = Uint8Array.from(status?.values ?? [], (word) => (NOT_REACHED.includes(word) ? 1 : 0));
  const expired = status?.values.indexOf("expired");
  for (let row = 0; status && row < phone.length; row++) {
    const code = status.codes[row];
    if (code < 0) continue;
    if (missed[code] === 1) idle[row] = 1;
    if (code === expired && record[row] === 1) record[row] = 2;
    if (failed[code] === 1) phone[row] = device[row] = 0;
  }
  const code = codesAndLogins(kind, name);
  for (let row = 0; row < code.length; row++) if (idle[row] === 1) code[row] = 0;
  return {
    phone,
    device,
    idle,
    record,
    code,
    weights,
    indirect: weights.length - 4,
    succeeded: weights.length - 3,
    timed: weights.length - 2,
    doubted: weights.length - 1,
    deviceWeights: Float64Array.of(0, weightOf(DEVICE_ERROR)),
  };
}

/** 1 for a one-time password, 2 for a login. */
function codesAndLogins(kind: TextColumn, name: TextColumn | undefined): Uint8Array {
  const marks = new Uint8Array(kind.length);
  if (!name) return marks;
  const [sms, otp] = [kind.values.indexOf("sms"), name.values.indexOf("otp")];
  const [auth, login] = [kind.values.indexOf("auth"), name.values.indexOf("login")];
  for (let row = 0; row < marks.length; row++) {
    const [is, called] = [kind.codes[row], name.codes[row]];
    if (is < 0 || called < 0) continue;
    marks[row] = is === sms && called === otp ? 1 : is === auth && called === login ? 2 : 0;
  }
  return marks;
}

/** What earlier rows are worth, and later ones below them: it does not change. */
export function joinMarks(before: Marks, after: Marks): Marks {
  const both = (name: "phone" | "device" | "idle" | "record" | "code") => {
    const joined = new Uint8Array(before[name].length + after[name].length);
    joined.set(before[name]);
    joined.set(after[name], before[name].length);
    return joined;
  };
  const rows = { phone: both("phone"), device: both("device"), idle: both("idle"), record: both("record") };
  return { ...before, ...rows, code: both("code") };
}
