import { describe, expect, test } from "vitest";
import { funnel } from "../../toolkit/analyses/funnel.ts";
import type { FunnelExclude, FunnelOptions } from "../../toolkit/analyses/funnel-options.ts";
import type { LabelledStep } from "../../toolkit/analyses/funnel-steps.ts";
import { TextColumn, WholeColumn } from "../../toolkit/core/columns.ts";
import type { Events } from "../../toolkit/core/events.ts";
import { type Random, random } from "../../toolkit/core/random.ts";
import { toTable } from "../../toolkit/core/table.ts";
import { type OracleEvent, type OracleRules, oracleRuns } from "./funnel-chains-oracle.ts";

const SECOND = 1000;
const END = 1000 * SECOND;

interface Row {
  person: number;
  at: number;
  name: string;
  key: string | null;
}

/** A funnel by chance: which names fill its steps, and its rules, for the verb and for the oracle. */
interface Plan {
  steps: LabelledStep[];
  names: string[][];
  options: FunnelOptions;
  rules: OracleRules;
}

/** Names a, b, c, d fill required steps; o and p optional ones; y and z are excluded; x is nothing. */
function plan(chance: Random, order: OracleRules["order"]): Plan {
  const any = order === "any";
  const count = 2 + chance.integer(3);
  const overlapping = chance.chance(0.4);
  const required = ["a", "b", "c", "d"].slice(0, count);
  const names = required.map((name) => (overlapping && chance.chance(0.5) ? [name, chance.pick(required)] : [name]));
  const within = 1 + chance.integer(12);
  const grace = order === "ordered" && !overlapping && chance.chance(0.25) ? 1 + chance.integer(3) : 0;
  const strictTies = !any && grace === 0 && chance.chance(0.3);
  const withBars = grace === 0 && chance.chance(0.5);
  const totals = chance.chance(0.3);
  const first = totals || chance.chance(0.4);
  const once = chance.chance(0.8);
  const stepWithin = required.map((_, i) => (!any && i > 0 && chance.chance(0.4) ? 1 + chance.integer(8) : Infinity));
  const places: { after: number; name: string; within: number }[] = [];
  if (!any && chance.chance(0.35)) {
    const after = 1 + chance.integer(count);
    places.push({ after, name: "o", within: chance.chance(0.4) ? 1 + chance.integer(6) : Infinity });
    if (chance.chance(0.4)) places.push({ after, name: "p", within: Infinity });
  }
  const bars = !withBars
    ? []
    : ["y", "z"].slice(0, 1 + chance.integer(2)).map((name) => {
        const after = any ? 1 : 1 + chance.integer(count - 1);
        return {
          name,
          after,
          before: any ? count : after + 1 + chance.integer(count - after),
          remove: chance.chance(0.5),
        };
      });
  const steps: LabelledStep[] = [];
  for (const [i, own] of names.entries()) {
    const window = stepWithin[i] < Infinity ? { within: `${stepWithin[i]}s` as const } : {};
    steps.push({ label: `required ${i + 1}`, event: { kind: "app", name: own }, ...window });
    for (const place of places.filter(({ after }) => after === i + 1)) {
      const window = place.within < Infinity ? { within: `${place.within}s` as const } : {};
      steps.push({ label: place.name, event: { kind: "app", name: place.name }, optional: true, ...window });
    }
  }
  const from = chance.chance(0.3) ? chance.integer(6) * SECOND : undefined;
  const to = chance.chance(0.3) ? (7 + chance.integer(8)) * SECOND : undefined;
  const hold = chance.chance(0.35);
  return {
    steps,
    names,
    options: {
      ...{ within: `${within}s`, order, once, hold: hold ? ["key"] : [], range: { from, to }, censor: "drop" },
      ...{ entry: first ? "first" : "best", count: totals ? "totals" : "uniques", asOf: END },
      ...{ ties: strictTies ? "strict" : "ordered", grace: `${grace}s` },
      exclude: bars.map(({ name, after, before, remove }): FunnelExclude => {
        const policy = remove ? "remove" : "drop";
        return { where: { kind: "app", name }, after: `required ${after}`, before: `required ${before}`, policy };
      }),
    },
    rules: {
      ...{ order, steps: count, grace: grace * SECOND, strictTies, once, first, totals, complete: Infinity },
      within:
        Math.min(
          within,
          stepWithin.slice(1).reduce((sum, own) => sum + own, 0),
        ) * SECOND,
      stepWithin: stepWithin.map((own) => own * SECOND),
      ...{ from: from ?? -Infinity, to: to ?? Infinity, bars },
      optional: places.map(({ after, within }) => ({ after, within: within * SECOND })),
    },
  };
}

