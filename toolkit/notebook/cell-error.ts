import type { Instrumented } from "./instrument.ts";
import { maskPrivate } from "./mask-private.ts";

/** Why a cell failed, and where. */
export interface CellError {
  /** `TypeError`, `PhonographError`. */
  name: string;
  message: string;
  /** The 1-based place in the notebook; `undefined` where the error does not pass through it. */
  line: number | undefined;
  column: number | undefined;
  /** The calls that led there, the notebook's own lines only. */
  trace: readonly string[];
}

/** Turns what a cell threw into words: phone numbers masked, places as they are in the notebook. */
export function toCellError(thrown: unknown, name: string, { columnOf }: Instrumented, allowRaw: boolean): CellError {
  const error = thrown instanceof Error ? thrown : undefined;
  const text = error ? error.message : String(thrown);
  const frames = [...(error?.stack ?? "").matchAll(/\n\s+at (?:(.*?) \()?[^\n]*\?phonograph=\d+:(\d+):(\d+)/g)];
  const places = frames.map(([, call, line, column]) => ({
    call,
    line: Number(line),
    column: columnOf(Number(line), Number(column)),
  }));
  return {
    name: error?.name ?? "Error",
    message: allowRaw ? text : maskPrivate(text),
    line: places[0]?.line,
    column: places[0]?.column,
    trace: places.map(({ call, line, column }) => `${call ? `${call} ` : ""}${name}:${line}:${column}`),
  };
}
