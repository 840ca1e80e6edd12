import { escape as derived, table as toArquero } from "arquero";
import { describe, expect, test } from "vitest";
import { PhonographError } from "../../toolkit/core/errors.ts";
import type { Events } from "../../toolkit/core/events.ts";
import { random } from "../../toolkit/core/random.ts";
import { type Cooccurrence, cooccurrence } from "../../toolkit/link/cooccurrence.ts";
import { type OtpWorld, otpWorld } from "./otp-world.ts";

const ASKED = { trigger: "sms", response: "auth" } as const;

interface Pair {
  phone: string;
  user: string;
  from: number;
  to: number;
  probability: number;
  state: string;
}

const pairsOf = ({ table }: Cooccurrence) => table.objects() as unknown as Pair[];
const linkedOf = (found: Cooccurrence) => pairsOf(found).filter(({ state }) => state === "linked");

function scores(found: Cooccurrence, { pairs, code }: OtpWorld) {
  const linked = linkedOf(found);
  const right = new Set(linked.map(({ phone, user }) => `${phone} ${user}`).filter((pair) => pairs.has(pair))).size;
  const events = found.events.objects() as unknown as { trigger: number; response: number }[];
  const rightEvents = events.filter(({ trigger, response }) => code[response] === trigger).length;
  const trueEvents = code.filter((cause) => cause >= 0).length;
  return {
    precision: right / linked.length,
    pairF1: (2 * right) / (linked.length + pairs.size),
    eventF1: (2 * rightEvents) / (events.length + trueEvents),
  };
}

function expectNobodyTwice(found: Cooccurrence): void {
  for (const id of ["phone", "user"] as const) {
    const last = new Map<string, number>();
    for (const pair of linkedOf(found).sort((a, b) => a.from - b.from)) {
      expect(pair.from).toBeGreaterThan(last.get(pair[id]) ?? -Infinity);
      last.set(pair[id], Math.max(pair.to, last.get(pair[id]) ?? -Infinity));
    }
  }
}

describe("cooccurrence finds who owns which number from codes and logins alone", () => {
  test.each<[string, Partial<Parameters<typeof otpWorld>[0]>, number, number]>([
    ["on ordinary traffic", {}, 0.98, 0.995],
    ["on another seed", { seed: 12 }, 0.98, 0.995],
    ["with few codes", { perUser: 1.5, users: 4000 }, 0.96, 0.98],
    ["among the codes of twenty other companies", { companies: 20 }, 0.98, 0.995],
    ["with a clock four minutes behind", { skew: -24e4 }, 0.98, 0.995],
    ["with a clock seven minutes ahead", { skew: 42e4 }, 0.98, 0.995],
    ["where one login in seven has no code", { orphans: 0.15 }, 0.88, 0.96],
    ["where half of the codes go unanswered", { answered: 0.5 }, 0.88, 0.95],
  ])("%s", async (_, options, pairs, events) => {
    const world = otpWorld({ seed: 11, ...options });
    const found = await cooccurrence(world.table, ASKED, { workers: 0 });
    const score = scores(found, world);
    expect(score.precision).toBeGreaterThan(0.985);
    expect(score.pairF1).toBeGreaterThan(pairs);
    expect(score.eventF1).toBeGreaterThan(events);
    expect(found.falseShare).toBeLessThan(0.01);
    expectNobodyTwice(found);
    const kinds = found.kinds.objects() as { kind: string; answered: number }[];
    expect(kinds.filter(({ answered }) => answered > 0).map(({ kind }) => kind)).toEqual(["FARO"]);
    expect(found.delay).toBeCloseTo(16.4 + (options?.skew ?? 0) / 1000, -0.5);
  });

  test("its probabilities come true", async () => {
    const bins = Array.from({ length: 5 }, () => ({ n: 0, said: 0, true: 0 }));
    for (const seed of [1, 2, 3]) {
      const world = otpWorld({ seed, users: 6000, days: 15, perUser: 3, orphans: 0.15 });
      for (const { phone, user, probability } of pairsOf(await cooccurrence(world.table, ASKED, { control: false }))) {
        const bin = bins[Math.min(4, Math.floor(probability * 5))]!;
        bin.n++;
        bin.said += probability;
        bin.true += world.pairs.has(`${phone} ${user}`) ? 1 : 0;
      }
    }
    const told = bins.filter(({ n }) => n >= 100);
    expect(told.length).toBeGreaterThan(1);
    for (const { n, said, true: right } of told) {
      expect(Math.abs(said - right) / n).toBeLessThan(0.1);
    }
  });

  test("and finds nothing where there is nothing to find", async () => {
    const { table } = otpWorld({ seed: 5, answered: 0, orphans: 0.5 });
    const found = await cooccurrence(table, ASKED);
    expect(found.linked).toBe(0);
    expect(found.table.numRows()).toBe(0);
    expect(found.delay).toBeNaN();
    expect(found.falseShare).toBeNaN();
  });
});

