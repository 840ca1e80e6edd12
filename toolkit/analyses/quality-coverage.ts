import type { EventView } from "../normalise/cleaning/event-view.ts";
import { seriesOf } from "../normalise/cleaning/source-series.ts";
import type { Counted } from "./quality-count.ts";

const HOUR = 36e5;
/** A source with less tells neither how long its pauses get nor what an hour should hold: `clean` does not judge it either. */
const FEWEST_ROWS = 257;
const FEWEST_HOURS = 72;

/** Which sources cover days together, and of which it cannot be told. */
export interface Coverage {
  /** The series of each source, by its place; undefined where no row of it says when something happened. */
  series: readonly (string | undefined)[];
  /** Places of sources whose days cannot be judged. */
  unjudged: ReadonlySet<number>;
}

/** Cost: one pass over the rows. */
export function coverageOf(view: EventView, { sources }: Counted): Coverage {
  const { names, codes } = seriesOf(view);
  const { codes: source } = view.text("source");
  const kind = view.text("kind");
  const record = kind.values.indexOf("crm");
  const series: (string | undefined)[] = sources.map(() => undefined);
  const rows = new Float64Array(names.length);
  const first = new Float64Array(names.length).fill(Infinity);
  const last = new Float64Array(names.length).fill(-Infinity);
  const nameless = sources.length - 1;
  for (let i = 0; i < codes.length; i++) {
    const code = codes[i]!;
    const time = view.at[i]!;
    if (code < 0) {
      const counts = view.believed[i] === 1 && time - time === 0 && (record < 0 || kind.codes[i] !== record);
      if (counts && source[i]! < 0) series[nameless] ??= "unknown";
      continue;
    }
    series[source[i]! < 0 ? nameless : source[i]!] ??= names[code];
    rows[code]!++;
    if (time < first[code]!) first[code] = time;
    if (time > last[code]!) last[code] = time;
  }
  const judged = new Set(
    names.filter((_, s) => {
      const hours = Math.floor(last[s]! / HOUR) - Math.floor(first[s]! / HOUR) + 1;
      return rows[s]! >= FEWEST_ROWS && hours >= FEWEST_HOURS;
    }),
  );
  const unjudged = [...sources.keys()].filter((s) => series[s] !== undefined && !judged.has(series[s]!));
  return { series, unjudged: new Set(unjudged) };
}
