import { recordComparer } from "../../workers/records/compare.ts";
import { FIELD_LEVELS, patternFactors } from "../../workers/records/levels.ts";
import type { PairOpinion } from "./record-clusters.ts";
import { kernelFields } from "./record-comparisons.ts";
import type { RecordList } from "./record-list.ts";
import type { RecordModel } from "./record-model.ts";
import { pairWeigher } from "./record-weights.ts";

/**
 * What any two records say of each other, compared now.
 *
 * @param apart fields in which the rows of one entity may not differ clearly
 */
export function recordOpinion(
  list: RecordList,
  model: RecordModel,
  apart: readonly string[],
): (a: number, b: number) => PairOpinion {
  const { weigh } = pairWeigher(list.fields, model);
  const compare = recordComparer(kernelFields(list));
  const factors = patternFactors(list.fields);
  const once = list.fields
    .map(({ kind, name }, f) => ({ f, name, last: FIELD_LEVELS[kind].length }))
    .filter(({ name }) => apart.includes(name));
  return (a, b) => {
    const pattern = compare(a, b);
    return {
      evidence: weigh(pattern, a).evidence,
      apart: once.some(({ f, last }) => Math.floor(pattern / factors[f]) % (last + 1) === last),
    };
  };
}
