import { skewOf } from "../world/device-clock.ts";
import { carrierGradeAddress, deviceCode, homeAddress, userCode } from "../world/ids.ts";
import { type AppSession, NOBODY } from "../write/app-log.ts";
import { hex } from "../write/log.ts";
import { BROWSING, PRODUCTS, priceOf } from "./behaviour.ts";
import { logIn } from "./log-in.ts";
import { pay } from "./payments.ts";
import type { Sim } from "./sim.ts";

const SCREENS = ["home", "usage", "balance", "bills", "offers", "settings"].map((screen) => `,"screen":"${screen}"`);

/** The device that the person takes, and the address it has: mostly the phone, at home or under way. */
export function openSession(sim: Sim, person: number, at: number): AppSession {
  const { world, chance } = sim;
  const hour = sim.localHour(person, at);
  const tablet = world.sharedTablet[person] === 1 && chance.chance(0.25);
  const device = tablet ? 2 * world.people + world.household[person] : world.device[person];
  const atHome = tablet || chance.chance(hour >= 9 && hour < 18 ? 0.3 : 0.7);
  return {
    device: deviceCode(device, world.seed),
    session: sim.id(),
    ip: addressOf(sim, person, atHome && sim.awayNow(person) === 0),
    skew: skewOf(device, world.seed),
  };
}

/** The person's public address: the household's line, or one that hundreds share. */
export function addressOf(sim: Sim, person: number, atHome: boolean): number {
  const { world, day } = sim;
  if (atHome) return homeAddress(world.household[person], day, world.seed);
  return carrierGradeAddress(person, world.place[person], day, world.people, world.seed);
}

/** An ordinary look into the app: remembered or signing in, some screens, rarely a purchase. */
export function appSession(sim: Sim, person: number, at: number): void {
  const { chance, logs } = sim;
  const where = openSession(sim, person, at);
  const user = signedIn(sim, person, at, where);
  let when = user.at;
  if (user.code === NOBODY) return;
  for (let n = 1 + chance.poisson(1.6); n > 0; n--) {
    logs.app.write(sim.id(), when, "screen_view", user.code, where, chance.pick(SCREENS));
    when += 2000 + Math.floor(chance.exponential(14_000));
  }
  if (chance.chance(BROWSING.looks)) when = shop(sim, person, when, where, user.code, BROWSING).at + 1;
  if (chance.chance(0.015)) chat(sim, when, where, user.code);
  if (chance.chance(0.3)) logs.app.write(sim.id(), when, "app_close", user.code, where);
  if (chance.chance(0.06)) logs.auth.write(sim.id(), when, "logout", true, "token", user.code, where.device, where.ip);
}

/** Opens the app; the user's code, or NOBODY when signing in failed, and the instant after it. */
export function signedIn(sim: Sim, person: number, at: number, where: AppSession, extra = "") {
  const { chance, logs, world } = sim;
  const code = userCode(person, world.seed);
  const remembered = chance.chance(0.5);
  logs.app.write(sim.id(), at, "app_open", remembered ? code : NOBODY, where, extra);
  if (remembered) {
    if (chance.chance(0.5)) logs.auth.write(sim.id(), at + 400, "refresh", true, "token", code, where.device, where.ip);
    return { code, at: at + 1500 };
  }
  const done = logIn(sim, person, at + 2500 + chance.integer(5000), where.device, where.ip);
  return Number.isNaN(done) ? { code: NOBODY, at } : { code, at: done + 900 };
}

/** What a visit came to. */
export interface Visit {
  at: number;
  viewed: boolean;
  carted: boolean;
  payment: number;
  /** `web:17`, the visit's number, or `app:s_0123abcd`, the session. */
  where: string;
}

/** Looks at products in the app, and step by step less often puts one into the cart and buys it. */
export function shop(
  sim: Sim,
  person: number,
  at: number,
  where: AppSession,
  user: number,
  rates: { view: number; cart: number; purchase: number },
): Visit {
  const { chance, logs } = sim;
  const visit: Visit = {
    at,
    viewed: chance.chance(rates.view),
    carted: false,
    payment: -1,
    where: `app:s_${hex(where.session)}`,
  };
  if (!visit.viewed) return visit;
  const item = chance.integer(PRODUCTS);
  const about = `,"item":"p${item}"`;
  visit.at += 3000 + chance.integer(12_000);
  logs.app.write(sim.id(), visit.at, "product_view", user, where, about);
  visit.carted = chance.chance(rates.cart);
  if (!visit.carted) return visit;
  visit.at += 8000 + Math.floor(chance.exponential(50_000));
  logs.app.write(sim.id(), visit.at, "add_to_cart", user, where, about);
  if (!chance.chance(rates.purchase)) return visit;
  visit.at += 15_000 + Math.floor(chance.exponential(60_000));
  visit.payment = pay(sim, person, visit.at, "purchase", priceOf(item));
  const amount = `${about},"amount":${(priceOf(item) / 100).toFixed(2)}`;
  visit.at += 700;
  logs.app.write(sim.id(), visit.at, "purchase", user, where, amount);
  return visit;
}

/** Opens the app for help; the id of the chat's first event. */
export function startChat(sim: Sim, person: number, at: number): number {
  const where = openSession(sim, person, at);
  const user = userCode(person, sim.world.seed);
  sim.logs.app.write(sim.id(), at - 6000, "app_open", user, where);
  return chat(sim, at, where, user, true);
}

function chat(sim: Sim, at: number, where: AppSession, user: number, precious = false): number {
  const { chance, logs } = sim;
  const id = sim.id();
  logs.app.write(
    id,
    at,
    "chat_start",
    user,
    where,
    `,"topic":"${chance.pick(["bill", "network", "offer", "sim"])}"`,
    precious,
  );
  let when = at;
  for (let n = 1 + chance.poisson(2); n > 0; n--) {
    when += 5000 + Math.floor(chance.exponential(40_000));
    logs.app.write(sim.id(), when, "chat_message", user, where);
  }
  return id;
}
