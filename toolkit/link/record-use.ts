import type { ColumnTable } from "arquero";
import { mask } from "../core/mask.ts";
import { numbersOf, textOf } from "../core/table.ts";
import { timesOf } from "../core/times.ts";
import type { Linked } from "./linked.ts";
import type { Finding } from "./record-findings.ts";
import type { NumbersOnFile } from "./record-numbers.ts";

/** Who has a number at one time, as the events show. */
interface Holder {
  number: string;
  user: string;
  from: number;
  rows: number;
  last: number;
}

/** Numbers in use, and their owners at one time. */
export interface NumberUse {
  at: number;
  /** Last event of each number that is no record. */
  last: ReadonlyMap<string, number>;
  ownerOf: ReadonlyMap<string, Holder>;
  /** Numbers that each user has then, the last seen first. */
  heldBy: ReadonlyMap<string, readonly Holder[]>;
}

/** Below this an owner is a guess. */
const KNOWN = 0.9;

/** One event in so many may be dated by a wrong clock; they do not tell when the data end. */
const WRONG_CLOCKS = 1000;

/** Looks up last uses and owners; `at` is by default the end of the events that have a number and are no records. */
export function numberUse(verb: string, linked: Linked, at: number | undefined): NumberUse {
  const { table, owners } = linked;
  const phone = textOf(verb, table, "phone");
  const kind = textOf(verb, table, "kind");
  const times = timesOf(verb, table);
  const record = kind.values.indexOf("crm");
  const lastOf = new Float64Array(phone.values.length).fill(-Infinity);
  const used = new Float64Array(times.length);
  let uses = 0;
  for (let row = 0; row < times.length; row++) {
    if (kind.codes[row] === record || !(at === undefined || times[row] <= at)) continue;
    const code = phone.codes[row];
    if (code < 0 || Number.isNaN(times[row])) continue;
    used[uses++] = times[row];
    if (times[row] > lastOf[code]) lastOf[code] = times[row];
  }
  const inOrder = used.subarray(0, uses).sort();
  const now = at ?? inOrder[uses - 1 - Math.floor(uses / WRONG_CLOCKS)] ?? Number.NaN;
  const last = new Map<string, number>();
  for (const [code, number] of phone.values.entries()) if (lastOf[code] > -Infinity) last.set(number, lastOf[code]);
  return { at: now, last, ...holders(verb, owners as unknown as ColumnTable, now) };
}

function holders(verb: string, owners: ColumnTable, at: number) {
  const [number, user] = ["phone", "user"].map((name) => textOf(verb, owners, name));
  const [from, to, confidence, rows, last] = ["from", "to", "confidence", "observations", "last"].map((name) =>
    numbersOf(verb, owners, name),
  );
  const ownerOf = new Map<string, Holder>();
  const heldBy = new Map<string, Holder[]>();
  for (let i = 0; i < from.length; i++) {
    const [who, what] = [user.at(i), number.at(i)];
    if (who === null || what === null || !(from[i] <= at && at < to[i]) || !(confidence[i] >= KNOWN)) continue;
    const holder = { number: what, user: who, from: from[i], rows: rows[i], last: last[i] };
    ownerOf.set(what, holder);
    const held = heldBy.get(who);
    if (held) held.push(holder);
    else heldBy.set(who, [holder]);
  }
  for (const list of heldBy.values()) list.sort((a, b) => b.last - a.last || (a.number < b.number ? -1 : 1));
  return { ownerOf, heldBy };
}

const day = (at: number) => new Date(at).toISOString().slice(0, 10);
const since = ({ from }: Holder) => (Number.isFinite(from) ? ` since ${day(from)}` : "");
const moment = (at: number) => (Number.isFinite(at) ? at : Number.NaN);

/**
 * What the events say against numbers on file: whose they are, what their customers use instead, how long they are silent.
 *
 * A customer's number that stands in another column of the row is on file: it replaces nothing there, and where it is not
 * the first one, the first column is told of it.
 *
 * @param at which of the files, that is columns, is looked at
 */
export function usedNumbers(
  files: readonly NumbersOnFile[],
  at: number,
  users: readonly (string | null)[],
  use: NumberUse,
  silent: number,
): Finding[] {
  const { field, numbers, fixed } = files[at];
  const placeOf = (row: number, { number }: Holder) => files.findIndex((file) => file.numbers[row] === number);
  const findings: Finding[] = [];
  for (const [row, number] of numbers.entries()) {
    const user = users[row];
    const theirs = user === null ? [] : (use.heldBy.get(user) ?? []);
    const current = theirs.find((one) => placeOf(row, one) < 0);
    if (number === null) {
      const none = at === 0 && files.every((file) => file.numbers[row] === null);
      if (none && current) findings.push(instead(row, field, null, current));
      continue;
    }
    const value = mask(number);
    const found = (finding: Finding["finding"], from: number, evidence: string, suggestion: string) =>
      findings.push({ row, field, finding, value, since: moment(from), evidence, suggestion });
    const [owner, lastUse] = [use.ownerOf.get(number), use.last.get(number)];
    if (owner && user !== null && owner.user !== user) {
      found(
        "somebody-else",
        owner.from,
        `user ${mask(owner.user)} has it${since(owner)}, seen ${times(owner.rows)}`,
        current
          ? `replace by ${mask(current.number)}`
          : theirs.length > 0
            ? "remove it: the customer's own is on file too"
            : "remove it, and ask the customer",
      );
    }
    const known = current ?? (at === 0 ? theirs[0] : undefined);
    if (known && owner?.user !== user) {
      const place = placeOf(row, known);
      findings.push(instead(row, field, value, known, place < 0 ? undefined : files[place].field));
    }
    if (lastUse === undefined && !fixed.has(row)) {
      found(
        "never-seen",
        Number.NaN,
        "no event has this number",
        "ask the customer; it may be mistyped, or of another network",
      );
    } else if (lastUse !== undefined && use.at - lastUse >= silent) {
      const days = Math.floor((use.at - lastUse) / 864e5);
      found(
        "silent",
        lastUse,
        `last used ${day(lastUse)}, ${days.toLocaleString("en")} days ago`,
        "verify before sending codes to it",
      );
    }
  }
  return findings;
}

/** @param column where the number is on file already */
function instead(row: number, field: string, value: string | null, current: Holder, column?: string): Finding {
  const shown = mask(current.number);
  return {
    ...{ row, field, finding: "other-number", value, since: moment(current.from) },
    evidence: `the customer has ${shown}${since(current)}, seen ${times(current.rows)}`,
    suggestion:
      column !== undefined
        ? `use that of column "${column}" first`
        : value === null
          ? `put in ${shown}`
          : `replace by ${shown}`,
  };
}

const times = (n: number) => (n === 1 ? "once" : `${n.toLocaleString("en")} times`);
