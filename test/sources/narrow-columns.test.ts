import type { ColumnTable } from "arquero";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Column } from "../../toolkit/core/columns.ts";
import { digestTable } from "../../toolkit/core/digest.ts";
import type { Events } from "../../toolkit/core/events.ts";
import { matchRows } from "../../toolkit/core/pattern.ts";
import { toTable } from "../../toolkit/core/table.ts";
import {
  asOfJoin,
  churn,
  clean,
  features,
  join,
  normalise,
  orderEvents,
  quality,
  readCsv,
  readJsonl,
  windowJoin,
} from "../../toolkit/index.ts";
import { narrow } from "../../workers/kernels/narrow.ts";
import { sharedFloat64 } from "../../workers/shared.ts";
import { scratch } from "./scratch.ts";

const START = Date.UTC(2026, 2, 1);

interface Call {
  line: number;
  other: number;
  minute: number;
  duration: number;
  cell: number;
}

/** Calls, with the columns of whole numbers as floats, and as narrow as they can be. */
function bothWays(calls: readonly Call[]): [Events, Events] {
  const floats = (of: (call: Call, i: number) => number) => {
    const array = sharedFloat64(calls.length);
    for (const [i, call] of calls.entries()) array[i] = of(call, i);
    return array;
  };
  const at = floats(({ minute }) => START + minute * 60_000);
  const texts = {
    kind: calls.map(() => "call"),
    phone: calls.map(({ line }) => `+35191234500${line}`),
    peer: calls.map(({ other }) => `+35196123400${other}`),
    source: calls.map(() => "cdr.csv"),
  };
  const wide = {
    person: floats(({ line }) => line),
    duration: floats(({ duration }) => duration),
    cell: floats(({ cell }) => cell),
    row: floats((_, i) => i + 2),
  };
  const small = Object.fromEntries(Object.entries(wide).map(([name, from]) => [name, narrow({ from })!]));
  const whole = (columns: Record<string, Column>) => toTable({ at, ...texts, ...columns }) as unknown as Events;
  return [whole(wide), whole(small)];
}

const calls = fc.array(
  fc.record({
    line: fc.nat(3),
    other: fc.nat(3),
    minute: fc.nat(5000),
    duration: fc.oneof(fc.nat(200), fc.integer({ min: -5, max: 30_000 })),
    cell: fc.oneof(fc.nat(9), fc.nat(300_000)),
  }),
  { minLength: 2, maxLength: 40 },
);

const rowsOf = (table: unknown) => (table as ColumnTable).objects({ limit: Number.POSITIVE_INFINITY });

const verbs: Record<string, (events: Events) => unknown> = {
  digest: (events) => digestTable(events),
  pattern: (events) => [...matchRows("test", events, { where: { duration: { min: 10, max: 300 }, cell: [1, 2, 3] } })],
  join: async (events) => rowsOf(await join(events, events.select("cell", "duration"), ["cell", "duration"])),
  orderEvents: async (events) => rowsOf(await orderEvents(events)),
  asOfJoin: async (events) => rowsOf(await asOfJoin(events, events, { by: "person" })),
  windowJoin: async (events) => rowsOf(await windowJoin(events, events, { within: "5h" })),
  features: async (events) => {
    const asked = { calls: { count: "call" }, seconds: { sum: "duration" }, cells: { distinct: "cell" } } as const;
    return rowsOf((await features(events, { ...asked, typical: { quantile: "duration", p: 0.5 } })).table);
  },
  churn: async (events) => rowsOf((await churn(events, { inactivity: "1d" })).table),
  normalise: async (events) => {
    const map = { at: "at", kind: { constant: "call" }, phone: "phone", duration: "duration" } as const;
    const raw = { table: events.select("at", "phone", "duration", "cell", "row", "source") };
    const { table, issues } = await normalise({ raw, map, keep: ["cell"] }, { region: "PT", zone: "Europe/Lisbon" });
    return [rowsOf(table), rowsOf(issues)];
  },
  clean: async (events) => {
    const { table, issues, dropped, blanked } = await clean(events);
    return [rowsOf(table), rowsOf(issues), dropped, blanked];
  },
  quality: async (events) => {
    const { table, nulls, clocks, duplicates } = await quality(events);
    return [table, nulls, clocks, duplicates].map(rowsOf);
  },
};

