import { describe, expect, test } from "vitest";
import { explainLink } from "../../toolkit/link/explain-link.ts";
import { explainNonLink } from "../../toolkit/link/explain-non-link.ts";
import { explainPair } from "../../toolkit/link/explain-pair.ts";
import { explainPerson } from "../../toolkit/link/explain-person.ts";
import { link } from "../../toolkit/link/link.ts";
import { journeys } from "../journeys.ts";

const P = "+351912345678";
const Q = "+351961234567";
const first = await link(
  journeys({
    ann: `2026-01-05 auth user=ann-lee phone=${P} device=d1-x, 2026-01-06 auth user=ann-lee phone=${P}, 2026-01-07 crm user=bob-lee phone=${P}`,
    someone: `2026-01-08 call phone=${Q}`,
  }),
);
const day = journeys({ ann: `2026-01-09 call phone=${P}` }).select("at", "kind", "phone");
const linked = await link(day as never, { previous: first, adds: true });

describe("what is explained of a run that only added events", () => {
  test("knows the identifiers and the rows of before where a link is missing", () => {
    const why = explainNonLink(linked, { phone: P, user: "bob-lee" });
    expect(why.reason).toBe("somebody else");
    expect(why.text).toMatch(/^1 row names both, taken for errors/);
    expect(explainNonLink(linked, { phone: Q, user: "ann-lee" }).reason).toBe("never near");
    expect(() => explainNonLink(linked, { phone: "+351930000000", user: "ann-lee" })).toThrow(/no event of that phone/);
  });

  test("lists all identifiers of a person, the user too, and counts the rows added", () => {
    const { identifiers, rows, text } = explainPerson(linked, linked.table.get("person", 0) as number);
    expect(identifiers.array("kind")).toEqual(["user", "phone", "device"]);
    expect(rows).toBe(1);
    expect(text).toMatch(/: 3 identifiers, 1 row$/);
    const person = first.table.get("person", 3) as number;
    expect(explainPerson(first, person).identifiers.array("kind")).toEqual(["phone"]);
  });

  test("tells the interval of a row, of which the added events hold no evidence", () => {
    const { text, table } = explainLink(linked, 0);
    expect(text).toMatch(/seen twice between 2026-01-05 and 2026-01-06/);
    expect(table.numRows()).toBe(0);
  });
});

describe("what is asked of the wrong part of an answer", () => {
  test("of all that link gave, pairs are asked of its timing", () => {
    expect(() => explainPair(linked as never, { phone: P, user: "ann-lee" })).toThrowErrorMatchingInlineSnapshot(`
      [PhonographError: explainPair: the first argument must be what cooccurrence gave, or what timing told link
        found: what link gave, as a whole
        try: timing was not asked in this run: see about.options.cooccur, or ask cooccurrence]
    `);
  });

  test("a person by its key", () => {
    const key = linked.people.get("key", 0) as never;
    expect(() => explainPerson(linked, key)).toThrow(/found: string\n {2}try: give its number, not its key/);
  });
});
