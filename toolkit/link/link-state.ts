import { sharedInt32 } from "../../workers/shared.ts";
import { type ComputeOptions, compute } from "../core/compute.ts";
import { PhonographError } from "../core/errors.ts";
import type { Events } from "../core/events.ts";
import { matchRows } from "../core/pattern.ts";
import { columnOf, hasColumn, textOf, toTable } from "../core/table.ts";
import { timesOf } from "../core/times.ts";
import { stackColumns } from "../normalise/stack-columns.ts";
import { type CompactRows, compactRows } from "./compact-rows.ts";
import type { LinkSpec } from "./link-options.ts";
import { type Marks, toMarks } from "./marks.ts";

/** What a later run of `link` goes on from: rows, and for how many each stands. */
export interface LinkState {
  readonly events: Events;
  /** Undefined where every row stands for itself. */
  readonly stands: RowCounts | undefined;
  readonly spec: LinkSpec;
  /** How many rows were left when some were last left out; 0 for never. */
  readonly thinned: number;
}

/** For how many rows each row stands, and how many visits more than its time tells. */
export interface RowCounts {
  count: Int32Array<SharedArrayBuffer>;
  visits: Int32Array<SharedArrayBuffer>;
}

/** Earlier rows with new ones below them. */
export interface Continued {
  events: Events;
  stands: RowCounts;
  /** The first of the new rows. */
  begin: number;
  thinned: number;
  /** New rows that may fall between earlier ones of which some are left out. */
  late: number;
}

const VERB = "link";
const DAY = 864e5;
/** Rows of the last days stay as they are: others may still come between them. */
const LATE = 2 * DAY;
/** Rows are left out again when there are so many times as many as after the last time. */
const GROWTH = 1.5;
const IDS = ["phone", "device", "user", "session"];
const COLUMNS = ["at", "kind", "name", "status", "source", "user", "phone", "session", "device", "peer"];

/** Puts new rows below what the earlier ones leave to be known. */
export async function goOn(
  state: LinkState,
  events: Events,
  spec: LinkSpec,
  run: ComputeOptions & { workers: number },
): Promise<Continued> {
  refuseOthers(state.spec, spec);
  const isDue = state.events.numRows() > GROWTH * state.thinned;
  const kept = isDue ? await compact(state, run) : allOf(state);
  const names = [...new Set([...COLUMNS, ...patternColumns(spec)])];
  const fresh = Int32Array.from({ length: events.numRows() }, (_, row) => row);
  const columns = names
    .filter((name) => hasColumn(state.events, name) || hasColumn(events, name))
    .map((name) => {
      const read = name !== "at" && COLUMNS.includes(name) ? textOf : columnOf;
      const part = (table: Events) =>
        hasColumn(table, name) && table.numRows() > 0 ? read(VERB, table, name) : undefined;
      const parts = [
        { column: part(state.events), rows: kept.rows },
        { column: part(events), rows: fresh },
      ];
      return [name, stackColumns(VERB, name, parts)] as const;
    });
  const grown = (some: Int32Array, fill: number) => {
    const all = sharedInt32(some.length + fresh.length).fill(fill);
    all.set(some);
    return all;
  };
  return {
    events: toTable(Object.fromEntries(columns)) as unknown as Events,
    stands: { count: grown(kept.count, 1), visits: grown(kept.visits, 0) },
    begin: kept.rows.length,
    thinned: isDue ? kept.rows.length : state.thinned,
    late: lateRows(state.events, events),
  };
}

function lateRows(earlier: Events, events: Events): number {
  let last = -Infinity;
  for (const at of timesOf(VERB, earlier)) if (at > last) last = at;
  return timesOf(VERB, events).reduce((sum, at) => sum + (at < last - LATE ? 1 : 0), 0);
}

/** Every row as it is: to look for some to leave out costs more than to take few too many along. */
function allOf({ events, stands }: LinkState): CompactRows {
  const rows = events.numRows();
  return {
    rows: Int32Array.from({ length: rows }, (_, row) => row),
    count: stands?.count ?? sharedInt32(rows).fill(1),
    visits: stands?.visits ?? sharedInt32(rows),
  };
}

async function compact({ events, stands, spec }: LinkState, run: ComputeOptions & { workers: number }) {
  const rows = events.numRows();
  const at = timesOf(VERB, events);
  const absent = sharedInt32(rows).fill(-1);
  const text = (name: string) => (hasColumn(events, name) ? textOf(VERB, events, name) : undefined);
  const codes = (name: string) => text(name)?.codes ?? absent;
  const kind = textOf(VERB, events, "kind");
  const marks = toMarks(kind, text("name"), text("status"), spec);
  const keep = new Uint8Array(rows);
  const asked = (spec.cooccur ?? []).flatMap(({ trigger, response }) => [trigger, response]);
  const matched = asked.map((pattern) => matchRows(VERB, events, pattern));
  let last = -Infinity;
  for (let row = 0; row < rows; row++) if (at[row] > last) last = at[row];
  for (let row = 0; row < rows; row++) {
    const counts = marks.idle[row] > 0 || marks.code[row] > 0 || matched.some((rows) => rows[row] === 1);
    if (counts || !(at[row] < last - LATE)) keep[row] = 1;
  }
  const sorted = ["phone", "device"].map((name) => ({
    person: codes(name),
    at,
    from: 0,
    to: text(name)?.values.length ?? 0,
  }));
  const [phoneOrder, deviceOrder] = await compute(VERB, "personOrder", sorted, run);
  return compactRows({
    at,
    codes: [...IDS.map(codes), countsFor(codes("user"), marks)],
    keep,
    phoneOrder,
    deviceOrder,
    count: stands?.count ?? sharedInt32(rows).fill(1),
    visits: stands?.visits ?? sharedInt32(rows),
    reach: spec.quarantine / 3,
  });
}

/** What a row counts for: as evidence on a number by its kind where it names a user, and on a device. */
function countsFor(user: Int32Array, { phone, device }: Marks): Int32Array {
  const classes = new Int32Array(user.length);
  for (let row = 0; row < user.length; row++) {
    classes[row] = 2 * (user[row] < 0 ? Math.min(1, phone[row]) : phone[row]) + device[row];
  }
  return classes;
}

function patternColumns({ cooccur = [] }: LinkSpec): string[] {
  return cooccur.flatMap(({ trigger, response, kinds }) => [
    ...[trigger, response].flatMap(({ where, ...own }) => [...Object.keys(own), ...Object.keys(where ?? {})]),
    ...(kinds ? [kinds] : []),
  ]);
}

/** What was left out of the state was left out for the options of then. */
function refuseOthers(before: LinkSpec, now: LinkSpec): void {
  const differs = (Object.keys(now) as (keyof LinkSpec)[]).filter(
    (name) => JSON.stringify(before[name]) !== JSON.stringify(now[name]),
  );
  if (differs.length === 0) return;
  throw new PhonographError({
    code: "option/invalid",
    verb: VERB,
    rule: "new rows are added under the options of the run before",
    found: `another ${differs.join(", ")}`,
    hint: "give the same options, or link all events again, without adds",
  });
}
