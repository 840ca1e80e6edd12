import type { ByteWriter } from "./byte-writer.ts";
import type { Log } from "./log.ts";

/** Nobody: not signed in. */
export const NOBODY = -1;

/** What happens in the app. */
export type AppEvent =
  | "app_open"
  | "screen_view"
  | "product_view"
  | "add_to_cart"
  | "purchase"
  | "chat_start"
  | "chat_message"
  | "app_close";

/** Who and where of an app session. */
export interface AppSession {
  device: number;
  session: number;
  ip: number;
  /** What the device's clock shows more than the true time, milliseconds. */
  skew: number;
}

/** The app's own events, one JSON object a line, stamped by the device's clock. */
export class AppLog {
  readonly log: Log;

  constructor(log: Log) {
    this.log = log;
  }

  /** `user` and `extra` (more JSON members, with their comma in front) may be missing. */
  write(
    id: number,
    at: number,
    event: AppEvent,
    user: number,
    where: AppSession,
    extra = "",
    precious = false,
  ): boolean {
    const row = this.log.begin();
    row.text('{"id":"e_');
    row.hex(id);
    row.text('","ts":');
    row.int(Math.max(0, at + where.skew));
    row.text(',"event":"');
    row.text(event);
    row.text('","user":');
    writeUser(row, user);
    row.text(',"device":"d_');
    row.hex(where.device);
    row.text('","session":"s_');
    row.hex(where.session);
    row.text('","ip":"');
    row.ip(where.ip);
    row.byte(34);
    row.text(extra);
    row.text("}\n");
    return this.log.end(at, id, precious);
  }
}

function writeUser(row: ByteWriter, user: number): void {
  if (user === NOBODY) row.text("null");
  else {
    row.text('"u_');
    row.hex(user);
    row.byte(34);
  }
}
