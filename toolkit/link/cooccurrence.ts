import { type About, toAbout } from "../core/about.ts";
import type { TextColumn } from "../core/columns.ts";
import { workersFor } from "../core/compute.ts";
import { PhonographError } from "../core/errors.ts";
import { type Events, requireColumns } from "../core/events.ts";
import { describePattern, matchRows, type Pattern } from "../core/pattern.ts";
import { hasColumn, missingColumn, type Table, textOf } from "../core/table.ts";
import { timesOf } from "../core/times.ts";
import { unmatchedEvents } from "../core/unmatched-events.ts";
import {
  type CooccurrenceOptions,
  type CooccurrenceSpec,
  questionWords,
  type TimingQuestion,
  toCooccurrenceSpec,
} from "./cooccurrence-options.ts";
import {
  type CooccurrenceDelays,
  type CooccurrenceEvents,
  type CooccurrenceKinds,
  type CooccurrencePairs,
  toDelaysTable,
  toEventsTable,
  toKindsTable,
  toPairsTable,
} from "./cooccurrence-tables.ts";
import { middleDelay } from "./delay-law.ts";
import { screen } from "./identifiers.ts";
import { permitLinking } from "./link-policy.ts";
import { wayIn, waysBy } from "./response-ways.ts";
import type { Held } from "./timing-agreement.ts";
import { joinFlags, joinLogs, keep, keptOf, toLogTable } from "./timing-kept.ts";
import { timingLinks } from "./timing-links.ts";
import type { TimingRows } from "./timing-log.ts";
import { type TimingTrace, toTimingTrace } from "./timing-trace.ts";
import { toTriggerKinds } from "./trigger-kinds.ts";

/** Which identifiers belong together by the timing of their events. */
export interface Cooccurrence {
  /** The pairs, surest first; `state` is `"linked"` or `"ambiguous"`. Pairs with a chance below 0.05 are left out. */
  readonly table: Table<CooccurrencePairs>;
  /** Which response answers which trigger, of the linked pairs. */
  readonly events: Table<CooccurrenceEvents>;
  readonly kinds: Table<CooccurrenceKinds>;
  readonly delays: Table<CooccurrenceDelays>;
  /** Pairs that are linked. */
  readonly linked: number;
  /** The delay before which half of the answers come, seconds; far from zero, or below it, clocks differ. NaN: none come. */
  readonly delay: number;
  /** Responses of anybody that a trigger meets by chance within the delays at which answers come. */
  readonly candidates: number;
  /**
   * Of the answers that show anything in the column `agree`, the share that show the same as their trigger; NaN: not asked,
   * or no more than by chance.
   */
  readonly agreement: number;
  /**
   * Links that coincidence alone makes, as a share of `linked`: the same method on responses of another day, where every
   * link is false, as many as would have stood against the true ones and as there are sources without a link.
   * It is the least share of false links: numbers confused within the same traffic come on top, and are in `probability`.
   * Of more than 32,768 sources a sample of as many is tried, told by the hash of their text: 0.01 is then known to 0.001.
   * NaN: not tried.
   */
  readonly falseShare: number;
  /** Triggers whose candidates were known from `previous`, and were not looked for again. */
  readonly reused: number;
  /** What explanations and scores read. */
  readonly trace: TimingTrace;
  readonly about: About;
}

const VERB = "cooccurrence";

