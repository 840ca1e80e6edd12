import { type About, toAbout } from "../core/about.ts";
import { type Column, NO_OFFSET, WholeColumn } from "../core/columns.ts";
import { COMPUTE_OPTIONS, type ComputeOptions } from "../core/compute.ts";
import type { Events } from "../core/events.ts";
import { type Instant, toInstant } from "../core/instant.ts";
import { type IssueColumns, type IssueEffect, IssueLedger } from "../core/issues.ts";
import { keyword, knownOptions } from "../core/options.ts";
import { columnOf, type Table, toTable } from "../core/table.ts";
import { type Migrations, toMigrations } from "../numbers/migration-option.ts";
import { prefixData } from "../numbers/prefix-data.ts";
import { numberVersions } from "../numbers/versions.ts";
import { type Comparing, repeatedRows } from "./duplicates.ts";
import { eventAmounts } from "./event-amounts.ts";
import { type EventInput, type PreparedInput, prepareInput, type RawLike } from "./event-input.ts";
import { AMOUNTS, IDENTIFIERS, NUMBERS, WORDS } from "./event-map.ts";
import { eventNumbers } from "./event-numbers.ts";
import { eventTexts } from "./event-texts.ts";
import { eventTimes, lastKnown } from "./event-times.ts";
import { honestRepeats } from "./honest-repeats.ts";
import { ID_COLUMNS, namedRows, SUBJECTS } from "./named-rows.ts";
import { placesOf } from "./places-of.ts";
import { reconcile } from "./reconcile.ts";
import { RowIssues } from "./row-issues.ts";
import { stackColumns } from "./stack-columns.ts";

/** How raw rows become events. */
export interface NormaliseOptions extends ComputeOptions {
  /** Country of numbers written without their country code, for inputs that do not say: `"PT"`. Default: none, nothing is guessed. */
  region?: string;
  /**
   * What happens to numbers of an old numbering plan. `"by-date"`: numbers that were right on the day of their event
   * become today's; the old ones stand in `phone_original` and `peer_original`. Default `"off"`.
   */
  migrations?: Migrations;
  /**
   * `"lenient"`: 00 and 011 are foreign prefixes everywhere, and digits may be E.164 without its plus, as networks write it,
   * where that gives a valid number and the region has none such; each is noted. Default `"strict"`.
   */
  idd?: "strict" | "lenient";
  /** IANA zone of local times, for inputs that do not say: `"Europe/Lisbon"`. Default: none. */
  zone?: string;
  /** What happens to a row that repeats an earlier one of its source in every raw column. Default `"drop"`. */
  duplicates?: "drop" | "keep";
  /**
   * Times after this moment are noted as in the future. Default: a day from now. `about.options.latest` tells the last time
   * that was not taken for one: given as `latest`, it gives the same answer on any later day.
   */
  latest?: Instant;
}

/** Clean events, and an account of every row that came in. */
export interface Normalised {
  /**
   * The events in the order of the inputs and of their rows. Present are `at`, `offset`, `kind`, `source`, `row`, what
   * was mapped or kept, and with `phone` also `phone_country` (ISO 3166, two letters; `"001"` for numbers that no
   * country owns), `phone_area`, `phone_carrier` (of the number's block; the owner may have moved) and `phone_type`, with
   * `peer` also `peer_country` and `peer_type`; all missing where the number is not a valid one.
   */
  readonly table: Events;
  /** The readers' issues and those found here; `about.rowsIn` = events + rows dropped. */
  readonly issues: Table<IssueColumns>;
  readonly about: About;
}

const COLUMNS = [
  "at",
  "offset",
  ...WORDS,
  "phone",
  "phone_country",
  "phone_area",
  "phone_carrier",
  "phone_type",
  "phone_original",
  "peer",
  "peer_country",
  "peer_type",
  "peer_original",
  ...IDENTIFIERS,
  ...AMOUNTS,
  "source",
  "row",
];

