import type { ColumnTable } from "arquero";
import { PhonographError } from "../core/errors.ts";
import { hasColumn, numbersOf } from "../core/table.ts";

const sound = new WeakSet<object>();

/** Refuses a table of who held what when that has intervals which end before they start; looked at once for a table. */
export function requireIntervals(verb: string, held: ColumnTable, name: string): void {
  if (sound.has(held) || !hasColumn(held, "from") || !hasColumn(held, "to")) return;
  const [from, to] = [numbersOf(verb, held, "from"), numbersOf(verb, held, "to")];
  let turned = 0;
  for (let h = 0; h < from.length; h++) if (!(from[h] <= to[h])) turned++;
  if (turned > 0) {
    throw new PhonographError({
      code: "data/unparseable",
      verb,
      rule: `intervals of ${name} must end after they start`,
      found: `${turned.toLocaleString("en")} of ${from.length.toLocaleString("en")} end before, or have no bounds`,
      hint: "give the answer of link as it is; ties that are wrong are taken out by its option without",
    });
  }
  sound.add(held);
}
