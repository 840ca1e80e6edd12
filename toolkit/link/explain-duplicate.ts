import { recordComparer } from "../../workers/records/compare.ts";
import { FIELD_LEVELS, type FieldKind, patternFactors } from "../../workers/records/levels.ts";
import { sharedInt32 } from "../../workers/shared.ts";
import { TextColumn } from "../core/columns.ts";
import { PhonographError } from "../core/errors.ts";
import { filled } from "../core/filled.ts";
import { mask } from "../core/mask.ts";
import { type Table, toTable } from "../core/table.ts";
import type { GuardColumns, TermColumns } from "./explanation-columns.ts";
import type { Duplicates } from "./find-duplicates.ts";
import { kernelFields } from "./record-comparisons.ts";
import { pairWeigher, probabilityOf } from "./record-weights.ts";
import { requireDuplicates } from "./require-duplicates.ts";
import type { Weighing } from "./weighing.ts";
import { whyApart } from "./why-apart.ts";

/** One row for each step from the prior to the total; they add up. */
export interface DuplicateTermColumns extends TermColumns {
  /** The field; missing for what is said of the pair as a whole. */
  field: string | null;
  /** How far the two agree: a level, `implied` or `missing`; missing for the rarity of the value agreed in. */
  level: string | null;
  /** The two values, masked; missing where there is none. */
  valueA: string | null;
  valueB: string | null;
}

/** Why two rows are one entity, or not. Values are masked. */
export interface DuplicateExplanation extends Weighing {
  /** Whether both rows are in one entity. */
  readonly state: "linked" | "apart";
  readonly table: Table<DuplicateTermColumns>;
  /** Whether a rule compared them, whether they are likely enough, and whether their entity holds both. */
  readonly guards: Table<GuardColumns>;
  /** Whether a blocking rule compared the two. */
  readonly compared: boolean;
  /** A few sentences, one a line. */
  readonly text: string;
}

interface Step {
  label: string;
  field: string | null;
  level: string | null;
  a: string | null;
  b: string | null;
  m: number;
  u: number;
  weight: number;
}

const VERB = "explainDuplicate";

const FIELD_WORDS: Partial<Record<FieldKind, string>> = {
  given: "given name",
  family: "family name",
  email: "e-mail",
  birthDate: "birth date",
};
const fieldWords = (kind: FieldKind, name: string) => FIELD_WORDS[kind] ?? name;
/** Levels that are no words of their own beside the name of a field. */
const LEVEL_WORDS: Readonly<Record<string, string>> = {
  swapped: "the other way round",
  initials: "by its initial",
  part: "in part",
  tag: "of one mailbox",
  slip: "but for a slip",
  local: "of one local part",
  prefix: "of one district",
  near: "nearly equal",
  implied: "implied by another field",
};

/**
 * Why two rows were found to be one entity, or were not: field by field what their agreement is worth, how common the value is
 * that they agree in, and what a shared home takes off. Any two rows may be asked for, compared or not.
 *
 * @param found what `findDuplicates` gave
 * @param rowA a row of the table that it was given, from 0, and another, `rowB`
 * @returns see {@link DuplicateExplanation}; frozen and masked; `evidenceChart` draws it
 * @throws PhonographError `option/invalid` when there is no such row, or it is the same one
 * @example
 * ```ts
 * import { explainDuplicate, findDuplicates } from "phonograph";
 * import { table } from "arquero";
 * const crm = table({
 *   name: ["Ana Silva", "Rui Costa", "Eva Reis", "Ana Silva"],
 *   email: ["ana@example.com", "rui@example.com", "eva@example.com", "ana@example.com"],
 *   dob: ["1980-02-03", "1975-07-21", "1991-11-30", "1980-03-02"],
 * });
 * const why = explainDuplicate(await findDuplicates(crm), 0, 3);
 * const sum = why.table.array("weight").reduce((a, b) => a + b, why.prior);
 * console.assert(Math.abs(sum - why.total) < 1e-9 && !why.text.includes("Silva"));
 * ```
 */
