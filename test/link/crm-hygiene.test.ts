import { table } from "arquero";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { crmHygiene, type Hygiene } from "../../toolkit/link/crm-hygiene.ts";
import { findDuplicates } from "../../toolkit/link/find-duplicates.ts";
import { link } from "../../toolkit/link/link.ts";
import type { HygieneColumns } from "../../toolkit/link/record-findings.ts";
import { type SmallWorld, smallWorld } from "../datasets/small-world.ts";
import { worldEvents } from "./world-events.ts";

const findings = ({ table }: Hygiene) => table.objects() as HygieneColumns[];

describe.each([21, 22])("the customer table of a simulated country, seed %i", (seed) => {
  let world: SmallWorld;
  let states: { state: string; user: boolean }[];
  let found: Set<string>[];
  let hygiene: Hygiene;
  beforeAll(async () => {
    world = await smallWorld({ people: 2500, days: 60, seed });
    const rows = await world.ask("SELECT crm.*, t.phone_state FROM crm JOIN true_crm t USING (customer_id)");
    states = rows.map(({ phone_state, user_id }) => ({ state: phone_state, user: user_id !== "" }));
    const crm = table({ user_id: rows.map((row) => row.user_id || null), phone: rows.map((row) => row.phone || null) });
    hygiene = await crmHygiene(crm, await link(await worldEvents(world, true)), { region: "PT", silent: "30d" });
    found = states.map(() => new Set());
    for (const { row, finding } of findings(hygiene)) found[row].add(finding);
  });
  afterAll(() => world.remove());

  /** Share of the rows in one of the states that have one of the findings. */
  const share = (which: readonly string[], what: readonly string[], withUser = false) => {
    const rows = [...states.keys()].filter((r) => which.includes(states[r].state) && (!withUser || states[r].user));
    expect(rows.length).toBeGreaterThan(10);
    return rows.filter((r) => what.some((finding) => found[r].has(finding))).length / rows.length;
  };

  test("what is missing, damaged or a landline is told, and only that", () => {
    expect(share(["missing"], ["missing"])).toBe(1);
    expect(share(["damaged"], ["unreadable"])).toBe(1);
    expect(share(["landline"], ["landline"])).toBe(1);
    expect(share(["right", "stale", "wrong"], ["missing", "unreadable", "landline"])).toBe(0);
  });

  test("a mistyped number is never seen, a right one is", () => {
    expect(share(["typo"], ["never-seen", "unreadable"])).toBeGreaterThan(0.9);
    expect(share(["right"], ["never-seen"])).toBeLessThan(0.01);
  });

  test("right numbers are never said to be somebody else's or replaced; wrong ones of known users mostly are", () => {
    expect(share(["right"], ["somebody-else", "other-number"])).toBeLessThan(0.002);
    expect(share(["wrong"], ["somebody-else", "other-number"], true)).toBeGreaterThan(0.5);
    expect(share(["wrong", "stale"], ["somebody-else", "other-number"], true)).toBeGreaterThan(0.35);
  });

  test("nine of ten right rows have nothing wrong, and most wrong or stale ones do", () => {
    expect(1 - share(["right"], ["silent", "shared-few", "shared-many", "never-seen"])).toBeGreaterThan(0.88);
    const any = ["somebody-else", "other-number", "silent", "shared-few", "shared-many", "never-seen"];
    expect(share(["wrong", "stale"], any)).toBeGreaterThan(0.75);
  });

  test("counts add up to the rows of the table", () => {
    expect(Array.from(hygiene.counts.array("rows") as ArrayLike<number>).reduce((a, b) => a + b, 0)).toBe(
      hygiene.table.numRows(),
    );
    expect(hygiene.flagged).toBe(found.filter((set) => set.size > 0).length);
  });
});

