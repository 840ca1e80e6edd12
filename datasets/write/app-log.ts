import { hash32 } from "../../toolkit/core/random.ts";
import { DAY } from "../world/calendar.ts";
import type { ByteWriter } from "./byte-writer.ts";
import type { Log, Mark } from "./log.ts";

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

/** Shares of sessions on a device whose clock began anew in 1970 or 1980, or stands ten to twelve years ahead. */
export const APP_CLOCKS = { lost: 0.002, future: 0.0006 } as const;

const RESET_TO = [0, Date.UTC(1980, 0, 6)];

/** The app's own events, one JSON object a line, stamped by the device's clock. */
export class AppLog {
  readonly log: Log;
  readonly #seed: number;

  constructor(log: Log, seed: number) {
    this.log = log;
    this.#seed = hash32("app-clocks", seed);
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
    const clock = this.#clock(at, where);
    const row = this.log.begin();
    row.text('{"id":"e_');
    row.hex(id);
    row.text('","ts":');
    row.int(clock.shows);
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
    return this.log.end(at, id, precious, clock.mark);
  }

  /** What the device's clock shows; a clock that was reset began at midnight. */
  #clock(at: number, { session, skew }: AppSession): { shows: number; mark: Mark } {
    const dice = hash32(session, this.#seed) / 2 ** 32;
    const which = hash32(session, this.#seed ^ 1);
    if (dice < APP_CLOCKS.lost) return { shows: RESET_TO[which & 1] + (at % DAY), mark: "lost-clock" };
    if (dice > 1 - APP_CLOCKS.future) return { shows: at + (3653 + (which % 730)) * DAY, mark: "future" };
    return { shows: Math.max(0, at + skew), mark: "" };
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
