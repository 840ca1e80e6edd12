import { sharedInt32 } from "../../workers/shared.ts";
import { TextColumn } from "../core/columns.ts";
import { PhonographError } from "../core/errors.ts";
import { textOf } from "../core/table.ts";
import type { PreparedInput } from "./event-input.ts";
import { ALLOWED, type MapEntry } from "./event-map.ts";
import type { RowIssues } from "./row-issues.ts";

/** A column of words of an input: constant, as it is, or translated once for each distinct word. */
export function eventTexts(
  verb: string,
  input: PreparedInput,
  name: string,
  entry: MapEntry,
  issues: RowIssues,
): TextColumn {
  const rows = input.table.numRows();
  if (entry.constant !== undefined) return new TextColumn(sharedInt32(rows), [String(entry.constant)]);
  const raw = textOf(verb, input.table, entry.column!);
  const allowed = ALLOWED[name];
  if (!entry.values && !entry.match && !allowed) return raw;
  const words: string[] = [];
  const codeOf = new Map<string, number>();
  const UNKNOWN = -2;
  const strange: string[] = [];
  const toCode = (word: string | null) => {
    if (word === null) return -1;
    const known = codeOf.get(word) ?? words.push(word) - 1;
    codeOf.set(word, known);
    return known;
  };
  const patterns = Object.entries(entry.match ?? {}).map(
    ([pattern, word]) => [toPattern(verb, name, pattern), word] as const,
  );
  const codes = Int32Array.from(raw.values, (text) => {
    if (entry.values && Object.hasOwn(entry.values, text)) return toCode(entry.values[text]!);
    if (entry.match) return toCode(patterns.find(([pattern]) => pattern.test(text))?.[1] ?? null);
    if (!allowed) return toCode(text);
    return !entry.values && allowed.includes(text) ? toCode(text) : UNKNOWN - (strange.push(text) - 1);
  });
  const out = sharedInt32(rows);
  let unknown = false;
  for (let i = 0; i < rows; i++) {
    const code = raw.codes[i]! < 0 ? -1 : codes[raw.codes[i]!]!;
    out[i] = code;
    unknown ||= code <= UNKNOWN;
  }
  if (unknown) {
    enterUnknown(name, out, UNKNOWN, { strange, isScale: words.length > 0 }, issues);
    for (let i = 0; i < rows; i++) if (out[i]! <= UNKNOWN) out[i] = -1;
  }
  return new TextColumn(out, words);
}

/** So few words are those of a scale; more are something else, and may be anybody's. */
const SCALE = 20;
const NAMED = 5;
const WORD = /^\p{L}[\p{L} _./-]{0,23}$/u;
/** Written as the names of people are, and as rows of one person would be few. */
const LIKE_A_NAME = /\p{Lu}\p{Ll}/u;
const FEW = 10;

interface Unknown {
  strange: readonly string[];
  /** Other words of the column are known: it is what the map says it is. */
  isScale: boolean;
}

/**
 * Counts words that no map names: the most frequent ones by name, where they are words at all. Of a column that has no
 * known word, which may be a wrong one, only those of many rows that are not written as names are.
 */
function enterUnknown(
  name: string,
  out: Int32Array,
  first: number,
  { strange: words, isScale }: Unknown,
  issues: RowIssues,
): void {
  const counts = new Float64Array(words.length);
  for (const code of out) if (code <= first) counts[first - code]!++;
  const isPublic = (k: number) => isScale || (counts[k]! >= FEW && !LIKE_A_NAME.test(words[k]!));
  const named = [...words.keys()]
    .filter((k) => counts[k]! > 0 && words.length <= SCALE && WORD.test(words[k]!) && isPublic(k))
    .sort((a, b) => counts[b]! - counts[a]! || a - b)
    .slice(0, NAMED);
  const rest = new Uint8Array(out.length);
  for (let i = 0; i < rest.length; i++) if (out[i]! <= first && !named.includes(first - out[i]!)) rest[i] = 1;
  for (const k of named) issues.addMarked(out, first - k, `${name}: unknown word "${words[k]}"`, "blanked");
  issues.addMarked(rest, 1, `${name}: unknown word`, "blanked");
}

function toPattern(verb: string, name: string, pattern: string): RegExp {
  try {
    return new RegExp(pattern, "u");
  } catch (error) {
    throw new PhonographError({
      code: "option/invalid",
      verb,
      rule: `map.${name}.match must hold regular expressions`,
      found: (error as Error).message,
    });
  }
}
