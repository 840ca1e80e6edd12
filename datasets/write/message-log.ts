import { hash32 } from "../../toolkit/core/random.ts";
import { MINUTE } from "../world/calendar.ts";
import { COUNTRY } from "../world/numbering.ts";
import type { Log } from "./log.ts";

export const SMS_HEADER = "message_id,submitted_at,sender,recipient,type,campaign,segments,status,done_at";

/** What the message centre's firewall takes a message for. */
export type MessageType = "p2p" | "otp" | "marketing" | "service";
/** Final states, in the words of the delivery receipts of SMPP; ENROUTE: none came. */
export type MessageStatus = "DELIVRD" | "UNDELIV" | "EXPIRED" | "REJECTD" | "ENROUTE";

/** Share of rows whose recipient is written the national way. */
export const NATIONAL_SHARE = 0.01;

/** Share of messages that the log has again: another id, up to two seconds earlier or later, minutes further down. */
export const MESSAGE_DIRT = { redelivered: 0.002, redeliveredWithinMinutes: 60 } as const;

/** The message centre's log: one csv row a message, times in UTC. */
export class MessageLog {
  readonly log: Log;
  readonly #seed: number;
  readonly #nextId: () => number;
  #dice = 0;
  #sent = 0;

  constructor(log: Log, seed: number, nextId: () => number) {
    this.log = log;
    this.#seed = seed;
    this.#nextId = nextId;
  }

  /** `sender` is an international number or a name of up to eleven characters; `done` NaN without a receipt. */
  write(
    id: number,
    at: number,
    sender: number | string,
    recipient: number,
    type: MessageType,
    campaign: string,
    segments: number,
    status: MessageStatus,
    done: number,
    precious = false,
  ): boolean {
    const national =
      recipient > COUNTRY && recipient < COUNTRY + 1e9 && hash32(this.#dice++, this.#seed) / 2 ** 32 < NATIONAL_SHARE;
    this.#row(id, at, sender, recipient, national, type, campaign, segments, status, done);
    const kept = this.log.end(at, id, precious, national ? "number-format" : "");
    const salt = this.#seed ^ 0x2ed;
    const n = this.#sent++;
    if (!kept || precious || national || hash32(n, salt) > MESSAGE_DIRT.redelivered * 2 ** 32) return kept;
    const jitter = (hash32(n, salt ^ 1) % 1300) + 700;
    const again = at + (hash32(n, salt ^ 2) & 1 ? jitter : -jitter);
    const later = at + MINUTE + (hash32(n, salt ^ 3) % (MESSAGE_DIRT.redeliveredWithinMinutes * MINUTE));
    const copy = this.#nextId();
    this.#row(copy, again, sender, recipient, false, type, campaign, segments, status, done + again - at);
    this.log.plant(again, later, copy, "redelivered", id);
    return kept;
  }

  #row(
    id: number,
    at: number,
    sender: number | string,
    recipient: number,
    national: boolean,
    type: MessageType,
    campaign: string,
    segments: number,
    status: MessageStatus,
    done: number,
  ): void {
    const row = this.log.begin();
    row.hex(id);
    row.byte(44);
    row.utc(at);
    row.byte(44);
    if (typeof sender === "string") row.text(sender);
    else {
      row.byte(43);
      row.int(sender);
    }
    row.byte(44);
    if (!national) row.byte(43);
    row.int(national ? recipient - COUNTRY : recipient);
    row.byte(44);
    row.text(type);
    row.byte(44);
    row.text(campaign);
    row.byte(44);
    row.int(segments);
    row.byte(44);
    row.text(status);
    row.byte(44);
    if (Number.isFinite(done)) row.utc(done);
    row.byte(10);
  }
}
