import type { Random } from "../../toolkit/core/random.ts";
import { HABITS } from "../world/country.ts";
import type { World } from "../world/world.ts";

/** What makes people leave: the planted truth that churn analyses should find again. */
export const LEAVING = {
  dailyHazard: 0.0006,
  prepaidTimes: 1.8,
  stageTimes: HABITS.leaving,
  complaintsPerDay: 0.0025,
  complaintTimes: 3,
  complaintLastsDays: 45,
  fadeDays: [10, 35],
  joinShare: 0.07,
  /** Share of leavers who let the number lapse, so that it is given to someone else later. */
  lapseShare: 0.55,
} as const;

/** When a person joins, complains, fades and leaves: an exact draw from a hazard that a complaint multiplies. */
export function planLeaving(world: World, person: number, chance: Random): void {
  const { days } = world;
  const joinsNow = chance.chance((LEAVING.joinShare * days) / 90);
  world.joined[person] = joinsNow
    ? 1 + chance.integer(days - 1)
    : -1 - Math.min(9000, Math.floor(chance.exponential(900)));
  const from = Math.max(0, world.joined[person]);
  const complaint = from + Math.floor(chance.exponential(1 / LEAVING.complaintsPerDay));
  if (complaint < days) world.complaint[person] = complaint;
  const hazard =
    LEAVING.dailyHazard * LEAVING.stageTimes[world.stage[person]] * (world.prepaid[person] ? LEAVING.prepaidTimes : 1);
  const left = from + waitUntil(chance.exponential(1) / hazard, complaint - from);
  const [shortest, longest] = LEAVING.fadeDays;
  const fade = shortest + chance.integer(longest - shortest);
  const leaving = chance.chance(LEAVING.lapseShare) ? 2 : 1;
  if (left >= days) {
    planFadeAcrossTheEnd(world, person, left - fade);
    return;
  }
  world.left[person] = Math.max(from + 1, Math.floor(left));
  world.fadeFrom[person] = Math.max(from, world.left[person] - fade);
  world.leaving[person] = leaving;
}

/** Those who leave soon after the world ends fade already. */
function planFadeAcrossTheEnd(world: World, person: number, fadeFrom: number): void {
  if (fadeFrom < world.days) world.fadeFrom[person] = Math.max(0, Math.floor(fadeFrom));
}

/** The waiting time whose cumulative hazard, in days at the plain rate, is `exposure`. */
function waitUntil(exposure: number, complaint: number): number {
  const { complaintTimes, complaintLastsDays } = LEAVING;
  if (exposure <= complaint) return exposure;
  const after = exposure - complaint;
  if (after <= complaintTimes * complaintLastsDays) return complaint + after / complaintTimes;
  return complaint + complaintLastsDays + (after - complaintTimes * complaintLastsDays);
}
