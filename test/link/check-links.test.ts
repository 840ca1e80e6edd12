import { describe, expect, test } from "vitest";
import { checkLinks } from "../../toolkit/link/check-links.ts";
import { cooccurrence } from "../../toolkit/link/cooccurrence.ts";
import { otpWorld } from "./otp-world.ts";

const ASKED = { trigger: "sms", response: "auth" } as const;
const world = otpWorld({ seed: 5, users: 500, perUser: 8 });
const found = await cooccurrence(world.table, ASKED);

describe("checkLinks", () => {
  test("finds next to no false links, halves that agree, and what no link explains", async () => {
    const { table, falseShare, agreement } = await checkLinks(found);
    expect(falseShare).toBeLessThan(0.01);
    expect(agreement).toBeGreaterThan(0.97);
    const [control, halves, sources, targets] = table.objects() as {
      check: string;
      share: number;
      lower: number;
      upper: number;
      count: number;
      of: number;
    }[];
    expect(control).toMatchObject({ check: "false links", of: found.linked });
    expect(halves!.of).toBeGreaterThan(200);
    expect(halves!.lower).toBeLessThan(halves!.share);
    const linked = found.table.objects().filter((row) => (row as { state: string }).state === "linked") as {
      phone: string;
      user: string;
    }[];
    const users = new Set([...(world.table.array("user") as Iterable<string | null>)].filter(Boolean));
    expect(targets!.of).toBe(users.size);
    expect(targets!.of - targets!.count).toBe(new Set(linked.map(({ user }) => user)).size);
    expect(sources!.of - sources!.count).toBe(new Set(linked.map(({ phone }) => phone)).size);
  });

  test("tries another day itself where that was not asked before, with the same answer", async () => {
    const untried = await cooccurrence(world.table, ASKED, { control: false });
    expect((await checkLinks(untried)).table.objects()).toEqual(
      (await checkLinks(found, { workers: 0 })).table.objects(),
    );
  });

  test("of logins that have nothing to do with codes nothing is left", async () => {
    const none = await cooccurrence(otpWorld({ seed: 5, answered: 0, orphans: 0.5, users: 300 }).table, ASKED);
    const { table, agreement, falseShare } = await checkLinks(none);
    expect([agreement, falseShare]).toEqual([Number.NaN, Number.NaN]);
    expect(table.objects()[0]).toMatchObject({ count: 0, of: 0, share: Number.NaN });
  });

  test("refuses what timing did not give", async () => {
    await expect(checkLinks(world.table as never)).rejects.toThrow(/must be what cooccurrence gave/);
    await expect(checkLinks(found, { seed: 1 } as never)).rejects.toThrow(/there is no option "seed"/);
  });
});
