import type { About } from "../core/about.ts";
import type { Table } from "../core/table.ts";
import type { FunnelComparisonColumns } from "./funnel-compare.ts";
import type { FunnelCurveColumns, FunnelHistogramColumns } from "./funnel-durations.ts";
import type { FunnelPeopleColumns } from "./funnel-list.ts";
import type { FunnelOverColumns } from "./funnel-over.ts";
import type { Reached } from "./funnel-runs.ts";
import type { FunnelSemantics } from "./funnel-semantics.ts";
import type { FunnelColumns } from "./funnel-table.ts";

/** What `funnel` answers. */
export interface Funnel {
  /** One row for each step, or for each group and step: see {@link FunnelColumns}. */
  readonly table: Table<FunnelColumns>;
  /** One row for each person who entered (each run of totals and sessions): see {@link FunnelPeopleColumns}. Put together when first read. */
  readonly people: Table<FunnelPeopleColumns>;
  /** How long conversions take, in classes: see {@link FunnelHistogramColumns}. Put together when first read. */
  readonly histogram: Table<FunnelHistogramColumns>;
  /** When conversions come: see {@link FunnelCurveColumns}. Put together when first read. */
  readonly curve: Table<FunnelCurveColumns>;
  /** Groups beside each other: see {@link FunnelComparisonColumns}; undefined without two known groups. */
  readonly comparisons: Table<FunnelComparisonColumns> | undefined;
  /** The entries of each period: see {@link FunnelOverColumns}; undefined without `over`. */
  readonly overTime: Table<FunnelOverColumns> | undefined;
  /** Units (of totals: runs) that took the first step. */
  readonly entered: number;
  /** Those that took the last one. */
  readonly converted: number;
  /** The share of entrants that converted: `converted / entered`, with `censor: "km"` the estimate; NaN when nobody entered. */
  readonly conversion: number;
  /** Units whose every entry came so late that the data end before the window does. */
  readonly recentEntrants: number;
  /** Units (of totals: runs) taken out by an excluded event. */
  readonly removed: number;
  /** Conversions had everybody's first entry counted; the same as `converted` where it did. */
  readonly convertedFromFirst: number;
  /** How many conversions change when events of one instant may, or may not, follow each other. */
  readonly dependOnTies: number;
  /** How many conversions there would not be without `grace`. */
  readonly dependOnGrace: number;
  /** What should be known before the figures are quoted, in sentences; most often none. */
  readonly notes: readonly string[];
  readonly steps: readonly string[];
  /** What the groups are, or undefined. */
  readonly groupedBy: string | undefined;
  readonly semantics: FunnelSemantics;
  readonly about: About;
}

/** What should be known before the figures are quoted. */
export function funnelNotes(
  reached: Reached,
  {
    semantics,
    entered,
    converted,
    convertedFromFirst,
    steps,
  }: Pick<Funnel, "semantics" | "steps" | "entered" | "converted" | "convertedFromFirst">,
): string[] {
  const { byTies = 0, byGrace = 0, removed, overlaps } = reached;
  const notes: string[] = [];
  if (entered === 0) notes.push(nobodyWords(reached, { semantics, steps }));
  const conversions = (n: number) => (n === 1 ? "1 conversion" : `${n.toLocaleString("en-GB")} conversions`);
  for (const set of overlaps) {
    const how = semantics.eventFills === "one step" ? "each fills one of them" : "each fills all of them it can";
    notes.push(`Some events could fill steps ${set.slice(0, -1).join(", ")} and ${set.at(-1)}; ${how}.`);
  }
  if (convertedFromFirst !== converted) {
    notes.push(
      `From everybody's first entry alone: ${conversions(convertedFromFirst)} instead of ${converted.toLocaleString("en-GB")}.`,
    );
  }
  if (byTies > 0) {
    const turn =
      semantics.ties === "ordered"
        ? "would be lost if each step had to be later than the one before"
        : "more there would be if events of one instant could follow each other";
    notes.push(`${conversions(byTies)} ${turn}.`);
  }
  if (byGrace > 0) notes.push(`${conversions(byGrace)} would be lost without grace.`);
  const unheld = reached.excluded.find(({ reason }) => reason.endsWith("a held column is missing"))?.rows ?? 0;
  if (unheld > 0) {
    const whose =
      unheld === 1 ? "1 event that could fill a step has" : `${count(unheld)} events that could fill a step have`;
    notes.push(`${whose} no ${semantics.hold.join(" and ")} and fill${unheld === 1 ? "s" : ""} none.`);
  }
  if (removed > 0)
    notes.push(
      `${removed.toLocaleString("en-GB")} ${removed === 1 ? "entrant is" : "entrants are"} taken out by an excluded event.`,
    );
  return notes;
}

function nobodyWords(
  { removed, excluded }: Reached,
  { semantics: { range }, steps }: Pick<Funnel, "semantics" | "steps">,
): string {
  if (removed > 0) return "Nobody is left: excluded events take out all who entered.";
  const timeless = excluded.find(({ reason }) => reason.startsWith("no time"))?.rows ?? 0;
  const why = timeless > 0 ? `: ${count(timeless)} events that could fill a step have no time` : "";
  const where = range.from === null && range.to === null ? "" : " in the range";
  return `Nobody took “${steps[0]}”${where}${why}.`;
}

const count = (n: number) => n.toLocaleString("en-GB");
