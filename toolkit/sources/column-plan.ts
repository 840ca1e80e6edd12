import type { TimeSuffix } from "../../workers/text/byte-times.ts";
import { PhonographError } from "../core/errors.ts";
import { maskText } from "../core/mask.ts";
import { keyword } from "../core/options.ts";
import { listed, suggest } from "../core/suggest.ts";
import type { TimeSpelling } from "./raw.ts";

/** What the values of a column are. */
export type ColumnType = "text" | "number" | "time" | "boolean";

/** Where a column comes from: the name it has in the file, or that and what its values are. */
export type ColumnSpec = string | { readonly from: string; readonly type?: ColumnType };

/** The columns to read: the name they get, and where each comes from. */
export type ColumnSpecs = Readonly<Record<string, ColumnSpec>>;

type ValueOf<S> = S extends { readonly type: "number" | "boolean" }
  ? number | null
  : S extends { readonly type: "text" }
    ? string | null
    : string | number | null;

/** The columns of a table read by these specs, `source` and `row` aside. */
export type SpecColumns<M extends ColumnSpecs> = { -readonly [K in keyof M]: ValueOf<M[K]> };

export type TimeLayout = { spelling: TimeSpelling; suffix: TimeSuffix };

/** One column to read: its name, its place in the file, and how its text becomes values. */
export interface PlannedColumn {
  name: string;
  from: string;
  type: ColumnType;
  /** The user said so: values of another type are issues. Otherwise the whole column stays text. */
  declared: boolean;
  layout?: TimeLayout;
}

const TYPES: readonly ColumnType[] = ["text", "number", "time", "boolean"];
/** The reader's own columns, and the one name that no object can have as a column. */
const OWN = ["source", "row", "__proto__"];

/** The columns to read, by the user's specs or, without, all that there are. */
export function toPlan(verb: string, names: readonly string[], specs: ColumnSpecs | undefined, file: string) {
  if (specs === undefined) {
    return names.map((from): PlannedColumn => ({ name: ownName(from, names), from, type: "text", declared: false }));
  }
  if (typeof specs !== "object" || specs === null || Object.keys(specs).length === 0) {
    throw new PhonographError({
      code: "option/invalid",
      verb,
      rule: "columns must name at least one column",
      found: specs === null ? "null" : typeof specs === "object" ? "none" : typeof specs,
      hint: '{ phone: "msisdn", duration: { from: "seconds", type: "number" } }',
    });
  }
  return Object.entries(specs).map(([name, spec]): PlannedColumn => {
    if (OWN.includes(name)) {
      throw new PhonographError({
        code: "option/invalid",
        verb,
        rule:
          name === "__proto__"
            ? `no column can be called "__proto__"`
            : `"source" and "row" are the reader's own columns`,
        found: `columns: {${name}: …}`,
        hint: `another name, such as "${name}_in_file"`,
      });
    }
    const { from, type } = typeof spec === "string" ? { from: spec, type: undefined } : spec;
    requireName(verb, names, from, file);
    return {
      name,
      from,
      type: type === undefined ? "text" : keyword(verb, `columns.${name}.type`, type, TYPES),
      declared: type !== undefined,
    };
  });
}

/** A column of the file that has one of our names gets another that no column has. */
function ownName(name: string, names: readonly string[]): string {
  if (!OWN.includes(name)) return name;
  let given = `${name}_in_file`;
  for (let k = 2; names.includes(given); k++) given = `${name}_in_file_${k}`;
  return given;
}

/** Refuses a column that the file does not have, with the names that it has. */
export function requireName(verb: string, names: readonly string[], from: string, file: string): void {
  if (names.includes(from)) return;
  const isJson = names.length > 0 && /^\s*[{[]/.test(names[0]!);
  throw new PhonographError({
    code: "data/column-missing",
    verb,
    rule: `${file} has no column "${maskText(String(from))}"`,
    found: isJson ? "a first line of JSON" : listed(names.map(maskText)),
    hint: isJson ? "readJsonl reads files of one JSON object a line" : suggest(String(from), names.map(maskText)),
  });
}
