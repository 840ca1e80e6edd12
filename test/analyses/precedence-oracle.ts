import type { Events } from "../../toolkit/core/events.ts";

/** A row as the oracle reads it. */
export interface OracleRow {
  person: number;
  at: number;
  kind: string;
  name: string;
}

/** What comes after and before triggers, and as much on other days, read off the definition: every trigger, every shift, every response. */
export function precedenceOracle(events: Events, window: number, shifts: readonly number[]) {
  const rows = events.objects({ limit: Number.POSITIVE_INFINITY }) as unknown as OracleRow[];
  const found = { compared: 0, after: 0, before: 0, usualAfter: 0, usualBefore: 0 };
  for (const person of new Set(rows.map((row) => row.person))) {
    if (person === null || person < 0) continue;
    const own = rows.filter((row) => row.person === person);
    const times = own.map(({ at }) => at);
    const [first, last] = [Math.min(...times), Math.max(...times)];
    const responses = own.filter(({ name }) => name === "chat").map(({ at }) => at);
    const inside = (t: number) => t - window >= first && t + window <= last;
    const after = (t: number) => responses.filter((b) => b > t && b - t <= window).length;
    const before = (t: number) => responses.filter((b) => b < t && t - b <= window).length;
    for (const { at } of own.filter(({ name }) => name === "missed")) {
      const places = shifts.filter((shift) => inside(at + shift) && inside(at - shift)).map((shift) => at + shift);
      if (!inside(at) || places.length === 0) continue;
      found.compared++;
      found.after += after(at);
      found.before += before(at);
      found.usualAfter += places.reduce((sum, t) => sum + after(t), 0) / places.length;
      found.usualBefore += places.reduce((sum, t) => sum + before(t), 0) / places.length;
    }
  }
  return found;
}
