import { hasColumn, textOf } from "../core/table.ts";
import { pairsIn, toAgreement } from "./agreement.ts";
import { IDENTIFIER_KINDS } from "./identifiers.ts";
import type { Linked } from "./linked.ts";

/**
 * The share of true pairs that exact identifiers could find at most: pairs of rows that a chain of shared identifiers
 * connects, whatever stands against it. NaN without identifiers, or without true pairs.
 */
export function linkCeiling(verb: string, { table }: Linked, truth: ArrayLike<number>): number {
  const columns = IDENTIFIER_KINDS.filter((kind) => hasColumn(table, kind)).map((kind) => textOf(verb, table, kind));
  if (columns.length === 0) return Number.NaN;
  let nodes = 0;
  const begins = columns.map(({ values }) => {
    nodes += values.length;
    return nodes - values.length;
  });
  const parent = Int32Array.from({ length: nodes }, (_, node) => node);
  const root = (node: number) => {
    let at = node;
    while (parent[at] !== at) at = parent[at] = parent[parent[at]];
    return at;
  };
  const first = new Int32Array(truth.length).fill(-1);
  for (let row = 0; row < first.length; row++) {
    for (const [c, { codes }] of columns.entries()) {
      if (codes[row] < 0) continue;
      const node = begins[c] + codes[row];
      if (first[row] < 0) first[row] = node;
      else parent[root(node)] = root(first[row]);
    }
  }
  const agreement = toAgreement(
    first.map((node) => (node < 0 ? -1 : root(node))),
    truth,
  );
  return pairsIn(agreement.cells.rows) / pairsIn(agreement.real);
}
