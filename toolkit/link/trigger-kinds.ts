import { sharedUint8 } from "../../workers/shared.ts";
import type { TextColumn } from "../core/columns.ts";

export interface TriggerKinds {
  /** The kind of each row that is a trigger. */
  kind: Uint8Array<SharedArrayBuffer>;
  names: readonly (string | null)[];
}

const MOST = 64;

/** The most frequent values of a column are kinds of their own; all others, and missing ones, are the first kind. */
export function toTriggerKinds(column: TextColumn | undefined, isTrigger: Uint8Array): TriggerKinds {
  const kind = sharedUint8(isTrigger.length);
  if (!column) return { kind, names: [null] };
  const { codes, values } = column;
  const counts = new Float64Array(values.length);
  for (let row = 0; row < codes.length; row++) if (isTrigger[row] === 1 && codes[row]! >= 0) counts[codes[row]!]!++;
  const own = Array.from(values.keys())
    .filter((code) => counts[code]! > 0)
    .sort((a, b) => counts[b]! - counts[a]! || (values[a]! < values[b]! ? -1 : 1))
    .slice(0, MOST - 1);
  const numbers = new Uint8Array(values.length + 1);
  for (const [i, code] of own.entries()) numbers[code + 1] = i + 1;
  for (let row = 0; row < kind.length; row++) kind[row] = numbers[codes[row]! + 1]!;
  return { kind, names: [null, ...own.map((code) => values[code]!)] };
}
