import type { PathFlow } from "../analyses/paths-result.ts";
import { formatDuration } from "../core/duration.ts";
import { shortened } from "./funnel-lines.ts";
import { groupName } from "./group-names.ts";
import { countWords, listWords, percentWords } from "./number-words.ts";

/** The question that a chart of paths answers, by where its paths are anchored. */
export function titleOf({ anchor, semantics, group, groupedBy }: PathFlow & { group?: string }): string {
  const of = group === undefined ? "" : ` (${groupName(group, groupedBy)})`;
  const what = `${shortened(anchor, 40)}${of}`;
  if (semantics.anchored === "start") return `What do people do after ${what}?`;
  return semantics.anchored === "end" ? `What do people do before ${what}?` : `What do people do around ${what}?`;
}

/** Whose paths these are, and what the shares are of. */
export function subtitleOf({ paths, people, semantics }: PathFlow): string {
  const unit =
    semantics.unit === "person"
      ? `${countWords(people)} people, each from the first time on`
      : `${countWords(paths)} visits${Number.isNaN(people) ? "" : ` of ${countWords(people)} people`}`;
  return `Paths of ${semantics.anchored === "start" ? unit : unit.replace("each from the first time on", "each with the first time")}; per cent are shares of all of them`;
}

/** How visits were cut, what the nodes beside the names mean, and what was left out. */
export function captionOf({ semantics, unfinished, about }: PathFlow): string {
  const { gap, repeats, top, anchored } = semantics;
  const visit = Number.isFinite(gap)
    ? `A visit ends where more than ${formatDuration(gap)} pass between two events.`
    : "";
  const ends =
    anchored === "end"
      ? "entry: the visit begins here or later"
      : anchored === "start"
        ? "exit: the visit has ended"
        : "entry and exit: the visit has not begun or has ended";
  const parts = [
    `${ends[0].toUpperCase()}${ends.slice(1)}.`,
    visit,
    `At each step the ${top} most frequent events are named, the rest are other${repeats === "collapse" ? "; repeats in a row are one step" : ""}.`,
  ];
  if (unfinished > 0)
    parts.push(
      `${countWords(unfinished)} ${unfinished === 1 ? "visit that may go on is" : "visits that may go on are"} left out.`,
    );
  const unlinked = about.excluded.find(({ reason }) => reason === "no person");
  if (unlinked)
    parts.push(`${countWords(unlinked.rows)} ${unlinked.rows === 1 ? "event has" : "events have"} no known person.`);
  return parts.filter((part) => part !== "").join(" ");
}

/** The finding for those who do not see the chart: the nodes of the levels next to the anchor, and the most frequent whole path. */
export function altOf(result: PathFlow & { group?: string }): string {
  const { nodes, sequences, paths, anchor, semantics, group, groupedBy } = result;
  const rows = nodes.objects({ limit: Number.POSITIVE_INFINITY }) as { level: number; node: string; share: number }[];
  const near = semantics.anchored === "end" ? [-1] : semantics.anchored === "start" ? [1] : [-1, 1];
  const told = near.map((level) => {
    const there = rows.filter((row) => row.level === level).slice(0, 5);
    const words = there.map(({ node, share }) => `${node} ${percentWords(share)}`);
    return `${level < 0 ? "directly before" : "directly after"} it ${listWords(words)}`;
  });
  const [whole] =
    sequences.numRows() > 0 ? [sequences.objects({ limit: 1 })[0] as { sequence: string; share: number }] : [];
  const most = whole ? ` The most frequent whole path is ${whole.sequence} (${percentWords(whole.share)}).` : "";
  return `Flow of ${countWords(paths)} paths${group === undefined ? "" : ` of ${groupName(group, groupedBy)}`} ${semantics.anchored === "start" ? "from" : semantics.anchored === "end" ? "to" : "through"} ${anchor}: ${told.join("; ")}.${most}`;
}
