const ZERO = 48;
const HEX = new Uint8Array([48, 49, 50, 51, 52, 53, 54, 55, 56, 57, 97, 98, 99, 100, 101, 102]);

/** Writes rows as bytes with no object or string for each field; grows as needed. Text must be ASCII. */
export class ByteWriter {
  bytes: Uint8Array;
  length = 0;

  constructor(capacity = 1 << 20) {
    this.bytes = new Uint8Array(capacity);
  }

  /** Makes room for `more` bytes: call once a row, with a generous bound. */
  room(more: number): void {
    if (this.length + more <= this.bytes.length) return;
    const grown = new Uint8Array(Math.max(this.bytes.length * 2, this.length + more));
    grown.set(this.bytes.subarray(0, this.length));
    this.bytes = grown;
  }

  byte(code: number): void {
    this.bytes[this.length++] = code;
  }

  text(text: string): void {
    const { bytes } = this;
    let at = this.length;
    for (let i = 0; i < text.length; i++) bytes[at++] = text.charCodeAt(i);
    this.length = at;
  }

  /** A whole number from 0 to 2^53, as few digits as it needs. */
  int(value: number): void {
    if (value >= 1e9) {
      const high = Math.floor(value / 1e7);
      this.int(high);
      this.padded(value - high * 1e7, 7);
      return;
    }
    let digits = 1;
    for (let bound = 10; value >= bound; bound *= 10) digits++;
    this.padded(value, digits);
  }

  /** A whole number below 2^31 with leading zeros to `digits` digits. */
  padded(value: number, digits: number): void {
    const { bytes } = this;
    let left = value | 0;
    for (let at = this.length + digits - 1; at >= this.length; at--) {
      const tenth = (left / 10) | 0;
      bytes[at] = ZERO + left - tenth * 10;
      left = tenth;
    }
    this.length += digits;
  }

  /** Money: hundredths as `12.50`. */
  cents(value: number): void {
    this.int(Math.floor(value / 100));
    this.byte(46);
    this.padded(value % 100, 2);
  }

  hex(value: number): void {
    for (let shift = 28; shift >= 0; shift -= 4) this.bytes[this.length++] = HEX[(value >>> shift) & 15];
  }

  ip(address: number): void {
    this.int((address >>> 24) & 255);
    this.byte(46);
    this.int((address >>> 16) & 255);
    this.byte(46);
    this.int((address >>> 8) & 255);
    this.byte(46);
    this.int(address & 255);
  }

  #day = -1;
  #date = new Uint8Array(10);

  /** `2025-02-01` of a local instant. */
  date(local: number): void {
    const day = Math.floor(local / 86_400_000);
    if (day !== this.#day) {
      this.#day = day;
      const text = new Date(day * 86_400_000).toISOString();
      for (let i = 0; i < 10; i++) this.#date[i] = text.charCodeAt(i);
    }
    this.bytes.set(this.#date, this.length);
    this.length += 10;
  }

  /** `10:00:00` of a local instant. */
  clock(local: number): void {
    const second = Math.floor(local / 1000) % 86_400;
    const hour = (second / 3600) | 0;
    const minute = ((second / 60) | 0) - hour * 60;
    this.padded(hour, 2);
    this.byte(58);
    this.padded(minute, 2);
    this.byte(58);
    this.padded(second - hour * 3600 - minute * 60, 2);
  }

  /** `.123` of an instant. */
  millis(local: number): void {
    this.byte(46);
    this.padded(local % 1000, 3);
  }

  /** `+01:00`, or `+0100` with an empty separator. */
  offset(minutes: number, separator: ":" | "" = ":"): void {
    this.byte(minutes < 0 ? 45 : 43);
    const size = Math.abs(minutes);
    this.padded((size / 60) | 0, 2);
    if (separator !== "") this.byte(58);
    this.padded(size % 60, 2);
  }

  /** `2025-02-01T10:00:00.123Z` of a UTC instant. */
  utc(at: number): void {
    this.date(at);
    this.byte(84);
    this.clock(at);
    this.millis(at);
    this.byte(90);
  }
}
