import { quantiles } from "../../core/statistics/quantiles.ts";
import type { EventView } from "./event-view.ts";
import type { Found } from "./found.ts";

/** Nothing logged by phones is older: clocks at 1970 or 1980 have lost their time. */
export const EARLIEST = Date.UTC(1990, 0, 1);

/** Times before 1990, or more than `before` earlier than the first percentile of their source. */
export function findLostClocks(view: EventView, { before }: { before: number }): Found {
  const { first, source } = spans(view);
  return mark(view, (time, i) => time < EARLIEST || time < first[source[i]! + 1]! - before);
}

/** Times after `latest`, or more than `after` later than the last percentile of their source. */
export function findFuture(view: EventView, { after, latest }: { after: number; latest: number }): Found {
  const { last, source } = spans(view);
  return mark(view, (time, i) => time > latest || time > last[source[i]! + 1]! + after);
}

function mark(view: EventView, isWrong: (time: number, row: number) => boolean): Found {
  const marks = new Uint8Array(view.rows);
  for (let i = 0; i < marks.length; i++) if (isWrong(view.at[i]!, i)) marks[i] = view.alive[i]!;
  return { marks };
}

/**
 * The first and the last percentile of the times of each source; places are source codes plus 1. Records (`crm`) tell
 * how things stood at any time and count for nothing.
 */
function spans(view: EventView) {
  const source = view.text("source").codes;
  const kind = view.text("kind");
  const record = kind.values.indexOf("crm");
  const sizes = new Int32Array(view.text("source").values.length + 1);
  const counts = (i: number) =>
    view.alive[i] === 1 && view.at[i]! >= EARLIEST && (record < 0 || kind.codes[i] !== record);
  for (let i = 0; i < view.rows; i++) if (counts(i)) sizes[source[i]! + 1]!++;
  const times = Array.from(sizes, (size) => new Float64Array(size));
  sizes.fill(0);
  for (let i = 0; i < view.rows; i++) {
    if (!counts(i)) continue;
    const place = source[i]! + 1;
    times[place]![sizes[place]!++] = view.at[i]!;
  }
  const edges = times.map((list) => quantiles(list, [0.01, 0.99]) as [number, number]);
  return { first: edges.map(([low]) => low), last: edges.map(([, high]) => high), source };
}
