import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { leakScan } from "../../toolkit/notebook/leak-scan.ts";
import { maskNumbers, numbersInText } from "../../toolkit/notebook/numbers-in-text.ts";

describe("numbersInText", () => {
  test.each([
    "+351912345678",
    "+351 912 345 678",
    "+1 (202) 555-0100",
    "+44.20.7946.0018",
    "351912345678",
    "call 2025550100 now",
    "tel:+502-5550-1234",
    "912345678",
    "912 345 678",
    "912-345-678",
    "│ 07700 900123 │",
    "from 020 7946 0018",
    "06 12 34 56 78",
    "(202) 555-0123",
    "202-555-0123",
    "202.555.0123",
  ])("finds %s", (text) => {
    expect(numbersInText(text)).toHaveLength(1);
  });

  test.each([
    "2026-11-22T10:00:00Z",
    "48,210",
    "1,234,567,890",
    "3.14159265358979",
    "0.1234567890123",
    "a3f9912345678901bc",
    "seed 1234567",
    "+5 %",
    "v26.10.0",
    "10:00:00.123456",
    "04/03/2025 04:49",
    "04-03-2025 10:22",
    "04 03 2025 10",
    "2025-03-01 10 12",
    "00 01 02 03 04 05 06",
    "100 200 300 400",
    "212 555",
    "123456789",
  ])("leaves %s", (text) => {
    expect(numbersInText(text)).toEqual([]);
  });

  test("nothing is found in what was masked", () => {
    fc.assert(
      fc.property(
        fc.array(
          fc.oneof(
            fc.stringMatching(/^\+?\d{6,16}$/),
            fc.stringMatching(/^\d{2,4}$/),
            fc.constantFrom(" ", "-", "call", ".", ","),
            fc.string(),
          ),
          { maxLength: 14 },
        ),
        (parts) => {
          expect(numbersInText(maskNumbers(parts.join("")))).toEqual([]);
        },
      ),
    );
  });
});

describe("leakScan", () => {
  const page = (body: string): string =>
    `<!doctype html><style>.a{width:1234567890123px}</style><script>let x=12345678901</script><body>${body}</body>`;
  test("passes styles, scripts, coordinates and exact sort values", () => {
    leakScan(
      page(
        '<path d="M12345678901,2"/><td data-v="12345678901">12,345,678,901</td><img src="data:image/png;base64,12345678901">',
      ),
    );
  });

  test.each([
    ["text", "<p>call +351912345678</p>"],
    ["text broken by marks", "<pre>'+351<i>912345</i>678'</pre>"],
    ["svg text", "<svg><text>+351<tspan>912345678</tspan></text></svg>"],
    ["a label", '<svg aria-label="calls of 351912345678"></svg>'],
    ["a label in single quotes", "<p title='351912345678'>x</p>"],
    ["a data attribute", '<td data-of="+351912345678">x</td>'],
    ["a comment", "<!-- +351912345678 -->"],
    ["character references", "<p>&#43;&#x33;51912345678</p>"],
    ["one mark a digit", `<p>${[..."+351912345678"].map((c) => `<span>${c}</span>`).join("")}</p>`],
    ["digits of other scripts", "<p>+٣٥١٩١٢٣٤٥٦٧٨</p>"],
    ["wide digits", "<p>＋３５１９１２３４５６７８</p>"],
    ["odd blanks and hyphens", "<p>+351\u00a0912\u2009345\u2011678</p>"],
    ["an alt text", '<img alt="+351912345678">'],
    ["a recorded string", '<script type="application/json" id="provenance">{"from":"+351912345678"}</script>'],
  ])("refuses a number in %s", (_, body) => {
    expect(() => leakScan(page(body))).toThrow(/must not hold anything that has the shape of a phone number/);
  });

  test("says where, without the number", () => {
    expect(() => leakScan(page("<p>call +351912345678 back</p>"))).toThrowErrorMatchingInlineSnapshot(`
      [PhonographError: report: a report must not hold anything that has the shape of a phone number
        found: 1, the first +351•••••••78 in "call +351•••••••78 back"
        try: take it out of the text, code or labels, or write the report with --allow-raw]
    `);
  });
});
