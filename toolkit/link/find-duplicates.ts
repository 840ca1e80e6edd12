import type { ColumnTable } from "arquero";
import { recordComparer } from "../../workers/records/compare.ts";
import { FIELD_LEVELS, patternFactors } from "../../workers/records/levels.ts";
import { type About, toAbout } from "../core/about.ts";
import { type ComputeOptions, workersFor } from "../core/compute.ts";
import type { Table } from "../core/table.ts";
import { type DuplicateOptions, type DuplicateSpec, toDuplicateSpec } from "./find-duplicates-options.ts";
import {
  type ClusterColumns,
  clusterTables,
  type EntityColumns,
  type FoundPair,
  type PairColumns,
  type ParameterColumns,
  pairTable,
  parameterTable,
} from "./find-duplicates-tables.ts";
import { clusterRecords } from "./record-clusters.ts";
import { type Comparisons, comparePairs, kernelFields, patternsOf } from "./record-comparisons.ts";
import { equalShare, somePairs, strangers } from "./record-frequencies.ts";
import type { RecordList } from "./record-list.ts";
import { fitRecords, type RecordModel } from "./record-model.ts";
import { recordOpinion } from "./record-opinion.ts";
import { type BlockingColumns, blockingTable, prepareRecords } from "./record-prepare.ts";
import { pairWeigher } from "./record-weights.ts";

/** Rows of one customer table that are one customer, and why. Nothing in the tables is a value of the table given. */
export interface Duplicates {
  /** Pairs of rows of at least the chance `list`, surest first. Of equal rows each is paired with the first. */
  readonly table: Table<PairColumns>;
  /** The entity of every row, in the order of the rows. */
  readonly clusters: Table<ClusterColumns>;
  /** Entities of two rows or more. */
  readonly entities: Table<EntityColumns>;
  readonly parameters: Table<ParameterColumns>;
  readonly blocking: Table<BlockingColumns>;
  /** Rows that are not the first of their entity. */
  readonly duplicates: number;
  /** Rows that say too little: not even a copy of theirs would be likely enough to be one entity with them. */
  readonly unlinkable: number;
  /** Distinct pairs that were compared. */
  readonly comparisons: number;
  /** Share of all pairs of distinct records that are one entity, and that share a home. */
  readonly matchShare: number;
  readonly householdShare: number;
  /** Likely pairs that were kept apart, since other rows of theirs contradict each other, or their entity would be too large. */
  readonly contradicted: number;
  readonly oversized: number;
  /** What {@link explainDuplicate} and {@link evaluateDuplicates} read. */
  readonly trace: DuplicateTrace;
  readonly about: About;
}

/** The records as they were compared, and the model; values stand here as they are. */
export interface DuplicateTrace {
  readonly list: RecordList;
  readonly model: RecordModel;
  readonly keys: readonly Int32Array[];
  readonly threshold: number;
  /** Pairs below this chance are not listed. */
  readonly least: number;
  readonly apart: readonly string[];
  readonly largest: number;
}

/** Pairs sampled for how often strangers agree. */
const SAMPLE = 400_000;

