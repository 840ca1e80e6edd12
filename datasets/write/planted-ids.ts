import { hash32 } from "../../toolkit/core/random.ts";

/** Ids of planted rows: as unlike each other and the world's own as those are, which count from 0 up. */
export function plantedIds(seed: number): () => number {
  let next = 2 ** 31;
  return () => hash32(next++, seed ^ 0x1d5);
}
