import { TimeReader, type WrittenTime } from "./parse-time.ts";
import { TimeLayout } from "./time-layout.ts";
import type { TimeOptions } from "./time-spellings.ts";
import { LOCAL, UTC, type ZoneTexts } from "./zone-texts.ts";

/** No more layouts are learnt than this: a column has a few, unless its months are written out. */
const MOST_LAYOUTS = 200;

/**
 * Reads the texts of one column. Each layout is learnt once, from the first text that has it; the others are then read by
 * position. What is read does not depend on the order of the texts.
 */
export class TimeTexts {
  /** The last one stays alive: engines throw away what they compiled for objects once the last of their kind is gone. */
  static recent: TimeTexts | undefined;
  /** Of the last text read: milliseconds that the clock shows, its zone, and whether its year was not written. */
  wall = Number.NaN;
  zone = LOCAL;
  yearless = false;
  readonly #reader: TimeReader;
  readonly #layouts: TimeLayout[] = [];
  readonly #yearless = new Set<TimeLayout>();
  #last: TimeLayout | undefined;
  #epochLength = -1;

  constructor(options: TimeOptions, zones?: ZoneTexts) {
    this.#reader = new TimeReader(options, zones);
    TimeTexts.recent = this;
  }

  /** Whether it is a time. */
  read(text: string): boolean {
    const layout = this.#layoutOf(text);
    if (layout) {
      this.wall = layout.read(text);
      if (!Number.isNaN(this.wall)) {
        this.zone = layout.zone;
        this.yearless = this.#yearless.size > 0 && this.#yearless.has(layout);
        return true;
      }
    } else if (text.length === this.#epochLength) {
      this.wall = plainDigits(text) * (text.length === 13 ? 1 : 1000);
      if (this.wall >= 0) {
        this.zone = UTC;
        this.yearless = false;
        return true;
      }
    }
    const time = this.#reader.read(text);
    if (!time || Number.isNaN(time.wall)) return false;
    this.wall = time.wall;
    this.zone = time.zone;
    this.yearless = time.spelling?.yearless === true;
    this.#learn(text, time);
    return true;
  }

  #layoutOf(text: string): TimeLayout | undefined {
    if (this.#last?.fits(text)) return this.#last;
    for (const layout of this.#layouts) {
      if (layout === this.#last || !layout.fits(text)) continue;
      this.#last = layout;
      return layout;
    }
    return undefined;
  }

  #learn(text: string, time: WrittenTime): void {
    if (time.spelling === undefined) {
      if ((text.length === 10 || text.length === 13) && plainDigits(text) >= 0) this.#epochLength = text.length;
      return;
    }
    if (this.#layouts.length >= MOST_LAYOUTS || time.parts!.groups!["quarters"] !== undefined) return;
    const layout = new TimeLayout(text, time, this.#reader.options.year);
    this.#layouts.push(layout);
    if (time.spelling.yearless) this.#yearless.add(layout);
  }
}

/** The number of a text of digits only; far below 0 for another text. */
function plainDigits(text: string): number {
  let value = 0;
  for (let i = 0; i < text.length; i++) {
    const digit = text.charCodeAt(i) - 48;
    if (!(digit >= 0 && digit <= 9)) return -1e9;
    value = value * 10 + digit;
  }
  return value;
}
