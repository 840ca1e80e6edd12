import { hash32 } from "../../toolkit/core/random.ts";
import { COUNTRY } from "../world/numbering.ts";
import type { Log } from "./log.ts";

export const SMS_HEADER = "message_id,submitted_at,sender,recipient,type,campaign,segments,status,done_at";

/** What the message centre's firewall takes a message for. */
export type MessageType = "p2p" | "otp" | "marketing" | "service";
/** Final states, in the words of the delivery receipts of SMPP; ENROUTE: none came. */
export type MessageStatus = "DELIVRD" | "UNDELIV" | "EXPIRED" | "REJECTD" | "ENROUTE";

/** Share of rows whose recipient is written the national way. */
export const NATIONAL_SHARE = 0.01;

/** The message centre's log: one csv row a message, times in UTC. */
export class MessageLog {
  readonly log: Log;
  readonly #seed: number;
  #dice = 0;

  constructor(log: Log, seed: number) {
    this.log = log;
    this.#seed = seed;
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
    return this.log.end(at, id, precious, national ? "number-format" : "");
  }
}
