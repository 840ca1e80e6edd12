import type { FunnelTask } from "../../workers/kernels/funnel.ts";
import type { FunnelDealTask } from "../../workers/kernels/funnel-deal.ts";
import { type Packing, toPacking } from "../../workers/kernels/funnel-packing.ts";
import { bucketBits, SMALL_BUCKETS } from "../../workers/kernels/person-order-deal.ts";
import { sharedFloat64, sharedUint32 } from "../../workers/shared.ts";
import { borders } from "../core/compute.ts";
import type { Survey } from "../core/person-survey.ts";

/** What to tell the parts when they deal, and what the funnel finds afterwards. */
export interface Dealing {
  to: readonly FunnelDealTask["to"][];
  events: readonly FunnelTask["events"][];
}

/** Events go to buckets of persons, each packed into one number; where they do not fit into one, rows get their class. */
export function toDealing(at: Float64Array, classes: number, survey: Survey): Dealing {
  const { persons, linked, bits: least } = survey;
  const most = Math.max(least, bucketBits(linked, persons.ids.length, SMALL_BUCKETS));
  const packing = toPacking(survey, classes, { least, most });
  return packing ? packed(packing, survey) : classed(at, survey);
}

function packed(packing: Packing, { persons, counts, bits }: Survey): Dealing {
  const buckets = Math.ceil(persons.ids.length / 2 ** packing.bits);
  const begins = counts.map(() => sharedUint32(buckets));
  const bucketEnds = new Uint32Array(buckets);
  const runs = 2 ** (packing.bits - bits);
  let places = 0;
  for (let bucket = 0; bucket < buckets; bucket++) {
    for (const [part, count] of counts.entries()) {
      begins[part]![bucket] = places;
      for (let run = bucket * runs; run < (bucket + 1) * runs; run++) places += count[run] ?? 0;
    }
    bucketEnds[bucket] = places;
  }
  const events = sharedFloat64(places);
  const parts = begins.map((all) => ({ begins: all, ends: sharedUint32(buckets) }));
  for (const { begins, ends } of parts) ends.set(begins);
  return {
    to: parts.map(({ ends }) => ({ packing, events, next: ends })),
    events: bucketRanges(bucketEnds, counts.length).map((range) => ({ packing, events, parts, ...range })),
  };
}

/** Buckets split into parts of about as many rows. */
function bucketRanges(ends: Uint32Array, parts: number): { first: number; after: number }[] {
  const rows = ends.at(-1) ?? 0;
  const cuts = borders(rows, parts).map((row) => ends.filter((end) => end <= row).length);
  cuts[0] = 0;
  cuts[parts] = ends.length;
  return cuts.slice(1).map((after, i) => ({ first: cuts[i]!, after }));
}

function classed(at: Float64Array, { persons, counts }: Survey): Dealing {
  const tag = new Uint16Array(new SharedArrayBuffer(2 * at.length));
  const cuts = borders(persons.ids.length, counts.length);
  return {
    to: counts.map(() => ({ classes: tag })),
    events: cuts.slice(1).map((to, i) => ({ person: persons.rows, at, tag, from: cuts[i]!, to })),
  };
}
