import { TextColumn } from "../core/columns.ts";
import { PhonographError } from "../core/errors.ts";
import { hasColumn, numbersOf, type Table, textOf, toTable } from "../core/table.ts";
import { timesOf } from "../core/times.ts";
import type { ApartSpec } from "./cuts.ts";
import type { Linked, SameColumns } from "./linked.ts";

type Parts = Pick<Linked, "owners" | "state">;

/** A stretch of time that a user spent with one thing. */
interface Stretch {
  on: string;
  from: number;
  to: number;
}

/** What speaks against users being one human; grows as they are joined. */
interface Root {
  users: Set<string>;
  numbers: Stretch[];
  sessions: Stretch[];
}

const VERB = "link";

/** Every pair of users checked. */
export function toSame(same: unknown): (readonly [string, string])[] {
  const isPair = (pair: unknown): pair is [string, string] =>
    Array.isArray(pair) && pair.length === 2 && pair.every((user) => typeof user === "string") && pair[0] !== pair[1];
  if (Array.isArray(same) && same.every(isPair)) return same;
  throw new PhonographError({
    code: "option/invalid",
    verb: VERB,
    rule: "same must be a list of pairs of two users",
    found: Array.isArray(same) ? "another kind of value in it" : typeof same,
    hint: '[["ann", "ann.old"]]',
  });
}

/**
 * Joins users that are said to be one human, as far as nothing speaks against it: pairs that are never of one person, two
 * numbers that both were seen with at the same time, and sessions at the same time on two devices. What speaks against
 * one of those joined so far speaks against all. Union-find, by pairs in the order of their texts, so that it does not
 * matter in which order they are given. Cost: linear in the rows, and in the evidence of the users named.
 */
export function joinUsers(
  pairs: readonly (readonly [string, string])[],
  apart: readonly ApartSpec[],
  linked: Parts,
): { nameOf: ReadonlyMap<string, string>; table: Table<SameColumns> } {
  const named = new Set(pairs.flat());
  const [numbers, sessions] = [numbersBy(linked, named), sessionsBy(linked, named)];
  const parent = new Map<string, string>();
  const find = (user: string): string => {
    let root = user;
    while (parent.has(root)) root = parent.get(root)!;
    if (root !== user) parent.set(user, root);
    return root;
  };
  const roots = new Map<string, Root>();
  for (const user of named) {
    roots.set(user, { users: new Set([user]), numbers: numbers.get(user) ?? [], sessions: sessions.get(user) ?? [] });
  }
  const against = (a: Root, b: Root): string => {
    const is = (user: string) => (root: Root) => root.users.has(user);
    const keptApart = apart.some(([[one, x], [other, y]]) => {
      if (one !== "user" || other !== "user") return false;
      return (is(x)(a) && is(y)(b)) || (is(x)(b) && is(y)(a));
    });
    if (keptApart) return "never of one person";
    if (clash(a.numbers, b.numbers)) return "seen with two numbers at the same time";
    return clash(a.sessions, b.sessions) ? "in sessions on two devices at the same time" : "";
  };
  const sorted = pairs.map(([a, b]): [string, string] => (a < b ? [a, b] : [b, a]));
  sorted.sort(([a, b], [c, d]) => (a < c || (a === c && b < d) ? -1 : 1));
  const edges = sorted.map(([a, b]) => {
    const [one, other] = [find(a), find(b)];
    const because = one === other ? "" : against(roots.get(one)!, roots.get(other)!);
    if (one !== other && because === "") {
      const [keep, go] = one < other ? [one, other] : [other, one];
      const [into, from] = [roots.get(keep)!, roots.get(go)!];
      for (const user of from.users) into.users.add(user);
      into.numbers = [...into.numbers, ...from.numbers];
      into.sessions = [...into.sessions, ...from.sessions];
      parent.set(go, keep);
    }
    return { a, b, because };
  });
  const nameOf = new Map([...named].map((user) => [user, find(user)]));
  const text = (of: (edge: (typeof edges)[0]) => string | null) => TextColumn.from(edges.map(of));
  const table = toTable<SameColumns>({
    user: text(({ a }) => a),
    other: text(({ b }) => b),
    person: text(({ a, because }) => (because === "" ? find(a) : null)),
    because: text(({ because }) => (because === "" ? "given" : because)),
  });
  return { nameOf, table };
}

/** Two stretches with different things that share time. */
const clash = (some: readonly Stretch[], others: readonly Stretch[]) =>
  some.some((a) => others.some((b) => a.on !== b.on && a.from <= b.to && b.from <= a.to));

function add(lists: Map<string, Stretch[]>, user: string, stretch: Stretch): void {
  const list = lists.get(user);
  if (list) list.push(stretch);
  else lists.set(user, [stretch]);
}

/** From when to when each user was seen with each number that is theirs. */
function numbersBy({ owners }: Parts, named: ReadonlySet<string>): Map<string, Stretch[]> {
  const lists = new Map<string, Stretch[]>();
  const [phones, users] = [textOf(VERB, owners, "phone"), textOf(VERB, owners, "user")];
  const [first, last] = [numbersOf(VERB, owners, "first"), numbersOf(VERB, owners, "last")];
  for (let h = 0; h < owners.numRows(); h++) {
    const user = users.at(h);
    if (user !== null && named.has(user)) add(lists, user, { on: phones.at(h)!, from: first[h], to: last[h] });
  }
  return lists;
}

/** From when to when each session of a user was on which device. */
function sessionsBy({ state: { events } }: Parts, named: ReadonlySet<string>): Map<string, Stretch[]> {
  const lists = new Map<string, Stretch[]>();
  if (!["session", "user", "device"].every((name) => hasColumn(events, name))) return lists;
  const [sessions, users, devices] = ["session", "user", "device"].map((name) => textOf(VERB, events, name));
  const at = timesOf(VERB, events);
  const known = new Map<string, Stretch>();
  for (let row = 0; row < at.length; row++) {
    const user = users.at(row);
    if (user === null || !named.has(user) || sessions.codes[row] < 0 || devices.codes[row] < 0) continue;
    const key = `${user}\0${sessions.codes[row]}\0${devices.codes[row]}`;
    const stretch = known.get(key);
    if (stretch) {
      stretch.from = Math.min(stretch.from, at[row]);
      stretch.to = Math.max(stretch.to, at[row]);
      continue;
    }
    const fresh = { on: devices.at(row)!, from: at[row], to: at[row] };
    known.set(key, fresh);
    add(lists, user, fresh);
  }
  return lists;
}

/** The column with joined users under one name. */
export function renamed({ codes, values }: TextColumn, nameOf: ReadonlyMap<string, string>): TextColumn {
  return new TextColumn(
    codes,
    values.map((user) => nameOf.get(user) ?? user),
  );
}
