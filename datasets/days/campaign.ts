import { hash32 } from "../../toolkit/core/random.ts";
import { HABITS, isIsland } from "../world/country.ts";
import { isCustomer } from "../world/world.ts";
import { NOBODY } from "../write/app-log.ts";
import { hex } from "../write/log.ts";
import { openSession, shop, signedIn, type Visit } from "./app-session.ts";
import { CAMPAIGNS } from "./behaviour.ts";
import { activity } from "./live-day.ts";
import { delivery, send } from "./messages.ts";
import type { Sim } from "./sim.ts";
import { visitShop } from "./web-visit.ts";

/** The campaign of that day, `c01` and on, or an empty text. */
export function campaignOf(day: number): string {
  const since = day - CAMPAIGNS.firstDay;
  if (since < 0 || since % CAMPAIGNS.everyDays !== 0) return "";
  return `c${String(since / CAMPAIGNS.everyDays + 1).padStart(2, "0")}`;
}

/** Is the person kept out of this campaign by chance? A hash of both, so that it never depends on anything else. */
function isHeldOut(person: number, campaign: string, seed: number): boolean {
  return hash32(person, hash32(campaign, seed)) < CAMPAIGNS.holdout * 2 ** 32;
}

/** Sends the campaign to one person who agreed, and plays what follows. */
export function marketTo(sim: Sim, person: number, campaign: string): void {
  const { world, day } = sim;
  if (world.mayMarket[person] === 0 || !isCustomer(world, person, day)) return;
  if (isHeldOut(person, campaign, world.seed)) {
    sim.truths.marketing(campaign, person, "holdout", -1, "", 0, 0, null);
    return;
  }
  const chance = sim.chance.stream(person + 1, 100_000 + day);
  const at = sim.between(person, 10, 20);
  if (sim.isTakenOver(person, at)) return;
  send(sim, at, CAMPAIGNS.sender, sim.msisdn(person, at), "marketing", campaign, sim.awayNow(person) !== 1, true);
  const { id, status, done } = delivery;
  sim.count("marketingSent");
  const rate = status === "DELIVRD" ? visitRate(sim, person, at) : 0;
  if (status === "DELIVRD") sim.count("marketingDelivered");
  if (!chance.chance(rate)) {
    sim.truths.marketing(campaign, person, "sent", id, status, at, 0, null);
    return;
  }
  const when = awake(
    sim,
    person,
    done + Math.round(CAMPAIGNS.medianDelay * Math.exp(chance.normal(0, CAMPAIGNS.delaySpread))),
  );
  const visit = respond(sim, person, when, campaign);
  sim.truths.marketing(campaign, person, "sent", id, status, at, when, visit);
  sim.count("marketingVisits");
  if (visit.viewed) sim.count("marketingViews");
  if (visit.carted) sim.count("marketingCarts");
  if (visit.payment < 0) return;
  sim.count("marketingPurchases");
  sim.truths.cause("marketing-purchase", "sms", id, "payments", visit.payment, person, visit.at - at);
}

/** P(visit | delivered) for that person at that hour. */
function visitRate(sim: Sim, person: number, at: number): number {
  const { world } = sim;
  const place = world.place[person];
  const { visit, cityTimes, islandTimes, eveningTimes } = CAMPAIGNS;
  const local = sim.localHour(person, at);
  const region = place < 2 ? cityTimes : isIsland(place) ? islandTimes : 1;
  return (
    visit * HABITS.response[world.stage[person]] * region * (local >= 17 ? eveningTimes : 1) * activity(sim, person)
  );
}

/** Nobody answers at night: the visit waits until after breakfast. */
function awake(sim: Sim, person: number, at: number): number {
  const hour = sim.localHour(person, at);
  if (hour >= 7.5 && hour < 24) return at;
  return at + Math.round((7.5 - hour) * 3_600_000) + sim.chance.integer(3_600_000);
}

function respond(sim: Sim, person: number, at: number, campaign: string): Visit {
  const { world, chance } = sim;
  if (world.account[person] !== 2 || chance.chance(0.35)) return visitShop(sim, person, at, campaign, CAMPAIGNS);
  const where = openSession(sim, person, at);
  const user = signedIn(sim, person, at, where, `,"campaign":"${campaign}"`);
  if (user.code === NOBODY)
    return { at, viewed: false, carted: false, payment: -1, where: `app:s_${hex(where.session)}` };
  return shop(sim, person, user.at, where, user.code, CAMPAIGNS);
}
