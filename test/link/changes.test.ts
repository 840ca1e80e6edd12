import type { ColumnTable } from "arquero";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Events } from "../../toolkit/core/events.ts";
import { link } from "../../toolkit/link/link.ts";
import type { Linked } from "../../toolkit/link/linked.ts";
import { journeys } from "../journeys.ts";

type Row = Record<string, unknown>;
const rows = (table: ColumnTable) => table.objects() as Row[];
const P = "+351912345678";
const Q = "+351961234567";

/** The key of who held an identifier at a time, straight from the tables. */
function keyAt({ owners, devices, people }: Linked, kind: "phone" | "device", id: string, at: number) {
  const held = rows(kind === "phone" ? owners : devices).find(
    (one) => one[kind] === id && Number(one.from) <= at && at < Number(one.to),
  );
  return held?.person === null || held === undefined ? undefined : `${people.get("key", Number(held.person))}`;
}

const added = async (first: Linked, day: string) => link(journeys({ all: day }), { previous: first, adds: true });
const may = Date.UTC(2026, 4, 1);

describe("late rows that move a key", () => {
  const calls = (...days: string[]) => days.map((day) => `${day} call phone=${P}`).join();

  test("a use before a silence: the number's first person is another now, and changes tells what the old one is", async () => {
    const first = await link(journeys({ all: calls("2026-05-01", "2026-05-02") }));
    const next = await added(first, calls("2026-01-05"));
    const [was, is] = [first, next].map((linked) => keyAt(linked, "phone", P, may)!);
    expect(is).not.toBe(was);
    expect(keyAt(next, "phone", P, Date.UTC(2026, 0, 5))).toBe(was);
    expect(rows(next.changes!)).toEqual([
      { change: "split", from: was, to: is, kind: "phone", identifier: P, at: may, because: "alone" },
    ]);
  });

  test("uses within a silence: the persons on both sides of it are one", async () => {
    const first = await link(journeys({ all: calls("2026-01-05", "2026-05-01") }));
    const next = await added(first, calls("2026-02-10", "2026-03-20"));
    const [was, is] = [first, next].map((linked) => keyAt(linked, "phone", P, may)!);
    expect(rows(next.changes!)).toEqual([
      { change: "merged", from: was, to: is, kind: "phone", identifier: P, at: may, because: "alone" },
    ]);
    expect(is).toBe(keyAt(first, "phone", P, Date.UTC(2026, 0, 5)));
  });

  test("an owner before it: nobody's time after the owner gets the next key", async () => {
    const first = await link(journeys({ all: calls("2026-01-05", "2026-05-01") }));
    const logins = ["2026-03-01", "2026-03-02"].map((day) => `${day} auth user=ann phone=${P}`).join();
    const next = await added(first, logins);
    const [was, is] = [first, next].map((linked) => keyAt(linked, "phone", P, may)!);
    expect(rows(next.changes!)).toContainEqual(
      expect.objectContaining({ change: "merged", from: was, to: is, identifier: P, at: may }),
    );
  });
});

const step = fc.record({
  day: fc.integer({ min: 0, max: 240 }),
  kind: fc.constantFrom("call", "call", "auth.login", "app", "crm"),
  user: fc.constantFrom(null, null, "ann", "bob"),
  phone: fc.constantFrom(null, P, P, Q),
  device: fc.constantFrom(null, null, "d1", "d2"),
});

test("changes tells every identifier of another key, and no other, in the time that both runs know", async () => {
  let moves = 0;
  await fc.assert(
    fc.asyncProperty(
      fc.array(step, { minLength: 2, maxLength: 8, size: "max" }),
      fc.array(step, { minLength: 1, maxLength: 4, size: "max" }),
      fc.boolean(),
      async (before, after, adds) => {
        const [first, late] = [before, after].map((list, part) => {
          const told = list.map(({ day, kind, ...fields }) => {
            const said = Object.entries(fields).flatMap(([name, value]) =>
              value === null ? [] : [`${name}=${value}`],
            );
            return `${new Date(Date.UTC(2026, 0, 1) + day * 864e5).toISOString().slice(0, 10)} 1${part}:00 ${kind} ${said.join(" ")}`;
          });
          return ["2025-12-31 web user=dot", ...told].join();
        });
        const one = await link(journeys({ all: first }));
        const two = await link(journeys({ all: adds ? late : `${first}, ${late}` }) as Events, { previous: one, adds });
        const changes = rows(two.changes!);
        const kept = new Set(two.people.array("key"));
        const told = changes.filter(({ from, to }) => from !== null && to !== null);
        const end = Math.max(...(one.people.array("last") as number[]));
        const found = new Set<string>();
        for (const [kind, id] of [
          ["phone", P],
          ["phone", Q],
          ["device", "d1"],
          ["device", "d2"],
        ] as const) {
          const held = [one, two].flatMap(({ owners, devices }) => rows(kind === "phone" ? owners : devices));
          const times = new Set(
            held.filter((h) => h[kind] === id && Number(h.from) <= end).map(({ from }) => Number(from)),
          );
          for (const at of times) {
            const [was, is] = [one, two].map((linked) => keyAt(linked, kind, id, at));
            if (was && is && was !== is) found.add([was, is, kind, id].join());
          }
        }
        moves += found.size;
        expect(new Set(told.map(({ from, to, kind, identifier }) => [from, to, kind, identifier].join()))).toEqual(
          found,
        );
        const known = new Set([...one.people.array("key"), null]);
        for (const { change, from, to } of changes) {
          expect(known.has(from as string | null)).toBe(true);
          if (change === "merged" || change === "removed") expect(kept.has(`${from}`)).toBe(false);
          if (change === "moved" || change === "split") expect(kept.has(`${from}`)).toBe(true);
          if (to !== null) expect(kept.has(`${to}`)).toBe(true);
        }
      },
    ),
    { numRuns: 120 },
  );
  expect(moves).toBeGreaterThan(20);
});
