import type { ConditionColumn } from "../../workers/kernels/feature-marks.ts";
import { sharedInt32 } from "../../workers/shared.ts";
import { TextColumn } from "../core/columns.ts";
import { PhonographError } from "../core/errors.ts";
import type { Events } from "../core/events.ts";
import { matchRows, type Pattern } from "../core/pattern.ts";
import { columnOf, toTable } from "../core/table.ts";
import type { ToldFeature } from "./feature-spec.ts";

/** The conditions of all features, each once, as the kernel tests them. */
export interface Conditions {
  columns: ConditionColumn[];
  /** The bits of all conditions together. */
  all: number;
  /** The bits of each feature's conditions. */
  marks: number[];
  /** The columns that were asked of. */
  names: string[];
}

const MOST = 16;

/** Numbers the different patterns of all features, and finds out what each asks of each column. */
export function toConditions(verb: string, events: Events, features: readonly ToldFeature[]): Conditions {
  const patterns = new Map<string, { pattern: Pattern; bit: number }>();
  const marks = features.map((feature) => {
    let mark = 0;
    for (const pattern of feature.patterns) {
      const key = JSON.stringify(pattern);
      const bit = patterns.get(key)?.bit ?? 1 << patterns.size;
      patterns.set(key, { pattern, bit });
      mark |= bit;
    }
    return mark;
  });
  if (patterns.size > MOST) {
    throw new PhonographError({
      ...{ code: "option/invalid", verb, rule: `features can look at ${MOST} different kinds of events at most` },
      found: `${patterns.size}`,
      hint: "two calls, and a join by person",
    });
  }
  const all = 2 ** patterns.size - 1;
  const names = new Set<string>();
  const columns: ConditionColumn[] = [];
  const texts = new Map<TextColumn, ConditionColumn>();
  for (const { pattern, bit } of patterns.values()) {
    const { where, ...own } = pattern;
    for (const [name, test] of Object.entries({ ...own, ...where })) {
      names.add(name);
      const column = columnOf(verb, events, name);
      const one = { where: { [name]: test } } as Pattern;
      if (!(column instanceof TextColumn)) {
        const bits = Uint16Array.of(0, all & ~bit, all);
        columns.push({ codes: matchRows(verb, events, one), bits });
        continue;
      }
      const known = texts.get(column) ?? {
        codes: column.codes,
        bits: new Uint16Array(column.values.length + 1).fill(all),
      };
      if (!texts.has(column)) columns.push(known);
      texts.set(column, known);
      const hits = matchRows(verb, dictionary(name, column), one);
      known.bits[0] &= ~bit;
      for (let code = 0; code < hits.length; code++) if (hits[code] === 0) known.bits[code + 1] &= ~bit;
    }
  }
  return { columns, all, marks, names: [...names] };
}

/** Each text of a column as one row: what is asked of a text is asked once. */
function dictionary(name: string, { values }: TextColumn) {
  const codes = sharedInt32(values.length);
  for (let code = 0; code < codes.length; code++) codes[code] = code;
  return toTable({ [name]: new TextColumn(codes, values) });
}
