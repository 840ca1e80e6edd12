import { table } from "arquero";
import { describe, expect, test } from "vitest";
import { normalise } from "../../toolkit/normalise/normalise.ts";
import { keyedIssue, keylessIssue, readNumberIssue } from "../../toolkit/normalise/number-issues.ts";

const at = ["2020-05-01T10:00:00Z", "2021-01-31T10:00:00Z", "2021-06-01T10:00:00Z", "2024-05-01T10:00:00Z"];

describe("numbers of an old plan in events", () => {
  const raw = {
    table: table({
      when: at,
      who: ["07 12 34 56", "+225 07 12 34 56", "07 12 34 56", "+52 1 55 1234 5678"],
      other: ["0707123456", "+229 97 12 34 56", "+229 97 12 34 56", "+1 212 555 0123"],
    }),
  };
  const input = {
    raw,
    map: { at: "when", kind: { constant: "call" }, phone: "who", peer: "other" },
    region: "CI",
  } as const;

  test("become today's on the days when they were right, and stay beside them", async () => {
    const { table: events, issues } = await normalise(input, { migrations: "by-date" });
    expect(events.array("phone")).toEqual(["+2250707123456", "+2250707123456", null, "+525512345678"]);
    expect(events.array("phone_original")).toEqual(["+22507123456", "+22507123456", null, "+5215512345678"]);
    expect(events.array("peer")).toEqual(["+2250707123456", "+2290197123456", "+2290197123456", "+12125550123"]);
    expect(events.array("peer_original")).toEqual([null, "+22997123456", "+22997123456", null]);
    expect(events.array("phone_country")).toEqual(["CI", "CI", null, "MX"]);
    const reasons = issues.objects().map((row) => [(row as { reason: string }).reason, (row as { rows: number }).rows]);
    expect(reasons).toContainEqual(["phone: migrated by CI-2021", 2]);
    expect(reasons).toContainEqual(["phone: migrated by MX-2019", 1]);
    expect(reasons).toContainEqual(["peer: migrated by BJ-2024", 2]);
    expect(reasons).toContainEqual(["phone: number, too short", 1]);
  });

  test("stay out unless asked for", async () => {
    const { table: events } = await normalise(input);
    expect(events.array("phone")).toEqual([null, null, null, null]);
    expect(events.columnNames()).not.toContain("phone_original");
  });

  test("are changed on any day with always", async () => {
    const { table: events } = await normalise(input, { migrations: { when: "always", rules: ["CI-2021"] } });
    expect(events.array("phone")).toEqual(["+2250707123456", "+2250707123456", "+2250707123456", null]);
  });

  test("a rule that does not exist fails at once", async () => {
    const migrations = { when: "always", rules: ["FR-1996"] } as const;
    await expect(normalise(input, { migrations })).rejects.toThrow(/no migration "FR-1996"/);
  });
});

describe("a column of regions", () => {
  const raw = { table: table({ when: at, who: Array(4).fill("2079460958"), where: ["US", "GB", null, "UK"] }) };
  const map = { at: "when", kind: { constant: "call" }, phone: "who" } as const;

  test("reads each row in its own region, others in the default; a bad one is noted", async () => {
    const { table: events, issues } = await normalise({ raw, map, regionColumn: "where", region: "US" });
    expect(events.array("phone")).toEqual(["+12079460958", "+442079460958", "+12079460958", null]);
    expect(issues.array("reason")).toContain("phone: ambiguous, bad-region");
  });

  test("a number with its country code stays, its bad region noted", async () => {
    const one = { table: table({ when: at.slice(0, 1), who: ["+351912345678"], where: ["UK"] }) };
    const { table: events, issues } = await normalise({ raw: one, map, regionColumn: "where" });
    expect(events.get("phone", 0)).toBe("+351912345678");
    expect(issues.objects()).toContainEqual(expect.objectContaining({ reason: "phone: bad-region", effect: "noted" }));
  });

  test("that is not there is refused by name", async () => {
    await expect(normalise({ raw, map, regionColumn: "land" })).rejects.toThrow(/no column "land"/);
  });
});

test("lenient foreign prefixes are noted", async () => {
  const raw = { table: table({ when: at.slice(0, 1), who: ["00442079460958"] }) };
  const input = { raw, map: { at: "when", kind: { constant: "call" }, phone: "who" }, region: "US" } as const;
  expect((await normalise(input)).table.get("phone", 0)).toBeNull();
  const { table: events, issues } = await normalise(input, { idd: "lenient" });
  expect(events.get("phone", 0)).toBe("+442079460958");
  expect(issues.array("reason")).toContain("phone: lenient idd");
});

