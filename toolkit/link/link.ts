import { toAbout } from "../core/about.ts";
import { NO_PERSON, TextColumn, WholeColumn } from "../core/columns.ts";
import { workersFor } from "../core/compute.ts";
import { PhonographError } from "../core/errors.ts";
import { type Events, requireColumns } from "../core/events.ts";
import { columnOf, hasColumn, textOf, toTable } from "../core/table.ts";
import { timesOf } from "../core/times.ts";
import { questionWords } from "./cooccur-options.ts";
import { toCuts } from "./cuts.ts";
import { decide } from "./decide.ts";
import { IDENTIFIER_KINDS, type IdentifierKind, type Identifiers, noIdentifiers, screen } from "./identifiers.ts";
import { keepApart } from "./keep-apart.ts";
import { toChanges } from "./link-changes.ts";
import { type LinkOptions, type LinkSpec, toLinkSpec } from "./link-options.ts";
import { permitLinking } from "./link-policy.ts";
import { columnsOf, goOn, type LinkMemory } from "./link-state.ts";
import type { Linked } from "./linked.ts";
import { joinMarks, type Marks, toMarks } from "./marks.ts";
import { toPeople } from "./people.ts";
import { renumber } from "./renumbered.ts";
import { requireLinked } from "./require-linked.ts";
import { WAYS } from "./response-ways.ts";
import { toRowOrders, usesBetween } from "./row-orders.ts";
import { joinUsers, renamed } from "./same-users.ts";
import { toCoverage, toDevices, toOwners, toShared, toTimings } from "./tables.ts";
import { timedRows } from "./timed-rows.ts";
import { whyNot } from "./why-not.ts";

