import { sharedFloat64 } from "../../workers/shared.ts";
import { type Column, TextColumn, WholeColumn } from "../core/columns.ts";
import type { ComputeOptions } from "../core/compute.ts";
import type { Events } from "../core/events.ts";
import { describePattern, matchRows, type Pattern } from "../core/pattern.ts";
import { columnOf, hasColumn, textOf, toTable } from "../core/table.ts";
import { unmatchedEvents } from "../core/unmatched-events.ts";
import { CODES_AND_LOGINS, type LinkTimingSpec, toTimingSpecs } from "./cooccur-options.ts";
import type { Identifiers } from "./identifiers.ts";
import type { Marks } from "./marks.ts";
import { oneAtATime } from "./one-at-a-time.ts";
import { wayIn, waysBy } from "./response-ways.ts";
import type { Joined } from "./timing-join.ts";
import { joinFlags } from "./timing-kept.ts";
import { type TimingLinks, timingLinks } from "./timing-links.ts";
import type { TimingRows } from "./timing-log.ts";
import { toTriggerKinds } from "./trigger-kinds.ts";

/** Which users timing ties to the numbers (or devices) on rows that do not name them. */
export interface TimedRows {
  /** For each row the user, -1 where timing tells none; and ln of the odds that this row adds. */
  user: Int32Array;
  weight: Float64Array;
  /** For identifier and user the stretch in which nothing speaks against the pair. */
  bounds: ReadonlyMap<number, readonly Bound[]>;
}

/** A user holds the identifier no longer than this, as far as timing tells. */
export interface Bound {
  user: number;
  /** First and last hit. */
  from: number;
  to: number;
  since: number;
  until: number;
}

/** What an earlier run found of a question, of the rows that it had. */
export interface KnownQuestion {
  isTrigger: Uint8Array;
  isResponse: Uint8Array;
  joined: Joined | undefined;
}

/** What one question found. */
export interface TimedQuestion {
  spec: LinkTimingSpec;
  found: TimingLinks;
  rows: TimingRows;
  kinds: readonly (string | null)[];
}

export interface Timed {
  phone?: TimedRows;
  device?: TimedRows;
  questions: TimedQuestion[];
  /** Why nothing was asked, where nothing was told to be. */
  unasked?: string;
}

interface TimedInput {
  at: Float64Array<SharedArrayBuffer>;
  user: Identifiers;
  phone: Identifiers;
  device: Identifiers;
  marks: Marks;
}

const VERB = "link";
/** Odds beyond this are certain enough: a thousand logins must be able to speak against a pair. */
const MOST = 14;
/** Where so many logins name their number themselves, timing is not asked. */
const TOLD = 0.5;

/** Asks what timing tells, and turns its pairs into evidence on rows; `known`: what an earlier run found for each question. */
export async function timedRows(
  events: Events,
  asked: readonly LinkTimingSpec[] | undefined,
  input: TimedInput,
  run: ComputeOptions & { workers: number },
  known: readonly KnownQuestion[] = [],
): Promise<Timed> {
  const unasked = asked ? undefined : whyUnasked(events, input);
  const timed: Timed = { questions: [], unasked };
  for (const [q, spec] of (asked ?? (unasked ? [] : toTimingSpecs([CODES_AND_LOGINS]))).entries()) {
    const asked = await ask(events, spec, input, run, known[q]);
    const { found } = asked;
    timed.questions.push({ spec, ...asked });
    const by = spec.source === "user" ? spec.target : spec.source;
    if (by === "user") continue;
    timed[by] = add(timed[by], spec, found, input.at.length);
  }
  return timed;
}

/** Codes and logins are asked where the events have both and logins do not name their number as a rule. */
function whyUnasked(events: Events, { user, phone, marks }: TimedInput): string | undefined {
  let codes = 0;
  let logins = 0;
  let told = 0;
  for (let row = 0; row < marks.code.length; row++) {
    if (marks.code[row] === 1 && phone.codes[row] >= 0) codes++;
    if (marks.code[row] !== 2 || user.codes[row] < 0) continue;
    logins++;
    if (phone.codes[row] >= 0) told++;
  }
  if (!hasColumn(events, "name")) return 'not asked: no column "name" that tells sms.otp and auth.login';
  if (codes === 0) return `not asked: no sms.otp with a number${alike(events, "otp")}`;
  if (logins === 0) return `not asked: no auth.login with a user${alike(events, "login")}`;
  return told > TOLD * logins ? "not asked: most of auth.login name their number" : undefined;
}