/**
 * Which phone number belongs to which user, told by time alone: a code is sent to a number, and seconds later somebody
 * logs in. One such coincidence says little, as others log in too; several, without codes that go unanswered and logins
 * without a code, say all. The same for a missed call and the chat after it, a top-up and its payment.
 *
 * **What is learnt from the data.** At which delays responses follow triggers more often than chance, how often each kind
 * of trigger (of each sender) is answered at all, how far the clocks of the two logs are apart, how often responses come
 * without a trigger, how often numbers change hands, how many of the numbers belong to any of the users, and how many of
 * the users to any of the numbers. Chance is the same log with its responses moved by some
 * minutes: the hour of the day and everyone's own pace stay. Kinds of triggers that chance explains are left out, and so
 * are kinds of responses (see `responseKinds`): logins by password say nothing of codes.
 *
 * **How a pair is weighed.** The Bayes factor of its events: each response at delay d counts 1 - q + q f(d) / r, where q is
 * the share of triggers that are answered, f how likely the delay is, and r how often that user responds at that hour
 * anyway; each unanswered trigger counts 1 - q; each response without a trigger counts o, the share of such responses, and
 * every response e^(1 - o), as fewer come by chance where answers are a part of them. A pair holds for the stretch of time
 * that makes it likeliest, so a number can belong to one user after another.
 *
 * **How pairs are chosen.** Sure ones first: those with a probability of `threshold` and ten times the Bayes factor of any
 * pair that they exclude. The events that they explain are taken out of the log, and the rest is looked at again, until
 * nothing is added. No number has two users at once, and (see `exclusive`) no user two numbers.
 *
 * Missing identifiers, `-1`, `null`, `anonymous` and the like are left out and counted in `about`, as are rows without a
 * time. The answer does not depend on the order of rows or on workers. Finding people by timing re-identifies them: do it
 * only for a purpose that allows it.
 *
 * **What else both sides have in common** (`agree`), such as the address of a data session and of the app, is one more
 * level of evidence: a share m of the answers shows the same, learnt as the excess over moved responses, and u is the share
 * of the others who respond in that hour that show it anyway. Agreement multiplies the odds by m / u + 1 - m, disagreement
 * by 1 - m; within one pair the same value counts once. Where answers lack the column more or less often than responses by
 * chance, that it is missing counts too; a trigger without it says nothing.
 *
 * **Day by day.** With `previous` only new events are given; the answer equals that for all events at once, whatever the
 * batches. Not repeated are reading, cleaning and the join of what was there; every pair is weighed anew, since rates,
 * delays and shares are learnt from everything.
 *
 * **Refused** are traffic in which a trigger meets more than 50 responses within the delays of answers, with a window that
 * would do where there is one, and clocks that are up to 14 hours apart, with their correction.
 *
 * Source: co-occurrence likelihoods after Riederer et al. (WWW 2016) in Fellegi-Sunter form, with explaining away. Cost:
 * sorts of both sides, and linear in the pairs of a trigger and a response within the delays at which answers come; of
 * these none is kept: memory is that of the events, about 60 bytes a trigger and 60 a response.
 *
 * @param events columns `at`, `kind`, and the two identifiers; other columns as the patterns need
 * @param question what triggers what
 * @param options see {@link CooccurrenceOptions}
 * @returns see {@link Cooccurrence}; without pairs where triggers are not answered beyond chance
 * @throws PhonographError `data/column-missing`, `option/invalid`, `option/missing`; `data/unparseable` for numbers that are
 * not in E.164 form
 * @example
 * ```ts
 * import { cooccurrence, random } from "phonograph";
 * import { table } from "arquero";
 * const chance = random(1);
 * const rows = Array.from({ length: 600 }, (_, i) => {
 *   const [at, delay, who] = [chance.uniform() * 864e6, 9000 + chance.uniform() * 8000, i % 60];
 *   return [{ at, kind: "sms", phone: `+35191000${100 + who}`, user: null }, { at: at + delay, kind: "auth", phone: null, user: `u${who}` }];
 * }).flat();
 * const column = (name) => rows.map((row) => row[name]);
 * const events = table({ at: column("at"), kind: column("kind"), phone: column("phone"), user: column("user") });
 * const found = await cooccurrence(events, { trigger: "sms", response: "auth" });
 * console.assert(found.linked === 60 && found.falseShare < 0.05 && Math.round(found.delay) === 13);
 * ```
 */
export async function cooccurrence(
  events: Events,
  question: TimingQuestion,
  options: CooccurrenceOptions = {},
): Promise<Cooccurrence> {
  const permit = permitLinking(VERB, options.policy);
  const spec = toCooccurrenceSpec(question, options);
  requireColumns(VERB, events, ["at", "kind"]);
  const run = { ...options, workers: workersFor(VERB, events.numRows(), options) };
  const { log, rows: given, kinds, texts, columns, before, asked } = prepare(events, spec, options.previous);
  const rule = { ...spec, exclusive: spec.exclusive === "both" };
  const { pairs, law, used, joined, rows, ...found } = await timingLinks(VERB, given, rule, run, before);
  const matched = (flags: Uint8Array) => {
    let count = 0;
    for (let row = 0; row < flags.length; row++) count += flags[row];
    return count;
  };
  const idle = matched(given.isResponse) - matched(rows.isResponse);
  const answer = Object.freeze({
    table: toPairsTable(pairs, spec, texts),
    events: toEventsTable(pairs),
    kinds: toKindsTable(found.kinds, kinds),
    delays: toDelaysTable(law),
    linked: pairs.linked,
    delay: law ? middleDelay(law) / 1000 : Number.NaN,
    candidates: found.candidates,
    agreement: found.agreement,
    falseShare: found.falseShare,
    reused: joined?.reused ?? 0,
    trace: toTimingTrace(spec, {
      agreement: found.agreed && { name: `${spec.agree}`, ...found.agreed },
      events: options.previous ? log : events,
      rows,
      law,
      pairs,
      ...texts,
      kinds,
    }),
    about: toAbout({
      verb: VERB,
      options: { ...spec, ...questionWords(spec), block: `${spec.block.length} values`, policy: permit },
      input: events,
      columns,
      excluded: [
        { reason: `trigger without a usable ${spec.source} or time`, rows: matched(rows.isTrigger) - used.triggers },
        { reason: `response without a usable ${spec.target} or time`, rows: matched(rows.isResponse) - used.responses },
        { reason: "response of a kind that follows no trigger beyond chance", rows: idle },
      ],
    }),
  });
  return keep(answer, { asked, table: log, isTrigger: given.isTrigger, isResponse: given.isResponse, joined });
}

