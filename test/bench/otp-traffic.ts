import { TextColumn } from "../../toolkit/core/columns.ts";
import type { Events } from "../../toolkit/core/events.ts";
import { random } from "../../toolkit/core/random.ts";
import { toTable } from "../../toolkit/core/table.ts";
import { sharedFloat64, sharedInt32 } from "../../workers/shared.ts";

export interface OtpTraffic {
  /** In the order of time, as a log comes. */
  table: Events;
  /** For each row that is a login by code the row of its code, else -1. */
  cause: Int32Array;
}

const DAY = 864e5;
const BEGIN = Date.UTC(2026, 2, 1);
const PER_USER = 5;
const ANSWERED = 0.92;

/** So many codes by SMS and as many logins: few of most users, many of some; one user in fourteen changes the number. */
export function otpTraffic({ codes, days, seed = 1 }: { codes: number; days: number; seed?: number }): OtpTraffic {
  const chance = random(seed);
  const users = Math.ceil(codes / PER_USER);
  const total = 2 * codes;
  const at = new Float64Array(total);
  const who = new Int32Array(total);
  const isLogin = new Uint8Array(total);
  const causeOf = new Int32Array(total).fill(-1);
  const change = Float64Array.from({ length: users }, () =>
    chance.chance(0.07) ? chance.uniform() * days * DAY : Infinity,
  );
  const shares = Float64Array.from({ length: users }, () => chance.exponential(1));
  let sum = 0;
  for (let u = 0; u < users; u++) shares[u] = sum += shares[u];
  const anyUser = () => {
    const place = chance.uniform() * sum;
    let low = 0;
    let high = users - 1;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (shares[middle] <= place) low = middle + 1;
      else high = middle;
    }
    return low;
  };
  const anyMoment = () => {
    const hour = chance.chance(0.8) ? 8 + chance.integer(14) : chance.integer(24);
    return chance.integer(days) * DAY + (hour + chance.uniform()) * 36e5;
  };
  for (let c = 0; c < codes; c++) {
    const user = anyUser();
    at[c] = Math.floor(anyMoment());
    who[c] = at[c] < change[user] ? user : users + user;
    const login = codes + c;
    isLogin[login] = 1;
    const answers = chance.chance(ANSWERED);
    who[login] = answers ? user : anyUser();
    at[login] = Math.floor(answers ? at[c] + 2e3 + Math.exp(chance.normal(Math.log(14e3), 0.45)) : anyMoment());
    if (answers) causeOf[login] = c;
  }
  const order = Uint32Array.from({ length: total }, (_, i) => i).sort((a, b) => at[a] - at[b] || a - b);
  const place = new Int32Array(total);
  for (let row = 0; row < total; row++) place[order[row]] = row;
  const [kind, phone, user] = [sharedInt32(total), sharedInt32(total), sharedInt32(total)];
  const times = sharedFloat64(total);
  const cause = new Int32Array(total).fill(-1);
  for (let row = 0; row < total; row++) {
    const from = order[row];
    times[row] = BEGIN + at[from];
    kind[row] = isLogin[from];
    phone[row] = isLogin[from] ? -1 : who[from];
    user[row] = isLogin[from] ? who[from] : -1;
    if (causeOf[from] >= 0) cause[row] = place[causeOf[from]];
  }
  const named = (count: number, name: (i: number) => string) => Array.from({ length: count }, (_, i) => name(i));
  const table = toTable({
    at: times,
    kind: new TextColumn(kind, ["sms", "auth"]),
    phone: new TextColumn(
      phone,
      named(2 * users, (i) => `+35191${2_000_000 + 7 * i}`),
    ),
    user: new TextColumn(
      user,
      named(users, (i) => `u${i}`),
    ),
  });
  return { table: table as unknown as Events, cause };
}