describe("the answer does not depend on", () => {
  const world = otpWorld({ seed: 3, users: 600 });
  const content = (found: Cooccurrence) => ({
    pairs: pairsOf(found)
      .map(({ phone, user, from, to, probability, state }) => [phone, user, from, to, probability, state].join(" "))
      .sort(),
    said: [found.linked, found.delay, found.falseShare, found.candidates],
  });

  test("the order of rows", async () => {
    const chance = random(4);
    const order = chance.shuffle(Array.from({ length: world.table.numRows() }, (_, i) => i));
    const place = new Int32Array(order.length);
    for (const [i, row] of order.entries()) place[row] = i;
    const shuffled = world.table.assign(toArquero({ place })).orderby("place") as unknown as Events;
    expect(content(await cooccurrence(shuffled, ASKED))).toEqual(content(await cooccurrence(world.table, ASKED)));
  });

  test("workers", async () => {
    const answers = await Promise.all([0, 1, 3].map((workers) => cooccurrence(world.table, ASKED, { workers })));
    for (const answer of answers) expect(content(answer)).toEqual(content(answers[0]!));
  });

  test("events that take no part", async () => {
    const odd = world.table.concat(
      toArquero({
        at: [NaN, 5, 6, 7],
        kind: ["sms", "auth", "app", "auth"],
        phone: ["+351912000000", null, "+351912000007", null],
        peer: ["FARO", null, null, null],
        user: [null, "null", "u1", "-1"],
      }),
    ) as unknown as Events;
    const found = await cooccurrence(odd, ASKED);
    expect(content(found)).toEqual(content(await cooccurrence(world.table, ASKED)));
    expect(found.about.excluded).toEqual([
      { reason: "trigger without a usable phone or time", rows: 1 },
      { reason: "response without a usable user or time", rows: 2 },
    ]);
  });
});

describe("cooccurrence refuses in words", () => {
  const events = toArquero({
    at: [1, 2],
    kind: ["sms", "auth"],
    phone: ["+351912000000", null],
    user: [null, "ann"],
  }) as unknown as Events;
  const asked = async (question: unknown, options?: unknown, given: Events = events) => {
    const error = await cooccurrence(given, question as never, options as never).catch((thrown: unknown) => thrown);
    return error instanceof PhonographError ? error.message : `${error}`;
  };

  test.each<[string, unknown, unknown?, Events?]>([
    ["no question", undefined],
    ["no response", { trigger: "sms" }],
    ["a trigger that is its own response", { trigger: "sms", response: "sms" }],
    ["one identifier on both sides", ASKED, { source: "user" }],
    ["an unknown identifier", ASKED, { source: "ip" }],
    ["a threshold that is no chance", ASKED, { threshold: 1 }],
    ["an option that is not there", ASKED, { windw: "2m" }],
    ["a block list that is none", ASKED, { block: "u1" }],
    ["kinds that are no column's name", ASKED, { kinds: 5 }],
    ["a control that is neither on nor off", ASKED, { control: "no" }],
    ["a table without users", ASKED, {}, events.select("at", "kind", "phone") as unknown as Events],
    [
      "numbers as dialled",
      ASKED,
      {},
      events.derive({
        phone: derived((row: { phone: string | null }) => row.phone && "912 000 000"),
      }) as unknown as Events,
    ],
  ])("%s", async (_, question, options = {}, given = events) => {
    expect(await asked(question, options, given)).toMatchSnapshot();
  });

  test("but takes two events, or none, as they are", async () => {
    for (const rows of [events, events.slice(0, 0)]) {
      expect((await cooccurrence(rows as unknown as Events, ASKED)).linked).toBe(0);
    }
  });

  test("one number with very many codes costs no more than its answers", async () => {
    const { table } = otpWorld({ seed: 2, users: 300 });
    const many = 50_000;
    const flood = toArquero({
      at: Float64Array.from({ length: many }, (_, i) => Date.UTC(2026, 2, 2) + i * 4e4),
      kind: new Array(many).fill("sms"),
      phone: new Array(many).fill("+351969999999"),
      peer: new Array(many).fill("FARO"),
      user: new Array(many).fill(null),
    });
    const found = await cooccurrence(table.concat(flood) as unknown as Events, ASKED);
    expect(linkedOf(found).some(({ phone }) => phone === "+351969999999")).toBe(false);
  });
});
