import type { About } from "../core/about.ts";
import type { Table } from "../core/table.ts";

/** What a node stands for: the anchor, an event, the events beyond the most frequent, or the end (beginning) of the visit. */
export type PathNodeKind = "anchor" | "event" | "other" | "exit" | "entry";

/** One row for each pair of nodes that follow each other, by level, then by the nodes' order. Each level sums to all paths. */
export interface PathEdgeColumns {
  /** Only with `by`; then shares are of the group's paths, and each group's levels sum to these. */
  group: string;
  /** Steps of the first node from the anchor: 0 at it, negative before it. */
  level: number;
  from: string;
  to: string;
  paths: number;
  /** Of all paths, with Wilson's interval; missing where one person has several paths. */
  share: number;
  share_lower: number;
  share_upper: number;
  /** Of the paths at `from`, with its interval likewise. */
  rate: number;
  rate_lower: number;
  rate_upper: number;
}

/** One row for each node of each level: the most frequent events, then `"other"`, then `"exit"` (`"entry"`). Each level sums to all paths. */
export interface PathNodeColumns {
  /** Only with `by`. */
  group: string;
  level: number;
  node: string;
  kind: PathNodeKind;
  /** Of `"exit"` those that have ended by this step, also earlier. */
  paths: number;
  /** Of all paths, with Wilson's interval; missing where one person has several paths. */
  share: number;
  lower: number;
  upper: number;
}

/** One row for each of the most frequent whole paths, the largest first. */
export interface PathSequenceColumns {
  /** Only with `by`. */
  group: string;
  /** `"app.open → app.search → exit"`, every event by its name. */
  sequence: string;
  paths: number;
  /** Of all paths, with Wilson's interval; missing where one person has several paths. */
  share: number;
  lower: number;
  upper: number;
}

/** How paths were counted, for machines; it changes only with its version. */
export interface PathSemantics {
  readonly version: "v1";
  /** One path for each person, at their first anchor, or for each visit, at the first anchor of it. */
  readonly unit: "person" | "visit";
  readonly anchored: "start" | "end" | "through";
  readonly steps: number;
  readonly top: number;
  readonly repeats: "collapse" | "keep";
  /** Milliseconds; a visit ends where more than this passes; Infinity: it is the whole life. */
  readonly gap: number;
  readonly tiesBy: "name";
  /** Visits that may go on after the end of the data, and whose path is shorter than `steps`. */
  readonly unfinished: "left out";
  /** UTC ms. */
  readonly asOf: number;
  readonly shareOf: "paths";
  readonly interval: "Wilson" | "none";
  readonly confidence: number;
}

/** What `paths` answers. */
export interface PathFlow {
  /** The edges. */
  readonly table: Table<PathEdgeColumns>;
  readonly nodes: Table<PathNodeColumns>;
  readonly sequences: Table<PathSequenceColumns>;
  /** Paths counted, and the people who have them. */
  readonly paths: number;
  readonly people: number;
  /** Different whole paths. */
  readonly distinct: number;
  /** Paths left out because their visit may go on. */
  readonly unfinished: number;
  /** What the groups are, or undefined. */
  readonly groupedBy: string | undefined;
  /** The anchor in words. */
  readonly anchor: string;
  readonly semantics: PathSemantics;
  readonly about: About;
}
