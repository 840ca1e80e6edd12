import type { PersonOrder } from "../../workers/kernels/person-order.ts";
import { sharedFloat64, sharedUint32 } from "../../workers/shared.ts";
import { borders, type ComputeOptions, compute, workersFor } from "./compute.ts";

/** Rows by subject and time, over the threads; rows of subject -1 are left out. The answer does not depend on the threads. */
export async function orderRows(
  verb: string,
  subject: Int32Array<SharedArrayBuffer>,
  at: Float64Array<SharedArrayBuffer>,
  subjects: number,
  options: ComputeOptions,
): Promise<PersonOrder> {
  const workers = workersFor(verb, at.length, options);
  const edges = borders(subjects, Math.max(1, workers));
  const tasks = edges.slice(1).map((to, i) => ({ person: subject, at, from: edges[i], to }));
  const parts = await compute(verb, "personOrder", tasks, { ...options, workers });
  return parts.length === 1 ? parts[0] : joined(parts, subjects);
}

function joined(parts: readonly PersonOrder[], subjects: number): PersonOrder {
  const total = parts.reduce((sum, { at }) => sum + at.length, 0);
  const all = { rows: sharedUint32(total), at: sharedFloat64(total), offsets: sharedUint32(subjects + 1) };
  let [row, p] = [0, 0];
  for (const { rows, at, offsets } of parts) {
    all.rows.set(rows, row);
    all.at.set(at, row);
    for (let i = 0; i + 1 < offsets.length; i++) all.offsets[p++] = row + offsets[i];
    row += at.length;
  }
  all.offsets[subjects] = total;
  return all;
}
