/** What the caller asks for. */
export interface WorldSize {
  people: number;
  days: number;
  seed: number;
}

/** Never, for a day. */
export const NEVER = 32_767;

/** How a person proves who they are when a login is asked for. */
export const LOGIN_METHODS = ["otp", "password", "push"] as const;

/** What is known of every person, one array each; day numbers count from the first day of the world. */
export interface World extends WorldSize {
  households: number;
  household: Int32Array;
  place: Uint8Array;
  stage: Uint8Array;
  age: Uint8Array;
  prepaid: Uint8Array;
  /** 0 no online account, 1 account used on the web only, 2 account and app. */
  account: Uint8Array;
  loginMethod: Uint8Array;
  mayMarket: Uint8Array;
  mayAnalyse: Uint8Array;
  /** Personal multipliers around 1. */
  calls: Float32Array;
  texts: Float32Array;
  data: Float32Array;
  online: Float32Array;
  homeCell: Int32Array;
  workCell: Int32Array;
  /** First day with the operator; negative: before the world begins. */
  joined: Int16Array;
  /** First day gone, or NEVER. */
  left: Int16Array;
  /** Left with the number (1) or let it lapse (2). */
  leaving: Uint8Array;
  fadeFrom: Int16Array;
  complaint: Int16Array;
  awayFrom: Int16Array;
  awayTo: Int16Array;
  /** 0 reachable as ever, 1 phone off, 2 and up roaming in ABROAD[away - 2]. */
  away: Uint8Array;
  phone: Int32Array;
  /** Second SIM, 0 without. */
  phone2: Int32Array;
  /** Day of a number change, and the number after it. */
  changed: Int16Array;
  phoneAfter: Int32Array;
  /** The number before the world began and the day it was given up; 0 without. */
  phoneBefore: Int32Array;
  changedBefore: Int16Array;
  newDevice: Int16Array;
  /** Index of the device in use, and its IMEI. */
  device: Int32Array;
  imei: Float64Array;
  simChange: Int16Array;
  /** Day of a SIM-swap takeover, or NEVER; milliseconds UTC of its begin and end. */
  swapped: Int16Array;
  swapFrom: Map<number, number>;
  swapTo: Map<number, number>;
  lastActive: Float64Array;
  /** The household has a tablet that all use. */
  sharedTablet: Uint8Array;
}

/** Arrays of a world where nothing is decided yet. */
export function emptyWorld({ people, days, seed }: WorldSize): World {
  const bytes = () => new Uint8Array(people);
  const ints = () => new Int32Array(people);
  const floats = () => new Float32Array(people);
  const never = () => new Int16Array(people).fill(NEVER);
  return {
    people,
    days,
    seed,
    households: 0,
    household: ints(),
    place: bytes(),
    stage: bytes(),
    age: bytes(),
    prepaid: bytes(),
    account: bytes(),
    loginMethod: bytes(),
    mayMarket: bytes(),
    mayAnalyse: bytes(),
    calls: floats(),
    texts: floats(),
    data: floats(),
    online: floats(),
    homeCell: ints(),
    workCell: ints(),
    joined: new Int16Array(people),
    left: never(),
    leaving: bytes(),
    fadeFrom: never(),
    complaint: never(),
    awayFrom: never(),
    awayTo: never(),
    away: bytes(),
    phone: ints(),
    phone2: ints(),
    changed: never(),
    phoneAfter: ints(),
    phoneBefore: ints(),
    changedBefore: new Int16Array(people),
    newDevice: never(),
    device: ints(),
    imei: new Float64Array(people),
    simChange: never(),
    swapped: never(),
    swapFrom: new Map(),
    swapTo: new Map(),
    lastActive: new Float64Array(people).fill(Number.NaN),
    sharedTablet: bytes(),
  };
}

/** The person's main number on that day, which may have a fraction. */
export function phoneOn(world: World, person: number, day: number): number {
  return day < world.changed[person] ? world.phone[person] : world.phoneAfter[person];
}

/** Is the person a customer on that day? */
export function isCustomer(world: World, person: number, day: number): boolean {
  return day >= world.joined[person] && day < world.left[person];
}
