import { hashRows, repeatedRows } from "../duplicates.ts";
import type { EventView } from "./event-view.ts";
import type { Found } from "./found.ts";
import { type Identity, identified } from "./identity.ts";

/** What says whose event it is. Without any of them equal rows may well be two events. */
const SUBJECTS = ["phone", "user", "device", "session", "ip"];
/** Columns that tell a copy from its original, or that `clean` itself wrote. */
export const PLACE_COLUMNS: readonly string[] = ["source", "row", "doubt"];

/** What an event is, apart from when it was delivered, by which id and to which place. */
export function contentNames(view: EventView, ids: readonly string[]): string[] {
  const apart = [...PLACE_COLUMNS, ...ids, "at", "offset"];
  return view.names.filter((name) => !apart.includes(name));
}

/** Rows that equal another in all columns but those of their place; the first delivered one is not marked. */
export function findRepeated(view: EventView, { ids }: Identity): Found {
  const subjects = SUBJECTS.filter((name) => view.has(name));
  if (subjects.length + ids.length === 0) return { skipped: `no column of ${SUBJECTS.join(", ")}` };
  const names = view.names.filter((name) => !PLACE_COLUMNS.includes(name));
  const rest = contentNames(view, ids);
  const others = names.filter((name) => !rest.includes(name)).map((name) => view.column(name));
  const hashes = hashRows(others, view.hashes(rest).slice());
  const marks = repeatedRows(
    names.map((name) => view.column(name)),
    view.rows,
    view.alive,
    hashes,
  );
  const numbered = identified(view, ids);
  const texts = subjects.map((name) => view.text(name).codes);
  for (let i = 0; i < marks.length; i++) {
    if (marks[i] === 0) continue;
    if (Number.isNaN(view.at[i]!) || (numbered[i] === 0 && texts.every((codes) => codes[i]! < 0))) marks[i] = 0;
  }
  return { marks };
}
