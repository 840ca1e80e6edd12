import type { Sim } from "../days/sim.ts";
import { HOUR, offsetAt, toUtc } from "../world/calendar.ts";
import { cellsOf } from "../world/cells.ts";
import { HOME_NETWORK, PLACES } from "../world/country.ts";
import { GATEWAY, withCheckDigit } from "../world/ids.ts";
import type { Actor, Actors } from "./actors.ts";
import { callAnyone } from "./call-customer.ts";

/** SIM boxes: gateways that end foreign calls on local SIM cards. */
export const SIM_BOX = {
  peopleForEach: 6000,
  cardsMost: 10,
  loudCalls: 65,
  quietCalls: 16,
  answered: 0.55,
  medianSeconds: 130,
  spread: 0.9,
} as const;

interface Card {
  actor: Actor;
  box: number;
  from: number;
  to: number;
  quiet: boolean;
  cells: number[];
  imeis: number[];
  /** Quiet cards call few people again and again. */
  circle: number[];
}

/** Plants the boxes; every second one hides: fewer calls, some cells, some callees again and again. */
export function plantSimBoxes(sim: Sim, actors: Actors): () => void {
  const { world, chance } = sim;
  const cards: Card[] = [];
  const boxes = Math.max(1, Math.round(world.people / SIM_BOX.peopleForEach));
  for (let box = 0; box < boxes; box++) {
    chance.stream(0x61000000 + box);
    const quiet = box % 2 === 1;
    const begin = 1 + chance.integer(Math.max(1, world.days >> 1));
    const town = cellsOf(chance.integer(6));
    const cells = Array.from({ length: quiet ? 3 : 1 }, () => town.first + chance.integer(town.count));
    const imeis = Array.from({ length: 3 }, () => withCheckDigit(GATEWAY, chance.integer(1_000_000)));
    const count = Math.min(SIM_BOX.cardsMost, Math.max(3, Math.round(world.people / 400)));
    for (let i = 0; i < count; i++) {
      const from = Math.min(world.days - 1, begin + chance.integer(12));
      const to = Math.min(world.days, from + 5 + chance.integer(11));
      const actor = actors.add(from, to);
      const circle = Array.from({ length: 25 }, () => chance.integer(world.people));
      cards.push({ actor, box, from, to, quiet, cells, imeis, circle });
      sim.truths.fraud("sim-box", true, actor.id, box, actor.phone, actor.from, actor.to, quiet ? "quiet" : "loud");
    }
  }
  return () => {
    for (const card of cards) if (sim.day >= card.from && sim.day < card.to) callAllDay(sim, card);
  };
}

function callAllDay(sim: Sim, card: Card): void {
  const { world } = sim;
  const chance = sim.chance.stream(0x62000000 + card.actor.id, sim.day);
  const small = Math.min(1, world.people / 2000);
  const imei = card.imeis[chance.integer(3)];
  for (let n = chance.poisson((card.quiet ? SIM_BOX.quietCalls : SIM_BOX.loudCalls) * small); n > 0; n--) {
    const hour = card.quiet ? 8 + chance.integer(15) : 4 + chance.integer(20);
    const at = toUtc(PLACES[0].zone, sim.localDay + hour * HOUR + chance.integer(HOUR));
    const known = card.quiet && chance.chance(0.5) ? chance.pick(card.circle) : undefined;
    callAnyone(sim, legOf(card, at, imei, chance.pick(card.cells)), at, { ...SIM_BOX, toCustomers: 0.6 }, known);
  }
}

function legOf(card: Card, at: number, imei: number, cell: number) {
  return { msisdn: card.actor.phone, imei, cell, network: HOME_NETWORK, offset: offsetAt(PLACES[0].zone, at) };
}
