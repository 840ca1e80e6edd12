import type { CalendarUnit } from "../core/calendar.ts";
import { formatDuration } from "../core/duration.ts";
import type { FunnelSpec } from "./funnel-spec.ts";

/** How a funnel was counted, for machines; what a field means changes only with the version. */
export interface FunnelSemantics {
  readonly version: "v1";
  /** `"person"`, or the column whose values are counted. */
  readonly unit: string;
  readonly count: "uniques" | "totals" | "sessions";
  /** Milliseconds; of sessions only. */
  readonly gap: number | undefined;
  readonly order: "ordered" | "strict" | "any";
  /** Whether other events may come in between; a step out of order is passed over, or breaks a strict run. */
  readonly eventsBetween: "ignored" | "break the run";
  readonly eventFills: "one step" | "every step it matches";
  readonly entry: "best" | "first";
  readonly ties: "ordered" | "strict";
  /** Milliseconds by which a step may be recorded before the one it follows. */
  readonly grace: number;
  /** Milliseconds from the first step, end included. */
  readonly within: number;
  /** By step, milliseconds from the required step before; null without. */
  readonly stepWithin: readonly (number | null)[];
  /** By step. */
  readonly optional: readonly boolean[];
  readonly hold: readonly string[];
  /** Excluded events in words, with their places and policies. */
  readonly exclude: readonly string[];
  /** When runs begin, UTC ms: from, and before; null where open. Events are read as far as windows go. */
  readonly range: { readonly from: number | null; readonly to: number | null; readonly applies: "entry" };
  readonly censor: "exclude" | "km" | "drop";
  /** The end of the data, UTC ms. */
  readonly asOf: number;
  /** Of groups by a column: whose value counts. */
  readonly attribution: "person" | "first" | "last" | "all" | { readonly step: number } | undefined;
  /** Periods whose entries are counted by themselves, and the zone of their calendar. */
  readonly over: CalendarUnit | undefined;
  readonly zone: string | undefined;
  readonly rateOf: "entrants";
  readonly stepRateOf: "previous required step";
  /** What groups are compared by. */
  readonly comparesRateOf: "entrants";
  /** `"rest"`, or the group that others are compared with; undefined where no groups are compared. */
  readonly against: string | undefined;
  readonly comparison: "Newcombe, chi-square or Fisher, Benjamini-Hochberg over groups and steps" | "none";
  readonly interval: string;
  readonly confidence: number;
}

/** What a funnel says of itself. */
export function toSemantics(spec: FunnelSpec, asOf: number, compared: boolean): FunnelSemantics {
  const { unitColumn, count, gap, order, entry, ties, grace, within, steps, hold, bars, from, to, censor } = spec;
  const open = (at: number) => (Number.isFinite(at) ? at : null);
  return Object.freeze({
    version: "v1",
    unit: unitColumn ?? "person",
    count,
    gap: count === "sessions" ? gap : undefined,
    order,
    eventsBetween: order === "strict" ? "break the run" : "ignored",
    eventFills: spec.once ? "one step" : "every step it matches",
    ...{ entry, ties, grace, within },
    stepWithin: Object.freeze(steps.map((step) => open(step.within))),
    optional: Object.freeze(steps.map(({ optional }) => optional)),
    hold: Object.freeze([...hold]),
    exclude: Object.freeze(bars.map(({ words }) => words)),
    range: Object.freeze({ from: open(from), to: open(to), applies: "entry" }),
    ...{ censor, asOf },
    attribution: typeof spec.by === "string" ? spec.attribution : undefined,
    over: spec.over,
    zone: spec.over === undefined ? undefined : spec.zone,
    rateOf: "entrants",
    stepRateOf: "previous required step",
    comparesRateOf: "entrants",
    against: compared ? spec.against : undefined,
    comparison: compared ? "Newcombe, chi-square or Fisher, Benjamini-Hochberg over groups and steps" : "none",
    interval: intervalOf(spec),
    confidence: spec.confidence,
  } as const);
}

function intervalOf({ censor, count }: FunnelSpec): string {
  if (censor === "km") return "Wilson, effective size by Greenwood's variance";
  return count === "uniques" ? "Wilson" : "Wilson, effective size by the delta method over units";
}

/** The choices of a funnel that are not the plain ones, in words. */
export function semanticsWords({
  semantics,
  steps,
}: {
  semantics: FunnelSemantics;
  steps: readonly string[];
}): string[] {
  const { order, entry, ties, grace, hold, exclude, count, unit, gap, range, censor, eventFills } = semantics;
  const words: string[] = [];
  const name = unit === "person" ? "person" : unit;
  if (count === "totals") words.push(`Every run of a ${name} counts, one after the other.`);
  if (count === "sessions")
    words.push(`Each session of a ${name} counts once; a pause of more than ${formatDuration(gap!)} ends it.`);
  if (count !== "totals" && order !== "any") {
    const whose = `Of each ${count === "sessions" ? "session" : name}`;
    words.push(entry === "best" ? `${whose} the run that gets furthest counts.` : `${whose} the first entry counts.`);
  }
  if (order === "strict") words.push("Nothing else may come between two steps.");
  if (order === "any") words.push("The steps may come in any order.");
  if (ties === "strict") words.push("Each step must be later than the one before.");
  if (grace > 0) words.push(`A step may be recorded up to ${formatDuration(grace)} before the one it follows.`);
  if (eventFills !== "one step") words.push("One event may fill several steps.");
  const own = steps.flatMap((label, i) =>
    semantics.stepWithin[i] === null
      ? []
      : [`“${label}” within ${formatDuration(semantics.stepWithin[i]!)} of the step before`],
  );
  if (own.length > 0) words.push(`${own.join(", ")}.`);
  const optional = steps.filter((_, i) => semantics.optional[i]);
  if (optional.length > 0) words.push(`Optional: ${optional.map((label) => `“${label}”`).join(", ")}.`);
  if (hold.length > 0) words.push(`All steps have the same ${hold.join(" and ")}.`);
  for (const one of exclude) words.push(excludedWords(one));
  const day = (at: number) => new Date(at).toISOString().slice(0, 16).replace("T00:00", "").replace("T", " ");
  if (range.from !== null || range.to !== null) {
    const from = range.from === null ? "" : ` from ${day(range.from)}`;
    words.push(`Entries${from}${range.to === null ? "" : ` to before ${day(range.to)}`} (UTC).`);
  }
  if (censor === "km")
    words.push("Shares by Kaplan-Meier: those whose window is not over are followed as far as the data go.");
  return words;
}

/** `call between "Sent" and "Paid": drop`, as a sentence. */
function excludedWords(one: string): string {
  const [, event, policy] = /^(.*): (remove|drop)$/s.exec(one) ?? ["", one, ""];
  const fate = policy === "remove" ? "those who meet it are taken out" : "those who meet it are lost there";
  return `Excluded: ${event.replace(/"([^"]*)"/g, "“$1”")}; ${fate}.`;
}
