import { Session } from "node:inspector/promises";
import type { ColumnTable } from "arquero";
import { expect, test } from "vitest";
import { funnel } from "../../toolkit/analyses/funnel.ts";
import { retention } from "../../toolkit/analyses/retention.ts";
import { TextColumn, WholeColumn } from "../../toolkit/core/columns.ts";
import type { Events } from "../../toolkit/core/events.ts";
import { join } from "../../toolkit/core/join.ts";
import { orderEvents } from "../../toolkit/core/order-events.ts";
import { random } from "../../toolkit/core/random.ts";
import { toTable } from "../../toolkit/core/table.ts";
import { windowJoin } from "../../toolkit/core/window-join.ts";
import { features } from "../../toolkit/segments/features.ts";
import { sharedFloat64, sharedInt32 } from "../../workers/shared.ts";

const ROWS = 200_000;
const PEOPLE = 4000;
const DAY = 864e5;

function events(): Events {
  const chance = random(2);
  const [at, far, duration] = [sharedFloat64(ROWS), sharedFloat64(ROWS), sharedFloat64(ROWS)];
  const [person, kind, name, peer] = [sharedInt32(ROWS), sharedInt32(ROWS), sharedInt32(ROWS), sharedInt32(ROWS)];
  for (let row = 0; row < ROWS; row++) {
    at[row] = 40 * DAY + chance.integer(40 * DAY);
    person[row] = chance.integer(PEOPLE);
    name[row] = chance.integer(3);
    peer[row] = chance.integer(500);
    duration[row] = chance.integer(600);
    far[row] = person[row] * 8_999_999_929 + 0.5;
  }
  const peers = Array.from({ length: 500 }, (_, i) => `p${i}`);
  return toTable({
    ...{ at, far, duration, person: new WholeColumn(person, -1), kind: new TextColumn(kind, ["app"]) },
    ...{ name: new TextColumn(name, ["otp", "login", "buy"]), peer: new TextColumn(peer, peers) },
  }) as unknown as Events;
}

/** Bytes on the heap of JavaScript, those already collected too: columns lie beside it and do not count. */
async function allocated(work: () => Promise<unknown>): Promise<number> {
  const session = new Session();
  session.connect();
  await session.post("HeapProfiler.startSampling", {
    samplingInterval: 4096,
    includeObjectsCollectedByMajorGC: true,
    includeObjectsCollectedByMinorGC: true,
  } as never);
  await work();
  const { profile } = await session.post("HeapProfiler.stopSampling");
  session.disconnect();
  type Node = typeof profile.head;
  const sum = (node: Node): number => node.selfSize + node.children.reduce((all, child) => all + sum(child), 0);
  return sum(profile.head);
}

const all = events();
const people = (key: "person" | "far" | "peer") => {
  const count = key === "peer" ? 500 : PEOPLE;
  const id = sharedInt32(count);
  for (let i = 0; i < count; i++) id[i] = i;
  const far = sharedFloat64(count);
  for (let i = 0; i < count; i++) far[i] = i * 8_999_999_929 + 0.5;
  const texts = Array.from({ length: count }, (_, i) => `p${i}`);
  const own = { person: new WholeColumn(id, -1), far, peer: TextColumn.from(texts) }[key];
  return toTable({ [key]: own, plan: id });
};
const [byPerson, byFar, byPeer] = [people("person"), people("far"), people("peer")];
const byTime = toTable({
  person: new WholeColumn(byPerson.array("plan") as Int32Array, -1),
  at: sharedFloat64(PEOPLE).fill(60 * DAY),
});
const inline = { workers: 0 };

const JOBS: Record<string, () => Promise<unknown>> = {
  "join of dense numbers": () => join(all as ColumnTable, byPerson, "person", inline),
  "join of hashed numbers": () => join(all as ColumnTable, byFar, "far", inline),
  "join of texts": () => join(all as ColumnTable, byPeer, "peer", { ...inline, type: "left" }),
  orderEvents: () => orderEvents(all, inline),
  windowJoin: () => windowJoin(all, byTime, { within: "2h", ...inline }),
  features: () =>
    features(
      all,
      {
        ...{ n: { count: "app.otp" }, seconds: { sum: "duration" }, peers: { distinct: "peer" }, days: { days: {} } },
        ...{ typical: { quantile: "duration", p: 0.5 }, long: { quantile: "duration", p: 0.9, of: "app.buy" } },
      },
      inline,
    ),
  funnel: () => funnel(all, ["app.otp", "app.login", "app.buy"], { within: "7d", ...inline }),
  retention: () => retention(all, { start: "app.otp", returning: "app.login", periods: 10, ...inline }),
};
/** An object is 12 bytes at least, a boxed number too: one a row would show twofold. */
const MOST_A_ROW = 6;

test.each(Object.entries(JOBS))("%s makes no object a row", async (_, work) => {
  // until the compiler knows the loops they box numbers, and on a busy machine it comes late; an object a row shows every time
  for (let i = 0; i < 4; i++) await work();
  let bytes = Number.POSITIVE_INFINITY;
  for (let i = 0; i < 12 && !(bytes / ROWS < MOST_A_ROW); i++) bytes = Math.min(bytes, await allocated(work));
  expect(bytes / ROWS).toBeLessThan(MOST_A_ROW);
});

test("an object a row is seen", async () => {
  let last: object = {};
  const work = async () => {
    for (let row = 0; row < ROWS; row++) last = { row, last: row / 3 };
  };
  await work();
  expect((await allocated(work)) / ROWS).toBeGreaterThan(2 * MOST_A_ROW);
  expect(last).toHaveProperty("row");
});
