import { hasColumn, textOf } from "../core/table.ts";
import type { Linked } from "./linked.ts";

/** The kinds of identifiers that a person can have. */
export const TIE_KINDS = ["user", "phone", "device", "session"] as const;

/** An identifier by kind and text. */
export interface PersonNode {
  kind: (typeof TIE_KINDS)[number];
  text: string;
}

/** Two identifiers of a person that events show together. */
export interface Tie {
  a: PersonNode;
  b: PersonNode;
  /** On one row, or by an answer in time. */
  by: "rows" | "timing";
  /** Rows that hold both, or answers. */
  events: number;
  first: number;
  last: number;
  /** Some of the rows, in the order of the table. */
  rows: number[];
}

/** What ties the identifiers of a person to each other: rows that hold two of them, and answers in time. */
export function personTies(verb: string, linked: Linked, rows: readonly number[], most: number): Tie[] {
  const { table } = linked;
  const columns = TIE_KINDS.filter((kind) => hasColumn(table, kind)).map((kind) => ({
    kind,
    text: textOf(verb, table, kind),
  }));
  const at = table.getter("at") as (row: number) => number;
  const ties = new Map<string, Tie>();
  const add = (a: PersonNode, b: PersonNode, by: Tie["by"], time: number, sources: readonly number[]) => {
    const key = JSON.stringify([by, a.kind, a.text, b.kind, b.text]);
    let tie = ties.get(key);
    if (!tie) {
      tie = { a, b, by, events: 0, first: Infinity, last: -Infinity, rows: [] };
      ties.set(key, tie);
    }
    tie.events++;
    tie.first = Math.min(tie.first, time);
    tie.last = Math.max(tie.last, time);
    if (tie.rows.length < most) tie.rows.push(...sources);
  };
  for (const row of rows) {
    const held = columns.flatMap(({ kind, text }): PersonNode[] => {
      const value = text.at(row);
      return value === null ? [] : [{ kind, text: value }];
    });
    for (const [i, a] of held.entries()) for (const b of held.slice(i + 1)) add(a, b, "rows", at(row), [row]);
  }
  const mine = new Set(rows);
  for (const { trace } of linked.timing ?? []) {
    // Of a run that added events to an earlier one, timing knows the rows of before too; the table begins with the new ones.
    const begin = trace.rows.at.length - table.numRows();
    const { pairs, names } = trace;
    for (let p = 0; p < pairs.linked; p++) {
      const source = { kind: names[0], text: trace.sources[pairs.source[p]] } as PersonNode;
      const target = { kind: names[1], text: trace.targets[pairs.target[p]] } as PersonNode;
      const [a, b] =
        TIE_KINDS.indexOf(source.kind) < TIE_KINDS.indexOf(target.kind) ? [source, target] : [target, source];
      for (let h = pairs.hitBegins[p]; h < pairs.hitBegins[p + 1]; h++) {
        const [trigger, response] = [pairs.triggerRow[h] - begin, pairs.responseRow[h] - begin];
        if (mine.has(trigger) && mine.has(response)) add(a, b, "timing", at(response), [trigger, response]);
      }
    }
  }
  return [...ties.values()];
}

const nameOf = ({ kind, text }: PersonNode) => `${kind} ${text}`;

/** The strongest ties that connect all that is connected: a maximum spanning tree by the number of events. */
export function strongestTies(ties: readonly Tie[]): Tie[] {
  const parent = new Map<string, string>();
  const root = (name: string): string => {
    let at = name;
    while (parent.has(at)) at = parent.get(at)!;
    return at;
  };
  const order = ties.toSorted(
    (x, y) => y.events - x.events || (nameOf(x.a) + nameOf(x.b) < nameOf(y.a) + nameOf(y.b) ? -1 : 1),
  );
  return order.filter(({ a, b }) => {
    const [one, other] = [root(nameOf(a)), root(nameOf(b))];
    if (one === other) return false;
    parent.set(one, other);
    return true;
  });
}
