import { sharedInt32 } from "../../workers/shared.ts";
import { TextColumn } from "./columns.ts";

/** A column of texts, each chosen from `values` by its row; below 0 for a missing one. */
export function coded(length: number, values: readonly string[], codeAt: (row: number) => number): TextColumn {
  const codes = sharedInt32(length);
  for (let row = 0; row < length; row++) codes[row] = codeAt(row);
  return new TextColumn(codes, values);
}
