import { TextColumn } from "../core/columns.ts";
import { filled } from "../core/filled.ts";
import { type Groups, UNKNOWN } from "../core/groups.ts";
import { benjaminiHochberg } from "../core/statistics/benjamini-hochberg.ts";
import { normalCdf, twoSidedZ } from "../core/statistics/normal.ts";
import { type Table, toTable } from "../core/table.ts";
import type { StickinessComparisonColumns } from "./stickiness-result.ts";

/** Below this many people on a side a difference is no finding. */
const FEW = 30;

interface Side {
  n: number;
  mean: number;
  /** Of the mean. */
  variance: number;
}

/** Each known group against the others; of two groups the one against the other, as that says all. */
export function compareMeans(
  people: Float64Array,
  periods: number,
  groups: Groups | undefined,
  confidence: number,
): Table<StickinessComparisonColumns> | undefined {
  const known = [...(groups?.labels.keys() ?? [])].filter((code) => groups!.labels[code] !== UNKNOWN);
  if (!groups || known.length < 2) return undefined;
  const z = twoSidedZ(confidence);
  const rows = (known.length === 2 ? known.slice(0, 1) : known).map((code) => {
    const others = known.filter((other) => other !== code);
    const [one, other] = [sideOf(people, periods, [code]), sideOf(people, periods, others)];
    const difference = one.mean - other.mean;
    const deviation = Math.sqrt(one.variance + other.variance);
    return {
      ...{ group: groups.labels[code], against: others.length === 1 ? groups.labels[others[0]] : "rest" },
      ...{ people: one.n, mean: one.mean, other_people: other.n, other_mean: other.mean, difference },
      ...{ lower: difference - z * deviation, upper: difference + z * deviation },
      p: deviation > 0 ? 2 * normalCdf(-Math.abs(difference) / deviation) : Number.NaN,
    };
  });
  const q = benjaminiHochberg(rows.map(({ p }) => p));
  const number = (of: (row: (typeof rows)[number]) => number) => filled(rows.length, (i) => of(rows[i]));
  return toTable<StickinessComparisonColumns>({
    group: TextColumn.from(rows.map(({ group }) => group)),
    against: TextColumn.from(rows.map(({ against }) => against)),
    people: number((row) => row.people),
    mean: number((row) => row.mean),
    other_people: number((row) => row.other_people),
    other_mean: number((row) => row.other_mean),
    difference: number((row) => row.difference),
    lower: number((row) => row.lower),
    upper: number((row) => row.upper),
    p: number((row) => row.p),
    q: filled(rows.length, (i) => q[i]),
    small: rows.map((row) => Math.min(row.people, row.other_people) < FEW),
  });
}

/** The mean over the people of some groups, whose counts stand by group and number of periods. */
function sideOf(people: Float64Array, periods: number, codes: readonly number[]): Side {
  let [n, sum, squares] = [0, 0, 0];
  for (const code of codes) {
    for (let k = 1; k <= periods; k++) {
      const count = people[code * (periods + 1) + k];
      n += count;
      sum += k * count;
      squares += k * k * count;
    }
  }
  const mean = sum / n;
  return { n, mean, variance: n > 1 ? Math.max(0, squares - sum * mean) / (n - 1) / n : Number.NaN };
}
