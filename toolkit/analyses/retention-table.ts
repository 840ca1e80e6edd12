import { sharedUint8 } from "../../workers/shared.ts";
import { periodName } from "../core/calendar.ts";
import { coded } from "../core/coded.ts";
import { TextColumn } from "../core/columns.ts";
import { filled } from "../core/filled.ts";
import { type Groups, UNKNOWN } from "../core/groups.ts";
import { benjaminiHochberg } from "../core/statistics/benjamini-hochberg.ts";
import { mantelHaenszel } from "../core/statistics/mantel-haenszel.ts";
import { wilson } from "../core/statistics/wilson.ts";
import { type Table, toTable } from "../core/table.ts";
import type { Counts } from "./retention-count.ts";
import type { Cohorts } from "./retention-members.ts";
import type { RetentionColumns, RetentionCurveColumns, RetentionTestColumns } from "./retention-result.ts";
import type { Column } from "./retention-spec.ts";

export interface Counted {
  counts: Counts;
  cohorts: Cohorts;
  columns: readonly Column[];
  /** One group without a title when nobody asked for groups. */
  groups: Groups | undefined;
  confidence: number;
  /** Who starts in between may be in a cohort, as far as the data go: UTC ms. */
  told: readonly [first: number, last: number];
}

const NOTHING = { estimate: Number.NaN, lower: Number.NaN, upper: Number.NaN };

/** The triangle; cohorts without people are left out. */
export function triangleTable({
  counts,
  cohorts,
  columns,
  groups,
  confidence,
  told,
}: Counted): Table<RetentionColumns> {
  const { sizes, returned } = counts;
  const { calendar, count, over } = cohorts;
  const width = columns.length;
  const kept = [...sizes.keys()].filter((cell) => sizes[cell] > 0);
  const names = TextColumn.from(Array.from({ length: count }, (_, c) => periodName(calendar, c)));
  const cellOf = (row: number) => kept[Math.floor(row / width)];
  const rows = kept.length * width;
  const isOver = (row: number) => columns[row % width].high - 1 <= over[cellOf(row) % count];
  const known = sharedUint8(rows);
  for (let row = 0; row < rows; row++) known[row] = isOver(row) ? 1 : 0;
  const rates = Array.from({ length: rows }, (_, row) => {
    if (row % width === 0) return { ...NOTHING, estimate: 1 };
    return known[row] === 1
      ? wilson(returned[cellOf(row) * width + (row % width)], sizes[cellOf(row)], confidence)
      : NOTHING;
  });
  return toTable<RetentionColumns>({
    ...(groups ? { group: coded(rows, groups.labels, (row) => Math.floor(cellOf(row) / count)) } : {}),
    cohort: coded(rows, names.values, (row) => cellOf(row) % count),
    cohort_at: filled(rows, (row) => calendar.starts[cellOf(row) % count]),
    period: filled(rows, (row) => columns[row % width].low),
    label: coded(
      rows,
      columns.map(({ label }) => label),
      (row) => row % width,
    ),
    people: filled(rows, (row) => sizes[cellOf(row)]),
    returned: filled(rows, (row) =>
      row % width === 0 || known[row] === 1 ? returned[cellOf(row) * width + (row % width)] : Number.NaN,
    ),
    rate: filled(rows, (row) => rates[row].estimate),
    lower: filled(rows, (row) => rates[row].lower),
    upper: filled(rows, (row) => rates[row].upper),
    over: Array.from(known, (one) => one === 1),
    partial: Array.from({ length: rows }, (_, row) => {
      const cohort = cellOf(row) % count;
      return calendar.starts[cohort] < told[0] || calendar.starts[cohort + 1] > told[1];
    }),
  } as never);
}

/** Cohorts taken together, those whose period is over. */
export function curveTable({ counts, cohorts, columns, groups, confidence }: Counted): Table<RetentionCurveColumns> {
  const width = columns.length;
  const labels = groups?.labels ?? [""];
  const rows = labels.flatMap((_, g) =>
    columns.map(({ low, high }, j) => {
      let [n, y, strata] = [0, 0, 0];
      for (let c = 0; c < cohorts.count; c++) {
        const size = counts.sizes[g * cohorts.count + c];
        if (size === 0 || (j > 0 && high - 1 > cohorts.over[c])) continue;
        n += size;
        y += counts.returned[(g * cohorts.count + c) * width + j];
        strata++;
      }
      const rate =
        j === 0 ? { ...NOTHING, estimate: 1 } : n === 0 ? NOTHING : pooled(y, n, counts, g * width + j, confidence);
      return { group: g, period: low, j, cohorts: strata, people: n, returned: y, ...rate };
    }),
  );
  const column = (name: Exclude<keyof (typeof rows)[number], "group">) => filled(rows.length, (row) => rows[row][name]);
  const text = (values: readonly string[], of: (row: (typeof rows)[number]) => number) =>
    coded(rows.length, values, (i) => of(rows[i]));
  return toTable<RetentionCurveColumns>({
    ...(groups ? { group: text(labels, ({ group }) => group) } : {}),
    period: column("period"),
    label: text(
      columns.map(({ label }) => label),
      ({ j }) => j,
    ),
    cohorts: column("cohorts"),
    people: column("people"),
    returned: column("returned"),
    rate: column("estimate"),
    lower: column("lower"),
    upper: column("upper"),
  } as never);
}

/**
 * Wilson's interval; where a person counts several times, with the n of independent people that would be as sure:
 * p (1 - p) over the variance of a ratio of sums by person.
 */
function pooled(y: number, n: number, { spread }: Counts, at: number, confidence: number) {
  if (!spread) return wilson(y, n, confidence);
  const people = spread.persons[at];
  const rate = y / n;
  const squares = spread.yy[at] - 2 * rate * spread.yn[at] + rate * rate * spread.nn[at];
  const variance = ((people / Math.max(1, people - 1)) * squares) / (n * n);
  const effective = variance > 0 ? Math.min(n, (rate * (1 - rate)) / variance) : people;
  return { ...wilson(rate * effective, effective, confidence), estimate: rate };
}

/** Groups compared within cohorts, so that older and younger groups are not; "unknown" is no group. */
export function testTable({ counts, cohorts, columns, groups }: Counted): Table<RetentionTestColumns> | undefined {
  const known = groups ? [...groups.labels.keys()].filter((g) => groups.labels[g] !== UNKNOWN) : [];
  if (known.length < 2 || counts.spread) return undefined;
  const width = columns.length;
  const tests = columns.slice(1).map(({ high }, i) => {
    const strata = Array.from({ length: cohorts.count }, (_, c) => c)
      .filter((c) => high - 1 <= cohorts.over[c])
      .map((c) => ({
        n: known.map((g) => counts.sizes[g * cohorts.count + c]),
        hits: known.map((g) => counts.returned[(g * cohorts.count + c) * width + i + 1]),
      }));
    return mantelHaenszel(strata, known.length);
  });
  const q = benjaminiHochberg(tests.map(({ p }) => p));
  return toTable<RetentionTestColumns>({
    period: filled(tests.length, (i) => columns[i + 1].low),
    label: TextColumn.from(columns.slice(1).map(({ label }) => label)),
    chi_square: filled(tests.length, (i) => tests[i].chiSquare),
    df: filled(tests.length, (i) => tests[i].df),
    p: filled(tests.length, (i) => tests[i].p),
    q: filled(tests.length, (i) => q[i]),
  });
}
