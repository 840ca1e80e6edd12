import type { Column } from "../core/columns.ts";
import { PhonographError } from "../core/errors.ts";
import type { Events } from "../core/events.ts";
import { toTable } from "../core/table.ts";
import { appendColumns } from "./append-columns.ts";
import type { LinkTimingSpec } from "./cooccur-options.ts";
import type { Decided, RowOrders } from "./decide.ts";
import type { IdentifierKind, Identifiers } from "./identifiers.ts";
import type { LinkSpec } from "./link-options.ts";
import type { Marks } from "./marks.ts";
import type { PersonKeys } from "./person-keys.ts";
import { WAYS } from "./response-ways.ts";
import type { KnownQuestion } from "./timed-rows.ts";

/** What a later run of `link` goes on from. */
export interface LinkState {
  /** All rows so far, those columns that linking reads. */
  readonly events: Events;
  readonly spec: LinkSpec;
  readonly memory: LinkMemory;
  /** With `same`: what was found while users were taken for two. */
  readonly apart: LinkMemory | undefined;
}

/** What a run found, by row and by identifier: a later one takes over what no new row changes. */
export interface LinkMemory {
  readonly identifiers: Record<IdentifierKind, Identifiers>;
  readonly marks: Marks;
  readonly orders: RowOrders;
  readonly decided: Decided["memory"];
  readonly keys: PersonKeys;
  /** Triggers and responses of each question, and which met in time. */
  readonly questions: readonly KnownQuestion[];
}

/** Earlier rows with new ones below them. */
export interface Continued {
  events: Events;
  /** The first of the new rows. */
  begin: number;
  memory: LinkMemory;
}

const TEXTS = ["kind", "name", "status", "source", "user", "phone", "session", "device", "peer", ...WAYS];

/** Puts new rows below the earlier ones. */
export function goOn({ spec: before, events: earlier, memory }: LinkState, events: Events, spec: LinkSpec): Continued {
  refuseOthers(before, spec);
  const present = new Set([...earlier.columnNames(), ...events.columnNames()]);
  const names = [...new Set(["at", ...TEXTS, ...columnsOf(spec.cooccur)])].filter((name) => present.has(name));
  const columns: Record<string, Column> = appendColumns(earlier, events, names, new Set(TEXTS));
  return { events: toTable(columns) as unknown as Events, begin: earlier.numRows(), memory };
}

/** The columns that questions of timing read, beside the usual ones. */
export function columnsOf(questions: readonly LinkTimingSpec[] = []): string[] {
  return questions.flatMap(({ trigger, response, kinds }) => [
    ...[trigger, response].flatMap(({ where, ...own }) => [...Object.keys(own), ...Object.keys(where ?? {})]),
    ...(kinds ? [kinds] : []),
  ]);
}

/** What is taken over was decided under the options of then. */
function refuseOthers(before: LinkSpec, now: LinkSpec): void {
  const differs = (Object.keys(now) as (keyof LinkSpec)[]).filter(
    (name) => JSON.stringify(before[name]) !== JSON.stringify(now[name]),
  );
  if (differs.length === 0) return;
  throw new PhonographError({
    code: "option/invalid",
    verb: "link",
    rule: "new rows are added under the options of the run before",
    found: `another ${differs.join(", ")}`,
    hint: "give the same options, or link all events again, without adds",
  });
}
