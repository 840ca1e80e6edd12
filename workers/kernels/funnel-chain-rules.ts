/** What makes a chain of events a run of a funnel; steps are the required ones, counted from 0. */
export interface ChainRules {
  steps: number;
  /** The steps that a row of class `c` could fill, ascending: `setSteps` from `setOffsets[c]` up to `setOffsets[c + 1]`. */
  setOffsets: Uint32Array;
  setSteps: Uint16Array;
  /** The longest time from the first step to the last, included. */
  within: number;
  /** The longest time to each step from the one before, included; Infinity for none. */
  stepWithin: Float64Array;
  /** How much later than its time an event is ordered when it fills a step; 0 without grace. */
  shift: Float64Array;
  /** Whether an event fills one step only. */
  once: boolean;
  /** Whether the steps may come in any order. */
  any: boolean;
  /** Events that no chain may pass between two levels. */
  bars: readonly ChainBar[];
  /** Whether an event of a class may come between a level and the next: at `class * (steps + 1) + level`; absent where all may. */
  passes?: Uint8Array;
  /** Optional steps, in their order. */
  optional: readonly OptionalStep[];
  /** How many steps there are with the optional ones, and where the required ones stand among them. */
  all: number;
  places: Uint16Array;
}

/** Whoever has taken `after` steps (1 or more) and not yet `before` may not meet such an event. */
export interface ChainBar {
  after: number;
  before: number;
  /** 1 for classes that are barred. */
  classes: Uint8Array;
  /** Whether a run that ends there is taken out, or only stops. */
  remove: boolean;
}

/** A step that neither makes nor breaks a run. */
export interface OptionalStep {
  /** Its place among all steps, and how many required ones come before it. */
  place: number;
  after: number;
  within: number;
  classes: Uint8Array;
}

/** Looks at one subject's events; the answer lies in the fields until the next. */
export interface ChainScanner {
  /**
   * The best run among events `[begin, end)` that enters from `lo` on, before `hi` and at `complete` at the latest; false
   * where nothing enters.
   */
  find(begin: number, end: number, lo: number, hi: number, complete: number): boolean;
  /** How many required steps it took, and when each. */
  level: number;
  times: Float64Array;
  /** How many events were looked at to find it. */
  read: number;
}

/** The events of all subjects, ordered. */
export interface ChainEvents {
  /** By which they are ordered: the time, and with grace the shift of the step. */
  keys: Float64Array;
  classes: Uint32Array;
}
