import { sharedFloat64, sharedUint8 } from "../../workers/shared.ts";
import { toZone } from "../core/calendar.ts";
import { PhonographError } from "../core/errors.ts";
import type { Events } from "../core/events.ts";
import type { MarkedEvents } from "../core/marked-events.ts";
import { hasColumn, numbersOf } from "../core/table.ts";

/** The word for days by everybody's own clock. */
export const LOCAL = "local";

/** Events in the calendar that is asked for. */
export interface DatedMarks {
  marked: MarkedEvents;
  /** When the data end, on the clock of `marked.at`: a period is over that ends by then. */
  end: number;
  /** The zone whose calendar cuts `marked.at`. */
  calendarZone: string;
}

/** An IANA name, or `"local"`. */
export const toDayZone = (verb: string, zone: unknown): string => (zone === LOCAL ? LOCAL : toZone(verb, zone));

/**
 * The same events; in the zone `"local"` with the times that the clock on the wall showed, `at` plus the row's own `offset`, to be read as UTC.
 * Rows whose offset is missing count no more, and are told. A day is over when it is over for everybody: at the end of the data the clock farthest behind
 * decides.
 */
export function inZone(verb: string, events: Events, marked: MarkedEvents, zone: string): DatedMarks {
  if (zone !== LOCAL) return { marked, end: marked.asOf, calendarZone: zone };
  const offset = hasColumn(events, "offset") ? numbersOf(verb, events, "offset") : undefined;
  const at = sharedFloat64(marked.at.length).fill(Number.NaN);
  const marks = sharedUint8(at.length);
  let [unknown, behind] = [0, Infinity];
  const span: [number, number] = [Infinity, -Infinity];
  for (let row = 0; row < at.length; row++) {
    const minutes = offset ? offset[row] : Number.NaN;
    at[row] = marked.at[row] + minutes * 6e4;
    if (marked.marks[row] === 0) continue;
    if (Number.isNaN(minutes)) {
      unknown++;
      continue;
    }
    marks[row] = marked.marks[row];
    behind = Math.min(behind, minutes);
    span[0] = Math.min(span[0], at[row]);
    span[1] = Math.max(span[1], at[row]);
  }
  if (behind === Infinity && unknown > 0) throw noOffsets(verb, unknown, offset !== undefined);
  const excluded = [...marked.excluded, { reason: "local time unknown", rows: unknown }];
  const columns = [...marked.columns, "offset"];
  return {
    marked: { ...marked, at, marks, span, excluded, columns },
    end: marked.asOf + (behind === Infinity ? 0 : behind * 6e4),
    calendarZone: "UTC",
  };
}

function noOffsets(verb: string, rows: number, present: boolean): PhonographError {
  return new PhonographError({
    code: present ? "data/unparseable" : "data/column-missing",
    verb,
    rule: 'zone "local" needs events with their local offset',
    found: present
      ? `${rows.toLocaleString("en-GB")} ${rows === 1 ? "event that counts" : "events that count"}, none with an offset`
      : 'no column "offset"',
    hint: 'say in normalise where times were taken (zone: "Europe/Lisbon"), or count in one zone here: zone: "Europe/Lisbon"',
  });
}