/**
 * Turns raw tables into one table of events: times in UTC with the local offset beside them, phone numbers in E.164 with
 * what their blocks tell, words on our scales, exact repetitions removed. Nothing is lost without a line in `issues`.
 *
 * - **Times**: a row without a readable time is dropped. Local times need a `zone`, named in the text, by a column or for the
 *   input; of an hour that the zone had twice the first is taken (see `overlap`), one that it skipped is read as if clocks
 *   had not gone forward; both are noted, as are times before 1990, in the future, or piled up where clocks begin anew, and
 *   times in UTC of which no zone tells the local time: their `offset` is missing.
 * - **Numbers**: `phone` and `peer` become E.164, or the key of what they are (`short:PT:112`, `ussd:PT:123`, a sender's
 *   name in capitals). National numbers need a `region`. A value that is no number leaves the event without it, counted by
 *   reason; the raw value is not kept.
 * - **Words** that no map names are counted and left missing.
 * - **Repetitions**: rows equal in every raw column but `row`, within one source; the first stays. Rows that name nobody
 *   (no phone, user, device, session or address) and have no id stay too, and are noted. Only columns that were read can
 *   tell rows apart: where the source numbers its records, read that number too.
 * - **Events** of this verb, given again, stay as they are, offsets and keys included: `raw: { table: events }`.
 *
 * Cost: one pass a column; numbers, words and text times once for each distinct value, numbers in the workers.
 *
 * @throws PhonographError `option/invalid`, `data/column-missing`; and where most rows of an input would be lost:
 * `option/missing` (no zone, no region), `data/unparseable` (times that need `dateOrder` or `year`, or are none)
 * @example
 * ```ts
 * import { table } from "arquero";
 * import { normalise } from "phonograph";
 * const raw = { table: table({
 *   when: ["2026-03-01 12:00:00", "2026-07-01 12:00:00", "2026-07-01 12:00:00", "soon"],
 *   who: ["912345678", "+351 912 345 678", "+351 912 345 678", "912345678"],
 *   type: ["MOC", "MTC", "MTC", "MOC"],
 * }) };
 * const { table: events, issues } = await normalise({
 *   raw,
 *   map: { at: "when", kind: { constant: "call" }, phone: "who", direction: { column: "type", values: { MOC: "out", MTC: "in" } } },
 *   region: "PT",
 *   zone: "Europe/Lisbon",
 * });
 * console.assert(events.numRows() === 2 && events.get("phone", 0) === "+351912345678" && events.get("direction", 1) === "in");
 * console.assert(events.get("at", 1) === Date.UTC(2026, 6, 1, 11) && events.get("offset", 1) === 60);
 * console.assert(issues.array("reason").includes("at: not a time") && issues.array("reason").includes("repeated row"));
 * ```
 */
export async function normalise<R extends RawLike, L extends readonly RawLike[]>(
  given: EventInput<R> | readonly [...{ readonly [K in keyof L]: EventInput<L[K]> }],
  options: NormaliseOptions = {},
): Promise<Normalised> {
  const verb = "normalise";
  knownOptions(verb, options, ["region", "migrations", "idd", "zone", "duplicates", "latest", ...COMPUTE_OPTIONS]);
  const duplicates = keyword(verb, "duplicates", options.duplicates ?? "drop", ["drop", "keep"]);
  const latest = options.latest === undefined ? Date.now() + 864e5 : toInstant(verb, "latest", options.latest);
  const migrations = toMigrations(verb, options.migrations);
  const lenient = keyword(verb, "idd", options.idd ?? "strict", ["strict", "lenient"]) === "lenient";
  const { workers, signal, progress } = options;
  const list = Array.isArray(given) ? (given as readonly EventInput[]) : [given as EventInput];
  const inputs = list.map((input, i) => prepareInput(verb, input, i, options));
  const ledger = new IssueLedger();
  for (const input of inputs) carryOver(ledger, input);
  const issues = inputs.map(({ source, row }) => new RowIssues(ledger, source, row, true));
  const clocks = inputs.map((input, i) => eventTimes(verb, input, latest, issues[i]!));
  const moments = clocks.map(({ at }) => at);
  const numbers = await eventNumbers(verb, inputs, moments, issues, { lenient, migrations, workers, signal, progress });
  signal?.throwIfAborted();
  const times: Float64Array[] = [];
  const parts: { columns: Record<string, Column>; rows: Int32Array }[] = [];
  for (const [i, input] of inputs.entries()) {
    const { at, offset } = clocks[i]!;
    times.push(at);
    const columns: Record<string, Column> = { at, offset: new WholeColumn(offset, NO_OFFSET), ...numbers[i] };
    for (const name of [...WORDS, ...IDENTIFIERS]) {
      const entry = input.entries.get(name);
      if (entry) columns[name] = eventTexts(verb, input, name, entry, issues[i]!);
    }
    for (const name of AMOUNTS) {
      const entry = input.entries.get(name);
      if (entry) columns[name] = eventAmounts(verb, input, name, entry, issues[i]!);
    }
    for (const name of input.keep) columns[name] ??= columnOf(verb, input.table, name);
    columns["source"] = input.source;
    columns["row"] = input.row;
    const by = { verb, options: { workers, signal, progress } };
    const rows = await keptRows(by, input, columns, duplicates, issues[i]!);
    parts.push({ columns, rows });
  }
  const present = new Set(parts.flatMap(({ columns }) => Object.keys(columns)));
  const names = [
    ...COLUMNS.filter((name) => present.has(name)),
    ...[...present].filter((name) => !COLUMNS.includes(name)),
  ];
  const stacked: Record<string, Column> = {};
  for (const name of names) {
    stacked[name] = stackColumns(
      verb,
      name,
      parts.map(({ columns, rows }) => ({ column: columns[name], rows })),
    );
  }
  const table = toTable(stacked) as unknown as Events;
  const rowsIn = inputs.reduce((sum, input) => sum + input.rowsIn, 0);
  reconcile(verb, rowsIn, table.numRows(), ledger);
  const readNumbers = inputs.some(
    ({ entries, numbers }) => numbers === "read" && NUMBERS.some((name) => entries.has(name)),
  );
  const versions = readNumbers ? numberVersions(prefixData()) : undefined;
  const said = {
    ...options,
    signal: undefined,
    progress: undefined,
    duplicates,
    latest: options.latest ?? lastKnown(times, latest),
    inputs: list.map(told),
  };
  return Object.freeze({
    table,
    issues: ledger.toTable(),
    about: toAbout({ verb, options: said, input: table, rowsIn, excluded: ledger.exclusions(), versions }),
  });
}

