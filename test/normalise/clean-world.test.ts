import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { not } from "arquero";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { simulate } from "../../datasets/simulate.ts";
import type { Events } from "../../toolkit/core/events.ts";
import { type Cleaned, clean } from "../../toolkit/normalise/clean.ts";
import { CLEANING_RULES, type CleaningRule } from "../../toolkit/normalise/cleaning/rules.ts";
import { ledger } from "../../toolkit/normalise/ledger.ts";
import { type Normalised, normalise } from "../../toolkit/normalise/normalise.ts";
import type { Raw } from "../../toolkit/sources/raw.ts";
import { readAccessLog } from "../../toolkit/sources/read-access-log.ts";
import { readCsv } from "../../toolkit/sources/read-csv.ts";
import { readJsonl } from "../../toolkit/sources/read-jsonl.ts";

const folder = mkdtempSync(join(tmpdir(), "phonograph-clean-"));
const latest = "2026-06-01";
let readers: Raw<object>[];
let events: Normalised;
let cleaned: Cleaned;
/** The same, with every rule only noting: every hit can be read from the rows. */
let noted: Cleaned;

beforeAll(async () => {
  await simulate({ people: 5000, days: 75, seed: 7, out: folder, progress: () => {} });
  const file = (name: string) => join(folder, "exports", name);
  const cdr = await readCsv(file("cdr.csv"), {
    columns: {
      type: "record_type",
      call_id: "call_id",
      seq: { from: "seq", type: "number" },
      phone: "msisdn",
      peer: "other_party",
      device: "imei",
      at: "start_time",
      duration: { from: "duration_s", type: "number" },
      cause: "cause",
      cell: "cell_id",
      bytes: { from: "bytes_down", type: "number" },
    },
  });
  const sms = await readCsv(file("sms-*.csv.gz"), {
    columns: { message_id: "message_id", at: "submitted_at", sender: "sender", recipient: "recipient", type: "type" },
  });
  const web = await readAccessLog(file("access.log"));
  const app = await readJsonl(file("app-events.jsonl"), {
    columns: {
      id: "id",
      at: { from: "ts", type: "time" },
      event: "event",
      user: "user",
      device: "device",
      session: "session",
    },
  });
  readers = [cdr, sms, web, app] as Raw<object>[];
  events = await normalise(
    [
      {
        raw: cdr,
        map: {
          at: "at",
          kind: {
            column: "type",
            values: { MOC: "call", MTC: "call", MMSO: "mms", MMST: "mms", USSD: "ussd", DATA: "data", TOPUP: "topup" },
          },
          direction: {
            column: "type",
            values: { MOC: "out", MTC: "in", MMSO: "out", MMST: "in", USSD: "out", DATA: "out", TOPUP: null },
          },
          status: {
            column: "cause",
            values: {
              answered: "answered",
              partial: "answered",
              "no-answer": "missed",
              busy: "busy",
              rejected: "rejected",
              failed: "failed",
              delivered: "delivered",
              ok: "ok",
              closed: "ok",
              "time-limit": "ok",
            },
          },
          phone: "phone",
          peer: "peer",
          device: "device",
          cell: "cell",
          duration: "duration",
          bytes: "bytes",
        },
        keep: ["call_id", "seq"],
      },
      {
        raw: sms,
        map: {
          at: "at",
          kind: { constant: "sms" },
          name: "type",
          direction: { constant: "in" },
          phone: "recipient",
          peer: "sender",
        },
        keep: ["message_id"],
      },
      { raw: web, map: { at: "at", kind: { constant: "web" }, name: "path", ip: "ip", user: "user" }, keep: ["agent"] },
      {
        raw: app,
        map: { at: "at", kind: { constant: "app" }, name: "event", user: "user", device: "device", session: "session" },
        keep: ["id"],
      },
    ],
    { region: "PT", zone: "Europe/Lisbon", latest },
  );
  cleaned = await clean(events.table, { latest });
  const noting = Object.entries(CLEANING_RULES as Record<string, CleaningRule>).filter(([, { effects }]) =>
    effects.includes("noted"),
  );
  noted = await clean(events.table, {
    latest,
    rules: Object.fromEntries(noting.map(([name]) => [name, { effect: "noted" }])),
  });
}, 120_000);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Precision and recall of a set against the truth. */
function score(found: ReadonlySet<unknown>, truth: ReadonlySet<unknown>) {
  const right = [...found].filter((one) => truth.has(one)).length;
  return { found: found.size, true: truth.size, precision: right / found.size, recall: right / truth.size };
}

const truthOf = (name: string) =>
  readFileSync(join(folder, "truth", name), "utf8")
    .trim()
    .split("\n")
    .slice(1)
    .map((line) => line.split(","));
