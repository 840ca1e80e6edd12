import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { TextColumn } from "../../toolkit/core/columns.ts";
import type { Events } from "../../toolkit/core/events.ts";
import { random } from "../../toolkit/core/random.ts";
import { toTable } from "../../toolkit/core/table.ts";
import { link } from "../../toolkit/link/link.ts";
import type { Linked, OwnerColumns } from "../../toolkit/link/linked.ts";
import { type OtpWorldOptions, otpWorld } from "./otp-world.ts";

interface Row {
  at: number;
  kind: string;
  phone: string | null;
  user: string | null;
}

/** A world of codes and logins, records of which a third is wrong, and some calls of users from a number that may be theirs. */
function worldOf(options: OtpWorldOptions & { records: number; calls: number }): Events {
  const { table, pairs } = otpWorld({ users: 250, days: 20, perUser: 4, companies: 1, ...options });
  const chance = random(options.seed + 1000);
  const rows = table.objects() as Row[];
  const known = [...pairs].map((pair) => pair.split(" ") as [string, string]);
  const all = rows.map(({ at, kind, phone, user }): Row => ({ at, kind, phone, user }));
  for (const [phone, user] of known) {
    const number = chance.chance(0.33) ? known[chance.integer(known.length)]![0] : phone;
    const at = rows[chance.integer(rows.length)]!.at;
    if (chance.chance(options.records)) all.push({ at, kind: "crm", phone: number, user });
    if (chance.chance(options.calls)) all.push({ at, kind: "call", phone: number, user });
  }
  const names: Record<string, string> = { sms: "otp", auth: "login" };
  return toTable({
    at: all.map(({ at }) => at),
    kind: TextColumn.from(all.map(({ kind }) => kind)),
    name: TextColumn.from(all.map(({ kind }) => names[kind] ?? null)),
    phone: TextColumn.from(all.map(({ phone }) => phone)),
    user: TextColumn.from(all.map(({ user }) => user)),
  }) as unknown as Events;
}

/** Intervals of one user that overlap, with two numbers; in how many of them timing has a part, or alone tells. */
function overlaps({ owners }: Linked) {
  const held = (owners.objects() as OwnerColumns[]).filter(({ user }) => user !== null);
  let [byTiming, onlyTimed] = [0, 0];
  for (const list of Map.groupBy(held, ({ user }) => user).values()) {
    for (const [i, a] of list.entries()) {
      for (const b of list.slice(i + 1)) {
        if (a.phone === b.phone || !(a.from < b.to && b.from < a.to)) continue;
        if (a.timed > 0 || b.timed > 0) byTiming++;
        if (a.rule === "timed" || b.rule === "timed") onlyTimed++;
      }
    }
  }
  return { byTiming, onlyTimed, timed: held.filter(({ timed }) => timed > 0).length };
}

const worlds = fc.record({
  seed: fc.integer({ min: 1, max: 1e6 }),
  orphans: fc.constantFrom(0, 0.2, 0.6),
  changes: fc.constantFrom(0.05, 0.4),
  answered: fc.constantFrom(0.5, 0.9),
  records: fc.constantFrom(0, 0.3, 1),
});

describe("numbers that timing tells", () => {
  test("are one at a time for each user, whatever records say", async () => {
    let told = 0;
    await fc.assert(
      fc.asyncProperty(worlds, async (world) => {
        const { byTiming, timed } = overlaps(await link(worldOf({ ...world, calls: 0 }), { workers: 0 }));
        told += timed;
        expect(byTiming).toBe(0);
      }),
      { numRuns: 25, seed: 4 },
    );
    expect(told).toBeGreaterThan(500);
  });

  test("give way to numbers that users were seen with", async () => {
    let told = 0;
    await fc.assert(
      fc.asyncProperty(worlds, async (world) => {
        const { onlyTimed, timed } = overlaps(await link(worldOf({ ...world, calls: 0.3 }), { workers: 0 }));
        told += timed;
        expect(onlyTimed).toBe(0);
      }),
      { numRuns: 25, seed: 5 },
    );
    expect(told).toBeGreaterThan(500);
  });
});
