import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test, vi } from "vitest";
import { display } from "../../toolkit/notebook/display.ts";
import { type NotebookRun, type RunOptions, runNotebook } from "../../toolkit/notebook/run-notebook.ts";
import { terminalText } from "../../toolkit/notebook/terminal-text.ts";
import { written } from "./written.ts";

const fixture = (name: string): string => join(import.meta.dirname, "fixtures", name);
const run = (text: string, options?: RunOptions): Promise<NotebookRun> => runNotebook(written(text), options);
const shown = ({ cells }: NotebookRun): string[] =>
  cells.flatMap(({ outputs }) => outputs.map(({ bundle }) => String(bundle["text/plain"])));

describe("runNotebook", () => {
  test("shows the last expression of every cell, and gives the values by name", async () => {
    const done = await run(
      '// %% A\nconst a = 2;\na * 3;\n// %% B\nconst { b, ...rest } = { b: 1, c: 2 };\nfunction f() {}\n// %% C\n"text " + b;\n',
    );
    expect(shown(done)).toEqual(["6", "text 1"]);
    expect(done.values).toMatchObject({ a: 2, b: 1, rest: { c: 2 } });
    expect(typeof done.values.f).toBe("function");
    expect(done.cells.map(({ state }) => state)).toEqual(["done", "done", "done"]);
  });

  test("waits for a promise that ends a cell, hides void and undefined, shows null and 0", async () => {
    const text = '// %%\nPromise.resolve("late");\n// %%\nvoid 1;\n// %%\nundefined;\n// %%\nnull;\n// %%\n0;\n';
    expect(shown(await run(text))).toEqual(["late", "null", "0"]);
  });

  test("does without semicolons, and with several cells that end in brackets", async () => {
    const text = "// %%\nconst a = [1, 2]\na\n// %%\n;[3].map((x) => x)\n// %%\n;(a.length)\n";
    expect(shown(await run(text))).toEqual(["[ 1, 2 ]", "[ 3 ]", "2"]);
  });

  test("keeps what is printed with its cell, and apart from what is shown", async () => {
    const done = await run('// %% A\nconsole.log("one", { two: 2 });\n1;\n// %% B\nconsole.error("three");\n');
    expect(done.cells[0].outputs.map(({ kind }) => kind)).toEqual(["console", "display"]);
    expect(done.cells[1].outputs[0].bundle).toEqual({ "text/plain": "three", stream: "stderr" });
  });

  test("gives the console back, also after a failure", async () => {
    const { log } = console;
    await run("// %%\nthrow new Error('x');\n");
    expect(console.log).toBe(log);
  });

  test("masks numbers in what is printed and thrown, unless told not to", async () => {
    const text = "// %%\nconsole.log('+351912345678 called');\nthrow new Error('no such caller: 351912345678');\n";
    const masked = await run(text);
    expect(shown(masked)).toEqual(["+351•••••••78 called"]);
    expect(masked.error?.message).toBe("no such caller: 351•••••••78");
    expect(shown(await run(text, { allowRaw: true }))).toEqual(["+351912345678 called"]);
  });

  test("an error names its place in the notebook, and the cells after it are not reached", async () => {
    const done = await runNotebook(fixture("failing.ts"));
    const lines = readFileSync(fixture("failing.ts"), "utf8").split("\n");
    const { line = 0, column = 0, name, trace } = done.error ?? { name: "", trace: [] };
    expect(name).toBe("TypeError");
    expect(lines[line - 1].slice(column - 1)).toBe("peer;");
    expect(trace).toEqual([`caller failing.ts:${line}:${column}`, "failing.ts:16:23"]);
    expect(lines[15].slice(22)).toBe("caller(0);");
    expect(done.cells.map(({ state }) => state)).toEqual(["text", "done", "failed", "not reached"]);
    expect(done.values).toEqual({ calls: [] });
  });

  test("columns stay true on lines that are instrumented or hold a parameter", async () => {
    const text = '// %% tags=["parameters"]\nconst n = 1; null.x;\n// %%\n2;\n';
    const { error } = await run(text, { params: { n: 123456 } });
    expect([error?.line, error?.column]).toEqual([2, text.split("\n")[1].indexOf("x") + 1]);
    const shownError = await run("// %%\nconst o = null;\no.deep.er;\n");
    expect([shownError.error?.line, shownError.error?.column]).toEqual([3, 3]);
  });

  test("a value that cannot be looked at fails its cell", async () => {
    const done = await run('// %%\n1;\n// %%\n({ get x() { throw new RangeError("no"); } });\n// %%\n2;\n');
    expect(done.error).toMatchObject({ name: "RangeError", message: "no" });
    expect(done.cells.map(({ state }) => state)).toEqual(["done", "failed", "not reached"]);
  });

  test("masks numbers, addresses and e-mails in what is printed", async () => {
    const done = await run(
      '// %%\nconsole.log("192.0.2.7:443 2001:db8:0:1::7 ann.b@example.org at 10:00:00, v26.10.0; +351912345678");\n',
    );
    expect(shown(done)).toEqual(["192.0.•.•:443 20••• an••• at 10:00:00, v26.10.0; +351•••••••78"]);
  });

  test("a rejected promise that nobody waits for fails the run", async () => {
    const done = await run('// %%\nPromise.reject(new Error("lost"));\nawait 0;\n1;\n');
    expect(done.error?.message).toBe("lost");
  });

  test("skip() stops without failing, and says why", async () => {
    const index = join(import.meta.dirname, "../../toolkit/notebook/skip.ts");
    const done = await run(
      `// %% A\nimport { skip } from ${JSON.stringify(index)};\n// %% B\nskip("no data here");\n// %% C\n1;\n`,
    );
    expect(done.skipped).toBe("no data here");
    expect(done.error).toBeUndefined();
    expect(done.cells.map(({ state }) => state)).toEqual(["done", "skipped", "not reached"]);
  });

  test("display() shows more than one value in a cell, in order", async () => {
    const index = join(import.meta.dirname, "../../toolkit/notebook/display.ts");
    const text = `// %%\nimport { display } from ${JSON.stringify(index)};\nfor (const n of [1, 2]) display(n);\n// %%\ndisplay("a");\n"b";\n`;
    expect(shown(await run(text))).toEqual(["1", "2", "a", "b"]);
  });

  test("records are shown as a table, so that the names of their fields mask them", async () => {
    const done = await run(
      '// %%\n({ user: "ana.maria", from: Date.UTC(2026, 2, 1) });\n// %%\n[{ a: 1 }, { a: null }];\n// %%\n({ deep: { a: 1 } });\n',
    );
    expect(done.cells.map(({ outputs }) => outputs[0].table?.numRows())).toEqual([1, 2, undefined]);
    expect(terminalText(done)).toContain("user   from\nan•••  2026-03-01\n");
  });

  test("an explanation is shown as its sentences and the rows below them", async () => {
    const index = join(import.meta.dirname, "..", "..", "toolkit", "index.ts");
    const text = `// %%\nimport { table } from "arquero";\nimport { explainLink, link } from ${JSON.stringify(index)};
const phone = "+351912345678";
explainLink(await link(table({ at: [1e12, 1e12 + 6e4], kind: ["auth", "call"], phone: [phone, phone], user: ["ann-lee", null] })), 1);\n`;
    const said = terminalText(await run(text));
    expect(said).toContain("phone +351•••••••78 is held by user an•••");
    expect(said).toMatch(/at +kind .*\n.*2001-09-09 01:46:40 +auth/);
    expect(said).not.toContain("TextColumn");
  });

  test("display() refuses an option that there is not, and no place in a list", () => {
    expect(() => display(1, { limit: 5 } as never)).toThrow(/there is no option "limit"\n {2}found: "rows"/);
    expect(() => display(1, { rows: -1 })).toThrow("rows must be a whole number of at least 0");
    const log = vi.spyOn(console, "log").mockImplementation(() => {});
    expect(() => ["a"].forEach(display as never)).not.toThrow();
    log.mockRestore();
  });

  test("display() refuses a promise, also one that fails", async () => {
    const index = join(import.meta.dirname, "..", "..", "toolkit", "index.ts");
    const text = `// %%\nimport { display } from ${JSON.stringify(index)};\ndisplay(Promise.reject(new Error("lost")));\n`;
    expect((await run(text)).error?.message).toMatchInlineSnapshot(`
      "display: what is shown must be a value
        found: a promise
        try: await it first: display(await ...)"
    `);
  });

  test("shows whatever follows Jupyter's protocol, also when that takes time", async () => {
    const text = '// %%\n({ [Symbol.for("Jupyter.display")]: async () => ({ "text/html": "<p>hi</p>" }) });\n';
    expect((await run(text)).cells[0].outputs[0].bundle).toEqual({ "text/html": "<p>hi</p>", "text/plain": "" });
  });

  test("a notebook outside any project finds this package and what it brings", async () => {
    const done = await run(
      '// %%\nimport { isPhonographError } from "phonograph";\nimport { table } from "arquero";\nisPhonographError(table({ a: [1] }));\n',
    );
    expect(done.error).toBeUndefined();
    expect(shown(done)).toEqual(["false"]);
  });

  test("an import that does not exist fails with its name", async () => {
    const done = await run('// %%\nimport { x } from "no-such-package";\nx;\n');
    expect(done.error?.message).toContain("no-such-package");
    expect(done.cells[0].state).toBe("failed");
  });

  test("parameters reach the notebook", async () => {
    const done = await run('// %% tags=["parameters"]\nconst n: number = 1;\n// %%\nn * 2;\n', { params: { n: "21" } });
    expect(shown(done)).toEqual(["42"]);
    expect(done.parameters).toEqual({ n: 21 });
  });

  test("runs wait for each other, so that nothing is shown in the wrong one", async () => {
    const text = (word: string): string =>
      `// %%\nawait new Promise((done) => setTimeout(done, 20));\nconsole.log("${word}");\n"${word}";\n`;
    const both = await Promise.all([run(text("a")), run(text("b"))]);
    expect(both.map(shown)).toEqual([
      ["a", "a"],
      ["b", "b"],
    ]);
  });

  test("tells which cell is on", async () => {
    const told: string[] = [];
    await run("// %% [markdown]\n// text\n// %% One\n1;\n// %% Two\n2;\n", {
      onCell: ({ title }, index, total) => told.push(`${title} ${index}/${total}`),
    });
    expect(told).toEqual(["One 1/3", "Two 2/3"]);
  });

  test("a missing file is named without its folders", async () => {
    await expect(runNotebook("/no/such/place/gone.ts")).rejects.toThrowErrorMatchingInlineSnapshot(`
      [PhonographError: runNotebook: the notebook must be a readable file
        found: gone.ts
        try: give the path of a .ts file with // %% cells]
    `);
  });
});
