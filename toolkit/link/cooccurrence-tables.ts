import { sharedFloat64, sharedInt32 } from "../../workers/shared.ts";
import { TextColumn, WholeColumn } from "../core/columns.ts";
import { type Table, toTable } from "../core/table.ts";
import type { TimingLinks, TimingPairColumns } from "./timing-links.ts";

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

/** The pairs, as they come. */
export function toPairsTable(
  pairs: TimingPairColumns,
  { source, target }: { source: string; target: string },
  texts: { sources: readonly string[]; targets: readonly string[] },
): Table<CooccurrencePairs> {
  const { count, hitBegins, triggers } = pairs;
  const hits = (p: number) => hitBegins[p + 1] - hitBegins[p];
  const states = sharedInt32(count).fill(1).fill(0, 0, pairs.linked);
  const inBits = (nats: Float64Array) => filled(count, (p) => (nats[p] === Infinity ? Number.NaN : nats[p] / LOG2));
  return toTable({
    [source]: new TextColumn(pairs.source, texts.sources),
    [target]: new TextColumn(pairs.target, texts.targets),
    from: pairs.from,
    to: pairs.to,
    hits: filled(count, hits),
    unanswered: filled(count, (p) => triggers[p] - hits(p)),
    unexplained: filled(count, (p) => pairs.orphans[p]),
    weight: inBits(pairs.evidence),
    probability: pairs.probability,
    margin: inBits(pairs.margin),
    state: new TextColumn(states, STATES),
  }) as unknown as Table<CooccurrencePairs>;
}

/** The hits of linked pairs. */
export function toEventsTable(pairs: TimingPairColumns): Table<CooccurrenceEvents> {
  const { linked, hitBegins } = pairs;
  const count = hitBegins[linked];
  const trigger = pairs.triggerRow.subarray(0, count);
  const response = pairs.responseRow.subarray(0, count);
  const probability = sharedFloat64(count);
  for (let p = 0; p < linked; p++) probability.fill(pairs.probability[p], hitBegins[p], hitBegins[p + 1]);
  return toTable({
    trigger: new WholeColumn(trigger, -1),
    response: new WholeColumn(response, -1),
    delay: pairs.delay.subarray(0, count),
    probability,
  }) as unknown as Table<CooccurrenceEvents>;
}

/** The kinds of triggers that were met. */
export function toKindsTable(
  { triggers, answered, z }: TimingLinks["kinds"],
  names: readonly (string | null)[],
): Table<CooccurrenceKinds> {
  const met = Array.from(names.keys()).filter((kind) => triggers[kind] > 0);
  const numbers = (of: ArrayLike<number>) => filled(met.length, (i) => of[met[i]]);
  return toTable({
    kind: TextColumn.from(met.map((kind) => names[kind])),
    triggers: numbers(triggers),
    answered: numbers(answered),
    z: numbers(z),
  }) as unknown as Table<CooccurrenceKinds>;
}

/** The law of delays, in seconds. */
export function toDelaysTable(law: TimingLinks["law"]): Table<CooccurrenceDelays> {
  const { lowest, step, density } = law ?? { lowest: 0, step: 0, density: new Float64Array() };
  return toTable({
    delay: filled(density.length, (b) => (lowest + (b + 0.5) * step) / 1000),
    density: filled(density.length, (b) => density[b] * 1000),
  }) as unknown as Table<CooccurrenceDelays>;
}

function filled(length: number, of: (i: number) => number): Float64Array<SharedArrayBuffer> {
  const array = sharedFloat64(length);
  for (let i = 0; i < length; i++) array[i] = of(i);
  return array;
}
