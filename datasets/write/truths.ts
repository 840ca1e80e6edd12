import { hex } from "./log.ts";
import { iso, Table } from "./table.ts";

/** What a campaign message led to, as far as it went. */
interface Outcome {
  viewed: boolean;
  carted: boolean;
  payment: number;
  /** `web:17` or `app:s_0123abcd`. */
  where: string;
}

const PREFIX = { cdr: "", sms: "", app: "e_", auth: "r_", payments: "p_" } as const;

/** Names of the exports whose rows causes and effects are. */
export type Export = keyof typeof PREFIX;

/** The truth while it happens: which event caused which, what became of every message that matters, what was dirtied. */
export class Truths {
  readonly dirt: Table;
  readonly #causes: Table;
  readonly #otps: Table;
  readonly #marketing: Table;
  readonly #visits: Table;
  readonly #frauds: Table;
  /** Messages that the log has lost: no row of the exports to refer to. */
  readonly lostMessages = new Set<number>();
  readonly #pending = new Map<number, string>();
  #visitCount = 0;

  constructor(folder: string) {
    this.dirt = new Table(folder, "dirt.csv", "file,line,kind,id,of");
    this.#causes = new Table(folder, "causes.csv", "kind,cause_export,cause_id,effect_export,effect_id,person,delay_s");
    this.#otps = new Table(folder, "otp.csv", "message_id,sent_at,phone,person,outcome,login_id,delay_s");
    this.#marketing = new Table(
      folder,
      "marketing.csv",
      "campaign,person,arm,message_id,status,sent_at,visit_at,visit,viewed,carted,payment_id",
    );
    this.#visits = new Table(folder, "visits.csv", "visit,person,at,ip,campaign,line");
    this.#frauds = new Table(folder, "fraud.csv", "kind,is_fraud,actor,ring,phone,from,to,detail");
  }

  cause(kind: string, from: Export, cause: number, to: Export, effect: number, person: number, delay: number): void {
    if (from === "sms" && this.lostMessages.has(cause)) return;
    this.#causes.row(kind, from, PREFIX[from] + hex(cause), to, PREFIX[to] + hex(effect), person, delay / 1000);
  }

  /** `person` is who asked for the code; `login` -1 when none followed. */
  otp(id: number, at: number, phone: number, person: number, outcome: string, login: number, delay: number): void {
    const followed = login >= 0 ? [`r_${hex(login)}`, delay / 1000] : ["", ""];
    this.#otps.row(this.#messageId(id), iso(at), `+${phone}`, person, outcome, ...followed);
  }

  marketing(
    campaign: string,
    person: number,
    arm: "sent" | "holdout",
    id: number,
    status: string,
    at: number,
    visitAt: number,
    outcome: Outcome | null,
  ): void {
    const tried = outcome
      ? [iso(visitAt), outcome.where, Number(outcome.viewed), Number(outcome.carted)]
      : ["", "", 0, 0];
    const paid = outcome && outcome.payment >= 0 ? `p_${hex(outcome.payment)}` : "";
    this.#marketing.row(campaign, person, arm, this.#messageId(id), status, at > 0 ? iso(at) : "", ...tried, paid);
  }

  #messageId(id: number): string {
    return id < 0 || this.lostMessages.has(id) ? "" : hex(id);
  }

  /** A web visit begins; its number. The line of its first request is known once the day is written. */
  visit(person: number, at: number, ip: number, campaign: string): number {
    const number = this.#visitCount++;
    const address = [24, 16, 8, 0].map((shift) => (ip >>> shift) & 255).join(".");
    this.#pending.set(number, `${number},${person},${iso(at)},${address},${campaign}`);
    return number;
  }

  visitWritten(number: number, line: number): void {
    this.#visits.line(`${this.#pending.get(number)},${line}`);
    this.#pending.delete(number);
  }

  /** `actor` is a person or, from the number of people on, an actor of its own; `ring` groups those that act together. */
  fraud(
    kind: string,
    isFraud: boolean,
    actor: number,
    ring: number,
    phone: number | string,
    from: number,
    to: number,
    detail: string,
  ): void {
    const number = typeof phone === "string" ? phone : `+${phone}`;
    this.#frauds.row(kind, Number(isFraud), actor, ring, number, iso(from), iso(to), detail);
  }

  rows(): Record<string, number> {
    return Object.fromEntries(this.#tables().map((table) => [table.file, table.rows]));
  }

  close(): void {
    for (const table of this.#tables()) table.close();
  }

  #tables(): Table[] {
    return [this.dirt, this.#causes, this.#otps, this.#marketing, this.#visits, this.#frauds];
  }
}
