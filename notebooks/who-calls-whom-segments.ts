// %% [markdown]
// # Who calls whom?
//
// Calls between customers of one operator, each seen from both sides. Where do the two sides live, which network's numbers do
// they hold, how do they behave, and do people call their own kind?

// %% Parameters tags=["parameters"]
const world = "data/world/exports";
const towns = 12;

// %% Setup
import { existsSync } from "node:fs";
import type { PlotOptions } from "@observablehq/plot";
import * as Plot from "@observablehq/plot";
import { desc, op } from "arquero";
import {
  behaviourChart,
  figures,
  join,
  link,
  normalise,
  plot,
  readCsv,
  segmentByBehaviour,
  segmentByCarrier,
  segmentChart,
  skip,
  theme,
} from "phonograph";

if (!existsSync(world)) skip("no exports to read: npm run simulate writes them");
const zone = "Europe/Lisbon";
const percent = (share: number) => `${(100 * share).toFixed(1)} %`;

// %% [markdown]
// ## Calls, and the cells they were made in

// %% Read
const [records, cells, customers] = await Promise.all([
  readCsv(`${world}/cdr.csv`, {
    columns: {
      type: "record_type",
      call: "call_id",
      part: { from: "seq", type: "number" },
      phone: "msisdn",
      at: "start_time",
      duration: "duration_s",
      cause: "cause",
      cell: { from: "cell_id", type: "text" },
    },
  }),
  readCsv(`${world}/cells.csv`, { columns: { cell: { from: "cell_id", type: "text" }, town: "town" } }),
  readCsv(`${world}/crm.csv`, { columns: { at: "since", user: "customer_id", phone: "phone" } }),
]);

// %% Normalise and link
const calls = records.table.filter((d: { type: string }) => d.type === "MOC" || d.type === "MTC");
const clean = await normalise(
  [
    {
      raw: { ...records, table: calls as typeof records.table },
      map: {
        at: "at",
        kind: { constant: "call" },
        direction: { column: "type", values: { MOC: "out", MTC: "in" } },
        status: {
          column: "cause",
          values: {
            answered: "answered",
            partial: "answered",
            "no-answer": "missed",
            busy: "busy",
            rejected: "rejected",
            failed: "failed",
          },
        },
        phone: "phone",
        duration: "duration",
        cell: "cell",
      },
      keep: ["call", "part"],
    },
    {
      raw: customers,
      map: { at: "at", kind: { constant: "crm" }, name: { constant: "record" }, user: "user", phone: "phone" },
      dateOrder: "dmy",
    },
  ],
  { region: "PT", zone },
);
const linked = await link(clean.table);
const events = linked.table.filter((d: { kind: string }) => d.kind === "call");
linked.coverage;

// %% [markdown]
// ## Who they are
// The carrier is the network that the number's *block* was given to: the number may have moved since.

// %% By carrier
segmentChart(segmentByCarrier(events), { title: "Whose numbers do the customers hold?" });

// %% By behaviour
const behaviour = segmentByBehaviour(events, { value: "duration" });
behaviourChart(behaviour, { title: "How lately and how often do they call?" });

// %% [markdown]
// ## Where they live
// A person's town is the one whose cells carried most of the calls. Each call between two customers has two records with one
// call id, one from each side: joined to itself, the table tells who called whom.

// %% Both sides of a call
const placed = await join(events, cells.table, "cell");
const home = placed
  .filter((d: { town: string | null }) => d.town !== null)
  .groupby("person", "town")
  .count()
  .orderby("person", desc("count"), "town")
  .groupby("person")
  .slice(0, 1)
  .ungroup()
  .select("person", "town")
  .reify();
const whole = placed.filter((d: { part: number }) => d.part <= 1).select("call", "person", "direction", "duration");
const made = whole.filter((d: { direction: string }) => d.direction === "out").select("call", "person", "duration");
const taken = whole.filter((d: { direction: string }) => d.direction === "in").select("call", "person");
const pairs = await join(made, taken, "call", { suffix: ["_from", "_to"] });
const fromTowns = await join(pairs, home.rename({ person: "person_from", town: "from" }), "person_from");
const between = await join(fromTowns, home.rename({ person: "person_to", town: "to" }), "person_to");

// %% In figures
const same = between.filter((d: { from: string; to: string }) => d.from === d.to).numRows() / between.numRows();
const shares = between.groupby("from").count().array("count") as number[];
const byChance = shares.reduce((sum, n) => sum + (n / between.numRows()) ** 2, 0);
figures([
  { label: "Calls seen from both sides", value: between.numRows() },
  { label: "Within one town", value: percent(same), note: `${percent(byChance)} if towns did not matter` },
  {
    label: "Median length",
    value: `${Math.round(between.rollup({ d: op.median("duration") }).get("d", 0))} s`,
    note: "answered calls",
  },
]);

// %% Who calls whom tags=["cover"]
const largest = between.groupby("from").count().orderby(desc("count")).slice(0, towns).array("from") as string[];
const matrix = between
  .groupby("from", "to")
  .count()
  .groupby("from")
  .derive({ out: op.sum("count") })
  .groupby("to")
  .derive({ in: op.sum("count") })
  .ungroup()
  .derive({ expected: (d: { out: number; in: number; count: number }) => (d.out * d.in) / op.sum(d.count) })
  .derive({ ratio: (d: { count: number; expected: number }) => d.count / d.expected })
  .select("from", "to", "count", "expected", "ratio");
const cellsOf = (names: string[]) =>
  (
    matrix.objects({ limit: Number.POSITIVE_INFINITY }) as {
      from: string;
      to: string;
      count: number;
      ratio: number;
    }[]
  ).filter(({ from, to }) => names.includes(from) && names.includes(to));
const rarest = Math.min(...cellsOf(largest).map(({ count }) => count));
const strength = (ratio: number) => 0.5 + Math.log10(Math.min(100, Math.max(0.01, ratio))) / 4;
const grid = (names: string[]): Pick<PlotOptions, "height" | "marginTop" | "x" | "y" | "marks"> => ({
  height: 80 + 36 * names.length,
  marginTop: 76,
  x: { domain: names, axis: "top", tickRotate: -40, label: null },
  y: { domain: names, label: null },
  marks: [
    Plot.cell(cellsOf(names), {
      x: "to",
      y: "from",
      fill: (d) => theme.diverging(strength(d.ratio)),
      inset: 0.5,
      rx: 2,
    }),
    Plot.text(cellsOf(names), {
      x: "to",
      y: "from",
      text: (d) => `×${Number(d.ratio.toPrecision(d.ratio < 10 ? 1 : 2))}`,
    }),
  ],
});
plot({
  title: "Which towns call each other more than chance would have it?",
  subtitle:
    "Calls from the town on the left to the town above, over what both towns' volumes would give; largest towns",
  caption: `Both sides are customers. ×1 is chance, ×10 is ten times as many calls. ${between.numRows().toLocaleString("en-GB")} calls; the rarest pair of these towns has ${rarest}, so a small ratio is a rough one.`,
  alt: `A grid of the ${largest.length} largest towns: the diagonal, calls within a town, is many times above chance; ${percent(same)} of calls stay in town.`,
  data: matrix.orderby(desc("count")),
  ...grid(largest),
  narrow: grid(largest.slice(0, 6)),
});
