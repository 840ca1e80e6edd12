import { mask } from "../core/mask.ts";
import type { Finding } from "./record-findings.ts";
import type { NumbersOnFile } from "./record-numbers.ts";

/**
 * Numbers that several customers have on file, in any of the columns: few are a family, many a company or a reseller.
 *
 * @param customer the customer of each row; rows of one customer count once
 */
export function sharedNumbers(
  files: readonly NumbersOnFile[],
  customer: (row: number) => number,
  many: number,
): Finding[] {
  const customers = new Map<string, Set<number>>();
  for (const { numbers } of files) {
    for (const [row, number] of numbers.entries()) {
      if (number === null) continue;
      const known = customers.get(number);
      if (known) known.add(customer(row));
      else customers.set(number, new Set([customer(row)]));
    }
  }
  return files.flatMap(({ field, numbers }) =>
    numbers.flatMap((number, row): Finding[] => {
      const count = number === null ? 0 : customers.get(number)!.size;
      if (number === null || count < 2) return [];
      const isMany = count >= many;
      return [
        {
          ...{ row, field, finding: isMany ? "shared-many" : "shared-few", value: mask(number), since: Number.NaN },
          evidence: `on file for ${count.toLocaleString("en")} customers`,
          suggestion: isMany
            ? "a reception, company or reseller: do not identify anybody by it"
            : "a family, or copies of one customer: do not send codes to it unasked",
        },
      ];
    }),
  );
}
