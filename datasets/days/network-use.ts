import { carrierGradeAddress, userCode } from "../world/ids.ts";
import { drawPeer } from "./friends.ts";
import { notice } from "./messages.ts";
import type { Sim } from "./sim.ts";

const CODES = ["*100#", "*100#", "*101#", "*123#", "*111*1#"];
const AMOUNTS = [500, 1000, 1000, 1500, 2000];

/** A data session; bytes and seconds with long tails. */
export function dataSession(sim: Sim, person: number, at: number): void {
  const { world, chance } = sim;
  const seconds = Math.min(40_000, 20 + Math.round(900 * Math.exp(chance.normal(0, 1.3))));
  const down = Math.round(9e6 * Math.exp(chance.normal(0, 1.6)));
  const up = Math.round(down * (0.05 + 0.2 * chance.uniform()));
  const ip = carrierGradeAddress(person, world.place[person], sim.day, world.people, world.seed);
  sim.logs.network.data(sim.id(), sim.leg(person, at), at, seconds, up, down, ip);
  sim.active(person, at);
}

/** A short USSD dialogue: balance and the like. */
export function ussd(sim: Sim, person: number, at: number): void {
  const { chance } = sim;
  sim.logs.network.ussd(sim.id(), sim.leg(person, at), chance.pick(CODES), at, chance.chance(0.96));
  sim.active(person, at);
}

/** A picture to a friend or outside. */
export function sendMms(sim: Sim, person: number, at: number): void {
  const { chance, logs, world } = sim;
  const id = sim.id();
  const bytes = 40_000 + chance.integer(500_000);
  const { person: friend, number } = drawPeer(world, person, sim.day, chance);
  const sender = sim.leg(person, at);
  const from = sender.msisdn;
  logs.network.mms("MMSO", id, sender, friend >= 0 ? sim.msisdn(friend, at) : number, at, bytes);
  sim.active(person, at);
  if (friend >= 0 && sim.awayNow(friend) !== 1)
    logs.network.mms("MMST", id, sim.leg(friend, at), from, at + 4000, bytes);
}

/** A prepaid top-up: by voucher, at a cash machine, or online, which is a payment too. */
export function topUp(sim: Sim, person: number, at: number): void {
  const { world, chance, logs } = sim;
  const online = world.account[person] > 0 && chance.chance(0.4);
  const channel = online ? "online" : chance.chance(0.5) ? "voucher" : "atm";
  const cents = chance.pick(AMOUNTS);
  const id = sim.id();
  const kept = logs.network.topUp(id, sim.leg(person, at), channel, at, cents);
  sim.active(person, at);
  notice(sim, person, at + 3000, "topup-receipt");
  if (!online) return;
  const payment = sim.id();
  const paid = at - 8000 - chance.integer(20_000);
  const byPhone = chance.chance(0.45);
  const phone = byPhone ? sim.msisdn(person, paid) : 0;
  logs.payments.write(
    payment,
    paid,
    userCode(person, world.seed),
    "topup",
    byPhone ? "phone" : "card",
    cents,
    true,
    phone,
  );
  if (kept) sim.truths.cause("payment-topup", "payments", payment, "cdr", id, person, at - paid);
}
