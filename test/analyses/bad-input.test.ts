import { describe, expect, test } from "vitest";
import { churn } from "../../toolkit/analyses/churn.ts";
import { funnel } from "../../toolkit/analyses/funnel.ts";
import { lifecycle } from "../../toolkit/analyses/lifecycle.ts";
import { paths } from "../../toolkit/analyses/paths.ts";
import { precedes } from "../../toolkit/analyses/precedes.ts";
import { retention } from "../../toolkit/analyses/retention.ts";
import { screen } from "../../toolkit/analyses/screen.ts";
import { sessions } from "../../toolkit/analyses/sessions.ts";
import { stickiness } from "../../toolkit/analyses/stickiness.ts";
import { whatConverts } from "../../toolkit/analyses/what-converts.ts";
import { isPhonographError } from "../../toolkit/core/errors.ts";
import type { Events } from "../../toolkit/core/events.ts";
import { toTable } from "../../toolkit/core/table.ts";

const DAY = 864e5;
const NAMES = ["missed", "open", "chat"];
/** Six people over ten days, doing one thing after the other. */
const rows = Array.from({ length: 60 }, (_, i) => ({
  ...{ person: i % 6, at: (i * DAY) / 6, kind: i % 3 === 0 ? "call" : "app", name: NAMES[i % 3] },
}));
type Row = { person: number | null; at: number; kind: string; name: string };
const toEvents = (all: readonly Row[]) =>
  toTable({
    person: all.map(({ person }) => person),
    at: all.map(({ at }) => at),
    kind: all.map(({ kind }) => kind),
    name: all.map(({ name }) => name),
  }) as unknown as Events;
const events = toEvents(rows);

type Ask = (events: Events, options?: Record<string, unknown>) => Promise<unknown>;
const STEPS = ["call.missed", "app.chat"] as const;
const verbs: Record<string, Ask> = {
  funnel: (e, o) => funnel(e, STEPS, { within: "1d", ...o }),
  retention: (e, o) => retention(e, { ...o }),
  lifecycle: (e, o) => lifecycle(e, { period: "day", ...o }),
  stickiness: (e, o) => stickiness(e, { ...o }),
  sessions: (e, o) => sessions(e, { ...o }),
  paths: (e, o) => paths(e, { start: "app.open", ...o }),
  precedes: (e, o) => precedes(e, { trigger: STEPS[0], response: STEPS[1] }, { within: "60m", draws: 99, ...o }),
  screen: (e, o) => screen(e, { within: "60m", ...o }),
  whatConverts: (e, o) => whatConverts(e, { from: STEPS[0], to: STEPS[1] }, { within: "1d", ...o }),
  churn: (e, o) => churn(e, { inactivity: "7d", ...o }),
};

/** What each verb says, `answered` where it has an answer; all refuse by {@link isPhonographError}, with what to do. */
async function said(given: Events, options: (verb: string) => Record<string, unknown> | undefined) {
  const told: Record<string, string> = {};
  for (const [verb, ask] of Object.entries(verbs)) {
    const own = options(verb);
    if (own === undefined) continue;
    try {
      await ask(given, own);
      told[verb] = "answered";
    } catch (error) {
      expect(isPhonographError(error), `${verb}: ${error}`).toBe(true);
      expect(String(error), verb).toMatch(/\n {2}try: \S/);
      told[verb] = (error as Error).message;
    }
  }
  return told;
}

const WINDOW: Record<string, string> = {
  ...{ funnel: "within", precedes: "within", screen: "within", whatConverts: "within" },
  ...{ churn: "inactivity", retention: "period", sessions: "gap", paths: "gap" },
};
const ZONED = ["retention", "lifecycle", "stickiness", "sessions"];

describe("what an analysis cannot use it names, with what to do", () => {
  test.each(["0s", "-1d", 0, null])("a window of %j", async (window) => {
    expect(await said(events, (verb) => (WINDOW[verb] ? { [WINDOW[verb]]: window } : undefined))).toMatchSnapshot();
  });

  test("unlinked events", async () => {
    expect(await said(events.select("at", "kind", "name") as Events, () => ({}))).toMatchSnapshot();
  });

  test("events of nobody", async () => {
    expect(await said(toEvents(rows.map((row) => ({ ...row, person: null }))), () => ({}))).toMatchSnapshot();
  });

  test("equal times everywhere", async () => {
    expect(await said(toEvents(rows.map((row) => ({ ...row, at: 0 }))), () => ({}))).toMatchSnapshot();
  });

  test("a table without rows, and one of a single row", async () => {
    expect(await said(toEvents([]), () => ({}))).toMatchSnapshot();
    expect(await said(toEvents(rows.slice(0, 1)), () => ({}))).toMatchSnapshot();
  });

  test("events without a time", async () => {
    const options = (verb: string) => (verb === "funnel" ? { over: "day" } : {});
    expect(await said(toEvents(rows.map((row) => ({ ...row, at: Number.NaN }))), options)).toMatchSnapshot();
  });

  test("a single time ages away", async () => {
    const far = toEvents(rows.map((row, i) => (i === 59 ? { ...row, at: 8.64e15 } : row)));
    const local = far.assign(toTable({ offset: rows.map(() => 60) }) as never) as unknown as Events;
    const options = (verb: string) =>
      ({ funnel: { over: "day" }, retention: { zone: "local" }, stickiness: { zone: "local" } })[verb] ?? {};
    expect(await said(local, options)).toMatchSnapshot();
  });

  test("data that end before they begin", async () => {
    const options = (verb: string) => (verb === "churn" ? { until: -DAY } : { asOf: -DAY });
    expect(await said(events, options)).toMatchSnapshot();
  });

  test("everybody's window longer than the data", async () => {
    const long = { funnel: { within: "100d" }, retention: { period: "month" }, stickiness: { period: "month" } };
    const options = { ...long, churn: { inactivity: "100d" } } as Record<string, Record<string, unknown>>;
    expect(await said(events, (verb) => options[verb])).toMatchSnapshot();
  });

  test("a zone that does not exist", async () => {
    const options = (verb: string) => (ZONED.includes(verb) ? { zone: "Europe/Lisboa" } : undefined);
    expect(
      await said(events, (verb) => (verb === "funnel" ? { over: "day", zone: "Europe/Lisboa" } : options(verb))),
    ).toMatchSnapshot();
  });

  test("an event that does not occur", async () => {
    const activity = Object.fromEntries(
      ["lifecycle", "stickiness", "sessions", "churn", "precedes", "screen"].map((verb) => [
        verb,
        { activity: "app.opne" },
      ]),
    );
    const options = { ...activity, retention: { start: "app.opne" }, paths: { start: "app.opne" } } as Record<
      string,
      object
    >;
    expect(await said(events, (verb) => options[verb] as Record<string, unknown>)).toMatchSnapshot();
  });
});
