import { closeSync, openSync, writeSync } from "node:fs";
import { DAY } from "../world/calendar.ts";

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
  if (!Number.isFinite(at)) return "";
  const day = Math.floor(at / DAY);
  const rest = at - day * DAY;
  const clock = rest === 0 ? MIDNIGHT : new Date(rest).toISOString().slice(10);
  return dateOf(day) + clock;
}

const MIDNIGHT = "T00:00:00.000Z";
const dates = new Map<number, string>();

/** `2025-02-01` of a day counted from 1970; the world has few days, so each is written out once. */
export function dateOf(day: number): string {
  let date = dates.get(day);
  if (date === undefined) {
    date = new Date(day * DAY).toISOString().slice(0, 10);
    dates.set(day, date);
  }
  return date;
}
