import { whole } from "../core/options.ts";

/** How often what happens among the values of one column; values that are empty are not counted at all. */
export interface NumberCounts {
  /** Values that are not empty. */
  readonly values: number;
  /** Values meant as numbers of which none could be read: too short, not in a numbering plan, damaged, junk. */
  readonly invalid: number;
  /**
   * Numbers that rest on the region given by default, because they are written without a plus: `912345678`, and
   * `00351912345678` or `351912345678` too, which another region reads as something else.
   */
  readonly defaultRegion: number;
  /** Values that a spreadsheet turned into scientific notation: their last digits are lost. */
  readonly scientific: number;
}

/** A share that crosses its limit, as data: a report prints the sentence. */
export interface NumberBanner {
  readonly name: "invalid" | "default-region" | "scientific-notation";
  /** 0 to 1, of the values that are not empty. */
  readonly share: number;
  readonly limit: number;
  readonly rows: number;
  readonly sentence: string;
}

/** The shares of a column of numbers above which a report warns. */
export const NUMBER_LIMITS = Object.freeze({ invalid: 0.2, "default-region": 0.05, "scientific-notation": 0.01 });

const LIMITED = [
  [
    "invalid",
    "invalid",
    "hold no valid number: is this a column of phone numbers, is its region right, or are they of an old plan (migrations)?",
  ],
  [
    "default-region",
    "defaultRegion",
    "are written without + and rest on the default region: a wrong region gives wrong numbers",
  ],
  [
    "scientific-notation",
    "scientific",
    "are in scientific notation, their last digits lost: export the column as text",
  ],
] as const;

/**
 * What is to be said aloud about a column of phone numbers: one banner for each share above its limit (more than 20 %
 * invalid, 5 % on the default region, 1 % in scientific notation). Pure: counts in, sentences out, no number in them.
 *
 * @param column the column's name as the sentences say it
 * @example
 * ```ts
 * import { numberBanners } from "phonograph";
 * const banners = numberBanners({ values: 1000, invalid: 10, defaultRegion: 900, scientific: 11 }, "phone");
 * console.assert(banners.map(({ name }) => name).join() === "default-region,scientific-notation");
 * console.assert(banners[1].share === 0.011 && banners[1].sentence.startsWith("phone: 1.1 % of 1,000 values"));
 * ```
 */
export function numberBanners(counts: NumberCounts, column = "numbers"): readonly NumberBanner[] {
  const values = whole("numberBanners", "values", (counts as NumberCounts | null | undefined)?.values);
  const banners = LIMITED.flatMap(([name, count, says]) => {
    const rows = whole("numberBanners", count, counts[count], 0, values);
    const share = values === 0 ? 0 : rows / values;
    const limit = NUMBER_LIMITS[name];
    if (share <= limit) return [];
    const shown = `${(share * 100).toFixed(1)} % of ${values.toLocaleString("en")} values`;
    return [Object.freeze({ name, share, limit, rows, sentence: `${column}: ${shown} ${says}` })];
  });
  return Object.freeze(banners);
}
