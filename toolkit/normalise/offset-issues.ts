import { NO_OFFSET } from "../core/columns.ts";
import type { RowIssues } from "./row-issues.ts";

/** More offsets than this are counted together. */
const MOST_NAMED = 4;

/**
 * Counts the rows whose written offset is not that of most rows of their input: summer time, another place, or a clock that
 * was set wrong. Only asked where no zone is known that would explain them.
 */
export function noteOffsets(offset: Int16Array, issues: RowIssues): void {
  const counts = new Map<number, number>();
  for (const minutes of offset) if (minutes !== NO_OFFSET) counts.set(minutes, (counts.get(minutes) ?? 0) + 1);
  if (counts.size < 2) return;
  const [usual, ...others] = [...counts].sort((a, b) => b[1] - a[1] || a[0] - b[0]).map(([minutes]) => minutes);
  const named = others.length > MOST_NAMED ? others.slice(0, MOST_NAMED - 1) : others;
  const markOf = new Map(
    others.map((minutes) => [minutes, 1 + (named.includes(minutes) ? named.indexOf(minutes) : named.length)]),
  );
  const marks = Uint8Array.from(offset, (minutes) => markOf.get(minutes) ?? 0);
  const most = `most rows have ${written(usual!)}`;
  for (const [i, minutes] of named.entries()) {
    issues.addMarked(marks, i + 1, `at: offset ${written(minutes)}, ${most}`, "noted");
  }
  issues.addMarked(
    marks,
    named.length + 1,
    `at: one of ${others.length - named.length} other offsets, ${most}`,
    "noted",
  );
}

/** `+01:00` */
function written(minutes: number): string {
  const size = Math.abs(minutes);
  const two = (value: number) => String(value).padStart(2, "0");
  return `${minutes < 0 ? "-" : "+"}${two(Math.floor(size / 60))}:${two(size % 60)}`;
}
