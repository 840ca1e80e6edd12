import { describe, expect, test } from "vitest";
import { PhonographError } from "../../toolkit/core/errors.ts";
import { cooccurrence } from "../../toolkit/link/cooccurrence.ts";
import { explainNonLink } from "../../toolkit/link/explain-non-link.ts";
import { explainPair } from "../../toolkit/link/explain-pair.ts";
import { link } from "../../toolkit/link/link.ts";
import { journeys } from "../journeys.ts";
import { otpWorld } from "./otp-world.ts";
import { sessionWorld } from "./session-world.ts";

interface Found {
  phone: string;
  user: string;
  weight: number;
  probability: number;
  hits: number;
  unanswered: number;
  unexplained: number;
  state: string;
}

const world = otpWorld({ seed: 7, users: 1500, days: 10, perUser: 3, orphans: 0.15 });
const found = await cooccurrence(world.table, { trigger: "sms", response: "auth" }, { control: false });
const pairs = found.table.objects() as unknown as Found[];

describe("explainPair", () => {
  test("its terms add up: to the weight, and with the prior to the odds of the probability", () => {
    for (const pair of pairs.filter((_, i) => i % 7 === 0)) {
      const why = explainPair(found, { phone: pair.phone, user: pair.user });
      if (pair.state !== why.state || pair.probability !== why.probability) continue;
      const terms = why.table.objects() as unknown as { label: string; weight: number; m: number; u: number }[];
      const sum = (list: typeof terms) => list.reduce((total, { weight }) => total + weight, 0);
      const isAboutPair = ({ label }: { label: string }) => !label.startsWith("the other candidates");
      expect(sum(terms.filter(isAboutPair))).toBeCloseTo(pair.weight, 6);
      expect(why.prior + sum(terms)).toBeCloseTo(why.total, 9);
      if (pair.probability < 1 - 1e-9) expect(1 / (1 + 2 ** -why.total)).toBeCloseTo(pair.probability, 6);
      for (const { m, u, weight } of terms) if (!Number.isNaN(m)) expect(Math.log2(m / u)).toBeCloseTo(weight, 9);
      // What is left for responses without a trigger, and for the time before and after, speaks against.
      const rest = terms.find(({ label }) => label.includes("the ends"));
      expect(rest?.weight ?? 0).toBeLessThan(1e-6);
      // So do rivals: all else that is known of the two is in the prior.
      if (pair.probability > 1 - 1e-9) continue;
      expect(terms.find((term) => !isAboutPair(term))?.weight ?? 0).toBeLessThan(1e-6);
    }
  });

  test("begins with odds that are learnt, so that none is linked with less than is asked of it", async () => {
    const { table } = sessionWorld({ seed: 81, perDay: 0.3, elsewhere: 0.3 });
    const found = await cooccurrence(table, { trigger: "data", response: "app" }, { control: false });
    const linked = (found.table.objects() as unknown as Found[]).filter(({ state }) => state === "linked");
    const least = linked.toSorted((a, b) => a.weight - b.weight).slice(0, 50);
    for (const { phone, user } of least) {
      const { prior, weight } = explainPair(found, { phone, user });
      expect(prior).toBeLessThan(0);
      expect(prior + weight).toBeGreaterThan(Math.log2(0.95 / 0.05) - 1e-9);
    }
    // one in many, of whom most have a number: less is asked than of one in all
    expect(least[0]!.weight).toBeLessThan(Math.log2(0.95 / 0.05) + Math.log2(1000));
  });

  test("has a term for an address that is missing where answers have one", async () => {
    const { table } = sessionWorld({ seed: 1, perDay: 0.5 });
    const found = await cooccurrence(table, { trigger: "data", response: "app" }, { control: false, agree: "ip" });
    const weights: number[] = [];
    for (const { phone, user, state, weight } of found.table.objects() as unknown as Found[]) {
      if (state === "linked") continue;
      const why = explainPair(found, { phone, user });
      const terms = why.table.objects() as unknown as { label: string; weight: number; m: number; u: number }[];
      const missing = terms.filter(({ label }) => label === "no ip");
      for (const { m, u, weight } of missing) expect(Math.log2(m / u)).toBeCloseTo(weight, 9);
      weights.push(...missing.map(({ weight }) => weight));
      if (why.weight !== weight) continue;
      const about = terms.filter(({ label }) => !label.startsWith("the other candidates"));
      expect(about.reduce((sum, { weight }) => sum + weight, 0)).toBeCloseTo(weight, 5);
    }
    expect(weights.length).toBeGreaterThan(5);
    expect(Math.max(...weights)).toBeLessThan(-1);
  });

  test("has a term for each coincidence, with its two rows, and one for what was not answered", () => {
    const pair = pairs.find(({ hits, unanswered, state }) => hits > 3 && unanswered > 0 && state === "linked")!;
    const { table, evidence } = explainPair(found, { phone: pair.phone, user: pair.user });
    const terms = table.objects() as { label: string; value: number; rows: number }[];
    expect(terms.filter(({ label }) => label.startsWith("user responds"))).toHaveLength(pair.hits);
    expect(terms.filter(({ label }) => label.endsWith("unanswered"))[0]).toMatchObject({
      value: pair.unanswered,
      rows: pair.unanswered,
    });
    const rows = evidence.objects() as unknown as { term: number; row: number; at: number; kind: string }[];
    for (const [i, { rows: n }] of terms.entries()) expect(rows.filter(({ term }) => term === i)).toHaveLength(n);
    const [trigger, response] = rows;
    expect([trigger!.kind, response!.kind]).toEqual(["sms", "auth"]);
    expect((response!.at - trigger!.at) / 1000).toBeCloseTo(terms[0]!.value, 9);
    expect(world.table.get("phone", trigger!.row)).toBe(pair.phone);
    expect(world.table.get("user", response!.row)).toBe(pair.user);
  });

  test("has a term for the address that both sides show: much at home, little behind an operator's, against where not", async () => {
    const { table } = otpWorld({ seed: 7, users: 1500, days: 10, perUser: 3, shared: 0.4 });
    const asked = { trigger: "sms", response: "auth" } as const;
    const found = await cooccurrence(table, asked, { control: false, agree: "ip" });
    const weights = { home: [] as number[], gate: [] as number[], another: [] as number[] };
    for (const { phone, user, state, weight } of (found.table.objects() as unknown as Found[]).slice(0, 400)) {
      if (state !== "linked") continue;
      const why = explainPair(found, { phone, user });
      const terms = why.table.objects() as unknown as {
        label: string;
        value: number;
        weight: number;
        m: number;
        u: number;
      }[];
      for (const { label, weight, m, u, value } of terms) {
        if (label.startsWith("another ip")) weights.another.push(weight);
        if (label.startsWith("the same ip")) (value < 0.05 ? weights.home : weights.gate).push(weight);
        if (!Number.isNaN(m)) expect(Math.log2(m / u)).toBeCloseTo(weight, 9);
        expect(label).not.toMatch(/203\.0|198\.51/);
      }
      if (why.weight !== weight) continue;
      const about = terms.filter(({ label }) => !label.startsWith("the other candidates"));
      expect(about.reduce((sum, { weight }) => sum + weight, 0)).toBeCloseTo(weight, 5);
    }
    expect(Math.min(...Object.values(weights).map((list) => list.length))).toBeGreaterThan(20);
    expect(Math.min(...weights.home)).toBeGreaterThan(6);
    expect(Math.min(...weights.gate)).toBeGreaterThan(0);
    expect(Math.max(...weights.gate)).toBeLessThan(5);
    expect(Math.max(...weights.another)).toBeLessThan(-2);
  });

  test("tells which guards were passed: all of a linked pair's, not all of an ambiguous one's", () => {
    for (const pair of pairs.filter((_, i) => i % 5 === 0)) {
      const { guards, state } = explainPair(
        found,
        pair.state === "linked" ? { phone: pair.phone, user: pair.user } : { user: pair.user, phone: pair.phone },
      );
      const passed = (guards.objects() as { passed: string }[]).every(({ passed }) => passed === "yes");
      expect(passed).toBe(state === "linked");
    }
  });

  test("shows no identifier", () => {
    const [pair] = pairs;
    const { about, ...why } = explainPair(found, { phone: pair!.phone, user: pair!.user });
    const told = JSON.stringify([
      why.text,
      why.source,
      why.target,
      about.options,
      ...[why.table, why.evidence, why.guards].map((table) => table.objects()),
    ]);
    expect(told).not.toContain(pair!.phone);
    expect(why.text.split("\n")[0]).toMatch(
      /^phone \+351•••••••\d\d and user (u\d?•••|•••): linked, probability 1\.000$/,
    );
  });

  test("refuses in words", () => {
    const [{ phone, user }, other] = [pairs[0]!, pairs.at(-1)!];
    const message = (run: () => unknown) => {
      try {
        run();
      } catch (error) {
        return error instanceof PhonographError ? error.message : `${error}`;
      }
      return "nothing";
    };
    expect(
      [
        message(() => explainPair(found, { phone, user: "somebody" })),
        message(() => explainPair(found, { phone: "+351000000000", user })),
        message(() => explainPair(found, { phone, user: other.user === user ? "u1" : other.user })),
        message(() => explainPair(found, { phone } as never)),
        message(() => explainPair(found, phone as never)),
        message(() => explainPair(found.table as never, { phone, user })),
        message(() =>
          explainNonLink(cooccurrence(world.table, { trigger: "sms", response: "auth" }) as never, { phone, user }),
        ),
      ]
        .join("\n")
        .replace(/u\d•••/, "u•••"),
    ).toMatchInlineSnapshot(`
      "explainPair: there is no response of that user
        found: so•••
        try: write identifiers as they are in the events
      explainPair: there is no trigger of that phone
        found: +351•••••••00
        try: write identifiers as they are in the events
      explainPair: the two must be among the pairs that were found
        found: +351•••••••85 and u••• are not
        try: explainNonLink tells why they are not linked
      explainPair: a pair is one phone and one user, each a text
        found: {phone}
        try: explainPair(..., { phone: "+351...", user: "ann" })
      explainPair: a pair is one phone and one user, each a text
        found: string
        try: explainPair(..., { phone: "+351...", user: "ann" })
      explainPair: the first argument must be what cooccurrence gave
        found: a table
        try: explainPair(await cooccurrence(events, { trigger, response }), ...)
      explainNonLink: the first argument must be what cooccurrence gave
        found: a promise
        try: await it first"
    `);
  });
});

