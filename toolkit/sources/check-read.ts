import { PhonographError } from "../core/errors.ts";
import { knownOptions } from "../core/options.ts";

/** Refuses options of a reader that cannot be meant: what stands for nothing, and where columns come from. */
export function checkRead(verb: string, options: object, known: readonly string[]): void {
  knownOptions(verb, options, known);
  const { nulls, columns } = options as { nulls?: unknown; columns?: unknown };
  if (nulls !== undefined && !(Array.isArray(nulls) && nulls.every((text) => typeof text === "string"))) {
    throw new PhonographError({
      code: "option/invalid",
      verb,
      rule: "nulls must be a list of texts",
      found: Array.isArray(nulls) ? "a list of other things" : kindOf(nulls),
      hint: typeof nulls === "string" ? 'put it in a list: nulls: ["NULL"]' : 'nulls: ["", "NULL"]',
    });
  }
  if (columns === undefined) return;
  const hint = '{ phone: "msisdn", duration: { from: "seconds", type: "number" } }';
  if (typeof columns !== "object" || columns === null || Array.isArray(columns) || columns instanceof Map) {
    const rule = "columns must be an object, from our name of each column to its own";
    throw new PhonographError({ code: "option/invalid", verb, rule, found: kindOf(columns), hint });
  }
  for (const [name, spec] of Object.entries(columns)) {
    if (typeof spec === "string") continue;
    const from = (spec as { from?: unknown } | null | undefined)?.from;
    if (typeof from !== "string") {
      const rule = `columns.${name} must name a column of the file`;
      const found = typeof spec === "object" && spec !== null ? `from: ${kindOf(from)}` : kindOf(spec);
      throw new PhonographError({ code: "option/invalid", verb, rule, found, hint });
    }
    knownOptions(verb, spec as object, ["from", "type"]);
  }
}

const kindOf = (value: unknown): string =>
  value === null ? "null" : Array.isArray(value) ? "a list" : value instanceof Map ? "a Map" : typeof value;
