import type { Random } from "../../toolkit/core/random.ts";
import { mobile } from "../world/numbering.ts";
import { NEVER, type World } from "../world/world.ts";

/** How numbers move between people. */
export const NUMBERS = {
  secondSimShare: 0.08,
  changeShare: 0.03,
  formerShare: 0.1,
  /** A number rests at least this long before it is given to someone else. */
  quarantineDays: 45,
  /** Share of new numbers that are recycled ones, as long as there are any. */
  recycledShare: 0.5,
} as const;

interface Release {
  day: number;
  phone: number;
}

interface Take {
  day: number;
  person: number;
  /** The number at the start, or the one after a change. */
  into: "phone" | "phoneAfter";
}

/** Gives everyone numbers, from before the first day to the last; a number never has two owners at once. */
export function giveNumbers(world: World, chance: Random): void {
  const { people, seed } = world;
  const releases: Release[] = [];
  const takes: Take[] = [];
  for (let person = 0; person < people; person++) {
    chance.stream(person + 1);
    world.phone[person] = mobile(person, seed);
    if (chance.chance(NUMBERS.secondSimShare)) world.phone2[person] = mobile(people + person, seed);
    planFormer(world, person, chance, releases);
    planChange(world, person, chance, takes);
    const recycled = chance.chance(NUMBERS.recycledShare);
    if (recycled && world.joined[person] > -400 && world.phoneBefore[person] === 0) {
      takes.push({ day: world.joined[person], person, into: "phone" });
    }
  }
  recycle(world, releases, takes);
}

function planFormer(world: World, person: number, chance: Random, releases: Release[]): void {
  if (!chance.chance(NUMBERS.formerShare)) return;
  const day = -1 - chance.integer(700);
  if (day <= world.joined[person]) return;
  world.phoneBefore[person] = mobile(3 * world.people + person, world.seed);
  world.changedBefore[person] = day;
  releases.push({ day, phone: world.phoneBefore[person] });
}

function planChange(world: World, person: number, chance: Random, takes: Take[]): void {
  world.phoneAfter[person] = world.phone[person];
  if (!chance.chance((NUMBERS.changeShare * world.days) / 90)) return;
  const day = Math.max(0, world.joined[person]) + 1 + chance.integer(world.days);
  if (day >= world.days || day >= world.left[person]) return;
  world.changed[person] = day;
  world.phoneAfter[person] = mobile(2 * world.people + person, world.seed);
  if (chance.chance(NUMBERS.recycledShare)) takes.push({ day, person, into: "phoneAfter" });
}

/** Walks through all days once: released numbers queue up, rest, and go to the next taker. */
function recycle(world: World, releases: Release[], takes: Take[]): void {
  takes.sort((a, b) => a.day - b.day || a.person - b.person);
  const planned = releases.sort((a, b) => a.day - b.day || a.phone - b.phone);
  const queue: Release[] = [];
  const later = laterReleases(world);
  let nextPlanned = 0;
  let nextLater = 0;
  let head = 0;
  for (const take of takes) {
    while (nextPlanned < planned.length && planned[nextPlanned].day + NUMBERS.quarantineDays <= take.day) {
      queue.push(planned[nextPlanned++]);
    }
    while (nextLater < later.length && later[nextLater].day + NUMBERS.quarantineDays <= take.day) {
      const { day, person, from } = later[nextLater++];
      queue.push({ day, phone: world[from][person] });
    }
    if (head === queue.length) continue;
    world[take.into][take.person] = queue[head++].phone;
    if (take.into === "phone" && world.changed[take.person] === NEVER) {
      world.phoneAfter[take.person] = world.phone[take.person];
    }
  }
}

interface LaterRelease {
  day: number;
  person: number;
  from: "phone" | "phoneAfter";
}

/** Numbers given up while the world runs: by changing, and by letting the contract lapse. */
function laterReleases(world: World): LaterRelease[] {
  const list: LaterRelease[] = [];
  for (let person = 0; person < world.people; person++) {
    if (world.changed[person] !== NEVER) list.push({ day: world.changed[person], person, from: "phone" });
    if (world.leaving[person] === 2) list.push({ day: world.left[person], person, from: "phoneAfter" });
  }
  return list.sort((a, b) => a.day - b.day || a.person - b.person);
}
