import { hash32, type Random } from "../../toolkit/core/random.ts";
import { COUNTRY, foreign, landline, otherMobile } from "../world/numbering.ts";
import { isCustomer, type World } from "../world/world.ts";

const BLOCK = 64;
const NEAR = 6;
const FAR = 6;

/** A peer drawn for a person: another customer (>= 0), or -1 and a number outside. */
export interface Peer {
  person: number;
  /** International without plus sign. */
  number: number;
}

const peer: Peer = { person: -1, number: 0 };

/**
 * Whom a person is in touch with: the household, neighbours and far friends among the customers, and a circle outside.
 * Friendship is mutual: each of a fixed set of pairings pairs everyone with someone. The same object is filled each time.
 */
export function drawPeer(world: World, person: number, day: number, chance: Random): Peer {
  const dice = chance.uniform();
  if (dice < 0.52) {
    const friend = drawFriend(world, person, chance);
    if (friend !== person && isCustomer(world, friend, day)) {
      peer.person = friend;
      return peer;
    }
  }
  return drawOutsider(world, person, chance);
}

/** One of the person's circle that are not customers: mobiles, landlines, numbers abroad. */
export function drawOutsider(world: World, person: number, chance: Random): Peer {
  const rank = zipf(chance, 14);
  const key = hash32(person * 16 + rank, world.seed ^ 0x0475);
  const kind = key % 100;
  peer.person = -1;
  if (kind < 72) {
    peer.number = COUNTRY + otherMobile(hash32(key, 5) % Math.max(1000, 2 * world.people), world.people, world.seed);
  } else if (kind < 94) {
    peer.number =
      COUNTRY + landline(world.place[person], hash32(key, 6) % Math.max(300, world.people >> 2), world.seed);
  } else peer.number = foreign(key % 4, hash32(key, 7) % Math.max(100, world.people >> 3), world.seed);
  return peer;
}

/** A customer the person knows; may be the person when the pairing has no partner. */
function drawFriend(world: World, person: number, chance: Random): number {
  const dice = chance.uniform();
  if (dice < 0.3) return inHousehold(world, person, chance);
  if (dice < 0.75) {
    const block = person - (person % BLOCK);
    const turn = hash32(zipf(chance, NEAR), world.seed ^ block);
    const friend = block + ((((turn - person) % BLOCK) + BLOCK) % BLOCK);
    return friend < world.people ? friend : person;
  }
  const turn = hash32(zipf(chance, FAR), world.seed ^ 0xfa5) % world.people;
  return (((turn - person) % world.people) + world.people) % world.people;
}

function inHousehold(world: World, person: number, chance: Random): number {
  const home = world.household[person];
  let first = person;
  let last = person;
  while (first > 0 && world.household[first - 1] === home) first--;
  while (last < world.people - 1 && world.household[last + 1] === home) last++;
  return first + chance.integer(last - first + 1);
}

/** A rank below `n`; the first is drawn most. */
function zipf(chance: Random, n: number): number {
  const u = chance.uniform();
  return Math.min(n - 1, Math.floor(u * u * n));
}
