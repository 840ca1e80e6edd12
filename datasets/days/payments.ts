import { hash32 } from "../../toolkit/core/random.ts";
import { DAY, START } from "../world/calendar.ts";
import { userCode } from "../world/ids.ts";
import { NOBODY } from "../write/app-log.ts";
import type { PaymentKind } from "../write/payment-log.ts";
import type { Sim } from "./sim.ts";

/** Pays at once; the payment's id. Now and then the first try is denied. */
export function pay(sim: Sim, person: number, at: number, kind: PaymentKind, cents: number): number {
  const { chance, logs, world } = sim;
  const user = userCode(person, world.seed);
  const byPhone = chance.chance(0.4);
  const method = byPhone ? "phone" : "card";
  const phone = byPhone ? sim.msisdn(person, at) : 0;
  if (chance.chance(0.04)) logs.payments.write(sim.id(), at - 9000, user, kind, method, cents, false, phone);
  const id = sim.id();
  logs.payments.write(id, at, user, kind, method, cents, true, phone);
  if (chance.chance(0.02)) {
    logs.payments.write(sim.id(), at + DAY + chance.integer(9 * DAY), user, "refund", method, cents, true, phone);
  }
  return id;
}

/** The monthly bill of a contract, on the person's own day of the month. */
export function payBill(sim: Sim, person: number): void {
  const { world, day, chance, logs } = sim;
  if (world.prepaid[person] === 1) return;
  const own = hash32(person, world.seed ^ 0xb111);
  if (sim.dayOfMonth !== 1 + (own % 28)) return;
  const user = world.account[person] > 0 ? userCode(person, world.seed) : NOBODY;
  const cents = 1250 + 250 * (own % 13) + (chance.chance(0.2) ? chance.integer(900) : 0);
  const method = own % 5 === 0 ? "atm" : "debit";
  const at = START + day * DAY + 4 * 3_600_000 + chance.integer(2 * 3_600_000);
  logs.payments.write(sim.id(), at, user, "bill", method, cents, chance.chance(0.975));
}
