import { describe, expect, test } from "vitest";
import { retention } from "../../toolkit/analyses/retention.ts";
import type { RetentionOptions } from "../../toolkit/analyses/retention-options.ts";
import { chdbInstalled, datedWorlds, inClickhouse, toDatedEvents, worldsAsGroups } from "./calendar-worlds.ts";

if (!chdbInstalled) console.warn("skipped: retention is not compared with ClickHouse, as chdb is not installed");

const ZONE = "Europe/Lisbon";
const WORLDS = 800;
const K = 7;
// Days around the night in which Lisbon's clocks go forward, and the one in which they go back.
const shapes = {
  day: { begin: Date.UTC(2026, 2, 26, 21), hours: 9 * 24, mesh: 90, events: 30 },
  week: { begin: Date.UTC(2026, 9, 15), hours: 50 * 24, mesh: 360, events: 40 },
  month: { begin: Date.UTC(2026, 8, 20), hours: 200 * 24, mesh: 720, events: 40 },
} as const;
type Unit = keyof typeof shapes;

const rowsOf = (unit: Unit) => datedWorlds({ ...shapes[unit], seed: 11, worlds: WORLDS, names: ["s", "r", "r", "x"] });
const asOf = (unit: Unit) => shapes[unit].begin + shapes[unit].hours * 36e5;

async function ours(unit: Unit, options: Partial<RetentionOptions>) {
  const { table } = await retention(toDatedEvents(rowsOf(unit)), {
    ...{ start: "app.s", returning: "app.r", period: unit, zone: ZONE, periods: K, by: worldsAsGroups(WORLDS) },
    asOf: asOf(unit),
    ...options,
  });
  return (table.objects() as Record<string, unknown>[])
    .filter(({ over, period }) => over && (period as number) > 0)
    .map(({ group, cohort, period, people, returned }) =>
      [Number(String(group).slice(1)), cohort, period, people, returned].join(),
    )
    .sort();
}

const local = (at: string) => `toDateTime(intDiv(${at}, 1000), '${ZONE}')`;
const day = (unit: Unit, at: string) =>
  unit === "day" ? `toDate(${local(at)})` : unit === "week" ? `toMonday(${local(at)})` : `toStartOfMonth(${local(at)})`;
const named = (unit: Unit) => (unit === "month" ? "formatDateTime(base, '%Y-%m')" : "toString(base)");
const plus = (unit: Unit) => (unit === "day" ? "addDays" : unit === "week" ? "addWeeks" : "addMonths");
const ks = Array.from({ length: K }, (_, i) => i + 1);

async function theirs(unit: Unit, sql: string) {
  return (await inClickhouse(rowsOf(unit), sql)).map((row) => row.join()).sort();
}

describe.skipIf(!chdbInstalled).each(["day", "week", "month"] as const)(
  `as ClickHouse on ${WORLDS} random worlds, by the %s of Lisbon`,
  (unit) => {
    const over = `${plus(unit)}(base, k + 1) <= ${day(unit, String(asOf(unit)))}`;
    const firsts = `SELECT world, person, min(at) AS t0, ${day(unit, "t0")} AS base FROM events WHERE name = 's' GROUP BY world, person`;

    test("first-time retention is that of its aggregate function retention", async () => {
      const flags = ks.map((k) => `name = 'r' AND ${day(unit, "at")} = ${plus(unit)}(base, ${k})`).join(", ");
      const sql = `SELECT world, ${named(unit)}, k, count(), sum(flags[k + 1]) FROM (
        SELECT world, person, base, retention(name = 's' AND at = t0, ${flags}) AS flags
        FROM events JOIN (${firsts}) AS f USING (world, person) GROUP BY world, person, base)
      ARRAY JOIN [${ks}] AS k WHERE ${over} GROUP BY world, base, k`;
      const wanted = await theirs(unit, sql);
      expect(wanted.length).toBeGreaterThan(WORLDS);
      expect(wanted.some((row) => !row.endsWith(",0"))).toBe(true);
      expect(await ours(unit, {})).toEqual(wanted);
    });

    test("on-or-after looks at the last return", async () => {
      const sql = `SELECT world, ${named(unit)}, k, count(), countIf(last >= ${plus(unit)}(base, k)) FROM (
        SELECT world, person, base, maxIf(${day(unit, "at")}, name = 'r') AS last
        FROM events JOIN (${firsts}) AS f USING (world, person) GROUP BY world, person, base)
      ARRAY JOIN [${ks}] AS k WHERE ${over} GROUP BY world, base, k`;
      expect(await ours(unit, { counting: "on-or-after" })).toEqual(await theirs(unit, sql));
    });

    test("recurring retention joins each period with a start to the periods with a return", async () => {
      const sql = `SELECT world, ${named(unit)}, k, count(), sum(has(returns, ${plus(unit)}(base, k))) FROM (
        SELECT world, person, arrayJoin(groupUniqArrayIf(${day(unit, "at")}, name = 's')) AS base,
          groupUniqArrayIf(${day(unit, "at")}, name = 'r') AS returns
        FROM events GROUP BY world, person)
      ARRAY JOIN [${ks}] AS k WHERE ${over} GROUP BY world, base, k`;
      expect(await ours(unit, { kind: "recurring" })).toEqual(await theirs(unit, sql));
    });

    test("brackets count who came back in any of their periods", async () => {
      const sql = `SELECT world, ${named(unit)}, low, count(),
        sum(arrayExists(r -> r >= ${plus(unit)}(base, low) AND r < ${plus(unit)}(base, high), returns)) FROM (
        SELECT world, person, base, groupArrayIf(${day(unit, "at")}, name = 'r') AS returns
        FROM events JOIN (${firsts}) AS f USING (world, person) GROUP BY world, person, base)
      ARRAY JOIN [1, 3] AS low, [3, 6] AS high WHERE ${plus(unit)}(base, high) <= ${day(unit, String(asOf(unit)))} GROUP BY world, base, low`;
      expect(await ours(unit, { periods: undefined, brackets: [1, 3, 6] })).toEqual(await theirs(unit, sql));
    });

    test("windows of 24 h from the start, in cohorts of the calendar", async () => {
      const end = `toUnixTimestamp(toDateTime(${plus(unit)}(base, 1), '${ZONE}')) * 1000`;
      const length = { day: 864e5, week: 6048e5, month: 2592e6 }[unit];
      const sql = `SELECT world, ${named(unit)}, k, count(), sum(has(ks, k)) FROM (
        SELECT world, person, base, groupArrayIf(intDiv(at - t0, ${length}), name = 'r' AND at > t0) AS ks
        FROM events JOIN (${firsts}) AS f USING (world, person) GROUP BY world, person, base)
      ARRAY JOIN [${ks}] AS k WHERE ${end} + (k + 1) * ${length} <= ${asOf(unit)} GROUP BY world, base, k`;
      const wanted = await theirs(unit, sql);
      expect(wanted.length).toBeGreaterThan(0);
      expect(await ours(unit, { clock: "start" })).toEqual(wanted);
    });
  },
);
