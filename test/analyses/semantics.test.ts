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
import type { Events } from "../../toolkit/core/events.ts";
import { random } from "../../toolkit/core/random.ts";
import { toTable } from "../../toolkit/core/table.ts";

const [HOUR, DAY] = [36e5, 864e5];

/** Sixty people who open, call and chat at any time of forty days, half of them on one plan. */
function world(): Events {
  const chance = random(11);
  const rows = Array.from({ length: 3600 }, (_, i) => ({
    ...{ person: i % 60, at: chance.uniform() * 40 * DAY, name: ["open", "call", "chat"][chance.integer(3)] },
  }));
  return toTable({
    person: rows.map(({ person }) => person),
    at: rows.map(({ at }) => at),
    kind: rows.map(() => "app"),
    name: rows.map(({ name }) => name),
    plan: rows.map(({ person }) => (person % 2 === 0 ? "prepaid" : "contract")),
  }) as unknown as Events;
}

const events = world();
const asOf = 39 * DAY;
type Options = Record<string, unknown>;
const verbs: Record<string, (options?: Options) => Promise<{ semantics: object }>> = {
  funnel: (o) => funnel(events, ["app.open", "app.chat"], { within: "1d", ...o }),
  retention: (o) => retention(events, { ...o }),
  lifecycle: (o) => lifecycle(events, { ...o }),
  stickiness: (o) => stickiness(events, { ...o }),
  sessions: (o) => sessions(events, { ...o }),
  paths: (o) => paths(events, { start: "app.open", ...o }),
  precedes: (o) =>
    precedes(events, { trigger: "app.call", response: "app.chat" }, { within: "60m", draws: 99, series: false, ...o }),
  screen: (o) => screen(events, { within: "60m", least: 1, ...o }),
  whatConverts: (o) => whatConverts(events, { from: "app.open", to: "app.chat" }, { within: "1d", ...o }),
  churn: (o) => churn(events, { inactivity: "5d", ...o }),
};

describe("every result says how it was counted", () => {
  test.each(Object.keys(verbs))("%s: for machines, with a version, frozen, to when and how sure", async (verb) => {
    const end = verb === "churn" ? { until: asOf } : { asOf };
    const sure = verb === "sessions" ? {} : { confidence: 0.9 };
    const { semantics } = await verbs[verb]({ ...end, ...sure });
    expect(semantics).toMatchObject({ version: "v1", unit: "person", ...end, ...sure });
    expect(Object.isFrozen(semantics)).toBe(true);
    expect(JSON.parse(JSON.stringify(semantics))).toMatchObject({ version: "v1" });
  });

  test.each<[string, Options, Options]>([
    ["funnel", {}, { over: undefined, zone: undefined, against: undefined, comparison: "none" }],
    [
      "funnel",
      { by: "plan", against: "contract", over: "week", zone: "Europe/Lisbon" },
      {
        ...{ over: "week", zone: "Europe/Lisbon", against: "contract" },
        comparison: "Newcombe, chi-square or Fisher, Benjamini-Hochberg over groups and steps",
      },
    ],
    ["funnel", { by: "plan", attribution: "all" }, { attribution: "all", comparison: "none", against: undefined }],
    ["lifecycle", {}, { from: null, test: "none" }],
    ["lifecycle", { from: 9 * DAY, by: "plan", period: "day" }, { from: 9 * DAY, period: "day" }],
    [
      "precedes",
      {},
      {
        ...{ within: HOUR, comparedWith: "the person's other days at the same hour", triggers: "all" },
        there: "from the first to the last event of their own",
      },
    ],
    [
      "precedes",
      { compare: "weeks", active: "whole", repeats: "apart", shifts: 1 },
      {
        ...{
          comparedWith: "the person's other weeks at the same hour",
          there: "from the first to the last of all data",
        },
        triggers: "those that do not follow another within the window",
      },
    ],
    ["screen", {}, { within: HOUR, least: 1, leastPeople: 10, correction: "Benjamini-Hochberg" }],
    [
      "screen",
      { correction: "BY", compare: "weeks", shifts: 1 },
      { correction: "Benjamini-Yekutieli", comparedWith: "the person's other weeks at the same hour" },
    ],
    [
      "churn",
      { from: DAY, until: 30 * DAY },
      {
        ...{ inactivity: 5 * DAY, origin: "first-event", from: DAY, until: 30 * DAY, followedTo: 25 * DAY },
        ...{
          churned: "at the last activity before the first such silence",
          interval: "log-log, Greenwood",
          test: "none",
        },
      },
    ],
    [
      "churn",
      { inactivity: "1d", define: "last-seen", confidenceType: "plain", by: "plan" },
      { churned: "at the last activity of all, such a silence ago", interval: "plain, Greenwood", test: "log-rank" },
    ],
  ])("%s with %j", async (verb, options, told) => {
    expect((await verbs[verb](options)).semantics).toMatchObject(told);
  });
});
