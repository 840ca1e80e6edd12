import { hash32 } from "../../toolkit/core/random.ts";
import { MINUTE } from "../world/calendar.ts";
import { CELL_COUNT, FIRST_CELL } from "../world/cells.ts";
import { GATEWAY } from "../world/ids.ts";
import type { Mark } from "./log.ts";
import type { Cause, Leg, NetworkLog } from "./network-log.ts";

/**
 * What cleaning must find in the network's records, as shares of rows: `redelivered` of calls and data sessions, the two
 * durations of answered calls, `overlap` of answered calls made that lasted `overlapFrom` seconds, `callWaiting` of
 * answered calls that lasted `waitingFrom`.
 */
export const NETWORK_DIRT = {
  redelivered: 0.002,
  redeliveredWithinMinutes: 240,
  negativeDuration: 0.0004,
  endlessCall: 0.0003,
  overlap: 0.004,
  overlapFrom: 90,
  callWaiting: 0.004,
  waitingFrom: 120,
} as const;

/** Plants that dirt. Draws from streams of its own, and writes past the log's own dice: all other rows stay as they are. */
export class NetworkDirt {
  readonly #network: NetworkLog;
  readonly #seed: number;
  #calls = 0;
  #durations = 0;
  #formerPeer = 0;

  constructor(network: NetworkLog, seed: number) {
    this.#network = network;
    this.#seed = hash32("network-dirt", seed);
  }

  #draw(index: number, salt: number): number {
    return hash32(index, this.#seed ^ salt) / 2 ** 32;
  }

  /** The duration that an answered call is written with, and what is wrong with it. */
  duration(seconds: number): { written: number; mark: Mark } {
    const dice = this.#draw(this.#durations++, 1);
    const { negativeDuration, endlessCall } = NETWORK_DIRT;
    if (dice < negativeDuration) return { written: -Math.max(1, seconds), mark: "negative-duration" };
    if (dice > 1 - endlessCall) {
      return { written: seconds + 86_400 * (2 + Math.floor(this.#draw(this.#durations, 2) * 8)), mark: "endless-call" };
    }
    return { written: seconds, mark: "" };
  }

  /** A whole call was written: it may be delivered again, or meet another call of its line. */
  afterCall(
    type: "MOC" | "MTC",
    id: number,
    leg: Leg,
    peer: number,
    at: number,
    ring: number,
    seconds: number,
    cause: Cause,
  ): void {
    const n = this.#calls++;
    const others = this.#formerPeer;
    this.#formerPeer = peer;
    if (this.#again(n)) {
      const { jitter, later } = this.#delivery(n);
      this.#network.plantCall(type, leg, peer, at + jitter, later + at, ring, seconds, cause, "redelivered", id);
      return;
    }
    const { overlap, overlapFrom, callWaiting, waitingFrom } = NETWORK_DIRT;
    const gateway = Math.floor(leg.imei / 10_000_000) === GATEWAY;
    if (cause !== "answered" || gateway || leg.cell === 0 || others === 0 || others === leg.msisdn) return;
    const begun = at + (ring + Math.floor(seconds * (0.2 + 0.2 * this.#draw(n, 3)))) * 1000;
    const dice = this.#draw(n, 4);
    if (type === "MOC" && seconds >= overlapFrom && dice < overlap) {
      const cell = FIRST_CELL + ((leg.cell - FIRST_CELL + (CELL_COUNT >> 1)) % CELL_COUNT);
      const elsewhere = { ...leg, cell };
      this.#network.plantCall("MOC", elsewhere, others, begun, begun, 3, seconds, "answered", "overlap", id);
    } else if (seconds >= waitingFrom && dice > 1 - callWaiting) {
      const short = 10 + Math.floor(this.#draw(n, 5) * Math.min(30, seconds / 4));
      this.#network.plantCall("MTC", leg, others, begun, begun, 4, short, "answered", "call-waiting", id);
    }
  }

  /** A whole data session was written: it may be delivered again. */
  afterData(id: number, leg: Leg, at: number, seconds: number, up: number, down: number, ip: number): void {
    const n = this.#calls++;
    if (!this.#again(n)) return;
    const { jitter, later } = this.#delivery(n);
    this.#network.plantData(leg, at + jitter, at + later, seconds, up, down, ip, id);
  }

  #again(n: number): boolean {
    return this.#draw(n, 6) < NETWORK_DIRT.redelivered;
  }

  /** One or two seconds earlier or later by its own clock; handed on minutes to hours later. */
  #delivery(n: number): { jitter: number; later: number } {
    const jitter = [-2000, -1000, 1000, 2000][hash32(n, this.#seed ^ 7) & 3];
    const later = MINUTE + Math.floor(this.#draw(n, 8) * NETWORK_DIRT.redeliveredWithinMinutes) * MINUTE;
    return { jitter, later };
  }
}
