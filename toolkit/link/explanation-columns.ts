/** One row for each step of a weighing of evidence, in order: they add up from the prior to the total. */
export interface TermColumns {
  /** What was seen, in words, identifiers masked. */
  label: string;
  /** The figure behind it: a delay in seconds, a count; missing where there is none. */
  value: number;
  /** Chance of that if the two belong together, and if they do not; missing where it is no single chance. */
  m: number;
  u: number;
  /** log2 of the Bayes factor: above 0 it speaks for the pair. */
  weight: number;
  /** How many source rows it rests on: those of `evidence` with this `term`. */
  rows: number;
}

/** One row for each event behind a term, in the order of the terms. */
export interface TermEvidenceColumns {
  /** Row of the terms, from 0. */
  term: number;
  /** Where the event comes from; missing when the events do not tell. */
  source: string | null;
  row: number;
  /** ms UTC. */
  at: number;
  kind: string;
  name: string | null;
  /** The kind of the identifier on it, and the identifier, masked. */
  whose: string;
  identifier: string;
}

/** One row for each guard that a link must pass. */
export interface GuardColumns {
  guard: string;
  passed: "yes" | "no";
  /** What was found, in words. */
  found: string;
}
