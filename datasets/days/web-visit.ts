import { hash32 } from "../../toolkit/core/random.ts";
import { deviceCode, userCode } from "../world/ids.ts";
import { NOBODY } from "../write/app-log.ts";
import { addressOf, type Visit } from "./app-session.ts";
import { BROWSING, PRODUCTS, priceOf } from "./behaviour.ts";
import { logIn } from "./log-in.ts";
import { pay } from "./payments.ts";
import type { Sim } from "./sim.ts";

const SITE = "https://shop.faro.example";
const FROM = ["-", "-", "https://www.search.example/", "https://social.example/", `${SITE}/`];

/** A visit to the shop without a campaign. */
export function webVisit(sim: Sim, person: number, at: number): void {
  visitShop(sim, person, at, "", BROWSING);
}

/** A visit to the web shop: a landing page with its parts, products, cart and checkout behind a login. */
export function visitShop(
  sim: Sim,
  person: number,
  at: number,
  campaign: string,
  rates: { view: number; cart: number; purchase: number },
): Visit {
  const { chance, world, logs } = sim;
  const agent = hash32(world.device[person], world.seed ^ 0xa9e7);
  const ip = addressOf(sim, person, chance.chance(0.55));
  const number = sim.truths.visit(person, at, ip, campaign);
  const visit: Visit = { at, viewed: false, carted: false, payment: -1, where: `web:${number}` };
  const page = (path: string, user = NOBODY, from = `${SITE}/`, status = 200) =>
    logs.web.write(visit.at, ip, user, path, status, 900 + (hash32(path.length, agent) % 40_000), from, agent);
  const landing = campaign === "" ? "/" : `/promo?utm_source=sms&utm_campaign=${campaign}`;
  const size = 5000 + chance.integer(30_000);
  logs.web.write(at, ip, NOBODY, landing, 200, size, campaign === "" ? chance.pick(FROM) : "-", agent, number);
  page("/static/app.css");
  if (chance.chance(0.5)) page("/static/app.js");
  for (let n = chance.poisson(0.9); n > 0; n--) {
    visit.at += 4000 + Math.floor(chance.exponential(25_000));
    page(chance.pick(["/offers", "/coverage", "/help", "/phones", "/help/sim"]));
  }
  visit.viewed = chance.chance(rates.view);
  if (!visit.viewed) return visit;
  const item = chance.integer(PRODUCTS);
  visit.at += 4000 + chance.integer(15_000);
  page(`/shop/item/p${item}`);
  visit.carted = chance.chance(rates.cart);
  if (!visit.carted) return visit;
  visit.at += 8000 + Math.floor(chance.exponential(50_000));
  page(`/cart?add=p${item}`, NOBODY, `${SITE}/shop/item/p${item}`, 302);
  if (world.account[person] === 0 || !chance.chance(rates.purchase)) return visit;
  const done = logIn(sim, person, visit.at + 9000, deviceCode(world.device[person], world.seed), ip);
  if (Number.isNaN(done)) return visit;
  const user = userCode(person, world.seed);
  visit.at = done + 1500;
  page("/checkout", user, `${SITE}/cart`);
  visit.at += 12_000 + Math.floor(chance.exponential(50_000));
  visit.payment = pay(sim, person, visit.at, "purchase", priceOf(item));
  visit.at += 900;
  page("/checkout/thanks", user, `${SITE}/checkout`);
  return visit;
}

/** Robots read the site all day long. */
export function robotVisits(sim: Sim): void {
  const { chance, logs, world } = sim;
  const pages = ["/robots.txt", "/sitemap.xml", "/", "/offers", "/phones", "/old/index.php"];
  for (let n = chance.stream(0x60000000, sim.day).poisson(3 + world.people * 0.01); n > 0; n--) {
    const path = chance.pick(pages);
    const at = sim.localDay + chance.integer(86_400_000);
    logs.web.write(at, 0xcb007100 + chance.integer(8), NOBODY, path, path.startsWith("/old") ? 404 : 200, 500, "-", -1);
  }
}