export function explainDuplicate(found: Duplicates, rowA: number, rowB: number): DuplicateExplanation {
  requireDuplicates(VERB, found);
  const { list, model, keys, threshold } = found.trace;
  const [a, b] = [rowA, rowB].map((row) => recordAt(list.recordOf, row));
  if (rowA === rowB) throw wrong("the two rows must be two", `row ${rowA} twice`);
  const { fields } = list;
  const pattern = a < 0 || b < 0 ? 0 : recordComparer(kernelFields(list))(a, b);
  const { prior, weigh, term } = pairWeigher(fields, model);
  const factors = patternFactors(fields);
  const steps: Step[] = [];
  for (const [f, { kind, name, codes, texts }] of fields.entries()) {
    const [x, y] = [a, b].map((record) => (record < 0 ? null : (texts[codes[record]] ?? null)));
    const level = Math.floor(pattern / factors[f]) % (FIELD_LEVELS[kind].length + 1);
    const word = level > 0 ? FIELD_LEVELS[kind][level - 1] : x === null || y === null ? "missing" : "implied";
    const [shownA, shownB] = [x, y].map((text) => (text === null ? null : mask(text)));
    const { match, rarity } = term(f, level, a);
    const [m, u] = level === 0 ? [Number.NaN, Number.NaN] : [model.m[f][level - 1], model.u[f][level - 1]];
    const values = { field: name, a: shownA, b: shownB };
    steps.push({
      ...values,
      label: `${fieldWords(kind, name)} ${LEVEL_WORDS[word] ?? word}${inWords(word, shownA, shownB)}`,
      level: word,
      m,
      u,
      weight: match,
    });
    if (rarity !== 0) {
      const how = rarity < 0 ? "more common" : "rarer";
      steps.push({
        ...{ ...values, label: `${fieldWords(kind, name)} ${how} than most`, level: null },
        ...{ m: Number.NaN, u: u / 2 ** rarity, weight: rarity },
      });
    }
  }
  const weighed = weigh(pattern, a);
  if (model.h !== undefined) {
    steps.push({
      ...{ label: "they could be two people of one home", field: null, level: null, a: null, b: null },
      ...{ m: Number.NaN, u: Number.NaN, weight: weighed.household },
    });
  }
  const entity = found.clusters.array("entity") as ArrayLike<number>;
  const state = entity[rowA] === entity[rowB] ? "linked" : "apart";
  const compared = a === b || (a >= 0 && b >= 0 && keys.some((key) => key[a] >= 0 && key[a] === key[b]));
  const probability = probabilityOf(weighed.total);
  const because = state === "apart" && compared && probability >= threshold ? whyApart(found, rowA, rowB) : undefined;
  return Object.freeze({
    source: `row ${rowA}`,
    target: `row ${rowB}`,
    state,
    table: toTerms(steps),
    prior,
    total: weighed.total,
    probability,
    compared,
    guards: toGuards(compared, probability, threshold, state, because),
    before: "any two records",
    caption: "Each field counts by how much likelier its agreement is for one customer than for two.",
    text: sentences(steps, { rowA, rowB, state, compared, probability, threshold, because }),
  });
}

function toGuards(
  compared: boolean,
  probability: number,
  threshold: number,
  state: "linked" | "apart",
  because: string | undefined,
) {
  const guards: [string, boolean, string][] = [
    ["a blocking rule compares them", compared, compared ? "they have a key in common" : "they have no key in common"],
    ["likely enough", probability >= threshold, `${probability.toFixed(3)} beside a threshold of ${threshold}`],
    [
      "one entity",
      state === "linked",
      state === "linked" ? "other rows do not contradict" : (because ?? "in different entities"),
    ],
  ];
  return toTable<GuardColumns>({
    guard: TextColumn.from(guards.map(([guard]) => guard)),
    passed: TextColumn.from(guards.map(([, passed]) => (passed ? "yes" : "no"))),
    found: TextColumn.from(guards.map(([, , found]) => found)),
  });
}

function inWords(level: string, a: string | null, b: string | null): string {
  if (a === null || b === null) return "";
  return level === "equal" ? `: ${a}` : `: ${a}, ${b}`;
}

type Facts = Pick<DuplicateExplanation, "state" | "compared" | "probability"> & {
  rowA: number;
  rowB: number;
  threshold: number;
  because: string | undefined;
};

function sentences(steps: readonly Step[], facts: Facts): string {
  const { state, compared, probability, threshold } = facts;
  const lines = [
    `rows ${facts.rowA} and ${facts.rowB} are one entity with a chance of ${probability.toFixed(3)}`,
    state === "linked" ? "they are in one entity" : "they are in different entities",
  ];
  if (!compared) lines.push("no blocking rule compared them");
  else if (facts.because !== undefined) lines.push(facts.because);
  else if (state === "linked" && probability < threshold) lines.push("other rows of the entity tie them together");
  const best = [...steps].sort((x, y) => y.weight - x.weight);
  const bits = (step: Step) => `${step.label} (${step.weight.toFixed(1)} bits)`;
  const speaks = best.filter(({ weight }) => weight > 1).slice(0, 3);
  const against = best.filter(({ weight }) => weight < -1).slice(-3);
  if (speaks.length > 0) lines.push(`for it: ${speaks.map(bits).join("; ")}`);
  if (against.length > 0) lines.push(`against it: ${against.reverse().map(bits).join("; ")}`);
  return lines.join("\n");
}

function toTerms(steps: readonly Step[]): Table<DuplicateTermColumns> {
  const n = steps.length;
  return toTable<DuplicateTermColumns>({
    label: TextColumn.from(steps.map(({ label }) => label)),
    value: filled(n, () => Number.NaN),
    m: filled(n, (i) => steps[i].m),
    u: filled(n, (i) => steps[i].u),
    weight: filled(n, (i) => steps[i].weight),
    rows: sharedInt32(n).fill(2),
    field: TextColumn.from(steps.map(({ field }) => field)),
    level: TextColumn.from(steps.map(({ level }) => level)),
    valueA: TextColumn.from(steps.map(({ a }) => a)),
    valueB: TextColumn.from(steps.map(({ b }) => b)),
  });
}

function recordAt(recordOf: Int32Array, row: number): number {
  if (Number.isInteger(row) && row >= 0 && row < recordOf.length) return recordOf[row];
  throw wrong(
    "a row must be one of the table that findDuplicates was given, from 0",
    `${typeof row === "number" ? row : typeof row} of ${recordOf.length}`,
  );
}

const wrong = (rule: string, found: string) => new PhonographError({ code: "option/invalid", verb: VERB, rule, found });
