import { type About, toAbout } from "../core/about.ts";
import { TextColumn } from "../core/columns.ts";
import { COMPUTE_OPTIONS, type ComputeOptions, workersFor } from "../core/compute.ts";
import { filled } from "../core/filled.ts";
import { knownOptions } from "../core/options.ts";
import { wilson } from "../core/statistics/wilson.ts";
import { type Table, toTable } from "../core/table.ts";
import { requireTiming } from "./require-timing.ts";
import { CONTROL_SOURCES } from "./timing-another-day.ts";
import { type TimingLinks, timingLinks } from "./timing-links.ts";
import type { Timing, TimingTrace } from "./timing-trace.ts";

/** One row for each check. */
export interface CheckColumns {
  check: "false links" | "halves agree" | "sources without a link" | "targets without a link";
  /** The share, with its Wilson 95 % interval; missing when it is a share of nothing. */
  share: number;
  lower: number;
  upper: number;
  /** So many, and of how many. */
  count: number;
  of: number;
}

/** What links say of themselves, without any truth. */
export interface LinkChecks {
  readonly table: Table<CheckColumns>;
  /** Links that chance alone makes, as a share of the links. */
  readonly falseShare: number;
  /** Of the sources linked on odd days and on even days, the share linked to the same target. */
  readonly agreement: number;
  readonly about: About;
}

const VERB = "checkLinks";
const DAY = 864e5;

/**
 * How far links by timing can be trusted when nobody knows the truth.
 *
 * | check | what it does |
 * |---|---|
 * | `false links` | links that coincidence alone makes, as a share of the links: the same method on responses of another day, where every link is false; an estimate of the false discovery rate, at the least, as `falseShare` of `cooccurrence`; of many sources a sample is tried |
 * | `halves agree` | links odd days and even days by themselves: of the sources (numbers) linked in both, the share that has the same target. Both halves can err alike, and a number that truly changed hands disagrees |
 * | `sources without a link`, `targets without a link` | numbers with a trigger that could be answered, and users with a response, that no link explains: what is out of reach |
 *
 * Cost: four times that of the links; half as much where `cooccurrence` has tried another day already.
 *
 * @param found what `cooccurrence` gave, or one of `linked.timing`
 * @param options workers, signal and progress
 * @returns see {@link LinkChecks}; the same whatever the order of rows or the number of workers
 * @throws PhonographError `option/invalid`
 * @example
 * ```ts
 * import { checkLinks, cooccurrence, random } from "phonograph";
 * import { table } from "arquero";
 * const chance = random(1);
 * const rows = Array.from({ length: 900 }, (_, i) => {
 *   const [at, delay, who] = [chance.uniform() * 864e6, 9000 + chance.uniform() * 8000, i % 60];
 *   return [{ at, kind: "sms", phone: `+35191000${100 + who}`, user: null }, { at: at + delay, kind: "auth", phone: null, user: `u${who}` }];
 * }).flat();
 * const column = (name) => rows.map((row) => row[name]);
 * const events = table({ at: column("at"), kind: column("kind"), phone: column("phone"), user: column("user") });
 * const checks = await checkLinks(await cooccurrence(events, { trigger: "sms", response: "auth" }));
 * console.assert(checks.agreement === 1 && checks.falseShare < 0.05);
 * ```
 */
export async function checkLinks(found: Timing, options: ComputeOptions = {}): Promise<LinkChecks> {
  requireTiming(VERB, found);
  knownOptions(VERB, options, COMPUTE_OPTIONS);
  const { trace } = found;
  const run = { ...options, workers: workersFor(VERB, trace.rows.at.length, options) };
  const spec = { within: trace.within, threshold: trace.threshold, exclusive: trace.exclusive, control: false };
  const tried = "falseShare" in found ? found.falseShare : Number.NaN;
  const again = trace.pairs.linked > 0 && Number.isNaN(tried);
  const falseShare = again ? (await timingLinks(VERB, trace.rows, { ...spec, control: true }, run)).falseShare : tried;
  const [odd, even] = [await half(1), await half(0)];
  const { same, both } = agreeing(odd, even);
  const { sources, targets } = without(trace);
  const tries = Math.round(trace.pairs.linked * Math.min(1, CONTROL_SOURCES / trace.sources.length));
  const rows: [CheckColumns["check"], number, number][] = [
    ["false links", Math.round((falseShare || 0) * tries), tries],
    ["halves agree", same, both],
    ["sources without a link", ...sources],
    ["targets without a link", ...targets],
  ];
  const shares = rows.map(([, count, of]) =>
    of > 0 ? wilson(count, of) : { estimate: Number.NaN, lower: Number.NaN, upper: Number.NaN },
  );
  const numbers = (values: readonly number[]) => filled(values.length, (i) => values[i]);
  return Object.freeze({
    table: toTable<CheckColumns>({
      check: TextColumn.from(rows.map(([check]) => check)),
      share: numbers(shares.map(({ estimate }) => estimate)),
      lower: numbers(shares.map(({ lower }) => lower)),
      upper: numbers(shares.map(({ upper }) => upper)),
      count: numbers(rows.map(([, count]) => count)),
      of: numbers(rows.map(([, , of]) => of)),
    }),
    falseShare,
    agreement: same / both,
    about: toAbout({ verb: VERB, options: spec, input: trace.events, peopleIn: trace.sources.length }),
  });

  /** The links that the events of odd days, or of even days, make by themselves. */
  function half(parity: 0 | 1): Promise<TimingLinks> {
    const { rows } = trace;
    const isIn = (row: number) => ((Math.floor(rows.at[row] / DAY) % 2) + 2) % 2 === parity;
    const taken = (flags: Uint8Array) => flags.map((flag, row) => (flag === 1 && isIn(row) ? 1 : 0));
    return timingLinks(
      VERB,
      { ...rows, isTrigger: taken(rows.isTrigger), isResponse: taken(rows.isResponse) },
      spec,
      run,
    );
  }
}

function agreeing(odd: TimingLinks, even: TimingLinks): { same: number; both: number } {
  const targetsOf = ({ pairs }: TimingLinks) => {
    const sets = new Map<number, Set<number>>();
    for (let p = 0; p < pairs.linked; p++) {
      const set = sets.get(pairs.source[p]);
      if (set) set.add(pairs.target[p]);
      else sets.set(pairs.source[p], new Set([pairs.target[p]]));
    }
    return sets;
  };
  const others = targetsOf(even);
  let [same, both] = [0, 0];
  for (const [source, mine] of targetsOf(odd)) {
    const theirs = others.get(source);
    if (!theirs) continue;
    both++;
    if (!mine.isDisjointFrom(theirs)) same++;
  }
  return { same, both };
}

type Count = [count: number, of: number];

function without({ rows, law, pairs }: TimingTrace): { sources: Count; targets: Count } {
  const sources = new Set<number>();
  const targets = new Set<number>();
  for (let row = 0; row < rows.at.length; row++) {
    if (Number.isNaN(rows.at[row])) continue;
    const canBeAnswered = (law?.answered[rows.kind[row]] ?? 0) > 0;
    if (rows.isTrigger[row] === 1 && rows.source[row] >= 0 && canBeAnswered) sources.add(rows.source[row]);
    if (rows.isResponse[row] === 1 && rows.target[row] >= 0) targets.add(rows.target[row]);
  }
  const all = [sources.size, targets.size];
  for (let p = 0; p < pairs.linked; p++) {
    sources.delete(pairs.source[p]);
    targets.delete(pairs.target[p]);
  }
  return { sources: [sources.size, all[0]], targets: [targets.size, all[1]] };
}
