import { ratioWords as times } from "../core/ratio-words.ts";
import type { Interval } from "../core/statistics/wilson.ts";
import type { ComparisonSpec } from "./precedes-options.ts";
import type { PrecedenceVerdict } from "./precedes-result.ts";

interface Found {
  ratio: Interval;
  placebo: Interval;
  q: number;
  /** Corrected p of the placebo, of many pairs. */
  placeboQ?: number;
  tests: number;
  confidence: number;
}

/** What interval and corrected p say, where they agree. */
export function verdictOf({ ratio, placebo, q, placeboQ = 0, confidence }: Found): PrecedenceVerdict {
  // 1 - 0.95 is more than 0.05 by a bit, 1 - 0.9 less than 0.1
  const most = 1 - confidence + 1e-12;
  const told = q <= most;
  const more = ratio.lower > 1 && told;
  const before = placebo.lower > 1;
  if (more) return before ? "occur together" : "precedes";
  if (before && placeboQ <= most) return "comes before";
  return ratio.upper < 1 && told ? "less often" : "no evidence";
}

interface Told extends Found {
  trigger: string;
  response: string;
  window: string;
  compare: "days" | "weeks";
  p: number;
  pairs: number;
  people: number;
  minimumRatio: number;
  verdict: PrecedenceVerdict;
}

/** The finding in one sentence, with everything that one must know to believe it. */
export function sentenceOf(told: Told): string {
  const { trigger, response, ratio, placebo, p, q, tests, verdict, confidence } = told;
  const other = told.compare === "days" ? "other days at the same hour" : "other weeks at the same hour of the week";
  const sure = `${Number((100 * confidence).toPrecision(4))} % interval ${times(ratio.lower)} to ${times(ratio.upper)}`;
  const test = `p = ${probability(p)}${tests > 1 ? `, q = ${probability(q)} of ${tests}` : ""}`;
  const of = `${told.pairs.toLocaleString("en-GB")} ${told.pairs === 1 ? "pair" : "pairs"} of ${told.people.toLocaleString("en-GB")} ${told.people === 1 ? "person" : "people"}`;
  const after = Number.isNaN(ratio.estimate)
    ? `After ${trigger}, ${response} was neither seen nor expected within ${told.window}`
    : `After ${trigger}, ${response} comes ${times(ratio.estimate)} times as often within ${told.window} as on the same person's ${other} (${sure}, ${test}, ${of})`;
  const before = Number.isNaN(placebo.estimate)
    ? "before it, there is nothing to compare"
    : `before it, the ratio is ${times(placebo.estimate)} (${times(placebo.lower)} to ${times(placebo.upper)})`;
  return `${after}; ${before}: ${conclusion(told, verdict)}.`;
}

function conclusion({ trigger, response, minimumRatio }: Told, verdict: PrecedenceVerdict): string {
  switch (verdict) {
    case "precedes":
      return `${trigger} precedes ${response} more often than chance`;
    case "occur together":
      return `${trigger} and ${response} occur together, as with a driver that both share`;
    case "comes before":
      return `${response} comes before ${trigger}, not after it`;
    case "less often":
      return `${response} comes less often after ${trigger}`;
    default:
      return Number.isFinite(minimumRatio)
        ? `no evidence; a ratio of ${times(minimumRatio)} would be found in four of five such data`
        : "no evidence; the data are too few to find any ratio";
  }
}

function probability(p: number): string {
  return p < 0.001 ? p.toExponential(0) : String(Number(p.toPrecision(2)));
}

/** How a person's events were compared, the same for one pair and for all. */
export function comparedAs({ within, compare, active }: Pick<ComparisonSpec, "within" | "compare" | "active">) {
  return {
    version: "v1",
    unit: "person",
    within,
    after: "later than the trigger",
    placebo: "the same time before the trigger",
    sameInstant: "neither after nor before",
    comparedWith:
      compare === "days" ? "the person's other days at the same hour" : "the person's other weeks at the same hour",
    shifts: "as many before as after",
    there:
      active === "own" ? "from the first to the last event of their own" : "from the first to the last of all data",
  } as const;
}
