import type { ColumnTable } from "arquero";
import { sharedInt32 } from "../../workers/shared.ts";
import { TextColumn } from "../core/columns.ts";
import { textOf } from "../core/table.ts";

/**
 * A column of text without the values that no row has: those of rows that a filter hides must not be read, refused, or prove
 * in which order dates are written. Cost: a pass over the rows.
 */
export function shownTexts(verb: string, table: ColumnTable, name: string): TextColumn {
  return withoutHidden(textOf(verb, table, name));
}

/** The same column, its dictionary without the values that no row has. */
export function withoutHidden(column: TextColumn): TextColumn {
  const { codes, values } = column;
  const place = new Int32Array(values.length).fill(-1);
  for (const code of codes) if (code >= 0) place[code] = 0;
  const shown = values.filter((_, code) => place[code] === 0);
  if (shown.length === values.length) return column;
  let next = 0;
  for (let code = 0; code < place.length; code++) if (place[code] === 0) place[code] = next++;
  const renumbered = sharedInt32(codes.length);
  for (let row = 0; row < codes.length; row++) renumbered[row] = codes[row] < 0 ? -1 : place[codes[row]];
  return new TextColumn(renumbered, shown);
}
