import { PhonographError } from "../core/errors.ts";
import { keyword, whole } from "../core/options.ts";
import type { CsvOptions } from "./read-csv.ts";

/** Refuses csv options that cannot be meant. */
export function checkCsvOptions(verb: string, options: CsvOptions): void {
  const {
    delimiter,
    quote = '"',
    escape: escaper = quote,
    skip = 0,
    encoding = "utf-8",
    decimal = ".",
    header = true,
  } = options;
  if (delimiter !== undefined) oneCharacter(verb, "delimiter", delimiter);
  if (quote !== "") oneCharacter(verb, "quote", quote);
  if (escaper !== "") oneCharacter(verb, "escape", escaper);
  whole(verb, "skip", skip);
  keyword(verb, "encoding", encoding, ["utf-8", "latin-1", "utf-16"]);
  keyword(verb, "decimal", decimal, [".", ","]);
  if (typeof header === "boolean" || (Array.isArray(header) && header.every((name) => typeof name === "string")))
    return;
  throw new PhonographError({
    code: "option/invalid",
    verb,
    rule: "header must be true, false or a list of names",
    found: typeof header,
  });
}

function oneCharacter(verb: string, option: string, value: unknown): void {
  if (typeof value === "string" && value.length === 1 && value.charCodeAt(0) < 128 && !/[\n\r]/.test(value)) return;
  throw new PhonographError({
    code: "option/invalid",
    verb,
    rule: `${option} must be one character`,
    found: JSON.stringify(value),
    hint: option === "delimiter" ? 'a tab is written "\\t"' : undefined,
  });
}
