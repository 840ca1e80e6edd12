import { inspect } from "node:util";
import { jupyterDisplay } from "../charts/chart.ts";
import { maskPrivate } from "./mask-private.ts";
import { asTable, checkDisplay, type DisplayOptions, explained, isTable, refusePromise } from "./output.ts";
import { plainTable } from "./plain-table.ts";
import { currentSession } from "./session.ts";

/**
 * Shows a value in the current cell of a notebook: a chart, a table, records, a result, an explanation, an element, text.
 *
 * A cell shows its last expression by itself; `display` is for more than one, and for values inside a loop. Where no runner listens
 * (`node notebook.ts`), a plain-text form is printed. Phone numbers and other identifiers are masked.
 *
 * @param value anything; a value with a `Symbol.for("Jupyter.display")` method shows itself
 * @param options how many rows of a table to show
 * @throws PhonographError `option/invalid` for a promise that is not awaited, and for an option that there is not
 * @example
 * ```ts
 * import { table } from "arquero";
 * import { display } from "phonograph";
 * display(table({ hour: [8, 9], calls: [120, 340] }), { rows: 1 });
 * ```
 */
export function display(value: unknown, options: DisplayOptions = {}): void {
  refusePromise(value);
  checkDisplay(options);
  const session = currentSession();
  if (session) session.display(value, options);
  else console.log(plain(value, options));
}

function plain(value: unknown, { rows = 12 }: DisplayOptions): string {
  if (typeof value === "string") return maskPrivate(value);
  const shown = asTable(value);
  if (shown) return plainTable(shown, rows);
  if (typeof value !== "object" || value === null) return maskPrivate(String(value));
  const { table, about } = value as { table?: unknown; about?: { verb?: string } };
  if (isTable(table) && about?.verb) return `${about.verb}\n${plainTable(table, rows)}`;
  const said = explained(value, rows);
  if (said !== undefined) return said;
  const own = (value as { [jupyterDisplay]?: () => unknown })[jupyterDisplay];
  const bundle = typeof own === "function" ? own.call(value) : undefined;
  const text = (bundle as Record<string, unknown> | undefined)?.["text/plain"];
  return maskPrivate(typeof text === "string" ? text : inspect(value, { depth: 4, maxArrayLength: 20 }));
}
