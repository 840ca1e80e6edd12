import { sharedInt32 } from "../../workers/shared.ts";
import { TextColumn } from "../core/columns.ts";
import type { ComputeOptions } from "../core/compute.ts";
import { PhonographError } from "../core/errors.ts";
import { textOf } from "../core/table.ts";
import { type NumberFacts, numberFlags, parseNumbers } from "../numbers/parse-numbers.ts";
import type { PreparedInput } from "./event-input.ts";
import { NUMBERS } from "./event-map.ts";
import type { RowIssues } from "./row-issues.ts";

/** The number columns of one input, with what the numbers themselves tell. */
export type EventNumbers = Record<string, TextColumn>;

/** Which facts travel along with which number, and under which name. */
const FACTS = {
  phone: { region: "phone_country", area: "phone_area", carrier: "phone_carrier", type: "phone_type" },
  peer: { region: "peer_country", type: "peer_type" },
} as const;

/** Doubts that are worth a line in the issues. */
const NOTED = ["default-region-used", "scientific-notation-precision-lost", "multiple-numbers"] as const;

/**
 * Reads the number columns of all inputs: each distinct text of one region once, whatever inputs and columns it is in.
 */
export async function eventNumbers(
  verb: string,
  inputs: readonly PreparedInput[],
  issues: readonly RowIssues[],
  options: ComputeOptions,
): Promise<EventNumbers[]> {
  const answers = inputs.map((): EventNumbers => ({}));
  const uses = inputs.flatMap((input, i) =>
    NUMBERS.flatMap((name) => {
      const column = input.entries.get(name)?.column;
      if (column === undefined) return [];
      if (input.numbers === "keep") {
        answers[i]![name] = textOf(verb, input.table, column);
        return [];
      }
      return [{ i, name, region: input.region, raw: textOf(verb, input.table, column) }];
    }),
  );
  for (const region of new Set(uses.map((use) => use.region))) {
    const same = uses.filter((use) => use.region === region);
    const place = new Map<string, number>();
    for (const { raw } of same) for (const text of raw.values) if (!place.has(text)) place.set(text, place.size);
    const facts = await parseNumbers([...place.keys()], { ...options, region });
    for (const { i, name, raw } of same) {
      const places = Int32Array.from(raw.values, (text) => place.get(text)!);
      const rows = sharedInt32(raw.length);
      for (let row = 0; row < rows.length; row++) rows[row] = raw.codes[row]! < 0 ? -1 : places[raw.codes[row]!]!;
      answers[i]![name] = spread(facts.key, rows);
      for (const [fact, column] of Object.entries(FACTS[name])) {
        answers[i]![column] = spread(facts[fact as keyof NumberFacts] as TextColumn, rows);
      }
      if (region === undefined) refuseNational(verb, name, facts, rows);
      enter(name, facts, rows, issues[i]!);
    }
  }
  return answers;
}

function spread({ codes, values }: TextColumn, rows: Int32Array): TextColumn {
  const out = sharedInt32(rows.length);
  for (let i = 0; i < rows.length; i++) out[i] = rows[i]! < 0 ? -1 : codes[rows[i]!]!;
  return new TextColumn(out, values);
}

/** Numbers of which most lack their country would all be lost: the region was forgotten. */
function refuseNational(verb: string, name: string, facts: NumberFacts, rows: Int32Array): void {
  let national = 0;
  for (const row of rows) if (row >= 0 && facts.reason.at(row) === "no region") national++;
  if (national * 2 <= rows.length) return;
  throw new PhonographError({
    code: "option/missing",
    verb,
    rule: "region must be given where numbers have no country code",
    found: `${name}: ${national.toLocaleString("en")} of ${rows.length.toLocaleString("en")} rows show a national number`,
    hint: 'region: "PT", or numbers: "keep" for pseudonyms',
  });
}

/** Values that have no key are missing from now on, with their reason; doubtful ones are noted. */
function enter(name: string, facts: NumberFacts, rows: Int32Array, issues: RowIssues): void {
  const reasons: string[] = [];
  const lost = Int32Array.from({ length: facts.length }, (_, i) => {
    if (facts.key.codes[i]! >= 0) return -1;
    const reason = `${name}: ${facts.reason.at(i) ?? facts.kind.at(i)}`;
    return reasons.includes(reason) ? reasons.indexOf(reason) : reasons.push(reason) - 1;
  });
  const marks = new Int32Array(rows.length);
  const markBy = (of: (place: number) => number) => {
    for (let i = 0; i < rows.length; i++) marks[i] = rows[i]! < 0 ? -1 : of(rows[i]!);
  };
  if (reasons.length > 0) markBy((place) => lost[place]!);
  for (const [mark, reason] of reasons.entries()) issues.addMarked(marks, mark, reason, "blanked");
  for (const flag of NOTED) {
    const has = Int8Array.from(facts.flags, (bits, i) =>
      facts.key.codes[i]! >= 0 && numberFlags(bits).includes(flag) ? 1 : 0,
    );
    if (!has.includes(1)) continue;
    markBy((place) => has[place]!);
    issues.addMarked(marks, 1, `${name}: ${flag.replaceAll("-", " ")}`, "noted");
  }
}