describe("explainNonLink", () => {
  const linked = pairs.filter(({ state }) => state === "linked");

  test("of a linked pair says that it is one; of an ambiguous one how far it is ahead", () => {
    const { phone, user } = linked[0]!;
    expect(explainNonLink(found, { phone, user }).reason).toBe("linked");
    const doubtful = pairs.find(
      (pair) =>
        pair.state === "ambiguous" && !linked.some(({ phone, user }) => phone === pair.phone && user === pair.user),
    )!;
    const why = explainNonLink(found, { phone: doubtful.phone, user: doubtful.user });
    expect(["ambiguous", "too little"]).toContain(why.reason);
    expect(why.weight).toBeCloseTo(doubtful.weight, 9);
    expect(why.table.numRows()).toBe(2 * doubtful.hits);
  });

  test("of any two others it finds one reason, and what it says of them is so", () => {
    const reasons = new Map<string, number>();
    for (let i = 0; i < 300; i++) {
      const [a, b] = [linked[(i * 37) % linked.length]!, linked[(i * 91 + 5) % linked.length]!];
      if (a.user === b.user) continue;
      const why = explainNonLink(found, { phone: a.phone, user: b.user });
      reasons.set(why.reason, (reasons.get(why.reason) ?? 0) + 1);
      if (why.reason === "never near") expect(why.table.numRows()).toBe(0);
      if (why.reason === "somebody else")
        expect(why.text).toMatch(/at that time (phone|user) is linked to (user|phone)/);
      if (why.reason === "too little") expect(why.coincidences).toBeGreaterThan(0);
    }
    expect(reasons.get("never near")).toBeGreaterThan(100);
  });

  test("so many more coincidences as it says would do", async () => {
    const clock = (day: number, hour: number, minute: number, second: number) =>
      `2026-03-${String(day).padStart(2, "0")} ${[hour, minute, second].map((n) => String(n).padStart(2, "0")).join(":")}`;
    const code = (who: number, day: number, hour: number, minute: number, second: number) =>
      `${clock(day, hour, minute, second)} sms.otp peer=BANK phone=+3519130000${10 + who}, ${clock(day, hour, minute, second + 12 + (who % 5))} auth.login user=u-${who}`;
    // Everybody asks for a code now and then, and all of the first ten in the same ten seconds of one day.
    const crowd = Array.from({ length: 60 }, (_, who) => [
      `p${who}`,
      Array.from({ length: 6 }, (_, i) =>
        code(who, 10 + ((i * 5 + who) % 9), 8 + ((who * 7 + i) % 12), (who * 13 + i * 17) % 59, 3),
      ).join(", "),
    ]);
    const ann = (n: number) =>
      Array.from(
        { length: n },
        (_, i) =>
          `${clock(20 + i, 10, 0, 1)} sms.otp peer=BANK phone=+351912000001, ${clock(20 + i, 10, 0, 15)} auth.login user=ann`,
      ).join(", ");
    const bob = `${clock(20, 10, 0, 2)} sms.otp peer=BANK phone=+351912000002, ${clock(20, 10, 0, 16)} auth.login user=bob`;
    const ask = async (n: number) => {
      const events = journeys({ ...Object.fromEntries(crowd), ann: ann(n), bob });
      const given = await cooccurrence(events, { trigger: "sms.otp", response: "auth.login" }, { control: false });
      return explainNonLink(given, { phone: "+351912000001", user: "ann" });
    };
    const once = await ask(1);
    expect(["ambiguous", "too little"]).toContain(once.reason);
    expect(once.table.numRows()).toBe(2);
    const more = once.reason === "too little" ? once.coincidences : 1;
    expect((await ask(1 + more)).reason).toBe("linked");
  });

  test("weighs what both sides show as it does for pairs that were found", async () => {
    const { table, pairs } = otpWorld({ seed: 7, users: 1500, days: 10, perUser: 3, orphans: 0.15, shared: 0.4 });
    const asked = { trigger: "sms", response: "auth" } as const;
    const [plain, alike] = [
      await cooccurrence(table, asked, { control: false }),
      await cooccurrence(table, asked, { control: false, agree: "ip" }),
    ];
    const rows = (table.objects() as { at: number; phone: string; user: string; peer: string }[]).sort(
      (a, b) => a.at - b.at,
    );
    let [less, tried] = [0, 0];
    for (const [i, { at, user }] of rows.entries()) {
      const before = rows[i - 1];
      if (tried === 200 || !user || before?.peer !== "FARO" || at - before.at > 3e4) continue;
      if (pairs.has(`${before.phone} ${user}`)) continue;
      const [why, without] = [alike, plain].map((found) => explainNonLink(found, { phone: before.phone, user }));
      if (Number.isNaN(why!.weight) || Number.isNaN(without!.weight)) continue;
      tried++;
      if (why!.weight < without!.weight) less++;
    }
    expect(tried).toBeGreaterThan(30);
    // strangers hardly ever show the same address: that they do not speaks against them
    expect(less / tried).toBeGreaterThan(0.7);
  });

  test("of a linked table asks owners and identifiers set aside first, then timing", async () => {
    const P = "phone=+351912345678";
    const world = await link(
      journeys({
        ann: `2026-01-05 auth.login user=ann-lee ${P}, 2026-01-06 auth.login user=ann-lee ${P}, 2026-01-20 crm user=bob-ray ${P}`,
        bob: "2026-01-05 app.view user=bob-ray device=d-bob, 2026-01-05 app.view user=anonymous",
        eve: "2026-01-05 crm user=dee-ash phone=+351931234567, crm user=eve-oak phone=+351931234567",
      }),
    );
    const why = (pair: Record<string, string>) => explainNonLink(world, pair);
    expect(why({ phone: "+351912345678", user: "ann-lee" })).toMatchObject({ reason: "linked" });
    expect(why({ phone: "+351912345678", user: "bob-ray" })).toMatchObject({ reason: "somebody else" });
    expect(why({ phone: "+351912345678", user: "bob-ray" }).text).toMatchInlineSnapshot(`
      "1 row names both, taken for errors
      phone +351•••••••78 belongs to user an••• from 2026-01-05 to now: seen 2 times, contradicted once"
    `);
    expect(why({ phone: "+351931234567", user: "eve-oak" }).text).toMatchInlineSnapshot(
      `"1 row names both, but no user has a chance of 0.9 to own phone +351•••••••67"`,
    );
    expect(why({ phone: "+351912345678", user: "anonymous" }).text).toMatchInlineSnapshot(
      `"user an••• was set aside: stands for no identifier"`,
    );
    expect(why({ device: "d-bob", user: "ann-lee" }).text).toMatchInlineSnapshot(
      `"device d-••• and user an••• are never seen together"`,
    );
    expect(() => why({ phone: "+351912345679", user: "ann-lee" })).toThrow(/there is no event of that phone/);
    expect(() => why({ user: "ann-lee" })).toThrow(/a pair is one phone and one user/);
  });
});
