import type { PersonOrder } from "../../workers/kernels/person-order.ts";

/**
 * Gives records (`idle` rows) the class `doubted` when their user's other rows show other numbers only: as often as not
 * such a record names a number that the user has given up. Cost: two passes over the sightings.
 */
export function doubtStaleRecords(
  { rows, offsets }: PersonOrder,
  owner: Int32Array,
  idle: Uint8Array,
  evidence: Uint8Array,
  users: number,
  doubted: number,
): void {
  const shown = new Uint8Array(users);
  for (let i = 0; i < rows.length; i++) if (idle[rows[i]] === 0) shown[owner[rows[i]]] = 1;
  const here = new Int32Array(users).fill(-1);
  for (let number = 0; number + 1 < offsets.length; number++) {
    for (let i = offsets[number]; i < offsets[number + 1]; i++) if (idle[rows[i]] === 0) here[owner[rows[i]]] = number;
    for (let i = offsets[number]; i < offsets[number + 1]; i++) {
      const user = owner[rows[i]];
      if (idle[rows[i]] === 1 && shown[user] === 1 && here[user] !== number) evidence[rows[i]] = doubted;
    }
  }
}
