import { table } from "arquero";
import { describe, expect, test } from "vitest";
import { churn } from "../../toolkit/analyses/churn.ts";
import { behaviourChart } from "../../toolkit/charts/behaviour-chart.ts";
import { churnChart } from "../../toolkit/charts/churn-chart.ts";
import { funnelChart } from "../../toolkit/charts/funnel-chart.ts";
import { funnelSpec } from "../../toolkit/charts/funnel-spec.ts";
import { segmentChart } from "../../toolkit/charts/segment-chart.ts";
import { PhonographError } from "../../toolkit/core/errors.ts";

describe("a chart says what it draws when it is given something else", () => {
  const draws = { funnelChart, funnelSpec, churnChart, segmentChart, behaviourChart } as Record<
    string,
    (given: never) => unknown
  >;
  const events = table({ person: [0, 0], at: [0, 9e8], kind: ["app", "app"] });

  test.each(Object.entries(draws))("%s", async (_, draw) => {
    const words = (given: unknown) => {
      try {
        draw(given as never);
      } catch (error) {
        return error instanceof PhonographError ? error.message : `${error}`;
      }
      return "drawn";
    };
    const said = [null, {}, Promise.resolve(1), events].map(words);
    if (draw !== churnChart) said.push(words(await churn(events as never, { inactivity: "5d" })));
    expect(said.join("\n")).toMatchSnapshot();
  });
});
