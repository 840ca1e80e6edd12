import { stat } from "node:fs/promises";
import type { ParseCsvTask, ParsedCsv } from "../../workers/kernels/parse-csv.ts";
import { sharedFloat64 } from "../../workers/shared.ts";
import { LINE_REASONS } from "../../workers/text/line-reasons.ts";
import { borders, compute, workersFor } from "../core/compute.ts";
import { PhonographError } from "../core/errors.ts";
import type { IssueLedger } from "../core/issues.ts";
import type { PlannedColumn } from "./column-plan.ts";
import type { SourceFile } from "./files.ts";
import { lineBorders } from "./line-borders.ts";
import { enterCheck, type LineNumbers } from "./line-numbers.ts";
import { type Rooms, roomOf, toRooms } from "./rooms.ts";
import type { TextLayout } from "./text-layout.ts";

export interface CsvFile {
  file: SourceFile;
  /** Its bytes, unpacked. */
  path: string;
  layout: TextLayout;
}

/** What the threads found in one file, stretch by stretch, and where its rows stand. */
export interface ParsedFile extends LineNumbers {
  parts: ParsedCsv[];
  rooms?: Rooms;
}

export interface ParseOptions {
  nulls: readonly string[];
  decimal: string;
  signal?: AbortSignal;
  progress?: (bytes: number) => void;
  /** Whether the table is of this file alone: its rows are then written where they stay, as far as that can be told. */
  isAlone: boolean;
}

const PARALLEL_BYTES = 1 << 23;

/**
 * Reads one file on all processors. Each thread takes a stretch that begins with a line; where the stretch before did
 * not end there, because a quoted field runs over the border, it is read again from where that one ended.
 */
export async function parseFile(
  verb: string,
  { file, path, layout }: CsvFile,
  plan: readonly PlannedColumn[],
  ledger: IssueLedger,
  { nulls, decimal, signal, progress, isAlone }: ParseOptions,
): Promise<ParsedFile> {
  const { size } = await stat(path);
  const { begin, firstLine } = layout;
  if (begin >= size) {
    ledger.add(file.name, "no rows below the header", "noted", 0);
    return { parts: [], rows: 0, firstLine, skips: new Int32Array() };
  }
  const workers = size < PARALLEL_BYTES ? 0 : workersFor(verb, Infinity, {});
  const cuts = await lineBorders(
    path,
    borders(size - begin, Math.max(1, workers)).map((at) => at + begin),
  );
  const done = sharedFloat64(cuts.length);
  const bytes = csvBytes(layout, plan, nulls, decimal);
  const rooms = isAlone && workers > 0 ? toRooms(bytes.columns, cuts, layout.recordBytes) : undefined;
  const toTask = (from: number, end: number, part: number): ParseCsvTask => ({
    ...bytes,
    path,
    begin: from,
    end,
    ...(rooms ? roomOf(rooms, part) : { room: 0 }),
    progress: done,
    part,
  });
  const run = (tasks: ParseCsvTask[]) =>
    compute(verb, "parseCsv", tasks, { workers, signal, progress: () => undefined });
  const timer = setInterval(() => progress?.(done.reduce((sum, bytes) => sum + bytes, 0)), 250);
  try {
    const parts = await run(cuts.slice(1).map((end, i) => toTask(cuts[i]!, end, i)));
    for (let i = 1; i < parts.length; i++) {
      const from = parts[i - 1]!.stop;
      if (from !== cuts[i]) [parts[i]] = (await run([toTask(from, Math.max(from, cuts[i + 1]!), i)])) as [ParsedCsv];
    }
    return { ...together(verb, file, layout, parts, ledger), rooms };
  } finally {
    clearInterval(timer);
  }
}

function csvBytes(
  { delimiter, quote, escape: escaper, names }: TextLayout,
  plan: readonly PlannedColumn[],
  nulls: readonly string[],
  decimal: string,
) {
  const byte = (character: string) => (character === "" ? -1 : character.charCodeAt(0));
  return {
    delimiter: byte(delimiter),
    quote: byte(quote),
    escape: byte(escaper),
    fields: names.length,
    nulls: nulls.map((text) => Buffer.from(text)),
    columns: plan
      .filter(({ from }) => names.includes(from))
      .map(({ from, type, declared, layout }) => ({
        field: names.indexOf(from),
        type: type === "number" && !declared ? ("count" as const) : type,
        suffix: layout?.suffix,
        decimal: byte(decimal),
      })),
  };
}

/** Enters the issues of all stretches under the lines of the whole file. */
function together(
  verb: string,
  file: SourceFile,
  layout: TextLayout,
  parts: ParsedCsv[],
  ledger: IssueLedger,
): ParsedFile {
  const length = (key: "skips" | "foreign") => parts.reduce((sum, part) => sum + part[key].length, 0);
  const check = {
    records: parts.reduce((sum, part) => sum + part.records, 0),
    lines: 0,
    skips: new Int32Array(length("skips")),
    reasons: new Uint8Array(length("skips")),
    foreign: new Int32Array(length("foreign")),
  };
  let skipped = 0;
  let strange = 0;
  for (const part of parts) {
    check.reasons.set(part.reasons, skipped);
    for (const line of part.skips) check.skips[skipped++] = line + check.lines;
    for (const line of part.foreign) check.foreign[strange++] = line + check.lines;
    check.lines += part.lines;
  }
  ledger.expect(file.name, enterCheck(ledger, file.name, layout.firstLine, check));
  const first = check.reasons.findIndex((reason) => reason > 1);
  if (check.records === 0 && first >= 0) {
    const line = layout.firstLine + check.skips[first]!;
    throw new PhonographError({
      code: "source/unreadable",
      verb,
      rule: `no line of ${file.name} fits its ${layout.names.length} columns`,
      found: `line ${line}: ${LINE_REASONS[check.reasons[first]!]}; ${check.reasons.filter((reason) => reason > 1).length} such lines`,
      hint: `another delimiter than ${JSON.stringify(layout.delimiter)}, or skip: 1 if the header stands lower`,
      rows: [line],
    });
  }
  return { parts, rows: check.records, firstLine: layout.firstLine, skips: check.skips };
}
