import { describe, expect, test } from "vitest";
import { type Cooccurrence, cooccurrence } from "../../toolkit/link/cooccurrence.ts";
import { otpWorld } from "./otp-world.ts";
import { sessionWorld } from "./session-world.ts";

const ASKED = { trigger: "data", response: "app" } as const;

function score(found: Cooccurrence, pairs: ReadonlySet<string>) {
  const rows = found.table.objects() as unknown as { phone: string; user: string; state: string }[];
  const linked = new Set(rows.filter(({ state }) => state === "linked").map(({ phone, user }) => `${phone} ${user}`));
  const right = [...linked].filter((pair) => pairs.has(pair)).length;
  return { precision: right / linked.size, f1: (2 * right) / (linked.size + pairs.size) };
}

describe("data sessions find their app sessions by address and time", () => {
  // Two addresses in five are shared by hundreds; by time alone four sessions a week leave most pairs open.
  test.each([1, 2, 3])("with two in five users behind shared addresses (seed %s)", async (seed) => {
    const { table, pairs } = sessionWorld({ seed, perDay: 0.5 });
    const timed = score(await cooccurrence(table, ASKED, { workers: 0 }), pairs);
    const found = await cooccurrence(table, ASKED, { workers: 0, agree: "ip" });
    const both = score(found, pairs);
    expect(timed.f1).toBeLessThan(0.85);
    expect(both.f1).toBeGreaterThan(0.92);
    expect(both.precision).toBeGreaterThan(0.98);
    // nine in ten show the address of their data session
    expect(Math.abs(found.agreement - 0.9)).toBeLessThan(0.08);
    expect(found.falseShare).toBeLessThan(0.01);
  });

  // What they do outside the stretch of their link was taken for a chance of somebody else, at a half and more.
  test.each(["ip", undefined])("leave nobody else a chance of what is linked already (agree: %s)", async (agree) => {
    for (const seed of [1, 2, 3]) {
      const { table, pairs } = sessionWorld({ seed });
      const found = await cooccurrence(table, ASKED, { workers: 0, control: false, agree });
      const rows = found.table.objects() as unknown as {
        phone: string;
        user: string;
        state: string;
        probability: number;
      }[];
      const linked = rows.filter(({ state }) => state === "linked");
      const taken = new Set(linked.flatMap(({ phone, user }) => [phone, user]));
      const left = rows.filter(({ state, phone, user }) => state !== "linked" && (taken.has(phone) || taken.has(user)));
      const said = left.reduce((sum, { probability }) => sum + probability, 0);
      expect(said - left.filter(({ phone, user }) => pairs.has(`${phone} ${user}`)).length).toBeLessThan(2);
    }
  });

  test("an address that all share says next to nothing", async () => {
    const { table, pairs } = sessionWorld({ seed: 1, shared: 1, gates: 1 });
    const timed = score(await cooccurrence(table, ASKED, { workers: 0, control: false }), pairs);
    const both = score(await cooccurrence(table, ASKED, { workers: 0, control: false, agree: "ip" }), pairs);
    expect(Math.abs(both.f1 - timed.f1)).toBeLessThan(0.03);
  });

  test("where addresses never agree beyond chance, they are left out and the answer is as without", async () => {
    const { table } = sessionWorld({ seed: 1, same: 0 });
    const plain = await cooccurrence(table, ASKED, { workers: 0, control: false });
    const asked = await cooccurrence(table, ASKED, { workers: 0, control: false, agree: "ip" });
    expect(asked.agreement).toBeNaN();
    expect(asked.table.objects()).toEqual(plain.table.objects());
  });

  test("the answer does not depend on workers", async () => {
    const { table } = sessionWorld({ seed: 4, users: 400 });
    const answers = await Promise.all([0, 1, 2].map((workers) => cooccurrence(table, ASKED, { workers, agree: "ip" })));
    for (const answer of answers) expect(answer.table.objects()).toEqual(answers[0]!.table.objects());
  });

  test("a column that is not there, or is one of the identifiers, is refused", async () => {
    const { table } = sessionWorld({ seed: 4, users: 10 });
    await expect(cooccurrence(table, ASKED, { agree: "adress" })).rejects.toThrow(/no column "adress"/);
    await expect(cooccurrence(table, ASKED, { agree: "user" })).rejects.toThrow(/neither identifier/);
  });
});

describe("codes and logins whose addresses are known", () => {
  const asked = { trigger: "sms", response: "auth" } as const;

  // Two users in five are behind three addresses. One code and a half a user: a third of all pairs is one coincidence.
  test.each([11, 12, 13])("are linked better where two in five users share addresses (seed %s)", async (seed) => {
    const { table, pairs } = otpWorld({ seed, users: 3000, days: 10, perUser: 1.5, orphans: 0.15, shared: 0.4 });
    const timed = score(await cooccurrence(table, asked, { workers: 0, control: false }), pairs);
    const found = await cooccurrence(table, asked, { workers: 0, agree: "ip" });
    const both = score(found, pairs);
    expect(both.f1).toBeGreaterThan(timed.f1);
    expect(both.f1).toBeGreaterThan(0.97);
    expect(both.precision).toBeGreaterThan(0.99);
    expect(found.agreement).toBeGreaterThan(0.8);
    expect(found.agreement).toBeLessThan(0.97);
    expect(found.falseShare).toBeLessThan(0.01);
  });
});
