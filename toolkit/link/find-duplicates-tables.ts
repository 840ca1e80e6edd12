import { FIELD_LEVELS } from "../../workers/records/levels.ts";
import { sharedInt32 } from "../../workers/shared.ts";
import { coded } from "../core/coded.ts";
import { TextColumn } from "../core/columns.ts";
import { filled } from "../core/filled.ts";
import { type Table, toTable } from "../core/table.ts";
import type { RecordList } from "./record-list.ts";
import { levelsOf, type RecordModel } from "./record-model.ts";
import { probabilityOf } from "./record-weights.ts";

/**
 * Two rows that may be one entity. There is a column for each compared field beside these, `given_agrees`, `email_agrees` (of a
 * text `<column>_agrees`), with how far the two agree: `equal`, ..., `different`; `implied` where another field says it
 * already; null where one of the two has no value.
 */
export interface PairColumns {
  /** Rows of the table as given, from 0; `rowA` is the lower. */
  rowA: number;
  rowB: number;
  /** Bits of the odds: 0 is even, 10 is about a thousand to one. */
  weight: number;
  /** Chance that both are one entity: `1 / (1 + 2 ** -weight)`. */
  probability: number;
  [field: string]: string | number | null;
}

/** The entity of each row. */
export interface ClusterColumns {
  row: number;
  /** Numbered from 0 in the order of first rows. */
  entity: number;
  /** Rows of the entity. */
  size: number;
}

/** One row for each entity of two rows or more, largest first. */
export interface EntityColumns {
  entity: number;
  size: number;
  /** Distinct records among its rows. */
  records: number;
  /** Chance of the weakest link that holds it together; of equal rows their own. */
  weakest: number;
}

/** How far each level of agreement speaks for one entity. */
export interface ParameterColumns {
  field: string;
  level: string;
  /** Chance of the level among matches, and among strangers. */
  m: number;
  u: number;
  /** Among people who share a home; NaN where these are no kind of their own. */
  h: number;
  /** `log2(m / u)`. */
  weight: number;
  /** 1 where the matches of some rule showed `m`; 0 where it is assumed. */
  learnt: number;
}

/** A pair of records that may be one, or of two rows of one record (`a === b`). */
export interface FoundPair {
  rowA: number;
  rowB: number;
  a: number;
  b: number;
  pattern: number;
  weight: number;
}

/** Pairs as a table, in their order. */
export function pairTable(pairs: readonly FoundPair[], { fields }: RecordList): Table<PairColumns> {
  const n = pairs.length;
  const levels = levelsOf(
    pairs.map(({ pattern }) => pattern),
    fields,
  );
  const agreement = fields.map(({ kind, name, codes }, f) => {
    const words = [...FIELD_LEVELS[kind], "implied"];
    const implied = words.length - 1;
    const level = (i: number) => {
      const at = levels[i * fields.length + f];
      if (at > 0) return at - 1;
      return codes[pairs[i].a] >= 0 && codes[pairs[i].b] >= 0 ? implied : -1;
    };
    return [`${name}_agrees`, coded(n, words, level)] as const;
  });
  return toTable<PairColumns>({
    rowA: whole(pairs.map(({ rowA }) => rowA)),
    rowB: whole(pairs.map(({ rowB }) => rowB)),
    weight: filled(n, (i) => pairs[i].weight),
    probability: filled(n, (i) => probabilityOf(pairs[i].weight)),
    ...Object.fromEntries(agreement),
  } as never);
}

/** The entity of each row, by the lowest row of each. */
export function clusterTables(rootOf: Int32Array, recordOf: Int32Array, weakestOf: (row: number) => number) {
  const rows = rootOf.length;
  const entity = sharedInt32(rows);
  const sizes: number[] = [];
  const records: Set<number>[] = [];
  const firsts: number[] = [];
  const numbers = new Int32Array(rows).fill(-1);
  for (let row = 0; row < rows; row++) {
    const root = rootOf[row];
    if (numbers[root] < 0) {
      numbers[root] = sizes.push(0) - 1;
      records.push(new Set());
      firsts.push(row);
    }
    entity[row] = numbers[root];
    sizes[entity[row]]++;
    records[entity[row]].add(recordOf[row]);
  }
  const several = [...sizes.keys()].filter((e) => sizes[e] > 1).sort((a, b) => sizes[b] - sizes[a] || a - b);
  return {
    entities: sizes.length,
    clusters: toTable<ClusterColumns>({
      row: whole([...rootOf.keys()]),
      entity,
      size: whole(Array.from(entity, (e) => sizes[e])),
    }),
    found: toTable<EntityColumns>({
      entity: whole(several),
      size: whole(several.map((e) => sizes[e])),
      records: whole(several.map((e) => records[e].size)),
      weakest: filled(several.length, (i) => probabilityOf(weakestOf(firsts[several[i]]))),
    }),
  };
}

/** What was learnt, field by field, level by level. */
export function parameterTable({ fields }: RecordList, model: RecordModel): Table<ParameterColumns> {
  const all = fields.flatMap(({ kind, name }, f) =>
    FIELD_LEVELS[kind].map((level, l) => ({ name, level, f, l, m: model.m[f][l], u: model.u[f][l] })),
  );
  return toTable<ParameterColumns>({
    field: TextColumn.from(all.map(({ name }) => name)),
    level: TextColumn.from(all.map(({ level }) => level)),
    m: filled(all.length, (i) => all[i].m),
    u: filled(all.length, (i) => all[i].u),
    h: filled(all.length, (i) => model.h?.[all[i].f][all[i].l] ?? Number.NaN),
    weight: filled(all.length, (i) => Math.log2(all[i].m / all[i].u)),
    learnt: whole(all.map(({ f }) => (model.learnt[f] ? 1 : 0))),
  });
}

function whole(values: ArrayLike<number>) {
  const column = sharedInt32(values.length);
  column.set(values);
  return column;
}
