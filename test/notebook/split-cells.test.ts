import { describe, expect, test } from "vitest";
import { splitCells } from "../../toolkit/notebook/split-cells.ts";

const cellsOf = (text: string): object[] =>
  splitCells(text, "x.ts").cells.map(({ kind, title, tags, line, text }) => ({
    kind,
    title,
    tags: tags.join(),
    line,
    text,
  }));

describe("splitCells", () => {
  test("cells begin at // %%, with a title, a kind and tags", () => {
    const text = `// %% [markdown]
// # A title
//
// Text.

// %% Parameters tags=["parameters", "hide-code"]
const n: number = 1;

//%% The end [code]
n;
`;
    expect(cellsOf(text)).toEqual([
      { kind: "markdown", title: "", tags: "", line: 2, text: "# A title\n\nText." },
      { kind: "code", title: "Parameters", tags: "parameters,hide-code", line: 7, text: "const n: number = 1;" },
      { kind: "code", title: "The end [code]", tags: "", line: 10, text: "n;" },
    ]);
  });

  test("code before the first marker is a cell; a licence or Jupytext header there is not", () => {
    expect(cellsOf("// ---\n// jupyter: {}\n// ---\n// %% A\n1;\n")).toHaveLength(1);
    expect(cellsOf("const a = 1;\n// %% A\n1;\n")).toHaveLength(2);
  });

  test("markers in strings, templates, block comments and behind code are text", () => {
    const text = "// %% A\nconst s = `\n// %% no\n`;\n/*\n// %% no\n*/\nconst b = 1; // %% no\n// %%% no\ns + b;\n";
    expect(cellsOf(text)).toHaveLength(1);
  });

  test("Markdown may also stand in one block comment", () => {
    expect(cellsOf("// %% [markdown]\n/*\n## Block\ntext\n*/\n")).toMatchObject([{ text: "## Block\ntext" }]);
  });

  test("Windows line ends and a byte order mark of a hash-bang do not matter", () => {
    expect(cellsOf("#!/usr/bin/env node\r\n// %% A\r\nconst a = 1;\r\na;\r\n")).toMatchObject([
      { title: "A", line: 3 },
    ]);
  });

  test("types are erased in place: the script is as long as the source", () => {
    const text = "// %% A\nconst a: Map<string, number> = new Map();\n(a as unknown) satisfies object;\n";
    const { script } = splitCells(text, "x.ts");
    expect(script.length).toBe(text.length);
  });

  test("a syntax error names the line", () => {
    const missing = (): unknown => splitCells("// %% A\nconst a = 1;\n\nconst = 2;\n", "x.ts");
    expect(missing).toThrow(/x\.ts must be TypeScript that Node can run/);
    expect(missing).toThrow(/at x\.ts:4:7/);
  });

  test("TypeScript that cannot be erased is refused", () => {
    expect(() => splitCells("// %%\nenum A { B }\n", "x.ts")).toThrow(/enum.* at x\.ts:2:1/);
  });
});
