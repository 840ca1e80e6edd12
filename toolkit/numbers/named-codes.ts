import { sharedInt32 } from "../../workers/shared.ts";
import { TextColumn } from "../core/columns.ts";

/**
 * Codes of a large dictionary as a text column that holds only the names that occur; a name that is empty or undefined
 * is missing.
 */
export function regroup(codes: Int32Array, nameOf: (code: number) => string | undefined): TextColumn {
  let most = -1;
  for (let i = 0; i < codes.length; i++) if (codes[i]! > most) most = codes[i]!;
  const own = new Int32Array(most + 1).fill(UNSEEN);
  const byName = new Map<string, number>();
  const values: string[] = [];
  const kept = sharedInt32(codes.length);
  for (let i = 0; i < codes.length; i++) {
    const code = codes[i]!;
    if (code < 0) {
      kept[i] = -1;
      continue;
    }
    let mine = own[code]!;
    if (mine === UNSEEN) {
      const name = nameOf(code);
      mine = name ? (byName.get(name) ?? values.push(name) - 1) : -1;
      if (name) byName.set(name, mine);
      own[code] = mine;
    }
    kept[i] = mine;
  }
  return new TextColumn(kept, values);
}

const UNSEEN = -2;

/** Codes of words as a text column; words that several codes share stand once. */
export function namedCodes(codes: Int32Array, names: readonly string[]): TextColumn {
  return regroup(codes, (code) => names[code]);
}

/** A text column of which few rows have a text. */
export function sparseTexts(length: number, texts: ReadonlyMap<number, string>): TextColumn {
  const codes = sharedInt32(length).fill(-1);
  const values: string[] = [];
  const known = new Map<string, number>();
  for (const [row, text] of texts) {
    let code = known.get(text);
    if (code === undefined) {
      code = values.push(text) - 1;
      known.set(text, code);
    }
    codes[row] = code;
  }
  return new TextColumn(codes, values);
}
