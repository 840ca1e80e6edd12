import type { CountedColumn, QualityCounts, QualityTask } from "../../workers/kernels/quality.ts";
import { type Column, TextColumn, WholeColumn } from "../core/columns.ts";
import { borders, type ComputeOptions, compute, workersFor } from "../core/compute.ts";
import { PhonographError } from "../core/errors.ts";
import { timeSpan } from "../core/instant.ts";
import type { EventView } from "../normalise/cleaning/event-view.ts";

const DAY = 864e5;
const OUTSIDE = -32768;
/** What `normalise` tells of numbers and `clean` of rows: missing where there is nothing to tell. */
const DERIVED = /^(?:phone|peer)_(?:country|area|carrier|type|original)$|^doubt$/;

/** Every count of a table, and how its arrays are laid out. */
export interface Counted {
  counts: QualityCounts;
  /** By day and source, by source: first and last time. */
  dayFirst: Float64Array;
  dayLast: Float64Array;
  first: Float64Array;
  last: Float64Array;
  /** Steps back in time by source, milliseconds. */
  back: Float64Array[];
  columns: readonly string[];
  /** Names of kinds and sources; the last of each is of rows without one. */
  kinds: readonly string[];
  sources: readonly string[];
  firstDay: number;
  days: number;
}

/**
 * Counts a table in the workers: each takes a run of rows, and all counts add up. `wrong` is 1 where a clock had lost its
 * time, 2 where it shows a time to come.
 */
export async function countEvents(view: EventView, wrong: Uint8Array, options: ComputeOptions): Promise<Counted> {
  const { verb, rows, at } = view;
  const kind = view.text("kind");
  const source = view.text("source");
  const offset = view.offsets();
  const { firstDay, days } = daySpan(verb, at, offset, wrong);
  const columns = view.names.filter((name) => !DERIVED.test(name));
  const base = {
    at,
    offset,
    wrong,
    kind: kind.codes,
    kinds: kind.values.length,
    source: source.codes,
    sources: source.values.length,
    firstDay,
    days,
    columns: columns.map((name) => counted(view.given(name))),
  } satisfies Omit<QualityTask, "from" | "to">;
  const workers = workersFor(verb, rows, options);
  const edges = borders(rows, Math.max(1, workers));
  const tasks = edges.slice(1).map((to, i) => ({ ...base, from: edges[i]!, to }));
  const parts = await compute(verb, "quality", tasks, { ...options, workers });
  const [{ counts, spans }] = parts;
  for (const other of parts.slice(1)) {
    for (const name of Object.keys(counts) as (keyof QualityCounts)[]) add(counts[name], other.counts[name]);
    for (const name of ["dayFirst", "first"] as const) keep(spans[name], other.spans[name], Math.min);
    for (const name of ["dayLast", "last"] as const) keep(spans[name], other.spans[name], Math.max);
  }
  const back = [...source.values, ""].map((_, s) =>
    Float64Array.from(
      parts.flatMap(({ spans: { backSource, backBy } }) => Array.from(backBy).filter((_, i) => backSource[i] === s)),
    ),
  );
  return {
    counts,
    ...spans,
    back,
    columns,
    kinds: [...kind.values, "unknown"],
    sources: [...source.values, "unknown"],
    firstDay,
    days,
  };
}

/** The first local day and how many there are up to the last. */
function daySpan(verb: string, at: Float64Array, offset: Int16Array, wrong: Uint8Array) {
  const [least, most] = timeSpan(at.map((time, i) => localTime(time, offset[i]!, wrong[i]!)));
  if (least > most) {
    const rule = "there must be rows with a time to look at";
    const found = `${at.length.toLocaleString("en")} rows, none of which has one that can be`;
    throw new PhonographError({ code: "data/unparseable", verb, rule, found });
  }
  const firstDay = Math.floor(least / DAY);
  return { firstDay, days: Math.floor(most / DAY) - firstDay + 1 };
}

const localTime = (time: number, minutes: number, wrong: number): number =>
  wrong > 0 || !Number.isFinite(time) ? Number.NaN : minutes === OUTSIDE ? time : time + minutes * 60_000;

function counted(column: Column): CountedColumn {
  if (column instanceof TextColumn) return { array: column.codes, missing: "negative" };
  if (column instanceof WholeColumn) return { array: column.array, missing: column.missing };
  const floats = column instanceof Float64Array || column instanceof Float32Array;
  return { array: column, missing: floats ? Number.NaN : "none" };
}

function add(sum: Float64Array, more: Float64Array): void {
  for (let i = 0; i < sum.length; i++) sum[i]! += more[i]!;
}

function keep(best: Float64Array, other: Float64Array, of: (a: number, b: number) => number): void {
  for (let i = 0; i < best.length; i++) best[i] = of(best[i]!, other[i]!);
}
