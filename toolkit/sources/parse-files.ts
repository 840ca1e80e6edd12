import type { Column } from "../core/columns.ts";
import { IssueLedger } from "../core/issues.ts";
import { progressLine } from "../core/progress.ts";
import { toTable } from "../core/table.ts";
import type { PlannedColumn } from "./column-plan.ts";
import type { CsvOptions } from "./csv-options.ts";
import { type ColumnStretch, PartJoiner } from "./join-parts.ts";
import { narrowColumns } from "./narrow-columns.ts";
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
  const misfits = plan.filter(
    ({ type, declared }, i) =>
      type !== "text" && (type === "time" || !declared) && stretches[i]!.some(({ column }) => hasUnfit(column)),
  );
  if (misfits.length > 0) {
    const tamed = plan.map((column) =>
      misfits.includes(column) ? { ...column, type: "text" as const, layout: undefined } : column,
    );
    return parseFiles(verb, files, tamed, options);
  }
  const joiner = new PartJoiner(verb, rows, options.signal);
  const pick = <T>(list: readonly T[], isText: boolean) => list.filter((_, i) => (plan[i]!.type === "text") === isText);
  const joining = Promise.all([joiner.texts(pick(stretches, true)), joiner.numbers(pick(stretches, false))]);
  joining.catch(() => undefined);
  const places = new RowPlaces(
    files.map(({ file }) => file.name),
    parsed,
  );
  const [texts, numbers] = await joining;
  const all: Record<string, Column> = {};
  for (const [i, { name }] of pick(plan, true).entries()) all[name] = texts[i]!;
  for (const [i, { name, type }] of pick(plan, false).entries()) {
    const { numbers: values, offsets } = numbers[i]!;
    const isUnfit = pick(stretches, false)[i]!.some(({ column }) => hasUnfit(column));
    const unfit = isUnfit ? takeUnfit(values) : [];
    places.enter(ledger, unfit, `${name}: not a ${type === "boolean" ? "yes or no" : type}`, "blanked");
    all[name] = values;
    if (offsets) all[`${name}_offset`] = offsets;
  }
  const ordered = plan.flatMap(({ name }) => [name, `${name}_offset`]).filter((name) => name in all);
  const columns = Object.fromEntries(ordered.map((name) => [name, all[name]!]));
  const times = Object.fromEntries(plan.flatMap(({ name, layout }) => (layout ? [[name, layout.spelling]] : [])));
  const narrow = await narrowColumns(verb, columns, times, options.signal);
  const table = toTable({ ...narrow, source: places.source, row: places.row });
  return { table, rowsIn: rows + ledger.dropped, ledger, times };
}

const hasUnfit = (column: ColumnStretch["column"]) => column !== undefined && "unfit" in column && column.unfit > 0;

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
      const isAlone = files.length === 1;
      parsed.push(await parseFile(verb, file, plan, ledger, { nulls, decimal, signal, progress: tell, isAlone }));
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
  return parsed.flatMap(({ parts, rows, rooms }, f) => {
    const { file } = files[f]!;
    const place = placed[f]!.get(name) ?? -1;
    if (place < 0) ledger.add(file.name, `no column "${from}"`, "noted", rows);
    return parts.map((part, i): ColumnStretch => {
      const column = place < 0 ? undefined : part.columns[place];
      const room = rooms && column?.inRoom ? { whole: rooms.columns[place]!, start: rooms.starts[i]! } : undefined;
      return { rows: part.records, column, room };
    });
  });
}
