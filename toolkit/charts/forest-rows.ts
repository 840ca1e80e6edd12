import type { Precedence } from "../analyses/precedes-result.ts";
import type { Screen, ScreenColumns } from "../analyses/screen-result.ts";
import type { Converts, ConvertsColumns } from "../analyses/what-converts-result.ts";
import { PhonographError } from "../core/errors.ts";
import type { Interval } from "../core/statistics/wilson.ts";
import { countWords } from "./number-words.ts";

/** One line of a forest plot. */
export interface ForestRow {
  label: string;
  estimate: number;
  lower: number;
  upper: number;
  /** How many it rests on, or another few words, at the right. */
  note?: string;
  /** Behind the story: a placebo, something not told apart from chance. */
  quiet?: boolean;
}

/** What a forest plot is drawn of, in one form. */
export interface Forest {
  rows: ForestRow[];
  title: string;
  subtitle: string;
  caption: string;
  /** What the numbers are: `"Odds ratio"`. */
  measure: string;
  confidence: number;
  left: number;
}

/** The rows of a result, the surest first. */
export function toForest(given: Precedence | Screen | Converts | readonly ForestRow[], most: number): Forest {
  if (Array.isArray(given)) return fromRows(given, most);
  switch ((given as Partial<Precedence>)?.about?.verb) {
    case "precedes":
      return fromPrecedence(given as Precedence);
    case "screen":
      return fromScreen(given as Screen, most);
    case "whatConverts":
      return fromConverts(given as Converts, most);
  }
  const isPromise = (given as unknown) instanceof Promise;
  throw new PhonographError({
    code: "option/invalid",
    verb: "forestChart",
    rule: "a forest plot is drawn of what precedes, screen or whatConverts gave, or of rows of label, estimate, lower and upper",
    found: isPromise ? "a promise" : given === null ? "null" : typeof given,
    hint: isPromise ? "await it first" : undefined,
  });
}

const levelOf = (about: { options: Readonly<Record<string, unknown>> }) => about.options["confidence"] as number;

function fromRows(rows: readonly ForestRow[], most: number): Forest {
  const wrong = rows.find((row) => typeof row?.label !== "string" || typeof row.estimate !== "number");
  if (rows.length === 0 || wrong !== undefined) {
    const rule = "a forest plot needs rows of label, estimate, lower and upper";
    throw new PhonographError({
      code: "option/invalid",
      verb: "forestChart",
      rule,
      found: rows.length === 0 ? "none" : "a row without them",
    });
  }
  return {
    ...{
      rows: rows.slice(0, most),
      left: Math.max(0, rows.length - most),
      title: "How do they compare?",
      subtitle: "",
    },
    ...{ caption: "", measure: "Ratio", confidence: 0.95 },
  };
}

function fromPrecedence({
  trigger,
  response,
  ratio,
  placebo,
  afterBefore,
  series,
  n,
  about,
  sentence,
}: Precedence): Forest {
  const row = (label: string, { estimate, lower, upper }: Interval, quiet = false, note?: string): ForestRow => ({
    ...{ label, estimate, lower, upper, quiet, note },
  });
  const rows = [
    row("after the trigger", ratio, false, `${countWords(n.pairs)} pairs`),
    row("before it (placebo)", placebo, true),
    row("after over before", afterBefore),
  ];
  if (series) {
    rows.push(row("case series: after", series.ratio, false, `${countWords(series.people)} people`));
    rows.push(row("case series: before", series.before, true));
  }
  return {
    ...{ rows, left: 0, title: `Does ${trigger} come before ${response}?`, measure: "Times as often" },
    subtitle: "Four ways to ask, and what they say before the trigger",
    ...{ caption: sentence, confidence: levelOf(about) },
  };
}

function fromScreen({ table, tested, pairs, correction, about, calibration }: Screen, most: number): Forest {
  const all = (table.objects({ limit: Number.POSITIVE_INFINITY }) as ScreenColumns[]).filter(
    ({ verdict }) => verdict !== "not tested",
  );
  const rows = all.slice(0, most).map(
    ({ trigger, response, ratio, lower, upper, verdict, seen }): ForestRow => ({
      ...{ label: `${trigger} → ${response}`, estimate: ratio, lower, upper, note: `${countWords(seen)} pairs` },
      quiet: verdict !== "precedes" && verdict !== "less often",
    }),
  );
  const set = calibration ? ` Set right by ${calibration.controls} negative controls.` : "";
  return {
    ...{ rows, left: all.length - rows.length, title: "Which events come before which?", measure: "Times as often" },
    subtitle: `The surest of ${countWords(tested)} pairs that were tested, of ${countWords(pairs)}`,
    caption: `Coloured: more or less often after the trigger and not before it, ${correction} over all tests.${set}`,
    confidence: levelOf(about),
  };
}

function fromConverts({ table, from, to, entered, converted, tested, about }: Converts, most: number): Forest {
  const all = (table.objects({ limit: Number.POSITIVE_INFINITY }) as ConvertsColumns[]).filter(
    ({ method }) => method !== "none",
  );
  const rows = all.slice(0, most).map(
    ({ candidate, odds_ratio, lower, upper, q, people }): ForestRow => ({
      ...{ label: candidate, estimate: odds_ratio, lower, upper, note: `${countWords(people)} people` },
      quiet: !(q <= 1 - levelOf(about)),
    }),
  );
  return {
    ...{ rows, left: all.length - rows.length, title: `What goes with reaching ${to}?`, measure: "Odds ratio" },
    subtitle: `${countWords(converted)} of ${countWords(entered)} people from ${from}, each compared with those who could have at the same time`,
    caption: `Coloured: told apart from chance, Benjamini-Hochberg over ${tested} tests. What goes together need not bring it about.`,
    confidence: levelOf(about),
  };
}
