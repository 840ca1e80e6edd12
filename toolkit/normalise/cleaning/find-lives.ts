import type { PersonOrder } from "../../../workers/kernels/person-order.ts";
import { matchActivity } from "../../core/activity.ts";
import { formatDuration } from "../../core/duration.ts";
import { mask } from "../../core/mask.ts";
import { benjaminiHochberg } from "../../core/statistics/benjamini-hochberg.ts";
import { toTable } from "../../core/table.ts";
import type { EventView } from "./event-view.ts";
import { numbersAmong } from "./find-spammers.ts";
import type { Finding, Found } from "./found.ts";

const DAY = 864e5;
/** Days of activity that tell a rhythm. */
const RHYTHM = 5;
/** Contacts of the new life that can be compared with those of the old one. */
const CONTACTS = 3;

/** Own acts, as `churn` counts them: what a line does, not what is done to it. */
export function ownActs(view: EventView): Uint8Array {
  const names = ["kind", "direction", "status"].filter((name) => view.has(name));
  return matchActivity(view.verb, toTable(Object.fromEntries(names.map((name) => [name, view.column(name)])))).match;
}

/**
 * Numbers without an act of their own for at least `silence` before the end of the data, and longer than ever before,
 * where a number that is active on as many days as this one was would hardly be so silent (geometric). Of all numbers
 * with a rhythm as many are found as leaves an expected share of at most `chance` of these false (Benjamini-Hochberg).
 */
export function findInactive(
  view: EventView,
  { silence, chance }: { silence: number; chance: number },
  { rows, at, offsets }: PersonOrder,
  own: Uint8Array,
): Found {
  const names = view.text("phone").values;
  const end = lastTime(at);
  const marks = new Uint8Array(view.rows);
  const days = new ActiveDays();
  const p = new Float64Array(names.length).fill(Number.NaN);
  const lives: Life[] = [];
  for (let line = 0; line < names.length; line++) {
    const [from, to] = [offsets[line]!, offsets[line + 1]!];
    days.clear();
    for (let i = from; i < to; i++) if (own[rows[i]!] === 1) days.see(at[i]!);
    if (days.count < RHYTHM) continue;
    const silent = end - days.last;
    p[line] = days.chanceOf(silent);
    if (!(silent >= silence && silent > days.longest)) continue;
    const evidence = `silent for ${formatDuration(silent)} after ${days.count} active days in ${formatDuration(days.span)}`;
    lives.push({ line, first: from, last: to, from: days.last, to: end, evidence });
  }
  return { marks, findings: surest(lives, p, chance, "inactive", names, rows, marks) };
}

/**
 * Numbers silent for at least `silence` between two lives, against the rhythm of the first, of which the second has other
 * contacts (at most the share `shared` known before) and no device of the first. Without three contacts or a device on
 * both sides nothing is said: people travel. Of several such silences of a number the least likely counts, its chance
 * times their count (Bonferroni), and of all numbers with a rhythm as many are found as leaves an expected share of at
 * most `chance` of these false (Benjamini-Hochberg). Marked are the rows after the break.
 */
export function findRecycled(
  view: EventView,
  { silence, chance, shared }: { silence: number; chance: number; shared: number },
  { rows, at, offsets }: PersonOrder,
  own: Uint8Array,
): Found {
  const names = view.text("phone").values;
  const peer = view.text("peer");
  const isNumber = numbersAmong(peer.values);
  const device = view.text("device").codes;
  const marks = new Uint8Array(view.rows);
  const days = new ActiveDays();
  const p = new Float64Array(names.length).fill(Number.NaN);
  const lives: Life[] = [];
  for (let line = 0; line < names.length; line++) {
    const [from, to] = [offsets[line]!, offsets[line + 1]!];
    days.clear();
    let least = 1;
    let breaks = 0;
    let life: Life | undefined;
    for (let i = from; i < to; i++) {
      if (own[rows[i]!] === 0) continue;
      const silent = at[i]! - days.last;
      if (silent >= silence && days.count >= RHYTHM && silent > days.longest) {
        breaks++;
        const here = days.chanceOf(silent);
        const words = here < least ? otherLife(rows, from, i, to, peer.codes, isNumber, device, shared) : undefined;
        if (words !== undefined) {
          least = here;
          const evidence = `silent for ${formatDuration(silent)} after ${days.count} active days; ${words}`;
          life = { line, first: i, last: to, from: days.last, to: at[i]!, evidence };
        }
      }
      days.see(at[i]!);
    }
    if (days.count < RHYTHM) continue;
    p[line] = Math.min(1, least * Math.max(1, breaks));
    if (life !== undefined) lives.push(life);
  }
  return { marks, findings: surest(lives, p, chance, "recycled", names, rows, marks) };
}

