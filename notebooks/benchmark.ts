// %% [markdown]
// # How fast is it, and against whom?
//
// The heavy jobs of this toolkit and the same jobs in Arquero, DuckDB, ClickHouse and Polars: on the same columns, in one process, in turn,
// each answer compared with all others before a time counted. This page draws what the last run of `npm run bench -- --save` found:
// all pictures of one run, on one page.

// %% Parameters tags=["parameters"]
const file = "test/bench/results.json";

// %% Setup
import { existsSync, readFileSync } from "node:fs";
import * as Plot from "@observablehq/plot";
import { from } from "arquero";
import { display, figures, plot, skip, theme } from "phonograph";

if (!existsSync(file)) skip("no results to draw: npm run bench -- --save measures them, in half an hour");

interface Result {
  job: string;
  case: string;
  contender: string;
  ours: boolean;
  workers?: number;
  rows: number;
  median: number;
  least: number;
  most: number;
  runs: number;
  ratio?: number;
  toFloor?: number;
  peak?: number;
  peakToColumns?: number;
}
type Line = { job: string; case: string; points: { rows: number; median: number }[]; exponent: number };
const { machine, day, rows, rounds, results, growth, small } = JSON.parse(readFileSync(file, "utf8")) as {
  machine: {
    processor: string;
    threads: number;
    memory: number;
    system: string;
    versions: Record<string, string>;
    bandwidth: [number, number];
  };
  day: string;
  rows: number;
  rounds: number;
  results: Result[];
  growth: Line[];
  small: Result[];
};
const short = (count: number) => (count >= 1e6 ? `${count / 1e6} M` : count >= 1000 ? `${count / 1000} k` : `${count}`);
const nameOf = ({ job, case: name }: { job: string; case: string }) => `${job}, ${name.replaceAll("-", " ")}`;

// %% The machine
figures([
  { label: "Rows of the long table", value: short(rows), note: `${rounds} rounds, medians` },
  { label: "Processor", value: `${machine.threads} threads`, note: machine.processor },
  {
    label: "Memory",
    value: `${Math.round(machine.memory / 1e9)} GB`,
    note: `copied at ${(machine.bandwidth[1] / 1e6).toFixed(1)} GB a second`,
  },
  { label: "Measured on", value: day, note: machine.system },
]);

// %% [markdown]
// ## Against the others
// Each dot is how long an engine takes for one job, ours taken as 1: to the right of the line it is slower than we are, to the left faster. Those
// who had fewer rows, because they would not have ended, are not drawn.

// %% Relative times tags=["cover"]
const cases = [...new Map(results.map((result) => [nameOf(result), result])).keys()];
/** Ours with the most threads. */
const ours = new Map(
  cases.flatMap((name) => {
    const mine = results.filter((result) => result.ours && nameOf(result) === name);
    const best = mine.sort((a, b) => (b.workers ?? 0) - (a.workers ?? 0))[0];
    return best ? [[name, best] as const] : [];
  }),
);
const ENGINES = ["Arquero", "DuckDB", "ClickHouse", "Polars"];
const peers = results.flatMap((result) => {
  const mine = ours.get(nameOf(result));
  if (result.ours || !mine || result.ratio === undefined) return [];
  const engine = ENGINES.find((name) => result.contender.startsWith(name)) ?? "a library";
  return [{ job: nameOf(result), engine, contender: result.contender, times: result.median / mine.median }];
});
const compared = cases.filter((name) => peers.some(({ job }) => job === name));
const times = (x: number) => `${x >= 10 ? Math.round(x) : Number(x.toPrecision(2))}×`;
const apart = [1, ...peers.map((peer) => peer.times)];
const span: [number, number] = [Math.min(...apart) / 1.4, Math.max(...apart) * 1.4];
const ticksOf = (all: readonly number[]) => all.filter((tick) => tick >= span[0] && tick <= span[1]);
const across = { type: "log", domain: span, label: "Times as long as ours →", tickFormat: times } as const;
const relative = {
  title: "How much longer do the others take?",
  subtitle: "Median time divided by ours with all threads; logarithmic",
  x: { ...across, ticks: ticksOf([0.01, 0.03, 0.1, 0.25, 0.5, 1, 2, 4, 10, 25, 100]) },
  y: { label: null, domain: compared },
  color: { domain: [...ENGINES, "a library"], legend: true },
  height: 70 + 24 * compared.length,
  narrow: { x: { ...across, ticks: ticksOf([0.01, 0.1, 1, 10, 100]) } },
} as const;
plot({
  ...relative,
  alt: `Dots of ${ENGINES.join(", ")} for ${compared.length} jobs on a logarithmic axis; a line at 1 stands for our time`,
  marks: [
    Plot.ruleX([1], { stroke: theme.ink, strokeWidth: 1.5 }),
    Plot.dot(peers, { x: "times", y: "job", fill: "engine", r: 5, stroke: theme.surface }),
  ],
  data: from(peers.map((peer) => ({ ...peer, times: Number(peer.times.toPrecision(3)) }))),
});

