import { textWidth } from "./svg-document-text.ts";
import { theme } from "./theme.ts";

/** Of names under an axis those that fit, evenly apart and without the last ones standing alone. */
export function fitting(names: readonly string[], room: number): string[] {
  const widest = Math.max(1, ...names.map((name) => textWidth(name, theme.fontSize))) + 12;
  const step = Math.max(1, Math.ceil((names.length * widest) / Math.max(1, room)));
  return names.filter((_, i) => i % step === 0);
}

/** `"2026-03-02"` as `"2 Mar"`, with the year where it changes; a month as `"Mar"`. */
export function dayNames(names: readonly string[]): Map<string, string> {
  const years = new Set(names.map((name) => name.slice(0, 4)));
  return new Map(
    names.map((name) => {
      const [year, month, day] = name.split("-");
      const words = `${day === undefined ? "" : `${Number(day)} `}${MONTHS[Number(month) - 1]}`;
      return [name, years.size > 1 ? `${words} ${year.slice(2)}` : words];
    }),
  );
}

const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
