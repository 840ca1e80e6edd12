import { existsSync, readFileSync, statSync } from "node:fs";
import { resolve } from "node:path";
import type { WorldSize } from "./world/world.ts";

/** Raised whenever the bytes of a world change. */
export const SIMULATOR_VERSION = 6;

/** What a finished world says of itself, in `manifest.json`. */
export interface Manifest {
  simulator: number;
  people: number;
  days: number;
  seed: number;
  /** First instant and end, UTC. */
  from: string;
  to: string;
  /** Rows and bytes of every export; bytes on disk. */
  exports: Record<string, { rows: number; bytes: number }>;
  /** Rows of every table of the truth. */
  truth: Record<string, number>;
}

/**
 * Does the folder hold the finished world of these parameters, made by this version of the simulator?
 *
 * Looks at the manifest, which is written last, and at whether its exports are there; does not read them.
 */
export function worldIsCurrent(folder: string, { people, days, seed }: WorldSize): boolean {
  const path = resolve(folder, "manifest.json");
  if (!existsSync(path)) return false;
  try {
    const manifest = JSON.parse(readFileSync(path, "utf8")) as Manifest;
    const same = manifest.people === people && manifest.days === days && manifest.seed === seed;
    if (!same || manifest.simulator !== SIMULATOR_VERSION) return false;
    return Object.keys(manifest.exports).every((file) => statSync(resolve(folder, "exports", file)).size > 0);
  } catch {
    return false;
  }
}