// %% [markdown]
// ## The bars
// What we set out to reach, with two threads and ten million rows, and what this run measured. A ratio is to the best of the others. With fewer rows
// or a busy machine some of these say little.

// %% Bars
const BARS: readonly { what: string; of: string; most: number; peers?: string }[] = [
  { what: "csv, over DuckDB's own read", of: "csv, cdr", most: 1.5, peers: "DuckDB" },
  { what: "join, dense numbers", of: "join, id", most: 0.45 },
  { what: "join, texts", of: "join, phone", most: 0.45 },
  { what: "features of each person", of: "features, person", most: 0.25 },
  { what: "sort by person and time", of: "sort, person time", most: 0.5 },
  { what: "window join, codes and logins", of: "window, code login", most: 0.6 },
  { what: "funnel, over ClickHouse", of: "funnel, unsorted", most: 0.5, peers: "ClickHouse" },
];
const reached = BARS.flatMap(({ what, of, most, peers: engine }) => {
  const mine = ours.get(of);
  const theirs = peers.filter(
    ({ job, contender }) => job === of && (engine === undefined || contender.startsWith(engine)),
  );
  if (!mine || theirs.length === 0) return [];
  const ratio = 1 / Math.min(...theirs.map((peer) => peer.times));
  return [{ job: what, bar: most, measured: Number(ratio.toFixed(2)), reached: ratio <= most ? "yes" : "no" }];
});
display(from(reached), { rows: reached.length });

// %% [markdown]
// What keeps us from the bars we miss, by the profiles: fresh memory costs 2.5 µs for each 4 KB on this machine, and a read beyond the second-level
// cache 50 ns, so that dealing rows to pieces that fit into it is half of the feature table, and sorting for quantiles and the conditions most of the rest;
// the window join takes 36 ns for each code that it looks up; csv spends most on texts that hardly repeat, each of which gets a place in a dictionary.

// %% [markdown]
// ## Against the memory
// Whoever answers must at least read the columns and write the answer. How many times longer than moving those bytes, at the speed at which two
// threads copy memory on this machine, does the answer take?

// %% Floor
const floors = [...ours].flatMap(([job, { toFloor }]) => (toFloor === undefined ? [] : [{ job, toFloor }]));
plot({
  title: "How far is it from the speed of memory?",
  subtitle: "Median time divided by the time of copying the same bytes",
  alt: `Bars for ${floors.length} jobs: ${floors.map(({ job, toFloor }) => `${job} ${times(toFloor)}`).join(", ")}`,
  x: {
    label: "Times as long as a copy →",
    domain: [0, 1.12 * Math.max(1, ...floors.map((floor) => floor.toFloor))],
    tickFormat: times,
    ticks: 5,
  },
  y: { label: null, domain: floors.map(({ job }) => job) },
  height: 60 + 26 * floors.length,
  marks: [
    Plot.barX(floors, { x: "toFloor", y: "job", fill: theme.series[0] }),
    Plot.text(floors, {
      x: "toFloor",
      y: "job",
      text: (d: { toFloor: number }) => times(d.toFloor),
      textAnchor: "start",
      dx: 5,
    }),
    Plot.ruleX([0]),
  ],
  data: from(floors),
});

// %% [markdown]
// ## Two threads

// %% Speed-up
const speedUps = cases.flatMap((job) => {
  const of = (workers: number) => results.find((r) => r.ours && r.workers === workers && nameOf(r) === job)?.median;
  const [one, two] = [of(1), of(2)];
  return one !== undefined && two !== undefined && job !== "start, threads" ? [{ job, times: one / two }] : [];
});
plot({
  title: "How much faster are two threads than one?",
  subtitle: "Time on one thread divided by time on two; 2 would be perfect, 1.7 is the bar",
  alt: `Bars for ${speedUps.length} jobs: ${speedUps.map(({ job, times: t }) => `${job} ${times(t)}`).join(", ")}`,
  x: { label: "Times as fast →", domain: [0, Math.max(2, ...speedUps.map((s) => s.times))], tickFormat: times },
  y: { label: null, domain: speedUps.map(({ job }) => job) },
  height: 60 + 26 * speedUps.length,
  marks: [
    Plot.barX(speedUps, { x: "times", y: "job", fill: theme.series[0] }),
    Plot.ruleX([1.7], { stroke: theme.ink, strokeDasharray: "3 3" }),
    Plot.ruleX([0]),
  ],
  data: from(speedUps),
});

