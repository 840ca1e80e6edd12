import { hash32 } from "../../toolkit/core/random.ts";
import { MINUTE } from "./calendar.ts";

/** Share of devices whose clock is wrong, and the mark of those an hour off. */
export const CLOCKS = { wrong: 0.02, hourOff: 0.002, spread: 4 * MINUTE } as const;

/** What a device's clock shows more than the true time, in milliseconds; 0 for nearly all. */
export function skewOf(device: number, seed: number): number {
  const dice = hash32(device, seed ^ 0xc10c) / 2 ** 32;
  if (dice < CLOCKS.hourOff) return dice < CLOCKS.hourOff / 2 ? 3_600_000 : -3_600_000;
  if (dice > CLOCKS.hourOff + CLOCKS.wrong) return 0;
  const half = hash32(device, seed ^ 0xc10d) / 2 ** 32 + hash32(device, seed ^ 0xc10e) / 2 ** 32 - 1;
  return Math.round((half * 2.45 * CLOCKS.spread) / 1000) * 1000;
}
