import parsePhoneNumber, { type CountryCode, getCountries, getExampleNumber } from "libphonenumber-js/max";
import examples from "libphonenumber-js/mobile/examples";
import { TextColumn } from "../../../toolkit/core/columns.ts";
import { random } from "../../../toolkit/core/random.ts";
import { parseNumbers } from "../../../toolkit/numbers/parse-numbers.ts";
import type { Values } from "../../../toolkit/numbers/raw-values.ts";
import { LIBRARY_TYPES, LINE_TYPES } from "../../../workers/numbers/words.ts";
import { fingerprint } from "../fingerprint.ts";
import type { Answer, Case, Contender, Setting } from "../job.ts";

/**
 * Raw numbers, half of them Portuguese as people write them, half of all the world, some broken: E.164, validity, region
 * and line type. Eight rows have the same spelling on average. The peer reads each distinct one once, as we do, and looks
 * nothing else up; we also tell kind, place, carrier, time zones and more.
 */
const HOME = "PT";

export default async function* numbers({ rows, wanted }: Setting): AsyncGenerator<Case> {
  const values = Math.max(8, Math.floor(rows / 5));
  const spellings = makeSpellings(Math.ceil(values / 8));
  if (wanted("distinct")) {
    yield { name: "distinct", rows: spellings.length, contenders: contenders(spellings) };
  }
  const pick = random(2);
  // fresh texts, as a reader gives them: equal ones are not the same in memory
  const bytes = spellings.map((text) => Buffer.from(text));
  const raw = Array.from({ length: values }, () => pick.pick(bytes).toString());
  if (wanted("list")) yield { name: "list", rows: values, contenders: contenders(raw) };
  if (wanted("column")) {
    yield { name: "column", rows: values, contenders: contenders(TextColumn.from(raw)) };
  }
}

function contenders(values: string[] | TextColumn): Contender[] {
  return [
    ours("Phonograph, 1 thread", values, 0),
    ours("Phonograph, 2 workers", values, 2),
    { name: "libphonenumber-js/max, distinct", run: async () => peer(values) },
  ];
}

function ours(name: string, values: Values, workers: number): Contender {
  const run = async (): Promise<Answer> => {
    const { table } = await parseNumbers(values, { region: HOME, workers });
    const [e164, region, type] = ["e164", "region", "type"].map((c) => table.column(c) as unknown as TextColumn);
    return answer(
      values.length,
      (row) => e164!.at(row),
      (row) => region!.at(row),
      (row) => type!.at(row),
    );
  };
  return { name, ours: true, run };
}

function peer(values: string[] | TextColumn): Answer {
  const known = new Map<string, { e164: string; region: string; type: string } | null>();
  const found = new Array(values.length);
  for (let row = 0; row < found.length; row++) {
    const text = values.at(row)!;
    let one = known.get(text);
    if (one === undefined) {
      const number = parsePhoneNumber(text, HOME as CountryCode);
      const type = number?.getType();
      one = type ? { e164: number!.number, region: number!.country ?? "001", type } : null;
      known.set(text, one);
    }
    found[row] = one;
  }
  const words = new Map<string, string>(LIBRARY_TYPES.map((word, i) => [word, LINE_TYPES[i]!]));
  return answer(
    found.length,
    (row) => found[row]?.e164,
    (row) => found[row]?.region,
    (row) => words.get(found[row]?.type),
  );
}

type Text = (row: number) => string | null | undefined;

function answer(rows: number, e164: Text, region: Text, type: Text): Answer {
  const letters = (text: string | null | undefined) => (text ? text.charCodeAt(0) * 256 + text.charCodeAt(1) : -1);
  return {
    fingerprint: () =>
      fingerprint(rows, [
        (row) => (e164(row) ? Number(e164(row)!.slice(1)) : -1),
        (row) => letters(region(row)),
        (row) => LINE_TYPES.indexOf(type(row) as (typeof LINE_TYPES)[number]),
      ]),
  };
}

/** Distinct spellings; one in fifty lacks a digit. */
function makeSpellings(count: number): string[] {
  const chance = random(1);
  const below = (n: number) => chance.integer(n);
  const plans = getCountries().flatMap((region) => {
    const example = getExampleNumber(region, examples);
    return example?.isValid() ? [example] : [];
  });
  const made = new Set<string>();
  while (made.size < count) {
    const tail = String(below(1e7)).padStart(7, "0");
    const home = below(2) === 0;
    const plan = plans[below(plans.length)]!;
    const code = home ? "351" : plan.countryCallingCode;
    const national = home ? `9${"1236"[below(4)]}${tail}` : plan.nationalNumber.slice(0, -4) + tail.slice(3);
    const digits = below(50) === 0 ? national.slice(1) : national;
    const spaced = digits.replace(/(...)(?=...)/g, "$1 ");
    const spelling = below(home ? 6 : 4);
    if (spelling === 0) made.add(`+${code}${digits}`);
    else if (spelling === 1) made.add(`00${code}${digits}`);
    else if (spelling === 2) made.add(`+${code} ${spaced}`);
    else if (spelling === 3) made.add(`+${code}-${spaced.replaceAll(" ", "-")}`);
    else made.add(spelling === 4 ? digits : spaced);
  }
  return [...made];
}
