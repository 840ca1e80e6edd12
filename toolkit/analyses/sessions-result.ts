import type { About } from "../core/about.ts";
import type { EventColumns, Events } from "../core/events.ts";
import type { Table } from "../core/table.ts";

/** One row for each session, by person and then by when it begins. */
export interface SessionColumns {
  /** 0, 1, ... in the order of the rows. */
  session_id: number;
  person: number;
  /** Its first and last event, milliseconds since 1970 UTC. */
  from: number;
  to: number;
  events: number;
  /** Seconds from the first event to the last; 0 of a single event. */
  duration: number;
  /** The first and the last event by kind and name, `"app.open"`; of several at one instant the first (last) in the alphabet. */
  entry: string;
  exit: string;
  /** Whether the local day changes within the session. */
  across_midnight: boolean;
  /** Whether it is known to have ended: the data go on for longer than the gap. */
  over: boolean;
}

/** How sessions were cut, for machines; it changes only with its version. */
export interface SessionSemantics {
  readonly version: "v1";
  readonly unit: "person" | "person and the columns in apart";
  /** Milliseconds; a session ends where more than this passes between two events. */
  readonly gap: number;
  readonly gapItself: "does not cut";
  readonly apart: readonly string[];
  /** The column of session ids that the source gave: their events stay together whatever the gap. */
  readonly existing: string | undefined;
  readonly midnight: "keep" | "split";
  readonly zone: string;
  /** UTC ms. */
  readonly asOf: number;
}

/** What `sessions` answers. */
export interface Sessions {
  readonly table: Table<SessionColumns>;
  /** The events as they came in, with `session_id`, missing for those in no session. */
  readonly events: Table<EventColumns & Record<string, unknown> & { session_id: number | null }> & Events;
  readonly people: number;
  /** Sessions, and those of them with a single event. */
  readonly sessions: number;
  readonly single: number;
  /** Median seconds of the sessions with more than one event; NaN without any. */
  readonly medianDuration: number;
  readonly semantics: SessionSemantics;
  readonly about: About;
}
