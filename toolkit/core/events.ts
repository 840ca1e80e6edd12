import type { ColumnTable } from "arquero";
import type { Table } from "./table.ts";
import { missingColumn, requireTable } from "./table.ts";

/** The phone events and the user actions that an events table can hold. */
export const EVENT_KINDS = [
  "call",
  "sms",
  "mms",
  "ussd",
  "data",
  "topup",
  "app",
  "web",
  "push",
  "crm",
  "auth",
  "payment",
] as const;

/** What an event is: a phone event (call to topup) or a user action (app to payment). */
export type EventKind = (typeof EVENT_KINDS)[number];

/** One scale for how an event went. */
export type EventStatus =
  | "answered"
  | "missed"
  | "busy"
  | "failed"
  | "rejected"
  | "queued"
  | "sent"
  | "delivered"
  | "read"
  | "undelivered"
  | "expired"
  | "ok"
  | "denied";

/** The columns of an events table; only those that a source has are present. */
export interface EventColumns {
  /** When it began, milliseconds since 1970 UTC. */
  at: number;
  /** Local offset from UTC in minutes at that moment; missing when unknown. */
  offset: number | null;
  kind: EventKind;
  /** What happened: `login`, `purchase`, an SMS category, a USSD service. */
  name: string | null;
  direction: "out" | "in" | null;
  status: EventStatus | null;
  /** The subscriber's number, E.164. */
  phone: string | null;
  /** The other party's number. */
  peer: string | null;
  user: string | null;
  device: string | null;
  ip: string | null;
  session: string | null;
  cell: string | null;
  /** Seconds. */
  duration: number | null;
  /** Octets. */
  bytes: number | null;
  amount: number | null;
  currency: string | null;
  /** The file or stream it came from, and its line or row there. */
  source: string;
  row: number;
  /** Added by `link`: the person, and the confidence of that row's link. */
  person: number | null;
  link: number | null;
}

/**
 * One long table of phone events and user actions. Extra columns travel along.
 *
 * @see {@link EventColumns} for the columns, their units and their missing values
 */
export type Events = Table<EventColumns & Record<string, unknown>>;

/** Refuses a table without the columns that a verb needs. */
export function requireColumns(verb: string, table: ColumnTable, names: readonly string[]): void {
  requireTable(verb, table);
  const present = table.columnNames();
  for (const name of names) if (!present.includes(name)) throw missingColumn(verb, table, name);
}
