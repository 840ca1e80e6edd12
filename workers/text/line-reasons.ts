/** Why a line of a text file does not begin a row of its own. */
export const LINE_REASONS = [
  "continues the line above",
  "blank line",
  "too few columns",
  "too many columns",
  "text after a closing quote",
  "a quote that is never closed",
  "line too long",
] as const;

export const CONTINUES = 0;
export const BLANK = 1;
export const TOO_FEW = 2;
export const TOO_MANY = 3;
export const AFTER_QUOTE = 4;
export const UNCLOSED = 5;
export const TOO_LONG = 6;

/** What became of the lines of a text file. */
export interface LineCheck {
  /** Good records. */
  records: number;
  lines: number;
  /** Lines, 0 for the first one read, that begin no row; and why, as places in {@link LINE_REASONS}. */
  skips: Int32Array;
  reasons: Uint8Array;
  /** Lines that are not UTF-8, read as Windows-1252. */
  foreign: Int32Array;
}
