import { desc } from "arquero";
import { describe, expect, test } from "vitest";
import { WholeColumn } from "../../toolkit/core/columns.ts";
import { describePattern, matchRows, type Pattern, toPattern } from "../../toolkit/core/pattern.ts";
import { toTable } from "../../toolkit/core/table.ts";

const events = toTable({
  kind: ["sms", "sms", "call", "auth", null],
  name: ["otp", "marketing", null, "login", "otp"],
  duration: [Number.NaN, Number.NaN, 61, Number.NaN, 5],
  person: new WholeColumn(Int32Array.of(1, 2, -1, 2, 1), -1),
});

const rows = (pattern: Pattern) => [...matchRows("test", events, pattern)];

describe("patterns", () => {
  test("the short form names a kind, or a kind and a name", () => {
    expect(toPattern("call")).toEqual({ kind: "call" });
    expect(toPattern("sms.otp")).toEqual({ kind: "sms", name: "otp" });
    expect(toPattern("ussd.balance.check")).toEqual({ kind: "ussd", name: "balance.check" });
  });

  test("every named column must match, and a missing value never does", () => {
    expect(rows({ kind: "sms" })).toEqual([1, 1, 0, 0, 0]);
    expect(rows({ kind: "sms", name: "otp" })).toEqual([1, 0, 0, 0, 0]);
    expect(rows({ name: ["otp", "login"] })).toEqual([1, 0, 0, 1, 1]);
    expect(rows({ duration: { min: 5 } })).toEqual([0, 0, 1, 0, 1]);
    expect(rows({ duration: { min: 6, max: 61 } })).toEqual([0, 0, 1, 0, 0]);
    expect(rows({ person: [1, -1] })).toEqual([1, 0, 0, 0, 1]);
    expect(rows({})).toEqual([1, 1, 1, 1, 1]);
  });

  test("filters and order of the table hold", () => {
    const shown = events.filter((d: { duration: number }) => d.duration > 0).orderby(desc("duration"));
    expect([...matchRows("test", shown, { kind: "call" })]).toEqual([1, 0]);
  });

  test("a column that is not there, an empty list and an upside-down range are refused", () => {
    expect(() => rows({ where: { plan: "gold" } })).toThrowErrorMatchingInlineSnapshot(`
      [PhonographError: test: the table has no column "plan"
        found: "kind", "name", "duration" or "person"]
    `);
    expect(() => rows({ name: [] })).toThrowErrorMatchingInlineSnapshot(`
      [PhonographError: test: column "name" is matched by a text or a list of texts
        found: an empty list]
    `);
    expect(() => rows({ duration: { min: 5, max: 1 } })).toThrowErrorMatchingInlineSnapshot(`
      [PhonographError: test: column "duration" is matched by a number, a list of numbers or {min, max}
        found: 5..1]
    `);
  });

  test("a column without any value matches no text", () => {
    const empty = toTable({ name: [null, null] });
    expect([...matchRows("test", empty, { name: "otp" })]).toEqual([0, 0]);
  });

  test("reads aloud", () => {
    expect(describePattern({ kind: "sms", name: ["otp", "code"] })).toBe("sms.otp|code");
    expect(describePattern({ kind: "call", status: "missed", duration: { max: 10 } })).toBe(
      "call status=missed duration=..10",
    );
    expect(describePattern({})).toBe("any event");
  });

  test("tells no identifier, neither in words nor when it refuses one", () => {
    expect(describePattern({ kind: "auth", user: ["ann-lee", "bob-lee"], ip: "192.168.10.44" })).toBe(
      "auth user=an•••|bo••• ip=192.168.•.•",
    );
    const numbers = toTable({ phone: [351912345678] });
    expect(() => matchRows("test", numbers, { phone: "+351912345678" })).toThrowErrorMatchingInlineSnapshot(`
      [PhonographError: test: column "phone" is matched by a number, a list of numbers or {min, max}
        found: +351•••••••78]
    `);
  });
});
