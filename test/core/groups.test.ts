import { type ColumnTable, table } from "arquero";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { matchActivity } from "../../toolkit/core/activity.ts";
import { TextColumn, WholeColumn } from "../../toolkit/core/columns.ts";
import { groupsOf } from "../../toolkit/core/groups.ts";
import { timeSpan, toInstant } from "../../toolkit/core/instant.ts";
import { majority } from "../../toolkit/core/majority.ts";
import { personsOf } from "../../toolkit/core/persons.ts";
import { toTable } from "../../toolkit/core/table.ts";
import { journeys } from "../journeys.ts";

describe("persons", () => {
  const whole = (...ids: number[]) => toTable({ person: new WholeColumn(Int32Array.from(ids), -1) });

  test("are numbered in the order of their ids, nobody is -1", () => {
    const { ids, rows } = personsOf("churn", whole(7, -1, 3, 7, 90));
    expect([...ids]).toEqual([3, 7, 90]);
    expect([...rows]).toEqual([1, -1, 0, 1, 2]);
  });

  test("ids far apart take no more memory than they are many", () => {
    const { ids, rows } = personsOf("churn", whole(2_000_000_000, 5, -1, 2_000_000_000));
    expect([...ids]).toEqual([5, 2_000_000_000]);
    expect([...rows]).toEqual([1, 0, -1, 1]);
  });

  test("come from a plain column of numbers as well, missing ones are nobody", () => {
    const { ids, rows } = personsOf("churn", table({ person: [2, null, 0, Number.NaN] }));
    expect([[...ids], [...rows]]).toEqual([
      [0, 2],
      [1, -1, 0, -1],
    ]);
  });

  test("halves and negative ids are refused", () => {
    expect(() => personsOf("churn", table({ person: [1.5] }))).toThrow("whole numbers");
    expect(() => personsOf("churn", table({ person: [-4] }))).toThrow("whole numbers");
  });
});

describe("groups", () => {
  test("the majority is what counting by hand gives, ties by the alphabet", () => {
    const row = fc.tuple(fc.nat(4), fc.constantFrom("b", "a", "c", null));
    fc.assert(
      fc.property(fc.array(row, { maxLength: 60 }), (rows) => {
        const persons = personsOf("churn", table({ person: rows.map(([p]) => p) }));
        const column = TextColumn.from(rows.map(([, value]) => value));
        const { codes, share } = majority(persons, column);
        for (const [p, id] of persons.ids.entries()) {
          const mine = rows.filter(([who, value]) => who === id && value !== null).map(([, value]) => value as string);
          const count = (value: string) => mine.filter((v) => v === value).length;
          const best = [...new Set(mine)].sort().sort((a, b) => count(b) - count(a))[0];
          expect(column.values[codes[p]]).toBe(best);
          if (best === undefined) expect(share[p]).toBeNaN();
          else expect(share[p]).toBeCloseTo(count(best) / mine.length, 12);
        }
      }),
    );
  });

  test("numbers are groups too, and people are counted once", () => {
    const events = table({ person: [0, 0, 1, 2, 2, 3], level: [2, 2, 2, 5, 2, Number.NaN] });
    const persons = personsOf("churn", events);
    const { labels, people, codes } = groupsOf("churn", events, "level", persons);
    expect([labels, [...people], [...codes]]).toEqual([
      ["2", "unknown"],
      [3, 1],
      [0, 0, 0, 1],
    ]);
  });

  test("only those counted make a group", () => {
    const events = table({ person: [0, 1, 2], place: ["x", "y", null] });
    const persons = personsOf("churn", events);
    const { labels, people } = groupsOf("churn", events, "place", persons, { counted: Uint8Array.of(1, 0, 0) });
    expect([labels, [...people]]).toEqual([["x"], [1]]);
  });
});

describe("activity", () => {
  const events = journeys({
    ann: `call direction=out status=missed, call direction=in status=answered, call direction=in status=missed, sms direction=out,
      sms direction=in, data, topup, app, web, auth, payment, ussd direction=in, push, crm, mms`,
  });
  const matched = (table: ColumnTable, ...activity: Parameters<typeof matchActivity>[2][]) => {
    const { match } = matchActivity("churn", table, ...activity);
    return table.objects().flatMap((row, i) => (match[i] === 1 ? [(row as { kind: string }).kind] : []));
  };

  test("is what people do, not what is done to them", () => {
    expect(matched(events)).toEqual("call call sms data topup app web auth payment ussd".split(" "));
  });

  test("in a table without directions every call and message counts", () => {
    expect(matched(events.select("at", "kind"))).toEqual(
      "call call call sms sms data topup app web auth payment ussd mms".split(" "),
    );
  });

  test("can be one pattern or several", () => {
    expect(matched(events, "push")).toEqual(["push"]);
    expect(matched(events, ["crm", { kind: "call", status: "answered" }])).toEqual(["call", "crm"]);
  });
});

describe("moments", () => {
  test("text without an offset is UTC, whatever the machine's zone", () => {
    const noon = Date.UTC(2026, 2, 1, 12);
    expect(toInstant("churn", "until", "2026-03-01T12:00")).toBe(noon);
    expect(toInstant("churn", "until", "2026-03-01T13:00+01:00")).toBe(noon);
    expect(toInstant("churn", "until", "2026-03-01T12:00:00.000Z")).toBe(noon);
    expect(toInstant("churn", "until", "2026-03-01")).toBe(noon - 12 * 36e5);
    expect(toInstant("churn", "until", new Date(noon))).toBe(noon);
    expect(toInstant("churn", "until", noon)).toBe(noon);
  });

  test.each(["03/01/2026", "2026-13-01", "", Number.NaN, null, true, new Date("no")])("%s is none", (value) => {
    expect(() => toInstant("churn", "until", value as string)).toThrow("until must be a moment");
  });

  test("the span of times leaves missing ones out", () => {
    expect(timeSpan(Float64Array.of(Number.NaN, 3, 1, Number.NaN))).toEqual([1, 3]);
    expect(timeSpan(new Float64Array(0))).toEqual([Infinity, -Infinity]);
  });
});
