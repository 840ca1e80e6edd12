import type { MarkedEvents } from "../core/marked-events.ts";

/** What is wrong with events of which nothing can be told: nobody's, all after the end, or all of one moment; undefined where it is something else. */
export function plainCause(
  marked: Pick<MarkedEvents, "span" | "marks" | "excluded" | "asOf">,
): { found: string; hint: string } | undefined {
  const [first, last] = marked.span;
  const late = marked.excluded.find(({ reason }) => reason.includes("asOf"))?.rows ?? 0;
  if (!(first <= last) && late > 0) {
    const end = new Date(marked.asOf).toISOString();
    return {
      found: `${late.toLocaleString("en-GB")} ${late === 1 ? "event that counts" : "events that count"}, all after the end of the data (asOf), ${end}`,
      hint: "a later asOf",
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
    hint: "were the times read rightly? see the column of times in the source, and map.at in normalise",
  };
}