/**
 * Finds out which events belong to the same person: from exact identifiers, who held them when, and what follows what.
 *
 * A person is a user with every number and device held, each during an interval of its own: a number that is given to
 * somebody else belongs to both, one after the other. A number that nobody is known to own is a person of its own, anew
 * after each silence as long as `quarantine`. A row finds its person by the first of these that applies:
 *
 * | rule | the row | `link`: chance that the person is right |
 * |---|---|---|
 * | `user` | names a user | 1; 0.5 when its number belongs to somebody else at that time |
 * | `session` | is in a session with exactly one user | 0.99 |
 * | `phone` | has a number owned at that time | the interval's confidence, less `hazard` for the time since the owner was seen |
 * | `device` | has a device held at that time | the same for the device |
 * | `timing` | has a number whose owner timing alone tells | the same as `phone` |
 * | `number` | has a number without a known owner | 1: the person is that number, from silence to silence |
 *
 * Owners are told by rows that hold `user` and `phone` (see `evidence`): of contradicting rows the likelier sequence of
 * owners is taken, so that one stale record does not move a number and two logins do; where no owner has a chance of 0.9,
 * as with one record whose user logs in with another number, nobody is the owner. The number changes hands after the
 * longest silence between the two owners where that is notable, else when the next one is first seen; before the first
 * sighting it belongs to the first owner, back to its first use after a silence. Records (`crm`) and messages that did
 * not arrive do not end a silence. An address (`ip`) or a cell links nothing, whoever shares it. Numbers, devices and
 * sessions with too many users are set aside and listed in `shared`. Two accounts of one human stay two persons, unless `same` says so.
 *
 * **Records.** A row of kind `crm` is a statement that holds from its `at` on: date a table of customers by the day since
 * which each row holds (`at: "since"`), and give rows that were closed by the time of the export the status `expired`.
 * Dated on the day of its export a table speaks of each number's last time only. A record speaks of the number from its
 * first use on, up to the first silence of `quarantine`; it says nothing of a number that was silent for so long before its
 * first use, counted from the beginning of the data. Two records of one number contradict each other whatever their dates,
 * but for such a silence between them, or one that expired: that one is of before the silence; without a silence it loses
 * when the number is in use to the end, and wins when it has fallen silent for good. A record without a user is of
 * a customer whose account is not known, and contradicts a record of the same `source` that names one. Records lose
 * against what people do, also when all that is seen is somebody else's use of the codes sent to the number: at least two
 * logins (`auth.login`) of one other user within five minutes of codes (`sms.otp`), none by the record's user, and more
 * than chance explains. Codes that were not used are no evidence, so rates of use are not biased by it.
 *
 * **Timing.** Where codes go to numbers (`sms.otp`) and logins name users (`auth.login`) but not the number, the pairs that
 * {@link cooccurrence} finds count as evidence among the other rows, each with its own probability, spread over the codes
 * that were answered (see `cooccur`); `owners.timed` counts them, `timing` holds the pairs and which login answers which
 * code. An interval without any deed under its owner's name ends where its user is seen with another number, or where
 * codes begin to go unanswered; the rest is nobody's, so that no user has two numbers at once of which timing alone tells
 * one; where a record names another number for the time, what is used wins. Logins by password among those by code do no
 * harm: how many logins come without a code is learnt. A rate of use of the codes themselves is biased by owners of rule
 * `timed`, as who never used a code has none: leave these out of it.
 *
 * **A new number in the same phone** is its owner's: one that begins in a device after the last use of the number there
 * before, within `quarantine`, takes over its owner, or gives its own back, as long as nobody else is known. A number that
 * goes on elsewhere shows that the device was given away.
 *
 * Persons are numbered 0, 1, ...: users in the order of a hash of their id, then numbers without an owner; the same
 * events get the same persons whatever the order of rows or the number of workers. Linking re-identifies people: give a
 * `policy`, and it is done only for a purpose that allows it; `about` tells which.
 *
 * **Run after run.** Persons have keys that stay (`people.key`); with `previous` the answer tells in `changes` which persons
 * were created, merged, split or moved, and why. With `adds` a day's new rows are linked as if all rows were given: owners,
 * devices, people and keys are exactly those of a run over all rows at once, whatever the batches, also with rows that come
 * late. A number or device is decided anew where it has a new row, or where anything that its decision reads is not what it
 * was: a row's user, told by its session or device, what timing says of it, a record that is doubted now, a limit.
 * `about.options.anew` counts them; all others are taken over. Not repeated are reading, sorting and screening. What is
 * learnt from all rows is learnt anew: the laws of timing and the weight of each of its pairs (only rows that meet new ones
 * are joined again), what is usual for limits, how crowded the times of codes are; rows find their persons anew, in one pass. A
 * day after 30 or 80 costs half of a run over all, so give several at once where many are to be added. All rows
 * are kept, those columns that linking reads: some 100 bytes a row. {@link joinPeople} tells whose the earlier rows are now.
 *
 * Method: hidden-state path (Viterbi) over the owners seen with one identifier; linear in rows. Cost: about 1 s of one core
 * for each million rows, up to twice that where records, codes and devices are all there.
 *
 * @param events columns `at`, `kind` and at least one of `phone`, `user`, `device`, `session`, and where there are, `name`, `status`
 * and `source`; `peer` is never a subscriber
 * @param options see {@link LinkOptions}
 * @returns see {@link Linked}; `about.excluded` counts the rows without a person by reason
 * @throws PhonographError `privacy/refused` for a purpose that does not allow linking; `data/unparseable` for numbers that are not in E.164 form, and when one person gets an
 * unlikely share of all identifiers; `data/column-missing`; `option/invalid`, also where the clocks of codes and logins are
 * hours apart or a code meets too many logins (see {@link cooccurrence}): `cooccur: []` links without timing
 * @example
 * ```ts
 * import { link } from "phonograph";
 * import { table } from "arquero";
 * const day = 864e5;
 * const events = table({
 *   at: [0, 1 * day, 2 * day, 80 * day, 81 * day],
 *   kind: ["call", "auth", "call", "auth", "call"],
 *   phone: ["+351912345678", "+351912345678", "+351912345678", "+351912345678", "+351912345678"],
 *   user: [null, "ann", null, "bob", null],
 * });
 * const linked = await link(events);
 * const [first, second] = [linked.table.get("person", 0), linked.table.get("person", 4)];
 * console.assert(first !== second && linked.table.get("person", 2) === first && linked.owners.numRows() === 2);
 * ```
 */
