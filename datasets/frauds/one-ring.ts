import { hash32 } from "../../toolkit/core/random.ts";
import type { Sim } from "../days/sim.ts";
import { DAY, HOUR, MINUTE, START } from "../world/calendar.ts";
import { isCustomer } from "../world/world.ts";

/** One-ring calls: a foreign number rings for a second; whoever calls back pays. */
export const ONE_RING = {
  daysForEach: 30,
  /** Share of customers called in one attack. */
  reached: 0.07,
  calledBack: 0.05,
  numbers: 4,
  hours: 3,
} as const;

interface Attack {
  day: number;
  begin: number;
  numbers: number[];
}

/** Plants the attacks; numbers of Latvia and Tunisia. */
export function plantOneRings(sim: Sim): () => void {
  const { world, chance } = sim;
  const attacks: Attack[] = [];
  for (let i = 0; i < Math.max(1, Math.round(world.days / ONE_RING.daysForEach)); i++) {
    chance.stream(0x63000000 + i);
    const day = 1 + chance.integer(world.days - 2);
    const begin = START + day * DAY + (9 + chance.integer(11)) * HOUR;
    const first = i % 2 === 0 ? 37_120_000_000 + chance.integer(9_000_000) : 21_620_000_000 + chance.integer(900_000);
    const numbers = Array.from({ length: ONE_RING.numbers }, (_, k) => first + k * 3);
    attacks.push({ day, begin, numbers });
    for (const number of numbers) {
      sim.truths.fraud("one-ring", true, -1, i, number, begin, begin + ONE_RING.hours * HOUR, "");
    }
  }
  return () => {
    for (const [i, attack] of attacks.entries()) if (attack.day === sim.day) ringAll(sim, attack, i);
  };
}

function ringAll(sim: Sim, attack: Attack, index: number): void {
  const { world } = sim;
  const salt = hash32(index, world.seed ^ 0x1416);
  for (let person = 0; person < world.people; person++) {
    if (hash32(person, salt) > ONE_RING.reached * 2 ** 32) continue;
    if (!isCustomer(world, person, sim.day) || sim.awayNow(person) === 1) continue;
    const chance = sim.chance.stream(0x64000000 + index, person);
    const at = attack.begin + chance.integer(ONE_RING.hours * HOUR);
    if (!sim.isTakenOver(person, at)) ringOne(sim, person, at, chance.pick(attack.numbers));
  }
}

function ringOne(sim: Sim, person: number, at: number, number: number): void {
  const { chance, logs, truths } = sim;
  const id = sim.id();
  const calledBack = chance.chance(ONE_RING.calledBack);
  const later = at + 2 * MINUTE + Math.floor(chance.exponential(50 * MINUTE));
  const ring = 1 + chance.integer(2);
  const kept = logs.network.call("MTC", id, sim.leg(person, at), number, at, ring, 0, "no-answer", true);
  if (kept) sim.count("oneRings");
  if (!kept || !calledBack || sim.isTakenOver(person, later)) return;
  const back = sim.id();
  const seconds = 20 + Math.floor(chance.exponential(150));
  const heard = logs.network.call("MOC", back, sim.leg(person, later), number, later, 4, seconds, "answered", true);
  sim.active(person, later);
  if (!heard) return;
  sim.count("oneRingsReturned");
  truths.cause("one-ring-callback", "cdr", id, "cdr", back, person, later - at);
}
