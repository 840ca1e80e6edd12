import type { ColumnTable } from "arquero";
import { type About, toAbout } from "../core/about.ts";
import { type Column, TextColumn } from "../core/columns.ts";
import { PhonographError } from "../core/errors.ts";
import { knownOptions, whole } from "../core/options.ts";
import { columnOf, numbersOf, type Table, textOf } from "../core/table.ts";
import { type CalibrationColumns, calibrationOf } from "./calibration.ts";
import type { Cooccurrence } from "./cooccurrence.ts";
import { given } from "./link-truth.ts";
import { requireCooccurrence } from "./require-cooccurrence.ts";
import { type CurveColumns, curveOf, toCurveTable, toThresholds } from "./threshold-curve.ts";
import { coincidences } from "./timing-coincidences.ts";

/** How `evaluatePairs` looks at its scores. */
export interface EvaluatePairsOptions {
  /**
   * The trigger of each response, to score single events too: for each row of the events that were given the row of its
   * trigger, missing for all others. The name of a column, a column or a list.
   */
  triggerOf?: string | Column | ArrayLike<number | null>;
  /** Thresholds of the curve. Default 0 to 0.999. */
  thresholds?: readonly number[];
  /** Steps of the calibration table. Default 10. */
  bins?: number;
}

/** One row for pairs, and with `triggerOf` one for single events, each with its 95 % intervals. */
export interface PairScoreColumns extends Omit<CurveColumns, "threshold"> {
  measure: "pairs" | "events";
}

/** How well pairs found by timing agree with the truth. */
export interface PairScores {
  /** What is linked. */
  readonly table: Table<PairScoreColumns>;
  /** Whether pairs are right as often as their probability says, ambiguous ones too. */
  readonly calibration: Table<CalibrationColumns>;
  /** Pairs by threshold of probability, ambiguous ones too. */
  readonly curve: Table<CurveColumns>;
  readonly pairF1: number;
  /** NaN without `triggerOf`. */
  readonly eventF1: number;
  /** The share of true pairs that are ever seen near each other, at a delay at which answers come: recall cannot be higher. */
  readonly ceiling: number;
  readonly about: About;
}

const VERB = "evaluatePairs";

/**
 * How right the pairs of `cooccurrence` are, against the true ones.
 *
 * A linked pair is right when the truth has it, whenever it held; one that is linked for two stretches of time counts once. With `triggerOf`, a linked response is right when its
 * trigger is the true one. Intervals are 95 %, by number: the pairs and events of one number stand or fall together.
 * `calibration` and `curve` take the pairs that were left ambiguous too, each with its probability.
 *
 * Method: Wilson's interval at the effective sample size of a ratio of sums over numbers. Linear in pairs and events.
 *
 * @param found what `cooccurrence` gave
 * @param truth a table of the true pairs, its columns named as the identifiers, such as `phone` and `user`; repeated rows
 * count once
 * @param options see {@link EvaluatePairsOptions}
 * @returns see {@link PairScores}; `about.excluded` counts the true pairs with an identifier that the events do not have
 * @throws PhonographError `data/column-missing`; `data/unparseable` when no identifier of the truth is in the events, or
 * `triggerOf` has another length; `option/invalid`
 * @example
 * ```ts
 * import { cooccurrence, evaluatePairs, random } from "phonograph";
 * import { table } from "arquero";
 * const chance = random(1);
 * const rows = Array.from({ length: 600 }, (_, i) => {
 *   const [at, delay, who] = [chance.uniform() * 864e6, 9000 + chance.uniform() * 8000, i % 60];
 *   return [{ at, kind: "sms", phone: `+35191000${100 + who}`, user: null }, { at: at + delay, kind: "auth", phone: null, user: `u${who}` }];
 * }).flat();
 * const column = (name) => rows.map((row) => row[name]);
 * const events = table({ at: column("at"), kind: column("kind"), phone: column("phone"), user: column("user") });
 * const numbers = Array.from({ length: 60 }, (_, i) => i);
 * const truth = table({ phone: numbers.map((i) => `+35191000${100 + i}`), user: numbers.map((i) => `u${i}`) });
 * const scores = evaluatePairs(await cooccurrence(events, { trigger: "sms", response: "auth" }), truth);
 * console.assert(scores.pairF1 === 1 && scores.ceiling === 1);
 * ```
 */
