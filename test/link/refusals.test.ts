import { describe, expect, test } from "vitest";
import type { Events } from "../../toolkit/core/events.ts";
import { evaluateLinks } from "../../toolkit/link/evaluate-links.ts";
import { explainLink } from "../../toolkit/link/explain-link.ts";
import { link } from "../../toolkit/link/link.ts";
import type { LinkOptions } from "../../toolkit/link/link-options.ts";
import { resolve } from "../../toolkit/link/resolve.ts";
import { journeys } from "../journeys.ts";

const events = journeys({ ann: "10:00 auth.login user=ann phone=+351912345678 device=d" });

async function refusal(told: Events, options?: LinkOptions): Promise<string> {
  return link(told, options).then(
    () => "no refusal",
    (error) => error.message,
  );
}

describe("link refuses", () => {
  test.each(["912345678", "00351912345678", "3.51912E+11", "112", "(21) 123-4567", "+0912345678"])(
    "the number %s, masked, with the remedy",
    async (phone) => {
      const message = await refusal(journeys({ ann: `10:00 call phone=${phone.replaceAll(" ", "")}` }));
      expect(message).toMatch(/E\.164/);
      expect(message).toMatch(/try: run normalise first/);
      expect(message).not.toContain(phone.length > 4 ? phone : "never");
    },
  );

  test("says what it found and what to try", async () => {
    expect(
      await refusal(journeys({ ann: "10:00 call phone=912345678, 11:00 call phone=00351912345679" })),
    ).toMatchInlineSnapshot(`
      "link: phone numbers must be in E.164 form, such as +351 and nine digits, before they can tell people apart
        found: 2 distinct numbers in other forms, such as •••••••78
        try: run normalise first, with the region that the numbers were dialled in"
    `);
    expect(await refusal(journeys({ ann: "10:00 call peer=+351912345678" }))).toMatchInlineSnapshot(`
      "link: events are linked by at least one of the columns phone, user, device and session
        found: columns at, kind, name, peer, person, link, source, row
        try: map your identifiers to these names in normalise"
    `);
    expect(await refusal(events.select("kind", "phone") as Events)).toMatchInlineSnapshot(`
      "link: the table has no column "at"
        found: "kind" or "phone""
    `);
    expect(await refusal(events, { quarantene: "3d" } as LinkOptions)).toMatchInlineSnapshot(`
      "link: there is no option "quarantene"
        found: "evidence", "cooccur", "policy", "previous", "adds", "quarantine", "hazard", "limits", "without", "cannotLink", "same", "block" and 4 more
        try: did you mean "quarantine"?"
    `);
    expect(await refusal(events, { quarantine: "45 days" as "45d" })).toMatchInlineSnapshot(`
      "link: quarantine must be a duration above 0: a number and ms, s, m, h, d or w
        found: "45 days"
        try: "90s", "24h" or "7d""
    `);
    expect(await refusal(events, { block: "test-account" as unknown as [] })).toMatchInlineSnapshot(`
      "link: block must be a list of texts
        found: string
        try: ["test-account", "0000"]"
    `);
    expect(await refusal(events, { evidence: { crm: 0.9 } })).toMatchInlineSnapshot(`
      "link: evidence.crm must be a chance of error above 0 and at most 0.5
        found: 0.9"
    `);
    expect(await refusal(events, { evidence: { fax: 0.1 } as object })).toMatchInlineSnapshot(`
      "link: a kind of evidence must be "call", "sms", "mms", "ussd", "data", "topup", "app", "web", "push", "crm", "auth" or "payment"
        found: "fax""
    `);
    expect(await refusal(events, { hazard: Number.NaN })).toMatchInlineSnapshot(`
      "link: hazard must be a number above 0
        found: NaN"
    `);
  });

  test("options of the wrong kind, in words", async () => {
    const bad = (options: object) => refusal(events, options as LinkOptions);
    expect(await bad({ evidence: null })).toMatchInlineSnapshot(`
      "link: evidence must give kinds of events and their chances of error
        found: null
        try: { crm: 0.05, auth: 0.002 }; leave it out for the defaults"
    `);
    expect(await bad({ evidence: [] })).toMatch(/found: a list/);
    expect(await bad({ evidence: { crm: "0.1" } })).toMatch(
      /chance of error above 0 and at most 0.5\n {2}found: string/,
    );
    expect(await bad({ signal: 5 })).toMatchInlineSnapshot(`
      "link: signal must be an AbortSignal
        found: 5
        try: AbortSignal.timeout(60_000)"
    `);
    expect(await bad({ progress: 5 })).toMatchInlineSnapshot(`
      "link: progress must be a function
        found: 5
        try: (done, total) => console.error(done, total)"
    `);
  });

  test("one person with an unlikely share of all identifiers, unless told that it is one", async () => {
    const told = journeys({
      ann: Array.from({ length: 60 }, (_, i) => `10:00 app.view user=factory device=d${i}`).join(),
    });
    expect(await refusal(told)).toMatchInlineSnapshot(`
      "link: one person would have more than 50 identifiers: something is shared that should be set aside
        found: user fa••• with 0 numbers and 60 devices
        try: name it in \`block\` if it stands for nobody, or raise \`largest\` if it is one person"
    `);
    expect((await link(told, { largest: 100 })).people.numRows()).toBe(1);
  });
});

