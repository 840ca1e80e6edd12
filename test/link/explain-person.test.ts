import { describe, expect, test } from "vitest";
import type { Events } from "../../toolkit/core/events.ts";
import { explainLink } from "../../toolkit/link/explain-link.ts";
import { explainPerson } from "../../toolkit/link/explain-person.ts";
import { link } from "../../toolkit/link/link.ts";
import { journeys } from "../journeys.ts";
import { otpWorld } from "./otp-world.ts";

const P = "phone=+351912345678";
const linked = await link(
  journeys({
    ann: `2026-01-05 auth.login user=ann-lee ${P} device=dev-ann, 2026-01-06 auth.login user=ann-lee ${P}, 2026-01-07 app.view user=ann-lee device=dev-ann,
          2026-01-08 app.view user=ann-lee device=dev-ann, 2026-01-09 app.view user=ann-lee device=tab-ann, 2026-01-10 call ${P}`,
    alone: "2026-01-05 call phone=+351961234567",
  }),
);
const personOf = (row: number) => linked.table.get("person", row) as number;

describe("explainPerson", () => {
  test("tells the strongest ties that hold the identifiers together, the weakest marked", () => {
    const { text, table, identifiers, rows, weakest, basis } = explainPerson(linked, personOf(0));
    expect(text.replace(/person \d+/, "person #")).toMatchInlineSnapshot(`
      "person #: 4 identifiers, 6 rows
      user an••• - device de•••: on 3 rows together, 2026-01-05 to 2026-01-08
      user an••• - phone +351•••••••78: on 2 rows together, 2026-01-05 to 2026-01-06
      user an••• - device ta•••: on 1 row together, 2026-01-09 to 2026-01-09 (weakest)"
    `);
    expect([...table.array("weakest")]).toEqual(["no", "no", "yes"]);
    expect([identifiers.numRows(), rows, weakest, basis]).toEqual([4, 6, 1, "user"]);
  });

  test("lists the source rows of each tie, so many at most", () => {
    const why = explainPerson(linked, personOf(0), { rows: 2 });
    expect([...why.evidence.array("tie")]).toEqual([0, 0, 1, 1, 2]);
    expect(why.evidence.objects()[0]).toMatchObject({ source: "journeys", row: 1, kind: "auth", name: "login" });
  });

  test("a person of one number has no ties", () => {
    const why = explainPerson(linked, personOf(6));
    expect(why.table.numRows()).toBe(0);
    expect(why.weakest).toBeNaN();
    expect(why.identifiers.objects()).toMatchObject([{ kind: "phone", rule: "alone" }]);
  });

  test("counts answers in time as ties", async () => {
    const { table } = otpWorld({ seed: 3, users: 400 });
    const named = table.derive({ name: "d => d.kind === 'sms' ? 'otp' : 'login'" });
    const timed = await link(named as never, { cooccur: [{ trigger: "sms", response: "auth" }] });
    const owned = timed.owners.objects().find((row) => (row as { rule: string }).rule === "timed") as {
      person: number;
    };
    const { table: ties } = explainPerson(timed, owned.person);
    expect(ties.objects()[0]).toMatchObject({ kind: "user", other_kind: "phone", by: "timing" });
    const sms = Array.from(timed.table.array("person")).findIndex(
      (person, i) => person === owned.person && timed.table.get("kind", i) === "sms",
    );
    const { timing, table: rows } = explainLink(timed, sms);
    expect(timing?.state).toBe("linked");
    expect(timing?.table.numRows()).toBeGreaterThan(0);
    const behind = rows.objects() as { at: number; kind: string; user: string | null; supports: string }[];
    expect(new Set(behind.map(({ kind }) => kind))).toEqual(new Set(["sms", "auth"]));
    expect(behind.every(({ kind, user }) => (kind === "sms") === (user === null))).toBe(true);
    expect(behind.map(({ at }) => at)).toEqual(behind.map(({ at }) => at).toSorted((a, b) => a - b));
  });

  test("of a run that adds a day it counts the answers of that day", async () => {
    const { table } = otpWorld({ seed: 3, users: 400 });
    const cut = 15 * 864e5 + (table.get("at", 0) as number);
    const [before, after] = ["<", ">="].map((op) =>
      table.params({ cut }).filter(`(d, $) => d.at ${op} $.cut`),
    ) as unknown as Events[];
    const cooccur = [{ trigger: "sms", response: "auth" }] as const;
    const added = await link(after!, { cooccur, adds: true, previous: await link(before!, { cooccur }) });
    const { trace } = added.timing[0]!;
    const begin = before!.numRows();
    const user = trace.targets[trace.pairs.target[0]!]!;
    const person = Array.from(added.table.array("person") as number[])[
      Array.from(added.table.array("user") as string[]).indexOf(user)
    ]!;
    const hits = Array.from(trace.pairs.triggerRow.subarray(0, trace.pairs.hitBegins[1])).filter(
      (row) => row >= begin,
    ).length;
    const ties = explainPerson(added, person).table.objects() as { by: string; events: number }[];
    expect(ties.find(({ by }) => by === "timing")?.events ?? 0).toBe(hits);
  });

  test("shows no identifier", () => {
    const { text, table, identifiers, evidence } = explainPerson(linked, personOf(0));
    const told = text + JSON.stringify([table, identifiers, evidence].map((one) => one.objects()));
    for (const secret of ["912345678", "ann-lee", "dev-ann", "tab-ann"]) expect(told).not.toContain(secret);
  });

  test("refuses a person that there is not", () => {
    expect(() => explainPerson(linked, 99)).toThrowErrorMatchingInlineSnapshot(`
      [PhonographError: explainPerson: person must be one of the linked table's
        found: 99
        try: there are 2: see linked.people]
    `);
    expect(() => explainPerson(linked, null as never)).toThrow(/found: null/);
    expect(() => explainPerson(linked.table as never, 0)).toThrow(/must be what link gave/);
    expect(() => explainPerson(linked, personOf(0), { rows: 0 })).toThrow(/rows must be a whole number/);
  });
});
