import { DuckDBInstance } from "@duckdb/node-api";

/** DuckDB in memory, with two threads unless told otherwise. */
export async function openDuckdb(threads = 2) {
  const instance = await DuckDBInstance.create(":memory:", { threads: String(threads) });
  const connection = await instance.connect();
  return {
    run: async (sql: string): Promise<void> => {
      await connection.run(sql);
    },
    first: async (sql: string): Promise<string> => {
      const reader = await connection.runAndReadAll(sql);
      return reader.getRows()[0]!.join(" ");
    },
    close: () => {
      connection.closeSync();
      instance.closeSync();
    },
  };
}
