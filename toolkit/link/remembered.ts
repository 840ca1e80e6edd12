import { type DecidedBefore, type Holdings, type HoldingTask, silenceOf } from "./holdings.ts";
import { IN_USE } from "./records.ts";
import type { Renumbered } from "./renumbered.ts";

/** What a stage was given and what it decided: all that tells whether a later run may take it over. */
export interface Remembered {
  task: Pick<
    HoldingTask,
    "owner" | "evidence" | "timed" | "somebody" | "ignored" | "data" | "most" | "cuts" | "quarantine"
  >;
  holdings: Holdings;
  /** How many identifiers were decided, not taken over. */
  anew: number;
}

/** An earlier run as a stage sees it. */
export interface Known {
  devices: Remembered;
  numbers: Remembered;
  user: Renumbered;
  phone: Renumbered;
  device: Renumbered;
  /** The first of the rows that are new. */
  begin: number;
}

/** Keeps what is needed to compare with. */
export function remember(task: HoldingTask, holdings: Holdings, known?: DecidedBefore): Remembered {
  const { owner, evidence, timed, somebody, ignored, data, most, cuts, quarantine } = task;
  const kept = timed && { weight: timed.weight.slice(), bounds: timed.bounds };
  const anew = known ? known.changed.reduce((sum, flag) => sum + flag, 0) : holdings.offsets.length - 1;
  return { anew, task: { owner, evidence, timed: kept, somebody, ignored, data, most, cuts, quarantine }, holdings };
}

/**
 * Which identifiers are to be decided anew: those with a new row, and those of which anything that their decision reads
 * is not what it was. Nothing is assumed of how a change spreads: what a decision reads is compared. Cost: linear, a
 * nanosecond or two a row.
 */
export function changedSince(
  task: HoldingTask,
  codes: Int32Array,
  known: Known,
  stage: "devices" | "numbers",
): DecidedBefore {
  const { task: old, holdings } = known[stage];
  const { before } = stage === "devices" ? known.device : known.phone;
  const now = ownersNow(known.user.now, old.somebody, task.somebody);
  const changed = new Uint8Array(before.length);
  const found = { holdings, changed, before, now };
  if (old.most !== task.most || old.data.begin !== task.data.begin || isOther(old.ignored, task.ignored, now)) {
    changed.fill(1);
    return found;
  }
  for (let id = 0; id < before.length; id++) if (before[id] < 0) changed[id] = 1;
  for (const held of [old.timed?.bounds, old.cuts]) {
    for (const id of held?.keys() ?? []) {
      const place = (stage === "devices" ? known.device : known.phone).now[id];
      if (place >= 0) changed[place] = 1;
    }
  }
  for (const held of [task.timed?.bounds, task.cuts]) for (const id of held?.keys() ?? []) changed[id] = 1;
  for (let row = known.begin; row < codes.length; row++) if (codes[row] >= 0) changed[codes[row]] = 1;
  // rows that name users name them still
  const isSame = !known.user.returned && !now.includes(-2);
  const isNamed = isSame && stage === "devices" && !task.timed && !old.timed && !task.cuts && !old.cuts;
  if (!isNamed) compareRows(task, old, codes, now, known.begin, changed);
  if (task.records) compareSilences(task, old, codes, known.begin, changed);
  return found;
}

function ownersNow(now: Int32Array, before: number | undefined, somebody: number | undefined): Int32Array {
  if (before === undefined || somebody === undefined) return now;
  const all = new Int32Array(Math.max(now.length, before + 1)).fill(-2);
  all.set(now);
  all[before] = somebody;
  return all;
}

function isOther(old: Uint8Array | undefined, ignored: Uint8Array | undefined, now: Int32Array): boolean {
  if (!old || !ignored) return old !== ignored;
  const then = new Uint8Array(ignored.length);
  for (let user = 0; user < old.length; user++) if (now[user] >= 0) then[now[user]] = old[user];
  return then.some((flag, user) => flag !== ignored[user]);
}

/** What the earlier rows show. */
function compareRows(
  { owner, evidence, timed }: HoldingTask,
  old: Remembered["task"],
  codes: Int32Array,
  now: Int32Array,
  begin: number,
  changed: Uint8Array,
): void {
  for (let row = 0; row < begin; row++) {
    const id = codes[row];
    if (id < 0) continue;
    const was = old.evidence[row] > 0 && old.owner[row] >= 0 ? now[old.owner[row]] : -1;
    const is = evidence[row] > 0 && owner[row] >= 0 ? owner[row] : -1;
    if (was !== is || (is >= 0 && old.evidence[row] !== evidence[row])) changed[id] = 1;
  }
  if (!timed && !old.timed) return;
  for (let row = 0; row < begin; row++) {
    if ((timed ? timed.weight[row] : 0) !== (old.timed ? old.timed.weight[row] : 0) && codes[row] >= 0) {
      changed[codes[row]] = 1;
    }
  }
}

/** Records of a number that fell silent meanwhile may mean something else than before. */
function compareSilences(
  task: HoldingTask,
  old: Remembered["task"],
  codes: Int32Array,
  begin: number,
  changed: Uint8Array,
): void {
  if (old.data.end === task.data.end) return;
  const classOf = (silence: number) => (silence < IN_USE ? 0 : silence >= 1 ? 2 : 1);
  for (let row = 0; row < begin; row++) {
    const id = codes[row];
    if (id < 0 || task.records?.[row] === 0 || changed[id] === 1) continue;
    const then = silenceOf({ uses: task.uses, data: old.data, quarantine: task.quarantine }, id);
    if (classOf(then) !== classOf(silenceOf(task, id))) changed[id] = 1;
  }
}