/**
 * Finds the rows of a customer table that are the same customer: duplicates with typos, moves, married names and missing
 * fields, kept apart from relatives at one address, namesakes and users of one reception phone.
 *
 * Fields are compared level by level: given and family names (equal, swapped, initials, Jaro-Winkler from 0.92 and 0.8; without
 * marks and case), e-mail (equal, same mailbox with another tag, one slip, same local part), phone (E.164 equal, one slip),
 * birth date (equal, day and month swapped, one slip), postcode (equal, same district), town, address and other texts. A
 * missing value says nothing. A field that another one implies says nothing beside it: the town of an equal postcode.
 *
 * **Method.** Fellegi-Sunter. How often strangers agree (`u`) comes from the frequencies and from sampled pairs; how often
 * rows of one customer agree (`m`) is learnt without labels by expectation maximisation on counts of agreement patterns,
 * all blocking rules side by side, each silent about its own fields, and about those by which its heavy keys were narrowed. Where there are given names (else birth dates), people of
 * one home are a third class, so that sharing address, phone and family name is no evidence by itself. Agreement in a common value weighs less
 * (term frequency), one that many people share least. The prior, the share of matches among all pairs, is learnt too.
 *
 * At least two independent columns are needed, and better four: one column alone cannot show how often it errs. With few
 * duplicates, or none, the start counts as 20 matches seen.
 *
 * Entities are not chains: two groups become one only where no two of their rows contradict each other. Pairs are those
 * that agree in a blocking rule; a pair that agrees in none is not found ({@link evaluateDuplicates} tells how many, against
 * a truth). The answer does not depend on the order of the rows, nor on workers.
 *
 * Cost: about a microsecond a comparison and thread, 12 bytes each; {@link duplicateBlocks} counts them beforehand.
 * Fellegi & Sunter 1969, JASA 64:1183; Winkler 1990.
 *
 * @param crm one row a record; filtered and ordered tables are read as shown
 * @returns see {@link Duplicates}; frozen
 * @throws PhonographError `option/invalid` (also: too many comparisons), `option/missing` (no known column; numbers
 * without country code), `data/column-missing`, `data/unparseable`, `privacy/refused`
 * @example
 * ```ts
 * import { findDuplicates } from "phonograph";
 * import { table } from "arquero";
 * const given = "Ana Rui Eva Ivo Zoe Leo Mia Gil Noa Tom".split(" "), family = "Silva Costa Reis Pinto Vaz".split(" ");
 * const rows = Array.from({ length: 50 }, (_, i) => [`${given[i % 10]} ${family[(i * 7) % 5]}`, `m${i}@example.com`, `19${40 + i}-01-1${i % 9}`]);
 * rows.push(["Silva, Ána", "m0+shop@example.com", "1940-10-01"], ["Rui Csota", "m1@example.com", "1941-01-11"]);
 * const crm = table({ name: rows.map((row) => row[0]), email: rows.map((row) => row[1]), born: rows.map((row) => row[2]) });
 * const { clusters, duplicates } = await findDuplicates(crm);
 * console.assert(duplicates === 2 && clusters.get("entity", 50) === 0 && clusters.get("entity", 51) === 1);
 * ```
 */
export async function findDuplicates(crm: ColumnTable, options: DuplicateOptions = {}): Promise<Duplicates> {
  const verb = "findDuplicates";
  const spec = toDuplicateSpec(verb, crm, options);
  const { list, blocks, leftOut, empty, unread } = await prepareRecords(verb, crm, spec, options);
  const run: ComputeOptions & { workers: number } = {
    ...options,
    workers: workersFor(
      verb,
      blocks.reduce((sum, { pairs }) => sum + pairs, 0),
      options,
    ),
  };
  const compared = await comparePairs(verb, list, blocks, run);
  const sampled = await patternsOf(verb, list, somePairs(list.size, SAMPLE, spec.seed), run);
  const kinds = list.fields.map(({ kind }) => kind);
  const equal = list.fields.map(({ codes }) => equalShare(codes));
  const model = fitRecords({
    list,
    rules: blocks.map(({ parts }) => parts),
    refinedBy: blocks.map(({ refinedBy }) => refinedBy),
    sorts: compared.sorts,
    u: strangers(kinds, sampled.levels, sampled.counts, equal),
    household: spec.household,
    leastFrequency: spec.leastFrequency,
  });
  const pairs = weighPairs(list, model, compared, Math.min(spec.list, spec.threshold));
  const entities = toEntities(list, model, pairs, spec);
  const { clusters, found } = entities.tables;
  return Object.freeze({
    table: pairTable(withCopies(list, pairs, entities.copies, spec.list), list),
    clusters,
    entities: found,
    parameters: parameterTable(list, model),
    blocking: blockingTable(blocks, compared.added),
    duplicates: list.recordOf.length - entities.tables.entities,
    unlinkable: entities.unlinkable,
    comparisons: compared.pairs,
    matchShare: model.match,
    householdShare: model.mate,
    contradicted: entities.contradicted,
    oversized: entities.oversized,
    trace: Object.freeze({
      ...{ list, model, keys: blocks.map(({ keys }) => keys) },
      ...{ threshold: spec.threshold, least: spec.list, apart: spec.apart, largest: spec.largest },
    }),
    about: toAbout({
      verb,
      options: { ...spec, nicknames: `${spec.nicknames.length} lists`, emptyColumns: empty, rulesLeftOut: leftOut },
      input: crm,
      columns: [...new Set(list.fields.map(({ column }) => column))],
      peopleIn: entities.tables.entities,
      seed: spec.seed,
      excluded: [
        { reason: "no value to compare", rows: list.recordOf.reduce((sum, r) => sum + (r < 0 ? 1 : 0), 0) },
        ...unread,
      ],
    }),
  });
}

const bitsOf = (probability: number) => Math.log2(probability / (1 - probability));