describe("a number column that mixes other things with numbers", () => {
  const numbers = ["+351912345678", "+351912345679", "112", "*121#", "MPESA"];
  const others = ["268011234567890", "490154203237518", "private", "a@b.example", "none"];
  const mixed = (who: readonly (string | null)[]) => ({
    table: table({ when: who.map((_, i) => `2024-05-01T10:00:${String(i).padStart(2, "0")}Z`), who }),
  });
  const map = { at: "when", kind: { constant: "call" }, phone: "who" } as const;

  test("keeps every row, the keys of what has one, and counts the rest by what it is", async () => {
    const { table: events, issues } = await normalise({ raw: mixed([...numbers, ...others]), map, region: "PT" });
    const kept = ["+351912345678", "+351912345679", "short:PT:112", "ussd:PT:121", "MPESA"];
    expect(events.array("phone")).toEqual([...kept, null, null, null, null, null]);
    const blanked = issues.objects().filter((row) => (row as { effect: string }).effect === "blanked");
    expect(blanked.map((row) => [(row as { reason: string }).reason, (row as { rows: number }).rows]).sort()).toEqual([
      ["phone: identifier", 2],
      ["phone: junk, address", 1],
      ["phone: junk, junk word", 1],
      ["phone: withheld", 1],
    ]);
  });

  test("is refused where most are identifiers, without showing one, and taken as it is with keep", async () => {
    const raw = mixed(["268011234567890", "490154203237518", "268011234567891", "+351912345678", null]);
    const failure = await normalise({ raw, map }).catch((error) => error);
    expect(failure.message).toMatch(/map\.phone must be a column of phone numbers.*3 of 4 values/s);
    expect(failure.message).not.toMatch(/\d{5}/);
    const { table: events } = await normalise({ raw, map, numbers: "keep" });
    expect(events.get("phone", 0)).toBe("268011234567890");
  });
});

describe("what an issue says of a number", () => {
  const at = (n: number) => Array.from({ length: n }, (_, i) => `2024-05-01T10:00:${String(i).padStart(2, "0")}Z`);
  const map = { at: "when", kind: { constant: "call" }, phone: "who" } as const;
  const told = async (who: readonly string[], when = at(who.length)) => {
    const { issues } = await normalise({ raw: { table: table({ when, who }) }, map, region: "US" });
    return (issues.objects() as { reason: string; effect: string; rows: number }[])
      .filter(({ reason }) => /^phone: (?!default)/.test(reason))
      .map(({ reason, effect, rows }) => `${effect} ${reason} ${rows}`)
      .sort();
  };

  test("names the kind of every value that has no key, and of those whose key hides it", async () => {
    const who = [
      "1-800-FLOWERS",
      "14155552671@s.whatsapp.net",
      "sip:+14155552671@example.org",
      "3.1E+11",
      "000",
      "490154203237518",
    ];
    expect(await told(who)).toEqual([
      "blanked phone: identifier 1",
      "blanked phone: junk, digits lost 1",
      "blanked phone: junk, placeholder 1",
      "noted phone: ambiguous, read as its number 1",
      "noted phone: uri, read as its number 1",
      "noted phone: vanity, read as its number 1",
    ]);
  });

  test("counts a row once: of a row that was dropped only that", async () => {
    const again = ["2024-05-01T10:00:00Z", "2024-05-01T10:00:00Z", "never", "2024-05-01T10:00:05Z"];
    const table1 = { when: again, who: Array(4).fill("n/a"), user: Array(4).fill("ann") };
    const { issues } = await normalise({ raw: { table: table(table1) }, map: { ...map, user: "user" }, region: "US" });
    const rows = issues.objects() as { reason: string; effect: string; rows: number }[];
    expect(rows.map(({ reason, effect, rows }) => `${effect} ${reason} ${rows}`).sort()).toEqual([
      "blanked phone: junk, junk word 2",
      "dropped at: not a time 1",
      "dropped repeated row 1",
      "noted at: in UTC without a zone, the local time is unknown 2",
    ]);
  });

  test("is read again as it was written", () => {
    expect(readNumberIssue(keylessIssue("phone", "junk", "placeholder"))).toEqual({
      column: "phone",
      kind: "junk",
      reason: "placeholder",
    });
    expect(readNumberIssue(keyedIssue("peer", "vanity")!)).toEqual({
      column: "peer",
      kind: "vanity",
      reason: undefined,
    });
    expect(readNumberIssue("phone: default region used")).toMatchObject({ kind: undefined });
    expect(readNumberIssue("at: not a time")).toBeUndefined();
    expect(keyedIssue("phone", "number")).toBeUndefined();
  });
});

test("E.164 without its plus, as networks write it, is read where asked for, and noted", async () => {
  const who = ["351912345678", "21620062948", "37126768759", "99999999999", "268011234567890"];
  const when = who.map((_, i) => `2024-05-01T10:00:0${i}Z`);
  const input = {
    raw: { table: table({ when, who }) },
    map: { at: "when", kind: { constant: "call" }, phone: "who" },
  } as const;
  const strict = await normalise(input, { region: "PT" });
  expect(strict.table.array("phone")).toEqual(["+351912345678", null, null, null, null]);
  const { table: events, issues } = await normalise(input, { region: "PT", idd: "lenient" });
  expect(events.array("phone")).toEqual(["+351912345678", "+21620062948", "+37126768759", null, null]);
  expect(issues.objects()).toContainEqual(expect.objectContaining({ reason: "phone: lenient idd", rows: 2 }));
});
