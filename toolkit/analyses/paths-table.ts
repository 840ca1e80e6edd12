import { TextColumn } from "../core/columns.ts";
import { filled } from "../core/filled.ts";
import { OTHER } from "../core/groups.ts";
import { type Interval, wilson } from "../core/statistics/wilson.ts";
import { type Table, toTable } from "../core/table.ts";
import type { PathEdgeColumns, PathNodeColumns, PathNodeKind, PathSequenceColumns } from "./paths-result.ts";
import { ENTRY, EXIT, type Walks } from "./paths-walk.ts";

/** A node of a level. */
interface Node {
  name: string;
  kind: PathNodeKind;
  paths: number;
}

/** The nodes of every level in their order, and for each path and level the node's place in it. */
interface Levels {
  nodes: Node[][];
  places: Int32Array;
}

/** The paths of a group, or of everybody where `group` is undefined. */
export interface PathSide {
  group: string | undefined;
  walks: Walks;
  levels: Levels;
}

const groupColumn = (rows: readonly { group: string | undefined }[]) =>
  rows.some(({ group }) => group !== undefined) ? { group: TextColumn.from(rows.map(({ group }) => group!)) } : {};

/** The most frequent events of each level by name, the rest as "other". */
export function levelsOf(
  { labels, width, anchorAt, count }: Walks,
  names: readonly string[],
  anchor: string,
  top: number,
): Levels {
  const places = new Int32Array(labels.length);
  const nodes = Array.from({ length: width }, (_, level) => {
    if (level === anchorAt) return [{ name: anchor, kind: "anchor" as const, paths: count }];
    const counts = new Map<number, number>();
    for (let i = level; i < labels.length; i += width) counts.set(labels[i], (counts.get(labels[i]) ?? 0) + 1);
    const ends = ([EXIT, ENTRY] as const).filter((end) => counts.has(end));
    const events = [...counts.keys()]
      .filter((label) => label >= 0)
      .sort((a, b) => counts.get(b)! - counts.get(a)! || a - b);
    const named: Node[] = events
      .slice(0, top)
      .map((label) => ({ name: names[label], kind: "event", paths: counts.get(label)! }));
    const place = new Map(events.map((label, i) => [label, Math.min(i, top)]));
    const rest = events.slice(top).reduce((sum, label) => sum + counts.get(label)!, 0);
    if (rest > 0) named.push({ name: OTHER, kind: "other", paths: rest });
    for (const end of ends) {
      const kind = end === EXIT ? "exit" : "entry";
      place.set(end, named.push({ name: kind, kind, paths: counts.get(end)! }) - 1);
    }
    for (let i = level; i < labels.length; i += width) places[i] = place.get(labels[i])!;
    return named;
  });
  return { nodes, places };
}

/** Without a confidence, as where one person has several paths, the share alone. */
function shareOf(paths: number, all: number, confidence: number | undefined): Interval {
  if (confidence !== undefined) return wilson(paths, all, confidence);
  return { estimate: paths / all, lower: Number.NaN, upper: Number.NaN };
}

/** One row for each node of each level, counted from the anchor: how many paths pass it, and their share of all with Wilson's interval; NaN where paths are visits. */
export function nodeTable(sides: readonly PathSide[], confidence: number | undefined): Table<PathNodeColumns> {
  const rows = sides.flatMap(({ group, levels, walks: { anchorAt, count } }) =>
    levels.nodes.flatMap((level, l) => level.map((node) => ({ ...node, group, count, level: l - anchorAt }))),
  );
  const shares = rows.map(({ paths, count }) => shareOf(paths, count, confidence));
  return toTable<PathNodeColumns>({
    ...groupColumn(rows),
    level: filled(rows.length, (i) => rows[i].level),
    node: TextColumn.from(rows.map(({ name }) => name)),
    kind: TextColumn.from(rows.map(({ kind }) => kind)),
    paths: filled(rows.length, (i) => rows[i].paths),
    share: filled(rows.length, (i) => shares[i].estimate),
    lower: filled(rows.length, (i) => shares[i].lower),
    upper: filled(rows.length, (i) => shares[i].upper),
  } as never);
}

