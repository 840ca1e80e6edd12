import type { ComputeOptions } from "../core/compute.ts";
import { COMPUTE_OPTIONS } from "../core/compute.ts";
import { PhonographError } from "../core/errors.ts";
import { requireColumns } from "../core/events.ts";
import { type Instant, toInstant } from "../core/instant.ts";
import type { IssueColumns } from "../core/issues.ts";
import { knownOptions } from "../core/options.ts";
import { hasColumn, missingColumn, requireTable, type Table } from "../core/table.ts";
import { NUMBER_LIMITS } from "../numbers/number-banners.ts";

/**
 * The shares above which {@link quality} says something aloud, 0 to 1. Those of numbers are of the values of one column
 * of one source, the others of the rows of one source, `partial-days` of all days.
 *
 * @example
 * ```ts
 * import { QUALITY_LIMITS } from "phonograph";
 * console.assert(QUALITY_LIMITS.invalid === 0.2 && QUALITY_LIMITS["default-region"] === 0.05);
 * ```
 */
export const QUALITY_LIMITS = Object.freeze({
  /** Values of `phone` or `peer` that gave no number: 0.2. */
  invalid: NUMBER_LIMITS.invalid,
  /** Numbers written without a plus, which another default region would read as something else: 0.05. */
  "default-region": NUMBER_LIMITS["default-region"],
  /** Values that a spreadsheet turned into scientific notation, their last digits lost: 0.01. */
  "scientific-notation": NUMBER_LIMITS["scientific-notation"],
  /** Values that may be two kinds of number. */
  ambiguous: 0.01,
  /** Numbers that came in more than one spelling; needs `written`. */
  spellings: 0.2,
  /** Calls and messages without a `phone`. */
  "missing-phone": 0.05,
  /** Rows whose local offset is unknown: their days, hours and weekdays are those of UTC. */
  "no-offset": 0.05,
  /** Rows dated by a clock that had lost its time. */
  "lost-clock": 0.001,
  /** Rows dated in the future. */
  future: 0.001,
  /** Rows that came more than once, whether they were dropped already or not. */
  duplicates: 0.01,
  /** Rows that were dropped before, for any reason but that they came twice. */
  dropped: 0.05,
  /** Days of a source that are covered in part. */
  "partial-days": 0.1,
});

/** What {@link quality} warns of. */
export type QualityLimit = keyof typeof QUALITY_LIMITS;

/** How `quality` looks at events. */
export interface QualityOptions extends ComputeOptions {
  /** Other limits than {@link QUALITY_LIMITS}, 0 to 1: `{ invalid: 0.05 }`. */
  limits?: Partial<Record<QualityLimit, number>>;
  /** The results before the one that is given, first to last, such as that of `normalise` before `clean`: their issues count too. */
  steps?: readonly { readonly issues: Table<IssueColumns> }[];
  /** Columns that hold the numbers as they were written, kept by `normalise`: `{ phone: "msisdn" }`. Default: none. */
  written?: Partial<Record<"phone" | "peer", string>>;
  /** Times after this moment are in the future. Default: a day from now; `about.options.latest` tells the last time that was not. */
  latest?: Instant;
}

/** What `quality` can look at: events, or a result that holds some and the issues on the way to them. */
export type QualityInput = Table | { readonly table: Table; readonly issues?: Table<IssueColumns> };

/** What the other files of this analysis work by: everything checked. */
export interface QualitySpec {
  events: Table;
  /** Of all steps; undefined when none is known. */
  issues: Table<IssueColumns> | undefined;
  limits: Readonly<Record<QualityLimit, number>>;
  written: Readonly<Partial<Record<"phone" | "peer", string>>>;
  latest: number;
}

const VERB = "quality";

/** Every option of `quality` checked and filled in; nothing below asks again. */
export function toQualitySpec(input: QualityInput, options: QualityOptions): QualitySpec {
  knownOptions(VERB, options, ["limits", "steps", "written", "latest", ...COMPUTE_OPTIONS]);
  const holds = (input as { table?: unknown } | null | undefined)?.table;
  const isResult = typeof holds === "object" && holds !== null;
  const events = (isResult ? holds : input) as Table;
  requireTable(VERB, events);
  requireColumns(VERB, events, ["at"]);
  if (events.numRows() === 0) {
    const rule = "there must be events to look at";
    throw new PhonographError({ code: "data/unparseable", verb: VERB, rule, found: "a table without rows" });
  }
  const own = isResult ? (input as { issues?: Table<IssueColumns> }).issues : undefined;
  if (own !== undefined && typeof own?.objects !== "function") {
    const rule = "the issues of a result must be a table";
    const found = own === null ? "null" : typeof own;
    throw new PhonographError({ code: "option/invalid", verb: VERB, rule, found, hint: "give the result whole" });
  }
  const all = [...toSteps(options.steps), ...(own === undefined ? [] : [own])];
  const issues = all.length === 0 ? undefined : all.reduce((sum, more) => sum.concat(more) as Table<IssueColumns>);
  const latest = options.latest === undefined ? Date.now() + 864e5 : toInstant(VERB, "latest", options.latest);
  return {
    events,
    issues,
    limits: toLimits(options.limits ?? {}),
    written: toWritten(events, options.written),
    latest,
  };
}

function toSteps(steps: QualityOptions["steps"] = []): Table<IssueColumns>[] {
  if (!Array.isArray(steps)) {
    const found = steps === null ? "null" : typeof steps;
    const rule = "steps must be a list of results";
    throw new PhonographError({ code: "option/invalid", verb: VERB, rule, found, hint: "steps: [normalised]" });
  }
  return (steps as QualityOptions["steps"] & object).map((step) => {
    const issues = step?.issues as Table<IssueColumns> | undefined;
    if (typeof issues?.objects === "function") return issues;
    const rule = "steps must be results with issues";
    const found = step === null ? "null" : `${typeof step} without issues`;
    throw new PhonographError({ code: "option/invalid", verb: VERB, rule, found, hint: "steps: [normalised]" });
  });
}

function toLimits(given: Partial<Record<QualityLimit, number>>): Record<QualityLimit, number> {
  const names = Object.keys(QUALITY_LIMITS) as QualityLimit[];
  knownOptions(VERB, given, names);
  const limits = { ...QUALITY_LIMITS, ...given };
  for (const name of names) {
    const limit = limits[name];
    if (typeof limit === "number" && limit >= 0 && limit <= 1) continue;
    const rule = `limits.${name} must lie between 0 and 1`;
    throw new PhonographError({ code: "option/invalid", verb: VERB, rule, found: `${typeof limit} ${limit}` });
  }
  return limits;
}

function toWritten(events: Table, given: QualityOptions["written"] = {}): QualitySpec["written"] {
  knownOptions(VERB, given, ["phone", "peer"]);
  for (const [read, raw] of Object.entries(given)) {
    for (const name of [read, raw]) if (!hasColumn(events, name)) throw missingColumn(VERB, events, name);
  }
  return given;
}
