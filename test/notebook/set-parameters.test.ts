import { describe, expect, test } from "vitest";
import { type ParameterValue, setParameters } from "../../toolkit/notebook/set-parameters.ts";
import { splitCells } from "../../toolkit/notebook/split-cells.ts";

const text = `// %% Parameters tags=["parameters"]
const people: number = 20_000;
export const window = "24h" as string;
const least = -1.5, deep = true;
const groups = [
  "a",
  "b",
];
const limits = { low: 1, "high": [2, null] };
const folder = new URL("./data", import.meta.url).pathname;
// %% Other
const other = 1;
`;
const set = (given: Record<string, ParameterValue>): ReturnType<typeof setParameters> =>
  setParameters(splitCells(text, "x.ts"), given);

describe("setParameters", () => {
  test("reads the literals of the tagged cells", () => {
    expect(set({}).values).toEqual({
      people: 20000,
      window: "24h",
      least: -1.5,
      deep: true,
      groups: ["a", "b"],
      limits: { low: 1, high: [2, null] },
    });
  });

  test("reads text as the type of the literal it replaces", () => {
    const { values } = set({ people: "7", window: "7", deep: "false", groups: '["c"]' });
    expect(values).toMatchObject({ people: 7, window: "7", deep: false, groups: ["c"] });
  });

  test("keeps the lines where they are", () => {
    const { replacements } = set({ groups: [] });
    expect(replacements[0].text).toBe("[]\n\n\n");
  });

  test.each<[string, Record<string, ParameterValue>]>([
    ["an unknown name", { peple: "1" }],
    ["a name of another cell", { other: "1" }],
    ["a word for a number", { people: "many" }],
    ["a number for text, given as a value", { window: 7 }],
    ["an empty text for a number", { people: "" }],
    ["a computed parameter", { folder: "x" }],
  ])("refuses %s", (_, given) => {
    expect(() => set(given)).toThrowErrorMatchingSnapshot();
  });

  test("a notebook without parameters says so", () => {
    expect(() => setParameters(splitCells("// %%\n1;\n", "x.ts"), { a: "1" })).toThrow('no cell tagged "parameters"');
  });
});
