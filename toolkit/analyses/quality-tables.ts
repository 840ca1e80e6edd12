import { OFFSETS, SOURCE_COUNTS } from "../../workers/kernels/quality.ts";
import { quantiles } from "../core/statistics/quantiles.ts";
import type { Table } from "../core/table.ts";
import type { EventView } from "../normalise/cleaning/event-view.ts";
import type { Counted } from "./quality-count.ts";
import type { ClockColumns, DuplicateColumns, NullColumns, OffsetColumns } from "./quality-result.ts";
import { byName, columnar } from "./quality-volumes.ts";

/** Rows of a source, by {@link SOURCE_COUNTS}. */
export const sourceCount = ({ counts }: Counted, s: number, name: (typeof SOURCE_COUNTS)[number]): number =>
  counts.sources[s * SOURCE_COUNTS.length + SOURCE_COUNTS.indexOf(name)]!;

/** The sources that have rows, by name. */
export const usedSources = (counted: Counted): number[] =>
  byName(counted.sources).filter((s) => sourceCount(counted, s, "rows") > 0);

/** How often each column is missing in each source: columns as in the table, sources by name. */
export function nullTable(counted: Counted): Table<NullColumns> {
  const { counts, columns, sources } = counted;
  const rows: NullColumns[] = columns.flatMap((column, c) =>
    usedSources(counted).map((s) => {
      const [all, missing] = [sourceCount(counted, s, "rows"), counts.nulls[c * sources.length + s]!];
      return { column, source: sources[s]!, rows: all, missing, share: missing / all };
    }),
  );
  return columnar<NullColumns>(rows, ["column", "source", "rows", "missing", "share"]);
}

/** What each source's clock is like; `ordered` says whether the rows have an order of delivery. */
export function clockTable(counted: Counted, ordered: boolean): Table<ClockColumns> {
  const rows = usedSources(counted).map((s): ClockColumns => {
    const of = (name: (typeof SOURCE_COUNTS)[number]) => sourceCount(counted, s, name);
    const back = counted.back[s]!;
    const none = counted.first[s]! > counted.last[s]!;
    return {
      source: counted.sources[s]!,
      rows: of("rows"),
      first: none ? Number.NaN : counted.first[s]!,
      last: none ? Number.NaN : counted.last[s]!,
      lost: of("lost"),
      future: of("future"),
      timeless: of("timeless"),
      no_offset: of("noOffset"),
      offsets: offsetsOf(counted, s).length,
      backwards: ordered ? back.length / of("rows") : Number.NaN,
      backwards_s: ordered ? quantiles(back, [0.5])[0]! / 1000 : Number.NaN,
    };
  });
  return columnar<ClockColumns>(rows, [
    "source",
    "rows",
    "first",
    "last",
    "lost",
    "future",
    "timeless",
    "no_offset",
    "offsets",
    "backwards",
    "backwards_s",
  ]);
}

/** How often each local offset occurs in each source. */
export function offsetTable(counted: Counted): Table<OffsetColumns> {
  const rows = usedSources(counted).flatMap((s): OffsetColumns[] => {
    const known = sourceCount(counted, s, "rows") - sourceCount(counted, s, "noOffset");
    return offsetsOf(counted, s).map(({ offset, rows }) => ({
      source: counted.sources[s]!,
      offset,
      rows,
      share: rows / known,
    }));
  });
  return columnar<OffsetColumns>(rows, ["source", "offset", "rows", "share"]);
}

function offsetsOf({ counts }: Counted, s: number): { offset: number; rows: number }[] {
  const cells = counts.offsets.subarray(s * OFFSETS, (s + 1) * OFFSETS);
  return Array.from(cells, (rows, i) => ({ offset: i - OFFSETS / 2, rows })).filter(({ rows }) => rows > 0);
}

/** Marked rows by source and rule, and how many were dropped before as copies. */
export function duplicateTable(
  counted: Counted,
  view: EventView,
  marked: Readonly<Record<string, Uint8Array | undefined>>,
  dropped: ReadonlyMap<string, number>,
): Table<DuplicateColumns> {
  const { codes } = view.text("source");
  const { sources } = counted;
  const found = Object.entries(marked).map(([rule, marks]) => {
    const counts = new Float64Array(sources.length);
    for (let i = 0; marks && i < marks.length; i++)
      if (marks[i] === 1) counts[codes[i]! < 0 ? sources.length - 1 : codes[i]!]!++;
    return { rule, counts };
  });
  const rows = usedSources(counted).flatMap((s): DuplicateColumns[] => {
    const gone = dropped.get(sources[s]!) ?? 0;
    const all = sourceCount(counted, s, "rows") + gone;
    const source = sources[s]!;
    return [
      ...found.map(({ rule, counts }) => ({ source, rule, rows: counts[s]!, share: counts[s]! / all })),
      { source, rule: "dropped", rows: gone, share: gone / all },
    ];
  });
  return columnar<DuplicateColumns>(rows, ["source", "rule", "rows", "share"]);
}
