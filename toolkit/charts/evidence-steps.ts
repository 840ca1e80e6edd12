import type { Weighing } from "../link/weighing.ts";

/** One step of a waterfall, in log2 odds. */
export interface EvidenceStep {
  label: string;
  /** Where it begins and ends; the prior and the total begin at 0. */
  from: number;
  to: number;
  weight: number;
  role: "prior" | "for" | "against" | "total";
}

/** What is drawn of many terms: the first ones, the last ones, and the rest as one. */
const MOST = 42;

/** The steps of a weighing, from the prior to the total; of very many terms the middle ones are one step. */
export function evidenceSteps({
  table,
  prior,
  total,
  before = "before any event",
}: Pick<Weighing, "table" | "prior" | "total" | "before">): EvidenceStep[] {
  const all = table.objects({ limit: Number.POSITIVE_INFINITY }) as { label: string; weight: number }[];
  const terms = all.length > MOST ? folded(all) : all;
  let at = prior;
  const steps: EvidenceStep[] = [{ label: before, from: 0, to: prior, weight: prior, role: "prior" }];
  for (const { label, weight } of terms) {
    steps.push({ label, from: at, to: at + weight, weight, role: weight < 0 ? "against" : "for" });
    at += weight;
  }
  steps.push({ label: "all together", from: 0, to: total, weight: total, role: "total" });
  return steps;
}

function folded(terms: readonly { label: string; weight: number }[]) {
  const ends = 4;
  const first = terms.slice(0, MOST - ends - 1);
  const middle = terms.slice(first.length, -ends);
  const weight = middle.reduce((sum, term) => sum + term.weight, 0);
  return [...first, { label: `${middle.length.toLocaleString("en-GB")} more`, weight }, ...terms.slice(-ends)];
}