export async function link(events: Events, options: LinkOptions = {}): Promise<Linked> {
  const permit = permitLinking("link", options.policy);
  const spec = toLinkSpec(options);
  requireColumns("link", events, ["at", "kind"]);
  const present = IDENTIFIER_KINDS.filter((kind) => hasColumn(events, kind));
  if (present.length === 0) {
    throw new PhonographError({
      code: "data/column-missing",
      verb: "link",
      rule: "events are linked by at least one of the columns phone, user, device and session",
      found: `columns ${events.columnNames().join(", ")}`,
      hint: "map your identifiers to these names in normalise",
    });
  }
  const workers = workersFor("link", events.numRows(), options);
  const run = { ...options, workers };
  const previous = toPrevious(options);
  const more = previous && options.adds ? goOn(previous.state, events, spec) : undefined;
  const all = more?.events ?? events;
  const begin = more?.begin ?? 0;
  const same = spec.same.length > 0 ? await whoIsSame(events, spec, options) : undefined;
  const blocked = new Set(spec.block.map((value) => value.trim().toLowerCase()));
  const named = (kind: IdentifierKind, column: TextColumn) =>
    same && kind === "user" ? renamed(column, same.nameOf) : column;
  // of users under another name nothing is known from before
  const factsBefore = (kind: IdentifierKind) =>
    more && !(same && kind === "user") ? { facts: more.memory.identifiers[kind].facts, begin } : undefined;
  const identify = (kind: IdentifierKind) =>
    hasColumn(all, kind)
      ? screen(kind, named(kind, textOf("link", all, kind)), blocked, factsBefore(kind))
      : noIdentifiers(kind, all.numRows());
  const [user, phone, session, device] = IDENTIFIER_KINDS.map(identify);
  const at = timesOf("link", all);
  const source = hasColumn(all, "source") ? textOf("link", all, "source") : undefined;
  const identifiers = { user, phone, session, device };
  const memory = more?.memory;
  const marks = rowMarks(all, spec, memory?.marks, begin);
  const known = memory && knownOf(memory, identifiers, begin);
  const orders = await toRowOrders({ ...identifiers, at, marks }, run, known && { ...known, orders: memory.orders });
  const timed = await timedRows(all, spec.cooccur, { at, user, phone, device, marks }, run, memory?.questions);
  const cuts = toCuts(spec.without, spec.cannotLink, identifiers);
  const data = usesBetween(at, marks.idle);
  const given = { ...identifiers, at, source, marks, timed, orders, data, begin, spec, known };
  const decided = keepApart(spec.cannotLink, cuts, identifiers, (cuts) => decide({ ...given, cuts }));
  const kept = known && memory && { ...known, keys: memory.keys };
  const { people, keys } = toPeople(decided, { ...identifiers, at, known: kept }, spec.largest);
  const owners = toOwners(decided, phone, user);
  const devices = toDevices(decided, device, user);
  const person = decided.person.subarray(begin);
  const questions = timed.questions.map(({ spec }) => spec);
  const asked = questions.length > 0 ? ["peer", ...WAYS, ...columnsOf(questions)] : [];
  return Object.freeze({
    table: withColumns(events, {
      person: new WholeColumn(person, NO_PERSON),
      link: decided.confidence.subarray(begin),
    }),
    owners,
    devices,
    people,
    shared: toShared(decided.aside),
    coverage: toCoverage(textOf("link", events, "kind"), person),
    linkedShare: person.reduce((sum, p) => sum + (p < 0 ? 0 : 1), 0) / person.length,
    disputed: decided.disputed,
    timing: toTimings(timed.questions, all, begin, identifiers),
    trace: Object.freeze({ rule: decided.rule.subarray(begin), interval: decided.interval.subarray(begin) }),
    same: same?.table,
    changes: previous && toChanges(previous, { owners, devices, people }),
    state: Object.freeze({
      events: all,
      spec,
      memory: {
        identifiers,
        marks,
        orders,
        decided: decided.memory,
        keys,
        questions: timed.questions.map(({ found, rows }) => ({ ...rows, joined: found.joined })),
      },
      apart: same?.memory,
    }),
    about: toAbout({
      verb: "link",
      options: {
        ...spec,
        cooccur: timed.unasked ?? questions.map((spec) => ({ ...spec, ...questionWords(spec) })),
        block: `${spec.block.length} values`,
        without: `${spec.without.length} ties`,
        cannotLink: `${spec.cannotLink.length} pairs`,
        same: `${spec.same.length} pairs`,
        policy: permit,
        adds: more !== undefined,
        ...(more && { anew: { numbers: decided.memory.numbers.anew, devices: decided.memory.devices.anew } }),
      },
      input: events,
      columns: [...new Set(["at", "kind", "name", "status", "source", ...present, ...asked])],
      peopleIn: people.numRows(),
      excluded: whyNot(events, present, identifiers, person, begin),
    }),
  });
}

