import { MINUTE } from "../world/calendar.ts";
import { CARE, EMERGENCY, WITHHELD } from "../world/numbering.ts";
import type { Cause } from "../write/network-log.ts";
import { startChat } from "./app-session.ts";
import { CHAT } from "./behaviour.ts";
import { drawOutsider, drawPeer } from "./friends.ts";
import type { Sim } from "./sim.ts";

/** How calls end. */
export const CALLS = {
  answered: 0.76,
  noAnswer: 0.15,
  busy: 0.05,
  rejected: 0.025,
  medianSeconds: 62,
  spread: 1.15,
  /** A missed call is called back. */
  calledBack: 0.25,
  careMissed: 0.3,
  withheld: 0.015,
} as const;

let ring = 0;
let seconds = 0;

/** Draws how a call ends; fills ring and seconds. */
function drawEnd(sim: Sim): Cause {
  const { chance } = sim;
  const dice = chance.uniform();
  seconds = 0;
  if (dice < CALLS.answered) {
    ring = 2 + chance.integer(16);
    seconds = Math.min(
      3 * 3600,
      Math.max(1, Math.round(CALLS.medianSeconds * Math.exp(chance.normal(0, CALLS.spread)))),
    );
    return "answered";
  }
  if (dice < CALLS.answered + CALLS.noAnswer) {
    ring = 12 + chance.integer(24);
    return "no-answer";
  }
  ring = chance.integer(3);
  if (dice < CALLS.answered + CALLS.noAnswer + CALLS.busy) return "busy";
  if (dice < CALLS.answered + CALLS.noAnswer + CALLS.busy + CALLS.rejected) {
    ring = 3 + chance.integer(8);
    return "rejected";
  }
  return "failed";
}

/** The person calls a friend or someone outside; a friend may call back. */
export function callSomeone(sim: Sim, person: number, at: number): void {
  const { world, chance, logs } = sim;
  if (chance.chance(0.002)) {
    callEmergency(sim, person, at);
    return;
  }
  const second = world.phone2[person] > 0 && chance.chance(0.3);
  const peer = drawPeer(world, person, sim.day, chance);
  const friend = peer.person;
  const outside = peer.number;
  if (friend >= 0) {
    callFriend(sim, person, friend, at, second, true);
    return;
  }
  const cause = drawEnd(sim);
  logs.network.call("MOC", sim.id(), sim.leg(person, at, second), outside, at, ring, seconds, cause);
  sim.active(person, at);
}

/** A call between two customers: a record of each side, unless the other side is out of reach. */
function callFriend(sim: Sim, from: number, to: number, at: number, second: boolean, mayReturn: boolean): void {
  const { chance, logs } = sim;
  const id = sim.id();
  const reachable = sim.awayNow(to) !== 1 && !sim.isTakenOver(to, at);
  const cause = reachable ? drawEnd(sim) : unreachable();
  const rings = ring;
  const length = seconds;
  const returns = mayReturn && cause === "no-answer" && chance.chance(CALLS.calledBack);
  const caller = sim.leg(from, at, second);
  const number = caller.msisdn;
  const kept = logs.network.call("MOC", id, caller, sim.msisdn(to, at), at, rings, length, cause, returns);
  sim.active(from, at);
  if (!reachable || cause === "failed") return;
  const heard = logs.network.call("MTC", id, sim.leg(to, at), number, at, rings, length, cause, returns);
  if (!returns || second || !kept || !heard) return;
  const later = at + MINUTE + Math.floor(chance.exponential(12 * MINUTE));
  if (sim.isTakenOver(to, later) || sim.isTakenOver(from, later) || !sim.isCustomerAt(to, later)) return;
  const backId = sim.id();
  const backCause = drawEnd(sim);
  const [backRing, backSeconds] = [ring, seconds];
  const back = logs.network.call(
    "MOC",
    backId,
    sim.leg(to, later),
    number,
    later,
    backRing,
    backSeconds,
    backCause,
    true,
  );
  sim.active(to, later);
  if (backCause !== "failed") {
    logs.network.call(
      "MTC",
      backId,
      sim.leg(from, later),
      sim.msisdn(to, later),
      later,
      backRing,
      backSeconds,
      backCause,
    );
  }
  if (back) sim.truths.cause("missed-call-returned", "cdr", id, "cdr", backId, to, later - at);
}

function unreachable(): Cause {
  ring = 0;
  seconds = 0;
  return "failed";
}

/** Someone who is no customer calls the person. */
export function callFromOutside(sim: Sim, person: number, at: number): void {
  const { chance } = sim;
  const { number } = drawOutsider(sim.world, person, chance);
  const cause = drawEnd(sim);
  if (cause === "failed") return;
  const shown = chance.chance(CALLS.withheld) ? WITHHELD : number;
  sim.logs.network.call("MTC", sim.id(), sim.leg(person, at), shown, at, ring, seconds, cause);
}

function callEmergency(sim: Sim, person: number, at: number): void {
  const seconds = 30 + sim.chance.integer(300);
  sim.logs.network.call("MOC", sim.id(), sim.leg(person, at), EMERGENCY, at, 3, seconds, "answered");
  sim.active(person, at);
}

/** The person calls customer care; whoever is not answered may turn to the chat of the app. */
export function callCare(sim: Sim, person: number, at: number): void {
  const { chance, logs, world } = sim;
  const id = sim.id();
  const missed = chance.chance(CALLS.careMissed);
  const wait = missed ? 40 + chance.integer(140) : 5 + chance.integer(60);
  const length = missed ? 0 : Math.round(240 * Math.exp(chance.normal(0, 0.7)));
  const leg = sim.leg(person, at);
  const kept = logs.network.call("MOC", id, leg, CARE, at, wait, length, missed ? "no-answer" : "answered", missed);
  sim.active(person, at);
  if (!missed || !kept) return;
  sim.count("careMissed");
  if (world.account[person] !== 2) return;
  sim.count("careMissedWithApp");
  if (!chance.chance(CHAT.afterMissedCall)) return;
  const delay = wait * 1000 + Math.round(CHAT.medianDelay * Math.exp(chance.normal(0, CHAT.spread)));
  const chat = startChat(sim, person, at + delay);
  sim.count("chatAfterMissed");
  sim.truths.cause("missed-call-chat", "cdr", id, "app", chat, person, delay);
}
