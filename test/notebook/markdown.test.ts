import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { jupyterDisplay } from "../../toolkit/charts/chart.ts";
import { md } from "../../toolkit/notebook/markdown.ts";
import { markdownToHtml } from "../../toolkit/notebook/markdown-to-html.ts";

describe("markdownToHtml", () => {
  test.each([
    ["a *b* **c** `d*e*`", "<p>a <em>b</em> <strong>c</strong> <code>d*e*</code></p>"],
    ["one\ntwo\n\nthree", "<p>one\ntwo</p>\n<p>three</p>"],
    ["## A & B ##", "<h2>A &amp; B</h2>"],
    ["- a\n- b\n  - c\n- d", "<ul><li>a</li><li>b<ul><li>c</li></ul></li><li>d</li></ul>"],
    ["3. a\n4. b", '<ol start="3"><li>a</li><li>b</li></ol>'],
    ["> q\n> r", "<blockquote><p>q\nr</p></blockquote>"],
    ["```ts\na < b\n```", "<pre><code>a &lt; b</code></pre>"],
    ["---", "<hr>"],
    ["snake_case_name and 2*3*4", "<p>snake_case_name and 2*3*4</p>"],
    ["[a](https://x.org/b_c_d)", '<p><a href="https://x.org/b&#95;c&#95;d">a</a></p>'],
    ["\\*not\\*", "<p>&#42;not&#42;</p>"],
    ["text\n- item", "<p>text</p>\n<ul><li>item</li></ul>"],
  ])("%j", (text, html) => {
    expect(markdownToHtml(text)).toBe(html);
  });

  test("tables align numbers where the rule says so", () => {
    const html = markdownToHtml("| a | b |\n|---|--:|\n| x | 1 |");
    expect(html).toContain('<th class="num">b</th>');
    expect(html).toContain('<td>x</td><td class="num">1</td>');
  });

  test.each([
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    '[x](javascript:alert("1"))',
    "[x](data:text/html,1)",
    '[x](https://a"onmouseover=alert)',
  ])("markup stays text: %s", (text) => {
    expect(markdownToHtml(text)).not.toMatch(/<script|<img|href="(?!https)|" ?onmouse/);
  });

  test("whatever the text, only known tags come out, and it ends", () => {
    const marks = fc.constantFrom(
      "*",
      "_",
      "`",
      "#",
      "- ",
      "|",
      "\n",
      "<b>",
      "](",
      "[",
      ">",
      "1. ",
      "```",
      "a",
      " ",
      "---",
    );
    fc.assert(
      fc.property(fc.array(marks, { maxLength: 40 }), (parts) => {
        const tags = markdownToHtml(parts.join("")).match(/<\/?[a-z0-9]+/g) ?? [];
        expect(
          tags.filter(
            (tag) =>
              !/^<\/?(p|h[1-6]|ul|ol|li|blockquote|pre|code|hr|em|strong|a|br|div|table|thead|tbody|tr|th|td)$/.test(
                tag,
              ),
          ),
        ).toEqual([]);
      }),
      { numRuns: 500 },
    );
  });
});

describe("md", () => {
  test("puts values in as text and takes the indent away", () => {
    const value = md`
      Of **${3}** calls,
        all \`good\` & ${"<b>"}.
    `;
    expect(value.text).toBe("Of **3** calls,\n  all `good` & <b>.");
    expect(value[jupyterDisplay]()["text/html"]).toBe(
      "<p>Of <strong>3</strong> calls,\nall <code>good</code> &amp; &lt;b&gt;.</p>",
    );
  });
});
