import type { ColumnTable } from "arquero";
import type { Table } from "./table.ts";

/** Which rows stay: pairs, pairs and lone left rows, left rows with a partner, left rows without. */
export type JoinKind = "inner" | "left" | "semi" | "anti";

/** The columns of a table as its type tells them; `Record<string, unknown>` when it does not. */
type ColumnsOf<T> =
  T extends Table<infer C> ? ([keyof C] extends [never] ? Record<string, unknown> : C) : Record<string, unknown>;

/** The names that can be keys on one side. */
export type KeyName<T> = keyof ColumnsOf<T> & string;

type SharedName<L, R> = KeyName<L> & KeyName<R>;

/**
 * What `on` can be: one name that both tables have, or a pair of the left key or keys and the right ones.
 */
export type JoinKey<L, R> =
  | SharedName<L, R>
  | readonly [SharedName<L, R> | readonly SharedName<L, R>[]]
  | readonly [KeyName<L> | readonly KeyName<L>[], KeyName<R> | readonly KeyName<R>[]];

/** The keys that have one name on both sides: their column stands once in the answer. */
type SharedKey<L, R, On> = [On] extends [undefined]
  ? SharedName<L, R>
  : On extends string
    ? On
    : On extends readonly [infer A]
      ? Names<A>
      : On extends readonly [infer A, infer B]
        ? Paired<A, B>
        : never;

type Names<A> = A extends readonly (infer N)[] ? N : A;

type Paired<A, B> = A extends readonly [infer A1, ...infer As]
  ? B extends readonly [infer B1, ...infer Bs]
    ? (A1 extends B1 ? (B1 extends A1 ? A1 : never) : never) | Paired<As, Bs>
    : never
  : A extends string
    ? A extends B
      ? A
      : never
    : never;

/** The table that a join gives. */
export type Joined<L extends ColumnTable, R extends ColumnTable, On, K, S extends readonly [string, string]> = K extends
  | "semi"
  | "anti"
  ? L
  : string extends keyof ColumnsOf<L> | keyof ColumnsOf<R>
    ? Table
    : Table<JoinedColumns<ColumnsOf<L>, ColumnsOf<R>, SharedKey<L, R, On>, K, S>>;

type JoinedColumns<CL, CR, Key, K, S extends readonly [string, string]> = {
  [N in keyof CL & string as N extends Exclude<keyof CR, Key> ? `${N}${S[0]}` : N]: CL[N];
} & {
  [N in Exclude<keyof CR, Key> & string as N extends keyof CL ? `${N}${S[1]}` : N]: K extends "left"
    ? CR[N] | null
    : CR[N];
};
