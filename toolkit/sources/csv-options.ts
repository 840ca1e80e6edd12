import { PhonographError } from "../core/errors.ts";
import { keyword, whole } from "../core/options.ts";
import type { ColumnSpecs } from "./column-plan.ts";
import type { ReadOptions } from "./raw.ts";
import type { TextEncoding } from "./unpack.ts";

/** How a delimited text is written. */
export interface CsvOptions extends ReadOptions {
  /** One character between columns: `";"`. Default: the one of `,` `;` tab `|` that fits the first lines. */
  delimiter?: string;
  /** Whether the first line names the columns (default `true`); a list names those of a file without such a line. */
  header?: boolean | readonly string[];
  /** Around texts that hold a delimiter. Default `"`; `""` for none. */
  quote?: string;
  /** Before a quote inside quotes. Default: the quote itself, doubled; MySQL exports use `\`. */
  escape?: string;
  /** Lines to pass over before the header. Default 0. */
  skip?: number;
  /** Default: UTF-8, or UTF-16 when the file begins with its mark; single lines that are not UTF-8 are read as Windows-1252 and counted. */
  encoding?: TextEncoding;
  /** Default `"."`. */
  decimal?: "." | ",";
}

/** {@link CsvOptions} with the columns to read. */
export interface CsvColumnOptions<M extends ColumnSpecs> extends CsvOptions {
  /**
   * Our name for each column, and its name in the file, alone or with a type. Default: all columns under their own
   * names, typed with caution: what may be a phone number or an identifier, begins with 0 or has seven digits stays text.
   *
   * @example { phone: "msisdn", seconds: { from: "billsec", type: "number" } }
   */
  columns: M;
}

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