describe("what reads a linked table refuses", () => {
  const thrown = (run: () => unknown): string => {
    try {
      run();
      return "no refusal";
    } catch (error) {
      return (error as Error).message;
    }
  };

  test("what is no linked table, no question, no truth", async () => {
    const linked = await link(events);
    expect(thrown(() => resolve(linked, null as never))).toMatchInlineSnapshot(`
      "resolve: ask for one phone, device or user
        found: null
        try: { phone: "+351...", at: "2026-03-01T12:00Z" }"
    `);
    expect(thrown(() => resolve(linked, { phone: 351912345678, at: 0 } as never))).toMatchInlineSnapshot(`
      "resolve: phone must be a text
        found: number
        try: { phone: "+351...", at: "2026-03-01T12:00Z" }"
    `);
    expect(thrown(() => resolve(null as never, { user: "ann" }))).toMatchInlineSnapshot(`
      "resolve: the first argument must be what link gave
        found: null
        try: resolve(await link(events), ...)"
    `);
    expect(thrown(() => explainLink(linked.table as never, 0))).toMatchInlineSnapshot(`
      "explainLink: the first argument must be what link gave
        found: a table
        try: give the whole answer of link, not its table alone"
    `);
    expect(thrown(() => evaluateLinks(undefined as never, "truth"))).toMatchInlineSnapshot(`
      "evaluateLinks: the first argument must be what link gave
        found: undefined
        try: evaluateLinks(await link(events), ...)"
    `);
    expect(thrown(() => evaluateLinks(linked, null as never))).toMatchInlineSnapshot(`
      "evaluateLinks: truth must be the name of a column, or a column
        found: null"
    `);
  });

  test("a question without a time, with two identifiers, a row that is not there, a truth of another length", async () => {
    const linked = await link(events);
    expect(thrown(() => resolve(linked, { phone: "+351912345678", at: "soon" }))).toMatchInlineSnapshot(`
      "resolve: at must be a moment: milliseconds since 1970, a Date or ISO text
        found: "soon"
        try: "2026-03-01" or "2026-03-01T12:00Z""
    `);
    expect(
      thrown(() => resolve(linked, { phone: "+351912345678", user: "ann", at: 0 } as never)),
    ).toMatchInlineSnapshot(`
      "resolve: ask for one phone, device or user
        found: phone and user
        try: { phone: "+351...", at: "2026-03-01T12:00Z" }"
    `);
    expect(thrown(() => explainLink(linked, 7))).toMatchInlineSnapshot(`
      "explainLink: row must be a row of the linked table, from 0, or {source, row} of one
        found: 7 of 1"
    `);
    expect(thrown(() => explainLink(linked, { source: "journeys", row: 9 }))).toMatchInlineSnapshot(`
      "explainLink: row must be a row of the linked table, from 0, or {source, row} of one
        found: no such row 9"
    `);
    expect(thrown(() => evaluateLinks(linked, new Float64Array(new SharedArrayBuffer(16))))).toMatchInlineSnapshot(`
      "evaluateLinks: truth must have one value for each row of the table
        found: 2 values for 1 rows"
    `);
  });
});
