import { join } from "node:path";
import { table } from "arquero";
import { afterEach, beforeAll, describe, expect, test, vi } from "vitest";
import { toOutput } from "../../toolkit/notebook/output.ts";
import { type ReportOptions, report } from "../../toolkit/notebook/report.ts";
import { reportOutput } from "../../toolkit/notebook/report-output.ts";
import { type RunOptions, runNotebook } from "../../toolkit/notebook/run-notebook.ts";
import { written } from "./written.ts";

const fixture = (name: string): string => join(import.meta.dirname, "fixtures", name);
const pageOf = async (text: string, { timings, ...options }: ReportOptions & RunOptions = {}): Promise<string> =>
  report(await runNotebook(written(text, "page.ts"), options), { timings, allowRaw: options.allowRaw });

let sample = "";
beforeAll(async () => {
  sample = report(await runNotebook(fixture("sample.ts")));
});
afterEach(() => vi.unstubAllEnvs());

describe("a report", () => {
  test("asks nothing of anywhere: no source, no link to a style, a policy that allows only its own script", () => {
    expect(sample).toContain("default-src 'none'; img-src data:; style-src 'unsafe-inline'; script-src 'sha256-");
    expect(sample.replace(/<a href="https:[^"]*"/g, "").replace(/http:\/\/www\.w3\.org\/[\w/]+/g, "")).not.toMatch(
      /https?:|@import|url\((?!#)|<iframe|<object|<embed| on\w+="/,
    );
    expect(sample.match(/ src="(?!data:)/g)).toBeNull();
  });

  test("its style and script stay below 15 KB", () => {
    const style = /<style>([\s\S]*?)<\/style>/.exec(sample)?.[1] ?? "";
    const script = /<script>([\s\S]*?)<\/script>/.exec(sample)?.[1] ?? "";
    expect(style.length + script.length).toBeGreaterThan(3000);
    expect(Buffer.byteLength(style + script)).toBeLessThan(15_000);
  });

  test("has the question as its title, its first paragraph as lead, and a list of contents that leads somewhere", () => {
    expect(sample).toContain("<title>Who answers when a stranger calls?</title>");
    expect(sample.match(/<h1/g)).toHaveLength(1);
    expect(sample.match(/Two thousand people, ninety days/g)?.length).toBe(2);
    const links = [...sample.matchAll(/<li[^>]*><a href="#([^"]+)">/g)].map(([, id]) => id);
    expect(links).toContain("the-busiest-callers");
    for (const id of links) expect(sample).toContain(` id="${id}"`);
  });

  test("no id stands twice, and everything that is pointed at is there", () => {
    const ids = [...sample.matchAll(/\sid="([^"]+)"/g)].map(([, id]) => id);
    expect(new Set(ids).size).toBe(ids.length);
    for (const [, id] of sample.matchAll(/url\(#([^)]+)\)/g)) expect(ids).toContain(id);
  });

  test("every chart has an alt text, and the table behind it where there is one", () => {
    const charts = sample.match(/<figure>[\s\S]*?<\/figure>/g) ?? [];
    expect(charts).toHaveLength(3);
    for (const chart of charts) expect(chart).toMatch(/<svg[^>]* role="img" aria-label="[^"]{10,}"/);
    expect(charts[0]).toMatch(/<details class="pg-data"><summary>[\s\S]*<table data-csv="cell-5-1">[\s\S]*72 rows/);
  });

  test("shows tables with numbers to the right, exact values beside them, identifiers masked", () => {
    expect(sample).toContain('<th scope="col" class="num">people</th>');
    expect(sample).toMatch(/<td class="num" data-v="0.4230\d+">0.423<\/td>/);
    expect(sample).toContain("+351•••••••00");
    expect(sample).not.toMatch(/3519123456/);
  });

  test("keeps the code of every cell, folded, with its lines and its time", () => {
    expect(sample.match(/<details class="pg-code">/g)?.length).toBe(8);
    expect(sample).toMatch(/Parameters · code · lines 7–10 · \d+ ms/);
    expect(sample).toContain("<b>interface</b> Curve");
  });

  test("carries its provenance as data", () => {
    const json = JSON.parse(/id="provenance">([\s\S]*?)<\/script>/.exec(sample)?.[1] ?? "");
    expect(json).toMatchObject({
      notebook: "sample.ts",
      parameters: { people: 2000, seed: 7 },
      versions: { phonograph: "0.1.0" },
    });
    expect(json.notebookDigest).toMatch(/^[0-9a-f]{64}$/);
    expect(json.ms.total).toBeGreaterThan(0);
  });

  test("two runs give the same bytes without timings, dated by SOURCE_DATE_EPOCH", async () => {
    const again = async (): Promise<string> => report(await runNotebook(fixture("sample.ts")), { timings: false });
    expect(await again()).toBe(await again());
    expect(await again()).not.toMatch(/"written"|\d ms/);
    vi.stubEnv("SOURCE_DATE_EPOCH", "1767225600");
    const dated = await again();
    expect(dated).toContain("1 January 2026");
    expect(dated).toBe(await again());
  });

  test("names each result that was computed, what it left out, and the digest of its data", async () => {
    const about =
      '{ verb: "funnel", options: { window: "24h" }, rowsIn: 48210, peopleIn: 3112, excluded: [{ reason: "no peer", rows: 12 }], engine: "local", seed: 5, versions: { duckdb: "1.5" }, digest: "abc123" }';
    const html = await pageOf(
      `// %%\nimport { table } from "arquero";\nconst steps = { table: table({ a: [1] }), about: ${about} };\nsteps;\n`,
    );
    expect(html).toContain("funnel · 48,210 rows in · 3,112 people · left out 12: no peer");
    expect(html).toContain("<dt>steps</dt>");
    expect(html).toContain("duckdb 1.5");
    expect(JSON.parse(/id="provenance">([\s\S]*?)<\/script>/.exec(html)?.[1] ?? "").results).toMatchObject([
      { name: "steps", verb: "funnel", digest: "abc123", seed: 5 },
    ]);
  });

  test("tells data among the options by their size, not by their content", async () => {
    // Computed, so that the number does not stand in the code that the page shows.
    const text = `// %%
import { table } from "arquero";
const number = "+" + (351_912_345_670 + 8);
const options = { by: table({ phone: [number] }), ids: new Float64Array(5000), big: 5n, from: number };
const one = { table: table({ a: [1] }), about: { verb: "funnel", options, rowsIn: 1, digest: "d" } };
`;
    const html = await pageOf(text);
    const { options } = JSON.parse(/id="provenance">([\s\S]*?)<\/script>/.exec(html)?.[1] ?? "").results[0];
    expect(options).toEqual({ by: "table of 1 rows", ids: "list of 5000", big: "5", from: "+351•••••••78" });
  });

  test("shows an error where it happened, with its line, the code open, and what was not reached", async () => {
    const html = report(await runNotebook(fixture("failing.ts")));
    expect(html).toContain("<strong>TypeError on line 14, column 23</strong>");
    expect(html).toContain("caller failing.ts:14:23");
    expect(html).toMatch(/<details class="pg-code" open>/);
    expect(html).toMatch(/Never · code · lines 20–21 · not reached/);
  });

  test("shows the parameters it ran with, in the code too", async () => {
    const text = '// %% tags=["parameters"]\nconst window: string = "24h";\n// %%\nwindow;\n';
    const html = await pageOf(text, { params: { window: "a < b" } });
    expect(html).toContain('<i class="s">&quot;a &lt; b&quot;</i>');
    expect(html).toContain("window = &quot;a &lt; b&quot;");
  });

  test("a text that shows markup shows it as text, and cannot end the provenance early", async () => {
    const html = await pageOf('// %% tags=["parameters"]\nconst a = "</script><b>";\n// %%\na;\n');
    expect(html).toContain("&lt;/script&gt;&lt;b&gt;");
    expect(html).toContain("\\u003c/script>");
    expect(html.match(/<\/script>/g)).toHaveLength(2);
  });

  test("is refused when code or text hold a number, unless that is asked for aloud", async () => {
    const text = '// %% [markdown]\n// Call +351912345678.\n// %%\n"+351912345678";\n';
    await expect(pageOf(text)).rejects.toMatchObject({ code: "privacy/refused" });
    expect(await pageOf(text, { allowRaw: true })).toContain("+351912345678");
  });

  test("hides what the tags of a cell hide", async () => {
    const html = await pageOf('// %% A tags=["hide-code"]\n"shown";\n// %% B tags=["hide-output"]\n"not shown";\n');
    expect(html).toContain('<pre class="pg-text">shown</pre>');
    expect(html).not.toContain('<pre class="pg-text">not shown');
    expect(html.match(/<details class="pg-code"/g)).toHaveLength(1);
  });

  test("without a heading it is called by the name of its file, and says why it was skipped", async () => {
    const skip = join(import.meta.dirname, "../../toolkit/notebook/skip.ts");
    const html = await pageOf(`// %%\nimport { skip } from ${JSON.stringify(skip)};\nskip("no data");\n`);
    expect(html).toContain("<title>Page</title>");
    expect(html).toContain("<strong>Skipped.</strong> no data");
  });
});

describe("one output", () => {
  const place = { id: "cell-1-1", allowRaw: false };
  const show = async (value: unknown): Promise<string> => reportOutput(await toOutput(value), place);

  test.each<[string, unknown, string]>([
    [
      "an element",
      { outerHTML: "<table><tr><td>1</td></tr></table>" },
      '<div class="pg-html"><table><tr><td>1</td></tr></table></div>',
    ],
    [
      "an svg element gets ids of its own",
      { outerHTML: '<svg><g id="a"/></svg>' },
      '<div class="pg-html"><svg><g id="cell-1-1-1"/></svg></div>',
    ],
    [
      "a picture",
      { [Symbol.for("Jupyter.display")]: () => ({ "image/png": "AAAA", "text/plain": "a dot" }) },
      '<img alt="a dot" src="data:image/png;base64,AAAA">',
    ],
    ["an object", { a: [1, { b: 2 }] }, '<pre class="pg-text">{ a: [ 1, { b: 2 } ] }</pre>'],
    ["a number", 42, '<pre class="pg-text">42</pre>'],
    [
      "an empty table",
      table({}),
      '<div class="scroll" tabindex="0"><table data-csv="cell-1-1"><thead><tr></tr></thead><tbody></tbody></table></div><p class="pg-under">0 rows</p>',
    ],
  ])("%s", async (_, value, html) => {
    expect(await show(value)).toBe(html);
  });
});
