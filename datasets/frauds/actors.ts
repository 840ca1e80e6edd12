import { DAY, START } from "../world/calendar.ts";
import { COUNTRY, mobile } from "../world/numbering.ts";
import type { World } from "../world/world.ts";

/** Someone with a number who is none of the people: fraudster, call centre, courier. */
export interface Actor {
  id: number;
  /** International without plus sign. */
  phone: number;
  /** First and last instant of using the number. */
  from: number;
  to: number;
}

/** Hands out actors, numbered from the number of people on. */
export class Actors {
  readonly list: Actor[] = [];
  readonly #world: World;

  constructor(world: World) {
    this.#world = world;
  }

  /** A new actor with a number of its own for days `from` to `to` (exclusive). */
  add(from: number, to: number): Actor {
    const { people, seed, days } = this.#world;
    const index = this.list.length;
    const actor = {
      id: people + index,
      phone: COUNTRY + mobile(4 * people + index, seed),
      from: START + from * DAY,
      to: START + Math.min(to, days) * DAY,
    };
    this.list.push(actor);
    return actor;
  }
}
