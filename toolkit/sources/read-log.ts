import { checkRead } from "./check-read.ts";
import type { ColumnSpecs, SpecColumns } from "./column-plan.ts";
import type { Paths } from "./files.ts";
import { logPattern } from "./log-pattern.ts";
import { type Raw, READ_OPTIONS, type ReadOptions } from "./raw.ts";
import { readLines } from "./read-lines.ts";
import type { TextEncoding } from "./unpack.ts";

/** How to read a log. */
export interface LogOptions extends ReadOptions {
  /** Fits one line; its named groups become columns. No look-around, no references back. */
  pattern: RegExp;
  /** Default: UTF-8; single lines that are not are read as Windows-1252 and counted. */
  encoding?: TextEncoding;
}

/** {@link LogOptions} with the groups to read. */
export interface LogColumnOptions<M extends ColumnSpecs> extends LogOptions {
  /** Our name for each group, and its name in the pattern, alone or with a type. Default: all groups. */
  columns: M;
}

/**
 * Reads a log of any kind by a regular expression. A line that the pattern does not fit is left out and counted in
 * `issues`: for a log of many kinds of lines these are the others. A group that took no part is missing.
 *
 * Cost: about a million lines a second on each processor. Method: RE2, which reads a line once however the pattern is
 * written.
 *
 * @throws PhonographError `option/invalid` for a pattern without names, with look-around or back references;
 * `source/unreadable`, `data/column-missing`
 * @example
 * ```ts
 * import { writeFileSync } from "node:fs";
 * import { tmpdir } from "node:os";
 * import { join } from "node:path";
 * import { readLog } from "phonograph";
 * const file = join(tmpdir(), "phonograph-example-auth.log");
 * writeFileSync(file, "Mar 27 13:08:09 web1 sshd[1361]: Accepted publickey for ann from 192.0.2.7 port 54259\n");
 * const pattern = /^(?<at>\w{3} [ \d]\d [\d:]{8}) \S+ sshd\[\d+\]: (?<result>Accepted|Failed) \S+ for (?<user>\S+) from (?<ip>\S+)/;
 * const { table } = await readLog(file, { pattern });
 * console.assert(table.get("user", 0) === "ann" && table.get("at", 0) === "Mar 27 13:08:09");
 * ```
 */
export async function readLog<const M extends ColumnSpecs>(
  path: Paths,
  options: LogColumnOptions<M>,
): Promise<Raw<SpecColumns<M>>>;
export async function readLog(path: Paths, options: LogOptions): Promise<Raw>;
export async function readLog(path: Paths, options: LogOptions & { columns?: ColumnSpecs }): Promise<Raw> {
  checkRead("readLog", options, [...READ_OPTIONS, "pattern", "encoding"]);
  const shape = logPattern("readLog", options.pattern);
  const raw = await readLines("readLog", path, options, async () => shape);
  return raw;
}
