import { expect, test } from "vitest";
import { commonness } from "../../toolkit/link/timing-commonness.ts";
import type { TimingLog } from "../../toolkit/link/timing-log.ts";

/** Users who respond once each, so many in each hour; in every hour two in five hold the first value, all others their own. */
function world(perHour: number, hours: number) {
  const users = perHour * hours;
  const held = Int32Array.from({ length: users }, (_, u) => (u % 5 < 2 ? 0 : u + 1));
  const at = Float64Array.from({ length: users }, (_, u) => (Math.floor(u / perHour) + (u % perHour) / perHour) * 36e5);
  const responses = { at, target: Int32Array.from({ length: users }, (_, u) => u) };
  const chance = commonness({ responses, targets: users } as unknown as TimingLog, held, users + 1);
  return { shared: [...chance].filter((_, u) => held[u] === 0), own: [...chance].filter((_, u) => held[u]! > 0) };
}

test.each([
  [10, 300],
  [1000, 3],
])("a value is as common as among all others of the hour (%i an hour, %i hours)", (perHour, hours) => {
  const { shared, own } = world(perHour, hours);
  for (const chance of shared) expect(Math.abs(chance - 0.4)).toBeLessThan(0.03);
  // nobody else ever has it: it is not taken for common because one of few shows it
  for (const chance of own) expect(chance).toBeLessThan(1 / 2000);
  expect(Math.min(...own)).toBeGreaterThan(0);
});

test("a response that holds nothing has no value that others could hold", () => {
  const responses = { at: Float64Array.of(1, 2), target: Int32Array.of(0, 1) };
  const log = { responses, targets: 2 } as unknown as TimingLog;
  expect([...commonness(log, Int32Array.of(-1, 0), 1)][0]).toBe(1);
});
