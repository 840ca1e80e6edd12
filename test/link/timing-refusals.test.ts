import { table as toArquero } from "arquero";
import { describe, expect, test } from "vitest";
import type { Events } from "../../toolkit/core/events.ts";
import { cooccurrence } from "../../toolkit/link/cooccurrence.ts";
import { refuseCrowds } from "../../toolkit/link/timing-refusals.ts";
import { otpTraffic } from "../bench/otp-traffic.ts";
import { otpWorld } from "./otp-world.ts";

const ASKED = { trigger: "sms", response: "auth" } as const;
const refusal = (events: Events) =>
  cooccurrence(events, ASKED, { workers: 0 }).then(
    ({ linked }) => `${linked} links`,
    (error: Error) => error.message,
  );

describe("cooccurrence says what is wrong with traffic that time cannot tell apart", () => {
  test("a window that holds too many responses is refused, and one that would do is proposed", () => {
    // answers within 20 s nearly always, and a tail up to 60 s: 60 responses a trigger, 20 of them within 20 s
    const density = Float64Array.from({ length: 60 }, (_, second) => (second < 20 ? 0.0496 : 0.0002) / 1000);
    const law = { lowest: 0, step: 1000, density, answered: new Float64Array([0.9]) };
    expect(() => refuseCrowds("cooccurrence", law, 60)).toThrowErrorMatchingInlineSnapshot(`
      [PhonographError: cooccurrence: a trigger must not meet more than 50 responses within the delays at which answers come
        found: 60 responses a trigger, between 0 ms and 60 s after it
        try: within: "20s" holds 99 % of the answers, with 20 responses a trigger]
    `);
    expect(() => refuseCrowds("cooccurrence", law, 50)).not.toThrow();
    const even = { ...law, density: new Float64Array(60).fill(1 / 60_000) };
    expect(() => refuseCrowds("cooccurrence", even, 60)).toThrow(/try: narrower patterns.* at a time$/);
    expect(() => refuseCrowds("link", even, 60)).toThrow(/at a time; cooccur: \[\] links without timing$/);
  });

  test("among everybody's codes within one day, narrower patterns are proposed", async () => {
    expect(await refusal(otpTraffic({ codes: 120_000, days: 1 }).table)).toMatch(/try: narrower patterns/);
  });

  test("a hundred thousand rows ten milliseconds apart are refused without being compared", async () => {
    const rows = 100_000;
    const who = (row: number) => (row >> 1) % 60;
    const events = toArquero({
      at: Float64Array.from({ length: rows }, (_, row) => row * 10),
      kind: Array.from({ length: rows }, (_, row) => (row % 2 ? "auth" : "sms")),
      phone: Array.from({ length: rows }, (_, row) => (row % 2 ? null : `+35191000${100 + who(row)}`)),
      user: Array.from({ length: rows }, (_, row) => (row % 2 ? `u${who(row)}` : null)),
    });
    expect(await refusal(events as unknown as Events)).toMatch(/must not meet more than 50 responses/);
  });

  test.each<[number, string]>([
    [3, 'clock: "-3h"'],
    [-2, 'clock: "+2h"'],
    [5.5, 'clock: "-330m"'],
    [-13, 'clock: "+13h"'],
  ])("clocks that are %s hours apart are told, with the correction", async (hours, correction) => {
    const told = await refusal(otpWorld({ seed: 5, skew: hours * 36e5 }).table);
    expect(told).toMatch(/clocks of triggers and responses must agree within 15 min/);
    expect(told).toContain(correction);
  });

  test.each([1, 2, 3])("where nothing follows anything, no clock is blamed (world %s)", async (seed) => {
    expect(await refusal(otpWorld({ seed, answered: 0, orphans: 0.5 }).table)).toBe("0 links");
  });
});
