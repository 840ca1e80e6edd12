import { table as arqueroTable } from "arquero";
import { describe, expect, test, vi } from "vitest";
import type { Events } from "../../toolkit/core/events.ts";
import { random } from "../../toolkit/core/random.ts";
import { clean } from "../../toolkit/normalise/clean.ts";
import { CLEANING_RULES, type CleaningRule } from "../../toolkit/normalise/cleaning/rules.ts";
import { normalise } from "../../toolkit/normalise/normalise.ts";
import { messageOf } from "../sources/scratch.ts";

const objects = (table: { objects(): object[] }) => table.objects() as Record<string, unknown>[];
const latest = "2027-01-01";
const ANN = "+351912345678";
const BOB = "+351961234567";
const start = Date.UTC(2026, 2, 1, 10);

/** A table of these columns, at so many seconds after ten o'clock; what is no list is the same in every row. */
function events(seconds: readonly number[], columns: Record<string, unknown>): Events {
  const lists = Object.entries({ source: "s.csv", kind: "call", ...columns }).map(([name, value]) => [
    name,
    Array.isArray(value) ? value : seconds.map(() => value),
  ]);
  return arqueroTable({
    at: seconds.map((s) => start + s * 1000),
    ...Object.fromEntries(lists),
    row: seconds.map((_, i) => i + 1),
  }) as unknown as Events;
}
const stateOf = ({ rules }: { rules: { objects(): object[] } }, name: string) =>
  objects(rules).find(({ rule }) => rule === name)!["state"] as string;

describe("clean drops no event of its own", () => {
  test("one id with several states, names, devices, sessions or addresses is no copy", async () => {
    const sms = { kind: "sms", phone: ANN, peer: BOB, message_id: "m1" };
    const kept = async (columns: object) => (await clean(events([0, 1, 2], { ...sms, ...columns }), { latest })).table;
    expect((await kept({})).numRows()).toBe(1);
    expect((await kept({ status: ["queued", "sent", "delivered"] })).numRows()).toBe(3);
    for (const name of ["name", "device", "session", "ip"]) {
      expect((await kept({ [name]: ["a", "b", "c"] })).numRows(), name).toBe(3);
    }
  });

  test("a column whose values come again and again is no id, and the rule says so; one that is asked for is", async () => {
    // somebody's number in a shop: it is theirs all day; what they do is done twice now and then
    const seconds = Array.from({ length: 60 }, (_, i) => Math.floor(i / 2) * 600 + (i % 2) * 2);
    const shop = events(seconds, { kind: "web", name: "view", bytes: seconds.map((_, i) => i), id: 7, user: "u1" });
    const careful = await clean(shop, { latest });
    expect(careful.dropped).toBe(0);
    expect(stateOf(careful, "redelivered")).toBe(
      "on, without the ids of s.csv: the same come again later, which ids of records do not",
    );
    expect((await clean(shop, { latest, id: "id" })).dropped).toBe(30);
    const messages = events(seconds, { kind: "sms", phone: ANN, id: seconds.map((_, i) => `m${i >> 1}`) });
    const copies = await clean(messages, { latest });
    expect([copies.dropped, stateOf(copies, "redelivered")]).toEqual([30, "on"]);
  });

  test("withheld callers one second apart at one hotline are two people", async () => {
    const call = { phone: null, peer: "+351808200200", direction: "out", duration: 60 };
    expect((await clean(events([0, 1], call), { latest })).dropped).toBe(0);
    expect((await clean(events([0, 1], { ...call, phone: ANN }), { latest })).dropped).toBe(1);
  });

  test("normalise drops no repeated row that names nobody, and says how many it kept", async () => {
    const when = Array.from({ length: 6 }, () => "2026-03-01 10:00:00");
    const once = async (columns: Record<string, unknown[]>, map: object) => {
      const { table, issues } = await normalise(
        {
          raw: { table: arqueroTable({ when, ...columns }) },
          map: { at: "when", kind: { constant: "call" }, ...map } as never,
        },
        { zone: "UTC", region: "PT" },
      );
      const said = objects(issues).filter(({ reason }) => String(reason).startsWith("repeated row"));
      return [table.numRows(), ...said.map(({ reason, effect, rows }) => `${reason}, ${effect} ${rows}`)];
    };
    const spared = "repeated row: names nobody and has no id, kept, noted 5";
    expect(await once({}, {})).toEqual([6, spared]);
    const same = (value: unknown) => when.map(() => value);
    expect(await once({ who: same("anonymous") }, { phone: "who" })).toEqual([6, spared]);
    expect(await once({ who: same("912345678") }, { phone: "who" })).toEqual([1, "repeated row, dropped 5"]);
    expect(await once({ call_id: same("c1") }, {})).toEqual([1, "repeated row, dropped 5"]);
    expect(await once({ call_id: same(null) }, {})).toEqual([6, spared]);
  });
});

