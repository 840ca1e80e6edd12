import { table } from "arquero";
import { describe, expect, test } from "vitest";
import { normalise } from "../../toolkit/normalise/normalise.ts";
import { explainNumber } from "../../toolkit/numbers/explain-number.ts";
import { findNumbers } from "../../toolkit/numbers/find-numbers.ts";
import { numberBanners } from "../../toolkit/numbers/number-banners.ts";
import { parseNumbers } from "../../toolkit/numbers/parse-numbers.ts";
import { sameNumber } from "../../toolkit/numbers/same-number.ts";
import { classify } from "../../workers/numbers/classify.ts";
import { REGIONS } from "../../workers/numbers/words.ts";
import { factsOf } from "./facts.ts";

const GOOD = "+351912345678";
const issuesOf = async (who: readonly unknown[], options: object = {}) => {
  const raw = { table: table({ when: who.map((_, i) => 1.7e12 + i * 1000), who }) };
  const { table: events, issues } = await normalise(
    { raw, map: { at: "when", kind: { constant: "call" }, phone: "who" } },
    { region: "PT", zone: "Europe/Lisbon", ...options },
  );
  const told = issues.objects() as { reason: string; rows: number }[];
  return { rows: events.numRows(), of: (reason: string) => told.find((issue) => issue.reason === reason)?.rows ?? 0 };
};

describe("what is missing", () => {
  const missing = [null, undefined, Number.NaN, "", " ", "\t\r\n", "\u00a0", "\u3000", "\ufeff"];

  test("is junk for being empty, wherever it stands, and no value of which a share is taken", async () => {
    const { table: facts, counts } = await parseNumbers([...missing, GOOD, ...missing]);
    const places = facts.numRows() - 1;
    for (let i = 0; i <= places; i++) {
      const want = i === missing.length ? ["number", null, GOOD] : ["junk", "empty", null];
      expect([facts.get("kind", i), facts.get("reason", i), facts.get("key", i)]).toEqual(want);
    }
    expect(counts).toEqual({ values: 1, invalid: 0, defaultRegion: 0, scientific: 0 });
  });

  test("is counted in the issues where it is a blank text, and its row stays", async () => {
    const { rows, of } = await issuesOf([GOOD, "", " ", "\u3000"]);
    expect([rows, of("phone: empty")]).toEqual([4, 3]);
  });
});

describe("what is no text", () => {
  test("a whole number is its digits up to the largest safe one, flagged, and none beyond", async () => {
    const largest = Number.MAX_SAFE_INTEGER;
    const facts = await factsOf([351912345678, 351912345678n, largest, largest + 1, -largest - 1, 2 ** 60], {
      region: "PT",
    });
    expect([...facts.key].slice(0, 2)).toEqual([GOOD, GOOD]);
    expect([0, 1, 2].map((i) => facts.flags.at(i)?.includes("numeric-type"))).toEqual([true, true, true]);
    expect([...facts.reason].slice(3)).toEqual(["not text", "not text", "not text"]);
  });

  test("a text that ends in .0 loses it; any other fraction, as number or as text, gives no number", async () => {
    const whole = ["351912345678.0", "351912345678.00", "+351912345678.000"];
    expect(new Set((await factsOf(whole, { region: "PT" })).key)).toEqual(new Set([GOOD]));
    const broken = [912345678.5, 0.1, -1.5, Infinity, -Infinity, "351912345678.5", "912345678.25"];
    const facts = await factsOf(broken, { region: "PT" });
    expect([...facts.key]).toEqual(broken.map(() => null));
    expect([...facts.reason].slice(0, 5)).toEqual(broken.slice(0, 5).map(() => "not text"));
  });

  test("dates, objects, lists, functions, symbols and truths are refused, in a list and one by one", async () => {
    const tricky = { toString: () => GOOD, valueOf: () => 351912345678 };
    const refused = [new Date(0), {}, tricky, [GOOD], new String(GOOD), () => GOOD, Symbol(GOOD), true, false];
    const facts = await factsOf(refused, { region: "PT" });
    expect(new Set(facts.reason)).toEqual(new Set(["not text"]));
    expect(new Set(facts.key)).toEqual(new Set([null]));
    for (const value of refused) {
      const told = explainNumber(value as string, { region: "PT" });
      expect(told.find(({ field }) => field === "reason")?.value).toBe("not text");
    }
  });
});

describe("what is long", () => {
  test("64 characters are read, 65 are not", async () => {
    const facts = await factsOf([GOOD.padEnd(64), GOOD.padEnd(65)]);
    expect([...facts.key]).toEqual([GOOD, null]);
    expect(facts.reason.at(1)).toBe("too long to read");
  });

  test("no regular expression sees more than 64 characters", () => {
    const seen: number[] = [];
    const exec = RegExp.prototype.exec;
    RegExp.prototype.exec = function (text: string) {
      seen.push(text.length);
      return exec.call(this, text);
    };
    try {
      classify("1".repeat(65), "PT");
      classify(`+${"9".repeat(1000)}`, undefined, true);
      classify("(".repeat(40_000), "US");
      expect(seen).toEqual([]);
      classify("1".repeat(64), "PT");
      expect(seen.length).toBeGreaterThan(0);
    } finally {
      RegExp.prototype.exec = exec;
    }
  });
});

