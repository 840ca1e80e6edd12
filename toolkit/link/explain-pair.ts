import { PhonographError } from "../core/errors.ts";
import { mask } from "../core/mask.ts";
import { explanationOf, type PairExplanation } from "./pair-explanation.ts";
import { codesOfPair, type Pair, placesOf } from "./pair-of.ts";
import { requireTiming } from "./require-timing.ts";
import type { Timing } from "./timing-trace.ts";

const VERB = "explainPair";

/**
 * Why a number is thought to belong to a user (or any pair that timing found): each coincidence with what it is worth, what
 * speaks against, and the odds that come out.
 *
 * The terms are those of a Fellegi-Sunter weighing. A response at delay d has the chance `m` in that step of delay if
 * the two belong together, where fewer come by chance as answers are a part of them, and `u` by chance, from how often
 * that user responds at that hour anyway; its weight is log2(m / u). Where `cooccurrence` was asked for a column that both
 * sides have in common, what it shows at each coincidence is a term of its own. A trigger that went unanswered has
 * `m` = 1 - q and `u` = 1. Responses without a trigger, and what lies before and after, are one term, "the ends", that
 * never speaks for a pair. The last term is what the other candidates take, and never speaks for it either. `prior` and
 * all weights add up to `total`, and the probability is 2^total / (1 + 2^total): draw it with `evidenceChart`.
 *
 * @param found what `cooccurrence` gave, or one of `linked.timing`
 * @param pair the two identifiers by their kind: `{ phone: "+351...", user: "ann" }`
 * @returns see {@link PairExplanation}, of the stretch of time that is likeliest; masked, so it may be shown
 * @throws PhonographError `option/invalid` for an identifier that no event has, and for a pair that is not among the pairs
 * found: ask `explainNonLink` why
 * @example
 * ```ts
 * import { cooccurrence, explainPair, random } from "phonograph";
 * import { table } from "arquero";
 * const chance = random(1);
 * const rows = Array.from({ length: 600 }, (_, i) => {
 *   const [at, delay, who] = [chance.uniform() * 864e6, 9000 + chance.uniform() * 8000, i % 60];
 *   return [{ at, kind: "sms", phone: `+35191000${100 + who}`, user: null }, { at: at + delay, kind: "auth", phone: null, user: `u${who}` }];
 * }).flat();
 * const column = (name) => rows.map((row) => row[name]);
 * const events = table({ at: column("at"), kind: column("kind"), phone: column("phone"), user: column("user") });
 * const why = explainPair(await cooccurrence(events, { trigger: "sms", response: "auth" }), { phone: "+35191000107", user: "u7" });
 * console.assert(why.state === "linked" && why.probability > 0.99 && !why.text.includes("+35191000107"));
 * ```
 */
export function explainPair(found: Timing, pair: Pair): PairExplanation {
  requireTiming(VERB, found);
  const { trace } = found;
  const [s, t] = codesOfPair(VERB, trace, pair);
  const [source, target] = [trace.sources[s], trace.targets[t]];
  const places = placesOf(trace, s, t);
  if (places.length === 0) {
    throw new PhonographError({
      code: "option/invalid",
      verb: VERB,
      rule: "the two must be among the pairs that were found",
      found: `${mask(source)} and ${mask(target)} are not`,
      hint: "explainNonLink tells why they are not linked",
    });
  }
  return explanationOf(VERB, trace, places);
}
