import fc from "fast-check";
import { TextColumn, WholeColumn } from "../../toolkit/core/columns.ts";
import type { Events } from "../../toolkit/core/events.ts";
import { toTable } from "../../toolkit/core/table.ts";
import { sharedFloat64, sharedInt32 } from "../../workers/shared.ts";

/** One event of a small world; `name` is a letter, `person` -1 for nobody. */
export interface WorldEvent {
  person: number;
  at: number;
  name: string;
}

/** Small worlds: few people, few moments, so that equal timestamps and repeated steps are the rule. */
export const worlds = (names: readonly string[], { people = 4, moments = 12, events = 24 } = {}) =>
  fc.array(
    fc.record({
      person: fc.integer({ min: -1, max: people - 1 }),
      at: fc.integer({ min: 0, max: moments }).map((second) => second * 1000),
      name: fc.constantFrom(...names),
    }),
    { minLength: 1, maxLength: events },
  );

/**
 * A world as an events table of app events. Every name of `always` occurs at least once, with nobody's rows, so that no
 * step of a funnel is unmatched.
 */
export function toEvents(world: readonly WorldEvent[], always: readonly string[] = []): Events {
  const rows = [...world, ...always.map((name) => ({ person: -1, at: 0, name }))];
  const at = sharedFloat64(rows.length);
  const person = sharedInt32(rows.length);
  for (const [i, row] of rows.entries()) {
    at[i] = row.at;
    person[i] = row.person;
  }
  return toTable({
    at,
    kind: TextColumn.from(rows.map(() => "app")),
    name: TextColumn.from(rows.map(({ name }) => name)),
    person: new WholeColumn(person, -1),
  }) as unknown as Events;
}
