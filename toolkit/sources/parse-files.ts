import type { Column } from "../core/columns.ts";
import { IssueLedger } from "../core/issues.ts";
import { progressLine } from "../core/progress.ts";
import { toTable } from "../core/table.ts";
import type { PlannedColumn } from "./column-plan.ts";
import type { CsvOptions } from "./csv-options.ts";
import { type ColumnStretch, joinNumbers, joinTexts } from "./join-parts.ts";
import { type CsvFile, type ParsedFile, parseFile } from "./parse-file.ts";
import { DEFAULT_NULLS } from "./raw.ts";
import { RowPlaces } from "./row-places.ts";
import { takeUnfit } from "./take-unfit.ts";

/** Reads all files into one table; once more, as text, the columns whose later values do not fit a guessed type. */
export async function parseFiles(verb: string, files: readonly CsvFile[], plan: PlannedColumn[], options: CsvOptions) {
  const ledger = new IssueLedger();
  const parsed = await parseAll(verb, files, plan, ledger, options);
  const rows = parsed.reduce((sum, file) => sum + file.rows, 0);
  const placed = files.map(({ layout }) => placesIn(layout.names, plan));
  const stretches = plan.map((column) => stretchesOf(column, placed, files, parsed, ledger));
  const isText = (_: unknown, i: number) => plan[i]!.type === "text";
  const joining = joinTexts(verb, stretches.filter(isText), rows, options.signal);
  joining.catch(() => undefined);
  const places = new RowPlaces(
    files.map(({ file }) => file.name),
    parsed,
  );
  const all: Record<string, Column> = {};
  const misfits: string[] = [];
  for (const [i, { name, type, declared }] of plan.entries()) {
    if (type === "text") continue;
    const { numbers, offsets } = joinNumbers(stretches[i]!, rows);
    const unfit = takeUnfit(numbers);
    if (unfit.length > 0 && (type === "time" || !declared)) misfits.push(name);
    places.enter(ledger, unfit, `${name}: not a ${type === "boolean" ? "yes or no" : type}`, "blanked");
    all[name] = numbers;
    if (offsets) all[`${name}_offset`] = offsets;
  }
  const joined = await joining;
  if (misfits.length > 0) {
    const tamed = plan.map((column) =>
      misfits.includes(column.name) ? { ...column, type: "text" as const, layout: undefined } : column,
    );
    return parseFiles(verb, files, tamed, options);
  }
  for (const [i, { name }] of plan.filter(isText).entries()) all[name] = joined[i]!;
  const ordered = plan.flatMap(({ name }) => [name, `${name}_offset`]).filter((name) => name in all);
  const columns = Object.fromEntries(ordered.map((name) => [name, all[name]!]));
  const table = toTable({ ...columns, source: places.source, row: places.row });
  const times = Object.fromEntries(plan.flatMap(({ name, layout }) => (layout ? [[name, layout.spelling]] : [])));
  return { table, rowsIn: rows + ledger.dropped, ledger, times };
}

async function parseAll(
  verb: string,
  files: readonly CsvFile[],
  plan: PlannedColumn[],
  ledger: IssueLedger,
  { nulls = DEFAULT_NULLS, decimal = ".", signal, progress }: CsvOptions,
): Promise<ParsedFile[]> {
  const line = progress ? undefined : progressLine(verb);
  const report = progress ?? line?.report;
  const total = files.reduce((sum, { file }) => sum + file.bytes, 0);
  const parsed: ParsedFile[] = [];
  let before = 0;
  try {
    for (const file of files) {
      const tell = (bytes: number) => report?.(Math.min(total, before + bytes), total);
      parsed.push(await parseFile(verb, file, plan, ledger, { nulls, decimal, signal, progress: tell }));
      before += file.file.bytes;
    }
    return parsed;
  } finally {
    line?.end();
  }
}

/** Where each planned column stands among those that a file has. */
function placesIn(names: readonly string[], plan: readonly PlannedColumn[]): Map<string, number> {
  const known = new Set(names);
  return new Map(plan.filter(({ from }) => known.has(from)).map(({ name }, place) => [name, place]));
}

/** The pieces of one column, file after file; a file without it is noted. */
function stretchesOf(
  { name, from }: PlannedColumn,
  placed: readonly ReadonlyMap<string, number>[],
  files: readonly CsvFile[],
  parsed: readonly ParsedFile[],
  ledger: IssueLedger,
): ColumnStretch[] {
  return parsed.flatMap(({ parts, rows }, f) => {
    const { file } = files[f]!;
    const place = placed[f]!.get(name) ?? -1;
    if (place < 0) ledger.add(file.name, `no column "${from}"`, "noted", rows);
    return parts.map((part) => ({ rows: part.records, column: place < 0 ? undefined : part.columns[place] }));
  });
}
