export interface FunnelClassesTask {
  /** What the steps ask of a column, one entry a column. */
  columns: readonly ClassColumn[];
  /** The class before any column was looked at. */
  start: number;
  /** How many classes there are; class 0 fills no step. */
  count: number;
  person: Int32Array;
  at: Float64Array;
  /** Filled with the class of each row; 0 where a person's row has no time. */
  classes: Uint16Array;
  begin: number;
  end: number;
  /** Persons `2 ** bits` a bucket, in so many buckets. */
  bits: number;
  buckets: number;
}

/** One column as a step of an automaton: the code picks a value class, state and value class the next state. */
export interface ClassColumn {
  /** -1 is missing. */
  codes: Int32Array;
  /** The value class of code `c` at `c + 1`. */
  valueClass: Uint16Array;
  /** How many value classes there are. */
  width: number;
  /** The state after `state` and `value class`, at `state * width + value class`. */
  next: Uint16Array;
}

export interface FunnelClasses {
  /** Rows of each class, with or without a person. */
  rows: Uint32Array;
  /** Rows without a person: that fill no step, and that could fill one. */
  unlinked: readonly [none: number, some: number];
  /** Rows that could fill a step of a person but have no time. */
  timeless: number;
  /** Rows that could fill a step of a person, by bucket of persons. */
  dealt: Uint32Array;
  /** The latest time, -Infinity without any. */
  latest: number;
}

const BLOCK = 8192;

/** The class of each row of a range: which of the steps it could fill. */
export function funnelClasses(task: FunnelClassesTask): FunnelClasses {
  const { columns, start, count, person, at, classes, begin, end, bits } = task;
  const [first, second, ...others] = columns;
  const states = first && statesOf(first, start, second?.width ?? 1);
  const rows = new Uint32Array(count);
  const dealt = new Uint32Array(task.buckets);
  const unlinked: [number, number] = [0, 0];
  let timeless = 0;
  let latest = -Infinity;
  for (let from = begin; from < end; from += BLOCK) {
    const to = Math.min(from + BLOCK, end);
    if (first && states) classify(classes, first.codes, states, second, from, to);
    else classes.fill(start, from, to);
    for (const column of others) advance(classes, column, from, to);
    for (let row = from; row < to; row++) {
      const mine = classes[row]!;
      const who = person[row]!;
      const time = at[row]!;
      rows[mine]!++;
      if (time > latest) latest = time;
      if (who < 0) unlinked[mine === 0 ? 0 : 1]++;
      else if (mine !== 0) {
        if (Number.isNaN(time)) {
          timeless++;
          classes[row] = 0;
        } else dealt[who >>> bits]!++;
      }
    }
  }
  return { rows, unlinked, timeless, dealt, latest };
}

/** The state after the first column by its code, times the width of the second. */
const statesOf = ({ valueClass, width, next }: ClassColumn, start: number, by: number): Uint32Array =>
  Uint32Array.from(valueClass, (value) => next[start * width + value]! * by);

/** The first two columns at once: most steps ask for a kind and a name. */
function classify(
  classes: Uint16Array,
  codes: Int32Array,
  states: Uint32Array,
  second: ClassColumn | undefined,
  from: number,
  to: number,
): void {
  if (second === undefined) {
    for (let row = from; row < to; row++) classes[row] = states[codes[row]! + 1]!;
    return;
  }
  const { codes: others, valueClass, next } = second;
  for (let row = from; row < to; row++) {
    classes[row] = next[states[codes[row]! + 1]! + valueClass[others[row]! + 1]!]!;
  }
}

function advance(
  classes: Uint16Array,
  { codes, valueClass, width, next }: ClassColumn,
  from: number,
  to: number,
): void {
  for (let row = from; row < to; row++) classes[row] = next[classes[row]! * width + valueClass[codes[row]! + 1]!]!;
}
