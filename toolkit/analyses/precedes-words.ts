import { ratioWords as times } from "../core/ratio-words.ts";
import type { Interval } from "../core/statistics/wilson.ts";
import type { PrecedenceVerdict } from "./precedes-result.ts";

interface Found {
  ratio: Interval;
  placebo: Interval;
  q: number;
  tests: number;
  confidence: number;
}

/** What the intervals say; of several questions only what is left after correction. */
export function verdictOf({ ratio, placebo, q, tests, confidence }: Found): PrecedenceVerdict {
  const told = tests === 1 || q <= 1 - confidence;
  const more = ratio.lower > 1 && told;
  const before = placebo.lower > 1;
  if (more) return before ? "occur together" : "precedes";
  if (before) return "comes before";
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
