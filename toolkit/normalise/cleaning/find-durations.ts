import type { EventView } from "./event-view.ts";
import type { Found } from "./found.ts";

/** Durations below 0. */
export function findNegativeDurations(view: EventView): Found {
  const duration = view.numbers("duration");
  const marks = new Uint8Array(view.rows);
  for (let i = 0; i < marks.length; i++) if (duration[i]! < 0) marks[i] = view.alive[i]!;
  return { marks };
}

/** Calls that last longer than `longest` milliseconds. */
export function findEndlessCalls(view: EventView, { longest }: { longest: number }): Found {
  const duration = view.numbers("duration");
  const { codes, values } = view.text("kind");
  const call = values.indexOf("call");
  const marks = new Uint8Array(view.rows);
  if (call < 0) return { marks };
  const most = longest / 1000;
  for (let i = 0; i < marks.length; i++) if (codes[i] === call && duration[i]! > most) marks[i] = view.alive[i]!;
  return { marks };
}
