import { TextColumn, WholeColumn } from "../../toolkit/core/columns.ts";
import type { Events } from "../../toolkit/core/events.ts";
import { random } from "../../toolkit/core/random.ts";
import { toTable } from "../../toolkit/core/table.ts";

const DAY = 864e5;
const BEGIN = Date.UTC(2026, 1, 2);
const END = Date.UTC(2026, 3, 6);

/** People who open an app, search and buy in visits, some every other day, some seldom; those with a contract more often. */
export function regulars(people: number): Events {
  const chance = random(3);
  const rows: { person: number; at: number; name: string; plan: string | null }[] = [];
  for (let person = 0; person < people; person++) {
    chance.stream(person);
    const plan = chance.pick(["prepaid", "prepaid", "contract", null]);
    const start = BEGIN + chance.uniform() * 56 * DAY;
    for (let day = 0; day < 60; day++) {
      if (day > 0 && !chance.chance((plan === "contract" ? 0.3 : 0.16) * Math.exp(-day / 50))) continue;
      let at = start + day * DAY + chance.uniform() * 6 * 36e5;
      for (let step = 0; step < 6 && at < END; step++) {
        rows.push({
          person,
          at,
          plan,
          name: step === 0 ? "open" : chance.pick(["search", "product", "product", "cart", "help"]),
        });
        if (chance.chance(0.35)) break;
        at += 1000 + chance.exponential(3e5);
      }
    }
  }
  return toTable({
    at: rows.map(({ at }) => at),
    kind: TextColumn.from(rows.map(() => "app")),
    name: TextColumn.from(rows.map(({ name }) => name)),
    plan: TextColumn.from(rows.map(({ plan }) => plan)),
    person: new WholeColumn(
      Int32Array.from(rows, ({ person }) => person),
      -1,
    ),
  }) as unknown as Events;
}
