import { quantiles } from "../../core/statistics/quantiles.ts";
import type { EventView } from "./event-view.ts";
import type { Found } from "./found.ts";

/** Nothing logged by phones is older: clocks at 1970 or 1980 have lost their time. */
export const EARLIEST = Date.UTC(1990, 0, 1);

/** Times before 1990, or more than `before` earlier than the first percentile of their source. */
export function findLostClocks(view: EventView, { before }: { before: number }): Found {
  const { source, edges } = spans(view);
  const limits = Float64Array.from(edges, ([first]) =>
    Number.isNaN(first) ? EARLIEST : Math.max(EARLIEST, first - before),
  );
  const marks = new Uint8Array(view.rows);
  for (let i = 0; i < marks.length; i++) if (view.at[i]! < limits[source[i]! + 1]!) marks[i] = view.alive[i]!;
  return { marks };
}

/** Times after `latest`, or more than `after` later than the last percentile of their source. */
export function findFuture(view: EventView, { after, latest }: { after: number; latest: number }): Found {
  const { source, edges } = spans(view);
  const limits = Float64Array.from(edges, ([, last]) => (Number.isNaN(last) ? latest : Math.min(latest, last + after)));
  const marks = new Uint8Array(view.rows);
  for (let i = 0; i < marks.length; i++) if (view.at[i]! > limits[source[i]! + 1]!) marks[i] = view.alive[i]!;
  return { marks };
}

/**
 * The first and the last percentile of the times of each source; places are source codes plus 1. Records (`crm`) tell
 * how things stood at any time and count for nothing.
 */
function spans(view: EventView) {
  const { codes: source, values } = view.text("source");
  const { codes: kind, values: kinds } = view.text("kind");
  const record = kinds.indexOf("crm");
  const { at, alive, rows } = view;
  const counted = new Uint8Array(rows);
  const sizes = new Int32Array(values.length + 1);
  for (let i = 0; i < rows; i++) {
    if (alive[i] === 0 || !(at[i]! >= EARLIEST) || (record >= 0 && kind[i] === record)) continue;
    counted[i] = 1;
    sizes[source[i]! + 1]!++;
  }
  const times = Array.from(sizes, (size) => new Float64Array(size));
  sizes.fill(0);
  for (let i = 0; i < rows; i++) {
    if (counted[i] === 0) continue;
    const place = source[i]! + 1;
    times[place]![sizes[place]!++] = at[i]!;
  }
  return { source, edges: times.map((list) => quantiles(list, [0.01, 0.99]) as [number, number]) };
}
