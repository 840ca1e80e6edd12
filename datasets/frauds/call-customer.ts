import type { Sim } from "../days/sim.ts";
import { COUNTRY, otherMobile } from "../world/numbering.ts";
import { isCustomer } from "../world/world.ts";
import type { Cause, Leg } from "../write/network-log.ts";

/** How calls of one kind of actor go. */
export interface Calling {
  answered: number;
  medianSeconds: number;
  spread: number;
  /** The share of callees that are customers; the others are outside. */
  toCustomers: number;
}

/** One call of an actor to a customer drawn by chance, or to someone outside; the customer, or -1. */
export function callAnyone(sim: Sim, leg: Leg, at: number, calling: Calling, known?: number): number {
  const { world, chance, logs } = sim;
  const drawn = known ?? (chance.chance(calling.toCustomers) ? chance.integer(world.people) : -1);
  const person = drawn >= 0 && isCustomer(world, drawn, sim.day) && sim.awayNow(drawn) === 0 ? drawn : -1;
  const answered = chance.chance(calling.answered);
  const cause: Cause = answered ? "answered" : chance.chance(0.8) ? "no-answer" : "busy";
  const ring = answered ? 3 + chance.integer(15) : cause === "busy" ? 1 : 15 + chance.integer(20);
  const length = answered
    ? Math.min(3600, Math.max(1, Math.round(calling.medianSeconds * Math.exp(chance.normal(0, calling.spread)))))
    : 0;
  const id = sim.id();
  if (person < 0 || sim.isTakenOver(person, at)) {
    const index = chance.integer(Math.max(1000, 2 * world.people));
    logs.network.call("MOC", id, leg, COUNTRY + otherMobile(index, world.people, world.seed), at, ring, length, cause);
    return -1;
  }
  logs.network.call("MOC", id, leg, sim.msisdn(person, at), at, ring, length, cause);
  logs.network.call("MTC", id, sim.leg(person, at), leg.msisdn, at, ring, length, cause);
  return person;
}

/** The customer calls the actor back. */
export function callBack(sim: Sim, person: number, leg: Leg, at: number, seconds: number): number {
  const id = sim.id();
  sim.logs.network.call("MOC", id, sim.leg(person, at), leg.msisdn, at, 8, seconds, "answered");
  sim.logs.network.call("MTC", id, leg, sim.msisdn(person, at), at, 8, seconds, "answered");
  sim.active(person, at);
  return id;
}
