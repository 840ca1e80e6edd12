import type { ColumnTable } from "arquero";
import type { ClassColumn } from "../../workers/kernels/funnel-classes.ts";
import type { FunnelRun } from "../../workers/kernels/funnel-run.ts";
import { sharedInt32 } from "../../workers/shared.ts";
import { TextColumn } from "../core/columns.ts";
import { PhonographError } from "../core/errors.ts";
import { matchRows, type Pattern } from "../core/pattern.ts";
import { columnOf, toTable } from "../core/table.ts";

/** Which steps a row could fill, as a small automaton over the columns that the steps test. */
export interface StepClasses extends Pick<FunnelRun, "setOffsets" | "setSteps" | "firstSingle"> {
  columns: ClassColumn[];
  start: number;
  /** The steps of each class, ascending; class 0 fills none. */
  sets: readonly (readonly number[])[];
}

/** Values that pass the same tests are one value class; `passes` are the steps that such a value does not rule out. */
interface ValueClasses {
  codes: Int32Array<SharedArrayBuffer>;
  valueClass: Uint16Array;
  passes: number[][];
}

const MOST_CLASSES = 65_535;

/**
 * Rows that could fill the same steps get the same class. Every distinct value of a column is tested once; a row then
 * costs one look-up a column, however many the steps.
 */
export function stepClasses(verb: string, table: ColumnTable, patterns: readonly Pattern[]): StepClasses {
  const tests = patterns.map(({ where, ...own }) => ({ ...own, ...where }) as Record<string, unknown>);
  const names = new Set(tests.flatMap((test) => Object.keys(test).filter((name) => test[name] !== undefined)));
  let states = [patterns.map((_, step) => step)];
  const columns = [...names].map((name) => {
    const { codes, valueClass, passes } = valueClasses(verb, table, name, tests);
    const reached = new Sets(verb);
    const next = Uint16Array.from(
      states.flatMap((alive) => passes.map((passed) => reached.idOf(alive.filter((step) => passed.includes(step))))),
    );
    states = reached.list;
    return { codes, valueClass, width: passes.length, next };
  });
  const { sets, place } = inClassOrder(verb, states, patterns.length);
  const last = columns.at(-1);
  if (last) last.next = last.next.map((state) => place[state]!);
  const setOffsets = new Uint32Array(sets.length + 1);
  for (const [c, set] of sets.entries()) setOffsets[c + 1] = setOffsets[c]! + set.length;
  return {
    columns,
    start: last ? 0 : place[0]!,
    sets,
    setOffsets,
    setSteps: Uint16Array.from(sets.flat()),
    firstSingle: sets.length - patterns.length,
  };
}

/** Sets of steps, numbered as they are met. */
class Sets {
  readonly list: number[][] = [];
  readonly #known = new Map<string, number>();
  readonly #verb: string;

  constructor(verb: string) {
    this.#verb = verb;
  }

  idOf(set: number[]): number {
    const key = set.join();
    let id = this.#known.get(key);
    if (id === undefined) {
      id = this.list.push(set) - 1;
      this.#known.set(key, id);
      if (this.list.length > MOST_CLASSES) throw tooMany(this.#verb);
    }
    return id;
  }
}

/** The order that runs rely on: nothing, sets of several steps, then each step alone. */
function inClassOrder(verb: string, states: readonly number[][], steps: number) {
  const sets = new Sets(verb);
  sets.idOf([]);
  const several = states.filter((set) => set.length > 1);
  for (const set of several.toSorted(compareSets)) sets.idOf(set);
  for (let step = 0; step < steps; step++) sets.idOf([step]);
  return { sets: sets.list, place: states.map((set) => sets.idOf(set)) };
}

function compareSets(a: readonly number[], b: readonly number[]): number {
  const i = a.findIndex((step, at) => step !== b[at]);
  return i < 0 ? a.length - b.length : a[i]! - (b[i] ?? -1);
}

function valueClasses(
  verb: string,
  table: ColumnTable,
  name: string,
  tests: readonly Record<string, unknown>[],
): ValueClasses {
  const column = columnOf(verb, table, name);
  const asText = column instanceof TextColumn;
  const count = asText ? column.values.length + 1 : column.length;
  // Distinct texts, the missing one first, stand in for the rows; numbers are tested row by row.
  const tested = asText ? toTable({ [name]: new TextColumn(everyCode(count), column.values) }) : table;
  const classes = new Int32Array(count);
  let passes: number[][] = [[]];
  for (const [step, test] of tests.entries()) {
    if (test[name] === undefined) {
      for (const steps of passes) steps.push(step);
      continue;
    }
    const match = matchRows(verb, tested, { where: { [name]: test[name] as string } });
    const split = new Int32Array(2 * passes.length).fill(-1);
    const finer: number[][] = [];
    for (let i = 0; i < count; i++) {
      const key = 2 * classes[i]! + match[i]!;
      if (split[key] === -1) {
        const passed = passes[classes[i]!]!;
        split[key] = finer.push(match[i] === 1 ? [...passed, step] : [...passed]) - 1;
      }
      classes[i] = split[key]!;
    }
    passes = finer;
    if (passes.length > MOST_CLASSES) throw tooMany(verb);
  }
  if (asText) return { codes: column.codes, valueClass: Uint16Array.from(classes), passes };
  const codes = sharedInt32(count);
  codes.set(classes);
  return { codes, valueClass: Uint16Array.from({ length: passes.length + 1 }, (_, i) => Math.max(0, i - 1)), passes };
}

function everyCode(count: number): Int32Array<SharedArrayBuffer> {
  const codes = sharedInt32(count);
  for (let i = 0; i < count; i++) codes[i] = i - 1;
  return codes;
}

function tooMany(verb: string): PhonographError {
  return new PhonographError({
    code: "option/invalid",
    verb,
    rule: `the steps may overlap in at most ${MOST_CLASSES} ways`,
    found: "more",
    hint: "fewer steps, or lists of values instead of one step a value",
  });
}
