import { alone } from "./alone.ts";

process.env["POLARS_MAX_THREADS"] ??= "2";

/** Polars with two threads; undefined where its library for this machine is not installed. */
export async function openPolars() {
  if (alone.yes) return undefined;
  try {
    return (await import("nodejs-polars")).default;
  } catch {
    return undefined;
  }
}