describe("clean gives one answer", () => {
  test("the same on any later day, with the limit that `about` tells", async () => {
    const given = events([0, 86_400 * 300], { phone: ANN });
    const at = async (now: string, options = {}) => {
      vi.useFakeTimers({ now: Date.parse(now), toFake: ["Date"] });
      try {
        return await clean(given, options);
      } finally {
        vi.useRealTimers();
      }
    };
    const early = await at("2026-04-01");
    expect(early.blanked).toBe(1);
    const again = await at("2028-04-01", { latest: early.about.options["latest"] });
    expect(objects(again.findings)).toEqual(objects(early.findings));
    expect(objects(again.rules)).toEqual(objects(early.rules));
    expect(again.about.options).toEqual(early.about.options);
  });

  test("a column `doubt` of somebody else's is refused, not taken away", async () => {
    const theirs = (doubt: unknown) => clean(events([0, 60], { phone: ANN, doubt }), { latest });
    expect(await messageOf(theirs(["too cheap", null]))).toMatchInlineSnapshot(`
      "clean: the column "doubt" is where clean writes the rules that hit a row, and this one holds something else
        found: other texts than names of rules
        try: events.rename({ doubt: "my_doubt" })"
    `);
    expect(await messageOf(theirs([0.5, 0.1]))).toMatch("doubt");
    expect((await theirs([null, null])).doubted).toBe(0);
  });

  test("what an earlier cleaning doubted stays doubted, whatever this one looks for", async () => {
    const { table, doubted } = await clean(events([0, 60], { phone: ANN, doubt: [null, "gap+robot"] }), { latest });
    expect([doubted, table.array("doubt")]).toEqual([1, [null, "gap+robot"]]);
    const more = events([0, 60], { phone: ANN, doubt: ["robot", null], duration: [-1, 5] });
    const off = Object.fromEntries(Object.keys(CLEANING_RULES).map((name) => [name, "off"]));
    const two = await clean(more, { latest, rules: { ...off, "negative-duration": { effect: "noted" } } });
    expect(two.table.array("doubt")).toEqual(["negative-duration+robot", null]);
  });

  test("reasons are whole phrases, one for each rule", () => {
    const reasons = Object.values(CLEANING_RULES as Record<string, CleaningRule>).map(({ reason }) => reason);
    expect(new Set(reasons).size).toBe(reasons.length);
    for (const reason of reasons) expect(reason).toMatch(/^(an?|parts|acts|the) [a-z0-9' ]{10,80}$/);
    expect(CLEANING_RULES.robot.reason).toBe("acts of a machine");
  });
});

/** Calls by day of one source, at random, without those that are lost. */
function calls(source: string, days: number, isLost: (at: number) => boolean, seed: number) {
  const chance = random(seed);
  const at: number[] = [];
  for (let s = 0; s < days * 86_400; s += Math.ceil(chance.exponential(120))) {
    const time = Date.UTC(2026, 2, 1) + s * 1000;
    const hour = Math.floor(s / 3600) % 24;
    if (hour >= 6 && hour < 23 && !isLost(time)) at.push(time);
  }
  return at.map((time, i) => ({ at: time, kind: "call", phone: `+3519123456${10 + (i % 20)}`, source, row: i + 1 }));
}
const toEvents = (rows: readonly Record<string, unknown>[]) =>
  arqueroTable(Object.fromEntries(Object.keys(rows[0]!).map((name) => [name, rows.map((row) => row[name])]))) as never;

describe("clean, sources", () => {
  const noon = Date.UTC(2026, 2, 12, 12);
  const isLost = (at: number) => at >= noon && at < noon + 864e5;
  const whole = () => false;
  const found = async (...lists: ReturnType<typeof calls>[]) => {
    const { findings } = await clean(toEvents(lists.flat()), { latest });
    return objects(findings).map(({ rule, what, from }) => [rule, what, new Date(from as number).getUTCDate()]);
  };

  test("two switches that ran at the same time are two sources: an outage of one is a gap", async () => {
    const days = [12, 13].map((day) => ["partial-day", "switch2.csv", day]);
    expect(await found(calls("switch1.csv", 28, whole, 1), calls("switch2.csv", 28, isLost, 2))).toEqual([
      ["gap", "switch2.csv", 12],
      ...days,
    ]);
  });

  test("the files of each of two switches are one source", async () => {
    const files = (name: string, rows: ReturnType<typeof calls>) =>
      rows.map((row) => ({ ...row, source: `${name}-2026-03-${row.at < Date.UTC(2026, 2, 15) ? "a01" : "a02"}.csv` }));
    const gaps = await found(files("switch1", calls("", 28, whole, 1)), files("switch2", calls("", 28, isLost, 2)));
    expect(gaps.filter(([rule]) => rule === "gap")).toEqual([["gap", "switch2-####-##-a##.csv", 12]]);
    expect(gaps.every(([, what]) => what === "switch2-####-##-a##.csv")).toBe(true);
  });

  test("a day on which nothing is to be expected lacks nothing, though a gap ends in it", async () => {
    // one row eight days before a source that is quiet from Tuesday to Thursday, but for its first Thursday
    const busy = calls("cdr.csv", 28, whole, 1).filter(({ at }) => [5, 6, 0, 1].includes(new Date(at).getUTCDay()));
    const [first] = busy;
    const thursday = calls("cdr.csv", 28, whole, 2)
      .filter(({ at }) => new Date(at).getUTCDay() === 4)
      .slice(0, 60);
    const early = { ...first!, at: Math.min(...busy.map(({ at }) => at)) - 8 * 864e5 };
    const { findings } = await clean(toEvents([early, ...thursday, ...busy]), { latest });
    const told = objects(findings).filter(({ rule }) => rule === "partial-day");
    expect(told.length).toBeGreaterThan(0);
    for (const { evidence, expected } of told) {
      expect(evidence).toMatch(/^\d+ % of the rows/);
      expect(expected).toBeGreaterThan(0);
    }
  });

  test("sources too short to judge are named, not passed over", async () => {
    const short = calls("short.csv", 2, whole, 3);
    const alone = await clean(toEvents(short), { latest });
    for (const rule of ["gap", "partial-day"]) {
      expect(stateOf(alone, rule)).toBe("skipped: too short to judge: short.csv");
    }
    const both = await clean(toEvents([...calls("cdr.csv", 28, whole, 1), ...short]), { latest });
    for (const rule of ["gap", "partial-day"])
      expect(stateOf(both, rule)).toBe("on, but too short to judge: short.csv");
    const few = await clean(toEvents(calls("cdr.csv", 28, whole, 1).filter((_, i) => i % 60 === 0)), { latest });
    expect(stateOf(few, "gap")).toBe("skipped: too short to judge: cdr.csv");
    expect(stateOf(await clean(toEvents(calls("cdr.csv", 28, whole, 1)), { latest }), "gap")).toBe("on");
  });
});

describe("clean, machines and silences", () => {
  const agents = async (list: readonly string[]) => {
    const given = events(
      list.map((_, i) => i * 60),
      { kind: "web", user: list.map((_, i) => `u${i}`), agent: list },
    );
    return (await clean(given, { latest })).table.columnNames().includes("doubt")
      ? ((await clean(given, { latest })).table.array("doubt") as (string | null)[]).map((doubt) => doubt === "robot")
      : list.map(() => false);
  };

  test("people's telephones, watches and vacuum cleaners are no machines", async () => {
    const people = [
      "Mozilla/5.0 (Linux; Android 9; CUBOT NOTE S Build/PPR1) AppleWebKit/537.36 Chrome/96 Mobile Safari/537.36",
      "Mozilla/5.0 (Linux; Android 10; CUBOT_X18) AppleWebKit/537.36 Chrome/96 Mobile Safari/537.36",
      "HeartMonitor/2.1 (iPhone; iOS 18.1)",
      "iRobot/7.3 CFNetwork/1410 Darwin/22.6",
      "SAMSUNG-GT-C3300K/1.0 Configuration/CLDC-1.1 Java/1.1 Profile/MIDP-2.0",
    ];
    expect(await agents(people)).toEqual(people.map(() => false));
  });

  test("crawlers, previews, monitors and libraries that name themselves are", async () => {
    const machines = [
      "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)",
      "facebookexternalhit/1.1 (+http://www.facebook.com/externalhit_uatext.php)",
      "Mozilla/5.0 (compatible; UptimeRobot/2.0; http://www.uptimerobot.com/)",
      "Pingdom.com_bot_version_1.4_(http://www.pingdom.com/)",
      "Mozilla/5.0 (Linux; Android 5.0) AppleWebKit/537.36 (compatible; Bytespider)",
      "Mediapartners-Google",
      "GoogleOther",
      "python-requests/2.32.3",
      "Java/17.0.2",
      "curl/8.5.0",
    ];
    expect(await agents(machines)).toEqual(machines.map(() => true));
  });

  test("silences that come about by chance among many numbers are none", async () => {
    // a fifth of all days active, from the first to the last of 150: after the last act follows a pause by chance alone
    const chance = random(11);
    const lines = Array.from({ length: 20_000 }, (_, n) => {
      const days = Array.from({ length: 150 }, (_, day) => day).filter(() => chance.integer(5) === 0);
      return days.map((day) => ({ day, phone: `+35191${1_000_000 + n}` }));
    }).flat();
    const off = Object.fromEntries(Object.keys(CLEANING_RULES).map((name) => [name, "off"]));
    const given = arqueroTable({
      at: lines.map(({ day }) => start + day * 864e5),
      kind: lines.map(() => "call"),
      direction: lines.map(() => "out"),
      phone: lines.map(({ phone }) => phone),
    }) as unknown as Events;
    const silent = await clean(given, { latest, rules: { ...off, inactive: { silence: "20d", chance: 0.05 } } });
    expect(silent.findings.numRows()).toBeLessThan(20);
  });
});
