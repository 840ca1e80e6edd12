import type { ComputeOptions } from "./compute.ts";
import { PhonographError } from "./errors.ts";

/** Refuses a `signal` that is no AbortSignal and a `progress` that cannot be called; `workers` is read by `workersFor`. */
export function checkCompute(verb: string, { signal, progress }: ComputeOptions): void {
  const kind = (value: unknown) => (value === null ? "null" : typeof value === "number" ? `${value}` : typeof value);
  const invalid = (rule: string, value: unknown, hint: string) =>
    new PhonographError({ code: "option/invalid", verb, rule, found: kind(value), hint });
  if (signal !== undefined && !(signal instanceof AbortSignal)) {
    throw invalid("signal must be an AbortSignal", signal, "AbortSignal.timeout(60_000)");
  }
  if (progress !== undefined && typeof progress !== "function") {
    throw invalid("progress must be a function", progress, "(done, total) => console.error(done, total)");
  }
}
