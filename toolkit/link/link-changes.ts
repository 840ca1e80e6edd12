import { sharedFloat64 } from "../../workers/shared.ts";
import { TextColumn } from "../core/columns.ts";
import { numbersOf, type Table, textOf, toTable } from "../core/table.ts";
import type { LinkChangeColumns, Linked } from "./linked.ts";

type Parts = Pick<Linked, "owners" | "devices" | "people">;
type Change = { [K in keyof LinkChangeColumns]: LinkChangeColumns[K] };

/** One interval of an identifier and the key of its person. */
interface Span {
  key: string;
  from: number;
  to: number;
  because: string;
}

const VERB = "link";

/**
 * What became of the persons of an earlier run: one row for each identifier that has another person now, in the time that
 * the earlier run knew, and one for each new person. Cost: linear in the intervals.
 */
export function toChanges(before: Parts, now: Parts): Table<LinkChangeColumns> {
  const old = new Set(keysOf(before));
  const present = new Set(keysOf(now));
  const changes: Change[] = [];
  const known = new Set<string>();
  let end = -Infinity;
  for (const last of numbersOf(VERB, before.people, "last")) if (last > end) end = last;
  for (const kind of ["phone", "device"] as const) {
    const was = spansOf(before, kind);
    for (const [identifier, spans] of spansOf(now, kind)) {
      for (const [earlier, later] of overlaps(was.get(identifier) ?? [], spans, end)) {
        const gone = !present.has(earlier.key);
        const change = gone ? "merged" : old.has(later.key) ? "moved" : "split";
        known.add(later.key).add(earlier.key);
        const at = Math.max(earlier.from, later.from);
        changes.push({ change, from: earlier.key, to: later.key, kind, identifier, at, because: later.because });
      }
    }
  }
  const split = new Set(changes.flatMap(({ change, to }) => (change === "split" ? [to] : [])));
  for (const [key, { kind, identifier, at }] of firstOf(now)) {
    if (!old.has(key) && !split.has(key)) {
      changes.push({ change: "created", from: null, to: key, kind, identifier, at, because: "first seen" });
    }
  }
  for (const [key, { kind, identifier, at }] of firstOf(before)) {
    if (!present.has(key) && !known.has(key)) {
      changes.push({ change: "removed", from: key, to: null, kind, identifier, at, because: "no rows left" });
    }
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

/** Who held each identifier when, by person. */
function spansOf(linked: Parts, kind: "phone" | "device"): Map<string, Span[]> {
  const held = kind === "phone" ? linked.owners : linked.devices;
  const keys = keysOf(linked);
  const identifiers = textOf(VERB, held, kind);
  const persons = held.array("person") as (number | null)[];
  const rules = kind === "phone" ? (held.array("rule") as string[]) : undefined;
  const [from, to] = ["from", "to"].map((name) => numbersOf(VERB, held, name));
  const spans = new Map<string, Span[]>();
  for (const [h, person] of persons.entries()) {
    if (person === null || person < 0) continue;
    const span = { key: keys[person], from: from[h], to: to[h], because: rules?.[h] ?? "observed" };
    const identifier = identifiers.at(h)!;
    const list = spans.get(identifier);
    if (list) list.push(span);
    else spans.set(identifier, [span]);
  }
  return spans;
}

/** Spans of two persons that share time, up to the end of what the earlier run knew. */
function* overlaps(was: readonly Span[], is: readonly Span[], end: number): Generator<[Span, Span]> {
  for (const earlier of was) {
    for (const later of is) {
      const from = Math.max(earlier.from, later.from);
      if (earlier.key !== later.key && from <= end && from < Math.min(earlier.to, later.to)) yield [earlier, later];
    }
  }
}

/** What each person is known by: the user, or the number it began with. */
function firstOf(linked: Parts): Map<string, { kind: "user" | "phone"; identifier: string; at: number }> {
  const keys = keysOf(linked);
  const first = numbersOf(VERB, linked.people, "first");
  const basis = linked.people.array("basis") as string[];
  const users = textOf(VERB, linked.owners, "user").values;
  const phones = new Map<number, string>();
  const persons = linked.owners.array("person") as (number | null)[];
  const numbers = textOf(VERB, linked.owners, "phone");
  for (const [h, person] of persons.entries()) {
    if (person !== null && !phones.has(person)) phones.set(person, numbers.at(h)!);
  }
  return new Map(
    keys.map((key, p) => {
      const kind = basis[p] === "user" ? "user" : "phone";
      return [key, { kind, identifier: (kind === "user" ? users[p] : phones.get(p)) ?? "", at: first[p] }];
    }),
  );
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
