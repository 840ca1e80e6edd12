import { PhonographError } from "../core/errors.ts";
import { mask } from "../core/mask.ts";
import { keysShown } from "./keys-shown.ts";
import type { TimingTrace } from "./timing-trace.ts";

/** Two identifiers by their kind: `{ phone: "+351...", user: "ann" }`. */
export type Pair = Readonly<Record<string, string>>;

/** The two identifiers of a pair in the order of `names`, as texts. */
export function textsOfPair(verb: string, pair: unknown, [a, b]: readonly [string, string]): [string, string] {
  const given = (typeof pair === "object" && pair !== null ? pair : {}) as Record<string, unknown>;
  const names = Object.keys(given);
  if (names.length === 2 && typeof given[a] === "string" && typeof given[b] === "string") return [given[a], given[b]];
  throw new PhonographError({
    code: "option/invalid",
    verb,
    rule: `a pair is one ${a} and one ${b}, each a text`,
    found: typeof pair === "object" && pair !== null ? keysShown(pair) : `${pair === null ? "null" : typeof pair}`,
    hint: `${verb}(..., { ${a}: ${a === "phone" ? '"+351..."' : '"..."'}, ${b}: "ann" })`,
  });
}

/** The codes of a pair as timing knows them; an identifier that has no event is refused. */
export function codesOfPair(verb: string, trace: TimingTrace, pair: unknown): [number, number] {
  const [source, target] = textsOfPair(verb, pair, trace.names);
  const codeOf = (value: string, texts: readonly string[], what: string, name: string) => {
    const code = texts.indexOf(value);
    if (code >= 0) return code;
    throw new PhonographError({
      code: "option/invalid",
      verb,
      rule: `there is no ${what} of that ${name}`,
      found: mask(value),
      hint: "write identifiers as they are in the events",
    });
  };
  return [
    codeOf(source, trace.sources, "trigger", trace.names[0]),
    codeOf(target, trace.targets, "response", trace.names[1]),
  ];
}

/** The places of a pair among the pairs that were found, linked ones first. */
export function placesOf({ pairs }: TimingTrace, source: number, target: number): number[] {
  const places: number[] = [];
  for (let p = 0; p < pairs.count; p++) if (pairs.source[p] === source && pairs.target[p] === target) places.push(p);
  return places;
}
