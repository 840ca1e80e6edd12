import { PhonographError } from "../core/errors.ts";
import type { IssueLedger } from "../core/issues.ts";

/** Every row that came in is an event or was dropped for a reason. Fails when the books do not balance: that is a defect of ours. */
export function reconcile(verb: string, rowsIn: number, events: number, ledger: IssueLedger): void {
  if (rowsIn === events + ledger.dropped) return;
  throw new PhonographError({
    code: "backend/failed",
    verb,
    rule: "rows in must be events plus rows dropped",
    found: `${rowsIn} rows in, ${events} events, ${ledger.dropped} dropped`,
    hint: "this is a defect of ours: please report it",
  });
}
