import { hash32 } from "../../toolkit/core/random.ts";
import { MINUTE } from "../world/calendar.ts";
import { COUNTRY, WITHHELD } from "../world/numbering.ts";
import type { ByteWriter } from "./byte-writer.ts";
import type { Log, Mark } from "./log.ts";
import { NetworkDirt } from "./network-dirt.ts";

export const CDR_HEADER =
  "record_type,call_id,seq,msisdn,imei,other_party,start_time,ring_s,duration_s,cause,cell_id,plmn,bytes_up,bytes_down,ip,amount";

/** How a call ended, as the switch writes it. */
export type Cause = "answered" | "no-answer" | "busy" | "failed" | "rejected";

/** Where one party of a record was. */
export interface Leg {
  /** International number without plus sign. */
  msisdn: number;
  imei: number;
  /** 0: abroad. */
  cell: number;
  network: number;
  /** Local offset in minutes. */
  offset: number;
}

/** Longer calls arrive as several records. */
export const PARTIAL_SECONDS = 1800;

/** What is wrong with single fields, as shares of rows. */
export const FIELD_DIRT = { noDuration: 0.003, numberFormat: 0.012 } as const;

/** The network's records: calls, MMS, USSD, data and top-ups in one csv, as a mediation system hands them on. */
export class NetworkLog {
  readonly log: Log;
  /** The next id of a planted row. */
  readonly plantedId: () => number;
  readonly #seed: number;
  readonly #dirt: NetworkDirt;
  #dice = 0;

  constructor(log: Log, seed: number, plantedId: () => number) {
    this.log = log;
    this.plantedId = plantedId;
    this.#seed = seed;
    this.#dirt = new NetworkDirt(this, seed);
  }

