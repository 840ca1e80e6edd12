import { type DuckDBConnection, type DuckDBDataChunk, DuckDBInstance, type DuckDBValue } from "@duckdb/node-api";
import { maskText } from "../core/mask.ts";
import { type Progress, progressLine } from "../core/progress.ts";
import { withScratchFolder } from "./scratch-folder.ts";

/** What DuckDB said when it refused, without the values that it quotes. */
export class DuckdbFailure extends Error {
  override readonly name = "DuckdbFailure";
}

/** One DuckDB of one call: gone, with its temporary files, when the call ends or is aborted. */
export interface Duckdb {
  /** A folder for temporary files, removed with the database. */
  readonly folder: string;
  run(sql: string): Promise<void>;
  rows(sql: string): Promise<DuckDBValue[][]>;
  chunks(sql: string, take: (chunk: DuckDBDataChunk) => void): Promise<void>;
}

export interface DuckdbOptions {
  signal?: AbortSignal;
  progress?: Progress;
}

const SETTINGS = {
  autoinstall_known_extensions: "false",
  autoload_known_extensions: "false",
  preserve_insertion_order: "true",
  TimeZone: "UTC",
  streaming_buffer_size: "256MB",
  enable_progress_bar: "true",
  enable_progress_bar_print: "false",
};

/** Gives `work` a database in memory; an abort interrupts what runs in it and rejects with the signal's reason. */
export async function withDuckdb<T>(
  verb: string,
  options: DuckdbOptions,
  work: (db: Duckdb) => Promise<T>,
): Promise<T> {
  options.signal?.throwIfAborted();
  return withScratchFolder((folder) => inFolder(verb, folder, options, work));
}

async function inFolder<T>(
  verb: string,
  folder: string,
  { signal, progress }: DuckdbOptions,
  work: (db: Duckdb) => Promise<T>,
): Promise<T> {
  const line = progress ? undefined : progressLine(verb);
  const report = progress ?? line?.report;
  let instance: DuckDBInstance | undefined;
  let connection: DuckDBConnection | undefined;
  const interrupt = () => connection?.interrupt();
  const timer = setInterval(() => {
    const { percentage = -1 } = connection?.progress ?? {};
    if (percentage > 0) report?.(Math.min(100, Math.round(percentage)), 100);
  }, 250);
  timer.unref();
  try {
    instance = await DuckDBInstance.create(":memory:", { temp_directory: folder });
    connection = await instance.connect();
    for (const [name, value] of Object.entries(SETTINGS)) await connection.run(`SET ${name} = ${literal(value)}`);
    signal?.addEventListener("abort", interrupt);
    return await work(session(connection, folder, signal));
  } finally {
    clearInterval(timer);
    signal?.removeEventListener("abort", interrupt);
    connection?.closeSync();
    instance?.closeSync();
    line?.end();
  }
}

function session(connection: DuckDBConnection, folder: string, signal: AbortSignal | undefined): Duckdb {
  const guard = async <T>(job: () => Promise<T>): Promise<T> => {
    signal?.throwIfAborted();
    try {
      const answer = await job();
      signal?.throwIfAborted();
      return answer;
    } catch (error) {
      if (signal?.aborted) throw signal.reason;
      throw new DuckdbFailure(withoutValues(error instanceof Error ? error.message : String(error)));
    }
  };
  return {
    folder,
    run: (sql) => guard(async () => void (await connection.run(sql))),
    rows: (sql) => guard(async () => (await connection.runAndReadAll(sql)).getRows()),
    chunks: (sql, take) =>
      guard(async () => {
        const result = await connection.stream(sql);
        for (;;) {
          const chunk = await result.fetchChunk();
          if (!chunk || chunk.rowCount === 0) return;
          take(chunk);
        }
      }),
  };
}

/** A name as SQL. */
export const identifier = (name: string) => `"${name.replaceAll('"', '""')}"`;

/** A text as SQL. */
export function literal(text: string): string {
  const quoted = `'${text.replaceAll("'", "''")}'`;
  return quoted.includes("\0") ? `(${quoted.replaceAll("\0", "' || chr(0) || '")})` : quoted;
}

function withoutValues(message: string): string {
  const first = message.split("\n", 1)[0]!.replace(/(["'])(?:(?!\1).)*\1/g, "…");
  return maskText(first.length > 200 ? `${first.slice(0, 199)}…` : first);
}
