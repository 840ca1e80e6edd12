import { PhonographError } from "../errors.ts";
import { proportion } from "../options.ts";
import { type ExactOdds, exactOdds, hypergeometric } from "./exact-odds.ts";

/**
 * Fisher's exact test of a two by two table: whether something is as frequent in one group as in another, with the odds ratio and its
 * exact interval. For small counts too; with an empty cell the ratio is 0 or infinite and one end of the interval tells.
 *
 * Method: Fisher (1935), conditional on both margins; the odds ratio is the conditional maximum likelihood estimate (not `ad / bc`), the
 * interval from two one-sided tests: R's `fisher.test`. Cost: the smallest margin, some hundred times.
 *
 * @param table `[[a, b], [c, d]]`: whole numbers from 0; rows are groups, columns with and without
 * @param confidence of the interval, two-sided (default 0.95)
 * @returns odds ratio, interval and p; NaN, 0 to infinity and 1 when a margin is 0
 * @throws PhonographError `option/invalid` when a cell is no whole number from 0, or the confidence not between 0 and 1
 * @example
 * ```ts
 * import { fisher } from "phonograph";
 * const tea = fisher([[3, 1], [1, 3]]);
 * console.assert(tea.p.toFixed(4) === "0.4857" && tea.estimate.toFixed(3) === "6.408");
 * ```
 */
export function fisher(
  table: readonly [readonly [number, number], readonly [number, number]],
  confidence = 0.95,
): ExactOdds {
  const level = proportion("fisher", "confidence", confidence);
  const cells = Array.isArray(table) ? table.flat() : [];
  if (cells.length !== 4 || !cells.every((n) => Number.isSafeInteger(n) && n >= 0)) {
    throw new PhonographError({
      code: "option/invalid",
      verb: "fisher",
      rule: "a table has two rows of two whole numbers from 0",
      found: cells.length === 4 ? cells.join(", ") : typeof table,
      hint: "fisher([[3, 1], [1, 3]])",
    });
  }
  const [a, b, c, d] = cells;
  return exactOdds(hypergeometric(a + c, a + b + c + d, a + b), a, level);
}
