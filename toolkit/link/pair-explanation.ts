import { type About, toAbout } from "../core/about.ts";
import { TextColumn } from "../core/columns.ts";
import { filled } from "../core/filled.ts";
import { mask } from "../core/mask.ts";
import { type Table, toTable } from "../core/table.ts";
import type { GuardColumns, TermColumns, TermEvidenceColumns } from "./explanation-columns.ts";
import { pairGuards } from "./pair-guards.ts";
import { toEvidenceTable } from "./term-evidence.ts";
import { likenessOf } from "./timing-likeness.ts";
import { responseRates, type Term, unansweredBetween, unansweredWeight, weighHit } from "./timing-terms.ts";
import type { TimingTrace } from "./timing-trace.ts";

/** Why two identifiers are thought to belong together. Identifiers are masked. */
export interface PairExplanation {
  /** The two, masked. */
  readonly source: string;
  readonly target: string;
  readonly state: "linked" | "ambiguous";
  /** The terms of the evidence, in the order of their steps: each coincidence, then what speaks against. */
  readonly table: Table<TermColumns>;
  /** The source rows behind each term. */
  readonly evidence: Table<TermEvidenceColumns>;
  readonly guards: Table<GuardColumns>;
  /**
   * log2 of the odds before the events are looked at: how many of either side belong to anybody, among how many, and how
   * likely either shows nothing of it; less where either is linked to somebody else at another time.
   */
  readonly prior: number;
  /** log2 of the Bayes factor of all events: the sum of the terms but the last, which is about rivals. */
  readonly weight: number;
  /** log2 of the odds in the end: `prior` and all terms. */
  readonly total: number;
  readonly probability: number;
  /** How much more weight than the best pair that it excludes, log2; Infinity without one. */
  readonly margin: number;
  /** First and last event that speaks for it, and from when to when nobody else can have either; ms UTC. */
  readonly from: number;
  readonly to: number;
  readonly since: number;
  readonly until: number;
  /** A few sentences, one a line. */
  readonly text: string;
  readonly about: About;
}

/** Beyond these odds a probability is written as 1 and tells no more. */
const CERTAIN = 1 - 2 ** -50;

/** Explains the likeliest of the places at which a pair was found. */
export function explanationOf(verb: string, trace: TimingTrace, places: readonly number[]): PairExplanation {
  const { pairs } = trace;
  const p = places.reduce((best, place) => {
    const isLinked = Number(place < pairs.linked) - Number(best < pairs.linked);
    return isLinked > 0 || (isLinked === 0 && pairs.probability[place] > pairs.probability[best]) ? place : best;
  });
  const [source, target] = [trace.sources[pairs.source[p]], trace.targets[pairs.target[p]]];
  const prior = pairs.prior[p] / Math.LN2;
  const terms = termsOf(trace, p, prior);
  const total = terms.reduce((sum, { weight }) => sum + weight, prior);
  const state = p < pairs.linked ? "linked" : "ambiguous";
  return Object.freeze({
    ...{ source: mask(source), target: mask(target), state },
    table: toTermsTable(terms),
    evidence: toEvidenceTable(verb, trace, terms),
    guards: pairGuards(trace, p),
    ...{ prior, weight: pairs.evidence[p] / Math.LN2, total },
    probability: pairs.probability[p],
    margin: pairs.margin[p] / Math.LN2,
    ...{ from: pairs.from[p], to: pairs.to[p], since: pairs.since[p], until: pairs.until[p] },
    text: inWords(trace, p, { source, target, state }),
    about: toAbout({
      verb: verb,
      options: { [trace.names[0]]: mask(source), [trace.names[1]]: mask(target) },
      input: trace.events,
    }),
  });
}

