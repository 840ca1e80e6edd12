import { sharedFloat64 } from "../../workers/shared.ts";
import { TextColumn, WholeColumn } from "../core/columns.ts";
import { columnOf, numbersOf, type Table, textOf, toTable } from "../core/table.ts";
import { type HeldIndex, toHeldIndex } from "./held-index.ts";
import type { LinkChangeColumns, Linked } from "./linked.ts";

type Parts = Pick<Linked, "owners" | "devices" | "people">;
type Change = { [K in keyof LinkChangeColumns]: LinkChangeColumns[K] };

/** Who held one kind of identifier when, and by which persons. */
interface Side {
  keys: readonly string[];
  held: HeldIndex;
  texts: readonly string[];
  person: ArrayLike<number>;
  from: Float64Array;
  to: Float64Array;
  rule: (h: number) => string;
}

const VERB = "link";

/**
 * What became of the persons of an earlier run: one row for each identifier that has another person now, in the time that
 * the earlier run knew, and one for each new person. Cost: linear in the intervals.
 */
export function toChanges(before: Parts, now: Parts): Table<LinkChangeColumns> {
  const [oldKeys, newKeys] = [keysOf(before), keysOf(now)];
  const old = new Map(oldKeys.map((key, person) => [key, person]));
  const same = Int32Array.from(newKeys, (key) => old.get(key) ?? -1);
  const goesOn = new Uint8Array(oldKeys.length);
  for (const person of same) if (person >= 0) goesOn[person] = 1;
  const told = new Set<string>();
  const changes: Change[] = [];
  let end = -Infinity;
  for (const last of numbersOf(VERB, before.people, "last")) if (last > end) end = last;
  for (const kind of ["phone", "device"] as const) {
    const [was, is] = [sideOf(before, kind), sideOf(now, kind)];
    for (const [i, j] of overlaps(was, is, same, end)) {
      const [from, to] = [oldKeys[was.person[i]], newKeys[is.person[j]]];
      const change = goesOn[was.person[i]] === 0 ? "merged" : same[is.person[j]] >= 0 ? "moved" : "split";
      told.add(from);
      if (change === "split") told.add(to);
      const at = Math.max(was.from[i], is.from[j]);
      const identifier = is.texts[is.held.codes[j]];
      changes.push({ change, from, to, kind, identifier, at, because: is.rule(j) });
    }
  }
  const created = newKeys.keys().filter((p) => same[p] < 0 && !told.has(newKeys[p]));
  for (const { key, ...first } of firstOf(now, [...created])) {
    changes.push({ change: "created", from: null, to: key, ...first, because: "first seen" });
  }
  const gone = oldKeys.keys().filter((p) => goesOn[p] === 0 && !told.has(oldKeys[p]));
  for (const { key, ...first } of firstOf(before, [...gone])) {
    changes.push({ change: "removed", from: key, to: null, ...first, because: "no rows left" });
  }
  return toChangesTable(changes.filter(isFirst()));
}

const keysOf = ({ people }: Parts) => people.array("key") as string[];

/** Passes each change of one identifier once. */
function isFirst() {
  const seen = new Set<string>();
  return ({ change, from, to, kind, identifier }: Change) => {
    const size = seen.size;
    return seen.add([change, from, to, kind, identifier].join("\0")).size > size;
  };
}

function sideOf(linked: Parts, kind: "phone" | "device"): Side {
  const held = kind === "phone" ? linked.owners : linked.devices;
  const rule = kind === "phone" ? textOf(VERB, linked.owners, "rule") : undefined;
  const { values } = textOf(VERB, held, kind);
  const [from, to] = ["from", "to"].map((name) => numbersOf(VERB, held, name));
  const persons = columnOf(VERB, held, "person");
  const person =
    persons instanceof WholeColumn && persons.missing < 0 ? persons.array : numbersOf(VERB, held, "person");
  const keys = keysOf(linked);
  return {
    keys,
    held: toHeldIndex(held, kind),
    texts: values,
    person,
    from,
    to,
    rule: (h) => rule?.at(h) ?? "observed",
  };
}

/** Intervals of one identifier, of then and of now, that share time and have another person now. */
function* overlaps(was: Side, is: Side, same: Int32Array, end: number): Generator<[number, number]> {
  for (const [code, text] of is.texts.entries()) {
    const then = was.held.codeOf.get(text);
    if (then === undefined) continue;
    for (let a = was.held.offsets[then]; a < was.held.offsets[then + 1]; a++) {
      const i = was.held.places[a];
      if (!(was.person[i] >= 0)) continue;
      for (let b = is.held.offsets[code]; b < is.held.offsets[code + 1]; b++) {
        const j = is.held.places[b];
        if (!(is.person[j] >= 0) || same[is.person[j]] === was.person[i]) continue;
        const from = Math.max(was.from[i], is.from[j]);
        if (from <= end && from < Math.min(was.to[i], is.to[j])) yield [i, j];
      }
    }
  }
}

/** What each of some persons is known by: the user, or the number it began with. */
function firstOf(linked: Parts, persons: readonly number[]) {
  if (persons.length === 0) return [];
  const keys = keysOf(linked);
  const first = numbersOf(VERB, linked.people, "first");
  const basis = linked.people.array("basis") as string[];
  const users = textOf(VERB, linked.owners, "user").values;
  const asked = new Set(persons);
  const phones = new Map<number, string>();
  const owner = numbersOf(VERB, linked.owners, "person");
  const numbers = textOf(VERB, linked.owners, "phone");
  for (let h = 0; h < owner.length; h++) {
    if (asked.has(owner[h]) && !phones.has(owner[h])) phones.set(owner[h], numbers.at(h)!);
  }
  return persons.map((p) => {
    const kind: "user" | "phone" = basis[p] === "user" ? "user" : "phone";
    const identifier = (kind === "user" ? users[p] : phones.get(p)) ?? "";
    return { key: keys[p], kind, identifier, at: first[p] };
  });
}

function toChangesTable(changes: readonly Change[]): Table<LinkChangeColumns> {
  const text = (name: "change" | "from" | "to" | "kind" | "identifier" | "because") =>
    TextColumn.from(changes.map((change) => change[name]));
  const at = sharedFloat64(changes.length);
  for (const [i, change] of changes.entries()) at[i] = change.at;
  return toTable<LinkChangeColumns>({
    change: text("change"),
    from: text("from"),
    to: text("to"),
    kind: text("kind"),
    identifier: text("identifier"),
    at,
    because: text("because"),
  });
}
