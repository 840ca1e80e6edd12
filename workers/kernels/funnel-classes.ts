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

/** Puts the classes of the rows `[from, to)` at the beginning of `classes`. */
export type Classify = (classes: Uint16Array, from: number, to: number) => void;

/** Which of the steps rows could fill, by what the steps ask of each column. `start` is the class before any was looked at. */
export function classifier(columns: readonly ClassColumn[], start: number): Classify {
  const [first, second, ...others] = columns;
  if (!first) return (classes, from, to) => classes.fill(start, 0, to - from);
  const states = statesOf(first, start, second?.width ?? 1);
  return (classes, from, to) => {
    if (second) byTwo(classes, first.codes, states, second, from, to);
    else byOne(classes, first.codes, states, from, to);
    for (const column of others) advance(classes, column, from, to);
  };
}

/** The state after the first column by its code, times the width of the second. */
const statesOf = ({ valueClass, width, next }: ClassColumn, start: number, by: number): Uint32Array =>
  Uint32Array.from(valueClass, (value) => next[start * width + value]! * by);

function byOne(classes: Uint16Array, codes: Int32Array, states: Uint32Array, from: number, to: number): void {
  for (let row = from; row < to; row++) classes[row - from] = states[codes[row]! + 1]!;
}

/** The first two columns at once: most steps ask for a kind and a name. */
function byTwo(
  classes: Uint16Array,
  codes: Int32Array,
  states: Uint32Array,
  { codes: others, valueClass, next }: ClassColumn,
  from: number,
  to: number,
): void {
  for (let row = from; row < to; row++) {
    classes[row - from] = next[states[codes[row]! + 1]! + valueClass[others[row]! + 1]!]!;
  }
}

function advance(
  classes: Uint16Array,
  { codes, valueClass, width, next }: ClassColumn,
  from: number,
  to: number,
): void {
  for (let row = from; row < to; row++) {
    classes[row - from] = next[classes[row - from]! * width + valueClass[codes[row]! + 1]!]!;
  }
}
