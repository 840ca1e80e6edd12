import type { ColumnTable } from "arquero";
import { random } from "../../../toolkit/core/random.ts";
import { toTable } from "../../../toolkit/core/table.ts";
import { segmentByCluster } from "../../../toolkit/segments/segment-by-cluster.ts";
import { sharedFloat64, sharedInt32 } from "../../../workers/shared.ts";
import type { Case, Setting } from "../job.ts";
import { threadsFor, threadsName } from "../threads.ts";

/** A fiftieth of the rows as people with six features each, in five groups, from two beginnings; no peer here does k-means. */
const FEATURES = ["calls", "messages", "seconds", "contacts", "typical", "long"];
const GROUPS = 5;

export default async function* clusters({ rows, wanted }: Setting): AsyncGenerator<Case> {
  if (!wanted("k-means")) return;
  const people = Math.max(10, Math.floor(rows / 50));
  let table: ColumnTable | undefined;
  const open = () => {
    if (table) return;
    const chance = random(6);
    const columns = FEATURES.map((name) => [name, sharedFloat64(people)] as const);
    const person = sharedInt32(people);
    for (let p = 0; p < people; p++) {
      person[p] = p;
      const group = p % GROUPS;
      for (const [i, [, column]] of columns.entries()) column[p] = chance.normal(group * (i + 1), 1.5);
    }
    table = toTable({ person, ...Object.fromEntries(columns) });
  };
  const contenders = threadsFor(rows).map((workers) => ({
    ...{ name: threadsName(workers), ours: true, open },
    columns: () => [table as ColumnTable],
    run: async () => {
      const { table: groups, within } = await segmentByCluster(table as ColumnTable, { k: GROUPS, starts: 2, workers });
      return { columns: () => [groups], fingerprint: () => within.toPrecision(12) };
    },
  }));
  yield { name: "k-means", rows: people, contenders };
}