/** An input as `about` tells it: without its rows, and without the devices whose clocks are corrected one by one. */
function told({ raw, ...rest }: EventInput): object {
  const { clock } = rest;
  if (typeof clock !== "object") return rest;
  return { ...rest, clock: { column: clock.column, values: `${Object.keys(clock.values).length} values` } };
}

/** Takes over what the reader counted, so that one ledger covers the whole way from the file. */
function carryOver(ledger: IssueLedger, { issues, source }: PreparedInput): void {
  const counts = new Float64Array(source.values.length);
  for (const code of source.codes) counts[code]!++;
  for (const [code, name] of source.values.entries()) ledger.expect(name, counts[code]!);
  for (let i = 0; i < (issues?.numRows() ?? 0); i++) {
    const [name, reason, effect, rows, lines] = ["source", "reason", "effect", "rows", "lines"].map((column) =>
      issues!.get(column, i),
    ) as [string, string, IssueEffect, number, string];
    if (effect === "dropped") ledger.expect(name, rows);
    ledger.add(name, reason, effect, rows, lines ? lines.split(", ").map(Number) : []);
  }
}

/** Rows with a time, without repetitions. */
async function keptRows(
  by: Comparing,
  input: PreparedInput,
  columns: Readonly<Record<string, Column>>,
  duplicates: "drop" | "keep",
  issues: RowIssues,
): Promise<Int32Array> {
  const { verb } = by;
  const { table, source } = input;
  const at = columns["at"] as Float64Array;
  const rows = at.length;
  let repeated: Uint8Array = new Uint8Array(rows);
  if (duplicates === "drop") {
    const names = (table.columnNames() as string[]).filter(
      (name) => name !== "source" && (input.isEvents || name !== "row"),
    );
    repeated = await repeatedRows(by, [source, ...names.map((name) => columnOf(verb, table, name))], rows);
    for (let i = 0; i < rows; i++) if (Number.isNaN(at[i]!)) repeated[i] = 0;
    spareNameless(verb, input, columns, repeated, issues);
    issues.addMarked(repeated, 1, "repeated row", "dropped");
    if (repeated.includes(1)) await noteHonest(by, input, names, at, repeated, issues);
  }
  const stays = repeated.map((mark, i) => (mark === 1 || Number.isNaN(at[i]!) ? 0 : 1));
  issues.settle(stays);
  return placesOf(stays);
}

/** Unmarks repeated rows that name nobody and have no id, and says so. */
function spareNameless(
  verb: string,
  { table }: PreparedInput,
  columns: Readonly<Record<string, Column>>,
  repeated: Uint8Array,
  issues: RowIssues,
): void {
  if (!repeated.includes(1)) return;
  const subjects = SUBJECTS.flatMap((name) => columns[name] ?? []);
  const ids = (table.columnNames() as string[]).filter((name) => ID_COLUMNS.some((id) => id === name));
  const named = namedRows([...subjects, ...ids.map((name) => columnOf(verb, table, name))], repeated.length);
  const spared = new Uint8Array(repeated.length);
  for (let i = 0; i < repeated.length; i++) {
    if (repeated[i] === 0 || named[i] === 1) continue;
    spared[i] = 1;
    repeated[i] = 0;
  }
  issues.addMarked(spared, 1, "repeated row: names nobody and has no id, kept", "noted");
}

/** Says so where a tenth or more of the repeated rows may be events of their own: too few columns were read. */
async function noteHonest(
  by: Comparing,
  { table, source, entries }: PreparedInput,
  names: readonly string[],
  at: Float64Array,
  repeated: Uint8Array,
  issues: RowIssues,
): Promise<void> {
  const time = entries.get("at")?.column;
  const rest = names.filter((name) => name !== time && name !== `${time}_offset`);
  const honest = await honestRepeats(by, [source, ...rest.map((name) => columnOf(by.verb, table, name))], at);
  const dropped = new Float64Array(honest.length);
  for (let i = 0; i < repeated.length; i++) if (repeated[i] === 1) dropped[source.codes[i]!]!++;
  for (const [code, rows] of honest.entries()) {
    if (rows < 1 || rows < 0.1 * dropped[code]!) continue;
    const most = Math.min(Math.round(rows), dropped[code]!);
    issues.addCount(
      code,
      `repeated row: may be an event of its own, ${names.length} columns cannot tell`,
      "noted",
      most,
    );
  }
}
