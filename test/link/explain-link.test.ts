import { describe, expect, test } from "vitest";
import { explainLink } from "../../toolkit/link/explain-link.ts";
import { link } from "../../toolkit/link/link.ts";
import { journeys } from "../journeys.ts";

const P = "phone=+351912345678";
const linked = await link(
  journeys({
    ann: `2026-01-05 auth.login user=ann-lee ${P} device=dev-ann, 2026-01-06 call ${P}, 2026-01-07 app.view device=dev-ann,
          2026-02-05 auth.login user=ann-lee ${P}, 2026-01-20 crm user=bob-ray ${P}`,
    one: "2026-01-05 call phone=+351961234567",
    three:
      "2026-01-05 call phone=+351931234567, crm user=dee-ash phone=+351931234567, crm user=eve-oak phone=+351931234567",
    two: "2026-01-05 app.view session=sess-1, app.login session=sess-1 user=cid-fox",
    nobody: "2026-01-05 web.visit, 2026-01-05 app.view user=anonymous",
  }),
);

describe("explainLink", () => {
  test("says by which rule, in which interval, and how often it was seen", () => {
    const told = Array.from({ length: linked.table.numRows() }, (_, row) => explainLink(linked, row).text);
    expect(told.join("\n\n").replaceAll(/person \d+/g, "person #")).toMatchInlineSnapshot(`
      "person #, confidence 1.000, by rule "user"
      the row names user an•••

      person #, confidence 1.000, by rule "phone"
      phone +351•••••••78 is held by user an••• from 2026-01-05 to now
      seen twice between 2026-01-05 and 2026-02-05, contradicted once

      person #, confidence 0.989, by rule "device"
      device de••• is held by user an••• from 2026-01-05 to now
      seen once between 2026-01-05 and 2026-01-05, contradicted never

      person #, confidence 1.000, by rule "user"
      the row names user an•••

      person #, confidence 0.500, by rule "user"
      the row names user bo•••
      but its number +351•••••••78 belongs to somebody else at that time

      person #, confidence 1.000, by rule "number"
      number +351•••••••67 has no known owner from 2026-01-05 to now and stands for a person of its own

      person #, confidence 1.000, by rule "number"
      number +351•••••••67 has no known owner from 2026-01-05 to now and stands for a person of its own
      the rows that name its user contradict each other, other rows of that user, or whoever uses its codes

      person #, confidence 1.000, by rule "user"
      the row names user de•••

      person #, confidence 1.000, by rule "user"
      the row names user ev•••

      person #, confidence 0.990, by rule "session"
      session se••• has rows of one user only

      person #, confidence 1.000, by rule "user"
      the row names user ci•••

      not linked to anybody
      no identifier on it has a known owner at that time

      not linked to anybody
      user an••• was set aside: stands for no identifier"
    `);
  });

  test("lists the rows for and against, oldest first, masked", () => {
    const { table, rule } = explainLink(linked, 1);
    expect(rule).toBe("phone");
    expect(table.objects()).toEqual([
      {
        source: "journeys",
        row: 1,
        at: Date.UTC(2026, 0, 5),
        kind: "auth",
        name: "login",
        user: "an•••",
        supports: "for",
      },
      {
        source: "journeys",
        row: 5,
        at: Date.UTC(2026, 0, 20),
        kind: "crm",
        name: null,
        user: "bo•••",
        supports: "against",
      },
      {
        source: "journeys",
        row: 4,
        at: Date.UTC(2026, 1, 5),
        kind: "auth",
        name: "login",
        user: "an•••",
        supports: "for",
      },
    ]);
  });

  test("finds a row by where it came from", () => {
    const [byOrigin, byPlace] = [explainLink(linked, { source: "journeys", row: 3 }), explainLink(linked, 2)];
    expect(byOrigin.text).toBe(byPlace.text);
    expect(byOrigin.table.objects()).toEqual(byPlace.table.objects());
  });

  test("sends those who ask by identifier to resolve", () => {
    expect(() =>
      explainLink(linked, { phone: "+351912345678" } as unknown as number),
    ).toThrowErrorMatchingInlineSnapshot(`
      [PhonographError: explainLink: row must be a row of the linked table, from 0, or {source, row} of one
        found: {phone}
        try: whose a phone, device or user is tells resolve(linked, { phone, at })]
    `);
    expect(() => explainLink(linked, undefined as unknown as number)).toThrow(/found: undefined/);
  });

  test("masks what it was given by mistake, and does not list it at length", () => {
    const said = (run: () => unknown) => {
      try {
        return run();
      } catch (error) {
        return (error as Error).message;
      }
    };
    const by = (row: unknown) => said(() => explainLink(linked, row as number));
    const of = (all: unknown) => said(() => explainLink(all as typeof linked, 0));
    expect(by({ source: "x", row: "+351912345678" })).toContain("+351•••••••78");
    expect(by({ "+351912345678": 1, user: 2 })).toContain("+351•••••••78");
    expect(of({ "+351912345678": 1 })).toContain("+351•••••••78");
    expect(of(Array(1e4).fill(0))).toContain("{0, 1, 2, 3, 4, 5, and 9,994 more}");
    expect(of(Promise.resolve(linked))).toContain("await it first");
  });

  test("never shows an identifier", () => {
    for (let row = 0; row < linked.table.numRows(); row++) {
      const { text, table } = explainLink(linked, row);
      const all = text + JSON.stringify(table.objects());
      for (const secret of [
        "+351912345678",
        "+351961234567",
        "+351931234567",
        "dee-ash",
        "eve-oak",
        "ann-lee",
        "bob-ray",
        "cid-fox",
        "dev-ann",
        "sess-1",
      ]) {
        expect(all).not.toContain(secret);
      }
    }
  });
});