const PEOPLE = 40;
const NAMES = ["a", "b", "c", "d", "o", "p", "x", "y", "z"];

function worldOf(chance: Random): Row[] {
  return Array.from({ length: PEOPLE }, (_, person) => {
    const moments = chance.pick([2, 6, 14]);
    const common = NAMES.slice(0, 3 + chance.integer(2));
    const others = chance.pick([0, 0.2, 0.5]);
    const events = chance.integer(chance.chance(0.4) ? 10 : 7);
    return Array.from({ length: events }, () => ({
      person,
      at: chance.integer(moments + 1) * SECOND,
      name: chance.pick(chance.chance(others) ? NAMES : common),
      key: chance.pick(["k", "k", "k", "k", "l", null]),
    }));
  }).flat();
}

function toEvents(rows: readonly Row[]): Events {
  const all = [...rows, ...NAMES.map((name) => ({ person: -1, at: 0, name, key: null }))];
  return toTable({
    at: all.map(({ at }) => at),
    kind: TextColumn.from(all.map(() => "app")),
    name: TextColumn.from(all.map(({ name }) => name)),
    key: TextColumn.from(all.map(({ key }) => key)),
    person: new WholeColumn(
      Int32Array.from(all, ({ person }) => person),
      -1,
    ),
  }) as unknown as Events;
}

const isHeld = ({ options }: Plan) => [options.hold].flat().length > 0;

function oracleEvent({ at, name, key }: Row, own: Plan): OracleEvent {
  const optional = own.steps.filter((step) => step.optional).map(({ label }) => label);
  const bars = [own.options.exclude ?? []].flat().map(({ where }) => (where as { name: string }).name);
  return {
    at,
    fills: own.names.flatMap((names, step) => (names.includes(name) ? [step] : [])),
    optional: optional.flatMap((label, o) => (label === name ? [o] : [])),
    bars: bars.flatMap((bar, b) => (bar === name ? [b] : [])),
    held: isHeld(own) ? key : "everything",
  };
}

/** The times of all steps of a run as the table of people has them. */
function timesOf({ steps }: Plan, { times, optional }: { times: number[]; optional: number[] }): number[] {
  let [r, o] = [0, 0];
  return steps.map((step) => (step.optional ? optional[o++] : times[r++]) ?? Number.NaN);
}

function expected(rows: readonly Row[], own: Plan) {
  const people = Array.from({ length: PEOPLE }, (_, person) => {
    const mine = rows.filter((row) => row.person === person).map((row) => oracleEvent(row, own));
    return { person, ...oracleRuns(mine, own.rules) };
  });
  return {
    runs: people.flatMap(({ person, runs }) => runs.map((run) => [person, ...timesOf(own, run)])),
    removed: people.reduce((sum, { removed }) => sum + removed, 0),
  };
}

async function found(rows: readonly Row[], { steps, options }: Plan, workers = 0) {
  const { people, removed } = await funnel(toEvents(rows), steps, { ...options, workers });
  const columns = ["person", ...steps.map((_, i) => `at_${i + 1}`)];
  const runs = (people.objects({ limit: Infinity }) as Record<string, number>[]).map((line) =>
    columns.map((name) => line[name]),
  );
  return { runs, removed };
}

const byText = (a: readonly number[], b: readonly number[]) => (String(a) < String(b) ? -1 : 1);
const sorted = ({ runs, removed }: { runs: number[][]; removed: number }) => ({ runs: runs.toSorted(byText), removed });

describe.each(["ordered", "strict", "any"] as const)(
  "runs in %s order are those that trying every chain finds",
  (order) => {
    test.each(Array.from({ length: 8 }, (_, i) => i))("in a thousand worlds by chance, %i", async (round) => {
      for (let i = 0; i < 25; i++) {
        const chance = random(20_261_122).stream(round, 1000 * i + order.length);
        const own = plan(chance, order);
        const rows = worldOf(chance);
        if (!rows.some(({ name }) => own.names.flat().includes(name))) continue;
        expect(sorted(await found(rows, own)), JSON.stringify(own)).toEqual(sorted(expected(rows, own)));
      }
    });

    test("neither the order of the rows nor the threads change an answer", async () => {
      for (let i = 0; i < 12; i++) {
        const chance = random(77).stream(order.length, i);
        const own = plan(chance, order);
        const rows = worldOf(chance);
        const answer = await found(rows, own);
        expect(await found(chance.shuffle([...rows]), own)).toEqual(answer);
        if (i < 3) for (const workers of [1, 2, 3]) expect(await found(rows, own, workers)).toEqual(answer);
      }
    });
  },
);
