import { PhonographError } from "../core/errors.ts";
import { maskText } from "../core/mask.ts";
import { keyword, knownOptions } from "../core/options.ts";
import { listed, suggest } from "../core/suggest.ts";
import { MIGRATION_RULES, type MigrationRule } from "./migrations.ts";

/**
 * What happens to numbers of an old numbering plan. `"off"`: they are not valid. `"by-date"`: they become the number of
 * today where they were right on the day of their event. `"always"`: on any day, for lists without dates. With `rules`
 * only those, by their names ({@link numberMigrations} lists them).
 */
export type Migrations =
  | "off"
  | "by-date"
  | "always"
  | { readonly when: "by-date" | "always"; readonly rules: readonly string[] };

/** The rules that apply, and whether a day decides; undefined: none. */
export interface MigrationPlan {
  readonly rules: readonly MigrationRule[];
  readonly byDate: boolean;
}

/** Checks the option. */
export function toMigrations(verb: string, given: Migrations | undefined): MigrationPlan | undefined {
  if (given === undefined || given === "off") return undefined;
  if (typeof given !== "object" || given === null) {
    const when = keyword(verb, "migrations", given, ["off", "by-date", "always"]);
    return { rules: MIGRATION_RULES, byDate: when === "by-date" };
  }
  knownOptions(verb, given, ["when", "rules"]);
  const when = keyword(verb, "migrations.when", given.when, ["by-date", "always"]);
  const names = MIGRATION_RULES.map(({ name }) => name);
  const wanted = Array.isArray(given.rules) ? given.rules : [given.rules];
  for (const name of wanted) {
    if (names.includes(name)) continue;
    throw new PhonographError({
      code: "option/invalid",
      verb,
      rule: `there is no migration "${maskText(String(name)).slice(0, 20)}"`,
      found: listed(names),
      hint: typeof name === "string" ? suggest(name, names) : undefined,
    });
  }
  return { rules: MIGRATION_RULES.filter(({ name }) => wanted.includes(name)), byDate: when === "by-date" };
}
