import type { MarkedEvents } from "../core/marked-events.ts";

const TIMES = "were the times read rightly? see the column of times in the source, and map.at in normalise";

/** What is wrong with events of which nothing can be told: nobody's, all after the end, or all of one moment; undefined where it is something else. */
export function plainCause(
  marked: Pick<MarkedEvents, "span" | "marks" | "excluded" | "asOf">,
): { found: string; hint: string } | undefined {
  const [first, last] = marked.span;
  const late = rowsOf(marked, "after the end of the data (asOf)");
  if (!(first <= last) && late > 0) {
    const end = new Date(marked.asOf).toISOString();
    return {
      found: `${late.toLocaleString("en-GB")} ${late === 1 ? "event that counts" : "events that count"}, all after the end of the data (asOf), ${end}`,
      hint: "a later asOf",
    };
  }
  const timeless = rowsOf(marked, "no time");
  if (!(first <= last) && timeless > rowsOf(marked, "no person")) {
    return {
      found: `${timeless.toLocaleString("en-GB")} ${timeless === 1 ? "event that counts" : "events that count"}, none with a time`,
      hint: TIMES,
    };
  }
  if (!(first <= last)) {
    return {
      found: "none of the events that count has a person and a time in the data",
      hint: "link the events first: link(events)",
    };
  }
  if (first < last) return undefined;
  const rows = marked.marks.reduce((sum, mark) => sum + (mark > 0 ? 1 : 0), 0);
  if (rows < 2) return undefined;
  return {
    found: `all ${rows.toLocaleString("en-GB")} events that count have the same time, ${new Date(first).toISOString()}`,
    hint: TIMES,
  };
}

const rowsOf = ({ excluded }: Pick<MarkedEvents, "excluded">, why: string) =>
  excluded.find(({ reason }) => reason === why)?.rows ?? 0;
