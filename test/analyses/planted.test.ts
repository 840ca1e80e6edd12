import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { simulate } from "../../datasets/simulate.ts";
import {
  churn,
  type EventMap,
  type Events,
  funnel,
  join as joinTables,
  link,
  normalise,
  readCsv,
  readLog,
  readParquet,
} from "../../toolkit/index.ts";

const DAY = 864e5;
const PEOPLE = 4000;
let folder: string;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "phonograph-planted-"));
  await simulate({ people: PEOPLE, days: 90, seed: 11, out: folder, progress: () => {} });
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const raw = (file: string) => join(folder, "exports", file);
const truth = async (file: string) => (await readCsv(join(folder, "truth", file))).table;

/** The table of customers: as things stood on the last day, or as evidence from the day that each became one. */
async function customers(user: "user_id" | "customer_id", at: "since" | "export") {
  const map: EventMap<"since" | "user" | "phone"> = {
    at: at === "since" ? "since" : { constant: "2025-05-02" },
    kind: { constant: "crm" },
    user: "user",
    phone: "phone",
  };
  const read = await readCsv(raw("crm.csv"), { columns: { since: "since", user, phone: "phone" } });
  return { raw: read, map, dateOrder: "dmy" as const };
}

describe("what was planted in a simulated country comes out of its exports", () => {
  test("the share of people who sign in with a code that was delivered to them", async () => {
    const sms = await readCsv(raw("sms-*.csv.gz"));
    const logins = await readLog(raw("auth.log"), {
      pattern:
        /^(?<at>\S+) \S+ authd\[\d+\]: (?<event>\S+) result=(?<result>\w+) method=(?<method>\w+) user=(?<user>\S+)/,
    });
    const payments = await readParquet(raw("payments.parquet"));
    const { table } = await normalise(
      [
        {
          raw: sms,
          map: {
            at: "submitted_at",
            kind: { constant: "sms" },
            name: "type",
            phone: "recipient",
            peer: "sender",
            status: {
              column: "status",
              values: {
                DELIVRD: "delivered",
                UNDELIV: "undelivered",
                EXPIRED: "expired",
                REJECTD: "rejected",
                ENROUTE: "sent",
              },
            },
          } as EventMap,
        },
        {
          raw: logins,
          map: {
            at: "at",
            kind: { constant: "auth" },
            name: "event",
            user: "user",
            status: { column: "result", values: { ok: "ok", denied: "denied" } },
          },
          keep: ["method"],
        },
        { raw: payments, map: { at: "paid_at", kind: { constant: "payment" }, user: "user_id", phone: "payer_phone" } },
        await customers("user_id", "export"),
      ],
      { region: "PT", zone: "Europe/Lisbon" },
    );
    const linked = await link(table);
    const owned = linked.owners.filter((d: { user: string | null }) => d.user !== null);
    const followed = await joinTables(linked.table, owned, "person", { type: "semi" });
    const found = await funnel(
      followed as Events,
      [
        { kind: "sms", name: "otp", peer: "FAROID", status: "delivered" },
        { kind: "auth", name: "login", status: "ok", where: { method: "otp" } },
      ],
      { within: "5m" },
    );

    // Of the numbers that a code reached: on how many was one used within five minutes? A code sent to a number that its
    // customer has given up reaches somebody else, who does not sign in with it.
    const planted = new Map<string, boolean>();
    type Code = { phone: string; outcome: string; delay_s: number };
    for (const { phone, outcome, delay_s } of (await truth("otp.csv")).objects({ limit: Infinity }) as Code[]) {
      if (!["login", "abandoned", "resent", "former-number"].includes(outcome)) continue;
      planted.set(phone, planted.get(phone) || (outcome === "login" && delay_s <= 300));
    }
    // Seeds 11 to 25: 13 of 15 worlds lie inside their interval, and the found rate is about half a point low, as numbers with
    // a wrong or stale owner enter and cannot sign in. This seed is one of the 13: the test guards, it does not prove.
    const rate = [...planted.values()].filter(Boolean).length / planted.size;
    expect(found.entered).toBeGreaterThan(300);
    expect(found.table.get("rate_lower", 1)).toBeLessThanOrEqual(rate);
    expect(found.table.get("rate_upper", 1)).toBeGreaterThanOrEqual(rate);
  });

  test("the share of customers who are still there after 20, 40 and 60 days", async () => {
    const records = await readCsv(raw("cdr.csv"));
    const kind = {
      column: "record_type",
      values: { MOC: "call", MTC: "call", MMSO: "mms", MMST: "mms", USSD: "ussd", DATA: "data", TOPUP: "topup" },
    } as const;
    const { table } = await normalise(
      [
        { raw: records, map: { at: "start_time", kind, phone: "msisdn" } as EventMap },
        await customers("customer_id", "since"),
      ],
      { region: "PT", zone: "Europe/Lisbon" },
    );
    const linked = await link(table);
    const known = linked.people.filter((d: { basis: string }) => d.basis === "user");
    const people = await joinTables(linked.table, known, "person", { type: "semi" });
    const found = await churn(people as Events, {
      inactivity: "30d",
      activity: [{ kind: ["call", "mms", "ussd", "data", "topup"] }],
    });

    const lives = (await truth("churn.csv")).objects({ limit: Infinity }) as {
      observed_from: number;
      observed_to: number;
      left: number;
      last_active_at: number | null;
    }[];
    for (const days of [20, 40, 60 - 1]) {
      // People observed from the first day, so that nobody is censored before: who was there that many days later?
      const start = Math.min(...lives.map(({ observed_from }) => observed_from));
      const all = lives.filter(
        ({ observed_from, last_active_at }) => observed_from === start && last_active_at !== null,
      );
      const there = all.filter(({ left, last_active_at }) => left === 0 || last_active_at! > start + days * DAY);
      const row = found.table.indices().findLast((r) => found.table.get("time", r) <= days)!;
      const slack = 0.01; // of the people, whom a missing or wrong CRM record hides
      expect(found.table.get("lower", row) - slack).toBeLessThanOrEqual(there.length / all.length);
      expect(found.table.get("upper", row) + slack).toBeGreaterThanOrEqual(there.length / all.length);
    }
  });
});
