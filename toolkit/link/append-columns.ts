import { sharedFloat64, sharedInt32 } from "../../workers/shared.ts";
import { type Column, TextColumn } from "../core/columns.ts";
import type { Events } from "../core/events.ts";
import { columnOf, hasColumn, textOf } from "../core/table.ts";
import { timesOf } from "../core/times.ts";
import { stackColumns } from "../normalise/stack-columns.ts";

const VERB = "link";

/** For the texts of a column that was added to, the place of each; moves on to the column that comes of it. */
const places = new WeakMap<readonly string[], Map<string, number>>();

/**
 * The rows of two tables one after the other, the columns named of either. Texts of the first keep their codes, and the
 * first rows are copied as they are: cost in proportion to the second table, but for that copy.
 *
 * @param texts which of the names are of texts
 */
export function appendColumns(
  before: Events,
  after: Events,
  names: readonly string[],
  texts: ReadonlySet<string>,
): Record<string, Column> {
  const columns: Record<string, Column> = {};
  for (const name of names) {
    const [first, second] = [before, after].map((table) => {
      if (!hasColumn(table, name) || table.numRows() === 0) return undefined;
      if (name === "at") return timesOf(VERB, table);
      return texts.has(name) ? textOf(VERB, table, name) : columnOf(VERB, table, name);
    });
    const isText = (column: Column | undefined) => column === undefined || column instanceof TextColumn;
    if (isText(first) && isText(second)) {
      const none = (table: Events) => new TextColumn(sharedInt32(table.numRows()).fill(-1), []);
      columns[name] = appendTexts((first ?? none(before)) as TextColumn, (second ?? none(after)) as TextColumn);
    } else if (first instanceof Float64Array && second instanceof Float64Array) {
      const numbers = sharedFloat64(first.length + second.length);
      numbers.set(first);
      numbers.set(second, first.length);
      columns[name] = numbers;
    } else {
      const all = (table: Events) => Int32Array.from({ length: table.numRows() }, (_, row) => row);
      columns[name] = stackColumns(VERB, name, [
        { column: first, rows: all(before) },
        { column: second, rows: all(after) },
      ]);
    }
  }
  return columns;
}

function appendTexts(before: TextColumn, after: TextColumn): TextColumn {
  const known = places.get(before.values) ?? new Map(before.values.map((text, code) => [text, code]));
  // another run may go on from the same column: it is not to meet the texts of this one
  places.delete(before.values);
  const values = before.values.slice();
  const codeOf = after.values.map((text) => {
    const code = known.get(text) ?? values.push(text) - 1;
    known.set(text, code);
    return code;
  });
  const codes = sharedInt32(before.length + after.length);
  codes.set(before.codes);
  for (let row = 0; row < after.length; row++) {
    const code = after.codes[row];
    codes[before.length + row] = code < 0 ? -1 : codeOf[code];
  }
  places.set(values, known);
  return new TextColumn(codes, values);
}