const dirt = (kind: string) =>
  new Set(truthOf("dirt.csv").flatMap(([file, line, what]) => (what === kind ? [`${file}:${line}`] : [])));

/** What a rule hit: rows as `file:line`, or any column of them. */
function hits(
  rule: string,
  of: (column: (name: string) => unknown, row: number) => unknown,
  result = noted,
): Set<unknown> {
  const { table } = result;
  const doubts = table.array("doubt") as (string | null)[];
  return new Set(
    doubts.flatMap((doubt, i) => (doubt?.split("+").includes(rule) ? [of((name) => table.get(name, i), i)] : [])),
  );
}
const place = (column: (name: string) => unknown) => `${column("source")}:${column("row")}`;
const phone = (column: (name: string) => unknown) => column("phone");

describe("clean, on a simulated country with known dirt", () => {
  test.each([
    ["redelivered", 0.99, 0.98],
    ["negative-duration", 1, 1],
    ["endless-call", 1, 1],
    // numbers since 1970 of a clock that has run for weeks since its start can also be seconds of our days
    ["lost-clock", 1, 1],
    ["future", 1, 1],
  ])("%s: precision of at least %d, recall of at least %d", (rule, precision, recall) => {
    const result = score(hits(rule, place), dirt(rule));
    expect(result.true).toBeGreaterThan(30);
    expect(result.precision).toBeGreaterThanOrEqual(precision);
    expect(result.recall).toBeGreaterThanOrEqual(recall);
  });

  test("overlap: every call that cannot be, and no call waiting; others met by chance", () => {
    const found = hits("overlap", place, cleaned);
    expect(score(found, dirt("overlap")).recall).toBeGreaterThan(0.95);
    expect(score(found, dirt("call-waiting")).recall).toBe(0);
    expect(score(found, dirt("overlap")).precision).toBeGreaterThan(0.3);
  });

  test("both-parties: numbers and times alone tell what the ids do", async () => {
    const sides = new Map<unknown, { out: boolean; in: string[] }>();
    const table = cleaned.table;
    for (let i = 0; i < table.numRows(); i++) {
      if (table.get("kind", i) !== "call" || table.get("phone", i) === null || table.get("peer", i) === null) continue;
      const key = table.get("call_id", i);
      if (!sides.has(key)) sides.set(key, { out: false, in: [] });
      if (table.get("direction", i) === "out") sides.get(key)!.out = true;
      else sides.get(key)!.in.push(place((name) => table.get(name, i)));
    }
    const truth = new Set([...sides.values()].flatMap((side) => (side.out ? side.in : [])));
    const anonymous = await clean(table.select(not("call_id", "seq")) as Events, { latest });
    for (const result of [cleaned, anonymous]) {
      const { precision, recall, true: calls } = score(hits("both-parties", place, result), truth);
      expect(calls).toBeGreaterThan(10_000);
      expect(precision).toBeGreaterThan(0.998);
      expect(recall).toBeGreaterThan(0.99);
    }
  });

  test("partial-record: one row a side is left of every long call and session, as long as all its parts", () => {
    const { table } = cleaned;
    const rows = new Map<string, number>();
    const seconds = new Map<string, number>();
    const side = (of: Events, i: number) =>
      ["call_id", "phone", "kind", "direction"].map((name) => of.get(name, i)).join();
    for (let i = 0; i < table.numRows(); i++) {
      if (!((table.get("seq", i) as number) >= 1)) continue;
      rows.set(side(table, i), (rows.get(side(table, i)) ?? 0) + 1);
      seconds.set(side(table, i), table.get("duration", i) as number);
    }
    expect([...rows.values()].filter((count) => count > 1)).toEqual([]);
    const sums = new Map<string, number>();
    const before = events.table;
    for (let i = 0; i < before.numRows(); i++) {
      if (!((before.get("seq", i) as number) >= 1)) continue;
      sums.set(side(before, i), (sums.get(side(before, i)) ?? 0) + (before.get("duration", i) as number));
    }
    expect(rows.size).toBe(sums.size);
    const off = [...sums].filter(([key, sum]) => Math.abs(seconds.get(key)! - sum) > 0);
    expect(off.length / sums.size).toBeLessThan(0.01);
  });

  test("a missing duration drops no call", () => {
    const silent = dirt("no-duration");
    const places = ({ table }: { table: Events }) => {
      const [sources, rows] = [table.array("source"), table.array("row")];
      return Array.from(rows, (row, i) => `${sources[i]}:${row}`);
    };
    const left = new Set(places(cleaned));
    const here = places(events);
    const before = here.filter((row) => silent.has(row));
    expect(before.length).toBeGreaterThan(100);
    expect(before.filter((row) => !left.has(row))).toEqual([]);
  });

  test("gap: the lost stretches and no other, whose days are partial, as is the last", () => {
    const { lost } = JSON.parse(readFileSync(join(folder, "truth/planted.json"), "utf8")) as {
      lost: { export: string; from: string; to: string; rows: number }[];
    };
    const found = cleaned.findings.objects() as {
      rule: string;
      what: string;
      from: number;
      to: number;
      expected: number;
    }[];
    const gaps = found.filter(({ rule }) => rule === "gap");
    expect(gaps.map(({ what }) => what.slice(0, 3)).sort()).toEqual(lost.map((one) => one.export).sort());
    for (const { export: name, from, to, rows } of lost) {
      const gap = gaps.find(({ what }) => what.startsWith(name))!;
      expect(Math.abs(gap.from - Date.parse(from))).toBeLessThan(20 * 60_000);
      expect(Math.abs(gap.to - Date.parse(to))).toBeLessThan(20 * 60_000);
      expect(gap.expected / rows).toBeGreaterThan(0.8);
      expect(gap.expected / rows).toBeLessThan(1.25);
    }
    const days = found.filter(({ rule }) => rule === "partial-day");
    const last = Math.max(...days.map(({ from }) => from));
    const inside = days.filter(({ from }) => from < last && from > Date.UTC(2025, 1, 1));
    expect(inside.map(({ what }) => what.slice(0, 3)).sort()).toEqual(["cdr", "sms"]);
  });

  test("robot and spammer: diallers, meters, crawlers and loud SIM boxes; no courier, no call centre, no family", () => {
    const planted = truthOf("fraud.csv");
    const numbers = (...kinds: string[]) =>
      new Set(planted.flatMap(([kind, , , , number]) => (kinds.includes(kind!) ? [number] : [])));
    const robots = hits("robot", (column) => column("phone") ?? column("ip"), cleaned);
    const machines = score(robots, numbers("auto-dialler", "meter"));
    expect(machines.recall).toBe(1);
    const loud = new Set(
      planted.flatMap(([kind, , , , number, , , how]) => (kind === "sim-box" && how === "loud" ? [number] : [])),
    );
    expect(score(robots, loud).recall).toBeGreaterThan(0.7);
    const crawlers = [...robots].filter((robot) => String(robot).startsWith("203.0.113."));
    expect(crawlers).toHaveLength(8);
    expect(
      [...robots].filter(
        (robot) => !crawlers.includes(robot) && !numbers("auto-dialler", "meter", "sim-box").has(robot as string),
      ),
    ).toEqual([]);
    const spammers = hits(
      "spammer",
      (column) => (column("direction") === "out" ? column("phone") : column("peer")),
      cleaned,
    );
    expect([...spammers]).toEqual([...numbers("auto-dialler")]);
  });

  test("inactive and recycled: numbers without a holder, and those with another one", () => {
    const holders = new Map<string, { who: string; from: number; to: number; by: string }[]>();
    for (const [number, who, , from, to, by] of truthOf("ownership.csv")) {
      if (!holders.has(number!)) holders.set(number!, []);
      holders.get(number!)!.push({ who: who!, from: Date.parse(from!), to: to ? Date.parse(to) : Infinity, by: by! });
    }
    const times = (events.table.array("at") as number[]).filter((at) => at < Date.UTC(2026, 0));
    const end = times.reduce((most, at) => Math.max(most, at), 0);
    const isLeft = (number: unknown) => holders.get(number as string)?.every(({ to }) => to < end) ?? false;
    const silent = hits("inactive", phone, cleaned);
    expect(silent.size).toBeGreaterThan(100);
    expect([...silent].filter(isLeft).length / silent.size).toBeGreaterThan(0.95);
    const anew = hits("recycled", phone, cleaned);
    expect(anew.size).toBeGreaterThan(5);
    const changed = [...anew].filter(
      (number) => new Set(holders.get(number as string)!.map(({ who }) => who)).size > 1,
    );
    expect(changed.length).toBe(anew.size);
  });

  test("the books balance from the files on, and cleaning again changes nothing", async () => {
    const { rowsIn, rowsOut, dropped, balance } = ledger(...readers, events, cleaned);
    expect(rowsIn).toBe(rowsOut + dropped);
    expect(rowsOut).toBe(cleaned.table.numRows());
    expect(balance.numRows()).toBe(6);
    const again = await clean(cleaned.table, { latest });
    expect([again.dropped, again.blanked, again.doubted]).toEqual([0, 0, cleaned.doubted]);
  });
});