/** A name that is written in another way. */
function alike(events: Events, name: string): string {
  const { values } = textOf(VERB, events, "name");
  const other = values.find((value) => value !== name && value.trim().toLowerCase() === name);
  return other === undefined ? "" : `; there is the name "${other}"`;
}

async function ask(
  events: Events,
  spec: LinkTimingSpec,
  input: TimedInput,
  run: ComputeOptions & { workers: number },
  known: KnownQuestion | undefined,
): Promise<Omit<TimedQuestion, "spec">> {
  const { at, marks } = input;
  const isTrigger = matched(events, "a trigger of cooccur", spec.trigger, marks, known?.isTrigger);
  const isResponse = matched(events, "a response of cooccur", spec.response, marks, known?.isResponse);
  const by = spec.kinds === undefined && hasColumn(events, "peer") ? "peer" : spec.kinds;
  const { kind, names } = toTriggerKinds(by ? textOf(VERB, events, by) : undefined, isTrigger);
  const way = wayIn([events], undefined);
  const [source, target] = [input[spec.source], input[spec.target]];
  const rows = {
    at,
    isTrigger,
    isResponse,
    source: source.codes,
    target: target.codes,
    kind,
    kinds: names.length,
    sources: source.texts.length,
    targets: target.texts.length,
    ways: way === undefined ? undefined : waysBy(textOf(VERB, events, way), isResponse),
  };
  const found = await timingLinks(VERB, rows, { ...spec, exclusive: true, control: false }, run, known?.joined);
  return { found, rows, kinds: names };
}

/** Rows of a pattern, less what did not arrive or was denied: nobody answers that. Of the first rows it may be known. */
function matched(
  events: Events,
  option: string,
  pattern: Pattern,
  { idle }: Marks,
  known: Uint8Array = new Uint8Array(0),
): Uint8Array<SharedArrayBuffer> {
  const begin = known.length;
  const fresh = matchRows(VERB, begin === 0 ? events : rowsFrom(events, begin), pattern);
  if (begin === 0 && fresh.length > 0 && !fresh.includes(1)) {
    throw unmatchedEvents(VERB, events, option, [describePattern(pattern)]);
  }
  for (let row = 0; row < fresh.length; row++) if (idle[begin + row] === 1) fresh[row] = 0;
  return begin === 0 ? fresh : joinFlags(known, fresh);
}

/** The rows from one on. */
function rowsFrom(events: Events, begin: number): Events {
  const tail = (column: Column): Column => {
    if (column instanceof TextColumn) return new TextColumn(column.codes.subarray(begin), column.values);
    if (column instanceof WholeColumn) return new WholeColumn(column.array.subarray(begin), column.missing);
    return column.subarray(begin);
  };
  const names = events.columnNames() as string[];
  return toTable(
    Object.fromEntries(names.map((name) => [name, tail(columnOf(VERB, events, name))])),
  ) as unknown as Events;
}

/** The hits of linked pairs as evidence: each hit bears an equal part of its pair's odds. */
function add(before: TimedRows | undefined, spec: LinkTimingSpec, found: TimingLinks, rows: number): TimedRows {
  const user = before?.user ?? new Int32Array(rows).fill(-1);
  const weight = before?.weight ?? sharedFloat64(rows);
  const bounds = new Map<number, Bound[]>();
  for (const [id, list] of before?.bounds ?? []) bounds.set(id, [...list]);
  const { pairs } = found;
  const isTurned = spec.source === "user";
  const [held, users] = isTurned ? [pairs.target, pairs.source] : [pairs.source, pairs.target];
  const places = isTurned ? pairs.responseRow : pairs.triggerRow;
  const odds = pairs.probability.map((p) => Math.min(MOST, Math.log(p / (1 - p))));
  const stands = oneAtATime({ held, user: users, from: pairs.from, to: pairs.to, odds }, pairs.linked);
  for (let p = 0; p < pairs.linked; p++) {
    if (stands[p] === 0) continue;
    const [begin, end] = [pairs.hitBegins[p], pairs.hitBegins[p + 1]];
    for (let i = begin; i < end; i++) {
      user[places[i]] = users[p];
      weight[places[i]] = odds[p] / (end - begin);
    }
    const bound = {
      user: users[p],
      from: pairs.from[p],
      to: pairs.to[p],
      since: pairs.since[p],
      until: pairs.until[p],
    };
    const list = bounds.get(held[p]);
    if (list) list.push(bound);
    else bounds.set(held[p], [bound]);
  }
  return { user, weight, bounds };
}
