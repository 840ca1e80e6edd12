import { expect, test } from "vitest";
import { cooccurrence } from "../../toolkit/link/cooccurrence.ts";
import { sessionWorld } from "./session-world.ts";

const SEEDS = Array.from({ length: 28 }, (_, i) => 81 + i);
const HALF = { perDay: 0.5 };
const THIRD = { perDay: 0.3, elsewhere: 0.3 };

// Few sessions a person: most pairs are one or two coincidences, and many who are left belong to one another. With addresses
// fewer are left open; a fifth of the sessions elsewhere show none, and those that follow their own data session always do.
test.each([
  ["half a session a day", HALF, undefined, 4],
  ["one in three days, and as few elsewhere", THIRD, undefined, 4],
  ["half a session a day, with addresses", HALF, "ip", 28],
  ["one in three days, with addresses", THIRD, "ip", 16],
  ["one in three days, all behind three addresses", { ...THIRD, shared: 1 }, "ip", 12],
  ["one in three days, and nobody shares an address", { ...THIRD, shared: 0 }, "ip", 16],
])("chances come true, in every bin with a hundred of them: %s", async (_, options, agree, worlds) => {
  const bins = Array.from({ length: 10 }, () => ({ n: 0, said: 0, came: 0 }));
  for (const seed of SEEDS.slice(0, worlds)) {
    const { table, pairs } = sessionWorld({ seed, ...options });
    const asked = { workers: 0, control: false, agree };
    const found = await cooccurrence(table, { trigger: "data", response: "app" }, asked);
    const rows = found.table.objects() as unknown as { phone: string; user: string; probability: number }[];
    for (const { phone, user, probability } of rows) {
      const bin = bins[Math.min(9, Math.floor(probability * 10))]!;
      bin.n++;
      bin.said += probability;
      bin.came += Number(pairs.has(`${phone} ${user}`));
    }
  }
  const told = bins.filter(({ n }) => n >= 100);
  expect(told.length).toBeGreaterThan(8);
  for (const { n, said, came } of told) expect(Math.abs(said - came) / n).toBeLessThan(0.1);
});
