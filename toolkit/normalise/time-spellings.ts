/**
 * The order of day, month and year in dates of digits that begin with neither a year of four digits nor a name: nothing
 * is guessed.
 */
export type DateOrder = "dmy" | "mdy" | "ymd";

const WEEKDAY = String.raw`(?:(?<weekday>mon|tue|wed|thu|fri|sat|sun)(?:day|sday|nesday|rsday|urday|\.)?,? )`;
const MONTH = "(?<month>[a-z]{3,9})";
const CLOCK = String.raw`(?<hour>\d{1,2})(?<colon>[:.])(?<minute>\d\d)(?:\k<colon>(?<second>\d\d)(?:[.,:](?<fraction>\d{1,9}))?)?(?:[ \u00a0\u202f]?(?<half>[ap])\.?m\.?)?`;
/** `Z`, `+01`, `+0100`, `+01:00`, `UTC+1`, `CET`; then or instead `Europe/Lisbon`, `[Europe/Lisbon]`; or `(WEST)` as a comment, or ` UTC` behind `+0000`. */
const ZONE = String.raw`(?: ?(?<zone>z|(?:utc|gmt)?[+-]\d{1,2}(?::?\d\d)?|[a-z]{2,5}))?(?: ?\[!?(?<name>[a-z][\w+/-]*)\](?:\[[^\]]*\])*| (?<name>[a-z_]+/[\w+/-]+)| ?\([^()]*\)|(?<=[+-]\d{4}) [a-z]{1,5})?`;

/** One way to write times; its named groups are their parts. */
export interface TimeSpelling {
  pattern: RegExp;
  /** Its year is not written. */
  yearless?: boolean;
  /** Its numbers could stand in another order. */
  ordered?: boolean;
}

const spelling = (pattern: string): TimeSpelling => ({ pattern: new RegExp(`^${pattern}$`, "di") });

/** `2026-03-01`, `2026-03-01 12:00`, `2026-03-01T12:00:00.123+01:00[Europe/Lisbon]`, `2026/3/1 9:05 PM`, `2026-03-01-12.00.00.123456` */
const ISO = spelling(
  String.raw`(?<year>\d{4})(?<dash>[-/.])(?<month>\d\d?)\k<dash>(?<day>\d\d?)(?:(?:[t_-]|,? )${CLOCK}${ZONE})?`,
);
/**
 * `20260301`, `20260301T120000Z`, `20060601 0008`, `20260301 12:00:00`, `20260301120000+0200`, `20260301120000123`,
 * `202603011200`; twelve digits and a zone are {@link GSM}
 */
