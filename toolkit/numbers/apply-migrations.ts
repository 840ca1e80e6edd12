import { PhonographError } from "../core/errors.ts";
import { type Instant, toInstant } from "../core/instant.ts";
import type { MigrationPlan } from "./migration-option.ts";
import { wasRight } from "./migrations.ts";
import type { NumberFacts } from "./number-facts.ts";

/** Where each row finds its facts now, and where its old number is; `old` is missing without migrations. */
export interface Moved {
  readonly places: Int32Array;
  readonly old: Int32Array | undefined;
}

/** Sends the rows whose old number was right on their day to the number of today. */
export function applyMigrations(
  verb: string,
  { migrated }: Pick<NumberFacts, "migrated">,
  places: Int32Array,
  plan: MigrationPlan | undefined,
  at: Instant | ArrayLike<Instant | null> | undefined,
): Moved {
  if (plan === undefined) return { places, old: undefined };
  const when = plan.byDate ? moments(verb, at, places.length) : undefined;
  const moved = places.slice();
  const old = new Int32Array(places.length).fill(-1);
  if (migrated.size === 0) return { places, old };
  for (let row = 0; row < places.length; row++) {
    const found = migrated.get(places[row]!);
    if (!found || (when && !wasRight(found.rule, when(row)))) continue;
    moved[row] = found.place;
    old[row] = places[row]!;
  }
  return { places: moved, old };
}

function moments(verb: string, at: Instant | ArrayLike<Instant | null> | undefined, rows: number) {
  if (at === undefined) {
    throw new PhonographError({
      code: "option/missing",
      verb,
      rule: "migrations by date need to know when",
      found: "no at",
      hint: 'at: "2020-05-01", at: table.array("at"), or migrations: "always"',
    });
  }
  if (typeof at !== "object" || at instanceof Date) {
    const all = toInstant(verb, "at", at);
    return () => all;
  }
  if (at.length !== rows) {
    throw new PhonographError({
      code: "option/invalid",
      verb,
      rule: "at must be as long as the values",
      found: `${at.length} of ${rows}`,
    });
  }
  return (row: number) => {
    const value = at[row];
    if (value === null || value === undefined || Number.isNaN(value)) return Number.NaN;
    return toInstant(verb, "at", value);
  };
}
