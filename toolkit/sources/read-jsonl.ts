import { checkRead } from "./check-read.ts";
import type { ColumnSpecs, SpecColumns } from "./column-plan.ts";
import { literal } from "./duckdb.ts";
import type { Paths } from "./files.ts";
import { lineRelation } from "./load-lines.ts";
import { type Raw, READ_OPTIONS, type ReadOptions } from "./raw.ts";
import { type LineShape, readLines } from "./read-lines.ts";

/** How to read JSON lines. */
export interface JsonlOptions extends ReadOptions {}

/** {@link JsonlOptions} with the fields to read. */
export interface JsonlColumnOptions<M extends ColumnSpecs> extends JsonlOptions {
  /**
   * Our name for each field, and its path in the objects, alone or with a type. Nested fields are written with dots.
   * Default: all fields of all lines, nested ones under their dotted paths.
   *
   * @example { user: "user.id", at: "ts", amount: { from: "cart.total", type: "number" } }
   */
  columns: M;
}

/**
 * Reads files of one JSON object a line, plain or packed, into shared columns. A line that is no JSON object is left
 * out and counted in `issues` with its number; a file in which no line is one is refused. A field that a line does not have, and JSON's `null`, are missing;
 * arrays come as JSON text, as do objects more than 64 levels deep. Types are guessed, or declared, as `readCsv` does. Without `columns` every line is read
 * twice, to find all fields; a line of more than 4,096 objects and lists is not searched for new ones.
 *
 * A field asked for that no line has is missing everywhere, and noted in `issues`.
 *
 * @throws PhonographError `source/unreadable`, `data/column-missing`, `option/invalid`
 * @example
 * ```ts
 * import { writeFileSync } from "node:fs";
 * import { tmpdir } from "node:os";
 * import { join } from "node:path";
 * import { readJsonl } from "phonograph";
 * const file = join(tmpdir(), "phonograph-example-app.jsonl");
 * writeFileSync(file, '{"ts":"2026-03-01T12:00:00Z","user":{"id":"u1"},"event":"login"}\n{"ts":\n');
 * const { table, issues, times } = await readJsonl(file, { columns: { at: "ts", user: "user.id", name: "event" } });
 * console.assert(table.get("user", 0) === "u1" && table.get("at", 0) === Date.UTC(2026, 2, 1, 12) && times.at === "utc");
 * console.assert(issues.get("reason", 0) === "not a JSON object" && issues.get("lines", 0) === "2");
 * ```
 */
export async function readJsonl<const M extends ColumnSpecs>(
  path: Paths,
  options: JsonlColumnOptions<M>,
): Promise<Raw<SpecColumns<M>>>;
export async function readJsonl(path: Paths, options?: JsonlOptions): Promise<Raw>;
export async function readJsonl(path: Paths, options: JsonlOptions & { columns?: ColumnSpecs } = {}): Promise<Raw> {
  checkRead("readJsonl", options, READ_OPTIONS);
  return readLines("readJsonl", path, options, async (db, texts) => {
    const found = new Map<string, string>();
    const [looked, limit] = options.columns
      ? [texts.filter(({ records }) => records > 0).slice(0, 1), "LIMIT 2000"]
      : [texts, ""];
    const structures = await db.rows(
      `SELECT json_structure(CASE WHEN json_valid(r0) AND ${SHALLOW} THEN r0 END)::VARCHAR AS structure
        FROM (SELECT r0 FROM ${lineRelation(looked)} ${limit}) GROUP BY ALL ORDER BY count(*) DESC, structure`,
    );
    for (const [structure] of structures) if (structure) addPaths(found, JSON.parse(structure as string), "", "");
    const paths = byName(found);
    const unmet: string[] = [];
    for (const spec of Object.values(options.columns ?? {})) {
      const from = typeof spec === "string" ? spec : spec?.from;
      if (typeof from !== "string" || paths.has(from)) continue;
      paths.set(from, jsonPath(from.split(".")));
      unmet.push(from);
    }
    return { ...shapeOf(paths, options.columns), unmet };
  });
}

/**
 * DuckDB takes a structure apart by recursion and dies with the whole process when it is some ten thousand lists deep.
 * A line with fewer brackets than this cannot be: only the others are counted.
 */
const SHALLOW = "(strlen(r0) < 8192 OR strlen(r0) - strlen(replace(replace(r0, '[', ''), '{', '')) < 4096)";

/** Deeper objects come as JSON text. */
const DEEPEST = 64;

/** One step of a JSON pointer (RFC 6901), which can say any key. */
const step = (key: string) => `/${key.replaceAll("~", "~0").replaceAll("/", "~1")}`;
const jsonPath = (keys: readonly string[]) => keys.map(step).join("");

/** The leaves of a structure: their paths, and the names that people write for them. */
function addPaths(paths: Map<string, string>, structure: unknown, name: string, path: string, depth = 0): void {
  if (typeof structure !== "object" || structure === null || Array.isArray(structure) || depth === DEEPEST) {
    if (path !== "") paths.set(path, name === "" ? "empty" : name);
    return;
  }
  for (const [key, inner] of Object.entries(structure)) {
    addPaths(paths, inner, path === "" ? key : `${name}.${key}`, `${path}${step(key)}`, depth + 1);
  }
}

/** Names to paths. A key with a dot in it comes before a path of that name, which is then `name_2`. */
function byName(paths: ReadonlyMap<string, string>): Map<string, string> {
  const depth = (path: string) => path.split("/").length;
  const taken = new Map<string, string>();
  const given = new Map<string, string>();
  for (const [path, name] of [...paths].sort(([a], [b]) => depth(a) - depth(b))) {
    let unique = name;
    for (let k = 2; taken.has(unique); k++) unique = `${name}_${k}`;
    taken.set(unique, path);
    given.set(path, unique);
  }
  return new Map(Array.from(paths.keys(), (path) => [given.get(path)!, path]));
}

function shapeOf(paths: ReadonlyMap<string, string>, columns: ColumnSpecs | undefined): LineShape {
  const asked = columns && Object.values(columns).map((spec) => (typeof spec === "string" ? spec : spec.from));
  const names = [...paths.keys()].filter((name) => asked?.includes(name) ?? true);
  const list = names.map((name) => literal(paths.get(name)!)).join(", ");
  const object = "CASE WHEN json_valid(r0) THEN json_type(r0) = 'OBJECT' END";
  return {
    names,
    parse: `CASE WHEN ${object} THEN json_extract_string(r0, [${list || "'/none'"}]) END`,
    text: (name) => `m[${names.indexOf(name) + 1}]`,
    broken: {
      sql: "m IS NULL",
      reason: "not a JSON object",
      refuse: "one object a line: jq -c '.[]' writes a JSON list so, jq -c . a spread-out object",
    },
  };
}