const BASIC = spelling(
  String.raw`(?<year>\d{4})(?<month>\d\d)(?<day>\d\d)(?:[t _-](?<hour>\d\d):?(?<minute>\d\d)(?::?(?<second>\d\d)(?:[.,](?<fraction>\d{1,9}))?)?${ZONE}|(?<hour>\d\d)(?<minute>\d\d)(?<second>\d\d)(?:[.,](?<fraction>\d{1,9})|(?<fraction>\d{3}))?${ZONE}|(?<hour>\d\d)(?<minute>\d\d))?`,
);
/** `250301120000+0100` of 3GPP TS 32.298, also in hexadecimal (`2503011200002B0100`), and `250301120000Z` */
const GSM = spelling(
  String.raw`(?<year>\d\d)(?<month>\d\d)(?<day>\d\d)(?<hour>\d\d)(?<minute>\d\d)(?<second>\d\d)?(?<zone>z|[+-]\d{4}|2[bd]\d{4})`,
);
/** `2503011200`, `250301120000`, `250301120000004+` with tenths of a second and quarters of an hour */
const SMPP = spelling(
  String.raw`(?<year>\d\d)(?<month>\d\d)(?<day>\d\d)(?<hour>\d\d)(?<minute>\d\d)(?<second>\d\d)?(?:(?<fraction>\d)(?<quarters>\d\d[+-]))?`,
);
/** `17/May/2015:10:05:03 +0100` */
const LOG = spelling(String.raw`\[?(?<day>\d{1,2})/${MONTH}/(?<year>\d{4})[: ]${CLOCK}${ZONE}\]?`);
/** `Wed Sep 15 19:17:44 +0100 2010`, `Wed Sep  5 19:17:44 2010`, `Wed 15 Sep 19:17:44 BST 2010` */
const UNIX = spelling(
  String.raw`${WEEKDAY}?(?:${MONTH} {1,2}(?<day>\d{1,2})|(?<day>\d{1,2}) ${MONTH}) ${CLOCK}(?: (?<zone>(?:utc|gmt)?[+-]\d{1,2}(?::?\d\d)?|[a-z]{1,5}))? (?<year>\d{4})`,
);
/** `Thu, 22 May 2025 03:31:00 +0000`, `22 May 2025 3:31 PM`, `22-MAY-25 03.31.00.000000 PM` */
const MAIL = spelling(
  String.raw`${WEEKDAY}?(?<day>\d{1,2})(?:st|nd|rd|th)?(?<dash>[ -])${MONTH}\.?,?\k<dash>(?<year>\d{4}|\d\d)(?:(?:,?(?: at)? |t|:)${CLOCK}${ZONE})?`,
);
/** `Mar 27, 2018 10:55:52`, `Tue Mar 27 2018 10:55:52 GMT+0100 (WEST)`, `Mar 27 2018 at 3:31 PM` */
const NAMED = spelling(
  String.raw`${WEEKDAY}?${MONTH}\.? {1,2}(?<day>\d{1,2})(?:st|nd|rd|th)?,? (?<year>\d{4})(?:,?(?: at)? ${CLOCK}${ZONE})?`,
);
/** `10:55:52.123 UTC Tue Mar 27 2018`, as Cisco's gateways write */
const CLOCK_FIRST = spelling(String.raw`[*.]?${CLOCK}${ZONE} ${WEEKDAY}${MONTH} {1,2}(?<day>\d{1,2}) (?<year>\d{4})`);
/** `2018 Mar 27 10:55:52`, `2018-Mar-27` */
const YEAR_NAMED = spelling(
  String.raw`(?<year>\d{4})(?<dash>[ -])${MONTH}\.?\k<dash> ?(?<day>\d{1,2})(?:(?:,? |t)${CLOCK}${ZONE})?`,
);
/** `Mar 27 13:06:56`, `<34>Mar  7 13:06:56.123` */
const SYSLOG: TimeSpelling = {
  ...spelling(String.raw`(?:<\d{1,3}>)?${MONTH} {1,2}(?<day>\d{1,2}) ${CLOCK}${ZONE}:?`),
  yearless: true,
};
/** Three numbers in the order of a locale: `27/03/2018 13:06`, `3.27.18` */
const numeric = (first: string, second: string, third: string): TimeSpelling => ({
  ...spelling(
    String.raw`(?<${first}>\d\d?)(?<dash>[/.-])(?<${second}>\d\d?)\k<dash>(?<${third}>\d{4}|\d\d)(?:(?:,? |t)${CLOCK}${ZONE})?`,
  ),
  ordered: true,
});
const NUMERIC: Record<DateOrder, TimeSpelling> = {
  dmy: numeric("day", "month", "year"),
  mdy: numeric("month", "day", "year"),
  ymd: numeric("year", "month", "day"),
};
/** Dates in an order that nobody told. */
export const UNORDERED = NUMERIC.dmy.pattern;

export interface TimeOptions {
  dateOrder?: DateOrder | undefined;
  /** The year of times that have none, as in syslog. */
  year?: number | undefined;
  /** Texts of ten or twelve digits are times of SMPP, not seconds since 1970. */
  smpp?: boolean | undefined;
}

/** The spellings to try, in order; the first that fits is the one. */
export function spellingsFor({ dateOrder, year, smpp }: TimeOptions): readonly TimeSpelling[] {
  return [
    ISO,
    ...(smpp ? [SMPP] : []),
    BASIC,
    LOG,
    UNIX,
    MAIL,
    NAMED,
    YEAR_NAMED,
    CLOCK_FIRST,
    GSM,
    ...(year === undefined ? [] : [SYSLOG]),
    ...(dateOrder === undefined ? [] : [NUMERIC[dateOrder]]),
  ];
}
