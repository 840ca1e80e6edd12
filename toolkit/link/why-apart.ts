import type { Duplicates } from "./find-duplicates.ts";
import { AGAINST } from "./record-clusters.ts";
import { recordOpinion } from "./record-opinion.ts";

/**
 * Why two rows that are likely one entity are in two: which of their entities' rows contradict each other the most, or that
 * one entity would be too large. Cost: the records of both entities, compared with each other.
 */
export function whyApart({ clusters, trace }: Duplicates, rowA: number, rowB: number): string {
  const { list, model, apart, largest } = trace;
  const entity = clusters.array("entity") as ArrayLike<number>;
  const rowsOf = (row: number) => {
    const rows = new Map<number, number>();
    for (let r = 0; r < entity.length; r++) {
      const record = list.recordOf[r];
      if (entity[r] === entity[row] && record >= 0 && !rows.has(record)) rows.set(record, r);
    }
    return [...rows];
  };
  const [some, others] = [rowsOf(rowA), rowsOf(rowB)];
  if (some.length + others.length > largest) return `one entity would have more than ${largest} records`;
  const opinion = recordOpinion(list, model, apart);
  let worst = { evidence: Infinity, rows: "" };
  for (const [a, x] of some) {
    for (const [b, y] of others) {
      const { evidence, apart: differ } = opinion(Math.min(a, b), Math.max(a, b));
      const rows = `rows ${Math.min(x, y)} and ${Math.max(x, y)}`;
      if (differ) return `${rows} differ clearly in ${apart.length === 1 ? apart[0] : "a field of the option apart"}`;
      if (evidence < worst.evidence) worst = { evidence, rows };
    }
  }
  if (worst.evidence < AGAINST) return `${worst.rows} contradict it (${worst.evidence.toFixed(1)} bits)`;
  return "all rows of their entities together speak against it, or surer links were taken first";
}
