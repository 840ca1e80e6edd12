import { sharedFloat64, sharedInt32, sharedUint8 } from "../../workers/shared.ts";
import { type Column, TextColumn } from "../core/columns.ts";
import { PhonographError } from "../core/errors.ts";
import type { Events } from "../core/events.ts";
import { textOf, toTable } from "../core/table.ts";
import { timesOf } from "../core/times.ts";
import type { Joined } from "./timing-join.ts";

/** What a later call needs of an earlier one, beside its answer: the columns it read, and the join of both sides. */
export interface Kept {
  /** What was asked, to be asked again. */
  asked: string;
  /** Time and texts of all rows so far. */
  table: Events;
  isTrigger: Uint8Array;
  isResponse: Uint8Array;
  joined: Joined | undefined;
}

const KEPT = new WeakMap<object, Kept>();

/** Remembers it for as long as the answer itself is held. */
export function keep<A extends object>(answer: A, kept: Kept): A {
  KEPT.set(answer, kept);
  return answer;
}

/** What was kept of an earlier answer to the same question. */
export function keptOf(verb: string, previous: object, asked: string): Kept {
  const kept = KEPT.get(previous);
  if (!kept) throw invalid(verb, "previous must be an answer of this verb, of the same run of the program");
  if (kept.asked !== asked) {
    throw invalid(verb, "previous must be an answer to the same question, with the same options");
  }
  return kept;
}

const invalid = (verb: string, rule: string) =>
  new PhonographError({
    code: "option/invalid",
    verb,
    rule,
    hint: "give all events at once, without previous, and go on from that answer",
  });

/** Time and some texts of a table; a text that it does not have is missing in all rows. */
export function toLogTable(verb: string, events: Events, texts: readonly string[]): Events {
  const rows = events.numRows();
  const columns: Record<string, Column> = { at: timesOf(verb, events) };
  for (const name of texts) {
    const has = events.columnNames().includes(name);
    columns[name] = has ? textOf(verb, events, name) : new TextColumn(sharedInt32(rows).fill(-1), []);
  }
  return toTable(columns) as unknown as Events;
}

/** The rows of two log tables of the same columns, one after the other. */
export function joinLogs(verb: string, before: Events, after: Events): Events {
  const rows = before.numRows();
  const total = rows + after.numRows();
  const at = sharedFloat64(total);
  at.set(timesOf(verb, before));
  at.set(timesOf(verb, after), rows);
  const columns: Record<string, Column> = { at };
  for (const name of after.columnNames() as string[]) {
    if (name === "at") continue;
    const [first, second] = [textOf(verb, before, name), textOf(verb, after, name)];
    const values = [...first.values];
    const known = new Map(values.map((value, code) => [value, code]));
    const codeOf = Int32Array.from(second.values, (value) => known.get(value) ?? values.push(value) - 1);
    const codes = sharedInt32(total);
    codes.set(first.codes);
    for (let row = rows; row < total; row++) {
      const code = second.codes[row - rows];
      codes[row] = code < 0 ? -1 : codeOf[code];
    }
    columns[name] = new TextColumn(codes, values);
  }
  return toTable(columns) as unknown as Events;
}

/** The flags of two runs of rows, one after the other. */
export function joinFlags(before: Uint8Array, after: Uint8Array): Uint8Array<SharedArrayBuffer> {
  const flags = sharedUint8(before.length + after.length);
  flags.set(before);
  flags.set(after, before.length);
  return flags;
}
