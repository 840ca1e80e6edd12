import { NOBODY } from "./app-log.ts";
import type { Log } from "./log.ts";

export const PAYMENT_HEADER = "payment_id,user_id,paid_at,kind,method,amount,currency,status,payer_phone";

export type PaymentKind = "bill" | "topup" | "purchase" | "gift-card" | "refund";

/** Payments, collected as csv while the world runs; they become Parquet at the end. */
export class PaymentLog {
  readonly log: Log;

  constructor(log: Log) {
    this.log = log;
  }

  /** `user` NOBODY is a guest; `phone` (international) only for payments by phone number. */
  write(
    id: number,
    at: number,
    user: number,
    kind: PaymentKind,
    method: string,
    cents: number,
    ok: boolean,
    phone = 0,
  ): void {
    const row = this.log.begin();
    row.text("p_");
    row.hex(id);
    row.byte(44);
    if (user !== NOBODY) {
      row.text("u_");
      row.hex(user);
    }
    row.byte(44);
    row.utc(at);
    row.byte(44);
    row.text(kind);
    row.byte(44);
    row.text(method);
    row.byte(44);
    row.cents(cents);
    row.text(ok ? ",EUR,ok," : ",EUR,denied,");
    if (phone > 0) {
      row.byte(43);
      row.int(phone);
    }
    row.byte(10);
    this.log.end(at, id);
  }
}
