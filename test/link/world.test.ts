import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Events } from "../../toolkit/core/events.ts";
import { columnOf, textOf } from "../../toolkit/core/table.ts";
import { evaluateLinks } from "../../toolkit/link/evaluate-links.ts";
import { link } from "../../toolkit/link/link.ts";
import { LINK_RULES, type Linked } from "../../toolkit/link/linked.ts";
import { type SmallWorld, smallWorld } from "../datasets/small-world.ts";
import { worldEvents } from "./world-events.ts";

const worlds = new Map<number, Promise<SmallWorld>>();
afterAll(async () => {
  for (const world of worlds.values()) (await world).remove();
});

/** A world of this seed, made once. */
function open(seed: number): Promise<SmallWorld> {
  const world = worlds.get(seed) ?? smallWorld({ people: 1000, days: 90, seed });
  worlds.set(seed, world);
  return world;
}

/** Of the rows linked by the owner of their number, how many have the right person; and of numbers with several owners. */
function ownersRight({ table, trace }: Linked) {
  const persons = columnOf("test", table, "person") as unknown as { array: Int32Array };
  const truth = columnOf("test", table, "truth") as Float64Array;
  const phone = textOf("test", table, "phone").codes;
  const trueOf = new Map<number, number>();
  const ownersOf = new Map<number, Set<number>>();
  for (let row = 0; row < truth.length; row++) {
    if (truth[row] < 0) continue;
    if (LINK_RULES[trace.rule[row]] === "user") trueOf.set(persons.array[row], truth[row]);
    if (phone[row] >= 0) ownersOf.set(phone[row], (ownersOf.get(phone[row]) ?? new Set()).add(truth[row]));
  }
  const users = new Set(trueOf.values());
  const counts = { right: 0, all: 0, rightHandedOn: 0, handedOn: 0, found: 0, held: 0 };
  for (let row = 0; row < truth.length; row++) {
    if (phone[row] >= 0 && LINK_RULES[trace.rule[row]] !== "user" && users.has(truth[row])) {
      counts.held++;
      if (trueOf.get(persons.array[row]) === truth[row]) counts.found++;
    }
    if (!["phone", "timing"].includes(LINK_RULES[trace.rule[row]]) || truth[row] < 0) continue;
    const right = trueOf.get(persons.array[row]) === truth[row] ? 1 : 0;
    counts.all++;
    counts.right += right;
    if (ownersOf.get(phone[row])!.size < 2) continue;
    counts.handedOn++;
    counts.rightHandedOn += right;
  }
  return {
    share: counts.right / counts.all,
    handedOn: counts.rightHandedOn / counts.handedOn,
    rows: counts.handedOn,
    /** Of the rows of numbers that belong to a user, how many have that user's person. */
    found: counts.found / counts.held,
  };
}

describe.each([1, 2])("a simulated country, seed %i, scored against its truth", (seed) => {
  let events: Events;
  let exact: Linked;
  let exactShares: ReturnType<typeof ownersRight>;
  beforeAll(async () => {
    events = await worldEvents(await open(seed));
    exact = await link(events, { cooccur: [] });
    exactShares = ownersRight(exact);
  });

  test("exact identifiers find most rows' people, whose records are stale or wrong in one of twelve", () => {
    const { table, eventF1 } = evaluateLinks(exact, "truth");
    const [pairs] = table.objects() as { precision: number; recall: number }[];
    expect(exact.linkedShare).toBeGreaterThan(0.96);
    expect(pairs.precision).toBeGreaterThan(0.98);
    expect(pairs.recall).toBeGreaterThan(0.88);
    expect(eventF1).toBeGreaterThan(0.9);
    expect(exactShares.share).toBeGreaterThan(0.99);
    expect(exactShares.handedOn).toBeGreaterThan(0.9);
  });

  test("codes by SMS and the logins after them find more of them, and are wrong no more often", async () => {
    const linked = await link(events);
    const { share, handedOn, found } = ownersRight(linked);
    expect(found).toBeGreaterThan(exactShares.found + 0.07);
    expect(share).toBeGreaterThan(0.998);
    expect(share).toBeGreaterThanOrEqual(exactShares.share - 0.0005);
    expect(handedOn).toBeGreaterThan(exactShares.handedOn);
    expect(evaluateLinks(linked, "truth").eventF1).toBeGreaterThan(0.96);
  });

  test("where logins tell the number, recycled and changed numbers find the right owner", async () => {
    const linked = await link(await worldEvents(await open(seed), true));
    const { share, handedOn, rows } = ownersRight(linked);
    expect(rows).toBeGreaterThan(500);
    expect(share).toBeGreaterThan(0.99);
    expect(handedOn).toBeGreaterThan(0.95);
  });
});
