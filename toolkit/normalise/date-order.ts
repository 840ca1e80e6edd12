import { type DateOrder, UNORDERED } from "./time-spellings.ts";

/**
 * Whether day or month comes first, as the dates of a column themselves prove: 27/03 can only be a day before a month.
 * Undefined where none proves it, some prove one and some the other, or fewer than one in a hundred do, which may be slips.
 */
export function proveDateOrder(texts: Iterable<string>): DateOrder | undefined {
  let [dates, dayFirst, monthFirst] = [0, 0, 0];
  for (const text of texts) {
    const parts = UNORDERED.exec(text)?.groups;
    if (!parts) continue;
    const [first, second] = [Number(parts["day"]), Number(parts["month"])];
    if (first < 1 || second < 1 || first > 31 || second > 31 || (first > 12 && second > 12)) continue;
    dates++;
    if (first > 12) dayFirst++;
    if (second > 12) monthFirst++;
  }
  const witnesses = Math.max(dayFirst, monthFirst);
  if (witnesses === 0 || Math.min(dayFirst, monthFirst) > 0 || witnesses * 100 < dates) return undefined;
  return dayFirst > 0 ? "dmy" : "mdy";
}