export function evaluatePairs(found: Cooccurrence, truth: ColumnTable, options: EvaluatePairsOptions = {}): PairScores {
  requireCooccurrence(VERB, found);
  knownOptions(VERB, options, ["triggerOf", "thresholds", "bins"]);
  const bins = whole(VERB, "bins", options.bins ?? 10, 1, 1000);
  const thresholds = toThresholds(VERB, options.thresholds);
  const { pairs, rows, sources, targets } = found.trace;
  const { isTrue, count, unknown, list } = trueCodes(found, truth);
  const once = distinctPairs(found);
  const right = (i: number) => isTrue.has(pairs.source[once[i]] * targets.length + pairs.target[once[i]]);
  const probability = Float64Array.from(once, (p) => pairs.probability[p]);
  const links = { probability, cluster: once.map((p) => pairs.source[p]), isRight: right, true: count };
  const chosen = {
    ...links,
    probability: probability.map((chance, i) => (once[i] < pairs.linked ? chance : Number.NaN)),
  };
  const [ofPairs] = curveOf(chosen, [0]);
  const ofEvents = options.triggerOf === undefined ? undefined : eventScores(found, options.triggerOf);
  const scores = [ofPairs, ...(ofEvents ? [ofEvents] : [])];
  const met = coincidences(found.trace, list);
  const names = Object.keys(ofPairs).filter((name) => name !== "threshold") as (keyof CurveColumns)[];
  return Object.freeze({
    table: toCurveTable<PairScoreColumns>(
      scores,
      { measure: TextColumn.from(["pairs", "events"].slice(0, scores.length)) },
      names,
    ),
    calibration: calibrationOf(probability, right, bins),
    curve: toCurveTable<CurveColumns>(curveOf(links, thresholds)),
    pairF1: ofPairs.f1,
    eventF1: ofEvents?.f1 ?? Number.NaN,
    ceiling: met.reduce((sum, n) => sum + (n > 0 ? 1 : 0), 0) / met.length,
    about: toAbout({
      verb: VERB,
      options: {
        ...options,
        triggerOf: typeof options.triggerOf === "string" ? options.triggerOf : undefined,
        bins,
        thresholds,
      },
      input: truth,
      peopleIn: sources.length,
      excluded: [{ reason: "true pair with an identifier that no event has", rows: unknown }],
    }),
  });

  function eventScores({ events }: Cooccurrence, triggerOf: NonNullable<EvaluatePairsOptions["triggerOf"]>) {
    if (typeof triggerOf !== "string" && !(typeof triggerOf === "object" && triggerOf !== null)) {
      throw new PhonographError({
        code: "option/invalid",
        verb: VERB,
        rule: "triggerOf must be the name of a column, a column or a list",
        found: triggerOf === null ? "null" : typeof triggerOf,
      });
    }
    const column =
      typeof triggerOf === "string" ? columnOf(VERB, found.trace.events, triggerOf) : given(VERB, triggerOf);
    if (column.length !== rows.at.length) {
      throw new PhonographError({
        code: "data/unparseable",
        verb: VERB,
        rule: "triggerOf must have one value for each row of the events",
        found: `${column.length.toLocaleString("en")} values for ${rows.at.length.toLocaleString("en")} rows`,
      });
    }
    const caused = Float64Array.from(column as Iterable<unknown>, (value) => {
      const isMissing = value === null || Number.isNaN(value) || (typeof value === "number" && value < 0);
      if (isMissing) return Number.NaN;
      if (Number.isInteger(value) && (value as number) < rows.at.length) return value as number;
      throw new PhonographError({
        code: "data/unparseable",
        verb: VERB,
        rule: "triggerOf must hold rows of the events, from 0, missing where a response has no trigger",
        found:
          typeof value === "number"
            ? `${value.toLocaleString("en")} of ${rows.at.length.toLocaleString("en")} rows`
            : typeof value === "string"
              ? "text"
              : typeof value,
      });
    });
    // One more cluster for responses whose trigger has no usable identifier.
    const all = new Float64Array(sources.length + 1);
    for (const trigger of caused) {
      if (!Number.isNaN(trigger)) all[rows.source[trigger] >= 0 ? rows.source[trigger] : sources.length]++;
    }
    const numbers = (name: string) => numbersOf(VERB, events, name);
    const [trigger, response] = [numbers("trigger"), numbers("response")];
    const isRight = (i: number) => caused[response[i]] === trigger[i];
    const cluster = trigger.map((row) => rows.source[row]);
    return curveOf({ probability: numbers("probability"), cluster, isRight, true: all }, [0])[0];
  }
}

/** Each pair of identifiers once, where it is linked or likeliest. */
function distinctPairs({ trace }: Cooccurrence): number[] {
  const { pairs, targets } = trace;
  const best = new Map<number, number>();
  for (let p = 0; p < pairs.count; p++) {
    const key = pairs.source[p] * targets.length + pairs.target[p];
    const now = best.get(key);
    if (now === undefined || (now >= pairs.linked && pairs.probability[p] > pairs.probability[now])) best.set(key, p);
  }
  return [...best.values()];
}

/** The true pairs as codes of the events' identifiers. */
function trueCodes({ trace, about }: Cooccurrence, truth: ColumnTable) {
  const { sources, targets } = trace;
  const [source, target] = [String(about.options["source"]), String(about.options["target"])];
  const coded = (name: string, known: readonly string[]) => {
    columnOf(VERB, truth, name);
    const { codes, values } = textOf(VERB, truth, name);
    const codeOf = new Map(known.map((text, code) => [text, code]));
    const mine = values.map((text) => codeOf.get(text) ?? -1);
    if (values.length > 0 && known.length > 0 && !mine.some((code) => code >= 0)) {
      throw new PhonographError({
        code: "data/unparseable",
        verb: VERB,
        rule: `the truth must name its ${name}s as the events do`,
        found: `none of ${values.length.toLocaleString("en")} is in the events`,
        hint: name === "phone" ? "write numbers in E.164 form, with a plus" : undefined,
      });
    }
    return codes.map((code) => (code < 0 ? -1 : mine[code]));
  };
  const [a, b] = [coded(source, sources), coded(target, targets)];
  const isTrue = new Set<number>();
  const count = new Float64Array(sources.length);
  const list: { source: number; target: number }[] = [];
  let unknown = 0;
  for (let i = 0; i < a.length; i++) {
    const key = a[i] * targets.length + b[i];
    if (a[i] < 0 || b[i] < 0) unknown++;
    else if (!isTrue.has(key)) {
      isTrue.add(key);
      count[a[i]]++;
      list.push({ source: a[i], target: b[i] });
    }
  }
  return { isTrue, count, unknown, list };
}
