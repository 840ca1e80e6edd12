/** What went wrong, as a stable word to test for. */
export type ErrorCode =
  | "option/invalid"
  | "option/missing"
  | "data/column-missing"
  | "data/unparseable"
  | "source/unreadable"
  | "privacy/refused"
  | "backend/unsupported"
  | "backend/failed";

/** The parts of a {@link PhonographError}: the broken rule, what was found, and what to try. */
export interface ErrorDetail {
  code: ErrorCode;
  /** The verb that refused, such as `"funnel"`. */
  verb: string;
  /** The rule that was broken; lower case, no final period. */
  rule: string;
  /** What was there instead, already masked. */
  found?: string;
  /** What to do about it. */
  hint?: string;
  /** Row numbers (0-based) or line numbers of a few offending rows. */
  rows?: readonly number[];
  cause?: unknown;
}

/**
 * The only error that Phonograph throws on purpose. Its message has up to three lines: the rule with the verb in
 * front, `found:` and `try:`. It never holds a raw phone number, user id or address.
 *
 * @example
 * ```ts
 * import { isPhonographError, PhonographError } from "phonograph";
 * const error = new PhonographError({ code: "option/invalid", verb: "funnel", rule: "a window must be longer than 0", found: "0s" });
 * console.assert(isPhonographError(error) && error.message === "funnel: a window must be longer than 0\n  found: 0s");
 * ```
 */
export class PhonographError extends Error {
  override readonly name = "PhonographError";
  readonly code: ErrorCode;
  readonly verb: string;
  readonly found: string | undefined;
  readonly hint: string | undefined;
  readonly rows: readonly number[];

  constructor({ code, verb, rule, found, hint, rows = [], cause }: ErrorDetail) {
    const lines = [`${verb}: ${readable(rule)}`];
    if (found !== undefined) lines.push(`  found: ${readable(found)}`);
    if (hint !== undefined) lines.push(`  try: ${readable(hint)}`);
    super(lines.join("\n"), cause === undefined ? undefined : { cause });
    this.code = code;
    this.verb = verb;
    this.found = found;
    this.hint = hint;
    this.rows = rows;
  }
}

const LONGEST = 600;

/** One line of a message: what turns text around or moves the cursor is left out, and what nobody would read to the end. */
function readable(text: string): string {
  const plain = text.replace(/[\p{Cc}\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu, (c) => (c === "\n" ? c : "\ufffd"));
  return plain.length > LONGEST ? `${plain.slice(0, LONGEST - 1)}…` : plain;
}

/**
 * Whether a caught value is a {@link PhonographError}; holds across threads and copies of the package, where
 * `instanceof` does not.
 *
 * @example
 * ```ts
 * import { isPhonographError } from "phonograph";
 * console.assert(!isPhonographError(new Error("something else")));
 * ```
 */
export function isPhonographError(value: unknown): value is PhonographError {
  return value instanceof Error && value.name === "PhonographError" && "code" in value && "verb" in value;
}
