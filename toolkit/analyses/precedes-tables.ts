import { COLUMNS, type PrecedenceCounts } from "../../workers/kernels/precedence.ts";
import { formatDuration } from "../core/duration.ts";
import { tableOfRows } from "../core/table-of-rows.ts";
import { clusterRatio } from "./precedes-estimate.ts";
import type { PrecedesSpec } from "./precedes-options.ts";
import type { DoseColumns, LagColumns } from "./precedes-result.ts";

const RATIO = ["seen", "expected", "ratio", "lower", "upper"] as const;

/** The ratio in each bin of lag, from long before the trigger to long after it. */
export function lagTable(spec: PrecedesSpec, counts: PrecedenceCounts) {
  const { edges } = spec;
  const size = edges.length;
  const ends = [0, ...edges];
  const rows = Array.from({ length: 2 * size }, (_, bin) => {
    const k = bin < size ? size - 1 - bin : bin - size;
    const [near, far] = [ends[k], ends[k + 1]];
    const [from, to] = bin < size ? [0 - far, 0 - near] : [near, far];
    const words = `${k === 0 ? "0" : formatDuration(near)} to ${formatDuration(far)}`;
    const found = ratioOf(spec, counts, COLUMNS.seen + bin, COLUMNS.seen + 2 * size + bin);
    return { from, to, label: `${words} ${bin < size ? "before" : "after"}`, ...found };
  });
  return tableOfRows<LagColumns>(rows, ["from", "to", "label", ...RATIO]);
}

/** The ratio by how many triggers came within the window, the last included. */
export function doseTable(spec: PrecedesSpec, counts: PrecedenceCounts) {
  const { stats, width, people } = counts;
  const rows = ["1", "2", "3 or more"].map((dose, d) => {
    let triggers = 0;
    for (let i = 0; i < people.length; i++) triggers += stats[i * width + COLUMNS.dose + d];
    return { dose, triggers, ...ratioOf(spec, counts, COLUMNS.doseSeen + d, COLUMNS.doseUsual + d) };
  });
  return tableOfRows<DoseColumns>(
    rows.filter(({ triggers }) => triggers > 0),
    ["dose", "triggers", ...RATIO],
  );
}

function ratioOf(
  spec: PrecedesSpec,
  { stats, width, informative }: PrecedenceCounts,
  seenAt: number,
  expectedAt: number,
) {
  const telling: number[] = [];
  for (let i = 0; i < informative.length; i++) if (informative[i] === 1) telling.push(i);
  const pick = (column: number) => Float64Array.from(telling, (i) => stats[i * width + column]);
  const { seen, expected, estimate, lower, upper } = clusterRatio(
    pick(seenAt),
    pick(expectedAt),
    spec.shifts.length,
    spec.confidence,
  );
  return { seen, expected, ratio: estimate, lower, upper };
}
