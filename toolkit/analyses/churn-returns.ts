import type { PersonOrder } from "../../workers/kernels/person-order.ts";
import { filled } from "../core/filled.ts";
import { kaplanMeier } from "../core/statistics/kaplan-meier.ts";
import { survivalAt } from "../core/statistics/survival-summary.ts";
import { type Interval, wilson } from "../core/statistics/wilson.ts";
import { type Table, toTable } from "../core/table.ts";
import type { ReturnColumns } from "./churn-result.ts";

const DAY = 864e5;
const USUAL_DAYS = [3, 7, 14, 21, 30, 45, 60, 90];

/**
 * Of those silent for some days, how many come back within `inactivity` more: how good a definition of churn that silence is.
 * Kaplan-Meier from the moment at which the silence reaches the length, so silences that the end of observation cuts count for
 * as long as they were watched.
 */
export function returnTable(
  order: PersonOrder,
  until: number,
  from: number,
  inactivity: number,
  confidence: number,
): Table<ReturnColumns> {
  const lengths = [...new Set([...USUAL_DAYS.map((days) => days * DAY), inactivity])]
    .filter((length) => length < until - from)
    .sort((a, b) => a - b);
  const rows = silences(order, until, lengths).map(({ waited, back }, i) => ({
    silence: lengths[i] / DAY,
    people: waited.length,
    ...comeBack(Float64Array.from(waited), Uint8Array.from(back), inactivity, confidence),
  }));
  const column = (name: "silence" | "people" | "estimate" | "lower" | "upper") =>
    filled(rows.length, (i) => rows[i][name]);
  return toTable<ReturnColumns>({
    silence: column("silence"),
    people: column("people"),
    share: column("estimate"),
    lower: column("lower"),
    upper: column("upper"),
  });
}

/** For each length (ascending) the first silence of that length of each person: how long it went on, and whether it ended. */
function silences({ at, offsets }: PersonOrder, until: number, lengths: readonly number[]) {
  const found = lengths.map(() => ({ waited: [] as number[], back: [] as number[] }));
  for (let p = 0; p + 1 < offsets.length; p++) {
    let next = 0;
    for (let i = offsets[p]; i < offsets[p + 1] && next < lengths.length; i++) {
      const open = i + 1 === offsets[p + 1];
      const gap = (open ? until : at[i + 1]) - at[i];
      for (; next < lengths.length && gap >= lengths[next]; next++) {
        found[next].waited.push(gap - lengths[next]);
        found[next].back.push(open ? 0 : 1);
      }
    }
  }
  return found;
}

function comeBack(exit: Float64Array, event: Uint8Array, within: number, confidence: number): Interval {
  const unknown = { estimate: Number.NaN, lower: Number.NaN, upper: Number.NaN };
  const watched = exit.reduce((people, time) => people + (time >= within ? 1 : 0), 0);
  const seenBack = event.reduce((people, back) => people + back, 0);
  const away = survivalAt(kaplanMeier({ exit, event }, { confidence }), within);
  if (watched === 0 && away.estimate > 0) return unknown;
  if (away.estimate === 1) return wilson(0, watched, confidence);
  if (away.estimate === 0) return wilson(seenBack, seenBack, confidence);
  return { estimate: 1 - away.estimate, lower: 1 - away.upper, upper: 1 - away.lower };
}
