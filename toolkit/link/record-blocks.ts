import { PhonographError } from "../core/errors.ts";
import { mask } from "../core/mask.ts";
import { joinKeys, type Keys, keysByPart, narrows, partKeys } from "./record-keys.ts";
import type { RecordList } from "./record-list.ts";

/** The records that one rule compares: all pairs within a key. */
export interface Block {
  parts: readonly string[];
  keys: Int32Array<ArrayBufferLike>;
  /** Keys that two records or more have. */
  shared: number;
  pairs: number;
  /** The key with the most records, masked, before heavy keys were refined; empty without keys. */
  heaviest: string;
  heaviestRecords: number;
  /** Records whose key was too heavy: they are compared only where they agree in more. */
  refined: number;
  /** What those must agree in besides: their pairs agree there by choice, and show nothing of it. */
  refinedBy: readonly string[];
}

/** What divides the records of a heavy key. */
const REFINEMENTS = ["sound", "initial", "birthYear", "district", "given", "birthDate"];
/** Rules of ours, each with narrower ones that take its place where it gives too many pairs. */
const OURS: readonly (readonly (readonly string[])[])[] = [
  [["email"]],
  [["phone"]],
  [["birthDate"], ["birthDate", "initial"], ["birthDate", "sound"]],
  [
    ["postcode", "sound"],
    ["postcode", "sound", "initial"],
  ],
  [
    ["given", "family"],
    ["given", "family", "birthYear"],
    ["given", "family", "district"],
    ["given", "family", "city"],
  ],
  [["address"], ["address", "initial"]],
  [
    ["city", "sound"],
    ["city", "sound", "initial"],
    ["city", "sound", "birthYear"],
  ],
];
/** A rule of ours gives at most so many pairs a record, of few records in all, and its part of all that is allowed. */
const FEW = { each: 10, all: 50_000 };

/** The blocks of chosen rules, or of those of ours that suit the records; and ours that would give too many pairs. */
export function toBlocks(
  verb: string,
  list: RecordList,
  chosen: readonly (readonly string[])[] | undefined,
  { heavyKey, maxComparisons }: { heavyKey: number; maxComparisons: number },
): { blocks: Block[]; leftOut: string[] } {
  const keysOf = keysByPart(list);
  if (chosen !== undefined) {
    const blocks = chosen.map((parts) => toBlock(keysOf, parts, heavyKey) ?? refuseRule(verb, list, parts));
    return { blocks, leftOut: [] };
  }
  const texts = list.fields.filter(({ kind }) => kind === "text").map(({ name }) => [[name]]);
  const most = Math.min(Math.max(FEW.all, FEW.each * list.size), maxComparisons / (OURS.length + texts.length));
  const blocks: Block[] = [];
  const leftOut: string[] = [];
  for (const narrower of [...OURS, ...texts]) {
    let first: Block | undefined;
    const fits = narrower.some((parts) => {
      const block = toBlock(keysOf, parts, heavyKey);
      first ??= block;
      return block !== undefined && block.pairs <= most && blocks.push(block) > 0;
    });
    if (first && !fits) leftOut.push(first.parts.join(" + "));
  }
  return { blocks, leftOut };
}

function refuseRule(verb: string, list: RecordList, parts: readonly string[]): never {
  throw new PhonographError({
    code: "option/invalid",
    verb,
    rule: `rule "${parts.join(" + ")}" needs a column that is not compared, or has no value`,
    found: `columns for ${list.fields.map(({ name }) => name).join(", ")}`,
    hint: 'leave the rule out, or name the column, as in compare: { birthDate: "dob" }',
  });
}

function toBlock(
  keysOf: (part: string) => Keys | undefined,
  parts: readonly string[],
  heavyKey: number,
): Block | undefined {
  const ofParts = parts.map(keysOf);
  if (!ofParts.every((keys) => keys !== undefined)) return undefined;
  let keys = ofParts[0].codes;
  for (const next of ofParts.slice(1)) keys = joinKeys(keys, next);
  let sizes = sizesOf(keys);
  const top = sizes.reduce((best, size, key) => (size > sizes[best] ? key : best), 0);
  const one = keys.indexOf(top);
  const heaviest = one < 0 ? "" : ofParts.map(({ codes, texts }) => mask(texts[codes[one]])).join(" ");
  const heaviestRecords = one < 0 ? 0 : sizes[top];
  let refined = 0;
  const refinedBy: string[] = [];
  for (const part of REFINEMENTS) {
    if (!sizes.some((size) => size > heavyKey)) break;
    const next = parts.includes(part) ? undefined : keysOf(part);
    if (next === undefined) continue;
    if (refined === 0) for (const size of sizes) refined += size > heavyKey ? size : 0;
    refinedBy.push(part);
    const heavy = sizes;
    keys = joinKeys(keys, next, (key) => heavy[key] > heavyKey);
    sizes = sizesOf(keys);
  }
  const pairs = sizes.reduce((sum, n) => sum + (n * (n - 1)) / 2, 0);
  const shared = sizes.reduce((sum, n) => sum + (n > 1 ? 1 : 0), 0);
  return { parts, keys, shared, pairs, heaviest, heaviestRecords, refined, refinedBy };
}

function sizesOf(codes: Int32Array): Float64Array {
  let most = -1;
  for (const code of codes) if (code > most) most = code;
  const sizes = new Float64Array(most + 1);
  for (const code of codes) if (code >= 0) sizes[code]++;
  return sizes;
}

/** Refuses more comparisons than allowed, before any is made, naming the rule and key that cost the most. */
export function refuseTooMany(verb: string, list: RecordList, blocks: readonly Block[], most: number): void {
  const total = blocks.reduce((sum, { pairs }) => sum + pairs, 0);
  if (total <= most) return;
  const { parts, pairs, heaviest, heaviestRecords } = blocks.reduce((a, b) => (b.pairs > a.pairs ? b : a));
  const count = (n: number) => n.toLocaleString("en");
  const narrower = [...REFINEMENTS, "city", "phone", "email"].find(
    (part) => parts.every((one) => narrows(part, one)) && partKeys(list, part) !== undefined,
  );
  const rule = JSON.stringify([...parts, narrower]).replaceAll(",", ", ");
  throw new PhonographError({
    code: "option/invalid",
    verb,
    rule: `the blocking rules must not give more than ${count(most)} comparisons`,
    found: `${count(total)}; rule "${parts.join(" + ")}" gives ${count(pairs)}, ${count(heaviestRecords)} records have its key ${heaviest}`,
    hint: `${narrower === undefined ? "leave that rule out" : `narrow the rule, as in block: [${rule}]`}, or raise maxComparisons`,
  });
}
