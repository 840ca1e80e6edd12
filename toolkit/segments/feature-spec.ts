import type { Activity } from "../core/activity.ts";
import { PhonographError } from "../core/errors.ts";
import { maskText } from "../core/mask.ts";
import { proportion } from "../core/options.ts";
import { describePattern, type Pattern, type PatternText, toPattern } from "../core/pattern.ts";
import { listed, suggest } from "../core/suggest.ts";

/** Which events a feature looks at: one or more patterns, any of which counts. Default: all. */
interface Of {
  readonly of?: Activity;
}

/**
 * What is worked out of a person's events; one of:
 * - `{ count: "call" }`: how many events of these patterns
 * - `{ days: "call" }`: on how many days, local ones where the offset is known
 * - `{ sum | mean | min | max: "duration", of: "call" }`: of a column of numbers
 * - `{ distinct: "peer", of: "call" }`: how many different values of a column
 * - `{ quantile: "duration", p: 0.9, of: "call" }`: of a column of numbers (Hyndman and Fan's type 7)
 */
export type Feature =
  | { readonly count: Activity }
  | { readonly days: Activity }
  | ({ readonly sum: string } & Of)
  | ({ readonly mean: string } & Of)
  | ({ readonly min: string } & Of)
  | ({ readonly max: string } & Of)
  | ({ readonly distinct: string } & Of)
  | ({ readonly quantile: string; readonly p: number } & Of);

/** The features by name. */
export type FeatureSpec = Readonly<Record<string, Feature>>;

const OPS = ["count", "days", "sum", "mean", "min", "max", "distinct", "quantile"] as const;

/** A feature with everything filled in. */
export interface ToldFeature {
  name: string;
  op: (typeof OPS)[number];
  /** Its column; "" of counts and days. */
  column: string;
  p: number;
  patterns: readonly Pattern[];
  /** In words, for `about`. */
  words: string;
}

/** Reads the spec, or says what is wrong with it. */
export function toFeatures(verb: string, spec: FeatureSpec): ToldFeature[] {
  const isPlain = typeof spec === "object" && spec !== null && !Array.isArray(spec);
  const entries = isPlain ? Object.entries(spec) : [];
  if (entries.length === 0) throw bad(verb, "the features must be an object of at least one", kindOf(spec));
  return entries.map(([name, feature]) => toFeature(verb, name, feature));
}

function toFeature(verb: string, name: string, feature: Feature): ToldFeature {
  if (name === "person" || name === "") throw bad(verb, "a feature needs a name of its own", `"${name}"`);
  if (typeof feature !== "object" || feature === null)
    throw bad(verb, `feature "${name}" must be an object`, kindOf(feature));
  const given = feature as Readonly<Record<string, unknown>>;
  const ops = OPS.filter((op) => given[op] !== undefined);
  const [op] = ops;
  if (ops.length !== 1)
    throw bad(verb, `feature "${name}" must be one of ${listed(OPS)}`, Object.keys(given).map(maskText).join(", "));
  const isEvents = op === "count" || op === "days";
  const known = [op, ...(isEvents ? [] : ["of"]), ...(op === "quantile" ? ["p"] : [])];
  const odd = Object.keys(given).find((key) => !known.includes(key));
  if (odd !== undefined)
    throw bad(verb, `feature "${name}" has no "${maskText(odd)}"`, listed(known), suggest(odd, known));
  const column = isEvents ? "" : given[op];
  if (typeof column !== "string") throw bad(verb, `feature "${name}" must name a column`, kindOf(column));
  const of = (isEvents ? given[op] : (given["of"] ?? {})) as Activity;
  const patterns = [of].flat().map((pattern) => toPattern(pattern as Pattern | PatternText, verb));
  if (patterns.length === 0) throw bad(verb, `feature "${name}" must name events`, "an empty list");
  const p = op === "quantile" ? proportion(verb, `${name}.p`, given["p"]) : 0;
  const events = patterns.map(describePattern).join(" or ");
  const words = [op, ...(op === "quantile" ? [String(p)] : []), ...(column ? [column, "of"] : []), events].join(" ");
  return { name, op, column, p, patterns, words };
}

const kindOf = (value: unknown) =>
  value === null
    ? "null"
    : Array.isArray(value)
      ? `a list of ${value.length}`
      : typeof value === "object"
        ? "an empty object"
        : typeof value;

function bad(verb: string, rule: string, found: string, hint?: string): PhonographError {
  return new PhonographError({
    ...{ code: "option/invalid", verb, rule, found },
    hint: hint ?? '{ calls: { count: "call" }, minutes: { sum: "duration", of: "call" } }',
  });
}
