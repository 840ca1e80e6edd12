import { formatDuration } from "../../core/duration.ts";
import { quantiles } from "../../core/statistics/quantiles.ts";
import type { EventView } from "./event-view.ts";
import { type Expected, expectedRows, rowsBetween } from "./expected-rows.ts";
import { type Finding, type Found, inShort } from "./found.ts";
import { dayBegins, localDay, type Series, seriesOf, toSeries } from "./source-series.ts";

const DAY = 864e5;

/** A stretch of a source without rows. */
interface Gap {
  from: number;
  to: number;
  expected: number;
  /** Before the first or after the last row: the source may just begin or end there. */
  edge: boolean;
  logChance: number;
}

/** What the rules about days and stretches share. */
export interface Gaps {
  judged: readonly Judged[];
  /** Names of the sources with too few rows or hours to judge them by. */
  short: readonly string[];
}

interface Judged {
  series: Series;
  expected: Expected;
  gaps: readonly Gap[];
}

/**
 * Stretches without rows, of every source, of which a source without any fault shows one with the probability `chance`.
 *
 * Looked at are the times between neighbouring rows, and those from the beginning of the first local day and to the end
 * of the last, each measured in the rows to be expected meanwhile. How long ordinary stretches get, the source itself
 * tells: the tail of its own stretches is taken for exponential (peaks over a threshold), with a slope that up to thirty
 * real gaps cannot move. So sources whose rows come in bursts are not blamed for their pauses.
 */
export function gapsOf(view: EventView, chance: number): Gaps {
  const judged: Judged[] = [];
  const short: string[] = [];
  for (const series of toSeries(view)) {
    if (series.at.length === 0) continue;
    const expected = series.at.length > FEWEST ? expectedRows(series) : undefined;
    if (expected === undefined) short.push(series.name);
    else judged.push({ series, expected, gaps: gapsIn(series, expected, chance) });
  }
  return { judged, short };
}

/** What a rule says of sources that it could not judge. */
function unjudged({ judged, short }: Gaps): Pick<Found, "skipped" | "limits"> {
  if (short.length === 0) return {};
  const words = `too short to judge: ${inShort(short)}`;
  return judged.length === 0 ? { skipped: words } : { limits: `but ${words}` };
}

/** Fewer stretches do not tell how long they get. */
const FEWEST = 256;
/** A stretch in which fewer rows are to be expected is no gap, whatever the others. */
const LEAST = 10;

const STRAGGLERS = 10;

function gapsIn(series: Series, expected: Expected, chance: number): Gap[] {
  const { at } = series;
  const lengths = new Float64Array(at.length - 1);
  for (let i = 1; i < at.length; i++) {
    lengths[i - 1] = at[i] === at[i - 1] ? 0 : rowsBetween(series, expected, at[i - 1]!, at[i]!);
  }
  const { peak, slope, log } = tailOf(lengths);
  const least = Math.max(LEAST, peak + slope * (log - Math.log(chance)));
  const gaps: Gap[] = [];
  const look = (from: number, to: number, rows: number, edge: boolean) => {
    if (rows >= least) gaps.push({ from, to, expected: rows, edge, logChance: log - (rows - peak) / slope });
  };
  const [first, last] = [at[0]!, at[at.length - 1]!];
  const [begins, ends] = [dayBegins(series, localDay(series, first)), dayBegins(series, localDay(series, last) + 1)];
  look(begins, first, rowsBetween(series, expected, begins, first), true);
  // a handful of rows beyond a gap are stragglers: the source begins or ends there
  const inner = (i: number) => i > STRAGGLERS && at.length - i > STRAGGLERS;
  for (let i = 1; i < at.length; i++) look(at[i - 1]!, at[i]!, lengths[i - 1]!, !inner(i));
  look(last, ends, rowsBetween(series, expected, last, ends), true);
  return gaps;
}

/** Beyond `peak` the number of stretches longer than x is exp(log - (x - peak) / slope). */
function tailOf(lengths: Float64Array): { peak: number; slope: number; log: number } {
  const most = Math.min(256, lengths.length >> 1);
  const [least] = quantiles(lengths.slice(), [(lengths.length - most) / (lengths.length - 1)]);
  const sorted = lengths.filter((length) => length >= least! * (1 - 1e-12)).sort();
  const ranked = (rank: number) => sorted[sorted.length - rank]!;
  const slope = Math.max(
    (ranked(most >> 2) - ranked(most)) / Math.log(4),
    (ranked(most >> 3) - ranked(most >> 1)) / Math.log(4),
    1,
  );
  return { peak: ranked(most), slope, log: Math.log(most) };
}

/** Stretches within a source. */
export function findGaps(all: Gaps): Found {
  const findings = all.judged.flatMap(({ series, gaps }) =>
    gaps.filter(({ edge }) => !edge).map((gap) => toFinding(series.name, gap)),
  );
  return { findings, ...unjudged(all) };
}

function toFinding(what: string, { from, to, expected, logChance }: Gap): Finding {
  const evidence = `no row for ${formatDuration(to - from)} where about ${Math.round(expected).toLocaleString("en")} are expected, chance ${inWords(logChance)}`;
  return { rule: "gap", what, from, to, rows: 0, expected, evidence };
}

const inWords = (logChance: number) => {
  const power = Math.floor(logChance / Math.LN10);
  return power < -300 ? "below 1e-300" : `1e${power}`;
};

/** Local days of which at least the share `missing` of the expected rows lies in a gap or beyond the ends of the source. */
export function findPartialDays(view: EventView, { missing }: { missing: number }, all: Gaps): Found {
  const { names, codes } = seriesOf(view);
  const marks = new Uint8Array(view.rows);
  const findings: Finding[] = [];
  for (const { series, expected, gaps } of all.judged) {
    const lost = new Map<number, number>();
    for (const gap of gaps) {
      for (let day = localDay(series, gap.from); dayBegins(series, day) < gap.to; day++) {
        const from = Math.max(gap.from, dayBegins(series, day));
        const to = Math.min(gap.to, dayBegins(series, day + 1));
        if (from < to) lost.set(day, (lost.get(day) ?? 0) + rowsBetween(series, expected, from, to));
      }
    }
    const found = new Map<number, Finding>();
    for (const [day, rows] of lost) {
      const [from, to] = [dayBegins(series, day), dayBegins(series, day + 1)];
      const whole = rowsBetween(series, expected, from, to);
      // where nothing is to be expected nothing can be missing
      if (!(whole > 0 && rows >= missing * whole)) continue;
      const words = `${Math.round((100 * rows) / whole)} % of the rows to be expected on ${new Date(day * DAY).toISOString().slice(0, 10)} are missing`;
      found.set(day, { rule: "partial-day", what: series.name, from, to, rows: 0, expected: whole, evidence: words });
    }
    if (found.size === 0) continue;
    const place = names.indexOf(series.name);
    for (let i = 0; i < marks.length; i++) {
      if (codes[i] !== place) continue;
      const hit = found.get(localDay(series, view.at[i]!));
      if (hit === undefined) continue;
      marks[i] = 1;
      hit.rows++;
    }
    findings.push(...found.values());
  }
  return { marks, findings, ...unjudged(all) };
}
