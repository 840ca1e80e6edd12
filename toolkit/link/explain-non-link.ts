import { type About, toAbout } from "../core/about.ts";
import { PhonographError } from "../core/errors.ts";
import { mask } from "../core/mask.ts";
import { type Table, textOf } from "../core/table.ts";
import type { TermEvidenceColumns } from "./explanation-columns.ts";
import type { Linked } from "./linked.ts";
import { holdingReason } from "./non-link-holding.ts";
import type { NonLinkReason, Reason } from "./non-link-reason.ts";
import { timingReason } from "./non-link-timing.ts";
import { type Pair, textsOfPair } from "./pair-of.ts";
import { requireCooccurrence } from "./require-cooccurrence.ts";
import { toEvidenceTable } from "./term-evidence.ts";
import type { Timing, TimingTrace } from "./timing-trace.ts";

/** Why two identifiers are not linked. Identifiers are masked. */
export interface NonLinkExplanation {
  /**
   * `linked`: they are; `set aside`: one of them is shared by too many; `somebody else`: one of them belongs to another at
   * that time; `ambiguous`: another pair is about as likely; `too little`: the evidence falls short; `no answer`: the
   * triggers are of kinds that nobody answers beyond chance; `never near`: they are never seen near each other.
   */
  readonly reason: NonLinkReason;
  /** A few sentences, one a line. */
  readonly text: string;
  /** Evidence that there is, and that is missing for a link, log2 of the Bayes factor; NaN where that is not the reason. */
  readonly weight: number;
  readonly missing: number;
  /** So many more coincidences would do, each as telling as those that there are, or as usual; NaN where no number would. */
  readonly coincidences: number;
  /** The rows that bring them near each other; `term` counts the coincidences from 0. */
  readonly table: Table<TermEvidenceColumns>;
  readonly about: About;
}

const VERB = "explainNonLink";

/**
 * Why a number is *not* linked to a user: the guard that refused, how much evidence is missing, or that the two were never
 * seen near each other.
 *
 * Of a linked table, first the identifiers that were set aside and the intervals of owners are asked, then what timing
 * told. What is missing is counted in coincidences: how many more answers in time would bring the pair to the threshold,
 * if nothing else spoke against it.
 *
 * @param found what `link` or `cooccurrence` gave, or one of `linked.timing`
 * @param pair the two identifiers by their kind: `{ phone: "+351...", user: "ann" }`; of a linked table also a device
 * @returns see {@link NonLinkExplanation}; masked, so it may be shown
 * @throws PhonographError `option/invalid` for an identifier that no event has
 * @example
 * ```ts
 * import { explainNonLink, link } from "phonograph";
 * import { table } from "arquero";
 * const [day, phone] = [864e5, "+351912345678"];
 * const events = table({
 *   at: [0, day, 2 * day, 3 * day], kind: ["auth", "auth", "crm", "app"],
 *   phone: [phone, phone, phone, null], user: ["ann", "ann", "bob", "bob"],
 * });
 * const why = explainNonLink(await link(events), { phone, user: "bob" });
 * console.assert(why.reason === "somebody else" && !why.text.includes(phone));
 * ```
 */
export function explainNonLink(found: Linked | Timing, pair: Pair): NonLinkExplanation {
  const isLinked = typeof found === "object" && found !== null && "owners" in found;
  if (!isLinked && !(found as Timing | undefined)?.trace) requireCooccurrence(VERB, found);
  const {
    reason,
    lines,
    weight = Number.NaN,
    missing = Number.NaN,
    coincidences = Number.NaN,
    rows = [],
    trace,
  } = isLinked
    ? reasonOfLinked(found, pair)
    : { ...timingReason(VERB, (found as Timing).trace, pair), trace: (found as Timing).trace };
  const input = trace?.events ?? (found as Linked).table;
  return Object.freeze({
    ...{ reason, text: lines.join("\n"), weight, missing, coincidences },
    table: toEvidenceTable(
      VERB,
      trace ?? noTiming(input),
      rows.map((list) => ({ rows: list })),
    ),
    about: toAbout({
      verb: VERB,
      options: Object.fromEntries(Object.entries(pair).map(([name, value]) => [name, mask(value)])),
      input,
    }),
  });
}

function reasonOfLinked(linked: Linked, pair: Pair): Reason & { trace?: TimingTrace } {
  const held = typeof pair === "object" && pair !== null && "device" in pair ? "device" : "phone";
  const [identifier, user] = textsOfPair(VERB, pair, [held, "user"]);
  for (const [name, value] of [
    [held, identifier],
    ["user", user],
  ] as const)
    refuseUnknown(linked, name, value);
  const told = holdingReason(VERB, linked, held, identifier, user);
  if (told) return told;
  for (const { trace } of linked.timing) {
    if (!trace.names.includes(held)) continue;
    const isKnown = trace.names.every((name, side) =>
      (side === 0 ? trace.sources : trace.targets).includes(pair[name]),
    );
    if (isKnown) return { ...timingReason(VERB, trace, pair), trace };
  }
  return {
    reason: "never near",
    lines: [`${held} ${mask(identifier)} and user ${mask(user)} are never seen together`],
  };
}

function refuseUnknown({ state }: Linked, name: string, value: string): void {
  if (textOf(VERB, state.events, name).values.includes(value)) return;
  throw new PhonographError({
    code: "option/invalid",
    verb: VERB,
    rule: `there is no event of that ${name}`,
    found: mask(value),
    hint: "write identifiers as they are in the events",
  });
}

const noTiming = (events: TimingTrace["events"]) =>
  ({ events, rows: { at: new Float64Array() } }) as unknown as TimingTrace;
