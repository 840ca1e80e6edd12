import type { ColumnTable } from "arquero";
import type { ComputeOptions } from "../core/compute.ts";
import { mask } from "../core/mask.ts";
import { textOf } from "../core/table.ts";
import { parseNumbers } from "../numbers/parse-numbers.ts";
import type { Finding } from "./record-findings.ts";
import { requireCountries } from "./record-phones.ts";
import { saysNothing } from "./record-texts.ts";
import { shownTexts } from "./shown-texts.ts";

/** The numbers of a column of customers. */
export interface NumbersOnFile {
  field: string;
  /** E.164 of each row; null where there is none. */
  numbers: readonly (string | null)[];
  /** Rows with a fixed line: no message is ever sent there. */
  fixed: ReadonlySet<number>;
}

/** Reads a column of numbers and tells what is none, or takes no messages. */
export async function numbersOnFile(
  verb: string,
  crm: ColumnTable,
  field: string,
  { region, messages, workers, signal }: ComputeOptions & { region: string | undefined; messages: boolean },
): Promise<{ file: NumbersOnFile; findings: Finding[] }> {
  const column = shownTexts(verb, crm, field);
  const { table } = await parseNumbers(column.values, { region, workers, signal });
  const [e164, reason, group] = ["e164", "reason", "group"].map((name) => textOf(verb, table, name));
  if (region === undefined) requireCountries(verb, reason, column.values.length);
  const findings: Finding[] = [];
  const fixed = new Set<number>();
  const numbers = Array.from(column.codes, (code, row) => {
    if (code >= 0 && group.at(code) === "fixed") fixed.add(row);
    const raw = code < 0 ? "" : column.values[code];
    const number = code < 0 ? null : e164.at(code);
    const found = (finding: Finding["finding"], evidence: string, suggestion: string) =>
      findings.push({
        row,
        field,
        finding,
        value: raw === "" ? null : mask(raw),
        since: Number.NaN,
        evidence,
        suggestion,
      });
    if (number === null) {
      if (code < 0 || saysNothing(raw)) found("missing", "no number on file", "ask the customer");
      else
        found(
          "unreadable",
          `no valid number: ${reason.at(code) ?? "unknown"}`,
          "ask the customer, or look it up at its source",
        );
    } else if (messages && fixed.has(row)) {
      found("landline", "a fixed line takes no messages", "ask for a mobile number");
    }
    return number;
  });
  return { file: { field, numbers, fixed }, findings };
}
