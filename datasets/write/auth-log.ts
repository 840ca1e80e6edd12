import { MINUTE, offsetAt } from "../world/calendar.ts";
import type { Log } from "./log.ts";

export type AuthEvent = "login" | "refresh" | "logout" | "password-change" | "device-added" | "transfer-out";
export type AuthMethod = "otp" | "password" | "push" | "token";

/** The identity provider's log: one text line an event, local time of Lisbon with its offset. */
export class AuthLog {
  readonly log: Log;

  constructor(log: Log) {
    this.log = log;
  }

  write(
    id: number,
    at: number,
    event: AuthEvent,
    ok: boolean,
    method: AuthMethod,
    user: number,
    device: number,
    ip: number,
    precious = false,
  ): boolean {
    const offset = offsetAt(0, at);
    const local = at + offset * MINUTE;
    const row = this.log.begin();
    row.date(local);
    row.byte(84);
    row.clock(local);
    row.millis(local);
    row.offset(offset);
    row.text((id & 3) === 0 ? " idp2 authd[1184]: " : " idp1 authd[977]: ");
    row.text(event);
    row.text(ok ? " result=ok method=" : " result=denied method=");
    row.text(method);
    row.text(" user=u_");
    row.hex(user);
    row.text(" device=d_");
    row.hex(device);
    row.text(" ip=");
    row.ip(ip);
    row.text(" rid=r_");
    row.hex(id);
    row.byte(10);
    return this.log.end(at, id, precious);
  }
}
