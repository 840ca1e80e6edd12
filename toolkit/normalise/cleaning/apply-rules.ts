import type { PersonOrder } from "../../../workers/kernels/person-order.ts";
import { sharedFloat64 } from "../../../workers/shared.ts";
import type { EventView } from "./event-view.ts";
import { findBothParties } from "./find-both-parties.ts";
import { findFuture, findLostClocks } from "./find-clocks.ts";
import { findEndlessCalls, findNegativeDurations } from "./find-durations.ts";
import { findGaps, findPartialDays, type Gaps, gapsOf } from "./find-gaps.ts";
import { findInactive, findRecycled, ownActs } from "./find-lives.ts";
import { findOverlaps } from "./find-overlaps.ts";
import { findRedelivered } from "./find-redelivered.ts";
import { findRepeated } from "./find-repeated.ts";
import { findRobots } from "./find-robots.ts";
import { findSpammers } from "./find-spammers.ts";
import type { Found } from "./found.ts";
import type { Identity } from "./identity.ts";
import { findParts, type Parts } from "./merge-parts.ts";
import { orderBy } from "./order-by.ts";
import { RULE_NAMES, type RuleSpec } from "./rule-settings.ts";
import { CLEANING_RULES, type CleaningRuleName } from "./rules.ts";

/** What became of one rule. */
export interface Outcome {
  name: CleaningRuleName;
  spec: RuleSpec;
  /** `on`, `off`, or `skipped: ` and why; `on, ` and what it could not judge. */
  state: string;
  found: Found;
}

type Rules = Readonly<Record<CleaningRuleName, RuleSpec>>;

/** The rules that change something in what they look at: the others only note, on what these leave. */
export const changing = (rules: Rules): CleaningRuleName[] =>
  RULE_NAMES.filter((name) => rules[name].effect !== "noted");

/**
 * The rules at work on one table. Those that change something have run, in their order; those that only note are asked one
 * by one, of what is left, so that what is noted does not depend on what was dropped, and cleaning again finds the same.
 */
export class CleaningRun {
  readonly view: EventView;
  /** Rows of clocks that are not believed, dropped ones too; undefined where that rule is off. */
  readonly lost: Uint8Array | undefined;
  readonly future: Uint8Array | undefined;
  readonly #shared: Shared;
  readonly #given: Given;
  readonly #known = new Map<string, Outcome>();

  private constructor(view: EventView, given: Given) {
    const { rules, latest } = given;
    this.view = view;
    this.#shared = new Shared(view);
    this.#given = given;
    const before = rules["lost-clock"].parameters["before"]!;
    const after = rules.future.parameters["after"]!;
    this.lost = rules["lost-clock"].on ? findLostClocks(view, { before }).marks! : undefined;
    if (this.lost) view.disbelieve(this.lost);
    this.future = rules.future.on ? findFuture(view, { after, latest }).marks! : undefined;
    if (this.future) view.disbelieve(this.future);
  }

