import { openSession } from "../days/app-session.ts";
import { logIn } from "../days/log-in.ts";
import { send } from "../days/messages.ts";
import type { Sim } from "../days/sim.ts";
import { DAY, HOUR, MINUTE, offsetAt, START, toUtc } from "../world/calendar.ts";
import { cellsOf } from "../world/cells.ts";
import { HOME_NETWORK, PLACES } from "../world/country.ts";
import { carrierGradeAddress, imeiOf, STRANGE_DEVICES } from "../world/ids.ts";
import { isCustomer } from "../world/world.ts";
import type { Actor, Actors } from "./actors.ts";
import { callAnyone, callBack } from "./call-customer.ts";

/** Honest people and firms that look like fraud at a glance. */
export const LOOK_ALIKES = {
  centrePeople: 20_000,
  centreNumbers: 8,
  centreCalls: 38,
  courierPeople: 4000,
  courierCalls: 30,
  massEveryDays: 10,
  massReached: 0.08,
} as const;

interface Worker {
  actor: Actor;
  imei: number;
  place: number;
  cell: number;
  courier: boolean;
}

/** Plants call centres, couriers and a sender of mass notices; marks big families and honest SIM changes. */
export function plantLookAlikes(sim: Sim, actors: Actors): () => void {
  const { world } = sim;
  const workers = [
    ...hire(
      sim,
      actors,
      "call-centre",
      Math.max(1, Math.round(world.people / LOOK_ALIKES.centrePeople)),
      LOOK_ALIKES.centreNumbers,
    ),
    ...hire(sim, actors, "courier", Math.max(2, Math.round(world.people / LOOK_ALIKES.courierPeople)), 1),
  ];
  sim.truths.fraud(
    "mass-sender",
    false,
    -1,
    0,
    "EscolaMais",
    START,
    START + world.days * DAY,
    "notices to many at once",
  );
  markFamilies(sim);
  markSimChanges(sim);
  return () => {
    for (const worker of workers) work(sim, worker);
    if (sim.day % LOOK_ALIKES.massEveryDays === 2 && sim.weekend === 0) notifyMany(sim);
  };
}

function hire(sim: Sim, actors: Actors, kind: "call-centre" | "courier", firms: number, numbers: number): Worker[] {
  const { world, chance } = sim;
  const workers: Worker[] = [];
  for (let firm = 0; firm < firms; firm++) {
    chance.stream(kind === "courier" ? 0x69000000 : 0x6a000000, firm);
    const place = chance.integer(8);
    const town = cellsOf(place);
    const cell = town.first + chance.integer(town.count);
    for (let i = 0; i < numbers; i++) {
      const actor = actors.add(0, world.days);
      workers.push({
        actor,
        imei: imeiOf(STRANGE_DEVICES + actor.id - world.people, 0, world.seed),
        place,
        cell,
        courier: kind === "courier",
      });
      sim.truths.fraud(kind, false, actor.id, firm, actor.phone, actor.from, actor.to, "");
    }
  }
  return workers;
}

function work(sim: Sim, { actor, imei, place, cell, courier }: Worker): void {
  const { world } = sim;
  if (sim.weekend === 1 && !(courier && sim.day % 7 === 0)) return;
  const chance = sim.chance.stream(0x6b000000 + actor.id, sim.day);
  const town = cellsOf(place);
  const leg = (at: number) => ({
    msisdn: actor.phone,
    imei,
    cell: courier ? town.first + chance.integer(town.count) : cell,
    network: HOME_NETWORK,
    offset: offsetAt(PLACES[place].zone, at),
  });
  const small = Math.min(1, Math.max(0.3, world.people / 5000));
  const calling = courier
    ? { answered: 0.7, medianSeconds: 28, spread: 0.6, toCustomers: 0.5 }
    : { answered: 0.6, medianSeconds: 150, spread: 0.8, toCustomers: 0.8 };
  for (let n = chance.poisson((courier ? LOOK_ALIKES.courierCalls : LOOK_ALIKES.centreCalls) * small); n > 0; n--) {
    const at = toUtc(PLACES[place].zone, sim.localDay + 9 * HOUR + chance.integer(9 * HOUR));
    const person = callAnyone(sim, leg(at), at, calling);
    const later = at + 3 * MINUTE + Math.floor(chance.exponential(HOUR));
    const returns = person >= 0 && chance.chance(0.12) && !sim.isTakenOver(person, later);
    if (returns) callBack(sim, person, leg(later), later, 15 + chance.integer(100));
  }
  if (!courier) return;
  for (let n = chance.poisson(1.5); n > 0; n--) {
    const at = sim.localDay + 9 * HOUR + chance.integer(9 * HOUR);
    const ip = carrierGradeAddress(actor.id, place, sim.day, world.people, world.seed);
    sim.logs.network.data(sim.id(), leg(at), at, 300 + chance.integer(3000), 200_000, 4_000_000, ip);
  }
}

function notifyMany(sim: Sim): void {
  const { world } = sim;
  const chance = sim.chance.stream(0x6c000000, sim.day);
  const begin = sim.localDay + 16 * HOUR;
  for (let n = Math.round(world.people * LOOK_ALIKES.massReached); n > 0; n--) {
    const person = chance.integer(world.people);
    const at = begin + chance.integer(25 * MINUTE);
    if (isCustomer(world, person, sim.day)) {
      send(sim, at, "EscolaMais", sim.msisdn(person, at), "service", "", sim.awayNow(person) !== 1);
    }
  }
}

function markFamilies(sim: Sim): void {
  const { world } = sim;
  const end = START + world.days * DAY;
  for (let first = 0; first < world.people; ) {
    let next = first;
    while (next < world.people && world.household[next] === world.household[first]) next++;
    if (next - first >= 7) {
      for (let person = first; person < next; person++) world.sharedTablet[person] = 1;
      const about = `household of ${next - first}; one tablet; one address`;
      sim.truths.fraud("big-family", false, first, world.household[first], sim.msisdn(first, START), START, end, about);
    }
    first = next;
  }
}

function markSimChanges(sim: Sim): void {
  const { world } = sim;
  for (let person = 0; person < world.people; person++) {
    const day = world.simChange[person];
    if (day >= world.days || !isCustomer(world, person, day)) continue;
    const at = START + day * DAY;
    sim.truths.fraud(
      "sim-change",
      false,
      person,
      -1,
      sim.msisdn(person, at),
      at,
      at + DAY,
      "card replaced by its owner",
    );
  }
}

/** After an honest change of card: the owner signs in again, often on a new phone. */
export function afterSimChange(sim: Sim, person: number): void {
  if (sim.world.account[person] !== 2 || sim.awayNow(person) !== 0) return;
  sim.chance.stream(person + 1, 300_000 + sim.day);
  const at = sim.between(person, 14, 21);
  const where = openSession(sim, person, at);
  logIn(sim, person, at, where.device, where.ip);
}
