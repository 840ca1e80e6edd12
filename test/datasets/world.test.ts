import { describe, expect, test } from "vitest";
import { LEAVING } from "../../datasets/people/plan-leaving.ts";
import { populate } from "../../datasets/people/populate.ts";
import { DAY, offsetAt, START, toUtc, ZONES } from "../../datasets/world/calendar.ts";
import { customerNumber, imeiOf } from "../../datasets/world/ids.ts";
import { mobile, otherMobile } from "../../datasets/world/numbering.ts";
import { NEVER } from "../../datasets/world/world.ts";

describe("the country", () => {
  test("its clocks are those of the time zone database", () => {
    for (const [zone, name] of ZONES.entries()) {
      for (let hour = 0; hour < 24 * 280; hour += 1) {
        const at = START + hour * 3_600_000 + 1_740_000;
        const there = Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(name);
        if (offsetAt(zone, at) !== there.offsetNanoseconds / 6e10) expect.fail(`${name} at ${there}`);
        const local = at + there.offsetNanoseconds / 1e6;
        const first = there.toPlainDateTime().toZonedDateTime(name, { disambiguation: "earlier" }).epochMilliseconds;
        if (toUtc(zone, local) !== first) expect.fail(`${name}: local time at ${there}`);
      }
    }
    expect(toUtc(0, Date.UTC(2025, 2, 30, 1, 30))).toBe(Date.UTC(2025, 2, 30, 1, 30));
  });

  test("no two slots share a number, nor do the people of other operators", () => {
    const people = 20_000;
    const numbers = new Set<number>();
    for (let slot = 0; slot < 4 * people + 1000; slot++) numbers.add(mobile(slot, 3));
    for (let i = 0; i < 2 * people; i++) numbers.add(otherMobile(i, people, 3));
    expect(numbers.size).toBe(6 * people + 1000);
    expect(mobile(5, 3)).not.toBe(mobile(5, 4));
  });

  test("customer numbers and IMEIs are one-to-one", () => {
    const customers = new Set(Array.from({ length: 100_000 }, (_, p) => customerNumber(p, 1)));
    const imeis = new Set(
      Array.from({ length: 100_000 }, (_, i) => [imeiOf(i * 37, 0, 1), imeiOf(i * 37, 1, 1)]).flat(),
    );
    expect(customers.size).toBe(100_000);
    expect(imeis.size).toBe(200_000);
  });
});

describe("lives", () => {
  const world = populate({ people: 40_000, days: 90, seed: 2 });

  test("people leave at the planted hazard, stage by stage and plan by plan", () => {
    for (let stage = 0; stage < 5; stage++) {
      for (const prepaid of [0, 1]) {
        const { calm, angry, leftCalm, leftAngry } = exposure(stage, prepaid);
        const hazard = LEAVING.dailyHazard * LEAVING.stageTimes[stage] * (prepaid ? LEAVING.prepaidTimes : 1);
        expect(Math.abs(leftCalm - calm * hazard)).toBeLessThan(4 * Math.sqrt(calm * hazard) + 1);
        const raised = angry * hazard * LEAVING.complaintTimes;
        expect(Math.abs(leftAngry - raised)).toBeLessThan(4 * Math.sqrt(raised) + 1);
      }
    }
  });

  /** Days at risk and leavers, within and outside 45 days of a complaint. */
  function exposure(stage: number, prepaid: number) {
    const sums = { calm: 0, angry: 0, leftCalm: 0, leftAngry: 0 };
    for (let p = 0; p < world.people; p++) {
      if (world.stage[p] !== stage || world.prepaid[p] !== prepaid) continue;
      const from = Math.max(0, world.joined[p]);
      const left = world.left[p] !== NEVER;
      const to = left ? world.left[p] + 0.5 : world.days;
      const [begin, end] = [world.complaint[p], world.complaint[p] + LEAVING.complaintLastsDays];
      const angry = Math.max(0, Math.min(to, end) - Math.max(from, begin));
      sums.angry += angry;
      sums.calm += to - from - angry;
      if (!left) continue;
      if (world.left[p] >= begin && world.left[p] < end) sums.leftAngry++;
      else sums.leftCalm++;
    }
    return sums;
  }

  test("fading comes before leaving, and numbers are given on after resting", () => {
    for (let p = 0; p < world.people; p++) {
      if (world.left[p] === NEVER) continue;
      if (!(world.fadeFrom[p] <= world.left[p] && world.left[p] > world.joined[p])) expect.fail(`person ${p}`);
    }
    const owners = new Map<number, number>();
    for (let p = 0; p < world.people; p++) owners.set(world.phone[p], (owners.get(world.phone[p]) ?? 0) + 1);
    // recycled from a former number: not first in this map; from a leaver: the leaver's own phone as well
    expect([...owners.values()].some((n) => n > 1)).toBe(true);
    expect(world.households).toBeLessThan(world.people / 2);
    expect(DAY).toBe(86_400_000);
  });
});
