import { table } from "arquero";
import { describe, expect, test } from "vitest";
import { churn } from "../../toolkit/analyses/churn.ts";
import { funnel } from "../../toolkit/analyses/funnel.ts";
import { lifecycle } from "../../toolkit/analyses/lifecycle.ts";
import { paths } from "../../toolkit/analyses/paths.ts";
import { retention } from "../../toolkit/analyses/retention.ts";
import { sessions } from "../../toolkit/analyses/sessions.ts";
import { stickiness } from "../../toolkit/analyses/stickiness.ts";
import { PhonographError } from "../../toolkit/core/errors.ts";
import type { Events } from "../../toolkit/core/events.ts";

const DAY = 864e5;
const FIRST = Date.UTC(2026, 2, 1);
const events = table({
  at: [FIRST, FIRST + DAY, FIRST, FIRST + 2 * DAY],
  person: [0, 0, 1, 1],
  kind: ["app", "sms", "app", "app"],
}) as unknown as Events;

/** The message of what a call throws, which must be one of ours. */
async function messageOf(call: () => unknown): Promise<string> {
  try {
    await call();
  } catch (error) {
    expect(error).toBeInstanceOf(PhonographError);
    return (error as Error).message;
  }
  return "no error";
}

describe("what is no pattern is refused, not taken for any event", () => {
  test.each<[string, unknown]>([
    ["a number", 5],
    ["null", null],
    ["a map", new Map([["kind", "app"]])],
    ["a function", () => 1],
    ["a condition left undefined", { kind: undefined }],
    ["an empty list", []],
  ])("%s", async (_, start) => {
    const said = await messageOf(() => retention(events, { start: start as never, returning: "app" }));
    expect(said).toMatchSnapshot();
    expect(await messageOf(() => sessions(events, { activity: start as never }))).not.toBe("no error");
  });
});

describe("every analysis refuses in words", () => {
  const verbs: Record<string, (given: Events, options: object) => unknown> = {
    funnel: (given, options) => funnel(given, ["app", "sms"], { within: "1d", ...options }),
    churn: (given, options) => churn(given, { inactivity: "1d", ...options }),
    retention: (given, options) => retention(given, { start: "app", returning: "app", ...options }),
    lifecycle: (given, options) => lifecycle(given, options),
    stickiness: (given, options) => stickiness(given, options),
    sessions: (given, options) => sessions(given, options),
    paths: (given, options) => paths(given, { start: "app", ...options }),
  };

  test.each(Object.entries(verbs))("%s: a signal, a progress and an end of the data that are none", async (_, run) => {
    for (const options of [{ signal: "x" }, { progress: "x" }]) {
      expect(await messageOf(() => run(events, options))).toMatch(/must be an? (?:AbortSignal|function)/);
    }
    const end = run === verbs["churn"] ? "until" : "asOf";
    for (const value of [1e300, [], [null], true]) {
      expect(await messageOf(() => run(events, { [end]: value }))).toContain("must be a moment");
    }
  });

  test.each(Object.entries(verbs))("%s: a time that is no moment counts as none", async (_, run) => {
    const odd = events.concat(table({ at: [Infinity, -1e300], person: [0, 1], kind: ["app", "app"] }));
    const { about } = (await run(odd as unknown as Events, {})) as {
      about: { excluded: { reason: string; rows: number }[] };
    };
    expect(about.excluded).toContainEqual({ reason: expect.stringContaining("time"), rows: 2 });
  });

  test.each(["constructor", "__proto__", "toString"])("a group called %s is a column that is not there", async (by) => {
    expect(await messageOf(() => funnel(events, ["app", "sms"], { within: "1d", by }))).toContain("has no column");
  });
});

test("a message stays readable whatever was found", () => {
  const found = `a\u202eb\u001b[31m${"x".repeat(1e5)}`;
  const { message } = new PhonographError({ code: "option/invalid", verb: "v", rule: "r", found });
  expect(message.length).toBeLessThan(700);
  expect(message).toContain("a\ufffdb\ufffd[31mx");
});
