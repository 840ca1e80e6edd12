import { cpus, release, totalmem, type } from "node:os";
import manifest from "../../package.json" with { type: "json" };
import { openClickhouse } from "./engines/clickhouse.ts";
import { openDuckdb } from "./engines/duckdb.ts";
import { openPolars } from "./engines/polars.ts";
import type { Results } from "./results.ts";

/** What the times were measured on, and of which versions. */
export async function machine(bandwidth: [number, number]): Promise<Results["machine"]> {
  const duckdb = await openDuckdb();
  const clickhouse = await openClickhouse();
  const polars = await openPolars();
  const versions = {
    phonograph: manifest.version,
    node: process.versions.node,
    v8: process.versions.v8,
    arquero: manifest.dependencies.arquero,
    duckdb: (await duckdb.first("SELECT version()")).replace(/^v/, ""),
    ...(clickhouse
      ? { clickhouse: await clickhouse.first("SELECT version()"), chdb: manifest.devDependencies.chdb }
      : {}),
    ...(polars ? { "nodejs-polars": manifest.devDependencies["nodejs-polars"] } : {}),
  };
  duckdb.close();
  clickhouse?.close();
  const processor = cpus()[0]?.model ?? "unknown";
  return {
    processor,
    threads: cpus().length,
    memory: totalmem(),
    system: `${type()} ${release()}`,
    versions,
    bandwidth,
  };
}
