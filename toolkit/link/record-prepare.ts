import type { ColumnTable } from "arquero";
import { sharedInt32 } from "../../workers/shared.ts";
import { TextColumn } from "../core/columns.ts";
import type { ComputeOptions } from "../core/compute.ts";
import { PhonographError } from "../core/errors.ts";
import { filled } from "../core/filled.ts";
import { listed } from "../core/suggest.ts";
import { type Table, toTable } from "../core/table.ts";
import type { DuplicateSpec } from "./find-duplicates-options.ts";
import { type Block, refuseTooMany, toBlocks } from "./record-blocks.ts";
import { type FoldedField, foldFields } from "./record-fields.ts";
import { listRecords, type RecordList } from "./record-list.ts";

/** What each blocking rule gives to compare. */
export interface BlockingColumns {
  /** The rule in words: `"postcode + sound"`. */
  rule: string;
  /** Keys that two distinct records or more have. */
  keys: number;
  /** Pairs of distinct records with one key. */
  pairs: number;
  /** Pairs that no rule before this one gives; NaN before they are compared. */
  added: number;
  /** The key with the most records, masked. */
  heaviest: string;
  heaviestRecords: number;
  /** Records whose key had more than `heavyKey`: they are compared where they agree in more. */
  refined: number;
}

export interface Prepared {
  list: RecordList;
  blocks: Block[];
  /** Columns without any value to compare, and rows whose text is no value of its kind. */
  empty: readonly string[];
  /** Rules of ours that would give too many pairs however narrow. */
  leftOut: readonly string[];
  unread: readonly { reason: string; rows: number }[];
}

/** Reads and numbers the records, makes the blocks and counts their pairs; refuses too many. */
export async function prepareRecords(
  verb: string,
  crm: ColumnTable,
  spec: DuplicateSpec,
  run: ComputeOptions,
): Promise<Prepared> {
  const { region, dateOrder, compare } = spec;
  const folded = await foldFields(verb, crm, compare, { ...run, region, dateOrder });
  const known = (field: FoldedField) => field.texts.length > 0;
  const fields = folded.filter(known);
  const unread = folded
    .filter(({ unread }) => unread > 0)
    .map(({ name, unread }) => ({ reason: `${name}: no value of its kind`, rows: unread }));
  if (fields.length === 0) {
    throw new PhonographError({
      code: "data/unparseable",
      verb,
      rule: "at least one column must have values to compare",
      found: `${crm.numRows().toLocaleString("en")} rows, no value in ${listed([...new Set(folded.map(({ column }) => column))])}`,
      hint: 'name the columns, as in compare: { name: "customer", phone: "contact" }',
    });
  }
  const list = listRecords(fields, spec.nicknames);
  const { blocks, leftOut } = toBlocks(verb, list, spec.block, spec);
  if (blocks.length === 0) {
    throw new PhonographError({
      code: "option/invalid",
      verb,
      rule: "no blocking rule of ours suits these columns",
      found: `columns for ${fields.map(({ name }) => name).join(", ")}`,
      hint: `name your own, as in block: ["${fields[0].name}"]`,
    });
  }
  refuseTooMany(verb, list, blocks, spec.maxComparisons);
  return { list, blocks, leftOut, empty: folded.filter((field) => !known(field)).map(({ name }) => name), unread };
}

/** The rules as a table, in their order. */
export function blockingTable(blocks: readonly Block[], added?: Float64Array): Table<BlockingColumns> {
  const numbers = (of: (block: Block) => number) => filled(blocks.length, (i) => of(blocks[i]));
  const whole = (of: (block: Block) => number) => {
    const column = sharedInt32(blocks.length);
    column.set(blocks.map(of));
    return column;
  };
  return toTable<BlockingColumns>({
    rule: TextColumn.from(blocks.map(({ parts }) => parts.join(" + "))),
    keys: whole(({ shared }) => shared),
    pairs: numbers(({ pairs }) => pairs),
    added: filled(blocks.length, (i) => added?.[i] ?? Number.NaN),
    heaviest: TextColumn.from(blocks.map(({ heaviest }) => heaviest)),
    heaviestRecords: whole(({ heaviestRecords }) => heaviestRecords),
    refined: whole(({ refined }) => refined),
  });
}
