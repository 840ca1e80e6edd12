import type { PersonOrder } from "../../workers/kernels/person-order.ts";
import { sharedInt32 } from "../../workers/shared.ts";
import { VISIT } from "./crowd.ts";

/** Rows of which some say nothing that their neighbours do not say. */
export interface CompactInput {
  at: Float64Array;
  /** Codes of what makes rows alike: identifiers first (phone, device, user, session), then what they count for. */
  codes: readonly Int32Array[];
  /** 1 for rows that stay as they are. */
  keep: Uint8Array;
  /** Rows of each number and of each device in the order of time. */
  phoneOrder: PersonOrder;
  deviceOrder: PersonOrder;
  /** Rows that each row stands for already, and visits more (or fewer) than its times tell. */
  count: Int32Array;
  visits: Int32Array;
  /** The longest time that a row may stand for, milliseconds. */
  reach: number;
}

/** Rows that stay, with what they stand for. */
export interface CompactRows {
  rows: Int32Array;
  count: Int32Array<SharedArrayBuffer>;
  visits: Int32Array<SharedArrayBuffer>;
}

/**
 * Leaves out rows between two that are alike, as seen by their number and by their device, when the two are no further
 * apart than `reach`; the first stands for them. Of rows without either, the first and the last of those alike stay. Rows
 * without any identifier go. First and last sightings, silences as long as `reach`, sums of evidence and numbers of rows
 * stay as they were. Cost: linear in the rows, but for rows with neither number nor device.
 */
export function compactRows(input: CompactInput): CompactRows {
  const { at, codes, keep, phoneOrder, deviceOrder, reach } = input;
  const [phone, device] = codes;
  const gone = new Uint8Array(at.length);
  const count = input.count.slice();
  const visits = input.visits.slice();
  const alike = (a: number, b: number) => codes.every((column) => column[a] === column[b]);
  const [beforeOf, afterOf] = neighbours(deviceOrder, at.length);
  const isVisit = (from: number, to: number) => (at[to] - at[from] > VISIT ? 1 : 0);
  const leaveOut = (row: number, first: number, next: number) => {
    visits[first] += isVisit(first, row) + visits[row] + isVisit(row, next) - isVisit(first, next);
    count[first] += count[row];
    gone[row] = 1;
  };
  /** One run of rows that are alike, in the order of time. */
  const thin = (run: readonly number[]) => {
    let first = run[0];
    for (let i = 1; i + 1 < run.length; i++) {
      const [last, row, next] = [run[i - 1], run[i], run[i + 1]];
      const onDevice = device[row] < 0 || (beforeOf[row] === last && afterOf[row] === next);
      if (onDevice && at[next] - at[first] < reach) leaveOut(row, first, next);
      else first = row;
    }
  };
  for (let id = 0; id + 1 < phoneOrder.offsets.length; id++) {
    eachRun(phoneOrder.rows.subarray(phoneOrder.offsets[id], phoneOrder.offsets[id + 1]), input, alike, thin);
  }
  for (let id = 0; id + 1 < deviceOrder.offsets.length; id++) {
    const rows = deviceOrder.rows.subarray(deviceOrder.offsets[id], deviceOrder.offsets[id + 1]);
    let run: number[] = [];
    for (const row of rows) {
      const goesOn = run.length > 0 && phone[row] < 0 && keep[row] === 0 && alike(run[0], row);
      if (!goesOn) {
        thin(run);
        run = [];
      }
      if (phone[row] < 0 && keep[row] === 0) run.push(row);
    }
    thin(run);
  }
  leaveOutLoose(input, gone, count);
  let left = 0;
  for (let row = 0; row < gone.length; row++) left += 1 - gone[row];
  const kept = { rows: new Int32Array(left), count: sharedInt32(left), visits: sharedInt32(left) };
  for (let row = 0, i = 0; row < gone.length; row++) {
    if (gone[row] === 1) continue;
    kept.rows[i] = row;
    kept.count[i] = count[row];
    kept.visits[i++] = visits[row];
  }
  return kept;
}

/**
 * Runs of one number's rows: those with its device, and between them those with nothing but the number, as far as neither
 * a user nor another device comes in between.
 */
function eachRun(
  rows: Uint32Array,
  { keep, codes: [, device, user, session] }: CompactInput,
  alike: (a: number, b: number) => boolean,
  visit: (run: readonly number[]) => void,
): void {
  let held: number[] = [];
  let bare: number[] = [];
  const end = () => {
    visit(held);
    visit(bare);
    held = [];
    bare = [];
  };
  for (const row of rows) {
    if (keep[row] === 1) end();
    else if (device[row] < 0 && user[row] < 0 && session[row] < 0) {
      if (bare.length > 0 && !alike(bare[0], row)) end();
      bare.push(row);
    } else {
      if (held.length > 0 ? !alike(held[0], row) : bare.length > 0) end();
      held.push(row);
    }
  }
  end();
}

/** For each row of an order the row before and the row after it, of the same identifier; -1 for none. */
function neighbours({ rows, offsets }: PersonOrder, length: number): [Int32Array, Int32Array] {
  const before = new Int32Array(length).fill(-1);
  const after = new Int32Array(length).fill(-1);
  for (let id = 0; id + 1 < offsets.length; id++) {
    for (let i = offsets[id] + 1; i < offsets[id + 1]; i++) {
      before[rows[i]] = rows[i - 1];
      after[rows[i - 1]] = rows[i];
    }
  }
  return [before, after];
}

/** Rows with neither number nor device tell of their user and session only: the first and the last of those alike stay. */
function leaveOutLoose({ at, codes, keep }: CompactInput, gone: Uint8Array, count: Int32Array): void {
  const [phone, device, user, session] = codes;
  const ends = new Map<string, { first: number; last: number }>();
  for (let row = 0; row < at.length; row++) {
    if (phone[row] >= 0 || device[row] >= 0) continue;
    if (user[row] < 0 && session[row] < 0) {
      gone[row] = 1;
      continue;
    }
    if (keep[row] === 1) continue;
    const key = codes.map((column) => column[row]).join();
    const end = ends.get(key);
    if (!end) ends.set(key, { first: row, last: row });
    else {
      const isFirst = at[row] < at[end.first];
      const isLast = !isFirst && at[row] >= at[end.last];
      const out = isFirst
        ? end.first === end.last
          ? -1
          : end.first
        : isLast
          ? end.first === end.last
            ? -1
            : end.last
          : row;
      if (isFirst) {
        if (end.first === end.last) end.first = row;
        else {
          count[row] += count[end.first];
          end.first = row;
        }
      } else if (isLast) {
        if (out >= 0) count[end.first] += count[out];
        end.last = row;
      } else count[end.first] += count[row];
      if (out >= 0) gone[out] = 1;
    }
  }
}
