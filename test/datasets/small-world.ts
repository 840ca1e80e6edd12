import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DuckDBInstance } from "@duckdb/node-api";
import { type Manifest, type SimulateOptions, simulate } from "../../datasets/simulate.ts";

type Row = Record<string, string>;

/** A small world on disk, and a way to ask it with SQL; every column is text. */
export interface SmallWorld {
  folder: string;
  manifest: Manifest;
  planted: { rates: Record<string, Record<string, number>>; counted: Record<string, number> } & Record<string, unknown>;
  ask: (sql: string) => Promise<Row[]>;
  remove: () => void;
}

const LOGS = {
  cdr: "cdr.csv",
  sms: "sms-*.csv.gz",
  crm: "crm.csv",
  sim_changes: "sim-changes.csv",
  cells: "cells.csv",
};
const TRUTHS = ["people", "ownership", "devices", "churn", "otp", "marketing", "causes", "visits", "fraud", "dirt"];

/** Simulates and opens a world: tables `cdr`, `sms`, `app`, `web`, `auth`, `crm`, `payments` and `true_...`. */
export async function smallWorld(options: SimulateOptions): Promise<SmallWorld> {
  const folder = mkdtempSync(join(tmpdir(), "phonograph-world-"));
  const manifest = await simulate({ ...options, out: folder, progress: () => {} });
  const connection = await (await DuckDBInstance.create(":memory:")).connect();
  const ask = async (sql: string): Promise<Row[]> => {
    const rows = (await connection.runAndReadAll(sql)).getRowObjectsJson();
    return rows.map((row) =>
      Object.fromEntries(Object.entries(row).map(([name, value]) => [name, String(value ?? "")])),
    );
  };
  const csv = (file: string) =>
    `read_csv('${folder}/${file}', all_varchar = true, header = true, ignore_errors = true)`;
  for (const [name, file] of Object.entries(LOGS)) await ask(`CREATE TABLE ${name} AS FROM ${csv(`exports/${file}`)}`);
  for (const name of TRUTHS) await ask(`CREATE TABLE true_${name} AS FROM ${csv(`truth/${name}.csv`)}`);
  await ask(`CREATE TABLE true_crm AS FROM ${csv("truth/crm.csv")}`);
  await ask(`CREATE TABLE payments AS FROM '${folder}/exports/payments.parquet'`);
  await ask(`CREATE TABLE app AS FROM read_json('${folder}/exports/app-events.jsonl', format = 'newline_delimited',
    ignore_errors = true) WHERE id IS NOT NULL`);
  const lines = (file: string) =>
    `read_csv('${folder}/exports/${file}', delim = '\\t', header = false, quote = '', escape = '', columns = {line: 'VARCHAR'})`;
  await ask(`CREATE TABLE web AS FROM ${lines("access.log")}`);
  await ask(`CREATE TABLE auth AS SELECT line, split_part(line, ' ', 4) AS event,
    regexp_extract(line, 'result=(\\w+)', 1) AS result, regexp_extract(line, 'method=(\\w+)', 1) AS method,
    regexp_extract(line, 'user=(\\w+)', 1) AS user, regexp_extract(line, 'ip=([0-9.]+)', 1) AS ip,
    regexp_extract(line, 'rid=(\\w+)', 1) AS rid FROM ${lines("auth.log")}`);
  return {
    folder,
    manifest,
    planted: JSON.parse(readFileSync(join(folder, "truth/planted.json"), "utf8")),
    ask,
    remove: () => rmSync(folder, { recursive: true }),
  };
}

/** Asks for one number. */
export async function count(world: SmallWorld, sql: string): Promise<number> {
  return Number(Object.values((await world.ask(sql))[0])[0]);
}

/** How many standard errors `k` of `n` is away from the share `p`. */
export function surprise(k: number, n: number, p: number): number {
  return Math.abs(k - n * p) / Math.sqrt(n * p * (1 - p));
}
