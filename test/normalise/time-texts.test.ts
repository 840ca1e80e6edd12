import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { TimeReader } from "../../toolkit/normalise/parse-time.ts";
import type { TimeOptions } from "../../toolkit/normalise/time-spellings.ts";
import { TimeTexts } from "../../toolkit/normalise/time-texts.ts";
import { isOffset, LOCAL, UNKNOWN_ZONE, UTC } from "../../toolkit/normalise/zone-texts.ts";

type Zoned = Temporal.ZonedDateTime;
const pad = (value: number, digits = 2) => String(value).padStart(digits, "0");
const MONTHS = [
  "January",
  "February",
  "March",
  "April",
  "May",
  "June",
  "July",
  "August",
  "September",
  "October",
].concat("November", "December");
const DAYS = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"];
const month = (t: Zoned, letters = 3) => MONTHS[t.month - 1]!.slice(0, letters);
const day = (t: Zoned) => DAYS[t.dayOfWeek - 1]!.slice(0, 3);
const ymd = (t: Zoned, dash = "-") => [t.year, pad(t.month), pad(t.day)].join(dash);
const hms = (t: Zoned, colon = ":") => [pad(t.hour), pad(t.minute), pad(t.second)].join(colon);
const inUtc = (t: Zoned, write: (t: Zoned) => string) => write(t.withTimeZone("UTC"));
const twelve = (t: Zoned) => `${t.hour % 12 || 12}:${pad(t.minute)}:${pad(t.second)} ${t.hour < 12 ? "AM" : "PM"}`;
const offset = (t: Zoned, colon = "") => t.offset.replace(":", colon);

/** How one time is written in every spelling; `zoned` where the offset is told, `minutes` where seconds are not. */
const SPELLINGS: Record<
  string,
  { write(t: Zoned): string; zoned?: boolean; utc?: boolean; minutes?: boolean; options?: TimeOptions }
> = {
  iso: { write: (t) => `${ymd(t)}T${hms(t)}${t.offset}`, zoned: true },
  "iso, blank": { write: (t) => `${ymd(t)} ${hms(t)}` },
  "iso, slashes": { write: (t) => `${ymd(t, "/")} ${hms(t)}` },
  "iso, nine digits": { write: (t) => `${ymd(t)}T${hms(t)}.000000000${offset(t)}`, zoned: true },
  "iso, comma": { write: (t) => `${ymd(t)} ${hms(t)},000` },
  "iso, instant": { write: (t) => t.toInstant().toString(), utc: true },
  "iso, minutes": { write: (t) => `${ymd(t)} ${hms(t).slice(0, 5)}`, minutes: true },
  "iso, twelve hours": { write: (t) => `${ymd(t)} ${twelve(t)}` },
  "iso, one digit": { write: (t) => `${t.year}/${t.month}/${t.day} ${t.hour}:${pad(t.minute)}:${pad(t.second)}` },
  "iso, zone": { write: (t) => `${ymd(t)}T${hms(t)}${t.offset}[Europe/Lisbon]`, zoned: true },
  basic: { write: (t) => `${ymd(t, "")}T${hms(t, "")}${offset(t)}`, zoned: true },
  "basic, minutes": { write: (t) => `${ymd(t, "")} ${hms(t, "").slice(0, 4)}`, minutes: true },
  "basic, digits": { write: (t) => `${ymd(t, "")}${hms(t, "")}` },
  tap: { write: (t) => `${ymd(t, "")}${hms(t, "")}${offset(t)}`, zoned: true },
  gsm: { write: (t) => `${ymd(t, "").slice(2)}${hms(t, "")}${offset(t)}`, zoned: true },
  smpp: { write: (t) => `${ymd(t, "").slice(2)}${hms(t, "").slice(0, 4)}`, minutes: true, options: { smpp: true } },
  log: { write: (t) => `${pad(t.day)}/${month(t)}/${t.year}:${hms(t)} ${offset(t)}`, zoned: true },
  nodobo: { write: (t) => `${day(t)} ${month(t)} ${pad(t.day)} ${hms(t)} ${offset(t)} ${t.year}`, zoned: true },
  unix: { write: (t) => `${day(t)} ${month(t)} ${String(t.day).padStart(2)} ${hms(t)} ${t.year}` },
  mail: { write: (t) => `${day(t)}, ${t.day} ${month(t)} ${t.year} ${hms(t)} ${offset(t)}`, zoned: true },
  oracle: {
    write: (t) => `${pad(t.day)}-${month(t).toUpperCase()}-${pad(t.year % 100)} ${twelve(t).replaceAll(":", ".")}`,
  },
  "named, american": { write: (t) => `${month(t, 9)} ${t.day}, ${t.year} ${twelve(t)}` },
  "named, british": { write: (t) => `${t.day} ${month(t, 9)} ${t.year} ${hms(t)}` },
  javascript: {
    write: (t) => `${day(t)} ${month(t)} ${pad(t.day)} ${t.year} ${hms(t)} GMT${offset(t)} (here)`,
    zoned: true,
  },
  cisco: { write: (t) => inUtc(t, (u) => `${hms(u)}.000 UTC ${day(u)} ${month(u)} ${u.day} ${u.year}`), utc: true },
  go: { write: (t) => `${ymd(t)} ${hms(t)} ${offset(t)} WEST`, zoned: true },
  "syslog with its year": { write: (t) => `${t.year} ${month(t)} ${String(t.day).padStart(2)} ${hms(t)}` },
  "day first": { write: (t) => `${pad(t.day)}/${pad(t.month)}/${t.year} ${hms(t)}`, options: { dateOrder: "dmy" } },
  "month first": { write: (t) => `${t.month}/${t.day}/${t.year}, ${twelve(t)}`, options: { dateOrder: "mdy" } },
  "seconds since 1970": { write: (t) => String(t.epochMilliseconds / 1000), utc: true },
  "milliseconds since 1970": { write: (t) => String(t.epochMilliseconds), utc: true },
  "microseconds since 1970": { write: (t) => String(t.epochNanoseconds / 1000n), utc: true },
  "nanoseconds since 1970": { write: (t) => String(t.epochNanoseconds), utc: true },
};