/** A life that ended, or began anew: its rows by their places in the order, the silence, and what tells it. */
interface Life {
  line: number;
  first: number;
  last: number;
  from: number;
  to: number;
  evidence: string;
}

/** Those lives whose chance, corrected for that of all numbers, is small enough; their rows are marked. */
function surest(
  lives: readonly Life[],
  p: Float64Array,
  chance: number,
  rule: "inactive" | "recycled",
  names: readonly string[],
  rows: Uint32Array,
  marks: Uint8Array,
): Finding[] {
  const corrected = benjaminiHochberg(p);
  return lives
    .filter(({ line }) => corrected[line]! <= chance)
    .map(({ line, first, last, from, to, evidence }) => {
      for (let k = first; k < last; k++) marks[rows[k]!] = 1;
      const what = mask(names[line]!);
      return { rule, what, from, to, rows: last - first, expected: Number.NaN, evidence };
    });
}

function otherLife(
  rows: Uint32Array,
  from: number,
  middle: number,
  to: number,
  peer: Int32Array,
  isNumber: Uint8Array,
  device: Int32Array,
  shared: number,
): string | undefined {
  const before = new Set<number>();
  const after = new Set<number>();
  const devices = [new Set<number>(), new Set<number>()] as const;
  for (let i = from; i < to; i++) {
    const row = rows[i]!;
    const code = peer[row]!;
    if (code >= 0 && isNumber[code] === 1) (i < middle ? before : after).add(code);
    if (device[row]! >= 0) devices[i < middle ? 0 : 1].add(device[row]!);
  }
  if ([...devices[1]].some((code) => devices[0].has(code))) return undefined;
  const known = [...after].filter((code) => before.has(code)).length;
  const compared = before.size >= CONTACTS && after.size >= CONTACTS;
  if (compared && known > shared * after.size) return undefined;
  const otherDevice = devices[0].size > 0 && devices[1].size > 0;
  if (!compared && !otherDevice) return undefined;
  const words = compared ? [`${known} of ${after.size} contacts were known before`] : [];
  return [...words, ...(otherDevice ? ["other devices"] : [])].join(", ");
}

function lastTime(at: Float64Array): number {
  let last = -Infinity;
  for (const time of at) if (time > last) last = time;
  return last;
}

/** The days on which a number was active, seen in the order of time. */
class ActiveDays {
  count = 0;
  first = Number.NaN;
  last = Number.NaN;
  /** The longest silence so far, milliseconds. */
  longest = 0;
  #day = Number.NaN;

  clear(): void {
    this.count = 0;
    this.first = this.last = this.#day = Number.NaN;
    this.longest = 0;
  }

  see(time: number): void {
    const day = Math.floor(time / DAY);
    if (this.count === 0) this.first = time;
    else this.longest = Math.max(this.longest, time - this.last);
    if (day !== this.#day) this.count++;
    this.#day = day;
    this.last = time;
  }

  get span(): number {
    return this.last - this.first;
  }

  /** The chance that a number active on this share of its days is silent for so long. */
  chanceOf(silent: number): number {
    const active = Math.min(1, this.count / Math.max(1, Math.ceil(this.span / DAY) + 1));
    return (1 - active) ** Math.floor(silent / DAY);
  }
}
