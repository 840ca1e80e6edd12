import { TextColumn } from "../core/columns.ts";
import { type Table, toTable } from "../core/table.ts";
import { MIGRATION_RULES } from "./migrations.ts";

/** One row for each change of a numbering plan that `migrations` can undo. */
export interface MigrationColumns {
  /** Country and year, as the option names it. */
  rule: string;
  /** Country calling code. */
  code: string;
  /** First day of the new numbers. */
  from: string;
  /** Last day on which the old ones were right; missing where the old spelling lives on. */
  until: string | null;
  says: string;
  source: string;
}

/**
 * The changes of numbering plans that {@link parseNumbers} and `normalise` can undo when asked to (`migrations`), with
 * their dates and sources. Numbers are changed only where no rule of today's plan makes them valid as they are, and the
 * new number is valid.
 *
 * @example
 * ```ts
 * import { numberMigrations } from "phonograph";
 * const rules = numberMigrations();
 * console.assert(rules.array("rule").includes("CI-2021") && rules.get("until", 0) === null);
 * ```
 */
export function numberMigrations(): Table<MigrationColumns> {
  return toTable<MigrationColumns>({
    rule: TextColumn.from(MIGRATION_RULES.map(({ name }) => name)),
    code: TextColumn.from(MIGRATION_RULES.map(({ callingCode }) => callingCode)),
    from: TextColumn.from(MIGRATION_RULES.map(({ from }) => from)),
    until: TextColumn.from(MIGRATION_RULES.map(({ until }) => until)),
    says: TextColumn.from(MIGRATION_RULES.map(({ says }) => says)),
    source: TextColumn.from(MIGRATION_RULES.map(({ source }) => source)),
  });
}
