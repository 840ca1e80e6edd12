import type { Node } from "acorn";
import type { Replacement } from "./set-parameters.ts";
import type { NotebookSource } from "./split-cells.ts";

/** JavaScript that reports to a session while it runs, and the way back to the columns of the source. */
export interface Instrumented {
  code: string;
  /** The 1-based column in the notebook of a place in the instrumented code; lines are the same. */
  columnOf(line: number, column: number): number;
}

/**
 * Lets a notebook report what it does: every cell tells when it begins and ends and which names it defined, and shows the value of
 * its last expression. Everything is put in on the line it belongs to, so line numbers stay true.
 *
 * @param notebook the notebook taken apart
 * @param replacements parameters to put in
 * @param session the expression by which the code finds its session
 */
export function instrument(
  notebook: NotebookSource,
  replacements: readonly Replacement[],
  session: string,
): Instrumented {
  const { script, cells } = notebook;
  const edits: Replacement[] = [...replacements];
  const put = (at: number, text: string): void => {
    edits.push({ from: at, to: at, text });
  };
  for (const { index, statements } of cells) {
    const [first, last] = [statements[0], statements.at(-1)];
    if (!first || !last) continue;
    put(first.start, `;${session}.begin(${index});`);
    const expression = (last as Node & { expression?: Node }).expression;
    if (last.type === "ExpressionStatement" && expression) {
      put(expression.start, `await ${session}.show((`);
      put(expression.end, "))");
    }
    put(last.end, `;await ${session}.end(${index},()=>({${statements.flatMap(namesIn).join(",")}}));`);
  }
  // Insertions keep the order they were made in where they meet.
  const ordered = edits.map((edit, i) => ({ ...edit, i })).sort((a, b) => a.from - b.from || a.i - b.i);
  let code = "";
  let at = 0;
  const shifts: { line: number; column: number; by: number }[] = [];
  for (const { from, to, text } of ordered) {
    code += script.slice(at, from);
    shifts.push({
      line: code.split("\n").length,
      column: code.length - code.lastIndexOf("\n"),
      by: text.length - (to - from),
    });
    code += text;
    at = to;
  }
  code += script.slice(at);
  const columnOf = (line: number, column: number): number =>
    shifts.reduce((back, shift) => (shift.line === line && shift.column < column ? back - shift.by : back), column);
  return { code, columnOf };
}

interface Pattern {
  type: string;
  name?: string;
  id?: Pattern | null;
  value?: Pattern;
  argument?: Pattern;
  left?: Pattern;
  elements?: (Pattern | null)[];
  properties?: Pattern[];
  declarations?: Pattern[];
  declaration?: Pattern | null;
}

function namesIn(statement: Node): string[] {
  const read = (node: Pattern | null | undefined): string[] => {
    switch (node?.type) {
      case "Identifier":
        return [node.name as string];
      case "ExportNamedDeclaration":
        return read(node.declaration);
      case "VariableDeclaration":
        return (node.declarations as Pattern[]).flatMap((one) => read(one.id));
      case "FunctionDeclaration":
      case "ClassDeclaration":
        return read(node.id);
      case "ObjectPattern":
        return (node.properties as Pattern[]).flatMap((one) => read(one.value ?? one.argument));
      case "ArrayPattern":
        return (node.elements as (Pattern | null)[]).flatMap(read);
      case "RestElement":
        return read(node.argument);
      case "AssignmentPattern":
        return read(node.left);
      default:
        return [];
    }
  };
  return read(statement as unknown as Pattern);
}