/** One row for each step from a node to a node of the next level: its paths as a share of all paths and of those at the edge's beginning. */
export function edgeTable(sides: readonly PathSide[], confidence: number | undefined): Table<PathEdgeColumns> {
  const rows = sides.flatMap(edgesOf);
  const shares = rows.map(({ paths, count }) => shareOf(paths, count, confidence));
  const rates = rows.map(({ paths, from }) => shareOf(paths, from.paths, confidence));
  return toTable<PathEdgeColumns>({
    ...groupColumn(rows),
    level: filled(rows.length, (i) => rows[i].level),
    from: TextColumn.from(rows.map(({ from }) => from.name)),
    to: TextColumn.from(rows.map(({ to }) => to.name)),
    paths: filled(rows.length, (i) => rows[i].paths),
    share: filled(rows.length, (i) => shares[i].estimate),
    share_lower: filled(rows.length, (i) => shares[i].lower),
    share_upper: filled(rows.length, (i) => shares[i].upper),
    rate: filled(rows.length, (i) => rates[i].estimate),
    rate_lower: filled(rows.length, (i) => rates[i].lower),
    rate_upper: filled(rows.length, (i) => rates[i].upper),
  } as never);
}

interface Edge {
  group: string | undefined;
  level: number;
  from: Node;
  to: Node;
  paths: number;
  count: number;
}

function edgesOf({ group, levels: { nodes, places }, walks: { width, anchorAt, count } }: PathSide): Edge[] {
  const edges: Edge[] = [];
  for (let level = 0; level + 1 < width; level++) {
    const [here, next] = [nodes[level], nodes[level + 1]];
    const counts = new Float64Array(here.length * next.length);
    for (let i = level; i < places.length; i += width) counts[places[i] * next.length + places[i + 1]]++;
    for (const [k, paths] of counts.entries()) {
      if (paths === 0) continue;
      const [from, to] = [here[Math.floor(k / next.length)], next[k % next.length]];
      edges.push({ group, level: level - anchorAt, from, to, paths, count });
    }
  }
  return edges;
}

/** Whole paths by frequency, of each group by themselves; ends are told once. */
export function sequenceTable(
  sides: readonly PathSide[],
  names: readonly string[],
  anchor: string,
  most: number,
  confidence: number | undefined,
): { table: Table<PathSequenceColumns>; distinct: number } {
  const all = new Set<string>();
  const shown = sides.flatMap(({ group, walks }) => {
    const words = sequences(walks, names, anchor);
    for (const sequence of words.keys()) all.add(sequence);
    const sorted = [...words].sort(([a, n], [b, m]) => m - n || (a < b ? -1 : 1));
    return sorted.slice(0, most).map(([sequence, paths]) => ({ group, sequence, paths, count: walks.count }));
  });
  const shares = shown.map(({ paths, count }) => shareOf(paths, count, confidence));
  return {
    distinct: all.size,
    table: toTable<PathSequenceColumns>({
      ...groupColumn(shown),
      sequence: TextColumn.from(shown.map(({ sequence }) => sequence)),
      paths: filled(shown.length, (i) => shown[i].paths),
      share: filled(shown.length, (i) => shares[i].estimate),
      lower: filled(shown.length, (i) => shares[i].lower),
      upper: filled(shown.length, (i) => shares[i].upper),
    } as never),
  };
}

/** How many paths each sequence of words has. */
function sequences({ labels, width, anchorAt }: Walks, names: readonly string[], anchor: string): Map<string, number> {
  const counts = new Map<string, number>();
  for (let path = 0; path < labels.length; path += width) {
    const key = labels.subarray(path, path + width).join();
    counts.set(key, (counts.get(key) ?? 0) + 1);
  }
  const words = new Map<string, number>();
  for (const [key, paths] of counts) {
    const codes = key.split(",").map(Number);
    const told = codes.flatMap((code, i) => {
      if (i === anchorAt) return [anchor];
      if (code >= 0) return [names[code]];
      if (code === EXIT) return codes[i - 1] === EXIT ? [] : ["exit"];
      return codes[i + 1] === ENTRY ? [] : ["entry"];
    });
    const sequence = told.join(" → ");
    words.set(sequence, (words.get(sequence) ?? 0) + paths);
  }
  return words;
}
