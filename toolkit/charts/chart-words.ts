import type { ChartOptions } from "./plot.ts";

/** Words of your own for a chart; what is left out is written from the result. */
export interface ChartWords {
  title?: string;
  subtitle?: string;
  caption?: string;
}

/** What a chart looks like at one width. */
export type Drawing = Exclude<NonNullable<ChartOptions["narrow"]>, false>;
