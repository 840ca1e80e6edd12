import { type ColumnTable, table } from "arquero";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { EventMap } from "../../toolkit/normalise/event-map.ts";
import { type Normalised, normalise } from "../../toolkit/normalise/normalise.ts";

const MAPPED = [
  "at",
  "kind",
  "name",
  "direction",
  "status",
  "phone",
  "peer",
  "user",
  "device",
  "ip",
  "session",
  "cell",
];
const AMOUNTS = ["duration", "bytes", "amount", "currency"];
const GIVEN = ["offset", "source", "row", "phone_country", "phone_area", "phone_carrier", "phone_type"];
const DERIVED = [...GIVEN, "peer_country", "peer_type"];

/** Each column of events is itself; all others travel along. */
function again(events: ColumnTable): Promise<Normalised> {
  const names = events.columnNames() as string[];
  const mapped = names.filter((name) => [...MAPPED, ...AMOUNTS].includes(name));
  const map = Object.fromEntries(mapped.map((name) => [name, name])) as unknown as EventMap;
  const keep = names.filter((name) => !mapped.includes(name) && !DERIVED.includes(name));
  return normalise({ raw: { table: events }, map, keep });
}

const columnsOf = (events: ColumnTable) =>
  Object.fromEntries((events.columnNames() as string[]).map((name) => [name, [...events.array(name)]]));

async function expectSame({ table: events }: Normalised): Promise<void> {
  const twice = await again(events);
  expect(columnsOf(twice.table)).toEqual(columnsOf(events));
  const effects = new Set(twice.issues.array("effect"));
  expect(effects.has("dropped") || effects.has("blanked")).toBe(false);
}

const values = {
  at: [
    "2026-03-01T12:00:00+02:00",
    "2026-03-01T12:00:00-03:30",
    "2026-07-01 12:00:00",
    "2026-10-25 01:30:00",
    "2026-07-01T12:00:00.123Z",
    "1767225600",
    "soon",
  ],
  phone: [
    "912345678",
    "+1 212 555 0123",
    "112",
    "12345",
    "*121#",
    "##002#",
    "MPESA",
    "1800flowers",
    "prıvate",
    "private",
  ],
  type: ["call", "sms", "data", "fax"],
  name: ["login", "Größe", "", null],
  status: ["ok", "missed", "lost", null],
  amount: [0, -1, 2.5, null],
};

describe("events that are normalised again", () => {
  test("keep every row and every column, whatever zone and region they were first read in", async () => {
    const row = fc.record({
      when: fc.constantFrom(...values.at),
      who: fc.constantFrom(...values.phone, null),
      other: fc.constantFrom(...values.phone, null),
      type: fc.constantFrom(...values.type),
      what: fc.constantFrom(...values.name),
      how: fc.constantFrom(...values.status),
      paid: fc.constantFrom(...values.amount),
      note: fc.constantFrom("a", "short:PT:112", null),
      seq: fc.constantFrom("1", "2", "3"),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(row, { minLength: 1, maxLength: 30 }), fc.boolean(), async (rows, isKept) => {
        const names = ["when", "who", "other", "type", "what", "how", "paid", "note", "seq"] as const;
        const raw = { table: table(Object.fromEntries(names.map((name) => [name, rows.map((r) => r[name])]))) };
        const map = {
          at: "when",
          kind: "type",
          phone: "who",
          peer: "other",
          name: "what",
          status: "how",
          amount: "paid",
          user: "note",
        } as unknown as EventMap;
        const keep = isKept ? ["note", "seq"] : [];
        const options = { region: "PT", zone: "Europe/Lisbon" };
        const readable = rows.filter(({ when }) => when !== "soon").length;
        fc.pre(readable * 2 > rows.length);
        await expectSame(await normalise({ raw, map, keep }, options));
      }),
      { numRuns: 150 },
    );
  });

  const raw = {
    table: table({
      when: [
        "2026-03-01T12:00:00+02:00",
        "2026-03-01T12:00:00Z",
        "2026-07-01T12:00:00+05:30",
        "2026-07-01T12:00:00-03:30",
      ],
      who: ["112", "911", "12345", "*737#"],
      seq: [1, 2, 3, 4],
    }),
  };
  const map = { at: "when", kind: { constant: "call" }, phone: "who" } as const;

  test("keep their offsets, those that are missing too, though no zone is named", async () => {
    const once = await normalise({ raw, map });
    expect(once.table.array("offset")).toEqual([120, null, 330, -210]);
    expect((await again(once.table)).table.array("offset")).toEqual([120, null, 330, -210]);
  });

  test("keep the keys of codes whose region nobody knew, and ask for none", async () => {
    const once = await normalise({ raw, map });
    expect(once.table.array("phone")).toEqual(["short:??:112", "short:??:911", "short:??:12345", "ussd:??:737"]);
    await expectSame(once);
  });

  test("keep rows that only a column told apart that is no longer there, and lose a row that is there twice", async () => {
    const same = {
      table: table({ when: ["2026-03-01T12:00:00Z", "2026-03-01T12:00:00Z"], who: ["112", "112"], seq: [1, 2] }),
    };
    const once = await normalise({ raw: same, map });
    expect(once.table.numRows()).toBe(2);
    await expectSame(once);
    const { table: events } = once;
    const { table: united, issues } = await again(events.concat(events.slice(0, 1)) as ColumnTable);
    expect(columnsOf(united)).toEqual(columnsOf(events));
    expect(issues.objects()).toContainEqual(expect.objectContaining({ reason: "repeated row", rows: 1 }));
  });

  test("keep the numbers of today beside the old ones", async () => {
    const old = { table: table({ when: ["2020-05-01T10:00:00Z"], who: ["+225 07 12 34 56"], seq: [1] }) };
    const once = await normalise({ raw: old, map }, { migrations: "by-date" });
    expect(once.table.get("phone_original", 0)).toBe("+22507123456");
    await expectSame(once);
  });

  test("filtered and ordered, keep what is left in its order", async () => {
    const once = await normalise({ raw, map });
    const some = once.table.filter((d: { row: number }) => d.row > 1).orderby("phone") as ColumnTable;
    const { table: twice } = await again(some);
    expect(twice.array("phone")).toEqual(["short:??:12345", "short:??:911", "ussd:??:737"]);
    expect(twice.array("offset")).toEqual([330, null, -210]);
    expect(twice.array("row")).toEqual([3, 2, 4]);
  });
});
