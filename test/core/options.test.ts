import { table } from "arquero";
import { describe, expect, test } from "vitest";
import { type Duration, formatDuration, toMilliseconds } from "../../toolkit/core/duration.ts";
import { toInstant } from "../../toolkit/core/instant.ts";
import { keyword, knownOptions, positive, proportion, whole } from "../../toolkit/core/options.ts";
import { missingColumn } from "../../toolkit/core/table.ts";

const message = (call: () => unknown): string => {
  try {
    call();
  } catch (error) {
    return (error as Error).message;
  }
  throw new Error("nothing was thrown");
};

describe("option readers", () => {
  test("a word outside the list is refused with the list and the nearest word", () => {
    expect(keyword("join", "type", "left", ["inner", "left"])).toBe("left");
    expect(message(() => keyword("join", "type", "lefft", ["inner", "left", "semi"]))).toMatchInlineSnapshot(`
      "join: type must be "inner", "left" or "semi"
        found: "lefft"
        try: did you mean "left"?"
    `);
    expect(message(() => keyword("join", "type", undefined, ["inner", "left"]))).toMatchInlineSnapshot(`
      "join: type must be "inner" or "left"
        found: undefined"
    `);
  });

  test("no error lists a column that is named by a phone number, nor a number given as a moment", () => {
    const names = table({ "+351912345678": [1], "2026-01-02": [1] });
    expect(missingColumn("join", names, "+351912345679").message).not.toMatch(/91234567/);
    expect(missingColumn("join", names, "phone").message).not.toMatch(/91234567/);
    expect(message(() => toInstant("churn", "until", "+351912345678"))).not.toMatch(/91234567/);
    expect(message(() => toInstant("churn", "until", "2026-03-01 12:00"))).toContain('found: "2026-03-01 12:00"');
  });

  test("options that are no object are refused", () => {
    for (const [given, found] of [
      [undefined, "undefined"],
      [null, "null"],
      ["1d", '"1d"'],
    ] as const)
      expect(message(() => knownOptions("churn", given as unknown as object, ["inactivity"]))).toBe(
        `churn: the options must be an object\n  found: ${found}\n  try: { inactivity: ... }`,
      );
  });

  test("a misspelt option is refused, not ignored", () => {
    knownOptions("funnel", { within: "1d" }, ["within", "by"]);
    expect(message(() => knownOptions("funnel", { witin: "1d" }, ["within", "by"]))).toMatchInlineSnapshot(`
      "funnel: there is no option "witin"
        found: "within" or "by"
        try: did you mean "within"?"
    `);
  });

  test("an option that is named by a phone number is refused without telling it", () => {
    const told = message(() => knownOptions("funnel", { "+351912345678": 1 }, ["within", "by"]));
    expect(told).toContain('there is no option "+351•••••••78"');
  });

  test.each([Number.NaN, 0, -1, Number.POSITIVE_INFINITY, "3", null])("positive refuses %s", (value) => {
    expect(() => positive("v", "x", value)).toThrow("v: x must be a number above 0");
  });

  test.each([Number.NaN, 0, 1, 1.5, "0.5", undefined])("a proportion refuses %s", (value) => {
    expect(() => proportion("v", "x", value)).toThrow("strictly between 0 and 1");
  });

  test.each([Number.NaN, -1, 1.5, "1", 2 ** 60])("a whole number refuses %s", (value) => {
    expect(() => whole("v", "x", value)).toThrow("v: x must be a whole number of at least 0");
  });
});

describe("durations", () => {
  test.each([
    ["250ms", 250],
    ["90s", 90_000],
    ["1.5h", 5_400_000],
    ["7d", 604_800_000],
    ["2w", 1_209_600_000],
  ] as const)("%s is %i ms", (text, ms) => expect(toMilliseconds("v", "within", text)).toBe(ms));

  test.each(["0s", "-1h", "h", "10", "10 s", "1e3s", "5y", "", "NaNd", 90, null])("refuses %s", (value) => {
    expect(() => toMilliseconds("funnel", "within", value as Duration)).toThrow(
      "funnel: within must be a duration above 0",
    );
  });

  test("a phone number in place of a duration is refused without telling it", () => {
    for (const text of ["x351912345678", "+351 912 345 678", "912345678h."])
      expect(message(() => toMilliseconds("sessions", "gap", text as Duration))).not.toMatch(/\d{6}/);
    expect(message(() => toMilliseconds("sessions", "gap", "30 min" as Duration))).toContain('found: "30 min"');
  });

  test.each([
    [90_000, "90 s"],
    [250, "250 ms"],
    [5_400_000, "90 min"],
    [36e5 * 30, "30 h"],
    [864e5 * 14.2, "14 d"],
  ])("%i ms reads as %s", (ms, text) => expect(formatDuration(ms)).toBe(text));
});
