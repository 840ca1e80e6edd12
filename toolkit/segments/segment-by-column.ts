import type { ColumnTable } from "arquero";
import { sharedInt32 } from "../../workers/shared.ts";
import { toAbout } from "../core/about.ts";
import { TextColumn } from "../core/columns.ts";
import { PhonographError } from "../core/errors.ts";
import { filled } from "../core/filled.ts";
import { groupsOf, type MajorityColumns, type Segments } from "../core/groups.ts";
import { majority } from "../core/majority.ts";
import { personsOf } from "../core/persons.ts";
import { hasColumn, requireTable, textOf, toTable } from "../core/table.ts";
import { sizeTable } from "./segment-sizes.ts";

/** People by the value that most of their rows have in a column that `normalise` writes. */
export function segmentByColumn(
  verb: string,
  events: ColumnTable,
  column: string,
  title: string,
  options: { top?: number },
): Segments<MajorityColumns> {
  requireTable(verb, events);
  if (!hasColumn(events, column)) {
    throw new PhonographError({
      code: "data/column-missing",
      verb,
      rule: `the table has no column "${column}"`,
      hint: "normalise(...) writes it beside every phone number",
    });
  }
  const persons = personsOf(verb, events);
  const groups = groupsOf(verb, events, column, persons, options);
  const { share } = majority(persons, textOf(verb, events, column));
  const codes = sharedInt32(groups.codes.length);
  codes.set(groups.codes);
  const nobody = persons.rows.reduce((rows, p) => rows + (p < 0 ? 1 : 0), 0);
  return Object.freeze({
    table: toTable<MajorityColumns>({
      person: filled(codes.length, (p) => persons.ids[p]),
      segment: new TextColumn(codes, groups.labels),
      share: filled(codes.length, (p) => share[p]),
    }),
    sizes: sizeTable(groups.labels, groups.people),
    title,
    about: toAbout({
      verb,
      options: { column, ...options },
      input: events,
      columns: ["person", column],
      peopleIn: persons.ids.length,
      excluded: [{ reason: "not linked to a person", rows: nobody }],
    }),
  });
}
