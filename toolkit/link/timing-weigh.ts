import type { DelayLaw, TimingPairs, TimingPairsTask } from "../../workers/kernels/timing-task.ts";
import { sharedFloat64, sharedInt32 } from "../../workers/shared.ts";
import { borders, type ComputeOptions, compute } from "../core/compute.ts";
import type { Accepted, Round } from "./timing-accepted.ts";
import type { Agreement } from "./timing-agreement.ts";
import type { Joined } from "./timing-join.ts";
import type { TimingLog } from "./timing-log.ts";

/** What speaks for pairs: which responses come after each trigger, and what else the two may have in common. */
export interface Signs {
  joined: Joined;
  agreement: Agreement | undefined;
}

const SOURCES_PER_TASK = 1 << 18;

/** Weighs the pairs that open events speak for, and no linked pair excludes. */
export async function weigh(
  verb: string,
  { triggers }: TimingLog,
  law: DelayLaw,
  { joined, agreement }: Signs,
  accepted: Accepted,
  costs: TimingPairsTask["costs"],
  least: number,
  options: ComputeOptions & { workers: number },
): Promise<Round> {
  const { workers } = options;
  const { sources, openTrigger, targets, moments, responses, rarest } = accepted;
  const cuts = borders(sources.length, Math.max(1, 4 * workers, Math.ceil(sources.length / SOURCES_PER_TASK)));
  const tasks = cuts.slice(1).map((last, i) => ({
    law,
    agreement,
    offsets: triggers.offsets,
    triggerAt: triggers.at,
    triggerClass: triggers.kind,
    windows: joined.ends,
    openTrigger,
    targets,
    moments,
    responses,
    rarest,
    costs,
    least,
    sources,
    first: cuts[i],
    last,
  }));
  return toRound(await compute(verb, "timingPairs", tasks, options), accepted, costs.quiet);
}

/** All parts in one, without the pairs that a linked one excludes. */
function toRound(parts: readonly TimingPairs[], accepted: Accepted, quiet: number): Round {
  const wholes = (name: "source" | "target" | "orphans" | "triggers" | "hitTrigger" | "hitResponse") =>
    joined(
      parts.map((part) => part[name]),
      sharedInt32,
    );
  const numbers = (name: "evidence" | "since" | "until") =>
    joined(
      parts.map((part) => part[name]),
      sharedFloat64,
    );
  const round: Round = {
    source: wholes("source"),
    target: wholes("target"),
    orphans: wholes("orphans"),
    triggers: wholes("triggers"),
    hitTrigger: wholes("hitTrigger"),
    hitResponse: wholes("hitResponse"),
    evidence: numbers("evidence"),
    since: numbers("since"),
    until: numbers("until"),
    begins: toBegins(parts.map(({ ends }) => ends)),
    ...{ rarity: none, prior: none, probability: none, margin: none, count: 0, quiet },
  };
  round.rarity = sharedFloat64(round.source.length);
  leaveOut(round, accepted);
  round.prior = new Float64Array(round.count);
  return round;
}

const none = new Float64Array();

/** Moves the pairs that nothing excludes together, to the front. */
function leaveOut(round: Round, accepted: Accepted): void {
  const { source, target, since, until, begins, rarity, hitTrigger, hitResponse } = round;
  const columns = [source, target, since, until, round.orphans, round.triggers, round.evidence];
  let p = 0;
  let h = 0;
  for (let i = 0; i < source.length; i++) {
    if (accepted.excludes(source[i], target[i], since[i], until[i])) continue;
    rarity[p] = accepted.rarity(source[i], target[i]);
    const [begin, end] = [begins[i], begins[i + 1]];
    if (p < i) {
      for (const column of columns) column[p] = column[i];
      for (let k = begin; k < end; k++) {
        hitTrigger[h + k - begin] = hitTrigger[k];
        hitResponse[h + k - begin] = hitResponse[k];
      }
    }
    h += end - begin;
    begins[++p] = h;
  }
  round.count = p;
}

function joined<A extends Int32Array | Float64Array>(parts: readonly A[], make: (length: number) => A): A {
  if (parts.length === 1) return parts[0];
  const whole = make(parts.reduce((sum, { length }) => sum + length, 0));
  let begin = 0;
  for (const part of parts) {
    whole.set(part, begin);
    begin += part.length;
  }
  return whole;
}

function toBegins(parts: readonly Int32Array[]): Int32Array {
  const begins = sharedInt32(1 + parts.reduce((sum, { length }) => sum + length, 0));
  let [p, before] = [0, 0];
  for (const ends of parts) {
    for (let i = 0; i < ends.length; i++) begins[++p] = before + ends[i];
    before = begins[p];
  }
  return begins;
}
