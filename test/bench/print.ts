import type { Growth, Result } from "./results.ts";

const HEADS = ["median", "least", "most", "runs", "to peer", "to floor", "peak", "to data"];

/** One table for each case; ratios are to the best peer, to moving the same bytes, and of memory to the columns. */
export function printTimes(results: readonly Result[]): void {
  for (const first of results.filter((r, i) => results.findIndex((o) => o.case === r.case) === i)) {
    const here = results.filter((r) => r.case === first.case);
    const rows = Math.max(...here.map((r) => r.rows));
    console.log(`\n${first.job}/${first.case}, ${rows.toLocaleString("en")} rows`);
    console.log(`  ${"".padEnd(34)}${HEADS.map((head) => head.padStart(10)).join("")}`);
    for (const one of here)
      console.log(
        `  ${nameOf(one, rows).padEnd(34)}${cells(one)
          .map((c) => c.padStart(10))
          .join("")}`,
      );
    const both = speedUp(here);
    if (both !== undefined) console.log(`  two threads over one: ${both.toFixed(2)} times`);
  }
}

/** How much faster two threads are than one; undefined where one of them was not run. */
export function speedUp(results: readonly Result[]): number | undefined {
  const of = (workers: number) => results.find((r) => r.ours && r.workers === workers)?.median;
  const [one, two] = [of(1), of(2)];
  return one !== undefined && two !== undefined ? one / two : undefined;
}

const nameOf = ({ contender, rows }: Result, all: number) =>
  rows === all ? contender : `${contender} (${rows.toLocaleString("en")} rows)`;

function cells({ median, least, most, runs, ratio, toFloor, peak, peakToColumns }: Result): string[] {
  const times = [median, least, most].map((ms) => `${ms.toFixed(ms < 10 ? 2 : 0)} ms`);
  const parts = [
    ratio?.toFixed(2),
    toFloor?.toFixed(1),
    peak && `${(peak / 1e6).toFixed(0)} MB`,
    peakToColumns?.toFixed(2),
  ];
  return [...times, String(runs), ...parts.map((part) => part || "")];
}

/** One line for each of ours. */
export function printGrowth(growth: readonly Growth[]): void {
  if (growth.length > 0) console.log("\ngrowth: the power of the rows that the time grows with");
  for (const { job, case: name, contender, points, exponent } of growth) {
    const times = points.map(({ rows, median }) => `${rows.toExponential(0)}: ${median.toFixed(0)} ms`).join(", ");
    console.log(`  ${`${job}/${name}, ${contender}`.padEnd(44)}${exponent.toFixed(3).padStart(7)}  (${times})`);
  }
}