/** Which users are one human, in the light of what linking says when they are taken for two. */
async function whoIsSame(events: Events, { same, cannotLink }: LinkSpec, options: LinkOptions) {
  const { previous, adds, ...others } = options;
  const state = previous?.state;
  const before = previous &&
    state && {
      ...previous,
      state: { ...state, spec: { ...state.spec, same: [] }, memory: state.apart ?? state.memory, apart: undefined },
    };
  const apart = await link(events, { ...others, ...(adds ? { previous: before, adds } : {}), same: [] });
  return { ...joinUsers(same, cannotLink, apart), memory: apart.state.memory };
}

/** What each row is worth; of earlier rows that is known. */
function rowMarks(all: Events, spec: LinkSpec, before: Marks | undefined, begin: number): Marks {
  const text = (name: string) => {
    if (!hasColumn(all, name)) return undefined;
    const { codes, values } = textOf("link", all, name);
    return new TextColumn(codes.subarray(begin), values);
  };
  const marks = toMarks(text("kind") as TextColumn, text("name"), text("status"), spec);
  return before ? joinMarks(before, marks) : marks;
}

/** What an earlier run found, by the numbers of now. */
function knownOf({ identifiers, decided }: LinkMemory, now: Record<IdentifierKind, Identifiers>, begin: number) {
  const [user, phone, device] = (["user", "phone", "device"] as const).map((kind) =>
    renumber(identifiers[kind], now[kind]),
  );
  return { ...decided, user, phone, device, begin };
}

const ADDING = "link(day, { previous: await link(earlier), adds: true })";

/** The earlier run, when one is given and is one. */
function toPrevious({ previous, adds }: LinkOptions): Linked | undefined {
  if (adds !== undefined && typeof adds !== "boolean") {
    throw new PhonographError({
      code: "option/invalid",
      verb: "link",
      rule: "adds must be true or false",
      found: typeof adds,
    });
  }
  if (previous !== undefined) {
    requireLinked("link", previous, ["owners", "devices", "people", "state"], ADDING, "previous");
  } else if (adds) {
    throw new PhonographError({
      code: "option/missing",
      verb: "link",
      rule: "new events are added to an earlier run",
      found: "adds without previous",
      hint: ADDING,
    });
  }
  return previous;
}

/** The input's columns as they are, ours added or replaced. */
function withColumns(events: Events, added: Record<string, WholeColumn | Float64Array<SharedArrayBuffer>>): Events {
  const plain = !events.isFiltered() && !events.isOrdered();
  const own = plain
    ? events.data()
    : Object.fromEntries(events.columnNames().map((name) => [name, columnOf("link", events, name)]));
  return toTable({ ...(own as Record<string, WholeColumn>), ...added }) as unknown as Events;
}
