import { isUtf8 } from "node:buffer";
import { PhonographError } from "../core/errors.ts";
import type { SourceFile } from "./files.ts";
import { firstBytes } from "./unpack.ts";

/** How a delimited text is to be read. */
export interface TextLayout {
  delimiter: string;
  quote: string;
  escape: string;
  /** The names of all columns of the file. */
  names: readonly string[];
  /** The first data line: its byte and its number. */
  begin: number;
  firstLine: number;
  /** The fields of the first records, and the bytes that a record has on average. */
  sample: readonly (readonly string[])[];
  recordBytes: number;
}

export interface LayoutOptions {
  delimiter?: string;
  quote?: string;
  escape?: string;
  header?: boolean | readonly string[];
  skip?: number;
}

const HEAD = 1 << 20;
const SAMPLE = 2000;
const CANDIDATES = [",", ";", "\t", "|"] as const;

/** Finds the delimiter, the header and the first line of data by the beginning of the file. */
export async function sniffLayout(
  verb: string,
  file: SourceFile,
  path: string,
  { delimiter, quote = '"', escape: escaper = quote, header = true, skip = 0 }: LayoutOptions,
): Promise<TextLayout> {
  const bytes = await firstBytes(path, HEAD);
  const text = bytes.toString("latin1");
  let at = text.startsWith("\xef\xbb\xbf") ? 3 : 0;
  let line = 1;
  for (let left = skip; left > 0 && at < text.length; left--, line++) at = nextLine(text, at);
  const told = /^sep=(.)\r?\n/.exec(text.slice(at, at + 8))?.[1];
  if (told !== undefined) {
    at = nextLine(text, at);
    line++;
  }
  while (at < text.length && (text[at] === "\n" || text[at] === "\r")) {
    at = nextLine(text, at);
    line++;
  }
  const best = bestDelimiter(text, at, quote, escaper);
  const used = delimiter ?? told ?? best.delimiter;
  const first = readRecord(text, at, used, quote, escaper);
  if (first === undefined) throw noHeader(verb, file);
  if (used !== best.delimiter && first.fields.length === 1 && best.columns > 1) {
    throw new PhonographError({
      code: "option/invalid",
      verb,
      rule: `${file.name} is not delimited by ${JSON.stringify(used)}`,
      found: `line ${line} is one column with it, ${best.columns} columns with ${JSON.stringify(best.delimiter)}`,
      hint: `delimiter: ${JSON.stringify(best.delimiter)}`,
    });
  }
  const fields = first.fields.map(toName);
  const names = header === true ? fields : Array.isArray(header) ? header : fields.map(() => "");
  if (names.length !== fields.length) {
    throw new PhonographError({
      code: "option/invalid",
      verb,
      rule: `header must name every column of ${file.name}`,
      found: `${names.length} names, ${fields.length} columns on line ${line}`,
    });
  }
  const begin = header === true ? Math.min(first.end, bytes.length) : at;
  return {
    delimiter: used,
    quote,
    escape: escaper,
    names: distinctNames(names),
    begin,
    firstLine: header === true ? line + first.lines : line,
    ...readSample(text, begin, used, quote, escaper, fields.length),
  };
}

/** As of every other line: UTF-8, else Windows-1252. */
function toName(field: string): string {
  const bytes = Buffer.from(field, "latin1");
  return new TextDecoder(isUtf8(bytes) ? "utf-8" : "windows-1252").decode(bytes);
}

function noHeader(verb: string, file: SourceFile): PhonographError {
  return new PhonographError({
    code: "source/unreadable",
    verb,
    rule: "the first line must be a header",
    found: `${file.name}: no whole line in the first ${HEAD.toLocaleString("en")} bytes`,
    hint: "header: false, or the right quote character",
  });
}

function nextLine(text: string, at: number): number {
  for (let i = at; i < text.length; i++) {
    if (text[i] === "\n") return i + 1;
    if (text[i] === "\r") return text[i + 1] === "\n" ? i + 2 : i + 1;
  }
  return text.length;
}

/** One record from `at`; undefined when its quotes do not close. */
function readRecord(text: string, at: number, delimiter: string, quote: string, escaper: string) {
  const fields: string[] = [];
  let i = at;
  let lines = 1;
  for (;;) {
    let field = "";
    if (quote !== "" && text[i] === quote) {
      for (i++; ; i++) {
        if (i >= text.length) return undefined;
        const character = text[i]!;
        if (character === escaper && escaper !== quote) field += text[++i] ?? "";
        else if (character === quote) {
          if (escaper !== quote || text[i + 1] !== quote) break;
          field += quote;
          i++;
        } else {
          if (character === "\n") lines++;
          field += character;
        }
      }
      i++;
    }
    const from = i;
    while (i < text.length && text[i] !== delimiter && text[i] !== "\n" && text[i] !== "\r") i++;
    fields.push(field + text.slice(from, i));
    if (text[i] !== delimiter) return { fields, end: nextLine(text, i), lines };
    i++;
  }
}

function readSample(text: string, begin: number, delimiter: string, quote: string, escaper: string, fields: number) {
  const sample: string[][] = [];
  let at = begin;
  while (at < text.length && sample.length < SAMPLE) {
    const record = readRecord(text, at, delimiter, quote, escaper);
    if (!record || (record.end >= HEAD && sample.length > 0)) break;
    if (record.fields.length === fields) sample.push(record.fields);
    at = record.end;
  }
  return { sample, recordBytes: (at - begin) / sample.length };
}

/** The delimiter that cuts the most lines into as many columns as the first. */
function bestDelimiter(text: string, begin: number, quote: string, escaper: string) {
  let best = { delimiter: ",", columns: 1, score: 0 };
  for (const delimiter of CANDIDATES) {
    const counts: number[] = [];
    for (let at = begin; at < text.length && counts.length < 100; ) {
      const record = readRecord(text, at, delimiter, quote, escaper);
      if (!record || record.end >= HEAD) break;
      if (record.end - at > 2) counts.push(record.fields.length);
      at = record.end;
    }
    const columns = counts[0] ?? 1;
    if (columns < 2) continue;
    const agree = counts.filter((count) => count === columns).length / counts.length;
    const score = agree * 100 + Math.min(columns, 50) / 50;
    if (score > best.score) best = { delimiter, columns, score };
  }
  return best;
}

/** No name twice and none empty: `id`, `id_2`, `column3`. */
function distinctNames(names: readonly string[]): string[] {
  const taken = new Set<string>();
  return names.map((name, i) => {
    const wanted = name.trim() === "" ? `column${i + 1}` : name.trim();
    let given = wanted;
    for (let k = 2; taken.has(given); k++) given = `${wanted}_${k}`;
    taken.add(given);
    return given;
  });
}