describe("crmHygiene", () => {
  const phone = (n: number) => `+35191234${5000 + n}`;

  test("without events it tells what the table alone shows", async () => {
    const crm = table({ phone: [...Array.from({ length: 6 }, () => phone(1)), phone(2), phone(2), phone(3), "n/a"] });
    const found = await crmHygiene(crm);
    expect(findings(found).map(({ finding }) => finding)).toEqual([
      ...Array.from({ length: 6 }, () => "shared-many"),
      ...["shared-few", "shared-few", "missing"],
    ]);
    expect(found.at).toBeNaN();
  });

  test("a number in two columns of one row, or on two rows of one user, is not shared", async () => {
    const crm = table({
      user_id: ["ann", "ann", "bob"],
      phone: [phone(1), phone(1), phone(2)],
      alt_phone: [null, null, phone(2)],
    });
    expect((await crmHygiene(crm)).flagged).toBe(0);
  });

  test("rows that findDuplicates makes one customer count once, and their numbers conflict; the one last used is kept", async () => {
    const people = Array.from({ length: 80 }, (_, i) => ({
      name: `Given${i} Family${i}`,
      email: `p${i}@x.pt`,
      phone: phone(i),
    }));
    const rows = [...people, { ...people[0], phone: phone(500) }, { ...people[1] }];
    const crm = table({
      name: rows.map((r) => r.name),
      email: rows.map((r) => r.email),
      phone: rows.map((r) => r.phone),
    });
    const day = 864e5;
    const events = table({
      at: [0, 40 * day, 50 * day],
      kind: ["call", "call", "call"],
      phone: [phone(500), phone(0), phone(1)],
      user: ["x", "y", "z"],
    });
    const duplicates = await findDuplicates(crm);
    expect(duplicates.duplicates).toBe(2);
    const found = findings(await crmHygiene(crm, await link(events), { duplicates }));
    const conflicts = found.filter(({ finding }) => finding === "conflicting");
    expect(conflicts.map(({ row }) => row)).toEqual([0, 80]);
    expect(conflicts[0].suggestion).toContain("last used 1970-02-10");
    expect(found.filter(({ finding }) => finding.startsWith("shared"))).toEqual([]);
  });

  test("200,000 rows with one number are as many findings", async () => {
    const crm = table({ phone: Array.from({ length: 200_000 }, () => phone(1)) });
    expect((await crmHygiene(crm)).counts.objects()).toEqual([
      { finding: "shared-many", field: "phone", rows: 200_000, share: 1 },
    ]);
  });

  test("the owner is that of the time asked for", async () => {
    const day = 864e5;
    const at = [0, 10, 20, 100, 110, 120].map((d) => d * day);
    const users = ["ann", "ann", "ann", "bob", "bob", "bob"];
    const events = table({ at, kind: at.map(() => "auth"), phone: at.map(() => phone(1)), user: users });
    const linked = await link(events);
    const crm = table({ user: ["ann"], phone: [phone(1)] });
    const kinds = async (time: number) => findings(await crmHygiene(crm, linked, { at: time })).map((f) => f.finding);
    expect(await kinds(15 * day)).toEqual([]);
    expect(await kinds(115 * day)).toEqual(["somebody-else"]);
  });

  test("a customer's number that stands in another column is on file: nothing is put in or replaced by it", async () => {
    const at = [0, 1, 2, 3].map((d) => d * 864e5);
    const linked = await link(
      table({ at, kind: at.map(() => "auth"), phone: at.map(() => phone(1)), user: at.map(() => "ann") }),
    );
    const told = async (numbers: readonly (string | null)[]) => {
      const crm = table({ user: ["ann"], phone: [numbers[0]], alt_phone: [numbers[1]] });
      return findings(await crmHygiene(crm, linked)).map(({ field, finding, suggestion }) => [
        field,
        finding,
        suggestion,
      ]);
    };
    const unseen = ["never-seen", "ask the customer; it may be mistyped, or of another network"];
    const shown = "+351•••••••01";
    expect(await told([phone(1), null])).toEqual([]);
    expect(await told([phone(1), phone(2)])).toEqual([["alt_phone", ...unseen]]);
    expect(await told([phone(2), phone(1)])).toEqual([
      ["phone", "other-number", 'use that of column "alt_phone" first'],
      ["phone", ...unseen],
    ]);
    expect(await told([null, phone(2)])).toEqual([
      ["phone", "missing", "ask the customer"],
      ["alt_phone", "other-number", `replace by ${shown}`],
      ["alt_phone", ...unseen],
    ]);
    expect(await told([null, null])).toEqual([
      ["phone", "missing", "ask the customer"],
      ["phone", "other-number", `put in ${shown}`],
    ]);
  });

  test("filtered rows are judged without the hidden ones, and columns are known by names with blanks", async () => {
    const crm = table({
      "User ID": ["ann", "bob"],
      "Phone Number": [phone(1), "912345678"],
      "Alt Phone 2": [null, null],
    });
    const { about, flagged } = await crmHygiene(crm.filter("d => d['User ID'] === 'ann'"));
    expect(about.options).toMatchObject({ phones: ["Phone Number", "Alt Phone 2"], user: "User ID" });
    expect(flagged).toBe(0);
  });

  test("a column named twice is looked at once", async () => {
    const found = await crmHygiene(table({ phone: ["12"] }), undefined, { phone: ["phone", "phone"] });
    expect(findings(found).length).toBe(1);
  });

  test("no number and no user is shown as it is", async () => {
    const crm = table({ user: ["ann-lee"], phone: [phone(1)] });
    const events = table({
      at: [0, 1, 2],
      kind: ["auth", "auth", "auth"],
      phone: [phone(1), phone(1), phone(1)],
      user: ["bob-ray", "bob-ray", "bob-ray"],
    });
    const shown = JSON.stringify(findings(await crmHygiene(crm, await link(events))));
    for (const secret of [phone(1), "bob-ray", "ann-lee"]) expect(shown).not.toContain(secret);
    expect(shown).toContain("somebody-else");
  });

  test.each([
    ["no column of numbers", table({ a: [1] }), {}],
    ["a column that is not there", table({ phone: ["+351912345678"] }), { phone: "fone" }],
    ["numbers without country code", table({ phone: ["912345678", "912345679"] }), {}],
    ["a column that is no name", table({ phone: ["+351912345678"] }), { phone: 3 }],
    ["an unknown option", table({ phone: ["+351912345678"] }), { regoin: "PT" }],
    ["duplicates that are a table", table({ phone: ["+351912345678"] }), { duplicates: table({ a: [1] }) }],
  ])("refuses %s with the remedy", async (_, crm, options) => {
    const error = await crmHygiene(crm, undefined, options as never).catch((e: Error) => e);
    expect((error as Error).message).toMatchSnapshot();
  });

  test("says that the second argument is no answer of link, and of no key of it a number", async () => {
    const crm = table({ phone: ["+351912345678"] });
    const error = await crmHygiene(crm, { "+351912345678": 1 } as never).catch((e: Error) => e);
    expect((error as Error).message).toMatchSnapshot();
  });
});