/** The rows of these events, behind those of the earlier ones, as the engine wants them. */
function prepare(events: Events, spec: CooccurrenceSpec, previous: Cooccurrence | undefined) {
  const { control, ...question } = spec;
  const asked = JSON.stringify(question);
  const kept = previous && keptOf(VERB, previous, asked);
  const by = spec.kinds === undefined ? "peer" : spec.kinds;
  const hasKinds = by !== null && [kept?.table, events].some((table) => table && hasColumn(table, by));
  if (spec.kinds && !hasKinds) throw missingColumn(VERB, events, spec.kinds);
  for (const name of [spec.source, spec.target, spec.agree, spec.responseKinds]) {
    if (name && !hasColumn(events, name) && !kept) throw missingColumn(VERB, events, name);
  }
  const tables = kept ? [kept.table, events] : [events];
  const way = wayIn(tables, spec.responseKinds);
  const names = [...new Set([spec.source, spec.target, spec.agree, hasKinds ? by : undefined, way])].filter(
    (name) => typeof name === "string",
  );
  const own = toLogTable(VERB, events, names);
  const log = kept ? joinLogs(VERB, toLogTable(VERB, kept.table, names), own) : own;
  const now = { isTrigger: matchRows(VERB, events, spec.trigger), isResponse: matchRows(VERB, events, spec.response) };
  const isTrigger = kept ? joinFlags(kept.isTrigger, now.isTrigger) : now.isTrigger;
  const isResponse = kept ? joinFlags(kept.isResponse, now.isResponse) : now.isResponse;
  if (!kept) {
    refuseNone(events, isTrigger, "trigger", spec.trigger);
    refuseNone(events, isResponse, "response", spec.response);
  }
  refuseBoth(isTrigger, isResponse);
  const blocked = new Set(spec.block.map((value) => value.trim().toLowerCase()));
  const source = screen(spec.source, textOf(VERB, log, spec.source), blocked);
  const target = screen(spec.target, textOf(VERB, log, spec.target), blocked);
  const { kind, names: kinds } = toTriggerKinds(hasKinds ? textOf(VERB, log, by) : undefined, isTrigger);
  const rows: TimingRows = {
    at: timesOf(VERB, log),
    isTrigger,
    isResponse,
    source: source.codes,
    target: target.codes,
    kind,
    kinds: kinds.length,
    sources: source.texts.length,
    targets: target.texts.length,
    held: spec.agree === undefined ? undefined : heldBy(textOf(VERB, log, spec.agree)),
    ways: way === undefined ? undefined : waysBy(textOf(VERB, log, way), isResponse),
  };
  const texts = { sources: source.texts, targets: target.texts };
  return { log, rows, kinds, texts, columns: ["at", "kind", ...names], before: kept?.joined, asked };
}

const NOTHING = /^(?:[-0.:]*|null|nil|none|undefined|nan|n\/?a|unknown)$/i;

/** What each row holds; values that stand for nothing are missing. */
function heldBy({ codes, values }: TextColumn): Held {
  const isNothing = Uint8Array.from(values, (value) => (NOTHING.test(value.trim()) ? 1 : 0));
  if (!isNothing.includes(1)) return { codes, count: values.length };
  return { codes: codes.map((code) => (code >= 0 && isNothing[code] === 1 ? -1 : code)), count: values.length };
}

function refuseNone(events: Events, matched: Uint8Array, option: string, pattern: Pattern): void {
  if (events.numRows() > 0 && !matched.includes(1)) {
    throw unmatchedEvents(VERB, events, option, [describePattern(pattern)]);
  }
}

function refuseBoth(isTrigger: Uint8Array, isResponse: Uint8Array): void {
  let both = 0;
  for (let row = 0; row < isTrigger.length; row++) both += isTrigger[row]! & isResponse[row]!;
  if (both === 0) return;
  throw new PhonographError({
    code: "option/invalid",
    verb: VERB,
    rule: "an event cannot be trigger and response at once",
    found: `${both.toLocaleString("en")} events match both`,
    hint: "narrow one of the patterns",
  });
}
