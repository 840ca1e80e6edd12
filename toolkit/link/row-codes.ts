import type { Identifiers } from "./identifiers.ts";
import type { Marks } from "./marks.ts";
import type { TimedRows } from "./timed-rows.ts";

/** The users that rows name, and on rows that name none those that timing tells. */
export function withTimed(named: Int32Array, held: Int32Array, { user, weight }: TimedRows): Int32Array {
  const seen = named.slice();
  for (let row = 0; row < seen.length; row++) {
    if (held[row] < 0) continue;
    if (seen[row] < 0) seen[row] = user[row];
    else weight[row] = 0;
  }
  return seen;
}

/** Names the user that timing tells on the rows of numbers that name none. */
export function nameTimed(
  seen: Int32Array,
  phone: Int32Array,
  { user, weight }: TimedRows,
  { phone: mark, timed }: Marks,
) {
  for (let row = 0; row < seen.length; row++) {
    if (user[row] < 0 || phone[row] < 0) continue;
    if (seen[row] < 0) {
      seen[row] = user[row];
      mark[row] = timed;
    } else weight[row] = 0;
  }
}

/** 1 for the rows of an identifier on which somebody is named and the evidence counts. */
export function areEvident(codes: Int32Array, named: Int32Array, evidence: Uint8Array): Uint8Array {
  const are = new Uint8Array(codes.length);
  for (let row = 0; row < are.length; row++) are[row] = codes[row] >= 0 && named[row] >= 0 && evidence[row] > 0 ? 1 : 0;
  return are;
}

/** 1 for the rows that show an identifier in use, and for every row of those that are never seen in use. */
export function areUses({ codes, texts }: Identifiers, idle: Uint8Array): Uint8Array {
  const known = new Uint8Array(texts.length);
  for (let row = 0; row < codes.length; row++) if (codes[row] >= 0 && idle[row] === 0) known[codes[row]] = 1;
  const are = new Uint8Array(codes.length);
  for (let row = 0; row < are.length; row++) {
    are[row] = codes[row] >= 0 && (idle[row] === 0 || known[codes[row]] === 0) ? 1 : 0;
  }
  return are;
}

/** For each row the owner of its code; -1 without. */
export function ownersOfRows(codes: Int32Array, owners: Int32Array): Int32Array {
  const rows = new Int32Array(codes.length);
  for (let row = 0; row < rows.length; row++) rows[row] = codes[row] < 0 ? -1 : owners[codes[row]];
  return rows;
}

/** Who each row with a number shows: the user it names, or weakly the one of its session or device. */
export function usersSeen(
  named: Int32Array,
  phone: Int32Array,
  inSession: Int32Array,
  deviceAt: Int32Array,
  deviceOwner: Int32Array,
  { phone: mark, indirect }: Marks,
): Int32Array {
  const seen = named.slice();
  for (let row = 0; row < seen.length; row++) {
    if (seen[row] >= 0 || phone[row] < 0) continue;
    let who = inSession[row];
    if (who < 0 && deviceAt[row] >= 0) who = deviceOwner[deviceAt[row]];
    if (mark[row] > 0) mark[row] = who >= 0 ? indirect : 0;
    seen[row] = who;
  }
  return seen;
}
