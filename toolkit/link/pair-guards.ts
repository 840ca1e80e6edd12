import { TextColumn } from "../core/columns.ts";
import { type Table, toTable } from "../core/table.ts";
import type { GuardColumns } from "./explanation-columns.ts";
import type { TimingTrace } from "./timing-trace.ts";

/** Bits by which a pair must be ahead of any pair that it excludes: ten times as likely. */
export const LEAST_MARGIN = Math.log2(10);

/** What a pair must pass to be a link, and whether it does. */
export function pairGuards(trace: TimingTrace, p: number): Table<GuardColumns> {
  const { pairs, threshold, names } = trace;
  const margin = pairs.margin[p] / Math.LN2;
  const rival = linkedRival(trace, pairs.source[p], pairs.target[p], pairs.since[p], pairs.until[p]);
  const whose = rival === undefined ? "" : names[pairs.source[rival] === pairs.source[p] ? 1 : 0];
  const guards: [guard: string, passed: boolean, found: string][] = [
    [`probability of at least ${threshold}`, pairs.probability[p] >= threshold, pairs.probability[p].toFixed(3)],
    [
      "ten times as likely as any pair that it excludes",
      margin >= LEAST_MARGIN,
      Number.isFinite(margin) ? `2^${margin.toFixed(1)} times` : "no such pair",
    ],
    [
      trace.exclusive ? `nobody else is linked to either at the same time` : `no other ${names[1]} at the same time`,
      rival === undefined,
      rival === undefined ? "nobody is" : `another ${whose} is`,
    ],
  ];
  return toTable<GuardColumns>({
    guard: TextColumn.from(guards.map(([guard]) => guard)),
    passed: TextColumn.from(guards.map(([, passed]) => (passed ? "yes" : "no"))),
    found: TextColumn.from(guards.map(([, , found]) => found)),
  });
}

/** A linked pair that has one of the two at the same time, so that this pair cannot be a link. */
export function linkedRival(
  { pairs, exclusive }: TimingTrace,
  source: number,
  target: number,
  since: number,
  until: number,
): number | undefined {
  let best: number | undefined;
  for (let o = 0; o < pairs.linked; o++) {
    if (!(pairs.since[o] <= until && since <= pairs.until[o])) continue;
    const [sameSource, sameTarget] = [pairs.source[o] === source, pairs.target[o] === target];
    if (sameSource === sameTarget || (sameTarget && !exclusive)) continue;
    if (best === undefined || pairs.evidence[o] > pairs.evidence[best]) best = o;
  }
  return best;
}
