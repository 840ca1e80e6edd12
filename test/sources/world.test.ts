import { afterAll, beforeAll, expect, test } from "vitest";
import { normalise } from "../../toolkit/normalise/normalise.ts";
import { readAccessLog } from "../../toolkit/sources/read-access-log.ts";
import { readCsv } from "../../toolkit/sources/read-csv.ts";
import { readJsonl } from "../../toolkit/sources/read-jsonl.ts";
import { readLog } from "../../toolkit/sources/read-log.ts";
import { type SmallWorld, smallWorld } from "../datasets/small-world.ts";

let world: SmallWorld;
beforeAll(async () => {
  world = await smallWorld({ people: 1500, days: 30, seed: 3 });
});
afterAll(() => world.remove());

const AUTH =
  /^(?<at>\S+) \S+ authd\[\d+\]: (?<event>\S+) result=(?<result>\S+) method=(?<method>\S+) user=(?<user>\S+) device=(?<device>\S+) ip=(?<ip>\S+) rid=(?<rid>\S+)$/;

const inputs = async () => {
  const folder = `${world.folder}/exports`;
  return {
    cdr: await readCsv(`${folder}/cdr.csv`),
    sms: await readCsv(`${folder}/sms-*.csv.gz`),
    app: await readJsonl(`${folder}/app-events.jsonl`, { columns: { ts: { from: "ts", type: "time" }, id: "id" } }),
    web: await readAccessLog(`${folder}/access.log`),
    auth: await readLog(`${folder}/auth.log`, { pattern: AUTH }),
  };
};

test("every line that the simulator broke is set aside, and no other", async () => {
  const broken = await world.ask(
    "SELECT file, line FROM true_dirt WHERE kind IN ('truncated', 'extra-field', 'open-quote')",
  );
  const planted = new Map<string, Set<number>>();
  for (const { file, line } of broken) planted.set(file!, (planted.get(file!) ?? new Set()).add(Number(line)));
  const total = await world.ask("SELECT file, count(*) AS n FROM true_dirt GROUP BY file");
  expect(total.length).toBeGreaterThan(3);
  for (const [name, raw] of Object.entries(await inputs())) {
    const rows = raw.table.objects() as { source: string; row: number }[];
    const kept = rows.filter(({ source, row }) => planted.get(source)?.has(row));
    // a log line cut behind its last field that must be there is a good line of a shorter format
    expect([name, kept.length]).toEqual([name, name === "web" ? expect.toSatisfy((n: number) => n <= 1) : 0]);
    const files = new Set(rows.map(({ source }) => source));
    const dropped = raw.about.rowsIn - raw.table.numRows();
    const broke = [...files].reduce((sum, file) => sum + (planted.get(file)?.size ?? 0), 0);
    expect([name, dropped + kept.length]).toEqual([name, broke]);
  }
});

test("every row that the simulator wrote twice is dropped once, and the times of the others are right", async () => {
  const { cdr, sms } = await inputs();
  const repeated = await world.ask(
    "SELECT file, line FROM true_dirt WHERE kind = 'repeated' AND (file = 'cdr.csv' OR file LIKE 'sms%')",
  );
  const { table } = await normalise(
    [
      { raw: cdr, keep: ["call_id"], map: { at: "start_time", kind: { constant: "call" }, phone: "msisdn" } },
      { raw: sms, map: { at: "submitted_at", kind: { constant: "sms" }, phone: "recipient" } },
    ],
    { region: "PT", zone: "Europe/Lisbon" },
  );
  const second = new Set(repeated.map(({ file, line }) => `${file}:${line}`));
  const rows = table.objects() as { source: string; row: number }[];
  expect(rows.filter(({ source, row }) => second.has(`${source}:${row}`))).toEqual([]);
  expect(cdr.table.numRows() + sms.table.numRows() - table.numRows()).toBe(second.size);
  const [first] = await world.ask(
    "SELECT epoch_ms(min(start_time::TIMESTAMPTZ)) AS at, epoch_ms(max(start_time::TIMESTAMPTZ)) AS last FROM cdr",
  );
  const calls = table.filter((d: { kind: string }) => d.kind === "call").array("at") as number[];
  const [least, most] = calls.reduce(([a, b], at) => [Math.min(a, at), Math.max(b, at)], [Infinity, -Infinity]);
  expect([least, most]).toEqual([Number(first!["at"]), Number(first!["last"])]);
});
