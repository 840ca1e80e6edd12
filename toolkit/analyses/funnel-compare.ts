import { TextColumn } from "../core/columns.ts";
import { PhonographError } from "../core/errors.ts";
import { filled } from "../core/filled.ts";
import { UNKNOWN } from "../core/groups.ts";
import { benjaminiHochberg } from "../core/statistics/benjamini-hochberg.ts";
import { fisher } from "../core/statistics/fisher.ts";
import { newcombe } from "../core/statistics/newcombe.ts";
import { leastExpected, twoProportions } from "../core/statistics/two-proportions.ts";
import { listed, suggest } from "../core/suggest.ts";
import { type Table, toTable } from "../core/table.ts";
import type { RunGroups } from "./funnel-groups.ts";
import type { Rate, RateSource } from "./funnel-rates.ts";
import type { FunnelSpec } from "./funnel-spec.ts";

/** One row for each group and step after the first: that group's share of entrants beside that of the others. */
export interface FunnelComparisonColumns {
  group: string;
  /** What the group is compared with: `"rest"`, or another group. */
  against: string;
  step: number;
  label: string;
  /** Those who reached the step, of those who entered. */
  n: number;
  at_risk: number;
  rate: number;
  other_n: number;
  other_at_risk: number;
  other_rate: number;
  /** `rate - other_rate`, with Newcombe's interval. */
  difference: number;
  lower: number;
  upper: number;
  /** Two-sided; missing where nobody, or everybody, reached the step. */
  p: number;
  /** Benjamini and Hochberg's, over all rows of the table. */
  q: number;
  test: "chi-square" | "Fisher";
  /** Fewer than 30 entrants on either side: too few for a verdict. */
  small: boolean;
}

/** Below this many entrants a difference is no finding. */
export const FEW = 30;

/** Each group against the rest, or against one; undefined where there are not two known groups, or units may be in several. */
export function compareGroups(
  rates: RateSource,
  groups: RunGroups | undefined,
  spec: FunnelSpec,
): Table<FunnelComparisonColumns> | undefined {
  const { verb, steps, against, attribution, confidence, count, censor } = spec;
  if (!groups || attribution === "all") return undefined;
  const known = [...groups.labels.keys()].filter((code) => groups.labels[code] !== UNKNOWN);
  const reference = against === "rest" ? undefined : known.find((code) => groups.labels[code] === against);
  if (against !== "rest" && reference === undefined) {
    const labels = known.map((code) => groups.labels[code]);
    throw new PhonographError({
      code: "option/invalid",
      verb,
      rule: 'against must be "rest" or one of the groups',
      found: labels.length > 0 ? listed(labels) : "no group",
      hint: suggest(against, labels),
    });
  }
  if (known.length < 2) return undefined;
  // Of two groups the one is the rest of the other, so one comparison says all.
  const compared = known.filter((code) => code !== (reference ?? (known.length === 2 ? known[1] : undefined)));
  const exact = count === "uniques" && censor !== "km";
  const rows = compared.flatMap((code) => {
    const others = reference === undefined ? known.filter((other) => other !== code) : [reference];
    const name = others.length === 1 ? groups.labels[others[0]] : "rest";
    return steps.slice(1).map(({ label }, i) => {
      const [one, other] = [rates.ofEntrants([code], i + 1), rates.ofEntrants(others, i + 1)];
      return {
        group: groups.labels[code],
        against: name,
        step: i + 2,
        label,
        one,
        other,
        ...differenceOf(one, other, exact, confidence),
      };
    });
  });
  const q = benjaminiHochberg(rows.map(({ p }) => p));
  const number = (of: (row: (typeof rows)[number]) => number) => filled(rows.length, (row) => of(rows[row]));
  return toTable({
    group: TextColumn.from(rows.map(({ group }) => group)),
    against: TextColumn.from(rows.map(({ against }) => against)),
    step: number(({ step }) => step),
    label: TextColumn.from(rows.map(({ label }) => label)),
    n: number(({ one }) => one.n),
    at_risk: number(({ one }) => one.entrants),
    rate: number(({ one }) => one.estimate),
    other_n: number(({ other }) => other.n),
    other_at_risk: number(({ other }) => other.entrants),
    other_rate: number(({ other }) => other.estimate),
    difference: number(({ difference }) => difference.estimate),
    lower: number(({ difference }) => difference.lower),
    upper: number(({ difference }) => difference.upper),
    p: number(({ p }) => p),
    q: filled(rows.length, (row) => q[row]),
    test: TextColumn.from(rows.map(({ test }) => test)),
    small: rows.map(({ one, other }) => Math.min(one.entrants, other.entrants) < FEW),
  }) as unknown as Table<FunnelComparisonColumns>;
}

/** Counts of independent units are tested as they are; others as so many trials as say as much. */
function differenceOf(one: Rate, other: Rate, exact: boolean, confidence: number) {
  const successes = ({ estimate, size, n }: Rate) => (exact ? n : (estimate || 0) * size);
  const four = [successes(one), one.size, successes(other), other.size] as const;
  const difference = newcombe(...four, confidence);
  const small = exact && leastExpected(...four) < 5;
  return {
    difference,
    p: small ? fisherP(...four) : twoProportions(...four).p,
    test: small ? ("Fisher" as const) : ("chi-square" as const),
  };
}

const fisherP = (n1: number, all1: number, n2: number, all2: number) =>
  fisher([
    [n1, all1 - n1],
    [n2, all2 - n2],
  ]).p;