  /** A call as one party saw it; true when its first record reached the file. */
  call(
    type: "MOC" | "MTC",
    id: number,
    leg: Leg,
    peer: number,
    at: number,
    ring: number,
    seconds: number,
    cause: Cause,
    precious = false,
  ): boolean {
    if (seconds <= PARTIAL_SECONDS) return this.#call(type, id, 0, leg, peer, at, ring, seconds, cause, precious);
    let kept = false;
    for (let done = 0, seq = 1; done < seconds; done += PARTIAL_SECONDS, seq++) {
      const part = Math.min(PARTIAL_SECONDS, seconds - done);
      const last = done + part === seconds;
      const begun = at + done * 1000 + (seq > 1 ? ring * 1000 : 0);
      kept =
        this.#call(
          type,
          id,
          seq,
          leg,
          peer,
          begun,
          seq > 1 ? 0 : ring,
          part,
          last ? "answered" : "partial",
          precious,
        ) || kept;
    }
    return kept;
  }

  #call(
    type: "MOC" | "MTC",
    id: number,
    seq: number,
    leg: Leg,
    peer: number,
    at: number,
    ring: number,
    seconds: number,
    cause: Cause | "partial",
    precious: boolean,
  ) {
    const ours = peer > COUNTRY && peer < COUNTRY + 1e9;
    const { aside } = this.log;
    const styled = !aside && ours && this.#draw() < FIELD_DIRT.numberFormat;
    const answered = cause === "answered" || cause === "partial";
    const silent = !aside && answered && seq === 0 && !styled && this.#draw() < FIELD_DIRT.noDuration;
    const plain = !aside && !styled && !silent && !precious && seq === 0;
    const odd = plain && answered ? this.#dirt.duration(seconds) : undefined;
    const mark = silent ? "no-duration" : styled ? "number-format" : (odd?.mark ?? "");
    const length = answered && !silent ? (odd?.written ?? seconds) : Number.NaN;
    this.#callRow(type, id, seq, leg, peer, styled, at, ring, length, cause);
    const kept = this.log.end(at, id, precious, mark);
    if (kept && plain && mark === "" && cause !== "partial") {
      this.#dirt.afterCall(type, id, leg, peer, at, ring, seconds, cause);
    }
    return kept;
  }

  #callRow(
    type: string,
    id: number,
    seq: number,
    leg: Leg,
    peer: number,
    styled: boolean,
    at: number,
    ring: number,
    seconds: number,
    cause: Cause | "partial",
  ): void {
    const row = this.#head(type, id, seq, leg);
    this.#peer(row, peer, styled);
    this.#time(row, leg, at);
    row.int(ring);
    row.byte(44);
    if (seconds < 0) row.byte(45);
    if (!Number.isNaN(seconds)) row.int(Math.abs(seconds));
    row.byte(44);
    row.text(cause);
    this.#place(row, leg);
    row.text(",,,,\n");
  }

  /** A call that is dirt, made after the call `model`; `when` is its place in the file. */
  plantCall(
    type: "MOC" | "MTC",
    leg: Leg,
    peer: number,
    at: number,
    when: number,
    ring: number,
    seconds: number,
    cause: Cause,
    mark: Mark,
    model: number,
  ): void {
    const id = this.plantedId();
    this.#callRow(type, id, 0, leg, peer, false, at, ring, cause === "answered" ? seconds : Number.NaN, cause);
    this.log.plant(at, when, id, mark, model);
  }

  /** The data session `model` delivered again. */
  plantData(
    leg: Leg,
    at: number,
    when: number,
    seconds: number,
    up: number,
    down: number,
    ip: number,
    model: number,
  ): void {
    const id = this.plantedId();
    this.#dataRow(id, 0, leg, at, seconds, "closed", up, down, ip);
    this.log.plant(at, when, id, "redelivered", model);
  }

  mms(type: "MMSO" | "MMST", id: number, leg: Leg, peer: number, at: number, bytes: number): void {
    const row = this.#head(type, id, 0, leg);
    this.#peer(row, peer, false);
    this.#time(row, leg, at);
    row.text(",,delivered");
    this.#place(row, leg);
    row.byte(44);
    row.int(bytes);
    row.text(",,,\n");
    this.log.end(at, id);
  }

  ussd(id: number, leg: Leg, code: string, at: number, ok: boolean): void {
    const row = this.#head("USSD", id, 0, leg);
    row.text(code);
    this.#time(row, leg, at);
    row.text(ok ? ",,ok" : ",,failed");
    this.#place(row, leg);
    row.text(",,,,\n");
    this.log.end(at, id);
  }

  /** A data session; longer than four hours, it arrives in parts of that length. */
  data(id: number, leg: Leg, at: number, seconds: number, up: number, down: number, ip: number): void {
    const parts = Math.ceil(seconds / 14_400);
    for (let part = 0; part < parts; part++) {
      const last = part === parts - 1;
      const length = last ? seconds - 14_400 * (parts - 1) : 14_400;
      const begun = at + part * 14_400_000;
      const [upward, downward] = [Math.floor((up * length) / seconds), Math.floor((down * length) / seconds)];
      const cause = last ? "closed" : "time-limit";
      this.#dataRow(id, parts > 1 ? part + 1 : 0, leg, begun, length, cause, upward, downward, ip);
      const kept = this.log.end(begun, id);
      if (kept && parts === 1 && !this.log.aside) this.#dirt.afterData(id, leg, at, seconds, up, down, ip);
    }
  }

  #dataRow(
    id: number,
    seq: number,
    leg: Leg,
    at: number,
    seconds: number,
    cause: "closed" | "time-limit",
    up: number,
    down: number,
    ip: number,
  ): void {
    const row = this.#head("DATA", id, seq, leg);
    this.#time(row, leg, at);
    row.byte(44);
    row.int(seconds);
    row.byte(44);
    row.text(cause);
    this.#place(row, leg);
    row.byte(44);
    row.int(up);
    row.byte(44);
    row.int(down);
    row.byte(44);
    row.ip(ip);
    row.text(",\n");
  }

  topUp(id: number, leg: Leg, channel: string, at: number, cents: number): boolean {
    const row = this.#head("TOPUP", id, 0, leg);
    row.text(channel);
    this.#time(row, leg, at);
    row.text(",,ok");
    this.#place(row, leg);
    row.text(",,,,");
    row.cents(cents);
    row.byte(10);
    return this.log.end(at, id, true);
  }

  #draw(): number {
    return hash32(this.#dice++, this.#seed) / 2 ** 32;
  }

  #head(type: string, id: number, seq: number, leg: Leg): ByteWriter {
    const row = this.log.begin();
    row.text(type);
    row.byte(44);
    row.hex(id);
    row.byte(44);
    row.int(seq);
    row.byte(44);
    row.int(leg.msisdn);
    row.byte(44);
    row.int(leg.imei);
    row.byte(44);
    return row;
  }

  #time(row: ByteWriter, leg: Leg, at: number): void {
    row.byte(44);
    const local = at + leg.offset * MINUTE;
    row.date(local);
    row.byte(84);
    row.clock(local);
    row.offset(leg.offset);
    row.byte(44);
  }

  #peer(row: ByteWriter, peer: number, styled: boolean): void {
    if (peer === WITHHELD) row.text("anonymous");
    else if (styled) {
      const style = this.#dice % 3;
      row.text(style === 0 ? "+" : style === 1 ? "00" : "");
      row.int(style === 2 ? peer - COUNTRY : peer);
    } else row.int(peer);
  }

  #place(row: ByteWriter, leg: Leg): void {
    row.byte(44);
    if (leg.cell > 0) row.int(leg.cell);
    row.byte(44);
    row.int(leg.network);
  }
}
