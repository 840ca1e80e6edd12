import type { About } from "../core/about.ts";
import type { Table } from "../core/table.ts";

/** The survival curves: rows by group, then by time. */
export interface ChurnColumns {
  group: string;
  /** Days since the person's origin. */
  time: number;
  /** People still active and still watched at that time. */
  at_risk: number;
  /** People who churned after the time of the row before, up to this one. */
  events: number;
  /** People whose watching ended after the time of the row before, up to this one. */
  censored: number;
  /** Share not churned by that time (Kaplan-Meier). */
  survival: number;
  /** The pointwise band; missing where it is not defined: before the first churn (log-log) and after the last person. */
  lower: number;
  upper: number;
}

/** One row for each group. */
export interface ChurnMedianColumns {
  group: string;
  /** People followed. */
  people: number;
  churned: number;
  /** Days by which half have churned; missing where fewer than half have. The interval comes from inverting the band. */
  median: number;
  lower: number;
  upper: number;
  /** Mean days active out of the first `horizon` days, with its interval. */
  restricted_mean: number;
  restricted_lower: number;
  restricted_upper: number;
  /** Fewer than 10 people. */
  small: boolean;
}

/** One row for each person followed, by person id. */
export interface LifetimeColumns {
  person: number;
  group: string;
  /** When the person's clock started, milliseconds since 1970 UTC. */
  origin: number;
  /** Days at which watching began; missing when it began with the clock. */
  entry: number;
  /** Days until churn, or until watching ended. */
  days: number;
  /** 1 churned, 0 not by the end of watching. */
  churned: number;
}

/** One row for each length of silence. */
export interface ReturnColumns {
  /** Days without activity. */
  silence: number;
  /** People who were once silent for so long; each counts with the first such silence. */
  people: number;
  /**
   * Those who come back within as many days again as `inactivity` has (Kaplan-Meier). Missing where nobody was watched for
   * long enough.
   */
  share: number;
  /** Of the log-log band; where nobody or everybody came back, Wilson's of the people watched for long enough, or seen back. */
  lower: number;
  upper: number;
}

/** The log-rank test that groups share one curve. */
export interface ChurnTest {
  method: "log-rank";
  chiSquare: number;
  df: number;
  p: number;
  /** The natural logarithm of `p`, for where `p` is too small to be told from 0. */
  logP: number;
}

/** How churn was counted, for machines; it changes only with its version. */
export interface ChurnSemantics {
  readonly version: "v1";
  readonly unit: "person";
  /** ms of silence. */
  readonly inactivity: number;
  readonly churned:
    | "at the last activity before the first such silence"
    | "at the last activity of all, such a silence ago";
  /** `"first-event"`, or the column that tells when clocks start. */
  readonly origin: string;
  /** The observation, UTC ms; who began before it is at risk from then on. */
  readonly from: number;
  readonly until: number;
  /** UTC ms: `until - inactivity`, as later silences may not be over. */
  readonly followedTo: number;
  readonly curve: "Kaplan-Meier";
  readonly interval: "log-log, Greenwood" | "log, Greenwood" | "plain, Greenwood";
  readonly test: "log-rank" | "none";
  readonly confidence: number;
}

/** What {@link churn} gives. */
export interface Churn {
  /** The survival curves. */
  readonly table: Table<ChurnColumns>;
  /** Median and restricted mean of each group. */
  readonly medians: Table<ChurnMedianColumns>;
  /** How many come back after which silence. */
  readonly returns: Table<ReturnColumns>;
  /** Who churned when. */
  readonly lifetimes: Table<LifetimeColumns>;
  /** Without `by`, or with fewer than two known groups at risk, undefined. */
  readonly test: ChurnTest | undefined;
  /** People followed, and how many of them churned. */
  readonly people: number;
  readonly churned: number;
  /** People not followed, by reason. */
  readonly notFollowed: readonly { reason: string; people: number }[];
  /** What the groups are; undefined without `by`. */
  readonly groupedBy: string | undefined;
  /** Days that the restricted means look at: the shortest of the groups' longest follow-ups. */
  readonly horizon: number;
  readonly semantics: ChurnSemantics;
  readonly about: About;
}