const moments = fc
  .integer({ min: Date.UTC(2001, 8, 10) / 1000, max: Date.UTC(2068, 0, 1) / 1000 })
  .map((s) => s * 1000);
const zones = fc.constantFrom("Europe/Lisbon", "Asia/Kathmandu", "America/New_York", "Australia/Lord_Howe", "UTC");

describe("what is written is read again:", () => {
  test.each(Object.entries(SPELLINGS))("%s", (_, { write, zoned, utc, minutes, options = {} }) => {
    fc.assert(
      fc.property(fc.array(fc.tuple(moments, zones), { minLength: 1, maxLength: 8 }), (times) => {
        const texts = new TimeTexts(options);
        for (const [moment, zone] of times) {
          const at = minutes ? Math.floor(moment / 6e4) * 6e4 : moment;
          const time = Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(zone);
          const shift = time.offsetNanoseconds / 6e10;
          expect([write(time), texts.read(write(time))]).toEqual([write(time), true]);
          expect([texts.wall, texts.zone]).toEqual(utc ? [at, UTC] : [at + shift * 6e4, zoned ? shift : LOCAL]);
        }
      }),
      { numRuns: 60 },
    );
  });
});

/** Times that are nearly right: a character of a good one changed, left out or put in. */
const spoilt = fc
  .tuple(
    moments,
    zones,
    fc.constantFrom(...Object.keys(SPELLINGS)),
    fc.nat(30),
    fc.constantFrom("", "0", "9", "x", "Z", " ", ":", "6-"),
  )
  .map(([moment, zone, name, place, by]) => {
    const text = SPELLINGS[name]!.write(Temporal.Instant.fromEpochMilliseconds(moment).toZonedDateTimeISO(zone));
    return place < text.length ? text.slice(0, place) + by + text.slice(place + (by.length < 2 ? 1 : 0)) : text;
  });

describe("texts read by their layout", () => {
  const options: TimeOptions = { dateOrder: "dmy", year: 2025 };
  const slow = (text: string) => {
    const time = new TimeReader(options).read(text);
    return time && !Number.isNaN(time.wall) ? [time.wall, time.zone] : undefined;
  };

  test("are what each is by its pattern, whatever came before and however it is spoilt", () => {
    fc.assert(
      fc.property(fc.array(spoilt, { minLength: 2, maxLength: 40 }), (list) => {
        const texts = new TimeTexts(options);
        for (const text of [...list, ...list]) {
          const fast = texts.read(text) ? [texts.wall, texts.zone] : undefined;
          expect([text, fast]).toEqual([text, slow(text)]);
        }
      }),
      { numRuns: 400 },
    );
  });

  test("never throw, whatever they hold, and every time has a zone of some kind", () => {
    fc.assert(
      fc.property(fc.array(fc.string({ maxLength: 40, unit: "binary" })), (list) => {
        const texts = new TimeTexts(options);
        for (const text of list) {
          if (!texts.read(text)) continue;
          expect(Number.isFinite(texts.wall)).toBe(true);
          expect(isOffset(texts.zone) || [LOCAL, UTC, UNKNOWN_ZONE].includes(texts.zone) || texts.zone > 0).toBe(true);
        }
      }),
    );
  });
});

describe("a day that no calendar has is no time, whatever was read before it:", () => {
  test.each([
    ["2026-03-01", "2026-02-33"],
    ["2026-01-01", "2025-17-01"],
    ["2026-04-30", "2026-04-31"],
    ["2024-02-29", "2026-02-29"],
  ])("%s, then %s", (before, impossible) => {
    const texts = new TimeTexts({});
    for (const [text, isTime] of [
      [before, true],
      [before, true],
      [impossible, false],
      [before, true],
    ] as const) {
      expect(texts.read(`${text} 10:00:00`)).toBe(isTime);
      if (isTime) expect(texts.wall).toBe(Date.parse(`${text}T10:00:00Z`));
    }
  });

  test("any days in any order, as a calendar has them", () => {
    const days = fc.array(fc.tuple(fc.constantFrom(2025, 2026), fc.nat({ max: 26 }), fc.nat({ max: 40 })), {
      minLength: 2,
      maxLength: 200,
    });
    fc.assert(
      fc.property(days, (days) => {
        const texts = new TimeTexts({});
        texts.read("2026-03-01 00:00:00");
        for (const [year, month, date] of days.flatMap(([y, m, d]) => [
          [y, m + 1, d] as const,
          [y, m, d + 32] as const,
        ])) {
          const at = Date.UTC(year, month - 1, date);
          const isDay = new Date(at).getUTCMonth() === month - 1 && new Date(at).getUTCDate() === date;
          expect(texts.read(`${year}-${pad(month)}-${pad(date)} 00:00:00`)).toBe(isDay);
          if (isDay) expect(texts.wall).toBe(at);
        }
      }),
    );
  });
});
