import { describe, expect, test } from "vitest";
import { isPhonographError, PhonographError } from "../../toolkit/core/errors.ts";

describe("PhonographError", () => {
  test("tells the rule, the finding and the remedy, one a line", () => {
    const error = new PhonographError({
      code: "option/invalid",
      verb: "funnel",
      rule: 'step 2 "action.logn" matches no event',
      found: "action.login (48,210), action.logout (3,112)",
      hint: 'did you mean "action.login"?',
    });
    expect(error.message).toMatchInlineSnapshot(`
      "funnel: step 2 "action.logn" matches no event
        found: action.login (48,210), action.logout (3,112)
        try: did you mean "action.login"?"
    `);
  });

  test("leaves out the lines it has nothing for, and keeps its cause", () => {
    const cause = new Error("disk");
    const error = new PhonographError({ code: "source/unreadable", verb: "readCsv", rule: "no such file", cause });
    expect(error.message).toBe("readCsv: no such file");
    expect(error.cause).toBe(cause);
    expect(error.rows).toEqual([]);
  });

  test("is told from other errors, also when it comes from another copy of the package", () => {
    const foreign = Object.assign(new Error("x"), { name: "PhonographError", code: "option/invalid", verb: "join" });
    expect(isPhonographError(foreign)).toBe(true);
    expect(isPhonographError(new TypeError("x"))).toBe(false);
    expect(isPhonographError({ name: "PhonographError", code: "option/invalid", verb: "join" })).toBe(false);
  });
});
