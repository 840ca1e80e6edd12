import { hash32, type Random, random } from "../../toolkit/core/random.ts";
import { DAY, HOUR, isWeekend, MINUTE, offsetAt, START, toUtc } from "../world/calendar.ts";
import { cellsOf } from "../world/cells.ts";
import { ABROAD, HOME_NETWORK, HOURS, PLACES } from "../world/country.ts";
import { imeiOf } from "../world/ids.ts";
import { COUNTRY } from "../world/numbering.ts";
import { isCustomer, NEVER, phoneOn, type World } from "../world/world.ts";
import type { AppLog } from "../write/app-log.ts";
import type { AuthLog } from "../write/auth-log.ts";
import type { MessageLog } from "../write/message-log.ts";
import type { Leg, NetworkLog } from "../write/network-log.ts";
import type { PaymentLog } from "../write/payment-log.ts";
import type { Truths } from "../write/truths.ts";
import type { WebLog } from "../write/web-log.ts";

/** The exports that are logs. */
export interface Logs {
  network: NetworkLog;
  messages: MessageLog;
  app: AppLog;
  web: WebLog;
  auth: AuthLog;
  payments: PaymentLog;
}

/** One running world: whose day it is, the source of chance, and where rows go. */
export class Sim {
  readonly world: World;
  readonly logs: Logs;
  readonly truths: Truths;
  readonly chance: Random;
  day = 0;
  weekend: 0 | 1 = 0;
  dayOfMonth = 1;
  /** What was counted on the way, for the manifest. */
  readonly counts = new Map<string, number>();
  #ids = 0;
  readonly #leg: Leg = { msisdn: 0, imei: 0, cell: 0, network: HOME_NETWORK, offset: 0 };

  constructor(world: World, logs: Logs, truths: Truths) {
    this.world = world;
    this.logs = logs;
    this.truths = truths;
    this.chance = random(`${world.seed}/days`);
  }

  begin(day: number): void {
    this.day = day;
    this.weekend = isWeekend(day) ? 1 : 0;
    this.dayOfMonth = new Date(START + day * DAY).getUTCDate();
  }

  /** A new id of any row: unique in the world, in no order. */
  id(): number {
    return hash32(this.#ids++, this.world.seed ^ 0x1d5);
  }

  count(what: string, more = 1): void {
    this.counts.set(what, (this.counts.get(what) ?? 0) + more);
  }

  /** Is the person travelling with the phone on (2 and up), or out of reach (1)? */
  awayNow(person: number): number {
    const { away, awayFrom, awayTo } = this.world;
    return away[person] > 0 && this.day >= awayFrom[person] && this.day < awayTo[person] ? away[person] : 0;
  }

  zoneOf(person: number): number {
    const away = this.awayNow(person);
    return away >= 2 ? ABROAD[away - 2].zone : PLACES[this.world.place[person]].zone;
  }

  /** An instant of the person's day, at an hour that suits the stage of life. */
  moment(person: number): number {
    const hour = HOURS[this.weekend][this.world.stage[person]][this.chance.integer(256)];
    return toUtc(this.zoneOf(person), this.localDay + hour * HOUR + this.chance.integer(HOUR));
  }

  /** An instant of the person's day between two local hours. */
  between(person: number, from: number, to: number): number {
    return toUtc(this.zoneOf(person), this.localDay + from * HOUR + this.chance.integer((to - from) * HOUR));
  }

  get localDay(): number {
    return START + this.day * DAY;
  }

  /** Local hour and minute of an instant for that person, in hours. */
  localHour(person: number, at: number): number {
    return ((((at + offsetAt(this.zoneOf(person), at) * MINUTE) % DAY) + DAY) % DAY) / HOUR;
  }

  /**
   * The person's side of a network record at that instant, on the second SIM if asked. The same object is filled each
   * time: write the record before asking for the next.
   */
  leg(person: number, at: number, second = false): Leg {
    const { world } = this;
    const leg = this.#leg;
    const away = this.awayNow(person);
    leg.offset = offsetAt(this.zoneOf(person), at);
    leg.msisdn = second ? COUNTRY + world.phone2[person] : this.msisdn(person, at);
    leg.imei = second ? imeiOf(world.device[person], 1, world.seed) : world.imei[person];
    leg.network = away >= 2 ? ABROAD[away - 2].network : HOME_NETWORK;
    leg.cell = away >= 2 ? 0 : this.#cell(person, at + leg.offset * MINUTE);
    return leg;
  }

  #cell(person: number, local: number): number {
    const { world, chance } = this;
    const hour = (local % DAY) / HOUR;
    const dice = chance.uniform();
    if (this.weekend === 0 && hour >= 9 && hour < 18) {
      if (dice < 0.75) return world.workCell[person];
      if (dice < 0.9) return world.homeCell[person];
    } else if (dice < (hour < 7 || hour >= 22 ? 0.94 : 0.7)) return world.homeCell[person];
    const town = cellsOf(world.place[person]);
    return town.first + Math.floor(chance.uniform() * town.count);
  }

  /** The person's main number at that instant, international without plus sign. */
  msisdn(person: number, at: number): number {
    return COUNTRY + phoneOn(this.world, person, (at - START) / DAY);
  }

  /** Is the number in someone else's hands at that instant (SIM swap)? */
  isTakenOver(person: number, at: number): boolean {
    const { swapped, swapFrom, swapTo } = this.world;
    if (swapped[person] === NEVER) return false;
    return at >= (swapFrom.get(person) ?? Number.POSITIVE_INFINITY) && at < (swapTo.get(person) ?? 0);
  }

  /** Is the person a customer at that instant? Local days begin and end at other instants than those of UTC. */
  isCustomerAt(person: number, at: number): boolean {
    return isCustomer(this.world, person, (at - START) / DAY);
  }

  /** The person did something on the network at that instant. */
  active(person: number, at: number): void {
    const { lastActive } = this.world;
    if (!(at <= lastActive[person])) lastActive[person] = at;
  }
}
