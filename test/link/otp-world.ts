import { TextColumn } from "../../toolkit/core/columns.ts";
import type { Events } from "../../toolkit/core/events.ts";
import { random } from "../../toolkit/core/random.ts";
import { toTable } from "../../toolkit/core/table.ts";

export interface OtpWorldOptions {
  seed: number;
  users?: number;
  days?: number;
  /** Codes that a user asks for, on average; some ask for many, most for few. */
  perUser?: number;
  /** Other companies, each sending so many codes of its own to every number. */
  companies?: number;
  perCompany?: number;
  /** Share of codes that are followed by a login. */
  answered?: number;
  /** Share of logins that come without a code. */
  orphans?: number;
  /** Share of users who change their number; numbers are given on after three days. */
  changes?: number;
  /** How far the clock of the logins is ahead, milliseconds. */
  skew?: number;
  /**
   * Share of users behind a few addresses of their operator; all others have one of their own each day. Codes and logins
   * then have an `ip`, nine logins in ten that of their number. Left out: no addresses.
   */
  shared?: number;
}

export interface OtpWorld {
  table: Events;
  /** `"number user"` of every pair with a login by code. */
  pairs: ReadonlySet<string>;
  /** For each row that is a login by code, the row of its code; -1 for all others. */
  code: readonly number[];
}

const DAY = 864e5;
const BEGIN = Date.UTC(2026, 2, 1);

/** Codes by SMS and the logins after them, as a table of events and the truth. */
export function otpWorld({
  seed,
  users = 2000,
  days = 30,
  perUser = 5,
  companies = 3,
  perCompany = 0.5,
  answered = 0.85,
  orphans = 0,
  changes = 0.07,
  skew = 0,
  shared,
}: OtpWorldOptions): OtpWorld {
  const chance = random(seed);
  const rows: { at: number; kind: string; phone: string | null; peer: string | null; user: string | null }[] = [];
  const code: number[] = [];
  const ips: (string | null)[] = [];
  const place = random(`${seed} places`);
  let home = (_: number): string | null => null;
  const homeOf = (u: number) => {
    const gate = place.chance(shared ?? 0) ? `198.51.100.${place.integer(3)}` : undefined;
    return (at: number) => gate ?? `203.0.${u >> 8}.${u & 255}-${Math.floor(at / DAY)}`;
  };
  const pairs = new Set<string>();
  const given: { phone: string; from: number }[] = [];
  let numbers = 0;
  const numberFrom = (time: number) =>
    (given[0]?.from ?? Infinity) < time && chance.chance(0.6)
      ? given.shift()!.phone
      : `+35191${2_000_000 + 7 * numbers++}`;
  const sms = (at: number, phone: string, peer: string) => {
    code.push(-1);
    ips.push(home(at));
    return rows.push({ at: BEGIN + at, kind: "sms", phone, peer, user: null }) - 1;
  };
  const login = (at: number, user: string, cause: number) => {
    code.push(cause);
    ips.push(place.chance(0.9) ? home(at) : `192.0.2.${place.integer(200)}`);
    rows.push({ at: BEGIN + at + skew, kind: "auth", phone: null, peer: null, user });
  };
  const momentOf = () => {
    const hour = chance.chance(0.8) ? 8 + chance.integer(14) : chance.integer(24);
    return chance.integer(days) * DAY + (hour + chance.uniform()) * 36e5;
  };
  for (let u = 0; u < users; u++) {
    const user = `u${u}`;
    if (shared !== undefined) home = homeOf(u);
    const change = chance.chance(changes) ? chance.uniform() * days * DAY : Infinity;
    const first = numberFrom(0);
    const held = [{ phone: first, from: 0, to: Math.min(change, days * DAY) }];
    if (change < Infinity) {
      given.push({ phone: first, from: change + 3 * DAY });
      held.push({ phone: numberFrom(change), from: change, to: days * DAY });
    }
    const asked = chance.poisson(chance.exponential(perUser));
    for (let i = 0; i < asked; i++) {
      const at = momentOf();
      if (chance.chance(orphans)) {
        login(at, user, -1);
        continue;
      }
      const { phone } = held.findLast(({ from }) => from <= at)!;
      let sent = at;
      let cause = sms(sent, phone, "FARO");
      if (chance.chance(0.05)) {
        sent += 3e4 + chance.uniform() * 2e4;
        cause = sms(sent, phone, "FARO");
      }
      if (!chance.chance(answered)) continue;
      login(sent + 2e3 + Math.exp(chance.normal(Math.log(14e3), 0.45)), user, cause);
      pairs.add(`${phone} ${user}`);
    }
    for (const { phone, from, to } of held) {
      for (let c = 0; c < companies; c++) {
        const messages = chance.poisson((perCompany * (to - from)) / (days * DAY));
        for (let i = 0; i < messages; i++) sms(from + chance.uniform() * (to - from), phone, `OTHER${c}`);
      }
    }
  }
  const text = (name: "kind" | "phone" | "peer" | "user") => TextColumn.from(rows.map((row) => row[name]));
  const table = toTable({
    at: rows.map(({ at }) => at),
    kind: text("kind"),
    phone: text("phone"),
    peer: text("peer"),
    user: text("user"),
    ...(shared === undefined ? {} : { ip: TextColumn.from(ips) }),
  });
  return { table: table as unknown as Events, pairs, code };
}