function termsOf(trace: TimingTrace, p: number, prior: number): Term[] {
  const { pairs, rows } = trace;
  const rate = responseRates(trace);
  const hits = Array.from({ length: pairs.hitBegins[p + 1] - pairs.hitBegins[p] }, (_, i) => {
    const h = pairs.hitBegins[p] + i;
    return weighHit(trace, rate, pairs.triggerRow[h], pairs.responseRow[h], pairs.quiet[p]);
  });
  const told = new Set<number>();
  const terms: Term[] = hits.flatMap((hit) => {
    const { trigger, response, delay, m, u, weight } = hit;
    const label = `${trace.names[1]} responds ${seconds(delay)} after, ${moment(rows.at[response])}`;
    const likeness = likenessOf(trace, hit, told);
    const term = { label, value: delay, m, u, weight, rows: [trigger, response] };
    return likeness ? [term, likeness] : [term];
  });
  const stretch = { from: pairs.from[p], to: pairs.to[p] };
  const silent = unansweredBetween(trace, pairs.source[p], stretch, new Set(hits.map(({ trigger }) => trigger)));
  if (silent.length > 0) {
    const weight = unansweredWeight(trace, silent);
    const label =
      silent.length === 1 ? "1 trigger unanswered" : `${silent.length.toLocaleString("en")} triggers unanswered`;
    terms.push({ label, value: silent.length, m: 2 ** weight, u: 1, weight, rows: silent });
  }
  const known = terms.reduce((sum, { weight }) => sum + weight, 0);
  const rest = pairs.evidence[p] / Math.LN2 - known;
  const orphans = pairs.orphans[p];
  if (Math.abs(rest) > 1e-6) {
    terms.push({
      label: aroundWords(orphans),
      value: orphans,
      m: Number.NaN,
      u: Number.NaN,
      weight: rest,
      rows: [],
    });
  }
  const chance = Math.min(pairs.probability[p], CERTAIN);
  const rivals = Math.log2(chance / (1 - chance)) - prior - pairs.evidence[p] / Math.LN2;
  if (chance < CERTAIN && Math.abs(rivals) > 1e-6) {
    const weight = rivals;
    terms.push({
      label: "the other candidates",
      value: Number.NaN,
      m: Number.NaN,
      u: Number.NaN,
      weight,
      rows: [],
    });
  }
  return terms;
}

/** What the coincidences leave. */
function aroundWords(orphans: number): string {
  const count = orphans === 1 ? "1 response" : `${orphans.toLocaleString("en")} responses`;
  return orphans === 0 ? "the ends: before the first and after the last" : `${count} without a trigger, and the ends`;
}

function toTermsTable(terms: readonly Term[]): Table<TermColumns> {
  const numbers = (of: (term: Term) => number) => filled(terms.length, (i) => of(terms[i]));
  return toTable<TermColumns>({
    label: TextColumn.from(terms.map(({ label }) => label)),
    value: numbers(({ value }) => value),
    m: numbers(({ m }) => m),
    u: numbers(({ u }) => u),
    weight: numbers(({ weight }) => weight),
    rows: numbers(({ rows }) => rows.length),
  });
}

function inWords(
  trace: TimingTrace,
  p: number,
  { source, target, state }: { source: string; target: string; state: string },
): string {
  const { pairs, names } = trace;
  const hits = pairs.hitBegins[p + 1] - pairs.hitBegins[p];
  const margin = pairs.margin[p] / Math.LN2;
  return [
    `${names[0]} ${mask(source)} and ${names[1]} ${mask(target)}: ${state}, probability ${pairs.probability[p].toFixed(3)}`,
    `${hits} of ${pairs.triggers[p]} triggers from ${day(pairs.from[p])} to ${day(pairs.to[p])} were answered in time`,
    `weight ${(pairs.evidence[p] / Math.LN2).toFixed(1)} bits${Number.isFinite(margin) ? `, ${margin.toFixed(1)} more than the best pair that it excludes` : ", no pair is excluded by it"}`,
  ].join("\n");
}

const day = (at: number) => new Date(at).toISOString().slice(0, 10);
const moment = (at: number) => `${day(at)} ${new Date(at).toISOString().slice(11, 16)}`;
const seconds = (delay: number) => (Math.abs(delay) < 120 ? `${delay.toFixed(1)} s` : `${(delay / 60).toFixed(1)} min`);
