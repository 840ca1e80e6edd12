import { expect, test } from "vitest";
import { cooccurrence } from "../../toolkit/link/cooccurrence.ts";
import { sessionWorld } from "./session-world.ts";

// Few sessions a person: most pairs are one or two coincidences, and many who are left belong to one another.
test.each([
  ["half a session a day", { perDay: 0.5 }],
  ["one in three days, and as few elsewhere", { perDay: 0.3, elsewhere: 0.3 }],
])("chances come true, in every bin with a hundred of them: %s", async (_, options) => {
  const bins = Array.from({ length: 10 }, () => ({ n: 0, said: 0, came: 0 }));
  for (const seed of [81, 82, 83, 84]) {
    const { table, pairs } = sessionWorld({ seed, ...options });
    const found = await cooccurrence(table, { trigger: "data", response: "app" }, { workers: 0, control: false });
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
