import { PhonographError } from "../core/errors.ts";
import { maskText } from "../core/mask.ts";

/** A list of number ranges and what is said of them: VoIP, disposable, high risk. */
export interface RiskList {
  readonly name: string;
  /** Its date or version: a verdict is worth as much as the list is fresh. */
  readonly version: string;
  /** Who says so: a web page, a supplier. */
  readonly source?: string;
  /** International prefix -> what is said of its numbers: `{ "+44 70": "personal", "+882": "satellite" }`. */
  readonly prefixes: Readonly<Record<string, string>>;
}

/** Two lists, or two spellings in one list, that say different things about the same prefix. */
export interface RiskConflict {
  readonly prefix: string;
  /** What counts: the first list that has the prefix. */
  readonly risk: string;
  readonly list: string;
  /** What is overruled. */
  readonly otherRisk: string;
  readonly otherList: string;
}

/** What a list says of a number, and the prefix of the list that decided. */
export interface Risk {
  readonly risk: string;
  /** Name and version of the list. */
  readonly list: string;
  readonly prefix: string;
}

/** Lists put together: asked by number, the longest prefix wins. */
export interface Risks {
  readonly conflicts: readonly RiskConflict[];
  readonly of: (e164: string) => Risk | undefined;
}

/** Checks and unites lists of risky prefixes; of one prefix in several lists the first counts, and the others are told. */
export function toRisks(verb: string, lists: readonly RiskList[]): Risks {
  if (!Array.isArray(lists)) throw wrong(verb, "riskLists must be a list of lists", typeof lists);
  const entries = new Map<string, Risk>();
  const conflicts: RiskConflict[] = [];
  for (const given of lists as readonly Partial<RiskList>[]) {
    const { name, version, prefixes } = given ?? {};
    if (
      !isWord(name) ||
      !isWord(version) ||
      typeof prefixes !== "object" ||
      prefixes === null ||
      prefixes instanceof Map
    ) {
      throw wrong(verb, "a risk list must have a name, a version and prefixes", isWord(name) ? name : typeof given);
    }
    const list = `${name} ${version}`;
    for (const [written, risk] of Object.entries(prefixes)) {
      const prefix = written.replace(/[\s().+-]/g, "");
      if (!/^[1-9]\d{0,14}$/.test(prefix) || !isWord(risk)) {
        throw wrong(verb, "a risky prefix must be digits with the country code first, and say its risk", name);
      }
      const first = entries.get(prefix);
      if (first === undefined) entries.set(prefix, Object.freeze({ risk, list, prefix: `+${prefix}` }));
      else if (first.risk !== risk) {
        const against = { prefix: `+${prefix}`, risk: first.risk, list: first.list, otherRisk: risk, otherList: list };
        conflicts.push(Object.freeze(against));
      }
    }
  }
  const lengths = [...new Set(Array.from(entries.keys(), (prefix) => prefix.length))].sort((a, b) => b - a);
  const of = (e164: string) => {
    for (const length of lengths) {
      const found = entries.get(e164.slice(1, 1 + length));
      if (found) return found;
    }
    return undefined;
  };
  return { conflicts: Object.freeze(conflicts), of };
}

const isWord = (value: unknown): value is string => typeof value === "string" && value.trim() !== "";

function wrong(verb: string, rule: string, found: string): PhonographError {
  const hint = '{ name: "voip", version: "2026-11", prefixes: { "+44 56": "voip" } }';
  return new PhonographError({ code: "option/invalid", verb, rule, found: maskText(found), hint });
}
