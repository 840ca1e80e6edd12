import type { PathFlow, PathNodeKind } from "../analyses/paths-result.ts";
import { theme } from "./theme.ts";

/** A node as it is drawn: its level, and from where to where it reaches, in paths and gaps from the top. */
export interface PlacedNode {
  level: number;
  node: string;
  kind: PathNodeKind;
  paths: number;
  share: number;
  top: number;
  bottom: number;
  colour: string;
}

/** A band from one node to another. */
export interface PlacedLink {
  id: string;
  level: number;
  from: string;
  to: string;
  paths: number;
  rate: number;
  fromTop: number;
  fromBottom: number;
  toTop: number;
  toBottom: number;
  colour: string;
  /** From an end to the same end, which is nobody's step. */
  still: boolean;
}

export interface PathLayout {
  nodes: PlacedNode[];
  links: PlacedLink[];
  levels: number[];
  /** Of the highest level, in paths. */
  height: number;
}

/**
 * Places the levels `[first, last]`: nodes in their order one below the other with `gap` (a share of all paths) between them, bands in the order of the
 * nodes they come from and go to. An event has the same colour at every level.
 */
export function layoutPaths({ nodes, table, paths }: PathFlow, first: number, last: number, gap: number): PathLayout {
  const rows = (nodes.objects({ limit: Number.POSITIVE_INFINITY }) as PlacedNode[]).filter(
    ({ level }) => level >= first && level <= last,
  );
  const colours = coloursOf(rows);
  const below = new Map<number, number>();
  const placed = rows.map((row) => {
    const top = below.get(row.level) ?? 0;
    below.set(row.level, top + row.paths + gap * paths);
    return { ...row, top, bottom: top + row.paths, colour: colours.get(row.node) ?? theme.muted };
  });
  const at = new Map(placed.map((node) => [`${node.level} ${node.node}`, { ...node, out: node.top, into: node.top }]));
  const edges = table.objects({ limit: Number.POSITIVE_INFINITY }) as {
    level: number;
    from: string;
    to: string;
    paths: number;
    rate: number;
  }[];
  const links = edges
    .filter(({ level }) => level >= first && level < last)
    .map(({ level, from, to, paths: n, rate }) => {
      const [source, target] = [at.get(`${level} ${from}`)!, at.get(`${level + 1} ${to}`)!];
      const link = {
        ...{ id: `${level} ${from} ${to}`, level, from, to, paths: n, rate },
        ...{ fromTop: source.out, fromBottom: source.out + n, toTop: target.into, toBottom: target.into + n },
        colour: source.kind === "anchor" ? target.colour : source.colour,
        still: source.kind === target.kind && (source.kind === "exit" || source.kind === "entry"),
      };
      source.out += n;
      target.into += n;
      return link;
    });
  const levels = [...below.keys()].sort((a, b) => a - b);
  return { nodes: placed, links, levels, height: Math.max(...below.values()) - gap * paths };
}

/** The anchor in ink, the most frequent events over all levels in the series, the rest and the ends muted. */
function coloursOf(rows: readonly Pick<PlacedNode, "node" | "kind" | "paths">[]): Map<string, string> {
  const events = new Map<string, number>();
  for (const { node, kind, paths } of rows) if (kind === "event") events.set(node, (events.get(node) ?? 0) + paths);
  const frequent = [...events].sort(([a, n], [b, m]) => m - n || (a < b ? -1 : 1)).map(([node]) => node);
  const colours = new Map(frequent.map((node, i) => [node, theme.series[i] ?? theme.muted]));
  for (const { node, kind } of rows) if (kind === "anchor") colours.set(node, theme.ink);
  return colours;
}
