import type { Sim } from "../days/sim.ts";
import { HOUR, offsetAt, toUtc } from "../world/calendar.ts";
import { cellsOf } from "../world/cells.ts";
import { HOME_NETWORK, PLACES } from "../world/country.ts";
import { carrierGradeAddress, GATEWAY, withCheckDigit } from "../world/ids.ts";
import { COUNTRY, otherMobile } from "../world/numbering.ts";
import { isCustomer } from "../world/world.ts";
import type { Leg } from "../write/network-log.ts";
import type { Actor, Actors } from "./actors.ts";

/** Lines that no human holds: automatic diallers that ring a list from end to end, and honest meters that report on the hour. */
export const MACHINES = {
  diallerPeople: 10_000,
  diallerDays: 4,
  /** Seconds from one call to the next; more in small worlds. */
  diallerPace: 40,
  diallerAnswered: 0.25,
  meterPeople: 4000,
  meterEveryHours: 6,
} as const;

interface Machine {
  actor: Actor;
  place: number;
  cell: number;
  imei: number;
  from: number;
  to: number;
}

/** Plants them. All draws are their own and their rows leave the log's dice alone: without them the world is the same. */
export function plantMachines(sim: Sim, actors: Actors): () => void {
  const { people, days } = sim.world;
  const diallers = Array.from({ length: Math.max(1, Math.round(people / MACHINES.diallerPeople)) }, (_, i) => {
    const from = 1 + sim.chance.stream(0x6d000000, i).integer(Math.max(1, days - MACHINES.diallerDays - 1));
    return install(sim, actors, "auto-dialler", i, from, Math.min(days, from + MACHINES.diallerDays));
  });
  const meters = Array.from({ length: Math.max(1, Math.round(people / MACHINES.meterPeople)) }, (_, i) =>
    install(sim, actors, "meter", i, 0, days),
  );
  return () => {
    sim.logs.network.log.aside = true;
    for (const dialler of diallers) if (sim.day >= dialler.from && sim.day < dialler.to) dial(sim, dialler);
    for (const meter of meters) report(sim, meter);
    sim.logs.network.log.aside = false;
  };
}

function install(sim: Sim, actors: Actors, kind: string, index: number, from: number, to: number): Machine {
  const chance = sim.chance.stream(kind === "meter" ? 0x6e000000 : 0x6f000000, index);
  const place = chance.integer(6);
  const town = cellsOf(place);
  const actor = actors.add(from, to);
  sim.truths.fraud(kind, kind === "auto-dialler", actor.id, index, actor.phone, actor.from, actor.to, "a machine");
  const imei = withCheckDigit(GATEWAY, chance.integer(1_000_000));
  return { actor, place, cell: town.first + chance.integer(town.count), imei, from, to };
}

const legOf = ({ actor, cell, imei, place }: Machine, at: number): Leg => ({
  msisdn: actor.phone,
  imei,
  cell,
  network: HOME_NETWORK,
  offset: offsetAt(PLACES[place].zone, at),
});

/** One working day of a dialler: a call every so many seconds, to one number after the other, mostly to nobody's interest. */
function dial(sim: Sim, machine: Machine): void {
  const { world, logs } = sim;
  const { network } = logs;
  const pace = Math.round(MACHINES.diallerPace * Math.max(1, 3000 / world.people)) * 1000;
  const { zone } = PLACES[machine.place];
  const end = toUtc(zone, sim.localDay + 17 * HOUR);
  const chance = sim.chance.stream(0x70000000 + machine.actor.id, sim.day);
  const first = chance.integer(world.people);
  let n = (sim.day - machine.from) * 1000;
  for (let at = toUtc(zone, sim.localDay + 9 * HOUR); at < end; at += pace, n++) {
    const answered = chance.chance(MACHINES.diallerAnswered);
    const [ring, seconds] = [answered ? 4 : 20, answered ? 3 + chance.integer(10) : 0];
    const cause = answered ? "answered" : "no-answer";
    const person = (first + n * 7) % world.people;
    const reached = chance.chance(0.3) && isCustomer(world, person, sim.day) && sim.awayNow(person) === 0;
    const id = network.plantedId();
    if (!reached || sim.isTakenOver(person, at)) {
      const number = COUNTRY + otherMobile(world.people + n, world.people, world.seed);
      network.call("MOC", id, legOf(machine, at), number, at, ring, seconds, cause);
      continue;
    }
    network.call("MOC", id, legOf(machine, at), sim.msisdn(person, at), at, ring, seconds, cause);
    network.call("MTC", id, sim.leg(person, at), machine.actor.phone, at, ring, seconds, cause);
  }
}

/** A meter sends the same few octets at the same minutes of every day. */
function report(sim: Sim, machine: Machine): void {
  const { world, logs } = sim;
  for (let hour = 0; hour < 24; hour += MACHINES.meterEveryHours) {
    const at = sim.localDay + hour * HOUR + (machine.actor.id % 60) * 60_000;
    const ip = carrierGradeAddress(machine.actor.id, machine.place, sim.day, world.people, world.seed);
    logs.network.data(logs.network.plantedId(), legOf(machine, at), at, 4, 620, 180, ip);
  }
}
