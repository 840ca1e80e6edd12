import type { Quality } from "../analyses/quality-result.ts";
import { keyword } from "../core/options.ts";
import type { Chart } from "./chart.ts";
import type { ChartWords } from "./chart-words.ts";
import { daysChart } from "./quality-chart-days.ts";
import { hoursChart } from "./quality-chart-hours.ts";
import { missingChart } from "./quality-chart-missing.ts";
import { requireResult } from "./require-result.ts";

/** What a chart of {@link Quality} shows. */
export type QualityView = "days" | "hours" | "missing";

/**
 * Draws what `quality` found, one view at a time:
 *
 * - `"days"`: rows by local day and kind; days that a source covers in part are pale and carry a mark
 * - `"hours"`: shares of rows by hour on the clock at the place, against UTC
 * - `"missing"`: how often each column is missing in each source
 *
 * Records (`crm`) tell how things stood and are left out of days and hours. The table behind a chart is the result's own.
 *
 * @param found what `quality` gave
 * @param view which of the three; default `"days"`
 * @param words a title, subtitle or caption of your own
 * @returns a chart, drawn for 720 and for 360 px
 * @throws PhonographError `option/invalid` for another result or view
 * @example
 * ```ts
 * import { table } from "arquero";
 * import { quality, qualityChart } from "phonograph";
 * const at = [9, 10, 10, 11].map((hour) => Date.UTC(2026, 6, 1, hour));
 * const found = await quality(table({ at, kind: ["call", "call", "sms", "call"], source: ["a", "a", "a", "a"], row: [1, 2, 3, 4] }));
 * console.assert(qualityChart(found).alt.includes("4 rows"));
 * ```
 */
export function qualityChart(found: Quality, view: QualityView = "days", words: ChartWords = {}): Chart {
  requireResult("qualityChart", found, "quality", ["nulls", "hours", "clocks", "banners"]);
  switch (keyword("qualityChart", "view", view, ["days", "hours", "missing"])) {
    case "hours":
      return hoursChart(found, words);
    case "missing":
      return missingChart(found, words);
    default:
      return daysChart(found, words);
  }
}
