import { table as arqueroTable } from "arquero";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { churn } from "../../toolkit/analyses/churn.ts";
import { funnel } from "../../toolkit/analyses/funnel.ts";
import type { Events } from "../../toolkit/core/events.ts";
import { link } from "../../toolkit/link/link.ts";
import { clean } from "../../toolkit/normalise/clean.ts";
import { type LedgerStep, ledger } from "../../toolkit/normalise/ledger.ts";
import { normalise } from "../../toolkit/normalise/normalise.ts";
import { segmentByBehaviour } from "../../toolkit/segments/segment-by-behaviour.ts";
import { readCsv } from "../../toolkit/sources/read-csv.ts";
import { scratch } from "../sources/scratch.ts";

const file = scratch();
const objects = (table: { objects(): object[] }) => table.objects() as Record<string, unknown>[];

function thrown(act: () => unknown): string {
  try {
    act();
  } catch (error) {
    return (error as Error).message;
  }
  return "no error";
}

const CALLS = `type,a,b,start,secs
MOC,912345678,961234567,2026-03-01 12:00:00,61
MOC,912345678,961234567,2026-03-01 12:00:00,61
MOC,912345678,961234567,2026-03-01 12:00:01,61
MTC,961234567,912345678,2026-03-01 12:00:01,60
MOC,912345678,961234567,soon,5
MOC,931234567,961234567,2026-03-04 10:00:00,-4
broken
MOC,931234567,961234567,2026-03-09 10:00:00,
`;
const LOGINS = `who,phone,at
ann,912345678,2026-03-01T11:00:00Z
ann,912345678,2026-03-02T11:00:00Z
ann,912345678,2026-03-02T11:00:00Z
bob,961234567,2026-03-05T11:00:00Z
,,2026-03-06T11:00:00Z
`;

async function wholeWay() {
  const calls = await readCsv(file("calls.csv", CALLS), {
    columns: { type: "type", a: "a", b: "b", start: "start", secs: { from: "secs", type: "number" } },
  });
  const logins = await readCsv(file("logins.csv", LOGINS));
  const events = await normalise(
    [
      {
        raw: calls,
        map: {
          at: "start",
          kind: { constant: "call" },
          direction: { column: "type", values: { MOC: "out", MTC: "in" } },
          status: { constant: "answered" },
          phone: "a",
          peer: "b",
          duration: "secs",
        },
      },
      {
        raw: logins,
        map: { at: "at", kind: { constant: "auth" }, name: { constant: "login" }, user: "who", phone: "phone" },
      },
    ],
    { region: "PT", zone: "Europe/Lisbon", latest: "2027-01-01" },
  );
  const cleaned = await clean(events.table, { latest: "2027-01-01" });
  const linked = await link(cleaned.table);
  return { calls, logins, events, cleaned, linked };
}

