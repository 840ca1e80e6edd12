import { sharedInt32 } from "../../../workers/shared.ts";
import { TextColumn } from "../../core/columns.ts";
import { hashRows, repeatedRows } from "../duplicates.ts";
import { honestRepeats } from "../honest-repeats.ts";
import { namedRows, SUBJECTS } from "../named-rows.ts";
import type { EventView } from "./event-view.ts";
import type { Finding, Found } from "./found.ts";
import { type Identity, present } from "./identity.ts";

/** Columns that tell a copy from its original, or that `clean` itself wrote. */
export const PLACE_COLUMNS: readonly string[] = ["source", "row", "doubt"];

/** What an event is, apart from when it was delivered, by which id and to which place. */
export function contentNames(view: EventView, ids: readonly string[]): string[] {
  const apart = [...PLACE_COLUMNS, ...ids, "at", "offset"];
  return view.names.filter((name) => !apart.includes(name));
}

/** Rows that equal another in all columns but those of their place; the first delivered one is not marked. */
export async function findRepeated(view: EventView, { honest }: { honest: number }, { ids }: Identity): Promise<Found> {
  const subjects = SUBJECTS.filter((name) => view.has(name));
  if (subjects.length + ids.length === 0) return { skipped: `no column of ${SUBJECTS.join(", ")}` };
  const names = view.names.filter((name) => !PLACE_COLUMNS.includes(name));
  const rest = contentNames(view, ids);
  const others = names.filter((name) => !rest.includes(name)).map((name) => view.column(name));
  const hashes = sharedInt32(view.rows);
  hashes.set(await view.hashes(rest));
  await hashRows(view, others, hashes);
  const columns = names.map((name) => view.column(name));
  const marks = await repeatedRows(view, columns, view.rows, { alive: view.alive, hashes });
  const named = namedRows(present(view, [...subjects, ...ids]), view.rows);
  for (let i = 0; i < marks.length; i++) {
    if (marks[i] === 0) continue;
    if (Number.isNaN(view.at[i]!) || named[i] === 0) marks[i] = 0;
  }
  return marks.includes(1) ? { marks, findings: await spareHonest(view, [...rest, ...ids], honest, marks) } : { marks };
}

/** Unmarks the rows of sources in which too many of those found are to be expected by chance, and says so. */
async function spareHonest(
  view: EventView,
  names: readonly string[],
  honest: number,
  marks: Uint8Array,
): Promise<Finding[]> {
  const source = view.has("source") ? view.text("source") : new TextColumn(sharedInt32(view.rows), ["table"]);
  const found = new Float64Array(source.values.length);
  const spans = source.values.map(() => [Infinity, -Infinity] as [number, number]);
  for (let i = 0; i < marks.length; i++) {
    const code = source.codes[i]!;
    if (marks[i] === 0 || code < 0) continue;
    found[code]!++;
    spans[code] = [Math.min(spans[code]![0], view.at[i]!), Math.max(spans[code]![1], view.at[i]!)];
  }
  const concerned = view.alive.map((alive, i) => (source.codes[i]! >= 0 && found[source.codes[i]!]! > 0 ? alive : 0));
  const expected = await honestRepeats(view, [source, ...names.map((name) => view.column(name))], view.at, concerned);
  const spared = Uint8Array.from(found, (rows, code) => (rows > 0 && expected[code]! > honest * rows ? 1 : 0));
  if (!spared.includes(1)) return [];
  for (let i = 0; i < marks.length; i++) if (source.codes[i]! >= 0 && spared[source.codes[i]!] === 1) marks[i] = 0;
  return Array.from(spared.keys()).flatMap((code): Finding[] => {
    if (spared[code] === 0) return [];
    const [from, to] = spans[code]!;
    const evidence = `left as they are: about ${count(expected[code]!)} of ${count(found[code]!)} equal rows are to be expected by chance, ${names.length + 1} columns do not tell them apart`;
    const what = source.values[code]!;
    return [{ rule: "repeated", what, from, to: to + 1, rows: found[code]!, expected: expected[code]!, evidence }];
  });
}

const count = (rows: number) => Math.round(rows).toLocaleString("en");
