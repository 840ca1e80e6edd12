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
  type Linked,
  link,
  normalise,
  readCsv,
  readLog,
  readParquet,
} from "../../toolkit/index.ts";

const DAY = 864e5;
const START = Date.UTC(2025, 1, 1);
const SEEDS = [11, 12, 13, 14, 15];

/** A share of the people followed in one world beside that of all such people; they are `known` of `all`. */
interface Share {
  seed: number;
  found: number;
  lower: number;
  upper: number;
  known: number;
  truth: number;
  all: number;
}

const worlds: { seed: number; folder: string; linked: Linked }[] = [];

beforeAll(async () => {
  for (const seed of SEEDS) {
    const folder = mkdtempSync(join(tmpdir(), "phonograph-planted-"));
    worlds.push({ seed, folder, linked: undefined as unknown as Linked });
    await simulate({ people: 4000, days: 90, seed, out: folder, progress: () => {} });
    worlds[worlds.length - 1].linked = await link(await eventsOf(folder));
  }
}, 300_000);
afterAll(() => {
  for (const { folder } of worlds) rmSync(folder, { recursive: true, force: true });
});

/** The exports as one table of events. Customers are dated by the day since which they are customers. */
async function eventsOf(folder: string): Promise<Events> {
  const raw = (file: string) => join(folder, "exports", file);
  const messages = await readCsv(raw("sms-*.csv.gz"));
  const written = { ...messages, table: messages.table.filter((d: { type: string }) => d.type === "p2p") };
  const logins = await readLog(raw("auth.log"), {
    pattern:
      /^(?<at>\S+) \S+ authd\[\d+\]: (?<event>\S+) result=(?<result>\w+) method=(?<method>\w+) user=(?<user>\S+)/,
  });
  const kinds = { MOC: "call", MTC: "call", MMSO: "mms", MMST: "mms", USSD: "ussd", DATA: "data", TOPUP: "topup" };
  const ways = { MOC: "out", MTC: "in", MMSO: "out", MMST: "in", USSD: null, DATA: null, TOPUP: null };
  const fates = {
    DELIVRD: "delivered",
    UNDELIV: "undelivered",
    EXPIRED: "expired",
    REJECTD: "rejected",
    ENROUTE: "sent",
  };
  const message = { at: "submitted_at", kind: { constant: "sms" }, name: "type" } as const;
  const { table } = await normalise(
    [
      {
        raw: messages,
        map: {
          ...message,
          direction: { constant: "in" },
          phone: "recipient",
          peer: "sender",
          status: { column: "status", values: fates },
        } as EventMap,
      },
      { raw: written, map: { ...message, direction: { constant: "out" }, phone: "sender", peer: "recipient" } },
      {
        raw: await readCsv(raw("cdr.csv")),
        map: {
          at: "start_time",
          kind: { column: "record_type", values: kinds },
          direction: { column: "record_type", values: ways },
          phone: "msisdn",
          device: "imei",
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
      {
        raw: await readParquet(raw("payments.parquet")),
        map: { at: "paid_at", kind: { constant: "payment" }, user: "user_id", phone: "payer_phone" },
      },
      {
        raw: await readCsv(raw("crm.csv")),
        map: {
          at: "since",
          kind: { constant: "crm" },
          user: "user_id",
          phone: "phone",
          status: { column: "status", values: { active: "ok", closed: "expired" } },
        },
        dateOrder: "dmy",
      },
    ],
    { region: "PT", zone: "Europe/Lisbon" },
  );
  return table;
}

interface Customer {
  kind: string;
  user: string | null;
  phone_type: string | null;
  at: number;
}

/** Rows of the people of whom the table of customers names the account and a mobile number, and link knows a number. */
async function followed({ table, owners }: Linked, since = Infinity): Promise<Events> {
  const named = table
    .params({ since })
    .filter(
      (d: Customer, $: { since: number }) =>
        d.kind === "crm" && d.user !== null && d.phone_type === "mobile" && d.at < $.since,
    )
    .select("user");
  const owned = await joinTables(owners, named, "user", { type: "semi" });
  return (await joinTables(table, owned, "person", { type: "semi" })) as Events;
}

type Truth = Record<string, number | string | null>;

async function truthOf(folder: string, file: string): Promise<readonly Truth[]> {
  return (await readCsv(join(folder, "truth", file))).table.objects({ limit: Infinity }) as Truth[];
}

/** Each world's interval holds its truth, but for as many misses as five intervals of 95 % may have. */
function expectCovered(shares: readonly Share[]) {
  const misses = shares.filter(({ lower, upper, truth }) => !(lower <= truth && truth <= upper));
  // R: qbinom(0.99, 5, 0.05)
  expect(misses.length, JSON.stringify(misses)).toBeLessThanOrEqual(2);
}

/**
 * Over all worlds together the shares found are neither too low nor too high. Who is followed is a sample without
 * replacement of a world's people, so `known * found` is hypergeometric around `known * truth`.
 */
function expectUnbiased(shares: readonly Share[]) {
  const excess = shares.reduce((sum, { found, truth, known }) => sum + known * (found - truth), 0);
  const variance = shares.reduce(
    (sum, { truth, known, all }) => sum + (known * truth * (1 - truth) * (all - known)) / (all - 1),
    0,
  );
  // four such tests in this file, one false alarm in a hundred of its runs with other seeds: R: qnorm(1 - 0.01 / 8)
  expect(Math.abs(excess / Math.sqrt(variance)), JSON.stringify(shares)).toBeLessThan(3.02);
}

describe("what was planted in five simulated countries comes out of their exports", () => {
  test("the share of people who sign in with a code that was delivered to them", async () => {
    const shares: Share[] = [];
    for (const { seed, folder, linked } of worlds) {
      const { table, entered } = await funnel(
        await followed(linked),
        [
          { kind: "sms", name: "otp", peer: "FAROID", status: "delivered" },
          { kind: "auth", name: "login", status: "ok", where: { method: "otp" } },
        ],
        { within: "5m" },
      );
      // People, as the funnel counts people: those who were reached by a code that they asked for, and used one in five
      // minutes. Codes to numbers given up never arrive; those of robots, of a fleet and of thieves are nobody's own.
      const asked = new Map<unknown, boolean>();
      for (const { person, outcome, delay_s } of await truthOf(folder, "otp.csv")) {
        if (!["login", "abandoned", "resent"].includes(outcome as string)) continue;
        asked.set(person, asked.get(person) || (outcome === "login" && (delay_s as number) <= 300));
      }
      const truth = [...asked.values()].filter(Boolean).length / asked.size;
      const rate = (name: "rate" | "rate_lower" | "rate_upper") => table.get(name, 1) as number;
      const [found, lower, upper] = [rate("rate"), rate("rate_lower"), rate("rate_upper")];
      shares.push({ seed, found, lower, upper, known: entered, truth, all: asked.size });
    }
    expect(Math.min(...shares.map(({ known }) => known))).toBeGreaterThan(700);
    expectCovered(shares);
    expectUnbiased(shares);
  });

  test("the share of customers who are still there after 20, 40 and 59 days", async () => {
    const shares = new Map<number, Share[]>([20, 40, 59].map((days) => [days, []]));
    for (const { seed, folder, linked } of worlds) {
      // The clock of all starts with the first day, as that of the truth, and what counts is what they do themselves.
      const rows = (await followed(linked, START)).derive({ begun: String(START) }) as Events;
      const { table, people } = await churn(rows, {
        inactivity: "30d",
        origin: "begun",
        from: START,
        activity: [{ kind: ["ussd", "data", "topup"] }, { kind: ["call", "mms", "sms"], direction: "out" }],
      });
      const accounts = new Set(
        (await truthOf(folder, "people.csv")).filter(({ account }) => account !== "none").map(({ person }) => person),
      );
      const lives = (await truthOf(folder, "churn.csv")).filter(
        ({ person, observed_from, last_active_at }) =>
          accounts.has(person) && observed_from === START && Number.isFinite(last_active_at),
      );
      for (const [days, list] of shares) {
        const there = lives.filter(
          ({ left, last_active_at }) => left === 0 || (last_active_at as number) > START + days * DAY,
        );
        const row = table.indices().findLast((r) => table.get("time", r) <= days)!;
        const [found, lower, upper] = (["survival", "lower", "upper"] as const).map((n) => table.get(n, row) as number);
        list.push({ seed, found, lower, upper, known: people, truth: there.length / lives.length, all: lives.length });
      }
    }
    for (const list of shares.values()) {
      expectCovered(list);
      expectUnbiased(list);
    }
  });
});
