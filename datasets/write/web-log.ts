import { MINUTE, offsetAt } from "../world/calendar.ts";
import { NOBODY } from "./app-log.ts";
import type { Log } from "./log.ts";

const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

const AGENTS = [
  "Mozilla/5.0 (Linux; Android 14; SM-A546B) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/132.0.0.0 Mobile Safari/537.36",
  "Mozilla/5.0 (iPhone; CPU iPhone OS 18_2 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.2 Mobile/15E148 Safari/604.1",
  "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/132.0.0.0 Safari/537.36",
  "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.2 Safari/605.1.15",
  "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:134.0) Gecko/20100101 Firefox/134.0",
  "Mozilla/5.0 (Linux; Android 13; 2201117TY) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0.0.0 Mobile Safari/537.36",
];
const ROBOT = "Mozilla/5.0 (compatible; FaroBot/2.1; +http://www.example.org/bot.html)";

/** The web server's clock is this far ahead, in milliseconds, every day. */
export const WEB_SKEW = 23_000;

/** The shop's access log in Apache's combined format; the server stands in Lisbon. */
export class WebLog {
  readonly log: Log;
  #day = -1;
  #date = "";

  constructor(log: Log) {
    this.log = log;
  }

  /** `agent` -1 is a robot. A visit's first line carries its number for the truth. */
  write(
    at: number,
    ip: number,
    user: number,
    path: string,
    status: number,
    size: number,
    from: string,
    agent: number,
    visit = -1,
  ): void {
    const stamped = at + WEB_SKEW;
    const offset = offsetAt(0, stamped);
    const local = stamped + offset * MINUTE;
    const row = this.log.begin();
    row.ip(ip);
    row.text(" - ");
    if (user === NOBODY) row.byte(45);
    else {
      row.text("u_");
      row.hex(user);
    }
    row.text(" [");
    row.text(this.#dateOf(local));
    row.byte(58);
    row.clock(local);
    row.byte(32);
    row.offset(offset, "");
    row.text('] "GET ');
    row.text(path);
    row.text(' HTTP/1.1" ');
    row.int(status);
    row.byte(32);
    row.int(size);
    row.text(' "');
    row.text(from);
    row.text('" "');
    row.text(agent < 0 ? ROBOT : AGENTS[agent % AGENTS.length]);
    row.text('"\n');
    this.log.end(at, Math.max(0, visit), false, visit >= 0 ? "visit" : "");
  }

  #dateOf(local: number): string {
    const day = Math.floor(local / 86_400_000);
    if (day !== this.#day) {
      this.#day = day;
      const date = new Date(day * 86_400_000);
      this.#date = `${String(date.getUTCDate()).padStart(2, "0")}/${MONTHS[date.getUTCMonth()]}/${date.getUTCFullYear()}`;
    }
    return this.#date;
  }
}