/** The pairs at least as likely as that, surest first. */
function weighPairs(list: RecordList, model: RecordModel, { runs, sorts }: Comparisons, least: number): FoundPair[] {
  const { weigh } = pairWeigher(list.fields, model);
  const enough = bitsOf(least);
  const rarest = list.fields.map((_, f) => Math.max(0, ...model.rarities[f].map(({ bits }) => highest(bits))));
  const bonus = rarest.reduce((sum, bits) => sum + bits, 0);
  const hopeless = sorts.patterns.map((pattern) => (bestOf(pattern, list, model) + bonus < enough ? 1 : 0));
  const pairs: FoundPair[] = [];
  for (const { a, b, sort, places } of runs) {
    for (let i = 0; i < a.length; i++) {
      const place = places[sort[i]];
      if (hopeless[place] === 1) continue;
      const weight = weigh(sorts.patterns[place], a[i]).total;
      if (weight >= enough) pairs.push(toPair(list, a[i], b[i], sorts.patterns[place], weight));
    }
  }
  return pairs.sort((x, y) => y.weight - x.weight || x.a - y.a || x.b - y.b);
}

function toPair({ firstRow }: RecordList, a: number, b: number, pattern: number, weight: number): FoundPair {
  const [x, y] = [firstRow[a], firstRow[b]];
  return { rowA: Math.min(x, y), rowB: Math.max(x, y), a: x < y ? a : b, b: x < y ? b : a, pattern, weight };
}

const highest = (bits: Float64Array) => bits.reduce((most, one) => Math.max(most, one), 0);

/** No pair of this pattern weighs more, but for the rarity of its values. */
function bestOf(pattern: number, { fields }: RecordList, { m, u, match }: RecordModel): number {
  const factors = patternFactors(fields);
  let bits = Math.log2(match / (1 - match)) + 1;
  for (const [f, { kind }] of fields.entries()) {
    const level = Math.floor(pattern / factors[f]) % (FIELD_LEVELS[kind].length + 1);
    if (level > 0) bits += Math.log2(m[f][level - 1] / u[f][level - 1]);
  }
  return bits;
}

function toEntities(list: RecordList, model: RecordModel, pairs: readonly FoundPair[], spec: DuplicateSpec) {
  const { weigh } = pairWeigher(list.fields, model);
  const compare = recordComparer(kernelFields(list));
  const enough = bitsOf(spec.threshold);
  const likely = pairs.filter(({ weight }) => weight >= enough);
  const { root, weakest, contradicted, oversized } = clusterRecords(
    list.size,
    { a: likely.map(({ a }) => a), b: likely.map(({ b }) => b), weight: likely.map(({ weight }) => weight) },
    spec.largest,
    recordOpinion(list, model, spec.apart),
  );
  const copies = new Map<number, { pattern: number; weight: number }>();
  let unlinkable = list.recordOf.reduce((sum, record) => sum + (record < 0 ? 1 : 0), 0);
  for (let r = 0; r < list.size; r++) {
    const pattern = compare(r, r);
    const weight = weigh(pattern, r).total;
    if (weight < enough) unlinkable += list.copies[r];
    if (list.copies[r] > 1) copies.set(r, { pattern, weight });
  }
  const rootOf = list.recordOf.map((record, row) => {
    if (record < 0) return row;
    if (row !== list.firstRow[record] && copies.get(record)!.weight < enough) return row;
    return list.firstRow[root[record]];
  });
  const ofRecord = (record: number) => Math.min(weakest[root[record]], copies.get(record)?.weight ?? Infinity);
  const tables = clusterTables(rootOf as Int32Array, list.recordOf, (row) => ofRecord(list.recordOf[row]));
  return { tables, copies, unlinkable, contradicted, oversized };
}

/** The pairs to list, with those of equal rows. */
function withCopies(
  list: RecordList,
  pairs: readonly FoundPair[],
  copies: ReadonlyMap<number, { pattern: number; weight: number }>,
  least: number,
): FoundPair[] {
  const enough = bitsOf(least);
  const all = pairs.filter(({ weight }) => weight >= enough);
  for (const [row, record] of list.recordOf.entries()) {
    if (record < 0 || row === list.firstRow[record]) continue;
    const { pattern, weight } = copies.get(record)!;
    if (weight >= enough) all.push({ rowA: list.firstRow[record], rowB: row, a: record, b: record, pattern, weight });
  }
  return all.sort((x, y) => y.weight - x.weight || x.rowA - y.rowA || x.rowB - y.rowB);
}
