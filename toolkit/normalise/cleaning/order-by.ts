import type { PersonOrder } from "../../../workers/kernels/person-order.ts";
import { sharedFloat64, sharedUint32 } from "../../../workers/shared.ts";
import { borders, compute, workersFor } from "../../core/compute.ts";
import type { EventView } from "./event-view.ts";

/** The rows by code (those below 0 left out), then by time, then by delivery; rows without a time are left out. */
export async function orderBy(
  view: EventView,
  codes: Int32Array<SharedArrayBuffer>,
  count: number,
): Promise<PersonOrder> {
  const { verb, at, options } = view;
  const workers = workersFor(verb, view.rows, options);
  const edges = borders(count, Math.max(1, Math.min(workers, count)));
  const tasks = edges.slice(1).map((to, i) => ({ person: codes, at, from: edges[i]!, to }));
  const parts = await compute(verb, "personOrder", tasks, { ...options, workers });
  return parts.length === 1 ? parts[0]! : joined(parts);
}

function joined(parts: readonly PersonOrder[]): PersonOrder {
  const total = parts.reduce((sum, { at }) => sum + at.length, 0);
  const groups = parts.reduce((sum, { offsets }) => sum + offsets.length - 1, 0);
  const all: PersonOrder = { rows: sharedUint32(total), at: sharedFloat64(total), offsets: sharedUint32(groups + 1) };
  let [row, group] = [0, 0];
  for (const { rows, at, offsets } of parts) {
    all.rows.set(rows, row);
    all.at.set(at, row);
    for (let i = 0; i + 1 < offsets.length; i++) all.offsets[group++] = row + offsets[i]!;
    row += at.length;
  }
  all.offsets[groups] = total;
  return all;
}
