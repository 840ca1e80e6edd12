import { type Random, random } from "../../toolkit/core/random.ts";
import { cellsOf } from "../world/cells.ts";
import { ABROAD, HABITS, isIsland, PLACES } from "../world/country.ts";
import { imeiOf } from "../world/ids.ts";
import { emptyWorld, type World, type WorldSize } from "../world/world.ts";
import { giveNumbers } from "./give-numbers.ts";
import { planLeaving } from "./plan-leaving.ts";

const HOUSEHOLD_SIZES = [0, 25, 30, 20, 17, 5, 2.9, 0, 0, 0.1];
const NEIGHBOURHOOD = 32;
const MAINLAND = PLACES.findIndex((_, place) => isIsland(place));
const AGES = [
  [18, 24],
  [23, 35],
  [27, 52],
  [46, 66],
  [67, 92],
];

/** Everyone: homes, habits, plans and the whole course of their lives as customers, decided before the first day. */
export function populate(size: WorldSize): World {
  const world = emptyWorld(size);
  const chance = random(size.seed);
  fillHouseholds(world, chance);
  for (let person = 0; person < size.people; person++) settle(world, person, chance.stream(person + 1, 0));
  giveNumbers(world, random(`${size.seed}/numbers`));
  return world;
}

function fillHouseholds(world: World, chance: Random): void {
  const weights = PLACES.map((place) => place.weight);
  let household = 0;
  let place = 0;
  for (let person = 0; person < world.people; household++) {
    chance.stream(0x50000000 + household);
    if (person % NEIGHBOURHOOD < 4 || household === 0) place = chance.weighted(weights);
    const members = chance.weighted(HOUSEHOLD_SIZES);
    const kind = members === 1 ? chance.weighted([10, 25, 0, 30, 35]) : chance.weighted([0, 20, 45, 22, 13]);
    const tablet = members > 2 && chance.chance(0.2) ? 1 : 0;
    for (let i = 0; i < members && person < world.people; i++, person++) {
      world.household[person] = household;
      world.place[person] = place;
      world.stage[person] = i < 2 || members > 6 ? kind : kind === 2 || kind === 3 ? 0 : kind;
      world.sharedTablet[person] = tablet;
    }
  }
  world.households = household;
}

function settle(world: World, person: number, chance: Random): void {
  const stage = world.stage[person];
  const [young, old] = AGES[stage];
  world.age[person] = young + chance.integer(old - young + 1);
  world.prepaid[person] = chance.chance(HABITS.prepaid[stage]) ? 1 : 0;
  world.account[person] = chance.chance(HABITS.hasApp[stage]) ? 2 : chance.chance(0.5) ? 1 : 0;
  world.loginMethod[person] = chance.weighted([0.5, 0.3, 0.2]);
  if (world.account[person] !== 2 && world.loginMethod[person] === 2) world.loginMethod[person] = 0;
  world.mayMarket[person] = chance.chance(0.62) ? 1 : 0;
  world.mayAnalyse[person] = chance.chance(0.8) ? 1 : 0;
  world.calls[person] = habit(chance) * HABITS.calls[stage];
  world.texts[person] = habit(chance) * HABITS.texts[stage];
  world.data[person] = habit(chance) * HABITS.data[stage];
  world.online[person] = habit(chance) * HABITS.app[stage];
  const home = cellsOf(world.place[person]);
  world.homeCell[person] = home.first + chance.integer(home.count);
  const commutes = !isIsland(world.place[person]) && chance.chance(0.2);
  const work = cellsOf(commutes ? chance.integer(MAINLAND) : world.place[person]);
  const works = stage === 1 || stage === 2 || stage === 3;
  world.workCell[person] = works ? work.first + chance.integer(work.count) : world.homeCell[person];
  planTravel(world, person, chance);
  planLeaving(world, person, chance);
  world.device[person] = person * 2;
  world.imei[person] = imeiOf(person * 2, 0, world.seed);
  if (chance.chance((0.07 * world.days) / 90)) world.newDevice[person] = chance.integer(world.days);
  if (chance.chance((0.03 * world.days) / 90)) world.simChange[person] = chance.integer(world.days);
}

/** A personal multiplier with mean 1: many below, few far above. */
function habit(chance: Random): number {
  return Math.min(6, Math.exp(chance.normal(-0.245, 0.7)));
}

function planTravel(world: World, person: number, chance: Random): void {
  if (!chance.chance((0.15 * world.days) / 90)) return;
  world.awayFrom[person] = chance.integer(world.days);
  world.awayTo[person] = world.awayFrom[person] + 7 + chance.integer(15);
  world.away[person] = chance.chance(0.4) ? 1 : 2 + chance.weighted(ABROAD.map((a) => a.weight));
}
