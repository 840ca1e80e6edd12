import { sharedInt32 } from "../../workers/shared.ts";
import type { Runner } from "./join-coders.ts";
import type { CodedKey } from "./join-key-column.ts";
import { matchPacked } from "./join-packed-texts.ts";

/** One numbering for two dictionaries: a table from the codes of each, left out when the codes are the numbers. */
export interface CommonCodes {
  codes: number;
  scanned?: Int32Array;
  other?: Int32Array;
}

/** From so many texts on they are compared as bytes: a map of texts that were never looked up before is slower. */
const PACKED_TEXTS = 20_000;

/** Numbers two dictionaries alike, looking at each distinct text once and at none that no row uses. */
export async function commonCodes(scanned: CodedKey, other: CodedKey, runner: Runner): Promise<CommonCodes> {
  if (scanned.values === other.values) return { codes: scanned.values.length };
  const mine = usedCodes(scanned);
  const theirs = usedCodes(other);
  const fewer = Math.min(mine.length, theirs.length);
  if (fewer >= PACKED_TEXTS && mine.all && theirs.all) {
    const swap = mine.length < theirs.length;
    const [few, many] = swap ? [scanned, other] : [other, scanned];
    const packed = await matchPacked(few.values, many.values, runner);
    if (packed) {
      const { fewNumbers, manyNumbers } = packed;
      const [a, b] = swap ? [fewNumbers, manyNumbers] : [manyNumbers, fewNumbers];
      return { codes: few.values.length, scanned: a, other: b };
    }
  }
  if (mine.length < theirs.length) {
    const { codes, built, probed } = number(scanned, mine, other, theirs);
    return { codes, scanned: built, other: probed };
  }
  const { codes, built, probed } = number(other, theirs, scanned, mine);
  return { codes, scanned: probed, other: built };
}

function number(few: CodedKey, fewUsed: Codes, many: CodedKey, manyUsed: Codes) {
  const numbers = new Map<string, number>();
  const built = sharedInt32(few.values.length).fill(-1);
  const probed = sharedInt32(many.values.length).fill(-1);
  for (let i = 0; i < fewUsed.length; i++) {
    const code = fewUsed.at(i);
    const text = few.values[code]!;
    let known = numbers.get(text);
    if (known === undefined) {
      known = numbers.size;
      numbers.set(text, known);
    }
    built[code] = known;
  }
  for (let i = 0; i < manyUsed.length; i++) {
    const code = manyUsed.at(i);
    probed[code] = numbers.get(many.values[code]!) ?? -1;
  }
  return { codes: numbers.size, built, probed };
}

interface Codes {
  length: number;
  /** Whether these are the codes of the whole dictionary. */
  all: boolean;
  at(i: number): number;
}

/** The codes that occur, when there are fewer rows than texts; else all, without looking. */
function usedCodes({ codes, values }: CodedKey): Codes {
  if (codes.length >= values.length) return { length: values.length, all: true, at: (i) => i };
  const seen = new Uint8Array(values.length);
  const used = new Int32Array(codes.length);
  let count = 0;
  for (const code of codes) {
    if (code < 0 || seen[code] === 1) continue;
    seen[code] = 1;
    used[count++] = code;
  }
  return { length: count, all: false, at: (i) => used[i]! };
}
