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

/**
 * Runs the rules: first, in their order, those that change something, then on what is left those that only note, so that
 * what is noted does not depend on what was dropped, and cleaning again finds the same.
 */
export async function applyRules(
  view: EventView,
  rules: Rules,
  identity: Identity,
  latest: number,
): Promise<Outcome[]> {
  const outcomes = new Map<CleaningRuleName, Outcome>();
  const shared = new Shared(view);
  const clocks = {
    before: rules["lost-clock"].parameters["before"]!,
    after: rules.future.parameters["after"]!,
    latest,
  };
  if (rules["lost-clock"].on) view.disbelieve(findLostClocks(view, clocks).marks!);
  if (rules.future.on) view.disbelieve(findFuture(view, clocks).marks!);
  const notes = (name: CleaningRuleName) => rules[name].effect === "noted";
  for (const name of [...RULE_NAMES.filter((rule) => !notes(rule)), ...RULE_NAMES.filter(notes)]) {
    view.options.signal?.throwIfAborted();
    const spec = rules[name];
    const missing = CLEANING_RULES[name].needs.filter((column) => !view.has(column));
    const skipped = missing.length > 0 ? `no column ${missing.map((column) => `"${column}"`).join(", ")}` : undefined;
    const found: Found =
      !spec.on || skipped !== undefined ? {} : await find(name, shared, spec.parameters, { rules, identity, latest });
    outcomes.set(name, { name, spec, state: spec.on ? stateOf({ skipped, ...found }) : "off", found });
    if (found.marks) apply(shared, spec, found, name);
  }
  return RULE_NAMES.map((name) => outcomes.get(name)!);
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
  const duration = sharedFloat64(view.rows);
  duration.set(view.numbers("duration"));
  for (let i = 0; i < marks.length; i++) if (marks[i] === 1) duration[i] = Number.NaN;
  view.replace("duration", duration);
}
