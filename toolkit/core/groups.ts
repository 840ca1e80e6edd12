import type { ColumnTable } from "arquero";
import type { About } from "./about.ts";
import { PhonographError } from "./errors.ts";
import { majority } from "./majority.ts";
import { whole } from "./options.ts";
import type { Persons } from "./persons.ts";
import { listed } from "./suggest.ts";
import { hasColumn, numbersOf, type Table, textOf } from "./table.ts";

/** Segment of those about whom the data do not tell. */
export const UNKNOWN = "unknown";
/** The segments beyond the largest, taken together. */
export const OTHER = "other";
/** Below this many people a group is marked as small: its interval is wide and single persons could be made out. */
export const SMALL_GROUP = 10;

/** One row for each person that has a segment. */
export interface SegmentColumns {
  person: number;
  segment: string;
}

/** One row for each person whose segment most of their rows say. */
export interface MajorityColumns extends SegmentColumns {
  /** The person's rows that say so, of those with a value; missing where there are none. */
  share: number;
}

/** One row for each segment. */
export interface SizeColumns {
  segment: string;
  people: number;
  /** Of all people in the segments, with Wilson's 95 % interval. */
  share: number;
  lower: number;
  upper: number;
  /** Fewer than 10 people. */
  small: boolean;
}

/** Who belongs where: what `segmentBy...` gives and analyses take as `by`. */
export interface Segments<C extends SegmentColumns = SegmentColumns> {
  /** One row for each person: `person`, `segment` and what the segment comes from. */
  readonly table: Table<C>;
  /** One row for each segment, in the order to show them. */
  readonly sizes: Table<SizeColumns>;
  /** What the segments are, in a few words, such as `"home country"`. */
  readonly title: string;
  readonly about: About;
}

/** The group of each person. */
export interface Groups {
  /** By person number: an index into `labels`. */
  codes: Int32Array;
  labels: readonly string[];
  /** People by label. */
  people: Int32Array;
  title: string;
}

export interface GroupOptions {
  /** Keep the largest groups only and call the rest "other". Default: keep all. */
  top?: number;
  /** Count only the persons that are 1 here, by person number. Default: everybody. */
  counted?: Uint8Array;
}

/**
 * The group of every person, by segments or by a column of the events.
 *
 * Of a column the value that most of a person's rows have counts (ties: first in the alphabet); numbers are written
 * as text. Whoever has none is in the group "unknown". Groups stand by size, the largest first (segments: in their own
 * order), then "other", then "unknown"; groups without anybody are left out.
 */
export function groupsOf(
  verb: string,
  events: ColumnTable,
  by: Segments | string,
  persons: Persons,
  { top, counted }: GroupOptions = {},
): Groups {
  if (top !== undefined) whole(verb, "top", top, 1);
  const { codes, labels, title, ordered } =
    typeof by === "string" ? fromColumn(verb, events, by, persons) : fromSegments(verb, by, persons);
  const known = labels.map((label, code) => ({ label, code, people: 0 }));
  let unknown = 0;
  for (let p = 0; p < codes.length; p++) {
    if (counted && counted[p] !== 1) continue;
    if (codes[p] < 0) unknown++;
    else known[codes[p]].people++;
  }
  const bySize = known
    .filter(({ people }) => people > 0)
    .sort((a, b) => b.people - a.people || (a.label < b.label ? -1 : 1));
  const kept = bySize.slice(0, top);
  if (ordered) kept.sort((a, b) => a.code - b.code);
  const rest = bySize.slice(kept.length);
  const shown = kept.map(({ label, people }) => ({ label, people }));
  const place = new Int32Array(labels.length).fill(-1);
  for (const [i, { code }] of kept.entries()) place[code] = i;
  if (rest.length > 0) {
    for (const { code } of rest) place[code] = shown.length;
    shown.push({ label: OTHER, people: rest.reduce((sum, { people }) => sum + people, 0) });
  }
  const last = unknown > 0 ? shown.push({ label: UNKNOWN, people: unknown }) - 1 : -1;
  return {
    codes: codes.map((code) => (code < 0 ? last : place[code])),
    labels: shown.map(({ label }) => label),
    people: Int32Array.from(shown, ({ people }) => people),
    title,
  };
}

interface Coded {
  codes: Int32Array;
  labels: readonly string[];
  title: string;
  ordered: boolean;
}

function fromColumn(verb: string, events: ColumnTable, name: string, persons: Persons): Coded {
  const column = textOf(verb, events, name);
  const { codes } = majority(persons, column);
  return withoutUnknown({ codes, labels: column.values, title: name, ordered: false });
}

function fromSegments(verb: string, by: Segments, persons: Persons): Coded {
  const table = by?.table;
  if (!table || !hasColumn(table, "person") || !hasColumn(table, "segment")) {
    throw new PhonographError({
      code: "option/invalid",
      verb,
      rule: "by must be a column name, or segments with a table of person and segment",
      found: table ? `a table of ${listed(table.columnNames() as string[])}` : typeof by,
      hint: "segmentByRegion(events)",
    });
  }
  const person = numbersOf(verb, table, "person");
  const segment = textOf(verb, table, "segment");
  const labels = by.sizes ? [...new Set([...textOf(verb, by.sizes, "segment"), ...segment.values])] : segment.values;
  const place = new Map(labels.map((label, code) => [label, code]));
  const codeOf = Int32Array.from(segment.values, (value) => place.get(value) ?? -1);
  const numberOf = new Map(Array.from(persons.ids, (id, p) => [id, p]));
  const codes = new Int32Array(persons.ids.length).fill(-1);
  for (let row = 0; row < person.length; row++) {
    const p = numberOf.get(person[row]);
    if (p !== undefined) codes[p] = segment.codes[row] < 0 ? -1 : codeOf[segment.codes[row]];
  }
  return withoutUnknown({
    codes,
    labels: labels as string[],
    title: by.title ?? "segment",
    ordered: by.sizes !== undefined,
  });
}

/** A label that already says "unknown" is the same as none, so that it stands last too. */
function withoutUnknown(coded: Coded): Coded {
  const unknown = coded.labels.indexOf(UNKNOWN);
  return unknown < 0 ? coded : { ...coded, codes: coded.codes.map((code) => (code === unknown ? -1 : code)) };
}
