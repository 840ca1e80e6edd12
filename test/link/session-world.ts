import { TextColumn } from "../../toolkit/core/columns.ts";
import type { Events } from "../../toolkit/core/events.ts";
import { random } from "../../toolkit/core/random.ts";
import { toTable } from "../../toolkit/core/table.ts";

/**
 * Data sessions of numbers, and app sessions of users that follow some of them; the app is opened elsewhere too. A share of
 * the users is behind a few addresses of their operator, the others have one of their own each day.
 */
export function sessionWorld({
  seed,
  users = 1500,
  days = 7,
  perDay = 1.2,
  shared = 0.4,
  gates = 3,
  same = 0.9,
  elsewhere = 1.5,
}: {
  seed: number;
  users?: number;
  days?: number;
  /** Data sessions a day and user, and app sessions elsewhere. */
  perDay?: number;
  elsewhere?: number;
  /** Share of users behind the operator's addresses, and how many of these there are. */
  shared?: number;
  gates?: number;
  /** Share of app sessions that show the address of their data session. */
  same?: number;
}): { table: Events; pairs: ReadonlySet<string> } {
  const chance = random(seed);
  const rows: { at: number; kind: string; phone: string | null; user: string | null; ip: string | null }[] = [];
  const pairs = new Set<string>();
  const begin = Date.UTC(2026, 2, 1);
  for (let u = 0; u < users; u++) {
    const phone = `+35191${1_000_000 + 7 * u}`;
    const user = `u${u}`;
    const gate = chance.chance(shared) ? `198.51.100.${chance.integer(gates)}` : undefined;
    const moment = () => (chance.integer(days) * 24 + 7 + chance.uniform() * 16) * 36e5;
    const address = (at: number) => gate ?? `203.0.${u >> 8}.${u & 255}-${Math.floor(at / 864e5)}`;
    const sessions = chance.poisson(perDay * days);
    for (let s = 0; s < sessions; s++) {
      const at = moment();
      rows.push({ at: begin + at, kind: "data", phone, user: null, ip: address(at) });
      if (!chance.chance(0.6)) continue;
      const ip = chance.chance(same) ? address(at) : `192.0.2.${chance.integer(200)}`;
      rows.push({ at: begin + at + 2e3 + chance.exponential(15e3), kind: "app", phone: null, user, ip });
      pairs.add(`${phone} ${user}`);
    }
    const others = chance.poisson(elsewhere * days);
    for (let s = 0; s < others; s++) {
      const ip = chance.chance(0.2) ? null : `192.0.2.${chance.integer(200)}`;
      rows.push({ at: begin + moment(), kind: "app", phone: null, user, ip });
    }
  }
  const text = (name: "kind" | "phone" | "user" | "ip") => TextColumn.from(rows.map((row) => row[name]));
  const table = toTable({
    at: rows.map(({ at }) => at),
    kind: text("kind"),
    phone: text("phone"),
    user: text("user"),
    ip: text("ip"),
  });
  return { table: table as unknown as Events, pairs };
}
