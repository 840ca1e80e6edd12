import { alone } from "./alone.ts";

/** ClickHouse in this process, with two threads; undefined where chdb is not installed. */
export async function openClickhouse() {
  if (alone.yes) return undefined;
  const chdb = await import("chdb").catch(() => undefined);
  if (!chdb) return undefined;
  const session = new chdb.Session();
  session.query("SET max_threads = 2");
  return {
    run: async (sql: string): Promise<void> => {
      session.query(sql);
    },
    first: async (sql: string): Promise<string> => session.query(sql, "TSV").trim().split("\t").join(" "),
    close: () => session.cleanup(),
  };
}