describe("ledger", () => {
  test("rows in are rows out and rows dropped after every verb, from the files to the answers", async () => {
    const { calls, logins, events, cleaned, linked } = await wholeWay();
    const answers = [
      await funnel(linked.table, ["call", "auth.login"], { within: "2d", recent: "include" }),
      await churn(linked.table, { inactivity: "2d" }),
      await segmentByBehaviour(linked.table),
    ];
    const steps: LedgerStep[] = [calls, logins, events, cleaned, linked, ...answers];
    for (let until = 1; until <= steps.length; until++) {
      const { balance, rowsIn, rowsOut, dropped } = ledger(...steps.slice(0, until));
      expect(rowsIn).toBe(rowsOut + dropped);
      for (const { opening, dropped: gone, leftOut, closing } of objects(balance) as Record<string, number>[]) {
        expect(opening).toBe(gone + leftOut + closing);
      }
    }
    const whole = ledger(...steps);
    expect([whole.rowsIn, whole.rowsOut, whole.dropped]).toEqual([13, 8, 5]);
    expect(objects(whole.balance).slice(0, 5)).toEqual([
      { step: "readCsv", opening: 8, dropped: 1, leftOut: 0, closing: 7 },
      { step: "readCsv 2", opening: 5, dropped: 0, leftOut: 0, closing: 5 },
      { step: "normalise", opening: 12, dropped: 3, leftOut: 0, closing: 9 },
      { step: "clean", opening: 9, dropped: 1, leftOut: 0, closing: 8 },
      { step: "link", opening: 8, dropped: 0, leftOut: 0, closing: 8 },
    ]);
    expect(
      objects(whole.table)
        .filter(({ effect }) => effect === "dropped")
        .map(({ step, reason, rows, lines }) => [step, reason, rows, lines]),
    ).toEqual([
      ["readCsv", "too few columns", 1, "8"],
      ["normalise", "at: not a time", 1, "6"],
      ["normalise", "repeated row", 1, "3"],
      ["normalise", "repeated row", 1, "4"],
      ["clean", "redelivered: an event delivered again with a slightly other time", 1, "4"],
    ]);
  });

  test("without its readers, normalise tells what they dropped", async () => {
    const { events, cleaned } = await wholeWay();
    const { rowsIn, balance } = ledger(events, cleaned);
    expect(rowsIn).toBe(13);
    expect(objects(balance)[0]).toMatchObject({ opening: 13, dropped: 4, closing: 9 });
  });

  test("a table that was filtered by hand is a step with a name; without it the difference is told", async () => {
    const { events, cleaned } = await wholeWay();
    const calls = (cleaned.table as Events).filter((d: { kind: string }) => d.kind === "call") as Events;
    const linked = await link(calls);
    expect(thrown(() => ledger(events, cleaned, linked))).toMatchInlineSnapshot(`
      "ledger: what goes into "link" must be what came out of the step before
        found: 8 rows out, 4 rows in: a difference of 4
        try: name what was done in between as a step: { step: "calls only", table: calls }"
    `);
    const { table, rowsOut } = ledger(events, cleaned, { step: "calls only", table: calls }, linked);
    expect(rowsOut).toBe(4);
    expect(objects(table).find(({ reason }) => reason === "left out by hand")).toMatchObject({
      step: "calls only",
      source: "logins.csv",
      effect: "dropped",
      rows: 4,
    });
  });

  test("whatever is dropped, blanked or noted, the books balance", async () => {
    const row = fc.record({
      at: fc.constantFrom(0, 1000, 2000, 60_000).map((ms) => Date.UTC(2026, 2, 1) + ms),
      phone: fc.constantFrom("+351912345678", "+351961234567", null),
      peer: fc.constantFrom("+351912345678", "+351961234567", null),
      direction: fc.constantFrom("in", "out"),
      duration: fc.constantFrom(-5, 1, 60, 1e6, Number.NaN),
      source: fc.constantFrom("a", "b"),
    });
    const effect = fc.constantFrom("dropped", "noted") as fc.Arbitrary<"dropped" | "noted">;
    await fc.assert(
      fc.asyncProperty(fc.array(row, { maxLength: 30 }), effect, effect, async (rows, parties, overlap) => {
        const columns = ["at", "phone", "peer", "direction", "duration", "source"] as const;
        const events = arqueroTable({
          ...Object.fromEntries(columns.map((name) => [name, rows.map((r) => r[name])])),
          kind: rows.map(() => "call"),
          row: rows.map((_, i) => i + 1),
        }) as unknown as Events;
        const cleaned = await clean(events, {
          rules: { "both-parties": { effect: parties }, overlap: { effect: overlap } },
        });
        const { rowsIn, rowsOut, dropped } = ledger(cleaned);
        expect([rowsIn, rowsOut]).toEqual([rows.length, cleaned.table.numRows()]);
        expect(dropped).toBe(cleaned.dropped);
      }),
      { numRuns: 60 },
    );
  });

  test("what is no result is refused", () => {
    expect(thrown(() => ledger())).toMatchInlineSnapshot(`
      "ledger: give at least one step
        found: none
        try: ledger(raw, normalised, cleaned, linked), results whole, not their tables"
    `);
    expect(thrown(() => ledger(arqueroTable({ at: [1] }) as never))).toMatchInlineSnapshot(`
      "ledger: step 1 must be a result, or { step, table }
        found: object
        try: ledger(raw, normalised, cleaned, linked), results whole, not their tables"
    `);
    expect(thrown(() => ledger(null as never))).toMatchInlineSnapshot(
      `
      "ledger: step 1 must be a result, or { step, table }
        found: null
        try: ledger(raw, normalised, cleaned, linked), results whole, not their tables"
    `,
    );
  });
});
