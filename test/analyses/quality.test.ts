import { table as arquero } from "arquero";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { quality } from "../../toolkit/analyses/quality.ts";
import type { QualityInput, QualityOptions } from "../../toolkit/analyses/quality-options.ts";
import { NO_OFFSET, WholeColumn } from "../../toolkit/core/columns.ts";
import type { PhonographError } from "../../toolkit/core/errors.ts";
import type { Table } from "../../toolkit/core/table.ts";
import { normalise } from "../../toolkit/normalise/normalise.ts";
import { parseNumbers } from "../../toolkit/numbers/parse-numbers.ts";

const HOUR = 36e5;
const DAY = 864e5;
const JULY = Date.UTC(2026, 6, 1);
const LATEST = Date.UTC(2026, 11, 31);
const rowsOf = (table: { objects: (options: object) => object[] }) => table.objects({ limit: Infinity });

interface Row {
  at: number;
  offset: number | null;
  kind: string | null;
  phone: string | null;
  source: string | null;
  row: number;
}

/** Events as `normalise` gives them; a missing offset is the one that stands for it. */
const events = (rows: readonly Row[]): Table => {
  const offsets = Int16Array.from(rows, ({ offset }) => offset ?? NO_OFFSET);
  const { offset: _, ...columns } = Object.fromEntries(
    ["at", "offset", "kind", "phone", "source", "row"].map((name) => [name, rows.map((row) => row[name as keyof Row])]),
  );
  return arquero({ ...columns, offset: new WholeColumn(offsets, NO_OFFSET) as never }) as Table;
};

const row = (at: number, more: Partial<Row> = {}, i = 0): Row => ({
  at,
  offset: 60,
  kind: "call",
  phone: "+351912345678",
  source: "cdr.csv",
  row: i + 2,
  ...more,
});

const anyRow = fc.record({
  at: fc.oneof(
    { weight: 9, arbitrary: fc.integer({ min: 0, max: 20 * 24 * 60 }).map((minutes) => JULY + minutes * 60_000) },
    fc.constantFrom(Number.NaN, 7 * HOUR, Date.UTC(1980, 0, 6), Date.UTC(2037, 0, 1)),
  ),
  offset: fc.constantFrom(0, 60, -180, 345, null),
  kind: fc.constantFrom("call", "sms", "app", null),
  phone: fc.constantFrom("+351912345678", "short:PT:112", "short:PT:1820", "FARO", null),
  source: fc.constantFrom("a.csv", "b.csv", null),
});
const anyRows = fc
  .array(anyRow, { minLength: 1, maxLength: 60 })
  .map((rows): Row[] => [row(JULY), ...rows.map((more, i) => row(more.at, more, i + 1))]);

/** Everything that a result says, as plain values. */
async function answer(input: QualityInput, options: QualityOptions = {}) {
  const found = await quality(input, { latest: LATEST, ...options });
  return Object.fromEntries(
    Object.entries(found)
      .filter(([name]) => name !== "about")
      .map(([name, value]) => [name, typeof (value as Table)?.objects === "function" ? rowsOf(value as Table) : value]),
  ) as Record<string, Record<string, unknown>[]>;
}

const byName = (word: string | null) => word ?? "unknown";
const wrong = ({ at }: Row) => !Number.isFinite(at) || at < Date.UTC(1990, 0, 1) || at > LATEST;

