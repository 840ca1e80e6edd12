import { recordComparer } from "../records/compare.ts";
import type { RecordField } from "../records/levels.ts";
import { sharedInt32 } from "../shared.ts";

export interface RecordPatternsTask {
  fields: RecordField[];
  a: Int32Array;
  b: Int32Array;
}

/** The pattern of agreement of each given pair of records. */
export function recordPatterns({ fields, a, b }: RecordPatternsTask): Int32Array<SharedArrayBuffer> {
  const compare = recordComparer(fields);
  const patterns = sharedInt32(a.length);
  for (let i = 0; i < a.length; i++) patterns[i] = compare(a[i]!, b[i]!);
  return patterns;
}