// %% [markdown]
// ## Memory
// The most that was in memory during one call, columns, answer and all else that it took for a while, divided by columns and answer. The bar is 2.5.

// %% Peak
const peaks = [...ours].flatMap(([job, { peakToColumns, peak }]) =>
  peakToColumns === undefined || peak === undefined
    ? []
    : [{ job, times: peakToColumns, megabytes: Math.round(peak / 1e6) }],
);
plot({
  title: "How much memory does it take beside the data?",
  subtitle: "Peak of the process over the bytes of columns and answer",
  alt: `Bars for ${peaks.length} jobs: ${peaks.map(({ job, times: t }) => `${job} ${times(t)}`).join(", ")}`,
  x: { label: "Times the data →", tickFormat: times },
  y: { label: null, domain: peaks.map(({ job }) => job) },
  height: 60 + 26 * peaks.length,
  marks: [
    Plot.barX(peaks, { x: "times", y: "job", fill: theme.series[0] }),
    Plot.ruleX([2.5], { stroke: theme.ink, strokeDasharray: "3 3" }),
    Plot.ruleX([0]),
  ],
  data: from(peaks),
});

// %% [markdown]
// ## Growth
// A level line means that twice the rows take twice the time. It falls at first, where starting costs more than the rows do, and rises where tables no
// longer fit into the caches.

// %% Growth
const DRAWN = [
  "join, id",
  "join, phone",
  "features, person",
  "sort, person time",
  "window, code login",
  "funnel, unsorted",
  "csv, cdr",
];
const grown = growth.flatMap((line) =>
  line.points.map((point) => ({ job: nameOf(line), rows: point.rows, nanoseconds: (1e6 * point.median) / point.rows })),
);
const drawn = grown.filter(({ job }) => DRAWN.includes(job));
if (drawn.length > 0)
  display(
    plot({
      title: "Does the time grow with the rows alone?",
      subtitle: "Nanoseconds a row, with all threads; both axes logarithmic",
      alt: `Lines of time a row for ${new Set(drawn.map(({ job }) => job)).size} jobs by number of rows`,
      x: { type: "log", label: "Rows →", tickFormat: short, ticks: [1e4, 1e5, 1e6, 1e7, 1e8] },
      y: { type: "log", label: "↑ ns a row", grid: true, tickFormat: (ns: number) => `${ns}` },
      color: { domain: DRAWN.filter((job) => drawn.some((point) => point.job === job)), legend: true },
      marks: [
        Plot.lineY(drawn, { x: "rows", y: "nanoseconds", stroke: "job", strokeWidth: 2 }),
        Plot.dot(drawn, { x: "rows", y: "nanoseconds", fill: "job", r: 3.5 }),
      ],
      data: from(drawn),
    }),
  );
const exponents = growth.map((line) => ({
  job: nameOf(line),
  from: short(Math.min(...line.points.map((point) => point.rows))),
  to: short(Math.max(...line.points.map((point) => point.rows))),
  exponent: Number(line.exponent.toFixed(3)),
}));
display(from(exponents), { rows: 40 });

// %% [markdown]
// ## Few rows
// With a thousand rows no thread is started, and what a call costs beside its work decides: nothing should take longer than Arquero alone.

// %% Few rows
const little = [...new Set(small.map(nameOf))].flatMap((job) => {
  const here = small.filter((result) => nameOf(result) === job);
  const [mine, theirs] = [here.find((r) => r.ours), here.find((r) => r.contender.startsWith("Arquero"))];
  if (!mine || !theirs) return [];
  const [ours_ms, arquero_ms] = [mine, theirs].map(({ median }) => Number(median.toPrecision(3)));
  return [{ job, ours_ms, arquero_ms, times: Number((theirs.median / mine.median).toPrecision(3)) }];
});
display(from(little), { rows: 20 });

// %% [markdown]
// ## All times

// %% Table
const ms = (time: number) => Number(time.toPrecision(3));
display(
  from(
    results.map((result) => ({
      job: nameOf(result),
      contender: result.contender,
      rows: result.rows,
      median_ms: ms(result.median),
      least_ms: ms(result.least),
      most_ms: ms(result.most),
      runs: result.runs,
      to_best_peer: result.ratio === undefined ? null : Number(result.ratio.toFixed(2)),
    })),
  ),
  { rows: results.length },
);

// %% Versions
display(from(Object.entries(machine.versions).map(([what, version]) => ({ what, version }))));
