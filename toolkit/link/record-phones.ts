import type { ComputeOptions } from "../core/compute.ts";
import { PhonographError } from "../core/errors.ts";
import { textOf } from "../core/table.ts";
import { parseNumbers } from "../numbers/parse-numbers.ts";
import { saysNothing } from "./record-texts.ts";

const E164 = /^\+[1-9]\d{6,14}$/;
/** More values than this without a country code are no slip: the column was not normalised. */
const SLIPS = 0.01;

/**
 * Numbers in E.164, empty where a text is none. Texts in that form are taken as they are, others are read, in `region`
 * where it is given; a column whose numbers lack their country code is refused without it.
 */
export async function foldPhones(
  verb: string,
  texts: readonly string[],
  options: ComputeOptions & { region?: string },
): Promise<string[]> {
  const others = [...texts.keys()].filter((i) => !E164.test(texts[i]) && !saysNothing(texts[i]));
  const folded = texts.map((text) => (E164.test(text) ? text : ""));
  const { region, workers, signal } = options;
  const { table } = await parseNumbers(
    others.map((i) => texts[i]),
    { region, workers, signal },
  );
  const e164 = textOf(verb, table, "e164");
  const reason = textOf(verb, table, "reason");
  if (region === undefined) requireCountries(verb, reason, texts.length);
  for (const [place, i] of others.entries()) folded[i] = e164.at(place) ?? "";
  return folded;
}

/** Refuses numbers of which many lack their country code; `reason` is that of `parseNumbers`, `all` the distinct numbers. */
export function requireCountries(verb: string, reason: Iterable<string | null>, all: number): void {
  let national = 0;
  for (const why of reason) if (why === "no region") national++;
  if (national <= SLIPS * all) return;
  throw new PhonographError({
    code: "option/missing",
    verb,
    rule: "numbers must tell their country before they can be compared",
    found: `${national.toLocaleString("en")} of ${all.toLocaleString("en")} distinct numbers have no country code`,
    hint: 'name the country of these, as in region: "PT"; or read the column with parseNumbers first',
  });
}
