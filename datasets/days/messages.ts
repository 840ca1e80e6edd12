import { COUNTRY } from "../world/numbering.ts";
import type { MessageStatus, MessageType } from "../write/message-log.ts";
import { drawOutsider, drawPeer } from "./friends.ts";
import type { Sim } from "./sim.ts";

/** Companies that send their own one-time passwords through the same message centre. */
const OTHER_SENDERS = ["BancoMar", "TaxiJa", "Mercado24", "SaudeJa", "PortaGov", "Pagamais"];
const SERVICE_SENDERS = ["FARO", "FARO", "Correio+", "SaudeJa", "Mercado24"];

/** What became of the last message sent, for those who sent it. */
export const delivery: { id: number; status: MessageStatus; done: number; kept: boolean } = {
  id: 0,
  status: "DELIVRD",
  done: 0,
  kept: true,
};

/** Sends a message to a number and draws its fate; `reachable` false: the phone is off. Fills {@link delivery}. */
export function send(
  sim: Sim,
  at: number,
  sender: number | string,
  recipient: number,
  type: MessageType,
  campaign: string,
  reachable: boolean,
  precious = false,
  deliveredShare = 0.97,
): void {
  const { chance, logs } = sim;
  delivery.id = sim.id();
  const dice = chance.uniform();
  const pace = chance.normal();
  if (reachable && dice < deliveredShare) {
    delivery.status = "DELIVRD";
    delivery.done = at + Math.round(4000 * Math.exp(0.6 * pace));
  } else {
    const fate = reachable ? chance.uniform() : 0.6;
    delivery.status = fate < 0.4 ? "UNDELIV" : fate < 0.85 ? "EXPIRED" : fate < 0.95 ? "REJECTD" : "ENROUTE";
    delivery.done = at + (delivery.status === "EXPIRED" ? 86_400_000 : 1500);
    if (delivery.status === "ENROUTE") delivery.done = Number.NaN;
  }
  const segments = type === "marketing" ? 2 : 1;
  const { id, status, done } = delivery;
  delivery.kept = logs.messages.write(id, at, sender, recipient, type, campaign, segments, status, done, precious);
}

/** The person writes to a friend or someone outside. */
export function textSomeone(sim: Sim, person: number, at: number): void {
  const { world, chance } = sim;
  const second = world.phone2[person] > 0 && chance.chance(0.3);
  const from = second ? COUNTRY + world.phone2[person] : sim.msisdn(person, at);
  const { person: friend, number } = drawPeer(world, person, sim.day, chance);
  const to = friend >= 0 ? sim.msisdn(friend, at) : number;
  send(sim, at, from, to, "p2p", "", friend < 0 || sim.awayNow(friend) !== 1);
  sim.active(person, at);
}

/** Someone who is no customer writes to the person. */
export function textFromOutside(sim: Sim, person: number, at: number): void {
  const { number } = drawOutsider(sim.world, person, sim.chance);
  send(sim, at, number, sim.msisdn(person, at), "p2p", "", true);
}

/** Another company's one-time password: no login of ours follows. */
export function foreignOtp(sim: Sim, person: number, at: number): void {
  send(sim, at, sim.chance.pick(OTHER_SENDERS), sim.msisdn(person, at), "otp", "", true);
}

/** A parcel, an appointment, a bill. */
export function serviceMessage(sim: Sim, person: number, at: number): void {
  send(sim, at, sim.chance.pick(SERVICE_SENDERS), sim.msisdn(person, at), "service", "", true);
}

/** A notice of the operator's own. */
export function notice(sim: Sim, person: number, at: number, template: string): void {
  send(sim, at, "FARO", sim.msisdn(person, at), "service", template, sim.awayNow(person) !== 1);
}
