import { closeSync, openSync, writeSync } from "node:fs";

/** A small csv written row by row: the truth, and the exports that are not logs. */
export class Table {
  readonly file: string;
  rows = 0;
  #text: string;
  readonly #to: number;
  readonly #end: string;

  /** @param mark a byte order mark in front, as spreadsheets write it, with their line ends */
  constructor(folder: string, file: string, header: string, spreadsheet = false) {
    this.file = file;
    this.#to = openSync(`${folder}/${file}`, "w");
    this.#end = spreadsheet ? "\r\n" : "\n";
    this.#text = (spreadsheet ? "\uFEFF" : "") + header + this.#end;
  }

  row(...fields: (string | number)[]): void {
    this.line(fields.join(","));
  }

  line(line: string): void {
    this.#text += line + this.#end;
    this.rows++;
    if (this.#text.length > 1 << 18) this.#empty();
  }

  #empty(): void {
    writeSync(this.#to, this.#text);
    this.#text = "";
  }

  close(): void {
    this.#empty();
    closeSync(this.#to);
  }
}

/** An instant as the truth writes it; empty when there is none. */
export function iso(at: number): string {
  return Number.isFinite(at) ? new Date(at).toISOString() : "";
}
