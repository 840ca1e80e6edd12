import { PhonographError } from "../core/errors.ts";
import { keyword, knownOptions, positive, whole } from "../core/options.ts";
import { COMPARISON_OPTIONS, type ComparisonOptions, type ComparisonSpec, toComparison } from "./precedes-options.ts";

/** A pair of events by their names. */
export interface ScreenPair {
  trigger: string;
  response: string;
}

/** How `screen` compares. */
export interface ScreenOptions extends ComparisonOptions {
  /** The names of the events to pair, `"sms.otp"`, as kind and name. Default: the most frequent. */
  names?: readonly string[];
  /** How many of the most frequent names are paired, at most 60. Default: 20. */
  top?: number;
  /** Pairs of which fewer responses come on a day, on the mean of the true one and those it is compared with, are not tested. Default: 5. */
  least?: number;
  /** How `q` is corrected for the number of tests: Benjamini-Hochberg, or Benjamini-Yekutieli, which holds however tests depend. Default: `"BH"`. */
  correction?: "BH" | "BY";
  /**
   * Negative controls: pairs of which it is known that the one cannot bring the other, or responses that nothing here can bring.
   * At least 20 pairs that are tested. Intervals, p and q are then calibrated by how far these are from 1.
   */
  controls?: readonly (string | ScreenPair)[];
}

export interface ScreenSpec extends ComparisonSpec {
  names: readonly string[] | undefined;
  top: number;
  least: number;
  correction: "BH" | "BY";
  controls: readonly (string | ScreenPair)[] | undefined;
}

const OPTIONS = [...COMPARISON_OPTIONS, "names", "top", "least", "correction", "controls"];
/** More names are not paired: a byte numbers them, and pairs grow with their square. */
export const MOST_TYPES = 60;

/** Every option checked and filled in. */
export function toScreenSpec(verb: string, options: ScreenOptions): ScreenSpec {
  knownOptions(verb, options, OPTIONS);
  const { names, top = 20, least = 5, correction = "BH", controls } = options;
  for (const [option, given] of Object.entries({ names, controls })) {
    const isName = (value: unknown) => typeof value === "string";
    const isPair = (value: unknown) =>
      option === "controls" && isName((value as ScreenPair)?.trigger) && isName((value as ScreenPair)?.response);
    if (given === undefined || (Array.isArray(given) && given.every((value) => isName(value) || isPair(value))))
      continue;
    throw new PhonographError({
      code: "option/invalid",
      verb,
      rule: `${option} must be a list of names of events${option === "controls" ? ", or of pairs of them" : ""}`,
      found: Array.isArray(given) ? "another value in it" : typeof given,
      hint:
        option === "names" ? '["sms.otp", "app.login"]' : '["app.open", { trigger: "sms.otp", response: "app.open" }]',
    });
  }
  if (
    names !== undefined &&
    (new Set(names).size !== names.length || names.length === 0 || names.length > MOST_TYPES)
  ) {
    const found = names.length > MOST_TYPES || names.length === 0 ? `${names.length}` : "one that is there twice";
    const rule = `names must be 1 to ${MOST_TYPES} different names of events`;
    throw new PhonographError({ code: "option/invalid", verb, rule, found });
  }
  return {
    ...toComparison(verb, options),
    ...{ names, controls, top: whole(verb, "top", top, 1, MOST_TYPES), least: positive(verb, "least", least) },
    correction: keyword(verb, "correction", correction, ["BH", "BY"]),
  };
}
