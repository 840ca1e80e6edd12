import type { ColumnTable } from "arquero";
import { type About, toAbout } from "../core/about.ts";
import type { Table } from "../core/table.ts";
import { type DuplicateOptions, toDuplicateSpec } from "./find-duplicates-options.ts";
import { type BlockingColumns, blockingTable, prepareRecords } from "./record-prepare.ts";

/** What `findDuplicates` would compare. */
export interface DuplicateBlocks {
  /** The rules, in their order. */
  readonly table: Table<BlockingColumns>;
  /** Comparisons at most: pairs that two rules give are made once. */
  readonly comparisons: number;
  readonly about: About;
}

/**
 * Counts what `findDuplicates` would compare with these options, and names the heaviest key of each rule; compares nothing.
 *
 * @param crm the table, and the options, as for {@link findDuplicates}; `maxComparisons` refuses here too
 * @returns see {@link DuplicateBlocks}
 * @throws PhonographError as {@link findDuplicates}
 * @example
 * ```ts
 * import { duplicateBlocks } from "phonograph";
 * import { table } from "arquero";
 * const crm = table({ name: ["Ana Silva", "Rui Silva", "Eva Reis"], zip: ["1000-001", "1000-001", "1000-001"] });
 * const { table: rules, comparisons } = await duplicateBlocks(crm, { block: ["postcode", ["postcode", "sound"]] });
 * console.assert(comparisons === 4 && rules.get("heaviestRecords", 0) === 3);
 * ```
 */
export async function duplicateBlocks(crm: ColumnTable, options: DuplicateOptions = {}): Promise<DuplicateBlocks> {
  const verb = "duplicateBlocks";
  const spec = toDuplicateSpec(verb, crm, options);
  const { list, blocks, leftOut, unread } = await prepareRecords(verb, crm, spec, options);
  return Object.freeze({
    table: blockingTable(blocks),
    comparisons: blocks.reduce((sum, { pairs }) => sum + pairs, 0),
    about: toAbout({
      verb,
      options: { ...spec, nicknames: `${spec.nicknames.length} lists`, rulesLeftOut: leftOut },
      input: crm,
      columns: [...new Set(list.fields.map(({ column }) => column))],
      excluded: unread,
    }),
  });
}
