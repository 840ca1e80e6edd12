import { withRoom } from "./growing.ts";
import type { TimingPairsTask } from "./timing-task.ts";

/** So many sources are looked at together: what their triggers may meet fits into near memory. */
export const TOGETHER = 48;
/** Targets that share one of these are taken for the same at first; small enough for the processor's nearest memory. */
const BUCKETS = 2048;

/**
 * The responses that some sources' triggers may have met for a reason: those of a target that is met more than once, and
 * all others only where a single one may be enough. Nearly all are of targets met by chance once, and cost next to nothing
 * here: of these only the target is read.
 */
export class LikelyHits {
  /** Triggers; and responses, as `~response` where it is the only one of its target. */
  trigger = new Int32Array(1024);
  response = new Int32Array(1024);
  /** Those of the n-th source lie from `begins[n]` up to `begins[n + 1]`. */
  readonly begins = new Int32Array(TOGETHER + 1);
  /** By how much a hit must be likelier than chance to be enough by itself. */
  readonly alone = new Float64Array(TOGETHER);
  /** Only there to be written, so that what is read ahead is not left out. */
  read = 0;

  readonly #task: TimingPairsTask;
  readonly #unanswered: Float64Array;
  readonly #most: number;
  readonly #last = new Int32Array(BUCKETS).fill(-1);
  readonly #before = new Int32Array(BUCKETS).fill(-1);
  readonly #rates: Float32Array;

  /** `unanswered`: log-likelihood of a trigger of each class going unanswered; `most`: no hit is likelier than this. */
  constructor(task: TimingPairsTask, unanswered: Float64Array, most: number) {
    this.#task = task;
    this.#unanswered = unanswered;
    this.#most = most;
    this.#rates = new Float32Array(task.moments);
  }

  /** Looks at the sources from the `first` up to the `last` one, at most {@link TOGETHER}. */
  find(first: number, last: number): void {
    this.#makeRoom(first, last);
    const { sources, offsets, openTrigger, triggerClass, windows, targets, least, costs } = this.#task;
    const { trigger, response, begins, alone } = this;
    const [unanswered, before, latest] = [this.#unanswered, this.#before, this.#last];
    let count = 0;
    for (let n = first; n < last; n++) {
      const [begin, end] = [offsets[sources[n]], offsets[sources[n] + 1]];
      let open = 0;
      let mildest = -Infinity;
      for (let i = begin; i < end; i++) {
        if (openTrigger[i] === 0) continue;
        open++;
        mildest = Math.max(mildest, unanswered[triggerClass[i]]);
        const to = windows[2 * i + 1];
        for (let k = windows[2 * i]; k < to; k++) {
          if (targets[k] < 0) continue;
          const bucket = targets[k] & (BUCKETS - 1);
          before[bucket] = latest[bucket];
          latest[bucket] = n;
        }
      }
      // what a single hit cannot reach: the mildest of what it leaves unanswered. The margin is for rounding.
      const enough = Math.exp(least - Math.max(costs.partial, mildest * (open - 1))) * (1 - 1e-6);
      const mayBeOne = this.#most >= enough;
      alone[n - first] = enough;
      begins[n - first] = count;
      for (let i = begin; i < end; i++) {
        if (openTrigger[i] === 0) continue;
        const to = windows[2 * i + 1];
        for (let k = windows[2 * i]; k < to; k++) {
          if (targets[k] < 0) continue;
          const isOne = before[targets[k] & (BUCKETS - 1)] !== n;
          if (isOne && !mayBeOne) continue;
          trigger[count] = i;
          response[count++] = isOne ? ~k : k;
        }
      }
    }
    begins[last - first] = count;
    this.#readAhead(count);
  }

  /** Room for all that the sources may meet; asks for it at once, as it lies far apart: one wait after the other is long. */
  #makeRoom(first: number, last: number): void {
    const { sources, offsets, openTrigger, windows, targets } = this.#task;
    let [most, sum] = [0, 0];
    for (let n = first; n < last; n++) {
      for (let i = offsets[sources[n]]; i < offsets[sources[n] + 1]; i++) {
        const [from, to] = [windows[2 * i], windows[2 * i + 1]];
        if (openTrigger[i] === 0 || from === to) continue;
        sum += targets[from] + targets[to - 1];
        most += to - from;
      }
    }
    this.read = sum;
    this.trigger = withRoom(this.trigger, most);
    this.response = withRoom(this.response, most);
  }

  /** The same for what else is to be known of those that are left. */
  #readAhead(count: number): void {
    const [rates, response] = [this.#rates, this.response];
    let sum = 0;
    for (let l = 0; l < count; l++) sum += rates[4 * (response[l] ^ (response[l] >> 31)) + 2];
    this.read += sum;
  }
}
