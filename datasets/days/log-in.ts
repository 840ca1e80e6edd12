import { hash32 } from "../../toolkit/core/random.ts";
import { userCode } from "../world/ids.ts";
import { COUNTRY } from "../world/numbering.ts";
import { LOGIN_METHODS } from "../world/world.ts";
import { OTP } from "./behaviour.ts";
import { delivery, send } from "./messages.ts";
import type { Sim } from "./sim.ts";

/** How a person signs in at that instant: the instant of success, or NaN. */
export function logIn(sim: Sim, person: number, at: number, device: number, ip: number): number {
  const method = LOGIN_METHODS[sim.world.loginMethod[person]];
  if (method !== "otp") return byOther(sim, person, at, device, ip, method);
  if (isStale(sim, person)) return byStaleNumber(sim, person, at, device, ip);
  return byOtp(sim, person, at, device, ip);
}

function byOther(
  sim: Sim,
  person: number,
  at: number,
  device: number,
  ip: number,
  method: "password" | "push",
): number {
  const { chance, logs, world } = sim;
  const user = userCode(person, world.seed);
  let when = at + 3000 + chance.integer(9000);
  for (let tries = 0; tries < 3; tries++) {
    const ok = chance.chance(method === "push" ? 0.96 : 0.91);
    logs.auth.write(sim.id(), when, "login", ok, method, user, device, ip);
    if (ok) return when;
    when += 8000 + chance.integer(20_000);
  }
  return Number.NaN;
}

/** The first message, perhaps a second, and the login that follows one of them. */
function byOtp(sim: Sim, person: number, at: number, device: number, ip: number): number {
  const { chance } = sim;
  const reachable = sim.awayNow(person) !== 1;
  send(sim, at, OTP.sender, sim.msisdn(person, at), "otp", "", reachable, true, OTP.delivered);
  const first = { ...delivery };
  sim.count("otpSent");
  if (first.status === "DELIVRD") {
    sim.count("otpDelivered");
    if (chance.chance(OTP.abandoned)) {
      tell(sim, first, at, person, "abandoned");
      return Number.NaN;
    }
    if (!chance.chance(OTP.impatient)) return enter(sim, person, first, at, device, ip);
  }
  tell(sim, first, at, person, first.status === "DELIVRD" ? "resent" : "undelivered");
  return resend(sim, person, at + 30_000 + chance.integer(30_000), device, ip);
}

function resend(sim: Sim, person: number, at: number, device: number, ip: number): number {
  const { chance } = sim;
  send(sim, at, OTP.sender, sim.msisdn(person, at), "otp", "", sim.awayNow(person) !== 1, true, OTP.delivered);
  const second = { ...delivery };
  sim.count("otpResent");
  if (second.status === "DELIVRD" && chance.chance(OTP.resentWorks)) return enter(sim, person, second, at, device, ip);
  tell(sim, second, at, person, second.status === "DELIVRD" ? "abandoned" : "undelivered");
  return Number.NaN;
}

/** Types the code in: now and then wrongly at first. */
function enter(sim: Sim, person: number, message: typeof delivery, sent: number, device: number, ip: number): number {
  const { chance, logs, world } = sim;
  const user = userCode(person, world.seed);
  let when =
    message.done + Math.min(150_000, Math.round(OTP.typingMedian * Math.exp(chance.normal(0, OTP.typingSpread))));
  if (chance.chance(OTP.wrongCode)) {
    logs.auth.write(sim.id(), when, "login", false, "otp", user, device, ip);
    when += 6000 + chance.integer(14_000);
  }
  const id = sim.id();
  logs.auth.write(id, when, "login", true, "otp", user, device, ip, true);
  sim.count("otpLogins");
  tell(sim, message, sent, person, "login", id, when - sent);
  sim.truths.cause("otp-login", "sms", message.id, "auth", id, person, when - sent);
  return when;
}

function tell(
  sim: Sim,
  message: typeof delivery,
  sent: number,
  person: number,
  outcome: string,
  login = -1,
  delay = -1,
): void {
  sim.truths.otp(message.id, sent, sim.msisdn(person, sent), person, outcome, login, delay);
}

/** The account of some people still has their former number for some days after a change. */
function isStale(sim: Sim, person: number): boolean {
  const { changed, seed } = sim.world;
  const since = sim.day - changed[person];
  return since >= 0 && since < OTP.staleDays && hash32(person, seed ^ 0x57a1e) % 100 < 40;
}

/** The code goes to a number that the person no longer has: no login by it; the password has to do. */
function byStaleNumber(sim: Sim, person: number, at: number, device: number, ip: number): number {
  const former = COUNTRY + sim.world.phone[person];
  send(sim, at, OTP.sender, former, "otp", "", false, true);
  sim.truths.otp(delivery.id, at, former, person, "former-number", -1, -1);
  return byOther(sim, person, at + 60_000, device, ip, "password");
}
