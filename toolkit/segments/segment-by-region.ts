import type { Events } from "../core/events.ts";
import type { MajorityColumns, Segments } from "../core/groups.ts";
import { keyword, knownOptions } from "../core/options.ts";
import { segmentByColumn } from "./segment-by-column.ts";

/** What {@link segmentByRegion} can be told. */
export interface RegionOptions {
  /** `"country"` (default): of the number, two letters; `"area"`: the area that the number's first digits belong to. */
  level?: "country" | "area";
  /** Keep the largest regions only; the rest are "other". Default: all. */
  top?: number;
}

/**
 * Where people's numbers are at home: the country or area that most of a person's rows name.
 *
 * A number's area is where its block was given out: for landlines where the line is, for mobile numbers of many countries
 * nothing at all, and never where the phone is now. Of equally frequent regions the first in the alphabet counts; people
 * without any are "unknown".
 *
 * Shape: `table` one row for each linked person, by id: `person`, `segment`, `share` (of the rows that agree);
 * `sizes` one row for each region, largest first, then "other", then "unknown", with Wilson's 95 % interval of its share.
 * Cost: a few passes over the rows.
 *
 * @param events linked events with `phone_country` or `phone_area`, as `normalise` writes them
 * @throws PhonographError `data/column-missing`, `option/invalid`
 * @example
 * ```ts
 * import { table } from "arquero";
 * import { segmentByRegion } from "phonograph";
 * const events = table({ person: [0, 0, 0, 1], phone_country: ["PT", "ES", "PT", null] });
 * const { table: people } = segmentByRegion(events);
 * console.assert(people.get("segment", 0) === "PT" && people.get("segment", 1) === "unknown");
 * ```
 */
export function segmentByRegion(events: Events, options: RegionOptions = {}): Segments<MajorityColumns> {
  knownOptions("segmentByRegion", options, ["level", "top"]);
  const level = keyword("segmentByRegion", "level", options.level ?? "country", ["country", "area"]);
  const title = level === "country" ? "country of the number" : "area of the number";
  return segmentByColumn("segmentByRegion", events, `phone_${level}`, title, { top: options.top });
}
