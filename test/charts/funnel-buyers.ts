import { TextColumn, WholeColumn } from "../../toolkit/core/columns.ts";
import type { Events } from "../../toolkit/core/events.ts";
import { random } from "../../toolkit/core/random.ts";
import { toTable } from "../../toolkit/core/table.ts";

export const STEPS = [
  "sms.otp",
  "auth.login",
  { label: "Put into the cart", event: "web.cart" },
  "payment.purchase",
] as const;

const KINDS = ["sms", "auth", "web", "payment"];
const NAMES = ["otp", "login", "cart", "purchase"];
const SHARES = [0.85, 0.5, 0.6];
const WAITS = [60_000, 900_000, 36e5];
const DAY = 864e5;

/** People who get a code, some of whom log in, fill a cart and buy; every event occurs, by nobody, at the end of the data. */
export function buyers(people: number): Events {
  const chance = random(5);
  const rows: { at: number; step: number; person: number; region: string | null }[] = [];
  for (let person = 0; person < people; person++) {
    chance.stream(person);
    const region = chance.pick(["north", "north", "south", null]);
    let at = Date.UTC(2026, 2, 1) + chance.uniform() * 20 * DAY;
    for (let step = 0; step < KINDS.length; step++) {
      if (step > 0 && !chance.chance(SHARES[step - 1]! * (region === "south" ? 0.7 : 1))) break;
      if (step > 0) at += chance.exponential(WAITS[step - 1]!);
      rows.push({ at, step, person, region });
    }
  }
  for (const step of KINDS.keys()) rows.push({ at: Date.UTC(2026, 3, 1), step, person: -1, region: null });
  return toTable({
    at: rows.map(({ at }) => at),
    kind: TextColumn.from(rows.map(({ step }) => KINDS[step])),
    name: TextColumn.from(rows.map(({ step }) => NAMES[step])),
    region: TextColumn.from(rows.map(({ region }) => region)),
    person: new WholeColumn(
      Int32Array.from(rows, ({ person }) => person),
      -1,
    ),
  }) as unknown as Events;
}
