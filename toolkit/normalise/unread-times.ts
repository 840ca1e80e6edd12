import { PhonographError } from "../core/errors.ts";
import type { PreparedInput } from "./event-input.ts";
import type { WrittenTimes } from "./written-times.ts";
import { UNKNOWN_ZONE } from "./zone-texts.ts";

/** A column of which most is no time at all was not meant, or needs the order of day and month, or a year, or a zone. */
export function refuseUnread(verb: string, input: PreparedInput, { wall, zone, zones }: WrittenTimes): void {
  let unread = 0;
  let homeless = 0;
  for (let i = 0; i < wall.length; i++) {
    if (wall[i] === Infinity) unread++;
    else if (zone[i] === UNKNOWN_ZONE) homeless++;
  }
  if (homeless * 2 > wall.length) throw unknownZones(verb, nameOf(input), homeless, wall.length, [...zones.unknown]);
  if (unread * 2 <= wall.length) return;
  const text = String(input.table.get(nameOf(input), wall.indexOf(Infinity)));
  const isDate = /^\s*\d{1,2}[/.-]\d{1,2}[/.-]\d{2,4}\b/.test(text);
  const isSyslog = /^\s*(?:<\d+>)?[a-z]{3,9}\.? +\d{1,2} +\d{1,2}:/i.test(text);
  const isNumber = /^\s*\d{4,8}(?:[.,]\d+)?\s*$/.test(text);
  throw new PhonographError({
    code: "data/unparseable",
    verb,
    rule: `column "${nameOf(input)}" must hold times`,
    found: `${count(unread)} of ${count(wall.length)} values are none, the first of the form ${form(text)}`,
    hint: isDate
      ? 'say which comes first: dateOrder: "dmy" or "mdy"'
      : isSyslog
        ? "say the year: year: 2026"
        : isNumber
          ? 'say what the numbers are: written: "spreadsheet", "unix-s" or another'
          : "name the column of the times in map.at",
  });
}

/** Local times of which nobody said where. */
export function noZone(verb: string, input: PreparedInput, locals: number, rows: number): PhonographError {
  return new PhonographError({
    code: "option/missing",
    verb,
    rule: "zone must be given where times have none",
    found: `column "${nameOf(input)}": ${count(locals)} of ${count(rows)} rows show a local time`,
    hint: 'zone: "Europe/Lisbon", or zone: "UTC" if that is what the clock showed',
  });
}

function unknownZones(verb: string, name: string, rows: number, all: number, words: readonly string[]) {
  const short = words.filter((word) => /^[a-z]{2,5}$/i.test(word));
  return new PhonographError({
    code: "data/unparseable",
    verb,
    rule: "zones must be offsets, IANA names, or abbreviations that only one place uses",
    found: `column "${name}": ${count(rows)} of ${count(all)} rows have another${short.length ? `, such as ${short[0]}` : ""}`,
    hint: `say what is meant: abbreviations: { ${short[0]?.toUpperCase() ?? "IST"}: "Asia/Kolkata" }`,
  });
}

const nameOf = ({ entries }: PreparedInput) => entries.get("at")?.column ?? entries.get("at")?.columns?.[0] ?? "at";
const count = (rows: number) => rows.toLocaleString("en");

/** What a value looks like, without telling it. */
function form(text: string): string {
  const shape = text.replace(/\p{L}/gu, "a").replace(/\d/g, "9");
  return JSON.stringify(shape.length > 40 ? `${shape.slice(0, 39)}…` : shape);
}