describe("characters that are not seen", () => {
  test("control characters, and those that turn the direction of a text, are removed and flagged", async () => {
    const controls = [0, 7, 8, 0xb, 0x1b, 0x7f, 0x85, 0x9f];
    const turning = [0x202a, 0x202b, 0x202c, 0x202d, 0x202e, 0x2066, 0x2067, 0x2068, 0x2069];
    for (const code of [...controls, ...turning]) {
      const raw = `+351${String.fromCodePoint(code)}912345678`;
      const facts = await factsOf([raw]);
      expect([facts.key.at(0), facts.flags.at(0)], code.toString(16)).toEqual([GOOD, "control-removed"]);
    }
  });

  test("marks of direction and widthless characters turn nothing round: they go without a word", async () => {
    for (const code of [0x200b, 0x200e, 0x200f, 0x061c, 0x2060, 0xfeff, 0xad]) {
      const facts = await factsOf([`${String.fromCodePoint(code)}+351${String.fromCodePoint(code)}912345678`]);
      expect([facts.key.at(0), facts.flags.at(0)], code.toString(16)).toEqual([GOOD, null]);
    }
  });
});

describe("a region that is none", () => {
  const meant = [
    ["UK", "GB"],
    ["EN", "GB"],
    ["usa", "US"],
    ["USA", "US"],
    ["pt", "PT"],
    [" PT", "PT"],
    ["Portugal", "PT"],
    ["EL", "GR"],
  ] as const;

  test.each(meant)("%j fails at once, whoever is asked, and the hint is %j", async (region, hint) => {
    const given = { region };
    const when = { at: { constant: "2026-01-01T00:00:00Z" }, kind: { constant: "call" }, phone: "who" } as const;
    const raw = { table: table({ who: [GOOD] }) };
    for (const attempt of [
      () => parseNumbers([], given),
      async () => explainNumber(GOOD, given),
      async () => findNumbers(GOOD, given),
      async () => sameNumber(GOOD, GOOD, given),
      () => normalise({ raw, map: when }, given),
      () => normalise({ raw, map: when, region }),
    ]) {
      await expect(attempt()).rejects.toMatchObject({
        code: "option/invalid",
        hint: expect.stringContaining(`"${hint}"`),
      });
    }
  });

  test("in a column of regions is a reason on its row, and never the region that was meant", async () => {
    const regionColumn = ["PT", "UK", "usa", "", null, "??"];
    const { table: facts } = await parseNumbers(new Array(6).fill("912345678"), { region: "PT", regionColumn });
    expect(facts.array("reason")).toEqual([null, "bad-region", "bad-region", null, null, "bad-region"]);
    expect(facts.array("key")).toEqual([GOOD, null, null, GOOD, GOOD, null]);
  });

  test("all regions that exist are taken", async () => {
    for (const region of REGIONS) if (region !== "001") await parseNumbers(["112"], { region });
  });
});

test("a column of more than 20 % invalid, 5 % default-region or 1 % scientific values is told, and not at the limit", async () => {
  const namesOf = async (odd: string, share: number) => {
    const values = Array.from({ length: 200 }, (_, i) => (i < share * 200 ? odd : GOOD));
    return (await parseNumbers(values, { region: "PT" })).banners.map(({ name }) => name);
  };
  expect(await namesOf("+3519", 0.2)).toEqual([]);
  expect(await namesOf("+3519", 0.205)).toEqual(["invalid"]);
  expect(await namesOf("912345678", 0.05)).toEqual([]);
  expect(await namesOf("912345678", 0.055)).toEqual(["default-region"]);
  expect(await namesOf("3.51912E+11", 0.01)).toEqual([]);
  expect(await namesOf("3.51912E+11", 0.015)).toEqual(["scientific-notation"]);
  expect(numberBanners({ values: 0, invalid: 0, defaultRegion: 0, scientific: 0 })).toEqual([]);
});

describe("a column of mixed kinds", () => {
  const line = ["268011234567890", "268011234567891", "268011234567892"];

  test("is refused as numbers where most are identifiers, unless it is taken as it is", async () => {
    await expect(issuesOf([...line, GOOD])).rejects.toMatchObject({ code: "option/invalid" });
    const raw = { table: table({ when: [1.7e12, 1.7e12 + 1000], who: [line[0], GOOD] }) };
    const map = { at: "when", kind: { constant: "call" }, phone: "who" } as const;
    const { table: events } = await normalise({ raw, map, numbers: "keep" }, { zone: "UTC" });
    expect(events.array("phone")).toEqual([line[0], GOOD]);
  });

  test("has no two kinds under one key: what joins rows is qualified by what it is", async () => {
    const facts = await factsOf(["112", "*112#", "+112", "112abc", "sip:112@x.example", GOOD], { region: "PT" });
    const keys = [...facts.key].filter((key) => key !== null);
    expect(new Set(keys).size).toBe(keys.length);
    expect(keys).toContain("short:PT:112");
    expect(keys).toContain("ussd:PT:112");
  });
});

test("no device number without its check digit is E.164 of which the plus was left out", async () => {
  const devices = Array.from({ length: 2000 }, (_, i) => `35${String((i * 48_271 * 7919) % 1e12).padStart(12, "7")}`);
  const { table: facts } = await parseNumbers(devices, { region: "PT", idd: "lenient" });
  expect(new Set(facts.array("e164"))).toEqual(new Set([null]));
  const finnish = await parseNumbers(["358401234567"], { region: "PT", idd: "lenient" });
  expect(finnish.table.get("e164", 0)).toBe("+358401234567");
});
