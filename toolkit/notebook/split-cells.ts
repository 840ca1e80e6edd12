import { stripTypeScriptTypes } from "node:module";
import { type Comment, type Node, type Program, parse } from "acorn";
import { PhonographError } from "../core/errors.ts";
import { withoutWarnings } from "./without-warnings.ts";

/** One cell of a notebook, as written. */
export interface Cell {
  index: number;
  kind: "code" | "markdown";
  /** What stands behind `// %%`; empty without. */
  title: string;
  tags: readonly string[];
  /** The 1-based line of the cell's first line of text. */
  line: number;
  /** Where the text starts and ends in the source. */
  from: number;
  to: number;
  /** The text: code, or Markdown without its comment marks. */
  text: string;
  /** The statements of a code cell. */
  statements: readonly Node[];
}

/** A notebook taken apart: the cells, and its JavaScript, in which every character stands where it stood in the TypeScript. */
export interface NotebookSource {
  source: string;
  script: string;
  cells: readonly Cell[];
  comments: readonly Comment[];
}

/**
 * Takes a notebook apart at its `// %%` lines (Jupytext's percent format).
 *
 * A marker may carry a title, `[markdown]` and `tags=["..."]`; markers inside strings and block comments are text. What stands
 * before the first marker is a cell of its own when there is code in it.
 *
 * @param source the text of the notebook
 * @param name what to call it in errors
 * @throws PhonographError `data/unparseable` with the line, for a syntax error or TypeScript that cannot be erased
 */
export function splitCells(source: string, name: string): NotebookSource {
  const script = strip(source, name);
  const comments: Comment[] = [];
  const program = toProgram(script, name, comments);
  const markers = comments.filter(
    ({ type, value, start }) =>
      type === "Line" && /^ ?%%(?!%)/.test(value) && (start === 0 || source[start - 1] === "\n"),
  );
  const starts = [
    { at: 0, head: "" },
    ...markers.map(({ value, start }) => ({ at: start, head: value.replace(/^ ?%%/, "") })),
  ];
  const cells: Cell[] = [];
  for (const [i, { at, head }] of starts.entries()) {
    const from = i === 0 ? 0 : lineEnd(source, at);
    const to = starts[i + 1]?.at ?? source.length;
    const statements = program.body.filter((node) => node.start >= from && node.start < to);
    const kind = /\[(markdown|md)\]/.test(head) ? "markdown" : "code";
    const raw = source.slice(from, to);
    if ((kind === "code" || i === 0) && statements.length === 0 && !cellHasComment(raw, i)) continue;
    const text = kind === "markdown" ? uncomment(raw) : raw;
    const lead = /^\s*\n/.exec(raw)?.[0].length ?? 0;
    const line = source.slice(0, from + lead).split("\n").length;
    cells.push({
      index: cells.length,
      kind,
      ...readHead(head),
      line,
      from,
      to,
      text: text.replace(/^\s*\n|\s+$/g, ""),
      statements,
    });
  }
  return { source, script, cells, comments };
}

// A commented cell below a marker is worth showing; a licence or a Jupytext header above the first is not.
function cellHasComment(raw: string, index: number): boolean {
  return index > 0 && raw.trim() !== "";
}

function lineEnd(source: string, at: number): number {
  const end = source.indexOf("\n", at);
  return end < 0 ? source.length : end + 1;
}

function uncomment(raw: string): string {
  const block = /^\s*\/\*+\s*\n?([\s\S]*?)\s*\*\/\s*$/.exec(raw);
  if (block) return block[1];
  return raw.replace(/^[ \t]*\/\/ ?/gm, "");
}

function readHead(head: string): { title: string; tags: string[] } {
  const tags = /\btags=\[([^\]]*)\]/.exec(head)?.[1] ?? "";
  const title = head.replace(/\[(markdown|md)\]/, "").replace(/\b\w+=(\[[^\]]*\]|"[^"]*"|\S+)/g, "");
  return { title: title.trim(), tags: [...tags.matchAll(/"([^"]*)"/g)].map(([, tag]) => tag) };
}

function strip(source: string, name: string): string {
  try {
    return withoutWarnings(() => stripTypeScriptTypes(source));
  } catch (cause) {
    const { message, stack = "" } = cause as Error;
    // The stack begins with ":4", the line, an empty line or the line before, and a caret below the place.
    const [, line, column] = /^:(\d+)\n[\s\S]*?\n( *)\^/.exec(stack) ?? [];
    const place = line ? `${name}:${line}:${column.length + 1}` : name;
    throw unparseable(name, `${message.trim()} at ${place}`, cause);
  }
}

function toProgram(script: string, name: string, onComment: Comment[]): Program {
  try {
    return parse(script, {
      ecmaVersion: "latest",
      sourceType: "module",
      allowHashBang: true,
      locations: true,
      onComment,
    });
  } catch (cause) {
    const { message, loc } = cause as Error & { loc?: { line: number; column: number } };
    const place = loc ? `${name}:${loc.line}:${loc.column + 1}` : name;
    throw unparseable(name, `${message.replace(/ \(\d+:\d+\)$/, "").toLowerCase()} at ${place}`, cause);
  }
}

function unparseable(name: string, found: string, cause: unknown): PhonographError {
  const rule = `${name} must be TypeScript that Node can run: no syntax error, no enum, namespace or parameter property`;
  return new PhonographError({ code: "data/unparseable", verb: "runNotebook", rule, found, cause });
}