describe("quality", () => {
  test("counts every row once, by local day, source and kind, as counting row by row does", async () => {
    await fc.assert(
      fc.asyncProperty(anyRows, async (rows) => {
        const { table, clocks } = await answer(events(rows));
        const expected = new Map<string, number>();
        for (const one of rows) {
          if (wrong(one)) continue;
          const day = new Date(one.at + (one.offset ?? 0) * 60_000).toISOString().slice(0, 10);
          const key = `${day} ${byName(one.source)} ${byName(one.kind)}`;
          expected.set(key, (expected.get(key) ?? 0) + 1);
        }
        const found = table!.map(({ day, source, kind, rows: n }) => [`${day} ${source} ${kind}`, n]);
        expect(Object.fromEntries(found)).toEqual(Object.fromEntries(expected));
        expect(found.map(([key]) => key)).toEqual([...expected.keys()].sort());
        const sum = (name: string) => clocks!.reduce((total, clock) => total + Number(clock[name]), 0);
        expect(sum("rows")).toBe(rows.length);
        expect(sum("lost") + sum("future") + sum("timeless")).toBe(rows.filter(wrong).length);
      }),
      { numRuns: 60 },
    );
  });

  test("hours and weekdays are those of both clocks; rows without an offset are by UTC and counted, as in the days", async () => {
    await fc.assert(
      fc.asyncProperty(anyRows, async (rows) => {
        const { table, hours, weekdays } = await answer(events(rows));
        const count = (clock: unknown, kind: unknown, place: (date: Date) => number, is: unknown) => {
          const same = rows.filter((one) => {
            if (wrong(one) || byName(one.kind) !== kind) return false;
            return place(new Date(one.at + (clock === "local" ? (one.offset ?? 0) * 60_000 : 0))) === is;
          });
          return [same.length, clock === "local" ? same.filter(({ offset }) => offset === null).length : 0];
        };
        for (const { clock, kind, hour, rows: n, no_offset } of hours!) {
          expect([n, no_offset]).toEqual(count(clock, kind, (date) => date.getUTCHours(), hour));
        }
        for (const { clock, kind, weekday, rows: n, no_offset } of weekdays!) {
          expect([n, no_offset]).toEqual(count(clock, kind, (date) => date.getUTCDay() || 7, weekday));
        }
        const sums = [table!, hours!, weekdays!].map((cells) =>
          cells
            .filter(({ clock }) => clock !== "utc")
            .reduce<number[]>(
              (sum, cell) => [sum[0]! + Number(cell["rows"]), sum[1]! + Number(cell["no_offset"])],
              [0, 0],
            ),
        );
        expect(sums[1]).toEqual(sums[0]);
        expect(sums[2]).toEqual(sums[0]);
      }),
      { numRuns: 30 },
    );
  });

  test("what is missing, by column and source; kinds of numbers by their keys", async () => {
    await fc.assert(
      fc.asyncProperty(anyRows, async (rows) => {
        const { nulls, numbers } = await answer(events(rows));
        for (const { column, source, rows: n, missing } of nulls!) {
          const same = rows.filter((one) => byName(one.source) === source);
          expect(n).toBe(same.length);
          const value = (one: Row) => one[column as keyof Row];
          expect(missing).toBe(same.filter((one) => value(one) === null || Number.isNaN(value(one))).length);
        }
        const kinds = {
          "+351912345678": "number",
          "short:PT:112": "emergency",
          "short:PT:1820": "short",
          FARO: "alphanumeric",
        };
        for (const { source, kind, rows: n, distinct } of numbers!) {
          const is = ({ phone }: Row) => phone !== null && kinds[phone as keyof typeof kinds] === kind;
          expect([n, distinct]).toEqual([rows.filter((one) => byName(one.source) === source && is(one)).length, 1]);
        }
        const known = rows.filter(({ phone }) => phone !== null).length;
        expect(numbers!.reduce((sum, { rows: n }) => sum + Number(n), 0)).toBe(known);
      }),
      { numRuns: 30 },
    );
  });

  test("the order of the rows and the number of workers change nothing", async () => {
    await fc.assert(
      fc.asyncProperty(anyRows, fc.integer(), async (rows, seed) => {
        const told = await answer(events(rows));
        const shuffled = rows
          .map((one, i) => ({ one, by: Math.imul(i + 1, seed | 1) }))
          .sort((a, b) => a.by - b.by)
          .map(({ one }) => one);
        expect(await answer(events(shuffled))).toEqual(told);
        expect(await answer(events(rows).orderby("phone", "at") as Table)).toEqual(told);
      }),
      { numRuns: 20 },
    );
    const many = Array.from({ length: 3000 }, (_, i) =>
      row(JULY + (Math.imul(i, 7919) % (20 * DAY)), { source: i % 3 === 0 ? "a.csv" : "b.csv" }, i),
    );
    const inline = await answer(events(many), { workers: 0 });
    for (const workers of [1, 2, 3]) expect(await answer(events(many), { workers })).toEqual(inline);
  });

  test("a day of which a source lost a stretch is partial, and says how much is missing; other sources' days are not", async () => {
    const rows = Array.from({ length: 14 * 24 * 30 }, (_, i) => JULY - HOUR + i * 120_000).flatMap((at, i) => {
      const lost = at > JULY + 5 * DAY + 11 * HOUR && at < JULY + 5 * DAY + 17 * HOUR;
      const both = [row(at, { source: "sms.csv" }, i)];
      return lost ? both : [...both, row(at, { source: "cdr.csv" }, i)];
    });
    const found = await quality(events(rows), { latest: LATEST });
    const partial = found.table.filter((d: { partial: number }) => d.partial === 1);
    expect(partial.array("day")).toEqual(["2026-07-06"]);
    expect(partial.array("source")).toEqual(["cdr.csv"]);
    expect(partial.get("why", 0)).toMatch(/^25 % of the rows/);
    expect([found.days, found.partialDays]).toEqual([14, 1]);
  });

  test("offsets, steps back in time and copies are told by source", async () => {
    const found = await quality(
      events([
        row(JULY, { offset: 0 }, 0),
        row(JULY + 10_000, {}, 1),
        row(JULY + 4000, {}, 2),
        row(JULY + 20_000, { offset: null }, 3),
        row(JULY + 20_000, { offset: null }, 4),
      ]),
      { latest: LATEST },
    );
    const [clock] = rowsOf(found.clocks) as Record<string, number>[];
    expect(clock).toMatchObject({ rows: 5, no_offset: 2, offsets: 2, backwards: 0.2, backwards_s: 6 });
    expect(rowsOf(found.offsets)).toMatchObject([
      { offset: 0, rows: 1, share: 1 / 3 },
      { offset: 60, rows: 2, share: 2 / 3 },
    ]);
    expect(rowsOf(found.duplicates)).toMatchObject([
      { rule: "repeated", rows: 1, share: 0.2 },
      { rule: "redelivered", rows: 0 },
      { rule: "dropped", rows: 0 },
    ]);
  });

  test("a result of normalise brings its issues: doubts about numbers, spellings, and banners above their limits", async () => {
    const phones = ["912345678", "+351 912 345 678", "3.51912E+11", "961 234 567", "961234567", "n/a"];
    const raw = { table: arquero({ when: phones.map((_, i) => `2026-07-0${i + 1} 10:00:00`), who: phones }) };
    const step = await normalise(
      { raw, map: { at: "when", kind: { constant: "sms" }, phone: "who" }, keep: ["who"] },
      { region: "PT", zone: "Europe/Lisbon" },
    );
    const found = await quality(step, { written: { phone: "who" }, latest: LATEST, limits: { invalid: 0.3 } });
    expect(rowsOf(found.issues)).toEqual(rowsOf(step.issues));
    const doubts = Object.fromEntries(
      (rowsOf(found.doubts) as { doubt: string; rows: number; share: number }[]).map(({ doubt, ...of }) => [doubt, of]),
    );
    expect(doubts["invalid"]).toMatchObject({ rows: 2, share: 1 / 3 });
    expect(doubts["scientific-notation"]).toMatchObject({ rows: 1, share: 1 / 6 });
    expect(doubts["default-region"]).toMatchObject({ rows: 3, share: 1 / 2 });
    expect(rowsOf(found.spellings)).toEqual([{ column: "phone", spellings: 2, numbers: 2, share: 1 }]);
    const names = found.banners.map(({ name }) => name);
    expect(names).toEqual(expect.arrayContaining(["invalid", "default-region", "scientific-notation", "spellings"]));
    expect(found.banners.find(({ name }) => name === "default-region")!.sentence).toMatch(
      /phone: 50 % of 6 values are written without \+/,
    );
    const calm = await quality(step, { latest: LATEST, limits: { invalid: 0.4, "default-region": 0.5 } });
    expect(calm.banners.map(({ name }) => name)).not.toContain("invalid");
    expect(calm.banners.map(({ name }) => name)).not.toContain("default-region");
  });

  test("values that gave no number are kinds too, with their reasons, in what the shares are shares of", async () => {
    const phones = ["912345678", "anonymous", "withheld", "n/a", "", "3.51912E+11", "990000862471854"];
    const raw = { table: arquero({ when: phones.map((_, i) => `2026-07-0${i + 1} 10:00:00`), who: phones }) };
    const map = { at: "when", kind: { constant: "call" }, phone: "who" } as const;
    const step = await normalise({ raw, map }, { region: "PT", zone: "Europe/Lisbon" });
    const told = (rowsOf((await quality(step, { latest: LATEST })).numbers) as Record<string, unknown>[]).map(
      ({ kind, reason, rows, share }) => [kind, reason, rows, share],
    );
    expect(told).toEqual([
      ["number", null, 1, 1 / 6],
      ["number", "too long", 1, 1 / 6],
      ["withheld", null, 2, 2 / 6],
      ["junk", "digits lost", 1, 1 / 6],
      ["junk", "junk word", 1, 1 / 6],
    ]);
  });

  test("numbers that lost their plus and are still some of the region are ambiguous, aloud", async () => {
    const who = ["4915112345678", "4915221234567", "+4915112345678", "030 1234567"];
    const raw = { table: arquero({ at: who.map((_, i) => 1.75e12 + i * 1000), who }) };
    const map = { at: "at", kind: { constant: "call" }, phone: "who" } as const;
    const { banners } = await quality(await normalise({ raw, map, region: "DE", zone: "Europe/Berlin" }));
    expect(banners.find(({ name }) => name === "ambiguous")).toMatchObject({ rows: 2, share: 0.5 });
  });

  test("the kinds of any values are those of parseNumbers, and the shares of invalid and ambiguous ones too", async () => {
    const values = fc.constantFrom(
      ...[
        "+351912345678",
        "912345678",
        "1-800-FLOWERS",
        "14155552671@s.whatsapp.net",
        "tel:+14155552671",
        "112",
        "*121#",
      ],
      ...[
        "MPESA",
        "private",
        "490154203237518",
        "3.1E+11",
        "000",
        "n/a",
        "1234567890.0",
        "4155552671;4155552672",
        "99",
      ],
      ...["a@b.example", "+1 800 FLOWERS", "1700000000", "12", "", "268011234567890", "sip:ann@example.org"],
    );
    const property = fc.asyncProperty(fc.array(values, { minLength: 3, maxLength: 40 }), async (drawn) => {
      const who = [...drawn, ...drawn.map(() => "+14155552671")];
      const when = who.map((_, i) => JULY + (i % (drawn.length + 1)) * 1000);
      const raw = { table: arquero({ when, who }) };
      const step = await normalise({
        raw,
        map: { at: "when", kind: { constant: "call" }, phone: "who" },
        region: "US",
      });
      const found = await quality(step, { latest: LATEST });
      // what was dropped as a copy is no value any more: the rows that stay say which are
      const stay = (step.table.array("row") as number[]).map((line) => who[line - 1]!);
      const parsed = await parseNumbers(stay, { region: "US" });
      const full = rowsOf(parsed.table).filter((of) => (of as { reason: string }).reason !== "empty");
      const count = (list: readonly { kind: string; rows?: number }[]) =>
        Object.fromEntries(
          [...Map.groupBy(list, ({ kind }) => kind)]
            .map(([kind, of]) => [kind, of.reduce((sum, { rows = 1 }) => sum + rows, 0)] as const)
            .sort(),
        );
      expect(count(rowsOf(found.numbers) as never)).toEqual(count(full as never));
      const doubts = rowsOf(found.doubts) as { doubt: string; rows: number; share: number }[];
      const doubt = (name: string) => doubts.find((of) => of.doubt === name)!;
      expect(doubt("invalid").rows).toBe(parsed.counts.invalid);
      expect(doubt("ambiguous").rows).toBe(full.filter((of) => (of as { kind: string }).kind === "ambiguous").length);
      if (doubt("invalid").rows > 0) {
        expect(doubt("invalid").share).toBeCloseTo(parsed.counts.invalid / parsed.counts.values, 12);
      }
    });
    await fc.assert(property, { numRuns: 40 });
  });

  test("the sentence of a banner masks a source that is named for a number, and leaves a day as it is", async () => {
    const { banners } = await quality(
      events(
        ["351912345678.csv", "cdr-2026-07-01.csv"].map((source, i) =>
          row(JULY, { source, phone: null, offset: null }, i),
        ),
      ),
      { latest: LATEST },
    );
    const sentences = banners.map(({ sentence }) => sentence).join("; ");
    expect(sentences).not.toMatch(/12345/);
    expect(sentences).toContain("351•••••••78.csv: 100 % of 1 calls and messages have no phone");
    expect(sentences).toContain(
      "cdr-2026-07-01.csv: 100 % of 1 rows have no local offset: their days, hours and weekdays",
    );
  });

  test("sources too short to judge are named, and none of their days is called whole", async () => {
    const long = Array.from({ length: 2000 }, (_, i) => row(JULY - HOUR + i * 600_000, { source: "long.csv" }, i));
    const brief = Array.from({ length: 2000 }, (_, i) => row(JULY + i * 60_000, { source: "brief.csv" }, i));
    const few = Array.from({ length: 200 }, (_, i) => row(JULY + i * HOUR, { source: "few.csv" }, i));
    const all = await quality(events([...long, ...brief, ...few]), { latest: LATEST });
    expect(all.unjudged).toEqual(["brief.csv", "few.csv"]);
    expect(all.partialDays).toBeGreaterThanOrEqual(0);
    for (const { source, partial } of rowsOf(all.table) as { source: string; partial: number }[]) {
      expect([source, Number.isNaN(partial)]).toEqual([source, source !== "long.csv"]);
    }
    const none = await quality(events([...brief, ...few]), { latest: LATEST });
    expect([none.partialDays, none.unjudged.length]).toEqual([Number.NaN, 2]);
    expect(none.banners.some(({ name }) => name === "partial-days")).toBe(false);
  });

  test("the moment from which times are in the future is told, and gives the same answer later", async () => {
    const rows = [row(JULY), row(JULY + DAY, {}, 1), row(Date.now() + 30 * DAY, {}, 2)];
    const found = await quality(events(rows));
    expect(found.about.options["latest"]).toBe(new Date(JULY + DAY).toISOString());
    const again = await quality(events(rows), { latest: found.about.options["latest"] as string });
    expect(rowsOf(again.clocks)).toEqual(rowsOf(found.clocks));
    expect((await quality(events(rows), { latest: LATEST })).about.options["latest"]).toBe(LATEST);
  });

  test("steps before the one given count too", async () => {
    const raw = { table: arquero({ when: ["2026-07-01T10:00Z", "2026-07-01T10:00Z", "soon"], who: ["1", "1", "2"] }) };
    const step = await normalise({ raw, map: { at: "when", kind: { constant: "app" }, user: "who" } });
    const bare = await quality(step.table, { latest: LATEST });
    const told = await quality(step.table, { latest: LATEST, steps: [step] });
    expect([bare.issues.numRows(), told.issues.numRows()]).toEqual([0, step.issues.numRows()]);
    const dropped = (found: typeof bare) => found.duplicates.filter((d: { rule: string }) => d.rule === "dropped");
    expect([dropped(bare).get("rows", 0), dropped(told).get("rows", 0)]).toEqual([0, 1]);
    expect(told.banners.map(({ name }) => name)).toEqual(["no-offset", "duplicates", "dropped"]);
  });

  test("a row that came twice to the letter is one copy, not a repeated and a redelivered one", async () => {
    const call = { direction: "out", peer: "+351961234567", duration: 60 };
    const rows = [row(JULY, {}, 0), row(JULY, {}, 1), row(JULY + 1000, {}, 2), row(JULY + DAY, {}, 3)];
    const same = Object.fromEntries(Object.entries(call).map(([name, value]) => [name, rows.map(() => value)]));
    const found = await quality(events(rows).assign(arquero(same)) as Table, { latest: LATEST });
    expect(rowsOf(found.duplicates)).toMatchObject([
      { rule: "repeated", rows: 1 },
      { rule: "redelivered", rows: 1 },
      { rule: "dropped", rows: 0 },
    ]);
    expect(found.banners.find(({ name }) => name === "duplicates")).toMatchObject({ rows: 2, share: 0.5 });
  });

  test("the answer is frozen and says what it left out", async () => {
    const found = await quality(events([row(JULY), row(5, {}, 1), row(Number.NaN, {}, 2)]), { latest: LATEST });
    expect(Object.isFrozen(found) && Object.isFrozen(found.banners)).toBe(true);
    expect(found.about.excluded).toEqual([
      { reason: "a clock that had lost its time", rows: 1 },
      { reason: "no time", rows: 1 },
    ]);
  });

  const refused = async (input: unknown, options: object = {}) => {
    const error = (await quality(input as QualityInput, options as QualityOptions).catch((e) => e)) as PhonographError;
    return `${error.code}: ${error.message}`;
  };

  test("bad input is refused with what was found", async () => {
    const good = events([row(JULY)]);
    expect(await refused(arquero({ when: [1] }))).toMatchInlineSnapshot(`
      "data/column-missing: quality: the table has no column "at"
        found: "when""
    `);
    expect(await refused(events([]))).toMatchInlineSnapshot(`
      "data/unparseable: quality: there must be events to look at
        found: a table without rows"
    `);
    expect(await refused(events([row(Number.NaN), row(5, {}, 1)]))).toMatchInlineSnapshot(`
      "data/unparseable: quality: there must be rows with a time to look at
        found: 2 rows, none of which has one that can be"
    `);
    expect(await refused(null)).toMatchInlineSnapshot(`
      "option/invalid: quality: the data must be an Arquero table
        found: null"
    `);
    expect(await refused(good, { limit: {} })).toMatchInlineSnapshot(`
      "option/invalid: quality: there is no option "limit"
        found: "limits", "steps", "written", "latest", "workers", "signal" or "progress"
        try: did you mean "limits"?"
    `);
    expect(await refused(good, { limits: { invalids: 0.1 } })).toMatchInlineSnapshot(`
      "option/invalid: quality: there is no option "invalids"
        found: "invalid", "default-region", "scientific-notation", "ambiguous", "spellings", "missing-phone", "no-offset", "lost-clock", "future", "duplicates", "dropped" or "partial-days"
        try: did you mean "invalid"?"
    `);
    expect(await refused(good, { limits: { invalid: Number.NaN } })).toMatchInlineSnapshot(`
      "option/invalid: quality: limits.invalid must lie between 0 and 1
        found: number NaN"
    `);
    expect(await refused(good, { limits: { invalid: 20 } })).toMatchInlineSnapshot(`
      "option/invalid: quality: limits.invalid must lie between 0 and 1
        found: number 20"
    `);
    expect(await refused(good, { written: { phone: "msisdn" } })).toMatchInlineSnapshot(`
      "data/column-missing: quality: the table has no column "msisdn"
        found: "at", "kind", "phone", "source", "row" or "offset""
    `);
    expect(await refused(good, { steps: [{}] })).toMatchInlineSnapshot(`
      "option/invalid: quality: steps must be results with issues
        found: object without issues
        try: steps: [normalised]"
    `);
    expect(await refused(good, { latest: "tomorrow" })).toMatchInlineSnapshot(`
      "option/invalid: quality: latest must be a moment: milliseconds since 1970, a Date or ISO text
        found: "tomorrow"
        try: "2026-03-01" or "2026-03-01T12:00Z""
    `);
  });
});
