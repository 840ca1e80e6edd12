import type { About } from "../core/about.ts";
import type { Events } from "../core/events.ts";
import type { Table } from "../core/table.ts";
import type { CooccurrenceEvents, CooccurrencePairs } from "./cooccurrence-tables.ts";
import type { LinkState } from "./link-state.ts";
import type { TimingTrace } from "./timing-trace.ts";

/** How a row found its person, strongest first; `none` when it did not. */
export const LINK_RULES = ["none", "user", "session", "phone", "device", "number", "timing"] as const;
/** One of the rules by which a row finds its person; `none` when it did not. */
export type LinkRule = (typeof LINK_RULES)[number];

/** Who held a number when; one row an interval. */
export interface OwnerColumns {
  phone: string;
  /** The owner; missing when nobody is known to own the number then. */
  user: string | null;
  /**
   * The owner's person; a number without an owner is a person of its own, from silence to silence, and none when every
   * row of it names a user.
   */
  person: number | null;
  /** Half-open, ms UTC: `from <= t < to`; `to` is `Infinity` while nothing ended it. */
  from: number;
  to: number;
  /**
   * First and last row that shows the owner with the number, a record from before its first use counting as of that use;
   * NaN without an owner.
   */
  first: number;
  last: number;
  observations: number;
  /** Of these, how many are answers in time, such as logins after codes. */
  timed: number;
  /** Rows that name somebody else and were taken for errors. */
  against: number;
  /** Chance that the owner is right, between `first` and `last`. */
  confidence: number;
  /**
   * `observed`; `alone`: no owner known; `ambiguous`: the rows contradict each other or what their users do, no user has a
   * chance of 0.9;
   * `shared`: too many users at once, none of them the owner; `timed`: no row names the owner with the
   * number, it is told by when codes were sent and used alone. Numbers whose codes go unused never get such an owner:
   * leave these out of a rate of that use.
   */
  rule: "observed" | "alone" | "shared" | "ambiguous" | "timed";
}

/** Who held a device when; devices without an owner are not listed. */
export interface DeviceColumns extends Omit<OwnerColumns, "phone" | "rule"> {
  device: string;
}

/** One row a person. */
export interface PersonColumns {
  person: number;
  /**
   * Sixteen hexadecimal digits that stay with the person from run to run: a hash of the user, or of the number and which of
   * its persons it is: the first, or the one after so many silences and owners. All rows together tell the key, so it is
   * the same however they came; where late rows put a person before another of one number, the other's key moves on, and
   * `changes` says so. Who knows the user knows the key: it hides nobody.
   */
  key: string;
  /** `user`, or `number` for a phone number that nobody is known to own. */
  basis: "user" | "number";
  /** User, numbers and devices together. */
  identifiers: number;
  phones: number;
  devices: number;
  /** First and last row, ms UTC; NaN when none has a time. */
  first: number;
  last: number;
  rows: number;
}

/** One row for each identifier that was set aside. */
export interface SharedColumns {
  kind: "user" | "phone" | "session" | "device";
  identifier: string;
  reason: string;
  /** Most distinct users (for a user: numbers) seen with it within the period; 0 when set aside for its value alone. */
  others: number;
  rows: number;
}

/** One row for each identifier whose person is another than in the run before, and for each new person. */
export interface LinkChangeColumns {
  /**
   * `created`: nobody had this key; `merged`: the person `from` is now part of `to`; `split`: `to` is new and was part of
   * `from`; `moved`: an identifier went from one person to another, both go on; `removed`: the person has no rows any more.
   */
  change: "created" | "merged" | "split" | "moved" | "removed";
  /** Keys of persons. */
  from: string | null;
  to: string | null;
  kind: "user" | "phone" | "device";
  identifier: string;
  /** From when on, ms UTC. */
  at: number;
  /** How the owner of the identifier is known now, see `owners.rule`; `first seen`; `no rows left`. */
  because: string;
}

/** One row for each pair of users that were said to be one human. */
export interface SameColumns {
  user: string;
  other: string;
  /** The user under whose name both go on; missing where they stay two. */
  person: string | null;
  /** `given`, or what speaks against it. */
  because: string;
}

/** One row for each kind of event. */
export interface CoverageColumns {
  kind: string;
  rows: number;
  linked: number;
  share: number;
}

/** What the timing of one pair of events told; see {@link CooccurrencePairs}. */
export interface LinkedTiming {
  /** The events, in words. */
  readonly trigger: string;
  readonly response: string;
  /** Identifiers that may belong together, surest first; those that are `linked` are evidence of who owns what. */
  readonly pairs: Table<CooccurrencePairs>;
  /** Which response answers which trigger, of linked pairs: rows of the table. */
  readonly events: Table<CooccurrenceEvents>;
  /** The delay before which half of the answers come, seconds; NaN: none come. */
  readonly delay: number;
  /** What explanations and scores read. */
  readonly trace: TimingTrace;
}

/** What {@link explainLink} reads; one element a row of the table. */
export interface LinkTrace {
  /** Index into the rules: none, user, session, phone, device, number, timing. */
  readonly rule: Uint8Array;
  /** Row of `owners` (for `phone`, `number` and `timing`) or of `devices`; -1 otherwise. */
  readonly interval: Int32Array;
}

/** Events with the person of every row, and why. Identifiers stand here as they are: mask before showing. */
export interface Linked {
  /** The events as given, `person` (missing when not linked) and `link` (confidence, NaN when not linked) added. */
  readonly table: Events;
  readonly owners: Table<OwnerColumns>;
  readonly devices: Table<DeviceColumns>;
  readonly people: Table<PersonColumns>;
  /** Identifiers set aside: they link nothing. */
  readonly shared: Table<SharedColumns>;
  /** Linked rows by kind of event. */
  readonly coverage: Table<CoverageColumns>;
  /** Share of all rows that have a person; NaN without rows. */
  readonly linkedShare: number;
  /** Rows whose user is not the owner of their number at that time. */
  readonly disputed: number;
  /** What timing told: one for each of `cooccur`. */
  readonly timing: readonly LinkedTiming[];
  readonly trace: LinkTrace;
  /** Which pairs of users of the option `same` were joined; undefined without. */
  readonly same: Table<SameColumns> | undefined;
  /** What became of the persons of the run before; undefined without `previous`. */
  readonly changes: Table<LinkChangeColumns> | undefined;
  /** What a later run goes on from. */
  readonly state: LinkState;
  readonly about: About;
}
