import { describe, expect, test } from "vitest";
import { checkLinks } from "../../toolkit/link/check-links.ts";
import { cooccurrence } from "../../toolkit/link/cooccurrence.ts";
import { explainNonLink } from "../../toolkit/link/explain-non-link.ts";
import { explainPair } from "../../toolkit/link/explain-pair.ts";
import { link } from "../../toolkit/link/link.ts";
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

  test("and explanations take what timing told within a linked table just as well", async () => {
    const linked = await link(world.table, { cooccur: [ASKED] });
    const [timing] = linked.timing;
    expect((await checkLinks(timing!)).table.objects()).toEqual((await checkLinks(found)).table.objects());
    const [pair] = found.table.objects() as { phone: string; user: string; probability: number }[];
    const asked = { phone: pair!.phone, user: pair!.user };
    expect(explainPair(timing!, asked).table.objects()).toEqual(explainPair(found, asked).table.objects());
    expect(explainNonLink(timing!, asked).reason).toBe("linked");
    expect(explainNonLink(linked, asked).reason).toBe("linked");
  });

  test("where a user may have several numbers at once, another one is no guard against it", async () => {
    const several = await cooccurrence(world.table, ASKED, { exclusive: "source", control: false });
    const pairs = several.table.objects() as { phone: string; user: string; state: string }[];
    for (const { phone, user } of pairs.filter(({ state }, i) => state === "linked" && i % 20 === 0)) {
      const passed = [...(explainPair(several, { phone, user }).guards.array("passed") as string[])];
      expect(passed).toEqual(["yes", "yes", "yes"]);
    }
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
