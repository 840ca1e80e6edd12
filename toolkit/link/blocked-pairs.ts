import type { DuplicateTrace } from "./find-duplicates.ts";

/**
 * True pairs of rows that agree in a blocking key, or are equal rows, each once. Cost: no more pairs are looked at than were
 * compared, however many rows the truth says are one.
 *
 * @param truth the true entity of each row, -1 where unknown
 */
export function blockedPairs({ list, keys }: Pick<DuplicateTrace, "list" | "keys">, truth: Int32Array): number {
  const { record, rows, entity } = unitsOf(list.recordOf, truth);
  let sum = 0;
  for (const n of rows) sum += (n * (n - 1)) / 2;
  for (const [rule, key] of keys.entries()) {
    for (const units of together(key, record, entity)) {
      for (let i = 0; i < units.length; i++) {
        for (let j = i + 1; j < units.length; j++) {
          const [a, b] = [record[units[i]], record[units[j]]];
          const earlier = keys.slice(0, rule).some((other) => other[a] >= 0 && other[a] === other[b]);
          if (!earlier) sum += rows[units[i]] * rows[units[j]];
        }
      }
    }
  }
  return sum;
}

/** Rows of one record and one true entity. */
function unitsOf(recordOf: Int32Array, truth: Int32Array) {
  const known = new Map<number, number>();
  const [record, rows, entity]: number[][] = [[], [], []];
  const span = recordOf.length + 1;
  for (const [row, of] of truth.entries()) {
    if (of < 0 || recordOf[row] < 0) continue;
    const key = recordOf[row] * span + of;
    let unit = known.get(key);
    if (unit === undefined) {
      unit = record.push(recordOf[row]) - 1;
      rows.push(0);
      entity.push(of);
      known.set(key, unit);
    }
    rows[unit]++;
  }
  return { record, rows, entity };
}

/** Units of one key and one true entity, where there are several. */
function together(key: Int32Array, record: readonly number[], entity: readonly number[]): number[][] {
  const lists = new Map<number, number[]>();
  const span = entity.reduce((most, of) => Math.max(most, of), -1) + 1;
  for (const [unit, of] of record.entries()) {
    if (key[of] < 0) continue;
    const place = key[of] * span + entity[unit];
    const list = lists.get(place);
    if (list) list.push(unit);
    else lists.set(place, [unit]);
  }
  return [...lists.values()].filter((list) => list.length > 1);
}
