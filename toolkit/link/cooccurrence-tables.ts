import { sharedFloat64, sharedInt32 } from "../../workers/shared.ts";
import { TextColumn, WholeColumn } from "../core/columns.ts";
import { type Table, toTable } from "../core/table.ts";
import type { DelayEstimate } from "./delay-law.ts";
import type { TimingPair } from "./timing-judge.ts";
import type { TimingLog } from "./timing-log.ts";

/** One row for each pair of identifiers that may belong together; beside these columns, one named for each identifier. */
export interface CooccurrencePairs {
  /** First and last response in time that speaks for the pair, milliseconds UTC. */
  from: number;
  to: number;
  /** Triggers that were answered, and between the first and last of these those that were not. */
  hits: number;
  unanswered: number;
  /** Responses between them that no trigger explains. */
  unexplained: number;
  /** Match weight: log2 of the Bayes factor. */
  weight: number;
  /** Chance that they belong together, all other candidates considered. */
  probability: number;
  /** How much more weight than the best pair that it excludes; missing without one. */
  margin: number;
  state: "linked" | "ambiguous";
}

/** One row for each trigger and its response, of linked pairs. */
export interface CooccurrenceEvents {
  /** Rows of the events as given, counted from 0. */
  trigger: number;
  response: number;
  /** Seconds. */
  delay: number;
  /** Chance that the two belong together: that of their pair. */
  probability: number;
}

/** One row for each kind of trigger. */
export interface CooccurrenceKinds {
  /** The value of the column that tells kinds apart; null for all others. */
  kind: string | null;
  triggers: number;
  /** Share of them that is answered; 0 where chance explains all. */
  answered: number;
  /** How far that is beyond chance, in standard errors. */
  z: number;
}

/** One row for each step of delay. */
export interface CooccurrenceDelays {
  /** Seconds after the trigger, middle of the step. */
  delay: number;
  /** Share of the answers that come in it, per second. */
  density: number;
}

const LOG2 = Math.LN2;
const STATES = ["linked", "ambiguous"];

export function toPairsTable(
  pairs: readonly TimingPair[],
  { source, target }: { source: string; target: string },
  texts: { sources: readonly string[]; targets: readonly string[] },
): Table<CooccurrencePairs> {
  const numbers = (of: (pair: TimingPair) => number) => fill(sharedFloat64(pairs.length), pairs, of);
  const codes = (of: (pair: TimingPair) => number) => fill(sharedInt32(pairs.length), pairs, of);
  return toTable({
    [source]: new TextColumn(
      codes((pair) => pair.source),
      texts.sources,
    ),
    [target]: new TextColumn(
      codes((pair) => pair.target),
      texts.targets,
    ),
    from: numbers((pair) => pair.from),
    to: numbers((pair) => pair.to),
    hits: numbers((pair) => pair.hits.trigger.length),
    unanswered: numbers((pair) => pair.triggers - pair.hits.trigger.length),
    unexplained: numbers((pair) => pair.orphans),
    weight: numbers((pair) => pair.evidence / LOG2),
    probability: numbers((pair) => pair.probability),
    margin: numbers((pair) => (pair.margin === Infinity ? Number.NaN : pair.margin / LOG2)),
    state: new TextColumn(
      codes((pair) => (pair.linked ? 0 : 1)),
      STATES,
    ),
  }) as unknown as Table<CooccurrencePairs>;
}

export function toEventsTable(
  linked: readonly TimingPair[],
  { triggers, responses }: TimingLog,
): Table<CooccurrenceEvents> {
  const all = linked.flatMap((pair) =>
    Array.from(pair.hits.trigger, (trigger, i) => ({ pair, trigger, response: pair.hits.response[i]! })),
  );
  const rows = (of: (hit: (typeof all)[0]) => number) => new WholeColumn(fill(sharedInt32(all.length), all, of), -1);
  const numbers = (of: (hit: (typeof all)[0]) => number) => fill(sharedFloat64(all.length), all, of);
  return toTable({
    trigger: rows((hit) => triggers.row[hit.trigger]!),
    response: rows((hit) => responses.row[hit.response]!),
    delay: numbers((hit) => (responses.at[hit.response]! - triggers.at[hit.trigger]!) / 1000),
    probability: numbers((hit) => hit.pair.probability),
  }) as unknown as Table<CooccurrenceEvents>;
}

export function toKindsTable(
  estimate: Pick<DelayEstimate, "triggers" | "z"> & { answered: ArrayLike<number> },
  names: readonly (string | null)[],
): Table<CooccurrenceKinds> {
  const met = Array.from(names.keys()).filter((kind) => estimate.triggers[kind]! > 0);
  const numbers = (of: (kind: number) => number) => fill(sharedFloat64(met.length), met, of);
  return toTable({
    kind: TextColumn.from(met.map((kind) => names[kind]!)),
    triggers: numbers((kind) => estimate.triggers[kind]!),
    answered: numbers((kind) => estimate.answered[kind]!),
    z: numbers((kind) => estimate.z[kind]!),
  }) as unknown as Table<CooccurrenceKinds>;
}

export function toDelaysTable(law: DelayEstimate["law"]): Table<CooccurrenceDelays> {
  const { lowest, step, density } = law ?? { lowest: 0, step: 0, density: new Float64Array() };
  const bins = Array.from(density.keys());
  return toTable({
    delay: fill(sharedFloat64(bins.length), bins, (b) => (lowest + (b + 0.5) * step) / 1000),
    density: fill(sharedFloat64(bins.length), bins, (b) => density[b]! * 1000),
  }) as unknown as Table<CooccurrenceDelays>;
}

function fill<A extends Float64Array | Int32Array, T>(array: A, list: readonly T[], of: (item: T) => number): A {
  for (let i = 0; i < list.length; i++) array[i] = of(list[i]!);
  return array;
}
