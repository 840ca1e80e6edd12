import { rmSync } from "node:fs";
import { DuckDBInstance } from "@duckdb/node-api";
import type { Logs } from "../days/sim.ts";
import { DAY, START } from "../world/calendar.ts";
import { AppLog } from "./app-log.ts";
import { AuthLog } from "./auth-log.ts";
import { type Dirt, Log } from "./log.ts";
import { MessageLog, SMS_HEADER } from "./message-log.ts";
import { CDR_HEADER, NetworkLog } from "./network-log.ts";
import { PAYMENT_HEADER, PaymentLog } from "./payment-log.ts";
import { plantedIds } from "./planted-ids.ts";
import { fileSink, gzipSink } from "./sink.ts";
import type { Table } from "./table.ts";
import { WebLog } from "./web-log.ts";

const MINUTE = 60_000;
const NONE: Dirt = { repeated: 0, repeatedWithin: 1, broken: 0, breaks: ["truncated"] };

/** How much dirt each export gets. */
export const DIRT: Record<"cdr" | "sms" | "app" | "access" | "auth", Dirt> = {
  cdr: { repeated: 0.004, repeatedWithin: 240 * MINUTE, broken: 0.0003, breaks: ["truncated", "extra-field"] },
  sms: { repeated: 0.003, repeatedWithin: 30 * MINUTE, broken: 0.0002, breaks: ["truncated", "extra-field"] },
  app: { repeated: 0.008, repeatedWithin: 2 * MINUTE, broken: 0.0002, breaks: ["truncated"] },
  access: { repeated: 0, repeatedWithin: 1, broken: 0.0002, breaks: ["open-quote", "truncated"] },
  auth: { repeated: 0.001, repeatedWithin: 2000, broken: 0.0001, breaks: ["truncated"] },
};

/** The message log comes in one gzip file a month. */
export const monthFile = (at: number) => `sms-${new Date(at).toISOString().slice(0, 7)}.csv.gz`;

/** The first instant of the next month. */
export function nextMonth(at: number): number {
  const date = new Date(at);
  return Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + 1, 1);
}

/**
 * Opens every log in the folder. Two stretches are lost: of the network's records the rest of one day from 16:20 UTC, of
 * the messages another day's morning from 06:10 to 10:45 UTC.
 */
export function openLogs(folder: string, dirt: Table, seed: number, days: number): Logs {
  const cdr = new Log("cdr", "cdr.csv", CDR_HEADER, fileSink(`${folder}/cdr.csv`), DIRT.cdr, dirt, seed);
  const lostDay = START + Math.floor(days * 0.6) * DAY;
  cdr.lostFrom = lostDay + (16 * 60 + 20) * MINUTE;
  cdr.lostTo = lostDay + DAY;
  const sms = new Log(
    "sms",
    monthFile(START),
    SMS_HEADER,
    gzipSink(`${folder}/${monthFile(START)}`),
    DIRT.sms,
    dirt,
    seed,
  );
  const smsDay = START + Math.floor(days * 0.35) * DAY;
  sms.lostFrom = smsDay + (6 * 60 + 10) * MINUTE;
  sms.lostTo = smsDay + (10 * 60 + 45) * MINUTE;
  sms.lostDraws = true;
  const plantedId = plantedIds(seed);
  const plain = (name: "app" | "access" | "auth", file: string) =>
    new Log(name, file, "", fileSink(`${folder}/${file}`), DIRT[name], dirt, seed);
  return {
    network: new NetworkLog(cdr, seed ^ 0x11, plantedId),
    messages: new MessageLog(sms, seed ^ 0x12, plantedId),
    app: new AppLog(plain("app", "app-events.jsonl"), seed),
    web: new WebLog(plain("access", "access.log")),
    auth: new AuthLog(plain("auth", "auth.log")),
    payments: new PaymentLog(
      new Log("payments", "payments.parquet", PAYMENT_HEADER, fileSink(`${folder}/.payments.csv`), NONE, dirt, seed),
    ),
  };
}

/** Turns the collected payments into Parquet. */
export async function writePayments(folder: string): Promise<void> {
  const instance = await DuckDBInstance.create(":memory:", { threads: "1", preserve_insertion_order: "true" });
  const connection = await instance.connect();
  const quoted = folder.replaceAll("'", "''");
  await connection.run(`COPY (
    SELECT payment_id, user_id, paid_at, kind, method, amount, currency, status, payer_phone
    FROM read_csv('${quoted}/.payments.csv', header = true, columns = {
      payment_id: 'VARCHAR', user_id: 'VARCHAR', paid_at: 'TIMESTAMP', kind: 'VARCHAR', method: 'VARCHAR',
      amount: 'DECIMAL(10,2)', currency: 'VARCHAR', status: 'VARCHAR', payer_phone: 'VARCHAR'})
  ) TO '${quoted}/payments.parquet' (FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE 122880)`);
  connection.closeSync();
  instance.closeSync();
  rmSync(`${folder}/.payments.csv`);
}
