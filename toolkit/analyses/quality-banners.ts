import { maskText } from "../core/mask.ts";
import type { Table } from "../core/table.ts";
import type { QualityLimit, QualitySpec } from "./quality-options.ts";
import { QUALITY_LIMITS } from "./quality-options.ts";
import type { ClockColumns, DoubtColumns, DuplicateColumns, QualityBanner, SpellingColumns } from "./quality-result.ts";

/** A share that may cross its limit. */
export interface Measured {
  name: QualityLimit;
  source: string | null;
  column: string | null;
  rows: number;
  /** What the rows are a share of. */
  of: number;
}

const SAYS: Readonly<Record<QualityLimit, string>> = {
  invalid:
    "values gave no number: is this a column of phone numbers, is its region right, or are they of an old plan (migrations)?",
  "default-region": "values are written without + and rest on the default region: a wrong region gives wrong numbers",
  "scientific-notation": "values are in scientific notation, their last digits lost: export the column as text",
  ambiguous: "values may be two kinds of number: say what the column holds",
  spellings: "numbers came in more than one spelling: join on the read number, never on the written one",
  "missing-phone": "calls and messages have no phone: they belong to nobody",
  "no-offset": "rows have no local offset: their days, hours and weekdays are those of UTC",
  "lost-clock": "rows are dated by a clock that had lost its time: leave them out of anything by time",
  future: "rows are dated in the future: leave them out of anything by time",
  duplicates: "rows came more than once: was an export delivered twice?",
  dropped: "rows were dropped on the way in: the issues say why",
  "partial-days": "days are covered in part: compare whole days only",
};

/** The banners of all shares above their limits, in the order of the limits, then by source and column. */
export function bannersOf(measured: readonly Measured[], limits: QualitySpec["limits"]): readonly QualityBanner[] {
  const names = Object.keys(QUALITY_LIMITS) as QualityLimit[];
  const rank = ({ name, source, column }: Measured) => [names.indexOf(name), source ?? "", column ?? ""] as const;
  const sorted = [...measured].sort((a, b) => {
    const [x, y] = [rank(a), rank(b)];
    const i = x.findIndex((part, place) => part !== y[place]);
    return i < 0 ? 0 : x[i]! < y[i]! ? -1 : 1;
  });
  const banners = sorted.flatMap(({ name, source, column, rows, of }) => {
    const share = of > 0 ? rows / of : 0;
    const limit = limits[name];
    if (!(share > limit)) return [];
    const where = [source, column].flatMap((part) => (part === null ? [] : [sourceWords(part)])).join(", ");
    const sentence = `${where === "" ? "" : `${where}: `}${percent(share)} of ${of.toLocaleString("en")} ${SAYS[name]}`;
    return [Object.freeze({ name, source, column, rows, share, limit, sentence })];
  });
  return Object.freeze(banners);
}

const ISO_DAY = /((?<!\d)(?:19|20)\d\d-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])(?!\d))/;

/** The name of a source as it may be shown: a file can be named for a number. The day in `cdr-2026-07-01.csv` is none. */
export const sourceWords = (source: string): string =>
  source
    .split(ISO_DAY)
    .map((part, i) => (i % 2 === 1 ? part : maskText(part)))
    .join("");

/** As few digits as tell the share: 0.05 %, 1.1 %, 71 %. */
function percent(share: number): string {
  const value = share * 100;
  return `${value.toFixed(value >= 10 ? 0 : value >= 1 ? 1 : 2)} %`;
}

/** The shares that the tables of a result hold. */
export function measure(tables: {
  doubts: Table<DoubtColumns>;
  spellings: Table<SpellingColumns>;
  clocks: Table<ClockColumns>;
  duplicates: Table<DuplicateColumns>;
}): Measured[] {
  const rowsOf = <C>(table: Table<C & object>) => table.objects({ limit: Infinity }) as C[];
  const doubts = rowsOf<DoubtColumns>(tables.doubts).map(({ doubt, source, column, rows, share }) => ({
    name: doubt,
    source,
    column,
    rows,
    of: rows === 0 ? 0 : Math.round(rows / share),
  }));
  const clocks = rowsOf<ClockColumns>(tables.clocks).flatMap(({ source, rows: of, lost, future, no_offset }) => [
    { name: "lost-clock" as const, source, column: null, rows: lost, of },
    { name: "future" as const, source, column: null, rows: future, of },
    { name: "no-offset" as const, source, column: null, rows: no_offset, of },
  ]);
  const copies = new Map<string, { rows: number; of: number }>();
  for (const { source, rows, share } of rowsOf<DuplicateColumns>(tables.duplicates)) {
    const sum = copies.get(source) ?? { rows: 0, of: 0 };
    copies.set(source, { rows: sum.rows + rows, of: rows > 0 ? Math.round(rows / share) : sum.of });
  }
  const duplicates = [...copies].map(([source, sum]) => ({
    name: "duplicates" as const,
    source,
    column: null,
    ...sum,
  }));
  const spelt = new Map<string, { rows: number; of: number }>();
  for (const { column, spellings, numbers } of rowsOf<SpellingColumns>(tables.spellings)) {
    const sum = spelt.get(column) ?? { rows: 0, of: 0 };
    spelt.set(column, { rows: sum.rows + (spellings > 1 ? numbers : 0), of: sum.of + numbers });
  }
  const spellings = [...spelt].map(([column, sum]) => ({ name: "spellings" as const, source: null, column, ...sum }));
  return [...doubts, ...clocks, ...duplicates, ...spellings];
}
