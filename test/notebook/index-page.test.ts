import { describe, expect, test } from "vitest";
import { indexPage } from "../../toolkit/notebook/index-page.ts";

const entry = {
  name: "churn warning",
  written: true,
  title: "Who is about to leave?",
  lead: "A question & an answer.",
  cover: '<svg class="pg-chart" role="img" aria-label="A curve"><g clip-path="url(#c1)"/><clipPath id="c1"/></svg>',
  ms: 6200,
  skipped: undefined,
  error: undefined,
};

describe("indexPage", () => {
  test("leads to every report, with its picture, question, first paragraph and time", () => {
    const html = indexPage([entry, { ...entry, name: "other" }], "20,000 simulated people");
    expect(html).toContain('<a href="churn%20warning.html">');
    for (const words of ["Who is about to leave?", "A question &amp; an answer.", "6.2 s", "20,000 simulated people"])
      expect(html).toContain(words);
    const ids = [...html.matchAll(/ id="(cover[^"]+)"/g)].map(([, id]) => id);
    expect(ids).toEqual(["cover-1-1", "cover-2-1"]);
    expect(html).toContain("default-src 'none'");
  });

  test("says why a notebook was skipped or failed, with numbers masked", () => {
    const html = indexPage(
      [
        { ...entry, skipped: "no data" },
        { ...entry, error: "TypeError: no caller 351912345678" },
      ],
      "",
    );
    expect(html).toContain("<span>Skipped: no data</span>");
    expect(html).toContain("TypeError: no caller 351•••••••78");
    expect(html).not.toContain("6.2 s");
  });

  test("does not lead to a report that was not written", () => {
    const html = indexPage([{ ...entry, written: false, error: "a syntax error" }], "");
    expect(html).not.toContain("<a href");
    expect(html).toContain("a syntax error");
  });
});
