import { type Table, toTable } from "../core/table.ts";
import type { Finding } from "../normalise/cleaning/found.ts";
import type { Counted } from "./quality-count.ts";
import type { Coverage } from "./quality-coverage.ts";
import type { HourColumns, VolumeColumns, WeekdayColumns } from "./quality-result.ts";

const DAY = 864e5;

/** `2025-03-27` of a day counted from 1970. */
const dateOf = (day: number) => new Date(day * DAY).toISOString().slice(0, 10);

/** Places of names in the order of the names. */
export const byName = (names: readonly string[]): number[] =>
  [...names.keys()].sort((a, b) => (names[a]! < names[b]! ? -1 : names[a]! > names[b]! ? 1 : a - b));

/**
 * Rows by local day, source and kind; days that a source covers in part say why. The files of one series cover days
 * together; records (`crm`) tell how things stood and cover none.
 */
export function volumeTable(
  counted: Counted,
  partials: readonly Finding[],
  { series, unjudged }: Coverage,
): Table<VolumeColumns> {
  const { counts, sources, kinds, firstDay, days, dayFirst, dayLast } = counted;
  const rows: VolumeColumns[] = [];
  const partial = new Map(partials.map((finding) => [`${finding.what} ${dayOf(finding)}`, finding.evidence]));
  const [bySource, byKind] = [byName(sources), byName(kinds)];
  for (let day = 0; day < days; day++) {
    for (const s of bySource) {
      const place = day * sources.length + s;
      const [first, last] = [dayFirst[place]!, dayLast[place]!];
      if (first > last) continue;
      const date = dateOf(firstDay + day);
      const why = partial.get(`${series[s]} ${date}`) ?? null;
      for (const k of byKind) {
        const cell = (day * kinds.length + k) * sources.length + s;
        const n = counts.volumes[cell]!;
        if (n === 0) continue;
        const isJudged = kinds[k] !== "crm" && series[s] !== undefined && !unjudged.has(s);
        const told = isJudged ? why : null;
        rows.push({
          day: date,
          source: sources[s]!,
          kind: kinds[k]!,
          rows: n,
          no_offset: counts.volumesByUtc[cell]!,
          partial: isJudged ? (told === null ? 0 : 1) : Number.NaN,
          why: told,
          first,
          last,
        });
      }
    }
  }
  return columnar<VolumeColumns>(rows, [
    "day",
    "source",
    "kind",
    "rows",
    "no_offset",
    "partial",
    "why",
    "first",
    "last",
  ]);
}

/** The local day that a finding about one is about: its `from` is midnight there, by whatever offset. */
const dayOf = ({ from, to }: Finding) => dateOf(Math.floor((from + to) / 2 / DAY));

/** Rows by hour of each clock; every hour is there, so that a curve has no holes. */
export function hourTable({ counts, kinds }: Counted): Table<HourColumns> {
  const rows: HourColumns[] = [];
  each(kinds, counts.hours, counts.hoursByUtc, 24, (clock, kind, hour, n, no_offset) =>
    rows.push({ clock, kind, hour, rows: n, no_offset }),
  );
  return columnar<HourColumns>(rows, ["clock", "kind", "hour", "rows", "no_offset"]);
}

/** Rows by weekday of each clock, Monday 1; every day is there. */
export function weekdayTable({ counts, kinds }: Counted): Table<WeekdayColumns> {
  const rows: WeekdayColumns[] = [];
  each(kinds, counts.weekdays, counts.weekdaysByUtc, 7, (clock, kind, day, n, no_offset) =>
    rows.push({ clock, kind, weekday: day + 1, rows: n, no_offset }),
  );
  return columnar<WeekdayColumns>(rows, ["clock", "kind", "weekday", "rows", "no_offset"]);
}

function each(
  kinds: readonly string[],
  counts: Float64Array,
  byUtc: Float64Array,
  size: number,
  tell: (clock: "local" | "utc", kind: string, place: number, rows: number, noOffset: number) => void,
): void {
  for (const [c, clock] of (["local", "utc"] as const).entries()) {
    for (const k of byName(kinds)) {
      const begin = (c * kinds.length + k) * size;
      const cells = counts.subarray(begin, begin + size);
      if (!cells.some((n) => n > 0)) continue;
      for (let i = 0; i < size; i++) tell(clock, kinds[k]!, i, cells[i]!, c === 0 ? byUtc[k * size + i]! : 0);
    }
  }
}

/** Rows as the columns of a table; a table without rows has its columns all the same. */
export function columnar<C extends object>(rows: readonly C[], names: readonly (keyof C & string)[]): Table<C> {
  return toTable<C>(Object.fromEntries(names.map((name) => [name, rows.map((row) => row[name])])) as never);
}