  static async start(view: EventView, rules: Rules, identity: Identity, latest: number): Promise<CleaningRun> {
    const run = new CleaningRun(view, { rules, identity, latest });
    for (const name of changing(rules)) {
      const outcome = await run.outcome(name, rules[name]);
      if (outcome.found.marks) apply(run.#shared, outcome.spec, outcome.found, name);
    }
    return run;
  }

  /** What became of one rule; of one that changes something, with the settings that it ran with. */
  async outcome(name: CleaningRuleName, spec: RuleSpec): Promise<Outcome> {
    const key = JSON.stringify([name, spec]);
    const known = this.#known.get(key);
    if (known !== undefined) return known;
    const { view } = this;
    view.options.signal?.throwIfAborted();
    const missing = CLEANING_RULES[name].needs.filter((column) => !view.has(column));
    const skipped = missing.length > 0 ? `no column ${missing.map((column) => `"${column}"`).join(", ")}` : undefined;
    const found: Found =
      !spec.on || skipped !== undefined ? {} : await find(name, this.#shared, spec.parameters, this.#given);
    const outcome = { name, spec, state: spec.on ? stateOf({ skipped, ...found }) : "off", found };
    this.#known.set(key, outcome);
    return outcome;
  }

  /** What became of all rules, in their order. */
  async outcomes(rules: Rules): Promise<Outcome[]> {
    const all: Outcome[] = [];
    for (const name of RULE_NAMES) all.push(await this.outcome(name, rules[name]));
    return all;
  }
}

const stateOf = ({ skipped, limits }: Found) =>
  skipped !== undefined ? `skipped: ${skipped}` : limits !== undefined ? `on, ${limits}` : "on";

/** Orders that several rules look at, made again when rows were dropped. */
class Shared {
  readonly view: EventView;
  #byPhone: Promise<PersonOrder> | undefined;
  #own: Uint8Array | undefined;
  readonly #gaps = new Map<number, Gaps>();

  constructor(view: EventView) {
    this.view = view;
  }

  byPhone(): Promise<PersonOrder> {
    this.#byPhone ??= orderBy(this.view, this.view.living("phone"), this.view.text("phone").values.length);
    return this.#byPhone;
  }

  own(): Uint8Array {
    this.#own ??= ownActs(this.view);
    return this.#own;
  }

  gaps(chance: number): Gaps {
    let known = this.#gaps.get(chance);
    if (known === undefined) {
      known = gapsOf(this.view, chance);
      this.#gaps.set(chance, known);
    }
    return known;
  }

  drop(marks: Uint8Array): void {
    const { alive } = this.view;
    let dropped = 0;
    for (let i = 0; i < marks.length; i++) {
      if (marks[i] === 0) continue;
      alive[i] = 0;
      dropped++;
    }
    if (dropped === 0) return;
    this.#byPhone = undefined;
    this.#gaps.clear();
  }
}

interface Given {
  rules: Rules;
  identity: Identity;
  latest: number;
}

async function find(
  name: CleaningRuleName,
  shared: Shared,
  given: Readonly<Record<string, number>>,
  { rules, identity, latest }: Given,
): Promise<Found> {
  const { view } = shared;
  const own = given as never;
  const longest = rules["endless-call"].on ? rules["endless-call"].parameters["longest"]! : Infinity;
  switch (name) {
    case "negative-duration":
      return findNegativeDurations(view);
    case "endless-call":
      return findEndlessCalls(view, own);
    case "repeated":
      return findRepeated(view, own, identity);
    case "redelivered":
      return findRedelivered(view, own, identity);
    case "partial-record":
      return findParts(view, { within: given["within"]!, longest }, identity);
    case "lost-clock":
      return findLostClocks(view, own);
    case "future":
      return findFuture(view, { after: given["after"]!, latest });
    case "both-parties":
      return findBothParties(view, own, identity);
    case "overlap":
      return findOverlaps(view, own, await shared.byPhone());
    case "gap":
      return findGaps(shared.gaps(given["chance"]!));
    case "partial-day":
      return findPartialDays(view, own, shared.gaps(given["chance"]!));
    case "robot":
      return findRobots(view, own);
    case "spammer":
      return findSpammers(view, own);
    case "inactive":
      return findInactive(view, own, await shared.byPhone(), shared.own());
    case "recycled":
      return findRecycled(view, own, await shared.byPhone(), shared.own());
  }
}

function apply(shared: Shared, { effect }: RuleSpec, found: Found, name: CleaningRuleName): void {
  const { view } = shared;
  const { marks } = found;
  if (marks === undefined || effect === "noted") return;
  if (effect === "dropped") {
    shared.drop(marks);
    const { merged } = found as Parts;
    if (name === "partial-record" && merged) {
      for (const [column, values] of Object.entries(merged)) view.replace(column, values);
    }
    return;
  }
  const column = BLANKS[name];
  // the rules go on looking at wrong times: they know them as such
  const values = column === "at" ? view.blankedAt() : sharedFloat64(view.rows);
  if (column !== "at") values.set(view.numbers(column));
  for (let i = 0; i < marks.length; i++) if (marks[i] === 1) values[i] = Number.NaN;
  if (column !== "at") view.replace(column, values);
}

/** What a rule takes out of the rows that it finds. */
export const BLANKS: Readonly<Record<string, "duration" | "at">> = {
  "negative-duration": "duration",
  "endless-call": "duration",
  "lost-clock": "at",
  future: "at",
};
