import { PhonographError } from "../core/errors.ts";
import { literal } from "./duckdb.ts";
import type { LineShape } from "./read-lines.ts";

/** A regular expression with named groups, as DuckDB (RE2) takes it: one more group around all tells whether it fits. */
export function logPattern(verb: string, pattern: RegExp): LineShape {
  const bad = (rule: string, hint?: string) =>
    new PhonographError({ code: "option/invalid", verb, rule, found: "pattern", hint });
  if (!(pattern instanceof RegExp)) throw bad("pattern must be a regular expression with named groups");
  const groups: string[] = [];
  let source = "";
  let inClass = false;
  for (let i = 0; i < pattern.source.length; i++) {
    const character = pattern.source[i]!;
    if (character === "\\") {
      const next = pattern.source[i + 1] ?? "";
      if (/[1-9k]/.test(next)) throw bad("pattern must not refer back to a group");
      source += next === "/" ? "/" : character + next;
      i++;
      continue;
    }
    if (character === "[" || character === "]") inClass = character === "[";
    if (character === "(" && !inClass) {
      const rest = pattern.source.slice(i + 1);
      if (/^\?(?:=|!|<=|<!)/.test(rest))
        throw bad("pattern must not look ahead or behind", "match those characters too");
      const name = /^\?<([^>]+)>/.exec(rest)?.[1];
      if (name !== undefined) {
        groups.push(name);
        source += "(";
        i += name.length + 3;
        continue;
      }
      if (!rest.startsWith("?")) groups.push("");
    }
    source += character;
  }
  const names = groups.filter((name) => name !== "");
  if (names.length === 0) throw bad("pattern must name its groups", "/^(?<at>\\S+) (?<user>\\S+)/");
  const flags = pattern.ignoreCase ? "(?i)" : "";
  const all = ["", ...groups].map((_, i) => literal(`g${i}`)).join(", ");
  return {
    names,
    parse: `regexp_extract(r0, ${literal(`${flags}(${source})`)}, [${all}])`,
    text: (name) => `nullif(m.g${groups.indexOf(name) + 1}, '')`,
    broken: { sql: "m IS NULL OR m.g0 = ''", reason: "does not fit the pattern" },
  };
}
