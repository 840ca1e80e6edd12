import { readFileSync, writeFileSync } from "node:fs";

/** Bytes of this process in memory, now and at most since {@link forgetPeak}; undefined where the system does not tell. */
export function resident(): { now: number; peak: number } | undefined {
  try {
    const status = readFileSync("/proc/self/status", "utf8");
    const of = (name: string) => 1024 * Number(new RegExp(`^${name}:\\s+(\\d+) kB`, "m").exec(status)?.[1]);
    return { now: of("VmRSS"), peak: of("VmHWM") };
  } catch {
    return undefined;
  }
}

/** Lets the peak begin anew from what is in memory now (Linux). */
export function forgetPeak(): void {
  writeFileSync("/proc/self/clear_refs", "5");
}
