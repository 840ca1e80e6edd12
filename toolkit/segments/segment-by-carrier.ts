import type { Events } from "../core/events.ts";
import type { MajorityColumns, Segments } from "../core/groups.ts";
import { knownOptions } from "../core/options.ts";
import { segmentByColumn } from "./segment-by-column.ts";

/** What {@link segmentByCarrier} can be told. */
export interface CarrierOptions {
  /** Keep the largest carriers only; the rest are "other". Default: all. */
  top?: number;
}

/**
 * Who was given the number block: the carrier that most of a person's rows name.
 *
 * That is the owner of the block, not the carrier that serves the person today: numbers move between carriers and keep
 * their digits. Of equally frequent carriers the first in the alphabet counts; people without any are "unknown".
 *
 * Shape: as {@link segmentByRegion}. Cost: a few passes over the rows.
 *
 * @param events linked events with `phone_carrier`, as `normalise` writes it
 * @throws PhonographError `data/column-missing`, `option/invalid`
 * @example
 * ```ts
 * import { table } from "arquero";
 * import { segmentByCarrier } from "phonograph";
 * const events = table({ person: [4, 4, 7], phone_carrier: ["Vodafone", "Vodafone", "NOS"] });
 * const { sizes } = segmentByCarrier(events);
 * console.assert(sizes.numRows() === 2 && sizes.get("people", 0) === 1);
 * ```
 */
export function segmentByCarrier(events: Events, options: CarrierOptions = {}): Segments<MajorityColumns> {
  knownOptions("segmentByCarrier", options, ["top"]);
  return segmentByColumn("segmentByCarrier", events, "phone_carrier", "owner of the number block", {
    top: options.top,
  });
}
