import type { PersonOrder } from "../../../workers/kernels/person-order.ts";
import type { EventView } from "./event-view.ts";
import { inShort } from "./found.ts";
import { seriesName } from "./series-names.ts";

/** Of records that many may have an id that comes again: ids are used again after months, and delivered again after days. */
const AGAIN = 0.1;
/** As many say nothing of a small source. */
const FEW = 2;

/** Sources in which what looks like an id is none. */
export interface UncertainIds {
  /** 1 for the rows of such a source. */
  rows: Uint8Array;
  /** What the rule says of it; undefined where there is no such source. */
  limits: string | undefined;
}

/**
 * Sources in which more than a tenth of the records have the id of an earlier one that is further away than `within`,
 * with the same line, name and state: a customer or a type of event stands there, not the number of a record. Looked at
 * are first parts and whole records. Files whose names differ in digits only count together.
 *
 * @param order rows of equal id and content, in the order of time
 * @param numbered 1 for all rows with an id
 */
export function uncertainIds(
  view: EventView,
  { rows, at, offsets }: PersonOrder,
  numbered: Uint8Array,
  within: number,
  part: string | undefined,
): UncertainIds {
  const source = view.text("source");
  const names = [...new Set(source.values.map(seriesName)), "table"];
  const places = source.values.map((name) => names.indexOf(seriesName(name)));
  const placeOf = (row: number) => places[source.codes[row]!] ?? names.length - 1;
  const parts = part === undefined ? undefined : view.numbers(part);
  const isWhole = (row: number) => parts === undefined || !(parts[row]! > 1);
  const records = new Float64Array(names.length);
  const again = new Float64Array(names.length);
  for (let i = 0; i < numbered.length; i++) if (numbered[i] === 1 && isWhole(i)) records[placeOf(i)]!++;
  for (let group = 0; group + 1 < offsets.length; group++) {
    for (let i = offsets[group]! + 1; i < offsets[group + 1]!; i++) {
      if (!isWhole(rows[i]!)) continue;
      const place = placeOf(rows[i]!);
      if (at[i]! - at[i - 1]! > within) again[place]!++;
      else records[place]!--;
    }
  }
  const uncertain = names.map((_, place) => again[place]! > FEW + AGAIN * records[place]!);
  const marks = new Uint8Array(view.rows);
  const strange = names.filter((_, place) => uncertain[place]);
  if (strange.length === 0) return { rows: marks, limits: undefined };
  for (let i = 0; i < marks.length; i++) if (numbered[i] === 1 && uncertain[placeOf(i)]) marks[i] = 1;
  const limits = `without the ids of ${inShort(strange)}: the same come again later, which ids of records do not`;
  return { rows: marks, limits };
}
