import type { DelayLaw } from "../../workers/kernels/timing-task.ts";
import { sharedFloat64, sharedInt32, sharedUint32 } from "../../workers/shared.ts";
import { borders, type ComputeOptions, compute } from "../core/compute.ts";
import type { TimingLog } from "./timing-log.ts";

/**
 * Which responses come around the delays of the law after each trigger: a run of the responses in the order of time, from
 * `ends[2 * i]` up to `ends[2 * i + 1]`. It may be a little wider than the law, which then decides.
 */
export interface Joined {
  ends: Int32Array<SharedArrayBuffer>;
  /** Delays from `lowest` up to `highest` are in it, milliseconds. */
  lowest: number;
  highest: number;
  /** How many pairs. */
  pairs: number;
  /** The rows of the triggers and responses by place, and how many rows there were. */
  triggerRow: Int32Array;
  responseRow: Int32Array;
  rows: number;
  /** Triggers whose run was taken over from an earlier join. */
  reused: number;
}

/** How much wider than the law, as a share of it, where more events are likely to come and to move it. */
const ROOM = 0.25;

/** Joins triggers and responses by time; what an earlier join of the first rows found is not looked for again. */
export async function joinByTime(
  verb: string,
  log: TimingLog,
  { lowest, step, density }: Pick<DelayLaw, "lowest" | "step" | "density">,
  rows: number,
  before: Joined | undefined,
  options: ComputeOptions & { workers: number },
): Promise<Joined> {
  const { triggers, responses } = log;
  const highest = lowest + step * density.length;
  const fits = before && before.lowest < lowest && before.highest > highest && isPrefix(log, before);
  const room = before ? Math.max(3, Math.ceil(ROOM * density.length)) : 1;
  const joined: Joined = {
    ends: sharedInt32(2 * triggers.at.length),
    lowest: fits ? before.lowest : lowest - room * step,
    highest: fits ? before.highest : highest + room * step,
    pairs: 0,
    triggerRow: triggers.row,
    responseRow: responses.row,
    rows,
    reused: 0,
  };
  const byTime = fits ? takeOver(log, before, joined) : triggers.byTime;
  const triggerAt = fits ? gathered(triggers.at, byTime) : triggers.times;
  const cuts = borders(byTime.length, Math.max(1, options.workers));
  const tasks = cuts.slice(1).map((end, i) => ({
    byTime,
    triggerAt,
    responseAt: responses.at,
    lowest: joined.lowest,
    width: joined.highest - joined.lowest,
    begin: cuts[i],
    end,
    windows: joined.ends,
  }));
  const counts = await compute(verb, "timingWindows", tasks, options);
  for (const count of counts) joined.pairs += count;
  return joined;
}

function gathered(values: Float64Array, places: Uint32Array): Float64Array<SharedArrayBuffer> {
  const some = sharedFloat64(places.length);
  for (let j = 0; j < places.length; j++) some[j] = values[places[j]];
  return some;
}

/** Whether the responses of then are the first of now, place by place: none was late, none is set aside. */
function isPrefix({ responses }: TimingLog, { responseRow }: Joined): boolean {
  if (responses.row.length < responseRow.length) return false;
  for (let k = 0; k < responseRow.length; k++) if (responses.row[k] !== responseRow[k]) return false;
  return true;
}

/** Copies the runs of triggers that no new response comes near, and gives the places of all others in the order of time. */
function takeOver({ triggers, responses }: TimingLog, before: Joined, joined: Joined): Uint32Array<SharedArrayBuffer> {
  const placeThen = new Int32Array(before.rows).fill(-1);
  for (let i = 0; i < before.triggerRow.length; i++) placeThen[before.triggerRow[i]] = i;
  const firstNew = responses.at[before.responseRow.length] ?? Infinity;
  const others = sharedUint32(triggers.byTime.length);
  let count = 0;
  for (const place of triggers.byTime) {
    const row = triggers.row[place];
    const then = row < before.rows ? placeThen[row] : -1;
    if (then < 0 || triggers.at[place] + joined.highest >= firstNew) {
      others[count++] = place;
      continue;
    }
    joined.ends[2 * place] = before.ends[2 * then];
    joined.ends[2 * place + 1] = before.ends[2 * then + 1];
    joined.pairs += before.ends[2 * then + 1] - before.ends[2 * then];
    joined.reused++;
  }
  return others.subarray(0, count);
}