describe("narrow columns give the answer of wide ones:", () => {
  test.each(Object.entries(verbs))("%s", async (_, verb) => {
    await fc.assert(
      fc.asyncProperty(calls, async (list) => {
        const last = { line: 0, other: 1, minute: 5000, duration: 60, cell: 1 };
        const [wide, small] = bothWays([{ ...last, minute: 0 }, ...list, last]);
        expect(await verb(small)).toEqual(await verb(wide));
      }),
      { numRuns: 40 },
    );
  });
});

describe("readers", () => {
  const write = scratch();
  const kinds = (table: ColumnTable, names: readonly string[]) =>
    names.map((name) => (table.column(name) as unknown as object).constructor.name);
  const columns = {
    hour: { from: "hour", type: "number" },
    seconds: { from: "seconds", type: "number" },
    bytes: { from: "bytes", type: "number" },
    price: { from: "price", type: "number" },
    gap: { from: "gap", type: "number" },
    at: { from: "at", type: "time" },
  } as const;
  const names = [...Object.keys(columns), "row"];
  const expected = [
    "Uint8Array",
    "Int16Array",
    "Int32Array",
    "Float64Array",
    "Float64Array",
    "Float64Array",
    "Int32Array",
  ];
  const list = [
    { hour: 0, seconds: -3, bytes: 70_000, price: 0.5, gap: 1, at: 1_772_323_200 },
    { hour: 23, seconds: 3600, bytes: 0, price: 2, gap: null, at: 1_772_323_201 },
  ];

  test("of csv choose the width by the range, and keep floats where one is missing", async () => {
    const lines = list.map((row) =>
      Object.values(row)
        .map((value) => value ?? "")
        .join(","),
    );
    const file = write("narrow.csv", `${Object.keys(list[0]!).join(",")}\n${lines.join("\n")}\n`);
    const { table } = await readCsv(file, { columns });
    expect(kinds(table, names)).toEqual(expected);
    expect(table.array("seconds").join()).toBe("-3,3600");
    expect(table.array("row").join()).toBe("2,3");
  });

  test("of jsonl do so too", async () => {
    const file = write("narrow.jsonl", `${list.map((row) => JSON.stringify(row)).join("\n")}\n`);
    const { table } = await readJsonl(file, { columns });
    expect(kinds(table, names)).toEqual(expected);
    expect(table.array("bytes").join()).toBe("70000,0");
  });

  test("normalise keeps the places narrow, and widens what one input lacks", async () => {
    const raw = await readCsv(write("one.csv", "at,n\n2026-03-01T00:00:00Z,7\n2026-03-01T00:00:01Z,8\n"));
    const other = await readCsv(write("two.csv", "at,n\n2026-03-02T00:00:00Z,700\n"));
    const bare = await readCsv(write("three.csv", "at\n2026-03-03T00:00:00Z\n"));
    const input = { map: { at: "at", kind: { constant: "call" } }, zone: "UTC" } as const;
    const two = await normalise([
      { ...input, raw, keep: ["n"] },
      { ...input, raw: other, keep: ["n"] },
    ]);
    expect(kinds(two.table, ["n", "row"])).toEqual(["Int16Array", "Int32Array"]);
    expect([...two.table.array("n" as never)]).toEqual([7, 8, 700]);
    const three = await normalise([
      { ...input, raw, keep: ["n"] },
      { ...input, raw: bare },
    ]);
    expect([...three.table.array("n" as never)]).toEqual([7, 8, Number.NaN]);
  });
});
